"""Special days and office hours by spreadsheet; without an agency they are the province's."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import zip_longest
from typing import ClassVar, Final

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.actors import Actor
from tinhso.kernel.calendar import calendar_for
from tinhso.kernel.calendar import services as calendar
from tinhso.kernel.calendar.models import PROVINCE, CalendarDay, OfficeHours
from tinhso.kernel.calendar.queries import sessions_in
from tinhso.kernel.calendar.rules import DayKind
from tinhso.kernel.errors import DomainError
from tinhso.kernel.importing.models import ImportedRow, ImportRun
from tinhso.kernel.importing.registry import Group, ImportKind, ImportPass, import_kinds
from tinhso.kernel.importing.rules import Column, Kind, Problem, SheetRow
from tinhso.organization.import_rows import Rows, code_of, comes_again
from tinhso.organization.queries import agency_by_code, agency_infos

OFF, MAKE_UP = "nghi", "lam-bu"
WEEK: Final = ("thu_2", "thu_3", "thu_4", "thu_5", "thu_6", "thu_7", "chu_nhat")
SENTENCES = {
    "unknown_agency": _("Không có cơ quan nào mang mã này."),
    "past": _("Ngày này đã qua; lịch của ngày đã qua không thay đổi được."),
    "too_far": _("Ngày này xa quá năm năm; hãy xem lại năm."),
    "day_taken": _("Ngày này đã ghi trong lịch. Hãy hủy mục đó trước."),
    "no_session": _("%(part)s chưa phải một buổi, ví dụ 07:00-11:30."),
    "wrong_sessions": _("Các buổi chồng nhau hoặc kết thúc trước khi bắt đầu."),
    "works_anyway": _("Ngày này vốn là ngày làm việc."),
    "no_work": _("Hãy ghi giờ làm việc của ít nhất một ngày trong tuần."),
    "hours_taken": _("Cơ quan đã có giờ làm việc từ ngày này."),
}
AGENCY: Final = Column(
    key="ma_co_quan",
    label=_("Mã cơ quan"),
    about=_("Để trống: cả tỉnh."),
    most=40,
    example="H14.31",
)


class _Dated(Rows):
    """Rows of the province or of one agency, each for a day that has not passed."""

    day: ClassVar[str]

    def agency_of(self, row: SheetRow) -> int | None:
        """Return the agency of a row; None is the province."""
        known = agency_by_code(row.text("ma_co_quan")) if row.text("ma_co_quan") else None
        return known.id if known is not None else None

    def faults(self, row: SheetRow) -> Iterator[Problem]:
        """Yield what is wrong with place, day and hours, then what the kind itself finds."""
        if row.text("ma_co_quan") and self.agency_of(row) is None:
            yield row.problem("ma_co_quan", "unknown_agency")
            return
        on = self.on(row)
        if on < self.today:
            yield row.problem(self.day, "past")
        elif (on - self.today).days > calendar.MOST_DAYS_AHEAD:
            yield row.problem(self.day, "too_far")
        else:
            yield from self.more_faults(row)

    def on(self, row: SheetRow) -> date:
        """Return the day a row holds from, or on; its cell was read before."""
        return row.day(self.day) or self.today

    def more_faults(self, row: SheetRow) -> Iterator[Problem]:
        """Yield what only this kind asks."""
        raise NotImplementedError

    def hour_faults(self, row: SheetRow, *columns: str) -> Iterator[Problem]:
        """Yield the cells whose sessions are none."""
        for column in columns:
            try:
                calendar.check_sessions(sessions_in(row.text(column)))
            except ValueError as wrong:
                yield row.problem(column, "no_session", part=str(wrong))
            except DomainError:
                yield row.problem(column, "wrong_sessions")

    def group(self, row: SheetRow) -> Group:
        """Count by agency and year."""
        return code_of(row.text("ma_co_quan")), row.text("loai"), str(self.on(row).year)


class _DayPass(_Dated):
    day = "ngay"

    def __init__(self, actor: Actor) -> None:
        super().__init__(actor)
        self.provinces: dict[date, str] = {}

    def more_faults(self, row: SheetRow) -> Iterator[Problem]:
        yield from self.hour_faults(row, "gio_lam")
        agency_id, on = self.agency_of(row), self.on(row)
        taken = CalendarDay.objects.filter(agency_id=agency_id or PROVINCE, on=on)
        is_taken = taken.filter(withdrawn_at__isnull=True).exists()
        if comes_again(self.coming, agency_id or PROVINCE, on) or is_taken:
            yield row.problem("ngay", "day_taken")
        elif row.text("loai") == MAKE_UP and self._is_worked(agency_id, on):
            yield row.problem("ngay", "works_anyway")
        elif not agency_id:
            self.provinces[on] = row.text("loai")

    def _is_worked(self, agency_id: int | None, on: date) -> bool:
        """Tell whether an agency works on a day, by the calendar and by what stands above."""
        declared = self.provinces.get(on)
        return (
            calendar_for(agency_id).is_working_day(on)
            if declared is None
            else (declared == MAKE_UP)
        )

    def one(self, row: SheetRow, run: ImportRun) -> int:
        on, agency_id = self.on(row), self.agency_of(row)
        sessions = sessions_in(row.text("gio_lam"))
        if row.text("loai") == MAKE_UP:
            return calendar.add_make_up_day(
                on=on,
                agency_id=agency_id,
                name=row.text("ten"),
                decision=row.text("can_cu"),
                decided_on=row.day("ngay_quyet_dinh") or self.today,
                in_place_of=row.day("thay_cho_ngay"),
                sessions=sessions,
                actor=self.actor,
            ).pk
        return calendar.declare_day_off(
            on=on,
            agency_id=agency_id,
            name=row.text("ten"),
            decision=row.text("can_cu"),
            decided_on=row.day("ngay_quyet_dinh") or self.today,
            sessions=sessions,
            actor=self.actor,
        ).pk


class CalendarDays(ImportKind):
    """Days off and days worked in their stead."""

    title = _("Ngày nghỉ, ngày làm bù")
    about = _(
        "Ngày nghỉ lễ theo luật đã có sẵn; bảng này thêm ngày nghỉ, ngày hoán đổi của tỉnh hay của"
        " riêng một cơ quan, từ hôm nay về sau."
    )
    order = 32
    key_column = "ngay"
    group_labels = (_("Cơ quan"), _("Loại"), _("Năm"))
    sentences = SENTENCES
    columns: ClassVar[Sequence[Column]] = (
        AGENCY,
        Column(key="ngay", label=_("Ngày"), kind=Kind.DAY, required=True, example="02/01/2027"),
        Column(
            key="loai",
            label=_("Loại"),
            kind=Kind.CHOICE,
            required=True,
            choices={OFF: _("nghỉ"), MAKE_UP: _("làm bù")},
            example=OFF,
        ),
        Column(key="ten", label=_("Tên ngày"), required=True, most=120, example="Nghỉ hoán đổi"),
        Column(
            key="gio_lam",
            label=_("Giờ làm trong ngày"),
            about=_("Ngày nghỉ: để trống là nghỉ cả ngày. Ngày làm bù: để trống là giờ thường."),
            most=100,
            example="07:00-11:30",
        ),
        Column(key="thay_cho_ngay", label=_("Làm bù cho ngày"), kind=Kind.DAY),
        Column(
            key="can_cu",
            label=_("Số thông báo hoặc quyết định"),
            required=True,
            example="12/TB-UBND",
        ),
        Column(key="ngay_quyet_dinh", label=_("Ngày ký"), kind=Kind.DAY, example="15/12/2026"),
    )

    def key_of(self, values: Mapping[str, object]) -> str:
        """Know a row by agency and day."""
        return _key(values, "ngay")

    def open(self, actor: Actor) -> ImportPass:
        """Begin a going through."""
        return _DayPass(actor)

    def totals(self, rows: QuerySet[ImportedRow]) -> Counter[Group]:
        """Count by agency, kind and year."""
        days = list(CalendarDay.objects.filter(pk__in=rows.values("object_id")))
        codes = _codes({day.agency_id for day in days})
        return Counter(
            (codes.get(day.agency_id, ""), _kind_of(day), str(day.on.year)) for day in days
        )

    def shown(self, object_ids: Sequence[int]) -> Mapping[int, Mapping[str, str]]:
        """Return days as their sheet would say them."""
        return {
            day.pk: {
                "ngay": f"{day.on:%d/%m/%Y}",
                "loai": _kind_of(day),
                "ten": day.name,
                "can_cu": day.decision,
            }
            for day in CalendarDay.objects.filter(pk__in=object_ids)
        }


class _HoursPass(_Dated):
    day = "tu_ngay"

    def more_faults(self, row: SheetRow) -> Iterator[Problem]:
        if not any(row.text(column) for column in WEEK):
            yield row.problem(WEEK[0], "no_work")
        yield from self.hour_faults(row, *WEEK)
        agency_id = self.agency_of(row) or PROVINCE
        taken = OfficeHours.objects.filter(agency_id=agency_id, effective_from=self.on(row))
        if comes_again(self.coming, agency_id, self.on(row)) or taken.exists():
            yield row.problem("tu_ngay", "hours_taken")

    def one(self, row: SheetRow, run: ImportRun) -> int:
        return calendar.set_office_hours(
            effective_from=self.on(row),
            agency_id=self.agency_of(row),
            week=[sessions_in(row.text(column)) for column in WEEK],
            decision=row.text("can_cu"),
            actor=self.actor,
        ).pk


class Hours(ImportKind):
    """The hours of a week, for the province or one agency."""

    title = _("Giờ làm việc")
    about = _("Cơ quan không có dòng nào thì theo giờ của tỉnh. Ngày để trống là không làm việc.")
    order = 31
    key_column = "tu_ngay"
    group_labels = (_("Cơ quan"), "", _("Năm"))
    sentences = SENTENCES
    columns: ClassVar[Sequence[Column]] = (
        AGENCY,
        Column(
            key="tu_ngay",
            label=_("Áp dụng từ ngày"),
            kind=Kind.DAY,
            required=True,
            example="01/01/2027",
        ),
        *(
            Column(key=key, label=label, most=100, example=example)
            for key, label, example in zip_longest(
                WEEK,
                (
                    _("Thứ Hai"),
                    _("Thứ Ba"),
                    _("Thứ Tư"),
                    _("Thứ Năm"),
                    _("Thứ Sáu"),
                    _("Thứ Bảy"),
                    _("Chủ nhật"),
                ),
                ("07:00-11:30, 13:30-17:00",) * 5,
                fillvalue="",
            )
        ),
        Column(key="can_cu", label=_("Căn cứ"), most=200),
    )

    def key_of(self, values: Mapping[str, object]) -> str:
        """Know a row by agency and first day."""
        return _key(values, "tu_ngay")

    def open(self, actor: Actor) -> ImportPass:
        """Begin a going through."""
        return _HoursPass(actor)

    def totals(self, rows: QuerySet[ImportedRow]) -> Counter[Group]:
        """Count by agency and year."""
        found = list(OfficeHours.objects.filter(pk__in=rows.values("object_id")))
        codes = _codes({hours.agency_id for hours in found})
        return Counter(
            (codes.get(hours.agency_id, ""), "", str(hours.effective_from.year)) for hours in found
        )

    def shown(self, object_ids: Sequence[int]) -> Mapping[int, Mapping[str, str]]:
        """Return weeks as their sheet would say them."""
        return {
            hours.pk: {
                "tu_ngay": f"{hours.effective_from:%d/%m/%Y}",
                **{
                    column: ", ".join(f"{start}-{end}" for start, end in day)
                    for column, day in zip(WEEK, hours.week, strict=True)
                },
            }
            for hours in OfficeHours.objects.filter(pk__in=object_ids)
        }


def _key(values: Mapping[str, object], day: str) -> str:
    on = values.get(day)
    return f"{values.get('ma_co_quan') or ''}/{on}" if on else ""


def _kind_of(day: CalendarDay) -> str:
    return MAKE_UP if day.kind == DayKind.MAKE_UP else OFF


def _codes(agency_ids: set[int]) -> dict[int, str]:
    infos = agency_infos(agency_ids - {PROVINCE})
    return {pk: info.code for pk, info in infos.items()}


import_kinds.register("organization.office_hours", Hours())
import_kinds.register("organization.calendar_days", CalendarDays())
