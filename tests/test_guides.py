"""The guides name only pages, screens and words that there are."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import polib
import pytest
from django.urls import Resolver404, resolve

ROOT = Path(__file__).resolve().parents[1]
GUIDES = sorted((ROOT / "docs" / "guides").glob("*.md"))
ADDRESS = re.compile(r"`(/[a-z0-9/{}<>.-]*/)`")
SCREEN = re.compile(r"!\[[^\]]+\]\(([^)]+)\)")
WORDS = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
HOLES = re.compile(r"%\(\w+\)s|<[^>]+>|[….:]")


def plain(text: str) -> str:
    return " ".join(HOLES.sub(" ", text).split()).lower()


@cache
def said() -> list[str]:
    """Return all sentences of the house's pages, and those of its procedures."""
    catalogues = sorted(ROOT.glob("src/tinhso/**/locale/en/LC_MESSAGES/*.po"))
    data = sorted(ROOT.glob("src/tinhso/procedures/data/**/*.json"))
    messages = (entry for file in catalogues for entry in polib.pofile(str(file)))
    return [
        *(plain(entry.msgid) for entry in messages),
        *(plain(file.read_text(encoding="utf-8")) for file in data),
    ]


def missing_in(text: str) -> Iterator[str]:
    for name in SCREEN.findall(text):
        if not (ROOT / "docs" / "guides" / name).is_file():
            yield f"no screen {name}"
    for address in ADDRESS.findall(text):
        try:
            resolve(address)
        except Resolver404:
            yield f"no page {address}"
    for words in WORDS.findall(text):
        wanted = plain(words)
        if not any(wanted in sentence for sentence in said()):
            yield f"no words “{words}”"


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.stem)
def test_a_guide_names_only_what_there_is(guide: Path) -> None:
    assert list(missing_in(guide.read_text(encoding="utf-8"))) == []


def test_what_is_not_there_is_found() -> None:
    text = "![x](../screens/no.png) `/khong-co-trang-nay/` **Nút không có ở đâu cả**"

    assert len(list(missing_in(text))) == 3


def test_every_screen_is_one_the_tool_makes() -> None:
    made = (ROOT / "tools" / "screens.py").read_text(encoding="utf-8")

    kept = {file.stem for file in (ROOT / "docs" / "screens").glob("*.png")}

    assert {name for name in kept if f'name="{name}"' not in made} == set()
