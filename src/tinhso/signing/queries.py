"""Every question others ask of signing, scoped to the actor."""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import Case, CharField, F, IntegerField, Q, QuerySet, Value, When
from django.utils import timezone

from tinhso.kernel import files
from tinhso.kernel.actors import Actor
from tinhso.kernel.db import fetch
from tinhso.kernel.db.text import nfc
from tinhso.kernel.errors import NotFound
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.files.previews import text_of_pages
from tinhso.kernel.files.tagged import tagged_paragraphs
from tinhso.signing.models import (
    Certificate,
    CertificateQuerySet,
    Confirmation,
    Opening,
    SealAct,
    SigningItem,
    SigningItemQuerySet,
    TrustAnchor,
)
from tinhso.signing.registry import LinkedPaper, paper_links
from tinhso.signing.rules import SEALED_SOON, CertificateRole, ItemState, SealState, account_of

CAP = 1000
WORDS_A_MINUTE = 180


def items_for(*, actor: Actor) -> SigningItemQuerySet:
    """Return what the actor is to sign: what is due first on top, what he put off last."""
    late_last = Case(
        When(
            Q(state=ItemState.POSTPONED)
            & (Q(postponed_until=None) | Q(postponed_until__gt=timezone.now())),
            then=Value(1),
        ),
        default=Value(0),
        output_field=IntegerField(),
    )
    rows = SigningItem.objects.waiting_for(actor).annotate(put_off=late_last)
    return rows.select_related("file").order_by(
        "put_off", F("due_at").asc(nulls_last=True), "requested_at", "pk"
    )


def waiting_count(*, actor: Actor) -> int:
    """Return how many papers wait for the actor, at most 1,000."""
    return SigningItem.objects.waiting_for(actor)[:CAP].count()


def item(*, uid: UUID, actor: Actor) -> SigningItem:
    """Return one paper the actor may see."""
    rows = SigningItem.objects.visible_to(actor).select_related("file__blob", "signed_file")
    return fetch(rows, uid=uid)


def item_of(*, kind: str, reference: str) -> SigningItem | None:
    """Return the newest paper of a room's record; the room has asked for sight of its record."""
    return SigningItem.objects.filter(kind=kind, reference=reference).order_by("-pk").first()


def item_with_file(*, stored: StoredFile, actor: Actor) -> SigningItem:
    """Return a paper the actor may see that has this file, before or after, or beside it."""
    rows = SigningItem.objects.visible_to(actor).filter(
        Q(file=stored)
        | Q(signed_file=stored)
        | Q(attachments=stored)
        | Q(seal_act__sealed_file=stored)
        | Q(openings__file=stored)
    )
    found = rows.order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def to_seal(*, actor: Actor) -> SigningItemQuerySet:
    """Return what the clerk's agency has signed and not yet sealed, the oldest first."""
    if actor.agency_id is None:
        return SigningItem.objects.none()
    rows = SigningItem.objects.filter(agency_id=actor.agency_id, state=ItemState.SIGNED)
    waiting = rows.filter(Q(seal_act=None) | Q(seal_act__state=SealState.NUMBERED))
    return waiting.select_related("seal_act", "signed_file").order_by("decided_at", "pk")


def seals_waiting(*, agency_id: int) -> int:
    """Return how many papers of an agency have a number and no seal yet."""
    return SealAct.objects.filter(agency_id=agency_id, state=SealState.NUMBERED).count()


def seals_left_behind() -> int:
    """Return how many papers of the house have waited for their seal longer than the job takes."""
    since = timezone.now() - SEALED_SOON
    return SealAct.objects.filter(state=SealState.NUMBERED, numbered_at__lt=since).count()


def seal_act_of(*, item_uid: UUID) -> SealAct | None:
    """Return the clerk's act on a paper; the caller has asked for sight of it."""
    return SealAct.objects.filter(item__uid=item_uid).select_related("sealed_file").first()


def certificate_of(*, account_uid: UUID) -> Certificate | None:
    """Return the certificate with which a person signs now."""
    return _newest(
        Certificate.objects.usable().filter(account_uid=account_uid, role=CertificateRole.PERSON)
    )


def agency_certificate(*, agency_id: int) -> Certificate | None:
    """Return the certificate with which an agency seals now."""
    return _newest(
        Certificate.objects.usable().filter(agency_id=agency_id, role=CertificateRole.AGENCY)
    )


SOON = timedelta(days=60)
"""How long before its end a certificate counts as running out."""


def certificates() -> CertificateQuerySet:
    """Return every certificate with its standing: in force, running out, expired, revoked."""
    now = timezone.now()
    return Certificate.objects.annotate(
        standing=Case(
            When(revoked_at__isnull=False, then=Value("revoked")),
            When(not_after__lt=now, then=Value("expired")),
            When(not_after__lt=now + SOON, then=Value("soon")),
            default=Value("usable"),
            output_field=CharField(),
        )
    )


def certificate(*, uid: UUID) -> Certificate:
    """Return one certificate with its standing; the caller has asked for the permission."""
    return fetch(certificates(), uid=uid)


def own_certificates(*, actor: Actor) -> CertificateQuerySet:
    """Return the actor's own certificates, the newest first."""
    mine = certificates().filter(account_uid=account_of(actor), role=CertificateRole.PERSON)
    return mine.order_by("-not_before", "-pk")


def trust_anchors() -> QuerySet[TrustAnchor]:
    """Return the roots trusted here beside the house's own."""
    return TrustAnchor.objects.order_by("name", "pk")


def _newest(rows: CertificateQuerySet) -> Certificate | None:
    return rows.order_by("-not_before").first()


def codes_on_telephone(*, actor: Actor) -> list[Confirmation]:
    """Return the actor's own open codes, for the demonstration telephone."""
    now = timezone.now()
    asked = Confirmation.objects.filter(
        account_uid=account_of(actor), used_at=None, expires_at__gt=now
    )
    return list(asked.exclude(secret="").order_by("-asked_at")[:5])


def open_confirmation(*, uid: UUID, actor: Actor) -> Confirmation:
    """Return one of the actor's own confirmations that still waits for its code."""
    now = timezone.now() - timedelta(minutes=1)
    return fetch(
        Confirmation.objects.filter(account_uid=account_of(actor), expires_at__gt=now), uid=uid
    )


def paper_by_code(*, code: str, actor: Actor) -> LinkedPaper | None:
    """Return the paper on which a code is printed, whichever room printed it."""
    for _room, look_up in paper_links:
        found = look_up(code, actor)
        if found is not None:
            return found
    return None


@dataclass(frozen=True)
class Paragraph:
    """One paragraph of a paper as a phone shows it; `was` is what stood there when last read."""

    text: str
    changed: bool = False
    was: str = ""
    heading: bool = False


@dataclass(frozen=True)
class Reading:
    """A paper ready to be read: what changed since the actor last read another state of it."""

    paragraphs: list[Paragraph]
    opened_before: Opening | None
    changes: int
    minutes: int
    is_read: bool


def reading_of(*, item: SigningItem, actor: Actor) -> Reading:
    """Return the paper's text with what changed since the actor last had it open."""
    mine = Opening.objects.filter(item=item, account_uid=account_of(actor))
    is_read = mine.filter(file=item.file).exists()
    earlier = mine.exclude(file=item.file).select_related("file__blob")
    last = earlier.order_by("-opened_at", "-pk").first()
    now = paragraphs_of(item.file)
    minutes = max(1, round(sum(len(line.split()) for line in now) / WORDS_A_MINUTE))
    if last is None:
        shown = [Paragraph(line, heading=_is_heading(line)) for line in now]
        return Reading(shown, None, 0, minutes, is_read)
    before = paragraphs_of(last.file)
    shown, changes = _compared(before, now)
    return Reading(shown, last, changes, minutes, is_read)


def _compared(before: list[str], now: list[str]) -> tuple[list[Paragraph], int]:
    shown: list[Paragraph] = []
    changes = 0
    matcher = difflib.SequenceMatcher(a=before, b=now, autojunk=False)
    for tag, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        if tag == "equal":
            lines = now[new_start:new_end]
            shown += [Paragraph(line, heading=_is_heading(line)) for line in lines]
            continue
        changes += 1
        was = "\n".join(before[old_start:old_end])
        lines = now[new_start:new_end] or [""]
        shown += [
            Paragraph(line, changed=True, was=was if number == 0 else "")
            for number, line in enumerate(lines)
        ]
    return shown, changes


MOTTO = "Độc lập - Tự do - Hạnh phúc"


def _is_heading(line: str) -> bool:
    return line.isupper() or line == MOTTO


_NEW_PARAGRAPH = re.compile(r"^(\d+[.)]|[a-zđ]\)|[-+•]|Điều \d|[IVX]+\.|Kính gửi|Nơi nhận)")


def paragraphs_of(stored: StoredFile) -> list[str]:
    """Return the paragraphs of a PDF, so that a phone can set them anew.

    A tagged file says itself what its paragraphs are; another one is read by its layout.
    """
    content = files.open_file(stored)
    tagged = tagged_paragraphs(content)
    if tagged:
        return [nfc(text) for text in tagged]
    return _laid_out(text_of_pages(content))


def _laid_out(pages: Sequence[str]) -> list[str]:
    """Put lines back into paragraphs by their length and their first words."""
    paragraphs: list[str] = []
    lines = [nfc(line) for page in pages for line in page.splitlines() if line.strip()]
    longest = max((len(line) for line in lines), default=0)
    goes_on = False
    for line in lines:
        if goes_on and not _NEW_PARAGRAPH.match(line) and not line.isupper():
            paragraphs[-1] = f"{paragraphs[-1]} {line}"
        else:
            paragraphs.append(line)
        # A line that fills the measure and does not end a sentence goes on in the next one.
        goes_on = (
            len(line) > longest * 0.7 and not line.endswith((".", ":", ";")) and not line.isupper()
        )
    return paragraphs
