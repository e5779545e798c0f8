"""What waits for a signature or a seal, scoped to the actor."""

from datetime import timedelta
from uuid import UUID

from django.db.models import Case, F, IntegerField, Q, Value, When
from django.utils import timezone

from tinhso.kernel.actors import Actor
from tinhso.kernel.db import fetch
from tinhso.kernel.errors import NotFound
from tinhso.kernel.files.models import StoredFile
from tinhso.signing.models import Confirmation, SealAct, SigningItem, SigningItemQuerySet
from tinhso.signing.registry import LinkedPaper, paper_links
from tinhso.signing.rules import SEALED_SOON, ItemState, SealState, account_of

CAP = 1000


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
        | Q(seal_act__annexes__file=stored)
        | Q(openings__file=stored)
        | Q(signatories__signed_file=stored)
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
    waiting = rows.exclude(seal_act__state=SealState.SEALED)
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
