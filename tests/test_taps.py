"""Whatever page posts a form, the second tap does not reach it: every address of the resolver.

What the acts themselves leave is tested where they are: every page test presses each button twice
(`kernel/web/testing.py`), and `faults/test_taps_at_once.py` sends forms to two processes at once.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.cast import Cast
from tinhso.kernel.web.models import FormOnce

PARAMETER = re.compile(r"<(?:(\w+):)?\w+>")
SAMPLES = {"uuid": str(uuid4()), "int": "7", "slug": "mot", "str": "mot", "path": "mot"}
OURS = "tinhso."


def _routes(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _routes(entry, route)
        elif not route.startswith("api/") and entry.callback.__module__.startswith(OURS):
            yield route, entry


ROUTES = {
    "/" + PARAMETER.sub(lambda found: SAMPLES[found[1] or "str"], route): entry
    for route, entry in _routes(get_resolver())
    if not route.startswith("^") and "^" not in route
}


@pytest.mark.django_db
def test_no_page_of_any_room_is_reached_by_a_second_tap(monkeypatch: pytest.MonkeyPatch) -> None:
    browser: Client = Cast.make().desk
    reached: list[str] = []

    def act(request: HttpRequest, **_named: str) -> HttpResponse:
        reached.append(request.path)
        return HttpResponse(status=302, headers={"Location": f"/xong/{len(reached)}/"})

    for entry in ROUTES.values():
        monkeypatch.setattr(entry, "callback", act)
    wrong = []
    for address in ROUTES:
        reached.clear()
        form = {"words": "một", "_once": str(uuid4())}
        told = [browser.post(address, form).headers.get("Location") for _ in range(2)]
        if told != ["/xong/1/"] * 2 or len(reached) != 1:
            wrong.append((address, told))

    assert len(ROUTES) > 100
    assert wrong == []
    assert FormOnce.objects.count() == len(ROUTES)


def test_every_posted_form_has_its_keys() -> None:
    source = Path(__file__).parents[1] / "src" / "tinhso"
    forms = re.compile(r"<form\b(?=[^>]*method=\"post\").*?</form>", re.DOTALL)

    without = [
        str(file.relative_to(source))
        for file in source.rglob("templates/**/*.html")
        for form in forms.findall(file.read_text())
        if "{% csrf_token %}" not in form
    ]

    assert without == []
