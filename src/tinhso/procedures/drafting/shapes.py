"""Whether what a machine or a file sent has the shape of a draft's content.

Pages make only well-shaped content; this keeps everything else out, so that all who read a draft
may trust its shape. Whether it makes sense is `checks`' question, not this one's.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, time
from typing import Final

from tinhso.kernel.db.words import are_words
from tinhso.kernel.workflow.expressions import problems, sum_problems
from tinhso.procedures.drafting.layout import LINKED, RECOMMENDED, Part

Test = Callable[[object], bool]

_TRUTHS: Final = frozenset(
    {"at_commune", "at_province", "at_ministry", "stop_allowed", "has_field_check"}
    | {"can_be_filed", "is_demonstration"}
)
_TEXT_LISTS: Final = frozenset({"keywords", "life_events", "applicants", "channels"})
_DAYS: Final = frozenset({"effective_from", "as_of"})

_NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    "components_data": ("key", "name"),
    "cases_data": ("key", "name"),
    "steps_data": ("text",),
    "questions_data": ("key", "text"),
    "supplement_reasons_data": ("key", "text"),
    "refusal_reasons_data": ("key", "text"),
    "results_data": ("name",),
    "laws_data": ("number",),
    "flags": ("code", "value"),
}


def misshapen(part: Part, values: Mapping[str, object]) -> list[str]:
    """Return the keys that do not belong to a part or are not of its shape."""
    return sorted(
        key for key, value in values.items() if key not in part.keys or not _fits(key, value)
    )


def _fits(key: str, value: object) -> bool:
    if key in _TRUTHS:
        return isinstance(value, bool)
    if key in _TEXT_LISTS:
        return isinstance(value, list) and all(isinstance(text, str) for text in value)
    if key in _DAYS:
        return value == "" or _is_day(value)
    if key == "form_data":
        return value is None or _is_form(value)
    if key == "process_data":
        return value is None or _is_process(value)
    if key == "settings_data":
        return isinstance(value, dict) and all(_is_setting(*pair) for pair in value.items())
    if key.endswith("_data") or key == "flags":
        return _are_rows(value, _NEEDED.get(key, ()))
    return isinstance(value, str)


def _are_rows(value: object, needed: tuple[str, ...]) -> bool:
    return isinstance(value, list) and all(
        isinstance(row, dict)
        and all(isinstance(row.get(name), str) for name in needed)
        and all(_fits_in_row(name, inner) for name, inner in row.items())
        for row in value
    )


_ROW_TESTS: Final[Mapping[str, Test]] = {
    **dict.fromkeys(
        ("originals", "copies", "value", "amount_vnd", "most_vnd", "from"),
        lambda value: value is None or (isinstance(value, int) and not isinstance(value, bool)),
    ),
    **dict.fromkeys(("required", "shown_only", "wanted"), lambda value: isinstance(value, bool)),
    "when": lambda value: value is None or not problems(value),
    "cut_off": lambda value: not value or _is_hour(value),
    "apart": lambda value: value is None or _are_rows([value], ()),
    "count": lambda value: value is None or _are_rows([value], ("group", "number")),
    "tiers": lambda value: value is None or _are_rows(value, ()),
    "exemptions": lambda value: value is None or _are_rows(value, ("key", "name")),
}


def _fits_in_row(name: str, value: object) -> bool:
    test = _ROW_TESTS.get(name)
    # A flag's value is text, a term's a number: both are whole in their own list.
    if name == "value" and isinstance(value, str):
        return True
    return test(value) if test else isinstance(value, str | int | list | dict | None)


def _is_setting(name: str, value: object) -> bool:
    if name == LINKED.at[-1]:
        return _are_rows(value, ("key", "name"))
    if name == RECOMMENDED.at[-2]:
        options = value.get("options", []) if isinstance(value, dict) else None
        return _are_rows(options, ("key", "name"))
    if isinstance(value, list):
        return all(isinstance(inner, str | int) for inner in value)
    if name == "financial_duty":
        return _is_duty(value)
    if name == "council":
        return isinstance(value, dict)
    return isinstance(value, str | int | bool)


def _is_duty(value: object) -> bool:
    return (
        isinstance(value, dict)
        and isinstance(value.get("tax_notice_working_hours"), dict)
        and _are_rows(value.get("kinds", []), ("key", "name"))
        and all(
            isinstance(value.get(key, []), list) for key in ("shown_fields", "shown_components")
        )
    )


def _is_form(value: object) -> bool:
    if not isinstance(value, dict) or not are_words(value.get("title")):
        return False
    rules = list(_each(value, "rules"))
    return (
        isinstance(value.get("key"), str)
        and all(map(_is_page, _each(value, "steps")))
        and all(map(_is_calculation, _each(value, "calculations")))
        and all(_is_row(row) for row in rules)
    )


def _is_page(page: object) -> bool:
    return _is_row(page, keyed=True) and all(_is_field(field) for field in _each(page, "fields"))


def _is_field(field: object) -> bool:
    return (
        _is_row(field, keyed=True)
        and all(_is_row(choice) for choice in _each(field, "choices"))
        and all(_is_field(inner) for inner in _each(field, "fields"))
    )


def _is_calculation(row: object) -> bool:
    keyed = _is_row(row, keyed=True)
    return keyed and isinstance(row, dict) and not sum_problems(row.get("is"))


def _is_process(value: object) -> bool:
    return (
        isinstance(value, dict)
        and isinstance(value.get("start"), str)
        and all(
            _is_row(step, keyed=True)
            and all(_is_row(move, keyed=True) for move in _each(step, "moves"))
            for step in _each(value, "steps")
        )
    )


_CONDITIONS: Final = ("when", "require")


def _is_row(row: object, *, keyed: bool = False) -> bool:
    """Tell whether something is a row whose conditions can be read and whose texts are texts."""
    if not isinstance(row, dict) or (keyed and not isinstance(row.get("key"), str)):
        return False
    if any(row.get(name) is not None and problems(row[name]) for name in _CONDITIONS):
        return False
    required = row.get("required", False)
    return isinstance(required, bool) or not problems(required)


def _each(holder: object, name: str) -> Iterator[object]:
    """Return the rows of a list; one thing that fits nothing when it is no list."""
    found = holder.get(name, []) if isinstance(holder, dict) else []
    yield from found if isinstance(found, list) else (None,)


def _is_day(value: object) -> bool:
    return isinstance(value, str) and _reads(date.fromisoformat, value)


def _is_hour(value: object) -> bool:
    return isinstance(value, str) and _reads(time.fromisoformat, value)


def _reads(read: Callable[[str], object], text: str) -> bool:
    try:
        read(text)
    except ValueError:
        return False
    return True
