"""A signed file is checked when it is received; the result is kept, and what proves it.

Later nobody could tell any more: authorities go, lists are taken down, keys are revoked.
"""

import json
from dataclasses import asdict
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.kernel import audit, files
from tinhso.kernel.actors import Actor, require
from tinhso.kernel.errors import Invalid
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.files.registry import PDFS
from tinhso.kernel.jobs import enqueue
from tinhso.signing.checking.report import Kind, Report, Verdict
from tinhso.signing.models import ReceivedFile
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.services.keeping import keep_for_long
from tinhso.signing.services.verification import verify

RECEIVED_USE: Final = "signing.received"
RECEIVED_TYPES: Final = PDFS
NOT_SIGNED: Final = frozenset({Verdict.UNSIGNED, Verdict.UNREADABLE})


def receive_later(*, file: StoredFile) -> bool:
    """Let a job check a file that arrived, where signed files are kept; tell whether it will."""
    if not settings.TINHSO_KEEP_SIGNED or file.content_type not in RECEIVED_TYPES:
        return False
    enqueue("signing.receive", key=f"receive:{file.uid}", file_uid=str(file.uid))
    return True


@transaction.atomic
def receive(*, file: StoredFile, actor: Actor) -> ReceivedFile | None:
    """Keep what a file's signatures are worth now and, if all are valid, what proves it.

    Once for each file; None for one that nobody signed.
    """
    require(actor, SigningPermission.SEAL_DOCUMENT)
    known = ReceivedFile.objects.filter(file=file).first()
    if known is not None:
        return known
    report = verify(files.open_file(file))
    if report.verdict in NOT_SIGNED:
        return None
    return _kept(file, report, actor)


@transaction.atomic
def keep_received(*, content: bytes, name: str, actor: Actor) -> ReceivedFile:
    """Keep a signed file that somebody sent to a clerk, with its result and its evidence.

    Raises `Invalid` unless it is a PDF that carries a signature.
    """
    require(actor, SigningPermission.SEAL_DOCUMENT)
    report = verify(content)
    if report.verdict in NOT_SIGNED or report.kind is not Kind.PDF:
        raise Invalid(fields={"file": _("Chỉ giữ được tệp PDF có chữ ký số.")})
    file = files.store(
        content=content, name=name, use=RECEIVED_USE, actor=actor, owner_class="personal"
    )
    known = ReceivedFile.objects.filter(file=file).first()
    return known or _kept(file, report, actor)


def _kept(file: StoredFile, report: Report, actor: Actor) -> ReceivedFile:
    row = ReceivedFile.objects.create(
        file=file,
        agency_id=actor.agency_id,
        verdict=report.verdict,
        report=json.dumps(asdict(report), default=_as_text, ensure_ascii=False),
        checked_at=timezone.now(),
    )
    if report.verdict is Verdict.VALID:
        keep_for_long(file=file, actor=actor)
    audit.record("signing.received", actor=actor, target=row, verdict=str(report.verdict))
    return row


def _as_text(value: object) -> str:
    if not isinstance(value, datetime):
        raise TypeError(type(value))
    return value.isoformat()
