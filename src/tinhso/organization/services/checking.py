"""What is asked of a plan: when it is written, when it is confirmed, and again on its day."""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.kernel.db.text import nfc
from tinhso.kernel.errors import Invalid
from tinhso.kernel.errors.sentences import joined, told
from tinhso.kernel.registry.mergers import Text
from tinhso.organization.models import Agency, AgencyPeriod, Merger, MergerPart
from tinhso.organization.queries import agency, agency_names, room_blocks_of, units_of
from tinhso.organization.rules import ENDING, MergerKind, MergerState, either_code
from tinhso.organization.services.changes import check_code_is_free

if TYPE_CHECKING:
    from django.db.models import QuerySet


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


def checked(data: MergerData, merger: Merger | None) -> MergerData:
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
    _check_no_other(ids, receiving, code, merger, faults)
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


def _check_no_other(
    ids: Sequence[int],
    receiving: Sequence[int],
    code: str,
    merger: Merger | None,
    faults: _Faults,
) -> None:
    """An agency is in one merger at a time: the second would plan on what the first changes.

    Several may go into one, each by a plan of its own; nothing goes into what another plan ends
    or renames, and no two plans give one code.
    """
    open_ones = Merger.objects.filter(
        state__in=[MergerState.DRAFT, MergerState.CONFIRMED, MergerState.SWITCHED]
    ).exclude(pk=merger.pk if merger is not None else 0)
    other = open_ones.filter(parts__agency__in=ids).first()
    if other is not None:
        faults.say(
            "agencies",
            told(
                _("Một cơ quan đã chọn đang ở trong phương án khác: %(basis)s."), basis=other.basis
            ),
        )
    ended_by = open_ones.filter(parts__in=_changing(receiving)).first()
    if ended_by is not None:
        faults.say(
            "receiving",
            told(
                _("Một cơ quan tiếp nhận sẽ thay đổi theo phương án khác: %(basis)s."),
                basis=ended_by.basis,
            ),
        )
    same_code = open_ones.filter(new_code=code).first() if code else None
    if same_code is not None:
        faults.say(
            "new_code",
            told(
                _("Mã %(code)s đã được dành cho phương án khác: %(basis)s."),
                code=code,
                basis=same_code.basis,
            ),
        )


def _changing(ids: Sequence[int]) -> "QuerySet[MergerPart]":
    return MergerPart.objects.filter(agency__in=ids, is_receiving=False)


def check_still_sound(merger: Merger) -> None:
    """Ask again what was asked when it was planned: agencies may have changed since."""
    parts = list(merger.parts.all())
    checked(
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
    if merger.kind != MergerKind.RENAME:
        _check_units_still_there(merger, [p.agency_id for p in parts if not p.is_receiving])


def _check_units_still_there(merger: Merger, ids: Sequence[int]) -> None:
    """Every unit that ends has its heir, and none goes to one that was closed meanwhile."""
    ending = {period.unit_id for pk in ids for period in units_of(pk)}
    rows = list(merger.units.values_list("unit_id", "to_unit_id"))
    moving = [(pk, to) for pk, to in rows if pk != to]
    names = ", ".join(agency(pk).short_name for pk in ids)
    if merger.kind in ENDING and ending - {pk for pk, _to in rows}:
        raise Invalid(
            told(
                _("Có đơn vị mới của %(agencies)s chưa được chia; hãy lưu lại phương án."),
                agencies=names,
            )
        )
    heirs = {to for _pk, to in moving if to is not None}
    offered = {pk for pk, _name in offered_units(merger)}
    if heirs - offered or not ending.issuperset(pk for pk, _to in moving):
        raise Invalid(
            told(
                _("Có đơn vị trong phương án của %(agencies)s đã đóng; hãy chia lại đơn vị."),
                agencies=names,
            )
        )


def offered_units(merger: Merger) -> list[tuple[int, str]]:
    """Return the open units that can go on with the work of others in this merger."""
    is_within = merger.kind == MergerKind.UNITS
    parts = merger.parts.filter(is_receiving=not is_within).order_by("pk")
    ids = list(parts.values_list("agency_id", flat=True))
    names = agency_names(ids)
    return [
        (period.unit_id, period.name if len(ids) == 1 else f"{names[pk]}: {period.name}")
        for pk in ids
        for period in units_of(pk)
    ]


def unsound(merger: Merger) -> list[Text]:
    """Return why a confirmed plan no longer fits the list of agencies; nothing when it does.

    A unit opened or closed, a code given away since: such a plan is taken back and mended.
    """
    if merger.state != MergerState.CONFIRMED:
        return []
    try:
        check_still_sound(merger)
    except Invalid as refusal:
        whys = [str(why) for why in refusal.fields.values()] or [str(refusal)]
        return [joined([*whys, _("Rút lại để sửa, rồi duyệt lại.")])]
    return []


def blocks_of(merger: Merger) -> list[Text]:
    """Return what must be done before a merger can be carried out."""
    return unsound(merger) or room_blocks_of(merger)
