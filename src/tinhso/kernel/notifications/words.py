"""Words a notice in its reader's language, with the text that holds on that day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone, translation

from tinhso.kernel.calendar import say_day, say_moment
from tinhso.kernel.db.words import worded
from tinhso.kernel.notifications.registry import Kind


@dataclass(frozen=True)
class Worded:
    """A notice in words."""

    title: str
    body: str


def word(
    kind: Kind,
    values: Mapping[str, object],
    *,
    language: str,
    own: Mapping[tuple[str, str], tuple[str, str]],
) -> Worded:
    """Return title and body; `own` holds the officials' texts by kind and language."""
    with translation.override(language):
        said = {name: _say(values.get(name, "")) for name in kind.values}
        title, body = own.get((kind.code, language)) or (
            worded(kind.title, language),
            worded(kind.body, language),
        )
        return Worded(title % said, body % said)


def preview(kind: Kind, *, title: str, body: str) -> Worded:
    """Return a text filled with samples, or with the names of what will stand there."""
    said = {name: kind.samples.get(name, f"‹{name}›") for name in kind.values}
    return Worded(title % said, body % said)


def _say(value: object) -> str:
    if isinstance(value, Mapping):
        if "at" in value:
            return say_moment(timezone.localtime(datetime.fromisoformat(str(value["at"]))))
        return say_day(date.fromisoformat(str(value.get("on"))))
    return str(value)
