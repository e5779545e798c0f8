"""One page of a form, ready for the templates: the same markup as every field of the house."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tinhso.kernel.db.words import Words, worded
from tinhso.kernel.eforms.raw import (
    ADDRESS_PARTS,
    BOX,
    MANY,
    Raw,
    as_items,
    as_many,
    as_typed,
    least_items,
    most_items,
    pasted_fields,
)
from tinhso.kernel.eforms.registry import places
from tinhso.kernel.eforms.spec import Field, FieldKind, FormStep, Json, Shape

SELECT_FROM = 8
"""From so many answers on, a list is shown folded up."""


@dataclass(frozen=True, kw_only=True)
class Option:
    """One answer to choose from."""

    value: str
    label: str
    hint: str = ""
    chosen: bool = False
    data: bool = False


@dataclass(frozen=True, kw_only=True)
class Question:
    """One field for the templates; the names are those of the house's own field markup."""

    name: str
    label: str
    kind: str
    value: str = ""
    type: str = "text"
    hint: str = ""
    errors: Sequence[str] = ()
    required: bool = False
    marks_optional: bool = True
    """False where the answer is wanted under a condition: then neither word would be true."""
    disabled: bool = False
    options: Sequence[Option] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)
    widget: str = ""
    upload_url: str = ""
    data: bool = False
    width: str = ""
    when: str = ""
    parts: Sequence["Question"] = ()
    items: Sequence["Item"] = ()
    can_add: bool = False
    columns: Sequence[str] = ()
    """What a pasted line fills, in its order; empty where none may be pasted."""
    pasted: str = ""
    """The lines that found no room."""
    item_label: str = ""
    files: Sequence[str] = ()
    component: str = ""

    @property
    def html_id(self) -> str:
        """Return the id of the input, or of the group."""
        return f"id_{self.name}"

    @property
    def template(self) -> str:
        """Return the template that shows this kind."""
        special = {"address", "group", "file"}
        return f"eforms/_field_{self.kind if self.kind in special else 'plain'}.html"

    @property
    def described_by(self) -> str:
        """Return the ids of hint and error."""
        ids = [f"{self.html_id}-hint"] if self.hint else []
        return " ".join([*ids, f"{self.html_id}-error"] if self.errors else ids)

    @property
    def is_group(self) -> bool:
        """Tell whether it is a group of inputs with a legend."""
        return self.kind in {"radio", "boxes", "address", "group"}

    def attribute_text(self) -> SafeString:
        """Return the attributes of the input as HTML."""
        parts = SafeString("")
        for name, value in self.attributes.items():
            parts = format_html('{} {}="{}"', parts, name, value)
        return parts


@dataclass(frozen=True, kw_only=True)
class Item:
    """One entry of a repeating group."""

    title: str
    remove: str
    questions: Sequence[Question]
    can_remove: bool


@dataclass(frozen=True, kw_only=True)
class FormPage:
    """One step: its words, its questions and the summary of what is wrong."""

    key: str
    title: str
    intro: str
    questions: Sequence[Question]
    errors: Mapping[str, str]
    known: str
    is_data: bool

    @property
    def error_links(self) -> dict[str, str]:
        """Return the sentences by the ids they lead to, for `{% error_summary %}`."""
        return {f"id_{name}": sentence for name, sentence in self.placed_errors.items()}

    @property
    def placed_errors(self) -> dict[str, str]:
        """Return the sentences by their fields; about an entry of many it is named."""
        entries = [item for question in self.questions for item in question.items]
        titles = {f"{item.remove}-": item.title for item in entries}
        placed = dict(self.errors)
        for name, sentence in self.errors.items():
            title = next((said for start, said in titles.items() if name.startswith(start)), "")
            placed[name] = f"{title}: {sentence}" if title else sentence
        return placed


def page_of(
    shape: Shape,
    step: FormStep,
    raw: Mapping[str, Json],
    errors: Mapping[str, str],
    values: Mapping[str, Json],
) -> FormPage:
    """Build one page; `values` of other steps go along for the conditions in the browser."""
    here = {question.key for question in step.fields}
    maker = _Maker(errors, frozenset(here))
    elsewhere = {
        key: values[key]
        for key in _names(step)
        if key in values and key not in here and isinstance(values[key], str | int | bool)
    }
    del shape
    return FormPage(
        key=step.key,
        title=worded(step.title),
        intro=worded(step.intro),
        questions=[maker.question(question, raw, "") for question in step.fields],
        errors=errors,
        known=json.dumps(elsewhere, ensure_ascii=False, sort_keys=True),
        is_data=_is_data(step.title),
    )


class _Maker:
    def __init__(self, errors: Mapping[str, str], here: frozenset[str]) -> None:
        self.errors = errors
        self.here = here

    def question(self, asked: Field, raw: Mapping[str, Json], prefix: str) -> Question:
        name = prefix + asked.key
        typed = raw.get(asked.key)
        if asked.kind is FieldKind.GROUP:
            left = as_typed(raw.get(f"{asked.key}{BOX}"))
            return self._group(asked, typed, name, prefix=prefix, left=left)
        kind, options = self._kind(asked, typed)
        return Question(
            name=name,
            label=worded(asked.label),
            kind=kind,
            type=_TYPES.get(asked.kind, "text"),
            value=self._value(asked, typed),
            hint=self._hint(asked),
            errors=[self.errors[name]] if name in self.errors else [],
            required=asked.required is True,
            marks_optional=isinstance(asked.required, bool),
            options=options,
            attributes=self._attributes(asked, typed),
            data=_is_data(asked.label),
            width=_WIDTHS.get(asked.kind, ""),
            when=_as_text(asked.when),
            parts=self._parts(asked, typed, name) if asked.kind is FieldKind.ADDRESS else (),
            files=as_many(typed) if asked.kind is FieldKind.FILE else (),
            component=asked.component,
        )

    def _kind(self, asked: Field, typed: Json) -> tuple[str, list[Option]]:
        if asked.kind is FieldKind.YES_NO:
            said = as_typed(typed)
            return "radio", [
                Option(value="yes", label=_("Có"), chosen=said == "yes"),
                Option(value="no", label=_("Không"), chosen=said == "no"),
            ]
        if asked.kind in {FieldKind.CHOICE, FieldKind.MULTI}:
            chosen = set(as_many(typed))
            options = [
                Option(
                    value=choice.value,
                    label=worded(choice.label),
                    hint=worded(choice.hint),
                    chosen=choice.value in chosen,
                    data=_is_data(choice.label),
                )
                for choice in asked.options
            ]
            if asked.kind is FieldKind.MULTI:
                return "boxes", options
            if len(options) >= SELECT_FROM:
                return "select", [Option(value="", label=_("Chọn…")), *options]
            return "radio", options
        return _KINDS.get(asked.kind, "text"), []

    def _value(self, asked: Field, typed: Json) -> str:
        if asked.kind is FieldKind.STATEMENT:
            return "yes"
        return "" if asked.kind in MANY | {FieldKind.ADDRESS} else as_typed(typed)

    def _hint(self, asked: Field) -> str:
        hint = worded(asked.hint)
        if not hint and asked.kind is FieldKind.DATE:
            return (
                _("Nếu chỉ biết năm, ghi năm. Ví dụ: 19/11/1958, 11/1958 hoặc 1958.")
                if asked.precision == "year"
                else _("Ví dụ: 19/11/2026.")
            )
        if asked.unit:
            return f"{hint} ({worded(asked.unit)})".strip()
        return hint

    def _attributes(self, asked: Field, typed: Json) -> dict[str, str]:
        given = dict(_ATTRIBUTES.get(asked.kind, {}))
        whose, _dot, part = asked.prefill.partition(".")
        if whose in {"applicant", "filer"}:
            given |= _AUTOCOMPLETE.get(part, {})
        if asked.kind is FieldKind.STATEMENT and as_typed(typed) in {"yes", "on"}:
            given["checked"] = "checked"
        if asked.kind is FieldKind.LONG_TEXT:
            given["rows"] = "4"
        if asked.kind is FieldKind.FILE:
            given["multiple"] = "multiple"
        return given

    def _parts(self, asked: Field, typed: Json, name: str) -> list[Question]:
        answers = typed if isinstance(typed, dict) else {}
        labels = {
            "province": _("Tỉnh hoặc thành phố"),
            "commune": _("Xã, phường hoặc đặc khu"),
            "line": _("Số nhà, đường, thôn, tổ"),
            "old": _("Hoặc địa chỉ cũ, ghi như trên giấy tờ"),
        }
        shown = [part for part in ADDRESS_PARTS if part != "old" or asked.old_allowed]
        return [
            Question(
                name=f"{name}-{part}",
                label=labels[part],
                kind="text",
                value=as_typed(answers.get(part)),
                required=asked.required is True and part in {"province", "commune"},
                marks_optional=part == "line",
                options=self._places(part, answers),
                attributes={"list": f"id_{name}-{part}-list"}
                if part in {"province", "commune"}
                else {},
            )
            for part in shown
        ]

    def _places(self, part: str, answers: Raw) -> list[Option]:
        source = next((plug for _key, plug in places), None)
        if source is None or part not in {"province", "commune"}:
            return []
        provinces = source.provinces()
        if part == "province":
            return [Option(value=place.name, label=place.name) for place in provinces]
        typed = as_typed(answers.get("province"))
        code = next((place.code for place in provinces if place.name == typed), "")
        communes = source.communes(code) if code else ()
        return [Option(value=place.name, label=place.name) for place in communes]

    def _group(self, asked: Field, typed: Json, name: str, *, prefix: str, left: str) -> Question:
        items = as_items(typed)
        least = max(least_items(asked), 1 if asked.required else 0)
        items += [{} for _missing in range(least - len(items))]
        title = worded(asked.item_label) or worded(asked.label)
        return Question(
            name=name,
            label=worded(asked.label),
            kind="group",
            hint=worded(asked.hint),
            errors=[self.errors[name]] if name in self.errors else [],
            required=asked.required is True or least_items(asked) > 0,
            data=_is_data(asked.label),
            when=_as_text(asked.when),
            item_label=title,
            can_add=len(items) < most_items(asked),
            columns=[worded(part.label) for part in pasted_fields(asked)] if not prefix else [],
            pasted=left,
            items=[
                Item(
                    title=f"{title} {place + 1}",
                    remove=f"{name}-{place}",
                    can_remove=len(items) > least,
                    questions=[
                        self.question(part, item, f"{name}-{place}-")
                        for part in asked.fields
                        if isinstance(item, dict)
                    ],
                )
                for place, item in enumerate(items)
            ],
        )


_KINDS = {
    FieldKind.LONG_TEXT: "textarea",
    FieldKind.STATEMENT: "box",
    FieldKind.FILE: "file",
    FieldKind.ADDRESS: "address",
}
_TYPES = {FieldKind.PHONE: "tel", FieldKind.EMAIL: "email"}
_WIDTHS = {
    FieldKind.DATE: "short",
    FieldKind.NUMBER: "short",
    FieldKind.MONEY: "short",
    FieldKind.IDENTITY_NUMBER: "medium",
    FieldKind.TAX_CODE: "medium",
    FieldKind.PHONE: "medium",
}
_ATTRIBUTES: dict[FieldKind, dict[str, str]] = {
    FieldKind.NUMBER: {"inputmode": "decimal"},
    FieldKind.MONEY: {"inputmode": "numeric"},
    FieldKind.IDENTITY_NUMBER: {"inputmode": "numeric", "autocomplete": "off"},
    FieldKind.TAX_CODE: {"autocomplete": "off"},
    FieldKind.PERSON_NAME: {"autocapitalize": "words", "spellcheck": "false"},
}
_AUTOCOMPLETE = {
    "name": {"autocomplete": "name"},
    "phone": {"autocomplete": "tel"},
    "email": {"autocomplete": "email"},
    "birth": {"autocomplete": "bday"},
}


def _names(step: FormStep) -> set[str]:
    """Return the names the conditions of a step ask for."""
    found: set[str] = set()
    waiting: list[object] = [question.when for question in step.fields]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Mapping):
            waiting.extend(part.values())
        elif isinstance(part, list):
            waiting.extend(part)
        elif isinstance(part, str):
            found.add(part)
    return found


def _as_text(condition: object) -> str:
    return json.dumps(condition, ensure_ascii=False) if condition is not None else ""


def _is_data(words: Words) -> bool:
    """Tell whether these words are in Vietnamese on a page of another language."""
    language = (get_language() or "vi").split("-")[0]
    return language != "vi" and (isinstance(words, str) or not words.get(language))
