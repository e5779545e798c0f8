"""Machine API: signed files are kept with the result of their check and what proves it."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import File, Schema, Status
from ninja.files import UploadedFile

from tinhso.kernel.actors import actor_of
from tinhso.kernel.api import Router
from tinhso.kernel.files.services import permit_opening
from tinhso.signing import queries, services
from tinhso.signing.forms import weigh
from tinhso.signing.models import ReceivedFile

router = Router()


class ReceptionOut(Schema):
    """A signed file as it was checked when it was received; `report` has the codes of the check."""

    file: UUID
    verdict: str
    checked_at: datetime
    is_kept_for_long: bool
    report: dict[str, Any]


@router.post("/received", response={201: ReceptionOut})
def keep_received(
    request: HttpRequest,
    file: File[UploadedFile],
    content: File[list[UploadedFile]] = [],  # noqa: B006  ninja reads it as "none given"
) -> Status[ReceptionOut]:
    """Check a signed file and keep it with the result; a valid one with its evidence.

    `content` holds what a detached signature covers, each file under the name it was signed by.
    """
    weigh(file, *content)
    row = services.keep_received(
        content=file.read(),
        name=file.name or "",
        outside={one.name or "": one.read() for one in content},
        actor=actor_of(request),
    )
    return Status(201, _out(row))


@router.get("/received/{uuid:uid}", response=ReceptionOut)
def read_received(request: HttpRequest, uid: UUID) -> ReceptionOut:
    """Return what a file was worth when it was received, to whoever may open the file."""
    row = queries.received(file_uid=uid)
    permit_opening(row.file, actor=actor_of(request))
    return _out(row)


def _out(row: ReceivedFile) -> ReceptionOut:
    return ReceptionOut(
        file=row.file.uid,
        verdict=row.verdict,
        checked_at=row.checked_at,
        is_kept_for_long=queries.kept_copy(source=row.file) is not None,
        report=json.loads(row.report),
    )
