"""What registers of an old system hold: each number, its day, its matter, whom it was for."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.actors import Actor
from tinhso.kernel.importing.models import ImportedRow, ImportRun
from tinhso.kernel.importing.registry import Group, ImportKind, ImportPass, import_kinds
from tinhso.kernel.importing.rules import Column, Kind, Problem, SheetRow
from tinhso.kernel.numbering import known_registers
from tinhso.kernel.numbering.models import EarlierNumber
from tinhso.kernel.numbering.queries import earlier_taken
from tinhso.kernel.numbering.rules import NumberPeriod, period_key
from tinhso.kernel.numbering.services import keep_earlier
from tinhso.organization.import_rows import MOST_NUMBER, code_of, unknown_register
from tinhso.organization.queries import AgencyInfo, agency_by_code, agency_infos

Slot = tuple[str, int, str]
"""One count: register, agency and period."""


class _EntryPass(ImportPass):
    """Goes through a register's entries; agencies and registers are looked up once."""

    def __init__(self, actor: Actor) -> None:
        """Begin with the registers the house has."""
        self.actor = actor
        self.registers = known_registers()
        self.agencies: dict[str, AgencyInfo | None] = {}
        self.coming: set[int] = set()
        """The numbers of the rows above, by their hash: an agency's code has two forms."""

    def check(self, rows: Sequence[SheetRow]) -> Iterator[Problem]:
        """Yield what names no register or agency, and numbers that were given already."""
        slots: dict[Slot, list[SheetRow]] = {}
        for row in rows:
            slot = self._slot(row)
            if slot is not None:
                slots.setdefault(slot, []).append(row)
                continue
            if row.text("so") not in self.registers:
                yield unknown_register(row, self.registers)
            if self._agency(row) is None:
                yield row.problem("ma_co_quan", "unknown_agency")
        for (register, agency_id, period), found in slots.items():
            numbers = {row.number("so_thu_tu") or 0 for row in found}
            numbers = {number for number in numbers if 1 <= number <= MOST_NUMBER}
            taken = earlier_taken(
                register=register, agency_id=agency_id, period=period, numbers=numbers
            )
            for row in found:
                number = row.number("so_thu_tu") or 0
                place = hash((register, agency_id, period, number))
                if not 1 <= number <= MOST_NUMBER:
                    yield row.problem("so_thu_tu", "wrong_number", least=1, most=MOST_NUMBER)
                elif number in taken or place in self.coming:
                    yield row.problem("so_thu_tu", "number_taken")
                self.coming.add(place)

    def group(self, row: SheetRow) -> Group:
        """Count by agency, register and period."""
        slot = self._slot(row)
        return code_of(row.text("ma_co_quan")), row.text("so"), slot[2] if slot else ""

    def write(self, rows: Sequence[SheetRow], *, run: ImportRun) -> Mapping[str, int]:
        """Keep the entries; their registers go on behind the last number."""
        kept = [self._entry(row, run) for row in rows]
        keep_earlier(kept, reason=f"{run.source} ({run.uid})", actor=self.actor)
        return {row.key: one.pk for row, one in zip(rows, kept, strict=True)}

    def _entry(self, row: SheetRow, run: ImportRun) -> EarlierNumber:
        slot, on = self._slot(row), row.day("ngay")
        if slot is None or on is None:
            raise LookupError(row.line)
        register, agency_id, period = slot
        return EarlierNumber(
            register=register,
            agency_id=agency_id,
            period=period,
            number=row.number("so_thu_tu") or 0,
            text=row.text("so_ky_hieu") or str(row.number("so_thu_tu")),
            on=on,
            subject=row.text("noi_dung"),
            given_to=row.text("cap_cho"),
            note=row.text("ghi_chu"),
            source=run.source,
        )

    def _agency(self, row: SheetRow) -> AgencyInfo | None:
        code = row.text("ma_co_quan")
        if code not in self.agencies:
            self.agencies[code] = agency_by_code(code)
        return self.agencies[code]

    def _slot(self, row: SheetRow) -> Slot | None:
        plug, agency, on = self.registers.get(row.text("so")), self._agency(row), row.day("ngay")
        if plug is None or agency is None or on is None:
            return None
        return row.text("so"), agency.id, period_key(NumberPeriod(plug.period), on)


class RegisterEntries(ImportKind):
    """The entries of open registers."""

    title = _("Các số đã cấp trong sổ")
    about = _(
        "Từng số của sổ đang mở (chứng thực bản sao, kết quả, văn bản) với ngày, nội dung, cấp cho"
        " ai. Sổ cấp tiếp sau số cuối; đọc ở Số của hệ thống cũ."
    )
    order = 35
    key_column = "so_thu_tu"
    group_labels = (_("Cơ quan"), _("Sổ"), _("Kỳ"))
    sentences: ClassVar = {
        "unknown_agency": _("Không có cơ quan nào mang mã này."),
        "unknown_register": _("Không có sổ này. Các sổ: %(known)s."),
        "wrong_number": _("Số phải từ %(least)s đến %(most)s."),
        "number_taken": _(
            "Số này của sổ trong kỳ đã có ở đây: đã mang sang, hoặc hệ thống này đã cấp."
        ),
    }
    columns: ClassVar[Sequence[Column]] = (
        Column(
            key="so",
            label=_("Sổ"),
            about=_("Mã của sổ, như ở loại Số bắt đầu của các sổ."),
            required=True,
            most=64,
            example="procedures.chung-thuc-ban-sao",
        ),
        Column(key="ma_co_quan", label=_("Mã cơ quan"), required=True, most=40, example="H14.31"),
        Column(key="so_thu_tu", label=_("Số"), kind=Kind.NUMBER, required=True, example="118"),
        Column(key="so_ky_hieu", label=_("Số, ký hiệu"), most=120, example="118/CT-BS"),
        Column(key="ngay", label=_("Ngày"), kind=Kind.DAY, required=True, example="15/03/2026"),
        Column(
            key="noi_dung",
            label=_("Nội dung"),
            about=_("Giấy tờ được chứng thực, trích yếu."),
            most=1000,
            is_personal=True,
            example="Giấy khai sinh, 2 bản",
        ),
        Column(
            key="cap_cho",
            label=_("Cấp cho ai"),
            most=200,
            is_personal=True,
            example="Nguyễn Văn An",
        ),
        Column(key="ghi_chu", label=_("Ghi chú"), most=500, is_personal=True),
    )

    def key_of(self, values: Mapping[str, object]) -> str:
        """Know a row by register, agency, year and number together."""
        year = str(values.get("ngay") or "")[:4]
        names = (str(values.get(name) or "") for name in ("so", "ma_co_quan"))
        return "/".join((*names, year, str(values.get("so_thu_tu") or "")))

    def open(self, actor: Actor) -> ImportPass:
        """Begin a going through."""
        return _EntryPass(actor)

    def totals(self, rows: QuerySet[ImportedRow]) -> Counter[Group]:
        """Count by agency, register and period."""
        kept = EarlierNumber.objects.filter(pk__in=rows.values("object_id"))
        found = Counter(kept.values_list("agency_id", "register", "period"))
        infos = agency_infos({agency for agency, _register, _period in found})
        return Counter({(infos[a].code, r, p): many for (a, r, p), many in found.items()})

    def shown(self, object_ids: Sequence[int]) -> Mapping[int, Mapping[str, str]]:
        """Return entries as their sheet would say them."""
        return {
            row.pk: {
                "so": row.register,
                "so_thu_tu": str(row.number),
                "so_ky_hieu": row.text,
                "ngay": f"{row.on:%d/%m/%Y}",
                "noi_dung": row.subject,
                "cap_cho": row.given_to,
            }
            for row in EarlierNumber.objects.filter(pk__in=object_ids)
        }


import_kinds.register("organization.entries", RegisterEntries())
