"""SMS and Zalo by the HTTP gateway of whoever carries them for the province.

What goes out is a template: a JSON document or a form whose values hold `%(to)s`, `%(text)s`,
`%(title)s`, `%(body)s`, `%(link)s` and `%(key)s`; it is read first and filled after, so no text can
break out of its place. What comes back is judged by a rule: `path=value|value` in the JSON answer,
or any 2xx without one. A gateway that says no for good (a wrong number) is not asked again.
"""

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit

import requests
from django.core.exceptions import ImproperlyConfigured

from tinhso.kernel.notifications.registry import Letter

TIMEOUT: Final = 20
LONGEST_ANSWER: Final = 64 * 1024
TRY_LATER: Final = frozenset({401, 403, 408, 409, 425, 429})
"""Answers of 4xx that another time, or a mended setting, may turn into a yes."""
NAMES: Final = ("to", "text", "title", "body", "link", "key")
_PLACE: Final = re.compile(r"%\((\w+)\)s")
_SHOWN: Final = re.compile(r"[^A-Za-z0-9_.-]")

Json = str | int | float | bool | None | Sequence["Json"] | Mapping[str, "Json"]


class GatewayFault(OSError):
    """The gateway did not take a message this time; `code` is what it said."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class GatewayRefusal(GatewayFault):
    """The gateway will never take this message."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """How an answer is read: the place in it, and what stands there when the message was taken."""

    path: tuple[str, ...] = ()
    values: frozenset[str] = frozenset()

    def judge(self, answer: requests.Response, content: bytes) -> None:
        """Return when the message was taken; raise what it means otherwise."""
        status = answer.status_code
        if 400 <= status < 500 and status not in TRY_LATER:
            raise GatewayRefusal(f"HTTP {status}")
        if not 200 <= status < 300:
            raise GatewayFault(f"HTTP {status}")
        if not self.path:
            return
        said = self._said(content)
        if said not in self.values:
            raise GatewayFault(_SHOWN.sub("", f"{self.path[-1]}.{said}")[:60])

    def _said(self, content: bytes) -> str:
        try:
            place: object = json.loads(content)
        except ValueError:
            return ""
        for step in self.path:
            place = place.get(step) if isinstance(place, dict) else None
        return "" if place is None else str(place)


@dataclass(frozen=True, kw_only=True)
class Gateway:
    """One gateway: where it is, who we are there, what it is told and how it answers."""

    url: str
    template: Json
    is_form: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)
    rule: Rule = field(default_factory=Rule)
    plain: bool = False
    """Without marks: an SMS with marks holds less than half as much."""
    longest: int = 0

    def send(self, letter: Letter) -> None:
        """Hand one message over; returns once the gateway has taken it."""
        filled = _filled(self.template, self._values(letter))
        if self.is_form and isinstance(filled, Mapping):
            body, kind = urlencode(filled), "application/x-www-form-urlencoded"
        else:
            body, kind = json.dumps(filled, ensure_ascii=False), "application/json"
        with requests.post(
            self.url,
            data=body.encode(),
            headers={"Content-Type": kind, "Idempotency-Key": str(letter.key), **self.headers},
            timeout=TIMEOUT,
            allow_redirects=False,
            stream=True,
        ) as answer:
            content = next(answer.iter_content(LONGEST_ANSWER), b"")
            self.rule.judge(answer, content)

    def _values(self, letter: Letter) -> dict[str, str]:
        told = {
            "title": letter.title,
            "body": letter.body,
            "text": message_text(letter, longest=self.longest),
        }
        if self.plain:
            told = {name: without_marks(text) for name, text in told.items()}
        return {**told, "to": letter.address, "link": letter.link, "key": str(letter.key)}


def message_text(letter: Letter, *, longest: int = 0) -> str:
    """Return title, body and link as one short text; a long one is cut before the link."""
    end = f" {letter.link}" if letter.link else ""
    words = " ".join(f"{letter.title}. {letter.body}".split())
    if longest and len(words) + len(end) > longest:
        words = words[: max(longest - len(end) - 3, 0)].rstrip() + "..."
    return f"{words}{end}"


def without_marks(text: str) -> str:
    """Return Vietnamese in plain letters, their case kept."""
    apart = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in apart if not unicodedata.combining(c))


def _filled(template: Json, values: Mapping[str, str]) -> Json:
    if isinstance(template, str):
        return _PLACE.sub(lambda found: values[found[1]], template)
    if isinstance(template, Mapping):
        return {name: _filled(one, values) for name, one in template.items()}
    if isinstance(template, Sequence):
        return [_filled(one, values) for one in template]
    return template


def gateway_from(
    name: str,
    *,
    url: str,
    headers: str,
    body: str,
    taken: str,
    plain: bool = False,
    longest: int = 0,
) -> Gateway:
    """Return the gateway some settings describe; says which of them cannot be read."""
    if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).netloc:
        raise ImproperlyConfigured(f"{name}_URL is not an address of http or https.")
    template, is_form = _template(name, body)
    unknown = set(_PLACE.findall(body)) - set(NAMES)
    if unknown:
        raise ImproperlyConfigured(f"{name}_BODY: unknown {', '.join(sorted(unknown))}.")
    if "%(to)s" not in body:
        raise ImproperlyConfigured(f"{name}_BODY does not say to whom: %(to)s is missing.")
    return Gateway(
        url=url,
        template=template,
        is_form=is_form,
        headers=_headers(name, headers),
        rule=_rule(name, taken),
        plain=plain,
        longest=longest,
    )


def _template(name: str, body: str) -> tuple[Json, bool]:
    if not body.lstrip().startswith(("{", "[")):
        return dict(parse_qsl(body, keep_blank_values=True)), True
    try:
        template: Json = json.loads(body)
    except ValueError:
        raise ImproperlyConfigured(f"{name}_BODY is not JSON.") from None
    return template, False


def _headers(name: str, text: str) -> dict[str, str]:
    try:
        said = json.loads(text or "{}")
    except ValueError:
        said = None
    if not isinstance(said, dict) or not all(isinstance(value, str) for value in said.values()):
        raise ImproperlyConfigured(f"{name}_HEADERS is not a JSON object of texts.")
    return said


def _rule(name: str, text: str) -> Rule:
    if not text:
        return Rule()
    path, equals, values = text.partition("=")
    if not equals or not path.strip() or not values:
        raise ImproperlyConfigured(f"{name}_TAKEN is read as path=value|value.")
    return Rule(path=tuple(path.strip().split(".")), values=frozenset(values.split("|")))
