"""Actors and helpers for tests of every room."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy, deepcopy
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from django.test import Client

from tinhso.kernel.actors import EVERYWHERE, Actor, ActorKind

if TYPE_CHECKING:
    from openpyxl import Workbook
    from pytest_django import DjangoDbBlocker


def make_actor(
    *permissions: str,
    unit_id: int | None = None,
    agency_id: int | None = None,
    kind: ActorKind = ActorKind.OFFICIAL,
    sight_keys: frozenset[str] = frozenset(),
    person_id: int | None = None,
    actor_id: UUID | None = None,
) -> Actor:
    """Return an actor with these permissions, in one unit or everywhere."""
    scope = EVERYWHERE if unit_id is None else frozenset({unit_id})
    return Actor(
        kind=kind,
        id=actor_id or uuid4(),
        name="Người thử",
        person_id=person_id,
        unit_id=unit_id,
        agency_id=agency_id,
        sight_keys=sight_keys,
        permissions=dict.fromkeys(permissions, scope),
    )


@contextmanager
def for_the_whole_file(blocker: "DjangoDbBlocker") -> Iterator[None]:
    """Keep what is written before the tests of a file until its last one: they roll back theirs.

    For fixtures of module scope that ask for `django_db_setup` and `_own_home`. It is a transaction
    around those of the tests, so a test that commits (`transaction=True`) stands in another file.
    """
    around = transaction.atomic()
    around._from_testcase = True  # type: ignore[attr-defined]  # Django's own mark: durable acts fit in
    with blocker.unblock(), around:
        yield
        transaction.set_rollback(True)


VIETNAMESE = re.compile(
    "[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]", re.IGNORECASE
)
_MONEY = re.compile(r"(?<=\d) đ\b")
_NUMBER = re.compile(r"\d\.\d{3}\s?(?:đ\b|\+)|\d,\d{1,2}\s?(?:%|[kMG]B\b)")
"""Thousands and decimals as Vietnamese writes them, where what follows says that it is a number."""
_SPOKEN = ("alt", "title", "placeholder", "aria-label", "data-label")
_SILENT = frozenset({"script", "style"})
_VOID = frozenset(
    {
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param",
        "source", "track", "wbr",
    }
)  # fmt: skip


def in_english(browser: Client) -> Client:
    """Return the same reader with the pages in English, as the language switch sets it."""
    reader = copy(browser)
    reader.cookies = deepcopy(browser.cookies)
    reader.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return reader


def vietnamese_left_behind(html: str) -> list[str]:
    """Return what an English page still says in Vietnamese outside its data, numbers included.

    Elements with `lang="vi"` (data, the language switch) are left out, with all that is in them;
    attributes that people hear or see are read as well. A window's title ends in the province's
    name after " · ", which is data. A page that is not in English at all is refused.
    """
    if "<html" in html and '<html lang="en"' not in html:
        raise AssertionError("The page is not in English.")
    reader = _LeftBehind()
    reader.feed(html)
    return reader.found


class _LeftBehind(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        lang = given.get("lang")
        is_data = self._is_data() if lang is None else lang == "vi"
        if not is_data:
            for name in _SPOKEN:
                self._keep(given.get(name) or "")
            if tag == "meta" and given.get("name") == "description":
                self._keep(given.get("content") or "")
        if tag not in _VOID:
            self._open.append((tag, is_data or tag in _SILENT))

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            name, _is_data = self._open.pop()
            if name == tag:
                return

    def handle_data(self, data: str) -> None:
        if self._is_data():
            return
        in_title = bool(self._open) and self._open[-1][0] == "title"
        self._keep(data.rpartition(" · ")[0] if in_title else data)

    def _is_data(self) -> bool:
        return bool(self._open) and self._open[-1][1]

    def _keep(self, text: str) -> None:
        words = " ".join(text.split())
        if VIETNAMESE.search(_MONEY.sub("", words)) or _NUMBER.search(words):
            self.found.append(words)


def told_beside(book: "Workbook") -> dict[str, object]:
    """Return what a spreadsheet tells on its second sheet, by what it names it."""
    rows = book.worksheets[1].iter_rows(max_col=2, values_only=True)
    return {str(name): value for name, value in rows}


def plan_of(queryset: "QuerySet[Any, Any]") -> str:
    """Return how the database would find these rows, were its tables long."""
    _take_tables_for_long()
    plan: str = queryset.explain()
    return plan


def plan_of_statement(sql: str) -> str:
    """Return how the database would answer a statement as it was asked, were its tables long."""
    _take_tables_for_long()
    word = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    with connection.cursor() as cursor:
        cursor.execute(f"{word} {sql}")
        return "\n".join(str(row) for row in cursor.fetchall())


def _take_tables_for_long() -> None:
    """Tell PostgreSQL not to read short tables from end to end whatever indexes they have."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
