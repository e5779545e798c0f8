"""From a procedure's own form to the columns of a spreadsheet, and from a row back to answers."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.db.text import fold
from tinhso.kernel.db.words import worded
from tinhso.kernel.eforms import Field, FieldKind, FormSpec, Json

MOST_LINES: Final = 500
"""So many dossiers at once; the limit is ours."""
NO_COLUMN: Final = frozenset({FieldKind.STATEMENT, FieldKind.FILE})
IN_GROUP: Final = NO_COLUMN | {FieldKind.GROUP, FieldKind.ADDRESS}
PARTS: Final = {
    "province": _("tỉnh, thành phố"),
    "commune": _("xã, phường"),
    "line": _("số nhà, đường, thôn"),
}
WHOLE_ROW: Final = ""
"""The key of what is wrong with a row as such."""
PAPER: Final = "attachments."
"""How the key of a missing paper begins; its component follows."""


class GroupState(models.TextChoices):
    """How far a list has come."""

    DRAFT = "draft", _("Đang chuẩn bị")
    RUNNING = "running", _("Đang nộp")
    DONE = "done", _("Đã nộp xong")


@dataclass(frozen=True, kw_only=True)
class SheetColumn:
    """One column: its key, its words, the question it answers."""

    key: str
    label: str
    field: Field
    is_required: bool

    @property
    def options(self) -> tuple[str, ...]:
        """Return the words one chooses from in a cell."""
        if self.field.kind is FieldKind.YES_NO:
            return (str(YES), str(NO))
        if self.field.kind is FieldKind.CHOICE:
            return tuple(worded(choice.label) for choice in self.field.options)
        return ()


YES: Final = _("Có")
NO: Final = _("Không")
_YES_NO: Final = {"co": "yes", "yes": "yes", "khong": "no", "no": "no"}
"""What a cell may say, in the language of whoever took the file."""


def means_yes(text: str) -> bool:
    """Tell whether a cell says yes, in either language."""
    return _YES_NO.get(fold(text)) == "yes"


def columns_of(spec: FormSpec) -> list[SheetColumn]:
    """Return the columns of a form: an address has three, a repeating part its first item's."""
    found: list[SheetColumn] = []
    for field in spec.fields.values():
        if field.kind in NO_COLUMN:
            continue
        if field.kind is FieldKind.GROUP:
            item = worded(field.item_label or field.label)
            found += [
                _column(f"{field.key}.{sub.key}", f"{item}: {worded(sub.label)}", sub)
                for sub in field.fields
                if sub.kind not in IN_GROUP
            ]
        elif field.kind is FieldKind.ADDRESS:
            found += [
                _column(f"{field.key}.{part}", f"{worded(field.label)}: {words}", field)
                for part, words in PARTS.items()
            ]
        else:
            found.append(_column(field.key, worded(field.label), field))
    return found


def _column(key: str, label: str, field: Field) -> SheetColumn:
    return SheetColumn(key=key, label=label, field=field, is_required=field.required is True)


def answers_of_row(
    *, spec: FormSpec, texts: Mapping[str, str], known: Mapping[str, Json]
) -> dict[str, Json]:
    """Return a row as the form would have been typed; empty cells hold what is known already.

    What one declares once for the whole list is declared in each of its dossiers.
    """
    raw: dict[str, Json] = dict(known)
    for field in spec.fields.values():
        if field.kind is FieldKind.STATEMENT:
            raw[field.key] = "yes"
        elif field.kind is FieldKind.GROUP:
            item: dict[str, Json] = {
                sub.key: typed
                for sub in field.fields
                if (typed := _typed(sub, texts.get(f"{field.key}.{sub.key}", "")))
            }
            if item:
                raw[field.key] = [item]
        elif field.kind is FieldKind.ADDRESS:
            parts: dict[str, Json] = {part: texts.get(f"{field.key}.{part}", "") for part in PARTS}
            if any(parts.values()):
                raw[field.key] = parts
        elif typed := _typed(field, texts.get(field.key, "")):
            raw[field.key] = typed
    return raw


def _typed(field: Field, text: str) -> Json:
    """Return the value behind the words of a cell; unknown words stay, to be named as wrong."""
    if not text:
        return ""
    if field.kind is FieldKind.YES_NO:
        return _YES_NO.get(fold(text), text)
    if field.kind is FieldKind.MULTI:
        return [_choice(field, part.strip()) for part in text.split(";") if part.strip()]
    if field.kind is FieldKind.CHOICE:
        return _choice(field, text)
    if field.kind is FieldKind.PHONE and re.fullmatch(r"[1-9]\d{8}", text):
        return f"0{text}"
    return text


def _choice(field: Field, text: str) -> str:
    wanted = fold(text)
    for choice in field.options:
        words = choice.label.values() if isinstance(choice.label, Mapping) else (choice.label,)
        if wanted in {fold(choice.value), *(fold(str(one)) for one in words)}:
            return choice.value
    return text


def by_column(errors: Mapping[str, str], columns: Sequence[SheetColumn]) -> dict[str, str]:
    """Put each sentence of the form at its column; what has none stands for the whole row.

    A paper that is missing keeps its own name.
    """
    keys = [column.key for column in columns]
    said: dict[str, str] = {}
    for name, sentence in errors.items():
        if name.startswith(PAPER):
            said[name] = sentence
            continue
        plain = re.sub(r"-\d+-", ".", name)
        place = next(
            (key for key in keys if key == plain or key.startswith(f"{plain}.")), WHOLE_ROW
        )
        said[place] = f"{said[place]} {sentence}" if place in said else sentence
    return said


def example_of(column: SheetColumn) -> str:
    """Return what the example row says in a column: invented."""
    if column.options:
        return column.options[0]
    samples = {
        FieldKind.DATE: "19/11/2026" if column.field.precision == "day" else "11/2026",
        FieldKind.NUMBER: "1",
        FieldKind.MONEY: "1000000",
        FieldKind.IDENTITY_NUMBER: "004085001234",
        FieldKind.TAX_CODE: "0100109106",
        FieldKind.PHONE: "0912345678",
        FieldKind.EMAIL: "an@example.vn",
        FieldKind.PERSON_NAME: "Nguyễn Văn An",
    }
    if column.field.kind is FieldKind.ADDRESS:
        part = column.key.rpartition(".")[2]
        return {"province": "Cao Bằng", "commune": "Đông Khê", "line": "Xóm Nà Pồng"}[part]
    return samples.get(column.field.kind, "…")
