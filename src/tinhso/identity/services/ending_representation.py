"""When somebody stops acting for another: a child grows up, a proof runs out, it is taken back.

It ends with its last day by itself (`in_force`); what is here keeps that it ended, tells both sides
before and after, and lets other rooms follow (`RepresentationEnded`).
"""

from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.identity.events import RepresentationEnded as Ended
from tinhso.identity.kinds import REPRESENTATION_ENDED, REPRESENTATION_ENDS_SOON
from tinhso.identity.models import Account, Representation
from tinhso.identity.rules import EndCause, RepresentationKind, RepresentationState
from tinhso.identity.services.bump import bump_rights
from tinhso.identity.services.persons import GROWN_UP, RepresentationEnded, last_day
from tinhso.kernel.actors import Actor, system_actor
from tinhso.kernel.audit import record
from tinhso.kernel.db import fetch
from tinhso.kernel.events import publish
from tinhso.kernel.notifications.services import notify

WARNED_BEFORE: Final = timedelta(days=30)
"""How long before its last day both sides are told; ours, no text gives a number."""


@transaction.atomic
def end_representation(*, uid: UUID | str, actor: Actor) -> Representation:
    """End a representation at once; either side may, and who verifies them."""
    row = fetch(Representation.objects.visible_to(actor).select_for_update(of=("self",)), uid=uid)
    if row.state == RepresentationState.ENDED:
        raise RepresentationEnded(_("Việc đại diện này đã hết."))
    _end(row, EndCause.WITHDRAWN, actor=actor)
    return row


@transaction.atomic
def bound_children() -> int:
    """Let parents' representations end with the eve of the 18th birthday; returns how many."""
    rows = Representation.objects.select_for_update(of=("self",)).filter(
        kind=RepresentationKind.CHILD
    )
    bound = 0
    for row in rows.exclude(state=RepresentationState.ENDED).select_related("represented"):
        last = last_day(kind=row.kind, represented=row.represented, valid_to=row.valid_to)
        if last != row.valid_to:
            row.valid_to = max(last, row.valid_from) if last else None
            row.save(update_fields=["valid_to"])
            bump_rights(Account.objects.filter(person_id=row.representative_id))
            bound += 1
    return bound


@transaction.atomic
def end_due_representations(*, on: date) -> int:
    """Keep that those ended whose last day is past, tell both sides; returns how many."""
    rows = Representation.objects.select_for_update(of=("self",)).filter(valid_to__lt=on)
    due = list(rows.exclude(state=RepresentationState.ENDED).order_by("pk"))
    for row in due:
        birth = row.represented.birth
        grown = birth is not None and birth.surely_at_least(GROWN_UP, on=on)
        is_child = row.kind == RepresentationKind.CHILD
        cause = EndCause.GROWN_UP if is_child and grown else EndCause.RAN_OUT
        _end(row, cause, actor=system_actor("identity.representations"))
    return len(due)


@transaction.atomic
def warn_of_ending(*, on: date) -> int:
    """Tell both sides of verified representations whose last day is near; each once."""
    rows = Representation.objects.filter(
        state=RepresentationState.VERIFIED, valid_to__gte=on, valid_to__lte=on + WARNED_BEFORE
    )
    told = 0
    for row in rows.select_related("representative", "represented"):
        for person_id in (row.representative_id, row.represented_id):
            told += len(
                notify(
                    person_id=person_id,
                    kind=REPRESENTATION_ENDS_SOON.code,
                    values={
                        "representative": row.representative.name,
                        "name": row.represented.name,
                        "day": row.valid_to or on,
                    },
                    link="/tai-khoan/",
                    key=f"{row.uid}:{row.valid_to}",
                )
            )
    return told


def _end(row: Representation, cause: EndCause, *, actor: Actor) -> None:
    was_verified = row.state == RepresentationState.VERIFIED
    row.state, row.cause, row.ended_at = RepresentationState.ENDED, cause, timezone.now()
    row.save(update_fields=["state", "cause", "ended_at"])
    bump_rights(Account.objects.filter(person_id=row.representative_id))

    record("identity.representation_ended", actor=actor, target=row, cause=str(cause))
    if not was_verified:
        return
    publish(
        Ended(
            representation_uid=row.uid,
            representative_id=row.representative_id,
            represented_id=row.represented_id,
            cause=str(cause),
        )
    )
    for person_id in {row.representative_id, row.represented_id} - {actor.person_id}:
        notify(
            person_id=person_id,
            kind=REPRESENTATION_ENDED.code,
            values={"representative": row.representative.name, "name": row.represented.name},
            link="/tai-khoan/",
            key=str(row.uid),
        )
