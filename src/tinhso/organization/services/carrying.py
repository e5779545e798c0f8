"""Carrying a merger out: one transaction for all that is seen, then the rest in batches.

Killed before the transaction ends, nothing has happened; killed behind it, the job goes on with
`finish`, whose every batch is kept. Both may run twice.
"""

from collections.abc import Callable
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.kernel.actors import Actor, system_actor
from tinhso.kernel.audit import record
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.errors import DomainError, Invalid
from tinhso.kernel.errors.sentences import told
from tinhso.kernel.events import publish
from tinhso.kernel.registry.mergers import merger_effects
from tinhso.organization.events import AgenciesMerged
from tinhso.organization.models import Agency, AgencyPeriod, Merger, UnitPeriod, UnitSuccession
from tinhso.organization.queries.mergers import merging_of
from tinhso.organization.rules import (
    ENDING,
    MergerKind,
    MergerState,
    SuccessionKind,
    UnitKind,
)
from tinhso.organization.services.changes import (
    AgencyData,
    UnitData,
    change_agency,
    close_agency,
    close_unit,
    open_agency,
    open_unit,
)
from tinhso.organization.services.checking import blocks_of
from tinhso.organization.services.counting import keep_lines
from tinhso.organization.services.planning import advance

Say = Callable[[str, int, int], None]


class MergerNotDue(DomainError):
    """A merger is carried out on its day, not before."""

    code = "organization.merger_not_due"


def carry_out(*, uid: UUID | str, say: Say | None = None) -> Merger:
    """Carry a confirmed merger out, or go on with one that was broken off."""
    merger = switch(uid=uid)
    if merger.state == MergerState.SWITCHED:
        merger = _finish(merger, say)
    return merger


@one_act()
def switch(*, uid: UUID | str) -> Merger:
    """Change everything that is seen, at once: agencies, roles, open work. All of it or nothing.

    While a room names what must be done before, nothing changes; the job asks again.
    """
    merger = Merger.objects.select_for_update(of=("self",)).get(uid=uid)
    if merger.state != MergerState.CONFIRMED:
        return merger
    if merger.in_force_on > timezone.localdate():
        raise MergerNotDue(
            told(
                _("Phương án có hiệu lực từ %(day)s; chưa đến ngày thực hiện."),
                day=f"{merger.in_force_on:%d/%m/%Y}",
            )
        )
    if blocks_of(merger):
        return merger
    actor = system_actor("organization.merger")
    keep_lines(merger)
    _change_list(merger, actor)
    merging = merging_of(merger)
    for _key, effect in merger_effects:
        effect.apply(merging)
    advance(merger, MergerState.SWITCHED)
    merger.switched_at = timezone.now()
    merger.save()

    record("organization.merger_switched", actor=actor, target=merger, units=len(merging.units))
    publish(
        AgenciesMerged(
            merger_uid=merger.uid,
            on=merger.in_force_on,
            agency_ids=tuple(sorted(merging.agencies)),
            successor_id=merger.successor_id,
        )
    )
    return merger


def _finish(merger: Merger, say: Say | None) -> Merger:
    """Let each room do the rest; a second sweep takes what was being written at the moment."""
    merging = merging_of(merger)
    for key, effect in merger_effects:
        with transaction.atomic():
            effect.apply(merging)
        effect.finish(merging, _counter(merger, key, say))
    with transaction.atomic():
        merger = Merger.objects.select_for_update(of=("self",)).get(pk=merger.pk)
        if merger.state == MergerState.SWITCHED:
            advance(merger, MergerState.FINISHED)
            merger.finished_at = timezone.now()
            merger.save()
            record(
                "organization.merger_finished",
                actor=system_actor("organization.merger"),
                target=merger,
            )
    return merger


def sweep(*, uid: UUID | str) -> None:
    """Take along what was being written when a merger was carried out and came behind its end.

    An act that began before the switch may end behind the last sweep; asked once more, each room
    finds it. A merger that was taken back is left alone.
    """
    with transaction.atomic():
        merger = Merger.objects.select_for_update(of=("self",)).get(uid=uid)
        if merger.state != MergerState.FINISHED:
            return
        merging = merging_of(merger)
        for _key, effect in merger_effects:
            effect.apply(merging)
    for key, effect in merger_effects:
        effect.finish(merging, _counter(merger, key, None))


def _counter(merger: Merger, key: str, say: Say | None) -> Callable[[int, int], None]:
    """Keep how far a room is, for the page to show."""

    def told(done: int, total: int) -> None:
        with transaction.atomic():
            row = Merger.objects.select_for_update(of=("self",)).get(pk=merger.pk)
            row.progress = row.progress | {key: [done, total]}
            row.save(update_fields=["progress"])
        if say is not None:
            say(key, done, total)

    return told


def _change_list(merger: Merger, actor: Actor) -> None:
    """Open, change and close agencies and units."""
    if merger.kind == MergerKind.RENAME:
        _rename(merger, actor)
        return
    if merger.opens_agency:
        merger.successor = _open_successor(merger, actor)
    _open_units(merger, actor)
    moving = [
        row for row in merger.units.select_related("to_unit") if row.to_unit_id != row.unit_id
    ]
    if merger.kind in ENDING:
        for agency_id in _ending(merger):
            taking = {
                row.to_unit.agency_id
                for row in moving
                if row.to_unit is not None and row.unit.agency_id == agency_id
            }
            taking = taking or {merger.successor_id or 0}
            kind = SuccessionKind.WHOLE if len(taking) == 1 else SuccessionKind.PART
            close_agency(
                agency_id=agency_id,
                closed_on=merger.in_force_on,
                successors=dict.fromkeys(sorted(taking), kind),
                actor=actor,
                legal_basis=merger.basis[:250],
            )
    else:
        for row in moving:
            close_unit(unit_id=row.unit_id, closed_on=merger.in_force_on, actor=actor)
    UnitSuccession.objects.bulk_create(
        UnitSuccession(
            predecessor_id=row.unit_id,
            successor_id=row.to_unit_id or 0,
            happened_on=merger.in_force_on,
            act=merger.uid,
        )
        for row in moving
    )


def _ending(merger: Merger) -> list[int]:
    parts = merger.parts.filter(is_receiving=False).order_by("pk")
    return list(parts.values_list("agency_id", flat=True))


def _last_period(agency_id: int) -> AgencyPeriod:
    period = AgencyPeriod.objects.filter(agency_id=agency_id, valid_to__isnull=True).first()
    if period is None:
        raise Invalid(_("Một cơ quan trong phương án đã kết thúc hoạt động."))
    return period


def _data_of(period: AgencyPeriod, merger: Merger, code: str) -> AgencyData:
    return AgencyData(
        name=merger.new_name,
        short_name=merger.new_short_name,
        code=code,
        level=period.level,
        parent_id=period.parent_id,
        admin_unit_id=period.admin_unit_id,
        address=merger.new_address or period.address,
        phone=merger.new_phone or period.phone,
        email=period.email,
        latitude=period.latitude,
        longitude=period.longitude,
        legal_basis=merger.basis[:250],
    )


def _rename(merger: Merger, actor: Actor) -> None:
    period = _last_period(_ending(merger)[0])
    change_agency(
        agency_id=period.agency_id,
        data=_data_of(period, merger, merger.new_code or period.code_new),
        valid_from=merger.in_force_on,
        actor=actor,
    )


def _open_successor(merger: Merger, actor: Actor) -> Agency:
    """Open the new agency where the first of the old ones was."""
    period = _last_period(_ending(merger)[0])
    return open_agency(
        data=_data_of(period, merger, merger.new_code),
        valid_from=merger.in_force_on,
        actor=actor,
        is_demonstration=period.agency.is_demonstration,
    )


def _open_units(merger: Merger, actor: Actor) -> None:
    """Open each unit that is named and not there yet, once for all rows that name it."""
    opened: dict[tuple[str, str], int] = {}
    for row in merger.units.filter(to_unit__isnull=True).order_by("pk"):
        wanted = (row.to_kind, row.to_name)
        if wanted not in opened:
            opened[wanted] = open_unit(
                agency_id=merger.successor_id or 0,
                kind=UnitKind(row.to_kind),
                data=_unit_data(row.unit_id, row.to_name, len(opened) + 1, merger),
                valid_from=merger.in_force_on,
                actor=actor,
            ).pk
        row.to_unit_id, row.is_opened = opened[wanted], True
        row.save(update_fields=["to_unit", "is_opened"])


def _unit_data(unit_id: int, name: str, order: int, merger: Merger) -> UnitData:
    """A new unit stands where the first of its old ones stood; its code is the new agency's."""
    period = UnitPeriod.objects.filter(unit_id=unit_id).order_by("-valid_from").first()
    code = f"{merger.new_code}.{order:02d}" if merger.opens_agency else ""
    if period is None:
        return UnitData(name=name, code=code, order=order)
    return UnitData(
        name=name,
        code=code,
        address=period.address,
        phone=period.phone,
        latitude=period.latitude,
        longitude=period.longitude,
        order=period.order,
    )
