"""Agencies, their units and the registers' starting numbers, by spreadsheet."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import ClassVar, Final

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Invalid
from tinhso.kernel.importing.models import ImportedRow, ImportRun
from tinhso.kernel.importing.registry import Group, ImportKind, ImportPass, import_kinds
from tinhso.kernel.importing.rules import Column, Kind, Problem, SheetRow
from tinhso.kernel.numbering import known_registers
from tinhso.kernel.numbering.models import Counter as NumberCounter
from tinhso.kernel.numbering.queries import has_begun
from tinhso.kernel.numbering.rules import NumberPeriod
from tinhso.kernel.numbering.services import start_register
from tinhso.organization.import_rows import (
    MOST_NUMBER,
    Rows,
    code_of,
    comes_again,
    unknown_register,
)
from tinhso.organization.models import AgencyPeriod, UnitPeriod
from tinhso.organization.queries import AgencyInfo, agency, agency_by_code, agency_infos
from tinhso.organization.rules import AgencyLevel, UnitKind
from tinhso.organization.services.changes import (
    AgencyData,
    UnitData,
    check_code_is_free,
    open_agency,
    open_unit,
)

SENTENCES = {
    "unknown_agency": _("Không có cơ quan nào mang mã này."),
    "wrong_code": _("Mã không đúng dạng H14.12 hoặc 000.00.12.H14."),
    "code_taken": _("Mã này đang hoặc đã là của một cơ quan trong hệ thống."),
    "unit_taken": _("Cơ quan đã có đơn vị mã này."),
    "unknown_register": _("Không có sổ này. Các sổ: %(known)s."),
    "twice": _("Một dòng ở trên đã đặt số bắt đầu của sổ này cho cơ quan và kỳ này."),
    "wrong_number": _("Số phải từ %(least)s đến %(most)s."),
    "wrong_period": _("Kỳ của sổ này ghi dạng %(form)s."),
    "begun": _("Sổ đã cấp số ở đây trong kỳ này nên không đặt số bắt đầu được nữa."),
}


YEAR: Final = 4
"""How long a year is written."""


class _AgencyPass(Rows):
    def __init__(self, actor: Actor) -> None:
        super().__init__(actor)
        self.begin: dict[str, date] = {}

    def faults(self, row: SheetRow) -> Iterator[Problem]:
        code = code_of(row.text("ma_co_quan"))
        if not code:
            yield row.problem("ma_co_quan", "wrong_code")
            return
        if code in self.begin or not _is_free(code):
            yield row.problem("ma_co_quan", "code_taken")
        since = row.day("tu_ngay") or self.today
        above = row.text("ma_cap_tren")
        if above and not self._is_there(code_of(above), since):
            yield row.problem("ma_cap_tren", "unknown_agency")
            return
        self.begin.setdefault(code, since)

    def _is_there(self, code: str, since: date) -> bool:
        """Tell whether an agency is there today or on a day, by itself or by a row above."""
        begins = self.begin.get(code)
        if begins is not None and begins <= max(self.today, since):
            return True
        return _above(code, since) is not None

    def one(self, row: SheetRow, run: ImportRun) -> int:
        since = row.day("tu_ngay") or self.today
        above = _above(row.text("ma_cap_tren"), since) if row.text("ma_cap_tren") else None
        data = AgencyData(
            name=row.text("ten"),
            short_name=row.text("ten_ngan"),
            code=row.text("ma_co_quan"),
            level=row.text("cap"),
            parent_id=above.id if above else None,
            address=row.text("dia_chi"),
            phone=row.text("dien_thoai"),
            email=row.text("thu_dien_tu"),
            legal_basis=row.text("can_cu"),
        )
        return open_agency(data=data, valid_from=since, actor=self.actor).pk

    def group(self, row: SheetRow) -> Group:
        return row.text("cap"), code_of(row.text("ma_cap_tren")), ""


def _is_free(code: str) -> bool:
    try:
        check_code_is_free(code)
    except Invalid:
        return False
    return True


def _above(code: str, since: date) -> AgencyInfo | None:
    return agency_by_code(code) or agency_by_code(code, since)


class Agencies(ImportKind):
    """The agencies of a province; those above stand before those below."""

    title = _("Cơ quan")
    about = _("Cơ quan cấp trên đứng trước cơ quan cấp dưới trong bảng.")
    order = 10
    key_column = "ma_co_quan"
    group_labels = (_("Cấp"), _("Mã cơ quan cấp trên"), "")
    sentences = SENTENCES
    columns: ClassVar[Sequence[Column]] = (
        Column(
            key="ma_co_quan",
            label=_("Mã định danh"),
            about=_("Dạng mới hoặc cũ."),
            required=True,
            most=35,
            example="H14.31",
        ),
        Column(key="ten", label=_("Tên cơ quan"), required=True, example="Ủy ban nhân dân xã …"),
        Column(key="ten_ngan", label=_("Tên ngắn"), most=120),
        Column(
            key="cap",
            label=_("Cấp"),
            kind=Kind.CHOICE,
            required=True,
            choices=dict(AgencyLevel.choices),
            example="commune",
        ),
        Column(key="ma_cap_tren", label=_("Mã cơ quan cấp trên"), most=40, example="H14"),
        Column(key="tu_ngay", label=_("Từ ngày"), kind=Kind.DAY, example="01/07/2025"),
        Column(key="dia_chi", label=_("Địa chỉ"), most=300),
        Column(key="dien_thoai", label=_("Điện thoại"), most=30),
        Column(key="thu_dien_tu", label=_("Thư điện tử")),
        Column(key="can_cu", label=_("Căn cứ"), most=200),
    )

    def open(self, actor: Actor) -> ImportPass:
        """Begin a going through."""
        return _AgencyPass(actor)

    def totals(self, rows: QuerySet[ImportedRow]) -> Counter[Group]:
        """Count by level and the agency above."""
        found = _agencies(list(rows.values_list("object_id", flat=True)))
        above = _agencies({p.parent_id for p in found.values() if p.parent_id})
        return Counter(
            (p.level, above[p.parent_id].code_new if p.parent_id else "", "")
            for p in found.values()
        )

    def shown(self, object_ids: Sequence[int]) -> Mapping[int, Mapping[str, str]]:
        """Return agencies as their sheet would say them."""
        return {
            pk: {
                "ma_co_quan": period.code_new,
                "ten": period.name,
                "cap": period.level,
                "dia_chi": period.address,
                "dien_thoai": period.phone,
            }
            for pk, period in _agencies(object_ids).items()
        }


def _agencies(ids: Collection[int]) -> dict[int, AgencyPeriod]:
    """Return agencies as they are today; one that opens later as it will begin."""
    found: dict[int, AgencyPeriod] = {}
    today = timezone.localdate()
    for period in AgencyPeriod.objects.filter(agency_id__in=ids).order_by("-valid_from"):
        if period.agency_id not in found or found[period.agency_id].valid_from > today:
            found[period.agency_id] = period
    return found


class _UnitPass(Rows):
    def faults(self, row: SheetRow) -> Iterator[Problem]:
        known = agency_by_code(row.text("ma_co_quan"))
        if known is None:
            yield row.problem("ma_co_quan", "unknown_agency")
            return
        there = UnitPeriod.objects.filter(unit__agency_id=known.id, code=row.text("ma_don_vi"))
        if there.exists():
            yield row.problem("ma_don_vi", "unit_taken")

    def one(self, row: SheetRow, run: ImportRun) -> int:
        known = agency_by_code(row.text("ma_co_quan"))
        if known is None:
            raise LookupError(row.line)
        data = UnitData(
            name=row.text("ten"),
            code=row.text("ma_don_vi"),
            address=row.text("dia_chi"),
            phone=row.text("dien_thoai"),
        )
        since = AgencyPeriod.objects.filter(agency_id=known.id).order_by("valid_from").first()
        return open_unit(
            agency_id=known.id,
            kind=UnitKind(row.text("loai")),
            data=data,
            valid_from=row.day("tu_ngay") or (since.valid_from if since else self.today),
            actor=self.actor,
        ).pk

    def group(self, row: SheetRow) -> Group:
        return code_of(row.text("ma_co_quan")), row.text("loai"), ""


class Units(ImportKind):
    """The units of agencies: desk, leadership, office, divisions."""

    title = _("Đơn vị của cơ quan")
    about = _("Nhập sau cơ quan. Mỗi cơ quan cần một bộ phận một cửa và đơn vị chuyên môn.")
    order = 20
    key_column = "ma_don_vi"
    group_labels = (_("Cơ quan"), _("Loại"), "")
    sentences = SENTENCES
    columns: ClassVar[Sequence[Column]] = (
        Column(key="ma_co_quan", label=_("Mã cơ quan"), required=True, most=40, example="H14.31"),
        Column(key="ma_don_vi", label=_("Mã đơn vị"), required=True, most=35, example="H14.31.01"),
        Column(
            key="ten",
            label=_("Tên đơn vị"),
            required=True,
            example="Trung tâm Phục vụ hành chính công",
        ),
        Column(
            key="loai",
            label=_("Loại"),
            kind=Kind.CHOICE,
            required=True,
            choices=dict(UnitKind.choices),
            example="desk",
        ),
        Column(key="tu_ngay", label=_("Từ ngày"), kind=Kind.DAY),
        Column(key="dia_chi", label=_("Địa chỉ"), most=300),
        Column(key="dien_thoai", label=_("Điện thoại"), most=30),
    )

    def open(self, actor: Actor) -> ImportPass:
        """Begin a going through."""
        return _UnitPass(actor)

    def totals(self, rows: QuerySet[ImportedRow]) -> Counter[Group]:
        """Count by agency and kind."""
        found = _units(list(rows.values_list("object_id", flat=True)))
        infos = agency_infos({period.unit.agency_id for period in found.values()})
        return Counter(
            (infos[period.unit.agency_id].code, period.unit.kind, "") for period in found.values()
        )

    def shown(self, object_ids: Sequence[int]) -> Mapping[int, Mapping[str, str]]:
        """Return units as their sheet would say them."""
        return {
            pk: {"ma_don_vi": period.code, "ten": period.name, "loai": period.unit.kind}
            for pk, period in _units(object_ids).items()
        }


def _units(ids: Sequence[int]) -> dict[int, UnitPeriod]:
    periods = UnitPeriod.objects.filter(unit_id__in=ids).select_related("unit")
    return {period.unit_id: period for period in periods.order_by("valid_from")}


class _NumberPass(Rows):
    def faults(self, row: SheetRow) -> Iterator[Problem]:
        kept = known_registers()
        plug = kept.get(row.text("so"))
        if plug is None:
            yield unknown_register(row, kept)
            return
        forms = {NumberPeriod.YEAR: ("2026", 4), NumberPeriod.DAY: ("2026-11-16", 10)}
        form, length = forms[NumberPeriod(plug.period)]
        if len(row.text("ky")) != length or not _is_period(row.text("ky")):
            yield row.problem("ky", "wrong_period", form=form)
        known_agency = agency_by_code(row.text("ma_co_quan"))
        if known_agency is None:
            yield row.problem("ma_co_quan", "unknown_agency")
        elif has_begun(register=row.text("so"), agency_id=known_agency.id, period=row.text("ky")):
            yield row.problem("so_cuoi", "begun")
        elif comes_again(self.coming, row.text("so"), known_agency.id, row.text("ky")):
            yield row.problem("so", "twice")
        if not 0 <= (row.number("so_cuoi") or 0) <= MOST_NUMBER:
            yield row.problem("so_cuoi", "wrong_number", least=0, most=MOST_NUMBER)

    def one(self, row: SheetRow, run: ImportRun) -> int:
        known = agency_by_code(row.text("ma_co_quan"))
        if known is None:
            raise LookupError(row.line)
        return start_register(
            register=row.text("so"),
            agency_id=known.id,
            period=row.text("ky"),
            last=row.number("so_cuoi") or 0,
            reason=row.text("ly_do") or run.source,
            actor=self.actor,
        ).pk

    def group(self, row: SheetRow) -> Group:
        return code_of(row.text("ma_co_quan")), row.text("so"), row.text("ky")


def _is_period(text: str) -> bool:
    """Tell whether a text is a year, or a day."""
    try:
        date.fromisoformat(text if len(text) > YEAR else f"{text}-01-01")
    except ValueError:
        return False
    return True


class StartingNumbers(ImportKind):
    """Where registers go on in mid-year."""

    title = _("Số bắt đầu của các sổ")
    about = _("Sổ cấp tiếp số cuối của hệ thống cũ; đặt trước khi cấp số đầu tiên ở đây.")
    order = 30
    key_column = "so"
    group_labels = (_("Cơ quan"), _("Sổ"), _("Kỳ"))
    sentences = SENTENCES
    columns: ClassVar[Sequence[Column]] = (
        Column(key="so", label=_("Sổ"), required=True, most=64, example="dossiers.refusal"),
        Column(key="ma_co_quan", label=_("Mã cơ quan"), required=True, most=40, example="H14.31"),
        Column(
            key="ky",
            label=_("Kỳ"),
            about=_("Năm, hoặc ngày với sổ đếm theo ngày."),
            required=True,
            most=10,
            example="2026",
        ),
        Column(
            key="so_cuoi",
            label=_("Số cuối đã cấp"),
            kind=Kind.NUMBER,
            required=True,
            example="118",
        ),
        Column(key="ly_do", label=_("Lý do"), most=300, example="Chuyển từ hệ thống cũ"),
    )

    def key_of(self, values: Mapping[str, object]) -> str:
        """Know a row by register, agency and period together."""
        return "/".join(str(values.get(name) or "") for name in ("so", "ma_co_quan", "ky"))

    def open(self, actor: Actor) -> ImportPass:
        """Begin a going through."""
        return _NumberPass(actor)

    def totals(self, rows: QuerySet[ImportedRow]) -> Counter[Group]:
        """Count by agency, register and period."""
        ids = rows.values("object_id")
        return Counter(
            (agency(c.agency_id).code, c.register, c.period)
            for c in NumberCounter.objects.filter(pk__in=ids)
        )

    def shown(self, object_ids: Sequence[int]) -> Mapping[int, Mapping[str, str]]:
        """Return where registers go on, as their sheet would say it."""
        return {
            c.pk: {"so": c.register, "ky": c.period, "so_cuoi": str(c.first - 1)}
            for c in NumberCounter.objects.filter(pk__in=object_ids)
        }


import_kinds.register("organization.agencies", Agencies())
import_kinds.register("organization.units", Units())
import_kinds.register("organization.numbers", StartingNumbers())
