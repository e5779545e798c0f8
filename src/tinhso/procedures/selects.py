"""The filters of the catalogue as the page shows them, written once for each choice."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tinhso.procedures.queries import Asked, Choice, Choices
from tinhso.procedures.reading import EventTile

_DATA: Final = SafeString(' lang="vi"')
_CHOSEN: Final = SafeString(" selected")


@dataclass(frozen=True, kw_only=True)
class Select:
    """One filter: its label, its name in addresses, its options with the chosen one."""

    html_id: str
    name: str
    label: str
    options: SafeString


@dataclass(frozen=True)
class _Option:
    key: str
    text: str
    is_data: bool


def filter_selects(
    choices: Choices, tiles: tuple[EventTile, ...], *, asked: Asked
) -> tuple[Select, ...]:
    """Return the four filters of the catalogue."""
    english = get_language() == "en"
    events = tuple(_Option(tile.key, tile.name, tile.is_data) for tile in tiles)
    fields = tuple(_counted(choices.fields, english=english, is_data=not english))
    levels = tuple(_counted(choices.levels))
    bodies = tuple(_counted(choices.bodies))
    return (
        Select(
            html_id="loc-viec",
            name="viec",
            label=_("Việc trong đời"),
            options=_options(events, asked.life_event),
        ),
        Select(
            html_id="loc-linh-vuc",
            name="linh_vuc",
            label=_("Lĩnh vực"),
            options=_options(fields, asked.field),
        ),
        Select(
            html_id="loc-cap",
            name="cap",
            label=_("Cấp giải quyết"),
            options=_options(levels, asked.level),
        ),
        Select(
            html_id="loc-co-quan",
            name="co_quan",
            label=_("Cơ quan"),
            options=_options(bodies, asked.body),
        ),
    )


def _counted(
    choices: tuple[Choice, ...], *, english: bool = False, is_data: bool = False
) -> Iterator[_Option]:
    for choice in choices:
        name = choice.name_en if english else choice.name
        yield _Option(choice.key, f"{name} ({choice.count})", is_data)


@lru_cache(maxsize=256)
def _options(options: tuple[_Option, ...], chosen: str) -> SafeString:
    return format_html_join(
        "",
        '<option value="{}"{}{}>{}</option>',
        (
            (
                option.key,
                _DATA if option.is_data else "",
                _CHOSEN if option.key == chosen else "",
                option.text,
            )
            for option in options
        ),
    )
