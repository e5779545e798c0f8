"""Mergers: what is planned and done, what each would move, and who went on after whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from tinhso.kernel.actors import Actor
from tinhso.kernel.db import fetch
from tinhso.kernel.db.keeping import kept
from tinhso.kernel.errors import NotFound
from tinhso.kernel.registry.mergers import EffectLine, Merging, Place, Text, merger_effects
from tinhso.organization.models import (
    AgencySuccession,
    Merger,
    MergerLine,
    MergerQuerySet,
    MergerStep,
    Unit,
    UnitSuccession,
)
from tinhso.organization.queries.agencies import (
    AgencyInfo,
    agency,
    agency_by_code,
    agency_infos,
    ended_on,
    last_bearer,
    successors_of,
)
from tinhso.organization.rules import ENDING, MergerState, SuccessionKind, UnitKind

SWEPT_FOR: Final = timedelta(hours=2)


@dataclass(frozen=True, kw_only=True)
class EffectView:
    """What a merger does, or would do, to one room."""

    key: str
    title: Text
    lines: Sequence[EffectLine]
    """All that the room says, in its order; what counts nothing is not shown."""

    @property
    def shown(self) -> list[tuple[int, EffectLine]]:
        """Return the lines that count something, with their places."""
        return [(n, line) for n, line in enumerate(self.lines) if line.count]


@dataclass(frozen=True, kw_only=True)
class Inherited:
    """What units and agencies carry on from those before them, through every merger."""

    units: Mapping[int, frozenset[int]]
    """By unit: the closed units whose work it goes on with."""
    agencies: Mapping[int, frozenset[int]]
    """By agency: the closed agencies that went into it as a whole."""
    parts: Mapping[int, frozenset[int]]
    """By agency: closed units it took over from agencies that did not wholly go into it."""


@dataclass(frozen=True, kw_only=True)
class Announcement:
    """What a citizen is told of an agency that ends: when, by which decision, where to go."""

    on: date
    basis: str
    successors: Sequence[AgencyInfo]
    new_name: str


def mergers(*, actor: Actor) -> MergerQuerySet:
    """Return the mergers the actor may see, the newest first."""
    return Merger.objects.visible_to(actor).order_by("-in_force_on", "-pk")


def merger_of(*, uid: UUID | str, actor: Actor) -> Merger:
    """Return one merger; raises `NotFound`."""
    return fetch(Merger.objects.visible_to(actor), uid=uid)


def merging_of(merger: Merger) -> Merging:
    """Return a merger as the rooms see it."""
    rows = merger.units.select_related("to_unit").order_by("pk")
    units = {
        row.unit_id: Place(
            agency_id=row.to_unit.agency_id if row.to_unit is not None else merger.successor_id,
            unit_id=row.to_unit_id,
        )
        for row in rows
        if row.unit_id != row.to_unit_id
    }
    ending: dict[int, int | None] = {}
    if merger.kind in ENDING:
        parts = merger.parts.filter(is_receiving=False)
        ending = dict.fromkeys(parts.values_list("agency_id", flat=True), merger.successor_id)
    return Merging(
        uid=merger.uid,
        on=merger.in_force_on,
        basis=merger.basis,
        units=units,
        agencies=ending,
    )


def preview_of(merger: Merger) -> list[EffectView]:
    """Return what each room says it would move, those with nothing left out."""
    merging = merging_of(merger)
    views = [
        EffectView(key=key, title=effect.title, lines=effect.preview(merging))
        for key, effect in merger_effects
    ]
    return [view for view in views if view.shown]


def effect_line(merger: Merger, *, room: str, number: int) -> tuple[EffectView, EffectLine]:
    """Return one line of a preview by its room and place; raises `NotFound`."""
    effect = merger_effects.find(room)
    if effect is None:
        raise NotFound
    view = EffectView(key=room, title=effect.title, lines=effect.preview(merging_of(merger)))
    line = next((line for n, line in enumerate(view.lines) if n == number), None)
    if line is None or line.listed is None:
        raise NotFound
    return view, line


def steps_of(merger: Merger) -> list[MergerStep]:
    """Return what was done with a plan, the first thing first."""
    return list(merger.steps.order_by("pk"))


def lines_of(merger: Merger) -> list[MergerLine]:
    """Return what was handed on, agency by agency; nothing before it is carried out."""
    return list(merger.lines.order_by("agency", "pk"))


def merger_line(merger: Merger, *, line_id: int) -> MergerLine:
    """Return one line of what was handed on, where it names what it counts; raises `NotFound`."""
    return fetch(merger.lines.exclude(named=[]), pk=line_id)


def handed_on(*, act: UUID, agency_id: int) -> list[MergerLine]:
    """Return what one agency handed on in a merger, what is only to be looked at left out."""
    rows = MergerLine.objects.filter(merger__uid=act, agency_id=agency_id, is_warning=False)
    return list(rows.order_by("pk"))


def room_blocks_of(merger: Merger) -> list[Text]:
    """Return what the rooms want done before a merger can be carried out."""
    merging = merging_of(merger)
    return [reason for _key, effect in merger_effects for reason in effect.blocks(merging)]


def why_not_undone(merger: Merger) -> list[Text]:
    """Return what was done since the merger; nothing when it can be taken back."""
    merging = merging_of(merger)
    return [reason for _key, effect in merger_effects for reason in effect.since(merging)]


def faults_after(merger: Merger) -> list[Text]:
    """Return what the rooms find not as it should be after a merger."""
    merging = merging_of(merger)
    return [fault for _key, effect in merger_effects for fault in effect.verify(merging)]


def inherited(at: date | None = None) -> Inherited:
    """Return whose work each unit and agency goes on with on a day."""
    return _inherited(at or timezone.localdate())


@kept("organization")
def _inherited(day: date) -> Inherited:
    rows = list(
        UnitSuccession.objects.filter(happened_on__lte=day).values_list(
            "predecessor_id", "predecessor__agency_id", "successor_id", "successor__agency_id"
        )
    )
    whole = AgencySuccession.objects.filter(happened_on__lte=day, kind=SuccessionKind.WHOLE)
    agencies = _through(dict(whole.values_list("predecessor_id", "successor_id")))
    units = _through({old: new for old, _before, new, _after in rows})
    agency_of = {old: before for old, before, _new, _after in rows}
    parts: dict[int, set[int]] = {}
    for _old, _before, new, after in rows:
        wholly = agencies.get(after, frozenset()) | {after}
        parts.setdefault(after, set()).update(
            pk for pk in units[new] if agency_of[pk] not in wholly
        )
    return Inherited(
        units=units,
        agencies=agencies,
        parts={after: frozenset(taken) for after, taken in parts.items() if taken},
    )


def _through(steps: Mapping[int, int]) -> dict[int, frozenset[int]]:
    """Turn "this went into that" into "that goes on with all of these"."""
    found: dict[int, set[int]] = {}
    for first in steps:
        seen = {first}
        following = steps.get(first)
        while following is not None and following not in seen:
            found.setdefault(following, set()).add(first)
            seen.add(following)
            following = steps.get(following)
    return {key: frozenset(before) for key, before in found.items()}


def heirs_of_units(unit_ids: Sequence[int], at: date | None = None) -> dict[int, int]:
    """Return, for closed units among some, the unit that goes on with their work today."""
    carried = inherited(at).units
    closed = set().union(*carried.values()) if carried else set()
    return {
        old: new
        for new, before in carried.items()
        if new not in closed
        for old in before.intersection(unit_ids)
    }


def agency_answering(code: str) -> AgencyInfo | None:
    """Return who answers today to a code of either form: its bearer, or who goes on after him.

    Codes are retired and never given again, so an old one names one agency. Where its work was
    divided, the agency that has its desk answers.
    """
    known = agency_by_code(code)
    if known is not None:
        return known
    last = last_bearer(code)
    heir = heir_of(last) if last is not None else None
    return agency(heir) if heir is not None else None


def heir_of(agency_id: int) -> int | None:
    """Return who answers today for an agency: itself, or who goes on after it, its desk first."""
    if ended_on(agency_id) is None:
        return agency_id
    units = list(Unit.objects.filter(agency_id=agency_id).order_by("pk").values_list("pk", "kind"))
    heirs = heirs_of_units([pk for pk, _kind in units])
    desks_first = sorted(units, key=lambda one: one[1] != UnitKind.DESK)
    places = [heirs[pk] for pk, _kind in desks_first if pk in heirs]
    following = [*Unit.objects.filter(pk__in=places[:1]).values_list("agency_id", flat=True)]
    following = following or successors_of(agency_id)[:1]
    return following[0] if following else None


def answered_for(agency_id: int) -> frozenset[int]:
    """Return the ended agencies for which an agency answers today.

    Those that went into it whole; of those that were divided, those whose desk it took over.
    """
    carried = inherited()
    parts = carried.parts.get(agency_id, frozenset())
    desks = Unit.objects.filter(pk__in=parts, kind=UnitKind.DESK) if parts else Unit.objects.none()
    divided = {one for one in desks.values_list("agency_id", flat=True) if ended_on(one)}
    return carried.agencies.get(agency_id, frozenset()) | divided


def announced_for(agency_id: int) -> Announcement | None:
    """Return what is to be said of an agency that is about to end, or has ended."""
    merger = (
        Merger.objects.filter(
            Q(state__in=[MergerState.CONFIRMED, MergerState.SWITCHED, MergerState.FINISHED]),
            kind__in=ENDING,
            parts__agency=agency_id,
            parts__is_receiving=False,
        )
        .order_by("-in_force_on", "-pk")
        .first()
    )
    if merger is None:
        return None
    receiving = list(merger.parts.filter(is_receiving=True).values_list("agency_id", flat=True))
    ids = receiving or ([merger.successor_id] if merger.successor_id else [])
    known = agency_infos(ids)
    return Announcement(
        on=merger.in_force_on,
        basis=merger.basis,
        successors=[known[pk] for pk in ids if pk in known],
        new_name=merger.new_name,
    )


def lately_finished(at: datetime | None = None) -> list[UUID]:
    """Return the mergers carried out within the last hours, behind which acts may still end."""
    since = (at or timezone.now()) - SWEPT_FOR
    rows = Merger.objects.filter(state=MergerState.FINISHED, finished_at__gte=since)
    return list(rows.order_by("finished_at", "pk").values_list("uid", flat=True))


def due_mergers(at: date | None = None) -> list[UUID]:
    """Return what is to be carried out by a day, and what an earlier run left behind."""
    rows = Merger.objects.due(at or timezone.localdate()).order_by("in_force_on", "pk")
    return list(rows.values_list("uid", flat=True))
