"""What waits for a signature or a seal, scoped to the actor."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.db.models import (
    BooleanField,
    Case,
    DateTimeField,
    F,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from tinhso.kernel.actors import Actor
from tinhso.kernel.db import fetch
from tinhso.kernel.db.folding import having
from tinhso.kernel.errors import NotFound
from tinhso.kernel.files.models import StoredFile
from tinhso.signing.models import Confirmation, Opening, SealAct, SigningItem, SigningItemQuerySet
from tinhso.signing.registry import LinkedPaper, Signable, paper_links, signable
from tinhso.signing.rules import SEALED_SOON, ItemState, SealState, account_of

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

CAP = 1000
NEVER: Final = datetime(9000, 1, 1, tzinfo=UTC)
"""Stands for no day at all where rows are sorted by it."""


@dataclass(frozen=True)
class Origin:
    """Where a paper was made: the address, "" where the reader may not go there, and its name."""

    url: str = ""
    words: "_StrOrPromise" = ""


def origin_of(*, item: SigningItem, actor: Actor) -> Origin:
    """Say where the paper was made; empty for whoever may read the paper but not that page."""
    plug = signable.find(item.kind) or Signable()
    if not item.link or not plug.may_open(item, actor):
        return Origin()
    return Origin(url=item.link, words=plug.link_words)


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


def queue_rows(*, actor: Actor) -> SigningItemQuerySet:
    """Return what the actor is to sign with what a list asks of it.

    `is_read` says that he had this very content before his eyes, `is_late` that it is past its
    day; `due_order` sorts what is due on no day behind all that is.
    """
    last = Opening.objects.filter(item=OuterRef("pk"), account_uid=account_of(actor))
    read = last.order_by("-opened_at", "-pk").values("file")[:1]
    return items_for(actor=actor).annotate(
        due_order=Coalesce("due_at", Value(NEVER), output_field=DateTimeField()),
        is_late=_holds(Q(due_at__lt=timezone.now())),
        read_file=Subquery(read),
        is_read=_holds(Q(read_file=F("file"))),
    )


def narrowed_queue(
    *,
    actor: Actor,
    kind: str = "",
    drafted_by: str = "",
    is_late: bool | None = None,
    is_read: bool | None = None,
    words: str = "",
) -> SigningItemQuerySet:
    """Return the papers of the actor's queue that are asked for, in the queue's own order."""
    asked: dict[str, str | bool | None] = {
        "kind": kind or None,
        "drafted_by": drafted_by or None,
        "is_late": is_late,
        "is_read": is_read,
    }
    wanted = {name: value for name, value in asked.items() if value is not None}
    return queue_rows(actor=actor).filter(having_words(words), **wanted)


def having_words(words: str) -> Q:
    """Return the condition that a paper or who prepared or checked it bears these words."""
    return having(words, "title", "drafted_by", "checked_by")


def _holds(condition: Q) -> Case:
    return Case(
        When(condition, then=Value(True)), default=Value(False), output_field=BooleanField()
    )


def drafters(*, actor: Actor) -> list[str]:
    """Return who prepared what waits for the actor."""
    names = SigningItem.objects.waiting_for(actor).exclude(drafted_by="")
    return list(names.order_by("drafted_by").values_list("drafted_by", flat=True).distinct())


def kind_labels() -> list[tuple[str, "_StrOrPromise"]]:
    """Return each kind of paper that rooms put before leaders, and what it is called."""
    return [(kind, plug.label) for kind, plug in signable]


def kind_label(kind: str) -> "_StrOrPromise":
    """Return what papers of a kind are called."""
    return (signable.find(kind) or Signable()).label


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


def seal_rows(*, actor: Actor) -> SigningItemQuerySet:
    """Return what the clerk is to number and seal with what a list asks of it.

    `is_numbered` says that only the seal is missing, `is_late` that it is past its day.
    """
    return to_seal(actor=actor).annotate(
        due_order=Coalesce("due_at", Value(NEVER), output_field=DateTimeField()),
        is_late=_holds(Q(due_at__lt=timezone.now())),
        is_numbered=_holds(Q(seal_act__state=SealState.NUMBERED)),
    )


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
