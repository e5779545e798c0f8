"""Keep signed PDFs for long: evidence at reception, another time-stamp before the last one ends.

The copy under its archive time-stamp is a file of its own, which begins with the file as it came.
"""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.kernel import audit, files
from tinhso.kernel.actors import Actor, require
from tinhso.kernel.errors import DomainError, Invalid
from tinhso.kernel.files.models import StoredFile
from tinhso.signing.checking.files import check_file, kind_of
from tinhso.signing.checking.report import Kind, Verdict
from tinhso.signing.models import KeptFile
from tinhso.signing.pdf.extending import archive_ends, extend_pdf, renew_pdf
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.services.authority import renew_time_stamper
from tinhso.signing.services.extending import NotExtendable, evidence_for
from tinhso.signing.services.verification import current_trust

KEPT_USE: Final = "signing.kept"
RENEW_BEFORE: Final = timedelta(days=180)
"""So long before the last time-stamp ends another is set over it: half a year to mend a fault."""

PORTION: Final = 500
"""So many files are renewed in one night; the next ones in the next."""


@transaction.atomic
def keep_for_long(*, file: StoredFile, actor: Actor) -> KeptFile:
    """Keep a signed PDF with all that proves it, under an archive time-stamp; once for each file.

    Called where a signed paper is received or issued. Raises `NotExtendable` unless every signature
    is valid now: later nobody could tell any more.
    """
    require(actor, SigningPermission.SEAL_DOCUMENT)
    known = KeptFile.objects.filter(source=file).first()
    if known is not None:
        return known
    content = files.open_file(file)
    if kind_of(content) is not Kind.PDF:
        raise Invalid(_("Chỉ giữ lâu dài được tệp PDF đã ký; tệp khác hãy nâng lên mức B-LT."))
    trust = current_trust()
    if check_file(content, trust).verdict is not Verdict.VALID:
        raise NotExtendable(_("Chỉ giữ lâu dài được khi mọi chữ ký trong tệp đang hợp lệ."))
    archived = content
    if archive_ends(content) is None:
        archived = extend_pdf(content, evidence_for("B-LTA", trust))
    ends = _ends(archived)
    kept = KeptFile.objects.create(
        source=file,
        copy=file if archived is content else _stored(file, archived, actor),
        kept_at=timezone.now(),
        renew_at=ends - RENEW_BEFORE,
        ends_at=ends,
    )
    audit.record("signing.kept", actor=actor, target=kept, sha256=files.sha256_of(kept.copy))
    return kept


def renew_kept(*, actor: Actor) -> int:
    """Set another time-stamp over each kept file whose last one ends within half a year.

    Each file is a transaction of its own; one that fails is named and tried again the next night.
    Returns how many were renewed.
    """
    require(actor, SigningPermission.SEAL_DOCUMENT)
    now = timezone.now()
    renew_time_stamper(now)
    due = KeptFile.objects.filter(renew_at__lte=now).order_by("renew_at", "pk")
    done = 0
    for key in due.values_list("pk", flat=True)[:PORTION]:
        try:
            done += _renew(key, now, actor)
        except DomainError as refusal:
            KeptFile.objects.filter(pk=key).update(trouble=refusal.code)
    return done


@transaction.atomic
def _renew(key: int, now: datetime, actor: Actor) -> bool:
    rows = KeptFile.objects.select_for_update(of=("self",)).select_related("source", "copy__blob")
    kept = rows.filter(pk=key, renew_at__lte=now).first()
    if kept is None:
        return False
    content, trust = files.open_file(kept.copy), current_trust()
    if check_file(content, trust).verdict is not Verdict.VALID:
        raise NotExtendable(_("Chữ ký trong bản giữ không còn hợp lệ nên không gia hạn được."))
    renewed = renew_pdf(content, evidence_for("B-LTA", trust))
    ends = _ends(renewed)
    if ends <= kept.ends_at:
        raise NotExtendable(_("Dấu thời gian mới không giữ được lâu hơn dấu cũ."))
    kept.copy = _stored(kept.source, renewed, actor)
    kept.ends_at, kept.renew_at = ends, ends - RENEW_BEFORE
    kept.renewed += 1
    kept.trouble = ""
    kept.save(update_fields=["copy", "ends_at", "renew_at", "renewed", "trouble"])
    audit.record("signing.renewed", actor=actor, target=kept, sha256=files.sha256_of(kept.copy))
    return True


def _ends(pdf: bytes) -> datetime:
    ends = archive_ends(pdf)
    if ends is None:
        raise NotExtendable(_("Tệp chưa có dấu thời gian lưu trữ."))
    return ends


def _stored(source: StoredFile, content: bytes, actor: Actor) -> StoredFile:
    return files.store(
        content=content,
        name=source.name,
        use=KEPT_USE,
        actor=actor,
        owner_class=source.owner_class,
    )
