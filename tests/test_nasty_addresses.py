"""Whatever stands behind the `?` of an address: a page or a sentence, never a fault of the house.

Every page that takes no more than its address is read by an officer with every right, by a citizen
and by nobody: all parameters that any page reads hold the same nonsense at once, by turns.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.http import StreamingHttpResponse
from django.test import Client
from django.urls import URLPattern, get_resolver
from django.utils.http import urlencode

from tests.cast import Cast
from tinhso.dossiers.testing import assigned, browser_of, submitted
from tinhso.identity.registry import permission_names
from tinhso.kernel.web.lists.registered import lists

ROOT = Path(__file__).resolve().parents[1] / "src" / "tinhso"
READS = re.compile(r"request\.GET(?:\.get|\.getlist)?[(\[]\"([\w-]+)\"")
ENDS = ("dang-xuat/",)
NONSENSE = (
    "a\0b",
    "²",
    "-1",
    "9" * 40,
    "0001-01-01",
    "9999-12-31",
    "2026-02-30",
    "5c9fc1b3-6d35-41e3-874f-b259667e1943",
    "'\"<%_ \ud7ff",
    "x" * 5000,
)
DAYS = ("tu", "den", "ngay", "nam")
FAR = ("0001-01-01", "9999-12-31", "9999", "9" * 40)
"""Where every other parameter is sound, a day or a year still may be far away."""
pytestmark = pytest.mark.django_db


def pages() -> list[str]:
    """Return every address of the house without a variable part, the API's apart."""

    def walk(patterns: list[Any], before: str = "") -> Iterator[str]:
        for one in patterns:
            route = before + str(one.pattern)
            if isinstance(one, URLPattern):
                yield route
            else:
                yield from walk(one.url_patterns, route)

    found = set(walk(get_resolver().url_patterns))
    plain = {route for route in found if not re.search(r"[<^$(\\]", route)}
    return sorted(route for route in plain if not route.startswith(("api/", *ENDS)))


def names() -> list[str]:
    """Return every parameter that a view or a list reads."""
    read = {name for file in ROOT.rglob("*.py") for name in READS.findall(file.read_text())}
    for _name, page in lists:
        for one in page.filters:
            read |= {one.key, f"{one.key}_tu", f"{one.key}_den"}
    return sorted(read | {"xep", "xem", "c", "q", "trang", "ky"})


@pytest.fixture
def readers() -> Iterator[list[Client]]:
    """An officer with every right, a citizen with a dossier, and anybody."""
    with time_machine.travel(datetime(2026, 11, 16, 1, 30, tzinfo=UTC), tick=True):
        cast = Cast.make()
        assigned(cast.world)
        submitted(cast.world)
        here = cast.world.here
        every = sorted({str(code) for _room, codes in permission_names for code in codes})
        officer = here.official(*every, unit=here.desk, name="Người làm mọi việc", sees_agency=True)
        yield [browser_of(officer), cast.citizen, Client()]


@cache
def query(keys: tuple[str, ...], *values: str) -> str:
    """Return what stands behind the `?` when every key holds these values."""
    return urlencode(dict.fromkeys(keys, values), doseq=True)


def look(reader: Client, address: str, keys: tuple[str, ...], *values: str) -> list[str]:
    """Open an address whose keys all hold these values; return it where the house broke."""
    answer = reader.get(f"/{address}", QUERY_STRING=query(keys, *values))
    if isinstance(answer, StreamingHttpResponse):
        b"".join(answer.streaming_content)  # read to its end
    return [f"/{address} with {values!r:.40}"] if answer.status_code >= 500 else []


def test_no_page_breaks_by_what_stands_in_its_address(readers: list[Client]) -> None:
    officer, citizen, anybody = readers
    known = tuple(names())
    broken: list[str] = []
    for reader in readers:
        reader.raise_request_exception = False

    days = tuple(name for name in known if name.endswith(DAYS))

    for place, address in enumerate(pages()):
        first, second = (NONSENSE[(2 * place + turn) % len(NONSENSE)] for turn in range(2))
        for value in (first, second):
            broken += look(officer, address, known, value)
        broken += look(officer, address, days, FAR[place % len(FAR)])
        reader = (citizen, anybody)[place % 2]
        broken += look(reader, address, known, first, second)

    assert broken == []
