"""A signed file is checked when it is received; the result is kept, and what proves it.

Later nobody could tell any more: authorities go, lists are taken down, keys are revoked.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
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
from tinhso.kernel.files.rules import PDFS, SIGNED_FORMS
from tinhso.kernel.jobs import enqueue
from tinhso.signing.checking.report import Report, Verdict
from tinhso.signing.models import KeptFile, ReceivedFile
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.services.asked_stamps import StampRefused
from tinhso.signing.services.clock import ClockNotTrusted
from tinhso.signing.services.keeping import Archived, archived, put_kept
from tinhso.signing.services.verification import verify

RECEIVED_USE: Final = "signing.received"
RECEIVED_TYPES: Final = PDFS | SIGNED_FORMS
NOT_SIGNED: Final = frozenset({Verdict.UNSIGNED, Verdict.UNREADABLE})


def receive_later(*, file: StoredFile) -> bool:
    """Let a job check a file that arrived, where signed files are kept; tell whether it will."""
    if not settings.TINHSO_KEEP_SIGNED or file.content_type not in RECEIVED_TYPES:
        return False
    enqueue("signing.receive", key=f"receive:{file.uid}", file_uid=str(file.uid))
    return True


def receive(*, file: StoredFile, actor: Actor) -> ReceivedFile | None:
    """Keep what a file's signatures are worth now and, if all are valid, what proves it.

    Once for each file; None for one that nobody signed.
    """
    require(actor, SigningPermission.SEAL_DOCUMENT)
    known = ReceivedFile.objects.filter(file=file).first()
    if known is not None:
        return known
    content = files.open_file(file)
    report = verify(content, asks=True)
    if report.verdict in NOT_SIGNED:
        return None
    return _kept(file, report, _proof(report, content, file.name, None), actor)


def keep_received(
    *, content: bytes, name: str, actor: Actor, outside: Mapping[str, bytes] | None = None
) -> ReceivedFile:
    """Keep a signed file that somebody sent to a clerk, with its result and its evidence.

    `outside` is what a detached signature covers; it is kept beside the file with the evidence.
    Raises `Invalid` unless it is a PDF, XML, CMS or ASiC file that carries a signature.
    """
    require(actor, SigningPermission.SEAL_DOCUMENT)
    report = verify(content, outside=outside, asks=True)
    if report.verdict in NOT_SIGNED:
        raise Invalid(fields={"file": _("Chỉ giữ được tệp PDF, XML, p7s, ASiC có chữ ký số.")})
    proof = _proof(report, content, name, outside)
    with transaction.atomic():
        file = files.store(
            content=content, name=name, use=RECEIVED_USE, actor=actor, owner_class="personal"
        )
        known = ReceivedFile.objects.filter(file=file).first()
        return known or _kept(file, report, proof, actor)


def verify_received(*, received: ReceivedFile) -> Report:
    """Return the verdict now on a file that was kept, with what lay beside a detached signature.

    Only a container knows that; of a PDF the file itself is looked at, as it came.
    """
    kept = KeptFile.objects.filter(source=received.file).select_related("copy__blob").first()
    is_pdf = received.file.content_type in PDFS
    file = received.file if kept is None or is_pdf else kept.copy
    return verify(files.open_file(file))


@dataclass(frozen=True)
class _Proof:
    """What proves a valid file for long; `is_due` when it is still to be made."""

    made: Archived | None = None
    is_due: bool = False


def _proof(
    report: Report, content: bytes, name: str, outside: Mapping[str, bytes] | None
) -> _Proof:
    """Return what proves a valid file for long; no transaction waits for who is asked.

    While no time-stamp is to be had the result is kept all the same, and a job makes the proof. It
    knows nothing of what lies beside a detached signature, so that one is refused till then.
    """
    if report.verdict is not Verdict.VALID:
        return _Proof()
    try:
        return _Proof(archived(content, name=name, outside=outside))
    except (StampRefused, ClockNotTrusted):
        if outside:
            raise
        return _Proof(is_due=True)


@transaction.atomic
def _kept(file: StoredFile, report: Report, proof: _Proof, actor: Actor) -> ReceivedFile:
    row = ReceivedFile.objects.create(
        file=file,
        agency_id=actor.agency_id,
        verdict=report.verdict,
        report=json.dumps(asdict(report), default=_as_text, ensure_ascii=False),
        checked_at=timezone.now(),
    )
    if proof.made is not None and not KeptFile.objects.filter(source=file).exists():
        put_kept(file, proof.made, actor)
    if proof.is_due:
        enqueue("signing.keep", key=f"keep:{file.uid}", file_uid=str(file.uid))
    audit.record("signing.received", actor=actor, target=row, verdict=str(report.verdict))
    return row


def _as_text(value: object) -> str:
    if not isinstance(value, datetime):
        raise TypeError(type(value))
    return value.isoformat()
