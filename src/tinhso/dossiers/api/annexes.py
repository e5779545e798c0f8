"""Machine API: files that go with the draft of a result."""

from uuid import UUID

from django.http import HttpRequest
from ninja import File, Form, Status
from ninja.files import UploadedFile

from tinhso.dossiers import queries, services
from tinhso.dossiers.api.reading import ONE, officer
from tinhso.dossiers.models import ResultAnnex
from tinhso.dossiers.schemas import answered as out
from tinhso.dossiers.schemas import asked_at_work as at_work
from tinhso.dossiers.services.annexes import ANNEX_USE
from tinhso.kernel import files
from tinhso.kernel.api import Router
from tinhso.kernel.files.registry import file_uses

router = Router()


@router.get(ONE + "/annexes", response=list[out.AnnexOut])
def list_annexes(request: HttpRequest, uid: UUID) -> list[out.AnnexOut]:
    """List the files beside the result in hand, signed once it is sealed."""
    return [_out(row) for row in queries.result_annexes(uid=uid, actor=officer(request))]


@router.post(ONE + "/annexes", response={201: out.AnnexOut})
def add_annex(
    request: HttpRequest, uid: UUID, body: Form[at_work.AnnexIn], file: File[UploadedFile]
) -> Status[out.AnnexOut]:
    """Put a PDF beside the draft of the result."""
    row = services.add_annex(
        uid=uid,
        actor=officer(request),
        title=body.title,
        content=file.read(file_uses.get(ANNEX_USE).max_bytes + 1),
        name=file.name or "",
        version=body.version,
    )
    return Status(201, _out(row))


@router.post(ONE + "/annexes/{uuid:annex_uid}/remove", response={204: None})
def remove_annex(request: HttpRequest, uid: UUID, annex_uid: UUID) -> Status[None]:
    """Take it away again."""
    services.remove_annex(uid=uid, annex_uid=annex_uid, actor=officer(request))
    return Status(204, None)


def _out(row: ResultAnnex) -> out.AnnexOut:
    return out.AnnexOut(
        uid=row.uid,
        title=row.title,
        file=files.file_url(row.sealed_file or row.file),
        is_sealed=row.sealed_file_id is not None,
    )
