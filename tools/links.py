"""Which pages a reader of a page can go to: the links of the house, found in its HTML."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, unquote, urldefrag, urljoin, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.urls import Resolver404, resolve

LEAVES_ALONE = ("/dang-xuat/", "/ngon-ngu/", "/giao-dien/")
"""Addresses that change the reader's own state (signing out, language, theme)."""
SPOKEN_TO = {"tel", "mailto"}
"""What opens a telephone or a letter instead of a page."""
WAYS_OUT = {"dichvucong.gov.vn"}
"""Hosts a page may send its reader to, by a link that says so (`rel="external"`)."""
FOLLOWED = {"a": "href", "iframe": "src", "img": "src", "object": "data", "embed": "src"}
FETCHED = {"link": "href", "script": "src"}
"""What a browser fetches by itself for a page."""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.fetched: list[str] = []
        self.ids: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.ids.update(given[name] for name in ("id", "name") if given.get(name))
        if href := given.get(FOLLOWED.get(tag, "")):
            says_so = "external" in given.get("rel", "").split()
            if not (says_so and urlsplit(href).hostname in WAYS_OUT):
                self.links.append(href)
        if href := given.get(FETCHED.get(tag, "")):
            self.fetched.append(href)


def shape_of(address: str, aside: frozenset[str] = frozenset()) -> str:
    """Return what two addresses of the same page have in common: route and names of parameters.

    Names `aside` count only where no other stands beside them.
    """
    parts = urlsplit(address)
    given = {name for name, _value in parse_qsl(parts.query)}
    names = ",".join(sorted(given - aside or given))
    try:
        route = resolve(parts.path).route
    except Resolver404:
        route = parts.path
    return f"{route}?{names}"


@dataclass
class Walk:
    """A walk over pages, each address once and each shape at most `per_shape` times.

    Filters of a list multiply without end: addresses with parameters are opened at most
    `per_filter` times for each set of names (none: as `per_shape`).

    Iterate to get the addresses to open and hand each page that came back to `read`. What is
    wrong with the links themselves gathers in `faults`: another host, a place on a page that is
    not there, a static file that nobody has.
    """

    start: list[str]
    per_shape: int = 10_000
    per_filter: int | None = None
    aside: frozenset[str] = frozenset()
    """Names of parameters that make no shape of their own beside others."""
    seen: set[str] = field(default_factory=set)
    shapes: dict[str, list[str]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    found_at: dict[str, str] = field(default_factory=dict)
    """The page that first led to each address."""
    _waiting: list[str] = field(default_factory=list)
    _ids: dict[str, set[str]] = field(default_factory=dict)
    _wanted: dict[tuple[str, str], str] = field(default_factory=dict)
    _static: set[str] = field(default_factory=set)

    def __iter__(self) -> Iterator[str]:
        """Yield addresses to open; feed what was read back with `read`."""
        self._waiting.extend(self.start)
        while self._waiting:
            address = self._waiting.pop(0)
            if address in self.seen:
                continue
            self.seen.add(address)
            opened = self.shapes.setdefault(shape_of(address, self.aside), [])
            if len(opened) >= self._most(address):
                continue
            opened.append(address)
            yield address
        self._find_lost_places()

    def _most(self, address: str) -> int:
        """Return how many addresses of this one's shape are opened."""
        if self.per_filter is not None and "?" in address:
            return min(self.per_shape, self.per_filter)
        return self.per_shape

    def read(self, html: str, *, at: str) -> None:
        """Take in a page: its links, and the places on it that links may lead to."""
        reader = _Reader()
        reader.feed(html)
        self._ids[at] = reader.ids
        for href in reader.links:
            self._take(href, at=at)
        for href in reader.fetched:
            self._check_fetched(href, at=at)

    def follow(self, href: str, *, at: str) -> None:
        """Take in one address a page leads to by itself (a redirect)."""
        self._take(href, at=at)

    def _take(self, href: str, *, at: str) -> None:
        whole, place = urldefrag(urljoin(at, href))
        parts = urlsplit(whole)
        if parts.scheme in SPOKEN_TO or href.startswith("data:"):
            return
        if _is_elsewhere(whole):
            self.faults.append(f"{at}: leads to {href}")
            return
        address = parts._replace(scheme="", netloc="").geturl()
        if parts.path.startswith("/static/"):
            self._check_fetched(address, at=at)
            return
        if parts.path.startswith(LEAVES_ALONE):
            return
        if place:
            self._wanted.setdefault((address, unquote(place)), at)
        self.found_at.setdefault(address, at)
        if address not in self.seen:
            self._waiting.append(address)

    def _check_fetched(self, href: str, *, at: str) -> None:
        path = urlsplit(urljoin(at, href)).path
        if _is_elsewhere(urljoin(at, href)):
            self.faults.append(f"{at}: fetches {href}")
        elif path.startswith("/static/") and path not in self._static:
            self._static.add(path)
            if finders.find(unquote(path.removeprefix("/static/"))) is None:
                self.faults.append(f"{at}: {path} is no static file")

    def _find_lost_places(self) -> None:
        """Compare the places links lead to with those that the opened pages have."""
        for (address, place), at in self._wanted.items():
            if address in self._ids and place not in self._ids[address]:
                self.faults.append(f"{at}: {address} has no #{place}")


def _is_elsewhere(address: str) -> bool:
    """Tell whether an address leaves the house."""
    parts = urlsplit(address)
    own = urlsplit(str(settings.TINHSO_BASE_URL)).netloc
    return bool(parts.scheme or parts.netloc) and parts.netloc != own
