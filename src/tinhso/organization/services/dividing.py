"""Dividing the units of a merger: where the work of each goes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.kernel.actors import Actor, require
from tinhso.kernel.audit import record
from tinhso.kernel.db.text import nfc
from tinhso.kernel.errors import Invalid
from tinhso.organization.models import Merger
from tinhso.organization.permissions import OrganizationPermission
from tinhso.organization.rules import MergerDeed, MergerKind, MergerState
from tinhso.organization.services.checking import offered_units
from tinhso.organization.services.planning import MergerStandsElsewhere, locked_merger
from tinhso.organization.services.steps import note_step, said_of


@dataclass(frozen=True, kw_only=True)
class UnitPlace:
    """Where one unit goes: an open unit, or the kind and name of one to be opened."""

    to_unit_id: int | None = None
    to_kind: str = ""
    to_name: str = ""


@transaction.atomic
def divide_units(
    *,
    uid: UUID | str,
    places: Mapping[int, UnitPlace],
    actor: Actor,
    version: int | None = None,
) -> Merger:
    """Say where the work of each unit goes."""
    merger = locked_merger(uid, actor, version)
    require(actor, OrganizationPermission.PLAN_MERGERS)
    if merger.state != MergerState.DRAFT:
        raise MergerStandsElsewhere
    rows = {row.unit_id: row for row in merger.units.select_related("unit")}
    offered = offered_units(merger)
    wrong = {
        f"unit_{pk}": _("Hãy chọn đơn vị tiếp nhận hoặc ghi tên đơn vị mới.")
        for pk in rows
        if pk in places and not _is_place(places[pk], offered)
    }
    chain = _chained(merger, places)
    wrong |= {
        f"unit_{pk}": _("Đơn vị tiếp nhận lại đang kết thúc; hãy chọn đơn vị khác.") for pk in chain
    }
    if wrong:
        raise Invalid(fields=wrong)

    before = said_of(merger)
    for pk, place in places.items():
        row = rows.get(pk)
        if row is None:
            continue
        row.to_unit_id = place.to_unit_id
        row.to_kind = place.to_kind or row.unit.kind
        row.to_name = "" if place.to_unit_id is not None else nfc(place.to_name)
        row.save(update_fields=["to_unit", "to_kind", "to_name"])
    merger.version += 1
    merger.save(update_fields=["version"])
    note_step(merger, MergerDeed.DIVIDED, actor=actor, before=before)

    record("organization.merger_divided", actor=actor, target=merger, units=len(places))
    return merger


def _is_place(place: UnitPlace, offered: Sequence[tuple[int, str]]) -> bool:
    if place.to_unit_id is None:
        return bool(nfc(place.to_name))
    return place.to_unit_id in dict(offered)


def _chained(merger: Merger, places: Mapping[int, UnitPlace]) -> set[int]:
    """Return the units that would go into one which itself goes elsewhere."""
    if merger.kind != MergerKind.UNITS:
        return set()
    leaving = {pk for pk, place in places.items() if place.to_unit_id != pk}
    return {pk for pk, place in places.items() if place.to_unit_id in leaving}
