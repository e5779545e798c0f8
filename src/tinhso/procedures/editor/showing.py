"""What the editor's templates set: progress, lists with their rows, conditions in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tinhso.kernel.actors import Actor
from tinhso.kernel.web.words import money
from tinhso.procedures.drafting.charging import countables
from tinhso.procedures.drafting.checks import Fault
from tinhso.procedures.drafting.conditions import known_answers, said
from tinhso.procedures.drafting.layout import PARTS, STATIONS, Content, Part, Row, RowList
from tinhso.procedures.drafting.linking import parts_of
from tinhso.procedures.drafting.places import Place, rows_at
from tinhso.procedures.forms.process import RELATION_NAMES, ROLE_NAMES, STEP_KINDS
from tinhso.procedures.forms.questions import KIND_NAMES
from tinhso.procedures.linked import LinkedPart
from tinhso.procedures.models import ProcedureDraft
from tinhso.procedures.parts import FeeRule, TermRule
from tinhso.procedures.permissions import ProcedurePermission
from tinhso.procedures.reading import CHANNELS, channel_words, fee_words, term_words


def may_write(actor: Actor, draft: ProcedureDraft) -> bool:
    """Tell whether the buttons that change the draft make sense for this reader."""
    return draft.is_open and actor.may(ProcedurePermission.EDIT_PROCEDURE)


@dataclass(frozen=True, kw_only=True)
class PartLine:
    """One line of the progress list; `filled` are words, `faults` and `warnings` numbers."""

    part: Part
    count: int
    has_rows: bool
    faults: int
    warnings: int


def progress_of(content: Content, faults: list[Fault]) -> list[PartLine]:
    """Return how far each part is."""
    return [
        PartLine(
            part=part,
            count=sum(_count(content, rows) for rows in part.lists),
            has_rows=bool(part.lists),
            faults=_number(faults, part, is_warning=False),
            warnings=_number(faults, part, is_warning=True),
        )
        for part in PARTS
    ]


def _count(content: Content, rows: RowList) -> int:
    place = Place(rows=rows, trail=rows.at, index=None, address=f"{rows.key}/them/")
    return len(rows_at(content, place))


def _number(faults: list[Fault], part: Part, *, is_warning: bool) -> int:
    starts = (f"phan/{part.key}/", *(f"muc/{rows.key}/" for rows in part.lists))
    return sum(f.where.startswith(starts) and f.is_warning == is_warning for f in faults)


@dataclass(frozen=True, kw_only=True)
class RowShown:
    """One row of a list: its name (data), a line about it in the reader's language, its place."""

    name: str
    line: str
    when: str
    address: str
    is_first: bool
    is_last: bool


@dataclass(frozen=True, kw_only=True)
class ListShown:
    """One list as it is shown, with the address where a row is added ("" for no more)."""

    rows: RowList
    items: list[RowShown]
    add_address: str
    has_title: bool


def list_shown(content: Content, place: Place, *, title_of: Part | None = None) -> ListShown:
    """Return a list for its page; without a title when the part bears the same words."""
    found = rows_at(content, place)
    answers = known_answers(content)
    items = [
        RowShown(
            name=place.rows.name_of(row),
            line=_line(place.rows, row, content),
            when=said(row.get("when"), answers),
            address=place.beside(index).address,
            is_first=index == 0,
            is_last=index == len(found) - 1,
        )
        for index, row in enumerate(found)
    ]
    return ListShown(
        rows=place.rows,
        items=items,
        add_address="" if place.rows.is_single and found else f"{place.list_address}them/",
        has_title=title_of is None or str(title_of.title) != str(place.rows.title),
    )


def _line(rows: RowList, row: Row, content: Content) -> str:
    maker = _LINES.get(rows.key)
    return maker(row, content) if maker else ""


def _paper(row: Row, _content: Content) -> str:
    numbers = _("bản chính: %(originals)s, bản sao: %(copies)s") % {
        "originals": row.get("originals") or 0,
        "copies": row.get("copies") or 0,
    }
    required = _("bắt buộc")
    return f"{required}; {numbers}" if row.get("required") else numbers


def _where(row: Row, content: Content) -> str:
    channel = str(row.get("channel") or "")
    words = channel_words(channel) if channel in CHANNELS else _("Mọi cách nộp")
    cases = content.get("cases_data")
    names = {c.get("key"): c.get("name") for c in cases} if isinstance(cases, list) else {}
    case = names.get(row.get("case")) if row.get("case") else ""
    return f"{words}; “{case}”" if case else words


def _term(row: Row, content: Content) -> str:
    return f"{_where(row, content)}: {term_words(TermRule.from_data(row))}"


def _fee(row: Row, content: Content) -> str:
    return f"{_where(row, content)}: {_charged(row, content)}"


def _charged(row: Row, content: Content) -> str:
    counted = {one.address: one.label for one in countables(content)}
    count = row.get("count")
    said = fee_words(FeeRule.from_data(row))
    if not isinstance(count, Mapping):
        return said
    label = counted.get(f"{count.get('group') or ''}/{count.get('number')}", "?")
    return _("%(amount)s; đếm theo “%(field)s”") % {"amount": said, "field": label}


def _tier(row: Row, _content: Content) -> str:
    since, amount = row.get("from"), row.get("amount_vnd")
    said = {"n": since, "amount": money(amount) if isinstance(amount, int) else "–"}
    return _("Từ đơn vị thứ %(n)s: %(amount)s") % said


def _field(row: Row, _content: Content) -> str:
    words = str(KIND_NAMES.get(str(row.get("kind")), row.get("kind")))
    required = row.get("required")
    if not required:
        return words
    said = _("bắt buộc theo điều kiện") if isinstance(required, Mapping) else _("bắt buộc")
    return f"{words}; {said}"


def _station(row: Row, _content: Content) -> str:
    kind = {str(key): str(name) for key, name in STEP_KINDS}.get(str(row.get("kind")), "")
    role = {key: str(name) for key, name in ROLE_NAMES}.get(str(row.get("role")), "")
    relation = {str(k): str(n) for k, n in RELATION_NAMES}.get(str(row.get("relation")), "")
    hours = _("%(n)d giờ làm việc") % {"n": row.get("hours") or 0} if role else ""
    return "; ".join(part for part in (kind, role, relation, hours) if part)


def _answer(row: Row, _content: Content) -> str:
    words = _("Có") if row.get("wanted") else _("Không")
    return _("Đi tiếp khi trả lời: %(answer)s") % {"answer": words}


def _move(row: Row, content: Content) -> str:
    process = content.get("process_data")
    steps = process.get("steps", []) if isinstance(process, Mapping) else []
    names: dict[Any, str] = {step.get("key"): STATIONS.name_of(step) for step in steps}
    return f"→ “{names.get(row.get('to'), '?')}”" if row.get("to") else ""


def _linked(row: Row, content: Content) -> str:
    part = LinkedPart.from_data(row)
    names = {other.key: other.name for other in parts_of(content)}
    first = part.key == next(iter(names), "")
    hours = _("%(n)d giờ làm việc") % {"n": part.working_hours}
    after = ", ".join(f"“{names.get(key, key)}”" for key in part.after)
    words = (_("cơ quan chủ trì") if first else "", hours, _("sau %(parts)s") % {"parts": after})
    return "; ".join(text for text in words[: 3 if after else 2] if text)


def _recommended(row: Row, _content: Content) -> str:
    return str(row.get("why") or "")


_LINES = {
    "giay-to": _paper,
    "han": _term,
    "muc-phi": _fee,
    "thu-rieng": _charged,
    "bac": _tier,
    "o": _field,
    "buoc": _station,
    "chuyen": _move,
    "cau-hoi": _answer,
    "lien-thong": _linked,
    "de-xuat": _recommended,
}
