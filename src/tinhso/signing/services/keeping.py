"""Keep signed files for long: evidence at reception, another time-stamp before the last one ends.

The copy under its archive time-stamp is a file of its own: that of a PDF begins with the file as it
came, that of any other kind is a container which holds it byte for byte.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import ceil
from typing import Final

from django.db import transaction
from django.db.models import Count, Min
from django.utils import timezone
from django.utils.translation import gettext as _
from pyhanko.sign.timestamps import TimeStamper

from tinhso.kernel import audit, files
from tinhso.kernel.actors import Actor, require
from tinhso.kernel.errors import DomainError
from tinhso.kernel.files.models import StoredFile
from tinhso.signing.checking.files import check_file, kind_of
from tinhso.signing.checking.report import Kind, Verdict
from tinhso.signing.checking.trust import Trust
from tinhso.signing.formats.kept import Proofs, container_ends, keep_in_container, renew_container
from tinhso.signing.formats.xades import Detached
from tinhso.signing.models import KeptFile
from tinhso.signing.pdf.extending import archive_ends, extend_pdf, renew_pdf
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.services.asked_standing import asker, with_asked
from tinhso.signing.services.authority import renew_time_stamper
from tinhso.signing.services.extending import NotExtendable, evidence_for
from tinhso.signing.services.signatures import evidence_of
from tinhso.signing.services.stamp_evidence import with_service
from tinhso.signing.services.verification import current_trust

KEPT_USE: Final = "signing.kept"
RENEW_BEFORE: Final = timedelta(days=180)
"""So long before the last time-stamp ends another is set over it: half a year to mend a fault."""

PORTION: Final = 500
"""So many files at least are renewed in one night; the next ones in the next."""

IN_HAND: Final = timedelta(days=60)
"""So long before the first of them ends all that are due have had their turn."""


@dataclass(frozen=True)
class Archived:
    """A signed file as it is kept, and until when that proves it; `is_same` when nothing came."""

    content: bytes
    ends: datetime
    is_same: bool = False


def archived(content: bytes, *, name: str, outside: Mapping[str, bytes] | None = None) -> Archived:
    """Return a signed file with all that proves it, under an archive time-stamp.

    A PDF takes it in itself; any other kind goes into a container, with what it covers from
    `outside`. Authorities elsewhere and the time-stamp service are asked: never call it within a
    transaction. Raises `NotExtendable` unless every signature is valid now.
    """
    ask, kind = asker(), kind_of(content)
    if check_file(content, replace(current_trust(), ask=ask), outside).verdict is not Verdict.VALID:
        raise NotExtendable(_("Chỉ giữ lâu dài được khi mọi chữ ký trong tệp đang hợp lệ."))
    trust = with_service(with_asked(current_trust(), ask))
    if kind is Kind.PDF:
        if (ends := archive_ends(content)) is not None:
            return Archived(content, ends, is_same=True)
        made = extend_pdf(content, evidence_for("B-LTA", trust))
        return Archived(made, _ends(made))
    held = [Detached(name, content)]
    held += [
        Detached(given or f"noi-dung-{number}", one)
        for number, (given, one) in enumerate((outside or {}).items(), start=1)
        if given != name
    ]
    made = keep_in_container(held, _proofs(trust), _stamper(), at=timezone.now())
    return Archived(made, _ends(made))


def keep_for_long(*, file: StoredFile, actor: Actor) -> KeptFile:
    """Keep a signed file with all that proves it, under an archive time-stamp; once for each file.

    Called where a signed paper is received or issued. Raises `NotExtendable` unless every signature
    is valid now: later nobody could tell any more.
    """
    require(actor, SigningPermission.SEAL_DOCUMENT)
    known = KeptFile.objects.filter(source=file).first()
    if known is not None:
        return known
    return put_kept(file, archived(files.open_file(file), name=file.name), actor)


@transaction.atomic
def put_kept(file: StoredFile, made: Archived, actor: Actor) -> KeptFile:
    """Keep what was made of a file; the caller has looked at the permission."""
    kept = KeptFile.objects.create(
        source=file,
        copy=file if made.is_same else _stored(file, made.content, actor),
        kept_at=timezone.now(),
        renew_at=made.ends - RENEW_BEFORE,
        ends_at=made.ends,
    )
    audit.record("signing.kept", actor=actor, target=kept, sha256=files.sha256_of(kept.copy))
    return kept


def renew_kept(*, actor: Actor) -> int:
    """Set another time-stamp over each kept file whose last one ends within half a year.

    Each file is a transaction of its own; one that fails is named and tried again the next night,
    behind those that did not. Returns how many were renewed.
    """
    require(actor, SigningPermission.SEAL_DOCUMENT)
    now = timezone.now()
    renew_time_stamper(now)
    due = KeptFile.objects.filter(renew_at__lte=now).order_by("trouble", "renew_at", "pk")
    done = 0
    for key in list(due.values_list("pk", flat=True)[: _portion(now)]):
        try:
            done += _renew(key, now, actor)
        except DomainError as refusal:
            KeptFile.objects.filter(pk=key).update(trouble=refusal.code)
    return done


def _portion(now: datetime) -> int:
    """Return how many are renewed this night, so that all are before the first of them ends.

    The time-stamps of years come from one key of the service, so they all fall due on one day.
    """
    due = KeptFile.objects.filter(renew_at__lte=now).aggregate(
        count=Count("pk"), ends=Min("ends_at")
    )
    count: int = due["count"]
    if not count:
        return 0
    nights: int = max(1, (due["ends"] - now - IN_HAND).days)
    return max(PORTION, ceil(count / nights))


def _renew(key: int, now: datetime, actor: Actor) -> bool:
    """Make the next time-stamp outside any transaction, then put it in if nobody was quicker."""
    kept = KeptFile.objects.select_related("copy__blob").get(pk=key)
    renewed = _renewed(files.open_file(kept.copy))
    ends = _ends(renewed)
    if ends <= kept.ends_at:
        raise NotExtendable(_("Dấu thời gian mới không giữ được lâu hơn dấu cũ."))
    return _put_renewed(kept, renewed, ends, now, actor)


def _renewed(content: bytes) -> bytes:
    trust = current_trust()
    if check_file(content, trust).verdict is not Verdict.VALID:
        raise NotExtendable(_("Chữ ký trong bản giữ không còn hợp lệ nên không gia hạn được."))
    if kind_of(content) is Kind.PDF:
        return renew_pdf(content, evidence_for("B-LTA", trust))
    return renew_container(content, _proofs(with_service(trust)), _stamper(), at=timezone.now())


@transaction.atomic
def _put_renewed(
    before: KeptFile, renewed: bytes, ends: datetime, now: datetime, actor: Actor
) -> bool:
    rows = KeptFile.objects.select_for_update(of=("self",)).select_related("source")
    kept = rows.filter(pk=before.pk, copy=before.copy, renew_at__lte=now).first()
    if kept is None:
        return False
    kept.copy = _stored(kept.source, renewed, actor)
    kept.ends_at, kept.renew_at = ends, ends - RENEW_BEFORE
    kept.renewed += 1
    kept.trouble = ""
    kept.save(update_fields=["copy", "ends_at", "renew_at", "renewed", "trouble"])
    audit.record("signing.renewed", actor=actor, target=kept, sha256=files.sha256_of(kept.copy))
    return True


def _proofs(trust: Trust) -> Proofs:
    """Return all that is known of revocation, and whose word it is."""
    return Proofs(trust.crls, trust.answers, (*trust.others, *trust.roots))


def _stamper() -> TimeStamper:
    stamper = evidence_of("B-T").time_stamper
    if stamper is None:
        raise NotExtendable(_("Tệp chưa có dấu thời gian lưu trữ."))
    return stamper


def _ends(content: bytes) -> datetime:
    ends = archive_ends(content) if kind_of(content) is Kind.PDF else container_ends(content)
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
