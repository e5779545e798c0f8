"""Which pages a reader of a page can go to: the links of the house, found in its HTML."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

from django.urls import Resolver404, resolve

LEAVES_ALONE = ("/dang-xuat/", "/ngon-ngu/", "/giao-dien/")
"""Addresses that change the reader's own state (signing out, language, theme)."""


class _Anchors(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "a" and values.get("href"):
            self.found.append(values["href"] or "")
        elif tag in {"iframe", "img"} and values.get("src"):
            self.found.append(values["src"] or "")


def links_in(html: str, *, at: str) -> Iterator[str]:
    """Yield the addresses of the house that a page at `at` leads to."""
    anchors = _Anchors()
    anchors.feed(html)
    for href in anchors.found:
        address, _fragment = urldefrag(urljoin(at, href))
        parts = urlsplit(address)
        if parts.scheme or parts.netloc or not parts.path.startswith("/"):
            continue
        if parts.path.startswith(("/static/", *LEAVES_ALONE)):
            continue
        yield address


def shape_of(address: str) -> str:
    """Return what two addresses of the same page have in common: route and names of parameters."""
    parts = urlsplit(address)
    names = ",".join(sorted({name for name, _value in parse_qsl(parts.query)}))
    try:
        route = resolve(parts.path).route
    except Resolver404:
        route = parts.path
    return f"{route}?{names}"


@dataclass
class Walk:
    """A walk over pages, each address once and each shape at most `per_shape` times."""

    start: list[str]
    per_shape: int = 10_000
    seen: set[str] = field(default_factory=set)
    shapes: dict[str, int] = field(default_factory=dict)

    def __iter__(self) -> Iterator[str]:
        """Yield addresses to open; feed what was read back with `read`."""
        self._waiting = list(self.start)
        while self._waiting:
            address = self._waiting.pop(0)
            if address in self.seen:
                continue
            self.seen.add(address)
            shape = shape_of(address)
            if self.shapes.get(shape, 0) >= self.per_shape:
                continue
            self.shapes[shape] = self.shapes.get(shape, 0) + 1
            yield address

    def read(self, html: str, *, at: str) -> None:
        """Take in the links of a page."""
        self._waiting.extend(a for a in links_in(html, at=at) if a not in self.seen)
