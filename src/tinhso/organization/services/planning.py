"""Planning a merger: draft, confirmation, cancelling."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.kernel.actors import Actor, require
from tinhso.kernel.audit import record
from tinhso.kernel.db import fetch
from tinhso.kernel.db.text import nfc
from tinhso.kernel.errors import Conflict, DomainError, Invalid, NotPermitted, Now
from tinhso.kernel.errors.sentences import told
from tinhso.kernel.jobs import enqueue
from tinhso.organization.models import Agency, AgencyPeriod, Merger, MergerPart, MergerUnit
from tinhso.organization.permissions import OrganizationPermission
from tinhso.organization.queries import agency, units_of
from tinhso.organization.rules import (
    ENDING,
    MERGER_MOVES,
    MergerDeed,
    MergerKind,
    MergerState,
    either_code,
    proposed_place,
)
from tinhso.organization.services.changes import check_code_is_free
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


@dataclass(frozen=True, kw_only=True)
class MergerData:
    """What an official says of a merger."""

    kind: str
    in_force_on: date
    basis_number: str
    basis_on: date
    basis_issuer: str
    agency_ids: Sequence[int]
    receiving_ids: Sequence[int] = ()
    new_name: str = ""
    new_short_name: str = ""
    new_code: str = ""
    new_address: str = ""
    new_phone: str = ""


@dataclass
class _Faults:
    """What is wrong with a plan, by field."""

    said: dict[str, str] = field(default_factory=dict)

    def say(self, name: str, sentence: str) -> None:
        self.said.setdefault(name, sentence)


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
    cleaned = _checked(data, None)
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
    cleaned = _checked(data, merger)
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


def _checked(data: MergerData, merger: Merger | None) -> MergerData:
    """Return the plan in its canonical form, or raise `Invalid` with every fault at its field."""
    faults = _Faults()
    known = set(AgencyPeriod.objects.filter(valid_to__isnull=True).values_list("agency", flat=True))
    ids = list(dict.fromkeys(data.agency_ids))
    receiving = [] if data.kind != MergerKind.INTO_OLD else list(dict.fromkeys(data.receiving_ids))
    if not ids or not known.issuperset(ids):
        faults.say("agencies", _("Hãy chọn cơ quan đang hoạt động."))
    if data.kind == MergerKind.INTO_NEW and len(ids) < 2:
        faults.say("agencies", _("Hợp nhất cần ít nhất hai cơ quan."))
    if data.kind in (MergerKind.RENAME, MergerKind.UNITS) and len(ids) > 1:
        faults.say("agencies", _("Hình thức này chỉ cho một cơ quan mỗi lần."))
    if data.kind == MergerKind.INTO_OLD and not receiving:
        faults.say("receiving", _("Hãy chọn cơ quan tiếp nhận."))
    if set(receiving) & set(ids) or not known.issuperset(receiving):
        faults.say("receiving", _("Cơ quan tiếp nhận phải là cơ quan khác, đang hoạt động."))
    for name in ("basis_number", "basis_issuer"):
        if not nfc(getattr(data, name)):
            faults.say(name, _("Hãy điền ô này."))
    if data.basis_on > timezone.localdate():
        faults.say("basis_on", _("Ngày văn bản không thể ở tương lai."))
    if data.basis_on > data.in_force_on:
        faults.say("in_force_on", _("Không thể có hiệu lực trước ngày văn bản được ban hành."))
    _check_begun(data, ids, faults)
    code = _checked_name(data, ids, faults)
    _check_no_other(ids, merger, faults)
    if faults.said:
        raise Invalid(fields=faults.said)
    texts = {f.name: nfc(getattr(data, f.name)) for f in fields(data) if f.type in (str, "str")}
    return MergerData(
        **texts | {"new_code": code},
        in_force_on=data.in_force_on,
        basis_on=data.basis_on,
        agency_ids=ids,
        receiving_ids=receiving,
    )


def _check_begun(data: MergerData, ids: Sequence[int], faults: _Faults) -> None:
    """A period ends after it began, so nothing ends on the day it began or before."""
    late = AgencyPeriod.objects.filter(
        agency__in=ids, valid_to__isnull=True, valid_from__gte=data.in_force_on
    )
    if late.exists():
        faults.say(
            "in_force_on",
            _("Ngày phải sau ngày bắt đầu của thời kỳ hiện nay của các cơ quan đã chọn."),
        )


def _checked_name(data: MergerData, ids: Sequence[int], faults: _Faults) -> str:
    """Check what is new; returns its code in the new form, empty where the old one stays."""
    if data.kind not in (MergerKind.INTO_NEW, MergerKind.RENAME):
        return ""
    if not nfc(data.new_name):
        faults.say("new_name", _("Hãy ghi tên cơ quan."))
    if not data.new_code.strip():
        if data.kind == MergerKind.INTO_NEW:
            faults.say("new_code", _("Hãy ghi mã định danh của cơ quan mới."))
        return ""
    try:
        code = either_code(data.new_code)
    except ValueError:
        faults.say(
            "new_code",
            told(_("Mã “%(code)s” không đúng dạng H14.12 hoặc 000.00.12.H14."), code=data.new_code),
        )
        return ""
    itself = Agency.objects.filter(pk__in=ids).first() if data.kind == MergerKind.RENAME else None
    try:
        check_code_is_free(code, but=itself)
    except Invalid as refusal:
        faults.say("new_code", str(refusal.fields["code"]))
    return code


def _check_no_other(ids: Sequence[int], merger: Merger | None, faults: _Faults) -> None:
    """An agency is in one merger at a time: the second would plan on what the first changes."""
    open_ones = Merger.objects.filter(
        state__in=[MergerState.DRAFT, MergerState.CONFIRMED, MergerState.SWITCHED],
        parts__agency__in=ids,
    )
    other = open_ones.exclude(pk=merger.pk if merger is not None else 0).first()
    if other is not None:
        faults.say(
            "agencies",
            told(
                _("Một cơ quan đã chọn đang ở trong phương án khác: %(basis)s."), basis=other.basis
            ),
        )


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
    _check_still_sound(merger)
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


def _check_still_sound(merger: Merger) -> None:
    """Ask again what was asked when it was planned: agencies may have changed since."""
    parts = list(merger.parts.all())
    _checked(
        MergerData(
            kind=merger.kind,
            in_force_on=merger.in_force_on,
            basis_number=merger.basis_number,
            basis_on=merger.basis_on,
            basis_issuer=merger.basis_issuer,
            agency_ids=[p.agency_id for p in parts if not p.is_receiving],
            receiving_ids=[p.agency_id for p in parts if p.is_receiving],
            new_name=merger.new_name,
            new_short_name=merger.new_short_name,
            new_code=merger.new_code,
            new_address=merger.new_address,
            new_phone=merger.new_phone,
        ),
        merger,
    )
    if merger.kind in ENDING:
        ids = [p.agency_id for p in parts if not p.is_receiving]
        ending = {period.unit_id for pk in ids for period in units_of(pk)}
        divided = set(merger.units.values_list("unit_id", flat=True))
        if ending - divided:
            names = ", ".join(agency(pk).short_name for pk in ids)
            raise Invalid(
                told(
                    _("Có đơn vị mới của %(agencies)s chưa được chia; hãy lưu lại phương án."),
                    agencies=names,
                )
            )
