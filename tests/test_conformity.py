"""`docs/conformity/one-stop.md` says what is true: its routes, its tests, and that they bite."""

import ast
import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests import guards
from tools import tables
from tools.waiting import HANGING

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "conformity" / "one-stop.md"
WISHES = ROOT / "docs" / "conformity" / "wishes.md"
ASKED_FOR = [
    ROOT / "docs" / "conformity" / "one-stop-desk.md",
    ROOT / "docs" / "conformity" / "one-stop-functions.md",
    ROOT / "docs" / "conformity" / "signing.md",
]
ASKED = re.compile(
    r"^\| (?!asked|---).* \| `(?P<page>[^`]+)` \| `(?P<test>[^`]+)` \|$", re.MULTILINE
)
WISH = re.compile(r"^\| (?!wish|---).* \| `(?P<test>[^`]+)` \|$", re.MULTILINE)
ROW = re.compile(
    r"^\| (?!rule|---)(?P<rule>.+?) \| (?P<law>.+?) \| `(?P<page>.+?)` "
    r"\| `(?P<test>.+?)` \| `(?P<guard>.+?)` \|$"
)


@dataclass(frozen=True)
class Row:
    """One rule, where it is met, what proves it."""

    rule: str
    law: str
    page: str
    test: str
    guard: str

    @property
    def path(self) -> str:
        """Return the file of the test from the root of the project."""
        return place_of(self.test)[0]

    @property
    def function(self) -> str:
        """Return the name of the test."""
        return place_of(self.test)[1]


def place_of(test: str) -> tuple[str, str]:
    """Return the file of a test from the root of the project, and the name of the test."""
    path, _colons, function = test.partition("::")
    return path if path.startswith("tests/") else f"src/tinhso/{path}", function


@cache
def functions_in(path: str) -> frozenset[str]:
    """Return the functions of a file."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def rows() -> list[Row]:
    """Return every rule of the page."""
    found = [ROW.match(line) for line in PAGE.read_text(encoding="utf-8").splitlines()]
    return [Row(**match.groupdict()) for match in found if match]


@cache
def route_names() -> frozenset[str]:
    """Return the names of all routes, with their room before the colon."""
    found: set[str] = set()

    def walk(patterns: list[URLPattern | URLResolver], before: str) -> None:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                space = f"{before}{pattern.namespace}:" if pattern.namespace else before
                walk(pattern.url_patterns, space)
            elif pattern.name:
                found.add(f"{before}{pattern.name}")

    walk(get_resolver().url_patterns, "")
    return frozenset(found)


def test_no_line_of_a_table_is_left_unread() -> None:
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    heads = [line for line in lines if line.startswith(("| rule", "| ---"))]

    assert len(rows()) == len(lines) - len(heads)
    assert len(rows()) > 120
    assert len({row.test for row in rows()}) == len(rows()), "one row, one test, one guard"


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.rule[:60])
def test_each_rule_names_a_page_and_a_test(row: Row) -> None:
    assert row.page in route_names()
    assert row.function in functions_in(row.path)
    guards.place_of(row.guard)  # a part that is gone would fail its test, and prove nothing


def test_each_wish_of_users_names_a_test() -> None:
    text = WISHES.read_text(encoding="utf-8")
    named = [place_of(test) for test in WISH.findall(text)]

    assert len(named) == len(re.findall(r"^\| (?!wish|---)", text, re.MULTILINE))
    assert [f"{path}::{name}" for path, name in named if name not in functions_in(path)] == []


@pytest.mark.parametrize("table", ASKED_FOR, ids=lambda table: table.stem)
def test_each_thing_asked_for_names_a_page_and_a_test(table: Path) -> None:
    text = table.read_text(encoding="utf-8")
    found = ASKED.findall(text)
    named = [place_of(test) for _page, test in found]

    assert len(found) == len(re.findall(r"^\| (?!asked|rule|---)", text, re.MULTILINE))
    assert {page for page, _test in found} - route_names() == set()
    assert [f"{path}::{name}" for path, name in named if name not in functions_in(path)] == []


@pytest.mark.own_processes
def test_named_tests_fail_without_their_guards(tmp_path: Path) -> None:
    guarded = {f"{row.path}::{row.function}": row.guard for row in rows()}
    kept = {
        name: value
        for name, value in os.environ.items()
        if name == tables.MADE or not name.startswith("TINHSO_")
    }

    run = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "tests.guards"),
            *("-p", "no:randomly", "-rA", "--tb=no", *guarded),
        ],
        cwd=ROOT,
        env={**kept, "TINHSO_HOME": str(tmp_path), "TINHSO_GUARDS": json.dumps(guarded)},
        capture_output=True,
        text=True,
        timeout=HANGING,
    )

    bitten = set(re.findall(r"^FAILED (\S+?)(?:\[| |$)", run.stdout, re.MULTILINE))
    assert set(guarded) - bitten == set(), run.stdout[-3000:]
