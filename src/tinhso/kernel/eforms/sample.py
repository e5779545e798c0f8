"""Sound answers to any form, made from the form itself: to try it, to show it, to test it.

Nothing here is about anybody: names are the usual examples, numbers carry a serial that no real
card has. What a form wants beyond its fields (rules across fields) is given as `known`.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Final

from tinhso.kernel.eforms.form import FormSpec
from tinhso.kernel.eforms.spec import Field, FieldKind, Json
from tinhso.kernel.workflow.expressions import holds

NAMES: Final = ("Triệu Văn Páo", "Nông Thị Lan", "Hoàng Văn Thắng", "Bế Thị Hương")
PLACE: Final[dict[str, Json]] = {
    "province_code": "04",
    "province": "Tỉnh Cao Bằng",
    "commune_code": "01786",
    "commune": "Xã Đông Khê",
    "line": "Xóm Nà Pồng",
}
_BORN: Final = date(1990, 5, 12)
_AHEAD: Final = timedelta(days=60)

Special = Callable[[Field], Json]
"""What somebody knows better than the form does: a value for a field, or None."""


def sample_answers(
    spec: FormSpec,
    *,
    today: date,
    known: Mapping[str, Json] | None = None,
    special: Special = lambda _field: None,
) -> dict[str, Json]:
    """Return answers that fill every field the form asks for, optional ones too, but files.

    `known` wins over everything; conditions are obeyed with what was answered above, so `known`
    may choose the case. A yes-or-no question is answered no unless it is known.
    """
    given = known or {}
    values: dict[str, Json] = {}
    maker = _Maker(today, special)
    for step in spec.shape.steps:
        if step.when is not None and not holds(step.when, values, today=today):
            continue
        for field in step.fields:
            if field.when is not None and not holds(field.when, values, today=today):
                continue
            value = given[field.key] if field.key in given else maker.value(field)
            if value is not None:
                values[field.key] = value
    return values


class _Maker:
    """Makes one value after the other; numbers and names differ from field to field."""

    def __init__(self, today: date, special: Special) -> None:
        self.today, self.special, self.count = today, special, 0

    def value(self, field: Field) -> Json:
        """Return a sound value for a field, or None for one that is left out."""
        self.count += 1
        if (better := self.special(field)) is not None:
            return better
        if field.kind is FieldKind.GROUP:
            wanted = max(1, int(field.min or 1))
            return [self._item(field) for _ in range(wanted)]
        if field.kind is FieldKind.FILE:
            return None
        if field.kind in {FieldKind.CHOICE, FieldKind.MULTI}:
            first = field.options[0].value
            return [first] if field.kind is FieldKind.MULTI else first
        if field.kind is FieldKind.DATE:
            return self._day(field)
        if field.kind in {FieldKind.NUMBER, FieldKind.MONEY}:
            return self._number(field)
        if field.kind in {FieldKind.TEXT, FieldKind.LONG_TEXT}:
            return self._text(field)
        return self._plain()[field.kind]

    def _item(self, group: Field) -> Json:
        answers = {field.key: self.value(field) for field in group.fields if field.when is None}
        return {key: value for key, value in answers.items() if value is not None}

    def _plain(self) -> dict[FieldKind, Json]:
        return {
            FieldKind.YES_NO: False,
            FieldKind.STATEMENT: True,
            FieldKind.ADDRESS: dict(PLACE),
            FieldKind.IDENTITY_NUMBER: f"00409099{self.count:04d}",
            FieldKind.TAX_CODE: "4800990018",
            FieldKind.PHONE: "0912345678",
            FieldKind.EMAIL: "thu.nghiem@caobang.example",
            FieldKind.PERSON_NAME: NAMES[self.count % len(NAMES)],
        }

    def _day(self, field: Field) -> str:
        ahead = bool(field.not_before) or not field.not_after
        day = self.today + _AHEAD if ahead else _BORN
        if field.not_before and field.not_before != "today":
            day = max(day, date.fromisoformat(field.not_before))
        if field.not_after and field.not_after != "today":
            day = min(day, date.fromisoformat(field.not_after))
        return day.isoformat()[: {"day": 10, "month": 7, "year": 4}[field.precision]]

    def _number(self, field: Field) -> Json:
        usual = 1_000_000 if field.kind is FieldKind.MONEY else 2
        least = int(float(field.min)) if field.min is not None else usual
        most = int(float(field.max)) if field.max is not None else usual
        return min(max(usual, least), most)

    def _text(self, field: Field) -> str:
        words = "Nội dung thử nghiệm theo giấy tờ kèm hồ sơ"
        text = words[: field.max_length].strip() if field.max_length else words
        return text.ljust(field.min_length, ".")
