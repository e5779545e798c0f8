"""Divided work from a spreadsheet, each row within what the one who lets it in divides himself."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.queries.duties import divided_agencies
from tinhso.dossiers.services.duties import SENTENCES as DUTY_SENTENCES
from tinhso.dossiers.services.duties import divide, faults
from tinhso.identity import queries as identity
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import NotFound
from tinhso.kernel.importing.models import ImportRun
from tinhso.kernel.importing.registry import Group, ImportPass
from tinhso.kernel.importing.rules import Column, Problem, SheetRow
from tinhso.organization import queries as organization

COLUMNS: Final[Sequence[Column]] = (
    Column(key="ma_co_quan", label=_("Mã cơ quan"), required=True, most=40, example="H14.31"),
    Column(
        key="ma_thu_tuc",
        label=_("Mã thủ tục"),
        about=_("Để trống cả thủ tục lẫn lĩnh vực là mọi thủ tục chưa có dòng riêng."),
        most=40,
        example="1.001193",
    ),
    Column(key="ma_linh_vuc", label=_("Mã lĩnh vực"), most=60),
    Column(key="ma_don_vi", label=_("Mã đơn vị"), required=True, most=40, example="H14.31.03"),
)
SENTENCES: Final = {
    **DUTY_SENTENCES,
    "not_divided_by_you": _(
        "Không có cơ quan nào mang mã này trong các cơ quan mà người nhập phân việc."
    ),
}
_COLUMN_OF: Final = {"unit": "ma_don_vi", "procedure": "ma_thu_tuc", "field": "ma_linh_vuc"}


def key_of(values: Mapping[str, object]) -> str:
    """Know a row by what work of which agency it gives away."""
    return "/".join(str(values.get(n) or "") for n in ("ma_co_quan", "ma_thu_tuc", "ma_linh_vuc"))


class DutiesPass(ImportPass):
    """Goes through a sheet of divided work."""

    def __init__(self, actor: Actor) -> None:
        """Divide as the account that lets the sheet in; a command of the server as itself."""
        self.actor: Actor | None = actor
        self.allowed: frozenset[int] | None = None
        if actor.id is not None:
            try:
                self.actor = identity.actor_of_account(actor.id)
            except NotFound:
                self.actor = None
            mine = divided_agencies(actor=self.actor) if self.actor else []
            self.allowed = frozenset(mine)

    def check(self, rows: Sequence[SheetRow]) -> Iterator[Problem]:
        """Yield what is wrong, each at its column."""
        for row in rows:
            agency_id = self._agency(row)
            if agency_id is None:
                yield row.problem("ma_co_quan", "not_divided_by_you")
                continue
            found = faults(
                agency_id, _unit(agency_id, row), row.text("ma_thu_tuc"), row.text("ma_linh_vuc")
            )
            for name, code in found.items():
                yield row.problem(_COLUMN_OF[name], code)

    def write(self, rows: Sequence[SheetRow], *, run: ImportRun) -> Mapping[str, int]:
        """Divide the work row by row."""
        return {row.key: self._one(row) for row in rows}

    def group(self, row: SheetRow) -> Group:
        """Count by agency and unit."""
        known = organization.agency_by_code(row.text("ma_co_quan"))
        return known.code if known else "", row.text("ma_don_vi"), ""

    def _one(self, row: SheetRow) -> int:
        agency_id = self._agency(row)
        unit_id = _unit(agency_id, row) if agency_id is not None else None
        if agency_id is None or unit_id is None or self.actor is None:
            raise LookupError(row.line)
        return divide(
            agency_id=agency_id,
            unit_id=unit_id,
            procedure_code=row.text("ma_thu_tuc"),
            field_key=row.text("ma_linh_vuc"),
            actor=self.actor,
        ).pk

    def _agency(self, row: SheetRow) -> int | None:
        known = organization.agency_by_code(row.text("ma_co_quan"))
        if known is None or (self.allowed is not None and known.id not in self.allowed):
            return None
        return known.id


def _unit(agency_id: int, row: SheetRow) -> int | None:
    found = organization.units_of(agency_id).filter(code=row.text("ma_don_vi"))
    return found.values_list("unit_id", flat=True).first()
