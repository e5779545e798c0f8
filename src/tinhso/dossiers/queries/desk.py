"""What an officer finds at his desk: lists already cut to what he sees and where he works."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Final

from django.db.models import Count, Q
from django.utils import timezone

from tinhso.dossiers.models import Dossier, DossierQuerySet, DossierSight, Party, StopRequest
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.piles import in_units, inbox_where, units_with
from tinhso.dossiers.rules.blind import blind_words
from tinhso.dossiers.rules.states import (
    WITH_RESULT,
    DossierState,
)
from tinhso.identity.queries.people import number_hash
from tinhso.kernel.actors import Actor
from tinhso.kernel.calendar import calendar_for
from tinhso.kernel.db.secrets import keyed_hash
from tinhso.kernel.search.queries import found

S = DossierState
_hashed = partial(keyed_hash, purpose="dossiers.words")
DESK_VIEWS: Final = ("waiting", "supplement", "stop", "to_return", "mine", "watched", "all")
PILES: Final = frozenset({"waiting", "supplement", "stop", "to_return", "watched"})
"""Views of the desk that are worked off, so that few dossiers lie in each; found by own indexes."""
INBOX_VIEWS: Final = ("mine", "unit", "consultations", "to_sign", "to_issue", "all")


def desk_list(*, actor: Actor, view: str = "waiting") -> DossierQuerySet:
    """Return one view of the desk, what must be answered first first.

    Views: `waiting` to be answered, `supplement` with the applicant, `stop` asked for, `to_return`
    results to give, `mine` taken in by the actor, `watched` taken in elsewhere for the own agency,
    `all`.
    """
    rows = Dossier.objects.visible_to(actor).for_lists()
    units = units_with(actor, P.RECEIVE)
    if view == "watched":
        rows = rows.filter(monitoring_unit__isnull=False)
        if units is not None:
            rows = rows.filter(in_units("monitoring_unit_id", units))
        return rows.order_by("-arrived_at", "-pk")
    if units is not None:
        rows = rows.filter(in_units("receiving_unit_id", units))
    if view == "waiting":
        return rows.in_states([S.SUBMITTED]).order_by("answer_due_at", "arrived_at", "pk")
    if view == "supplement":
        waiting = [S.INTAKE_SUPPLEMENT, S.SUPPLEMENT, S.PREPAY_WAIT]
        return rows.in_states(waiting).order_by("state_since", "pk")
    if view == "stop":
        open_wishes = StopRequest.objects.filter(decided_at__isnull=True)
        return rows.filter(pk__in=open_wishes.values("dossier_id")).order_by("state_since", "pk")
    if view == "to_return":
        whole = rows.filter(lead__isnull=True, awaits_parts=False)
        return whole.in_states(WITH_RESULT).order_by("due_at", "pk")
    if view == "mine":
        return rows.filter(accepted_by=actor.id).order_by("-arrived_at", "-pk")
    return rows.order_by("-arrived_at", "-pk")


def desk_counts(*, actor: Actor, most: int = 1000) -> dict[str, int]:
    """Return how many wait in each view of the desk, capped."""
    return {
        view: desk_list(actor=actor, view=view).order_by()[:most].count()
        for view in DESK_VIEWS
        if view != "all"
    }


def inbox(*, actor: Actor, view: str = "mine") -> DossierQuerySet:
    """Return one view of those who resolve, ordered by what is due.

    Views: `mine` in the actor's hands, `unit` nobody's yet, `consultations` asked of his unit,
    `to_sign` before a leader, `to_issue` for the clerk, `all` of his units.
    """
    visible = Dossier.objects.visible_to(actor).for_lists()
    return visible.filter(inbox_where(actor=actor, view=view)).order_by("due_at", "pk")


def inbox_counts(*, actor: Actor, most: int = 1000) -> dict[str, int]:
    """Return how many wait in each view of the inbox, capped."""
    return {
        view: inbox(actor=actor, view=view).order_by()[:most].count()
        for view in INBOX_VIEWS
        if view != "all"
    }


def search(rows: DossierQuerySet, *, text: str) -> DossierQuerySet:
    """Keep what the typed words find.

    A code or number is looked up exactly, an identity number or telephone by its hash, words of
    the procedure and whole words of a name in the index, with or without marks.
    """
    typed = text.strip()
    if not typed:
        return rows
    digits = "".join(c for c in typed if c.isdigit())
    if digits == typed and len(digits) in (9, 10, 12):
        kind = {12: "personal", 9: "old_card"}.get(len(digits), "tax")
        parties = Party.objects.filter(
            Q(identity_hash=number_hash(kind, digits))
            | Q(phone_hash=keyed_hash(digits, purpose="dossiers.phone"))
        )
        return rows.filter(pk__in=parties.values("dossier_id"))
    exact = Q(code=typed.upper()) | Q(submission_number=typed.upper())
    if Dossier.objects.filter(exact).exists():
        return rows.filter(exact)
    blind = " ".join([*blind_words([typed], hashed=_hashed), ""])  # each a whole word, the last too
    return rows.filter(found("dossiers", typed) | found("dossiers", blind))


def late(*, actor: Actor, at: datetime | None = None) -> DossierQuerySet:
    """Return the late dossiers the actor oversees, the longest overdue first."""
    return overseen(actor).late(at or timezone.now()).order_by("due_at", "pk")


def due_soon(*, actor: Actor, at: datetime | None = None, days: int = 3) -> DossierQuerySet:
    """Return what is due within some working days, the first due first."""
    now = at or timezone.now()
    calendar = calendar_for(actor.agency_id)
    last = calendar.closing(calendar.next_working_day(timezone.localdate(now), count=days))
    return overseen(actor).due_between(now, last).order_by("due_at", "pk")


def overseen(actor: Actor, *, one_by_one: bool = False) -> DossierQuerySet:
    """Return what a leader watches: all he sees; without the permission only his own unit's.

    `one_by_one` as `kernel.db.sight.seen_by_keys` says.
    """
    keys = actor.sight_keys
    rows = Dossier.objects.visible_to_keys(keys, one_by_one=one_by_one).for_lists()
    if actor.may(P.OVERSEE):
        return rows
    return rows.filter(Q(resolving_unit_id=actor.unit_id) | Q(receiving_unit_id=actor.unit_id))


def seen_by(dossier: Dossier) -> list[str]:
    """Return the keys that see a dossier, for the page that explains sight."""
    rows = DossierSight.objects.filter(object=dossier).order_by("key")
    return list(rows.values_list("key", flat=True))


def state_counts(rows: DossierQuerySet) -> Mapping[str, int]:
    """Return how many of a list stand in each state."""
    found = rows.order_by().values("state").annotate(n=Count("pk"))
    return {row["state"]: row["n"] for row in found}
