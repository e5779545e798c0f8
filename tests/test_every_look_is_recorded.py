"""Whatever shows an officer a person's data leaves a record (design 5.9), whichever page it is.

The addresses come from the resolver, as in `test_two_users.py`: a new page, operation or export
that shows the applicant's name or number and keeps nothing of it fails here.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import quote

import pytest
import time_machine
from django.db import transaction
from django.http.response import HttpResponseBase
from django.test import Client

from tests.cast import Cast
from tests.matter import Matter, grown
from tests.test_two_users import LIST_PARTS, _addresses, _is_mine, _routes
from tinhso.dossiers.rules.masking import mask_name
from tinhso.identity.models import AccessRecord, ListReading
from tinhso.kernel.db.text import mask

pytestmark = pytest.mark.django_db

NAME = "Triệu Văn Páo"
NUMBER = "004085001234"
MASKED = (mask_name(NAME), mask(NUMBER))
"""Enough for a list, which leaves one row of its own."""
OFFICERS = ("desk", "everywhere")
OWN_WORDS = ("thong-bao/", "api/v1/notifications/", "api/v1/identity/me", "lam-viec/$")
"""What was told to the reader himself, and his own desk: the first masked lines of his work."""


@pytest.fixture
def matter() -> Iterator[Matter]:
    with time_machine.travel(datetime(2026, 11, 16, 1, 30, tzinfo=UTC), tick=True):
        yield grown(Cast.make())


def _text(answer: HttpResponseBase) -> str:
    body = answer.getvalue()
    return body.decode(errors="replace")


def _shows_somebody(client: Client, address: str) -> tuple[bool, bool]:
    """Open an address; say whether it showed the applicant, and whether that was kept."""
    mark = transaction.savepoint()
    try:
        AccessRecord.objects.all().delete()
        readings = ListReading.objects.count()
        answer = client.get(address)
        if answer.status_code != 200:
            return False, False
        text = _text(answer).replace(quote(NAME), "")
        shown = any(one in text for one in (NAME, NUMBER, *MASKED))
        kept = AccessRecord.objects.exists() or ListReading.objects.count() > readings
        return shown, kept
    finally:
        transaction.savepoint_rollback(mark)


def _walk(matter: Matter, addresses: list[str]) -> tuple[int, list[str]]:
    shown_at, silent = 0, []
    for name in OFFICERS:
        client: Client = getattr(matter.cast, name)
        for address in addresses:
            shown, kept = _shows_somebody(client, f"/{address}")
            shown_at += shown
            if shown and not kept:
                silent.append(f"{name} /{address}")
    return shown_at, silent


def test_whatever_shows_somebody_keeps_who_looked(matter: Matter) -> None:
    routes = [route for route in _routes() if not f"{route}$".startswith(OWN_WORDS)]
    about = [r for r in routes if _is_mine(r) and not any(part in r for part in LIST_PARTS)]
    places = [one for route in about for one, _ in _addresses(route, matter)]
    lists = [route for route in routes if "<" not in route and "^" not in route]
    exports = [r.replace("<slug:kind>", "csv") for r in routes if r.endswith("/xuat/<slug:kind>/")]

    shown_at, silent = _walk(matter, [*places, *lists, *exports])

    assert silent == []
    assert shown_at > 20
