"""Which pages of a running demonstration are empty: `python -m tools.empty_pages [URL [LOGIN …]]`.

Each demonstration account signs in and opens what its pages lead to, two links deep and each
kind of page once. What is told is the address and the words under which the page says that it is
empty: a newcomer should meet few of these, and each should be empty for a reason.
"""

import re
import sys
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urldefrag, urlencode, urljoin, urlsplit
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

PASSWORD = "tinhso-demo"  # noqa: S105  the published password of the demonstration accounts
LOGINS = (
    *("congdan", "congdan2", "doanhnghiep"),
    *("motcua", "chuyenvien", "lanhdao", "vanthu"),
    *("motcua2", "chuyenvien2", "lanhdao2", "vanthu2"),
    *("bientap", "bandieuhanh", "giamsat", "quantri"),
)
DEPTH = 2
LEFT_ALONE = ("/dang-xuat", "/ngon-ngu", "/giao-dien", "/static/", "/api/", "/tep/")
SAYS_EMPTY = re.compile(r'class="empty"[^>]*>(.*?)</(?:p|div|li|td)>', re.DOTALL)
TAGS = re.compile(r"<[^>]*>")
IDS = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/)\d[\d.]*(?=/)")
LONGEST = 90


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        href = dict(attrs).get("href")
        if tag == "a" and href:
            self.found.append(href)


class Visitor:
    """Somebody who signed in and reads pages."""

    def __init__(self, url: str, login: str) -> None:
        """Sign in."""
        self.url = url.rstrip("/")
        self.jar = CookieJar()
        self.opener: OpenerDirector = build_opener(HTTPCookieProcessor(self.jar))
        self.read("/dang-nhap/")
        token = next((one.value for one in self.jar if one.name.endswith("csrftoken")), "") or ""
        asked = {"login": login, "password": PASSWORD, "csrfmiddlewaretoken": token}
        sent = Request(  # noqa: S310  the address the caller gave
            f"{self.url}/dang-nhap/",
            data=urlencode(asked).encode(),
            headers={"Referer": f"{self.url}/dang-nhap/"},
        )
        self.opener.open(sent, timeout=60).read()

    def read(self, address: str) -> str:
        """Return a page's HTML; nothing for a refusal and for what is no page."""
        try:
            with self.opener.open(f"{self.url}{address}", timeout=60) as answer:
                if "html" not in answer.headers.get("Content-Type", ""):
                    return ""
                return str(answer.read().decode())
        except HTTPError as refused:
            return f'<p class="empty">{refused.code}</p>'

    def walk(self) -> Iterator[tuple[str, list[str]]]:
        """Open what the pages lead to; yield addresses with the words of what is empty there."""
        waiting, seen = [("/", 0), ("/lam-viec/", 0), ("/tai-khoan/", 0)], set[str]()
        while waiting:
            address, depth = waiting.pop(0)
            shape = _shape(address)
            if shape in seen:
                continue
            seen.add(shape)
            html = self.read(address)
            if words := [_words(found) for found in SAYS_EMPTY.findall(html)]:
                yield address, words
            if depth < DEPTH:
                waiting += [(to, depth + 1) for to in self._links(html, address)]

    def _links(self, html: str, at: str) -> list[str]:
        links = _Links()
        links.feed(html)
        whole = [urldefrag(urljoin(f"{self.url}{at}", href))[0] for href in links.found]
        here = [one.removeprefix(self.url) for one in whole if one.startswith(f"{self.url}/")]
        return [one for one in here if not one.startswith(LEFT_ALONE) and "/xuat/" not in one]


def _shape(address: str) -> str:
    """Return what two pages of one kind have in common; a view of a list is a page of its own."""
    parts = urlsplit(address)
    views = [one for one in parts.query.split("&") if one.startswith("view=")]
    return IDS.sub("*", parts.path) + "?".join(["", *views])


def _words(html: str) -> str:
    return " ".join(unescape(TAGS.sub(" ", html)).split())[:LONGEST]


def main() -> int:
    """Tell of each account what it finds empty."""
    url, *logins = sys.argv[1:] or ["http://127.0.0.1:8000"]
    for login in logins or LOGINS:
        sys.stdout.write(f"{login}\n")
        for address, words in Visitor(url, login).walk():
            sys.stdout.write(f"  {address}: {' | '.join(words)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
