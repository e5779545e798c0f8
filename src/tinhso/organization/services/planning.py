"""Planning a merger: draft, confirmation, cancelling."""

import re
from collections.abc import Sequence
from dataclasses import fields
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.kernel.actors import Actor, require
from tinhso.kernel.audit import record
from tinhso.kernel.db import fetch
from tinhso.kernel.errors import Conflict, DomainError, NotPermitted, Now
from tinhso.kernel.jobs import enqueue
from tinhso.organization.models import Merger, MergerPart, MergerUnit
from tinhso.organization.permissions import OrganizationPermission
from tinhso.organization.queries import agency, units_of
from tinhso.organization.rules import (
    MERGER_MOVES,
    MergerDeed,
    MergerKind,
    MergerState,
    proposed_place,
)
from tinhso.organization.services.checking import MergerData, check_still_sound, checked
from tinhso.organization.services.steps import last_changes, note_step, said_of, writers_of

CARRY_OUT = "organization.carry_out_merger"


class MergerStandsElsewhere(DomainError):
    """The merger is at a stage where this is not possible."""

    code = "organization.merger_stands_elsewhere"
    title = gettext_lazy("Phương án này không còn ở bước làm được việc đó.")


class MergerChanged(Conflict):
    """Somebody changed the plan since the page was drawn."""

    code = "organization.merger_changed"
    title = gettext_lazy("Phương án vừa được người khác sửa. Hãy xem lại rồi làm tiếp.")


def advance(merger: Merger, state: MergerState) -> None:
    """Let a merger go on to another stage, or refuse; the caller saves."""
    if state not in MERGER_MOVES[merger.state]:
        raise MergerStandsElsewhere
    merger.state = state
    merger.version += 1


def locked_merger(uid: UUID | str, actor: Actor, version: int | None = None) -> Merger:
    """Return a merger to change it; `MergerChanged` when the page was drawn from an older one."""
    rows = Merger.objects.visible_to(actor).select_for_update(of=("self",))
    merger = fetch(rows, uid=uid)
    if version is not None and merger.version != version:
        raise MergerChanged(now=Now(version=merger.version, lines=last_changes(merger)))
    return merger


@transaction.atomic
def plan_merger(*, data: MergerData, actor: Actor) -> Merger:
    """Write a plan down as a draft, with a proposal for each unit that ends."""
    require(actor, OrganizationPermission.PLAN_MERGERS)
    cleaned = checked(data, None)
    merger = Merger(
        planned_by=actor.id, planned_by_name=actor.name[:250], planned_at=timezone.now()
    )
    _fill(merger, cleaned)
    note_step(merger, MergerDeed.PLANNED, actor=actor)

    record("organization.merger_planned", actor=actor, target=merger, kind=merger.kind)
    return merger


@transaction.atomic
def change_merger(
    *, uid: UUID | str, data: MergerData, actor: Actor, version: int | None = None
) -> Merger:
    """Write a draft anew; what was divided by hand is kept where the units are the same."""
    merger = locked_merger(uid, actor, version)
    require(actor, OrganizationPermission.PLAN_MERGERS)
    if merger.state != MergerState.DRAFT:
        raise MergerStandsElsewhere
    cleaned = checked(data, merger)
    before = said_of(merger)
    merger.version += 1
    _fill(merger, cleaned)
    note_step(merger, MergerDeed.CHANGED, actor=actor, before=before)

    record("organization.merger_replanned", actor=actor, target=merger)
    return merger


def _fill(merger: Merger, data: MergerData) -> None:
    for one in fields(data):
        if one.name not in ("agency_ids", "receiving_ids"):
            setattr(merger, one.name, getattr(data, one.name))
    kind = MergerKind(data.kind)
    if kind == MergerKind.INTO_OLD:
        merger.successor_id = data.receiving_ids[0]
    else:
        merger.successor_id = None if kind == MergerKind.INTO_NEW else data.agency_ids[0]
    merger.save()
    merger.parts.all().delete()
    MergerPart.objects.bulk_create(
        MergerPart(merger=merger, agency_id=pk, is_receiving=is_receiving)
        for ids, is_receiving in ((data.agency_ids, False), (data.receiving_ids, True))
        for pk in ids
    )
    _propose(merger, data)


def _propose(merger: Merger, data: MergerData) -> None:
    """Propose a place for each unit that has none yet, and forget units that are out of it."""
    if merger.kind == MergerKind.RENAME:
        merger.units.all().delete()
        return
    offered = [
        (period.unit_id, period.unit.kind, period.name)
        for pk in data.receiving_ids
        for period in units_of(pk)
    ]
    kept = dict(merger.units.values_list("unit_id", "to_unit_id"))
    ending = [period for pk in data.agency_ids for period in units_of(pk)]
    merger.units.exclude(unit_id__in=[period.unit_id for period in ending]).delete()
    named: dict[str, str] = {}
    for period in ending:
        kind = period.unit.kind
        name = named.setdefault(
            kind if kind in ("desk", "leadership", "office") else f"{kind} {period.name}",
            renamed(period.name, of=agency(period.unit.agency_id).name, to=data.new_name),
        )
        if period.unit_id in kept and _still_offered(kept[period.unit_id], offered, merger):
            continue
        stays = merger.kind == MergerKind.UNITS
        place = period.unit_id if stays else proposed_place(kind, period.name, offered)
        MergerUnit.objects.update_or_create(
            merger=merger,
            unit_id=period.unit_id,
            defaults={
                "to_unit_id": place,
                "to_kind": kind,
                "to_name": "" if place is not None else name,
            },
        )


def renamed(name: str, *, of: str, to: str) -> str:
    """Return a unit's name with its agency's new place in it: no desk keeps a commune that ended.

    What both agencies are called ("Ủy ban nhân dân xã") stays; the rest is what changes.
    """
    old, new = of.split(), to.split()
    while old and new and old[0] == new[0]:
        old, new = old[1:], new[1:]
    if not old or not new:
        return name
    place = rf"(?<!\w){re.escape(' '.join(old))}(?!\w)"
    return re.sub(place, lambda _found: " ".join(new), name)


def _still_offered(
    to_unit_id: int | None, offered: Sequence[tuple[int, str, str]], merger: Merger
) -> bool:
    if merger.kind == MergerKind.UNITS or to_unit_id is None:
        return True
    return to_unit_id in {pk for pk, _kind, _name in offered}


def require_over(merger: Merger, permission: OrganizationPermission, actor: Actor) -> None:
    """Refuse unless the actor holds the permission in every unit of every agency concerned."""
    ids = list(merger.parts.values_list("agency_id", flat=True))
    units = [period.unit_id for pk in ids for period in units_of(pk)]
    for unit_id in units:
        require(actor, permission, unit_id=unit_id)
    if not units:
        require(actor, permission)


def wrote_it(merger: Merger, actor: Actor) -> bool:
    """Tell whether the actor wrote what is to be confirmed, and so is not the second person."""
    alone = actor.may(OrganizationPermission.CONFIRM_OWN_MERGERS)
    return not alone and actor.id in writers_of(merger)


@transaction.atomic
def confirm_merger(*, uid: UUID | str, actor: Actor, version: int | None = None) -> Merger:
    """Let a second person confirm a plan; it is carried out on its day, or now if that is past."""
    merger = locked_merger(uid, actor, version)
    require_over(merger, OrganizationPermission.CONFIRM_MERGERS, actor)
    if wrote_it(merger, actor):
        raise NotPermitted(
            _("Người lập hoặc sửa phương án không tự duyệt; cần người thứ hai duyệt.")
        )
    check_still_sound(merger)
    advance(merger, MergerState.CONFIRMED)
    merger.confirmed_by, merger.confirmed_by_name = actor.id, actor.name[:250]
    merger.confirmed_at = timezone.now()
    merger.save()
    note_step(merger, MergerDeed.CONFIRMED, actor=actor)

    record(
        "organization.merger_confirmed",
        actor=actor,
        target=merger,
        in_force_on=str(merger.in_force_on),
    )
    if merger.in_force_on <= timezone.localdate():
        enqueue(CARRY_OUT, key=f"{CARRY_OUT}:{merger.uid}", uid=str(merger.uid))
    return merger
