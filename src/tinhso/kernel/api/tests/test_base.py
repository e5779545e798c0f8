"""What every room's API gets from the base."""

import json
from collections.abc import Iterator
from uuid import uuid4

import pytest
import time_machine
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from pytest_django import Settings

from tinhso.kernel.api.base import build_api
from tinhso.kernel.api.models import IdempotencyKey
from tinhso.kernel.api.registry import bearers
from tinhso.kernel.testing import make_actor

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tinhso.kernel.api.tests.urls")]

COUNT = "/api/v1/try/count"


def _post(client: Client, amount: object, key: str = "") -> tuple[int, dict[str, object]]:
    headers = {"Idempotency-Key": key} if key else {}
    answer = client.post(
        COUNT, json.dumps({"amount": amount}), content_type="application/json", headers=headers
    )
    return answer.status_code, answer.json()


def test_a_repeated_key_gets_the_first_answer(client: Client) -> None:
    first = _post(client, 5, "a")
    _post(client, 5, "b")

    again = _post(client, 5, "a")

    assert first == (201, {"amount": 5, "keys": 1})
    assert again == first
    assert IdempotencyKey.objects.count() == 2


def test_a_key_is_not_taken_for_another_request(client: Client) -> None:
    _post(client, 5, "a")

    status, problem = _post(client, 6, "a")

    assert (status, problem["code"]) == (422, "kernel.idempotency_key_reused")


def test_a_refused_call_keeps_no_key_and_may_be_mended(client: Client) -> None:
    status, problem = _post(client, 13, "a")

    assert status == 422
    assert problem["errors"] == {"amount": "Hãy chọn số khác."}
    assert not IdempotencyKey.objects.exists()
    assert _post(client, 14, "a")[0] == 201


def test_a_malformed_body_names_the_field(client: Client) -> None:
    status, problem = _post(client, "nhiều")

    assert status == 422
    assert problem["type"] == "urn:tinhso:problem:kernel.invalid"
    assert list(problem["errors"]) == ["asked.amount"]  # type: ignore[call-overload]  # a JSON object


@pytest.mark.parametrize(("kind", "status"), [("conflict", 409), ("missing", 404)])
def test_refusals_are_problem_documents(client: Client, kind: str, status: int) -> None:
    answer = client.get(f"/api/v1/try/refused/{kind}")

    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == status


def test_strangers_are_told_to_sign_in(client: Client) -> None:
    answer = client.get("/api/v1/try/mine")

    assert (answer.status_code, answer.json()["code"]) == (401, "kernel.sign_in_needed")


def test_a_bearer_token_is_an_actor(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    caller = make_actor()
    monkeypatch.setattr(bearers, "_plugs", {"test": {"good": caller}.get})

    good = client.get("/api/v1/try/mine", headers={"Authorization": "Bearer good"})
    bad = client.get("/api/v1/try/mine", headers={"Authorization": "Bearer bad"})

    assert (good.status_code, bad.status_code) == (200, 401)


def test_the_description_is_openapi_3_1(client: Client) -> None:
    described = client.get("/api/v1/openapi.json").json()

    assert described["openapi"] == "3.1.0"
    assert "/api/v1/try/count" in described["paths"]


@pytest.fixture
def two_an_hour(settings: Settings) -> Iterator[None]:
    """Let each caller call twice, in a window that does not end while the test runs."""
    settings.TINHSO_API_RATE = "2/h"
    cache.clear()
    with time_machine.travel("2026-11-30T03:10:00Z", tick=False):
        yield
    cache.clear()


@pytest.mark.usefixtures("two_an_hour")
def test_who_calls_too_fast_is_told_when_to_come_back(client: Client) -> None:
    assert [_post(client, 5)[0] for _n in range(2)] == [201, 201]

    answer = client.post(COUNT, json.dumps({"amount": 5}), content_type="application/json")

    assert (answer.status_code, answer.json()["code"]) == (429, "kernel.too_many_requests")
    assert 0 < int(answer["Retry-After"]) <= 50 * 60 + 1


@pytest.mark.usefixtures("two_an_hour")
def test_the_next_window_begins_from_nought(client: Client) -> None:
    said = [_post(client, 5)[0] for _n in range(3)]

    with time_machine.travel("2026-11-30T04:00:00Z", tick=False):
        later = _post(client, 5)[0]

    assert (said, later) == ([201, 201, 429], 201)


@pytest.mark.usefixtures("two_an_hour")
def test_a_stranger_gains_nothing_by_a_header_he_writes(client: Client) -> None:
    said = [
        client.post(
            COUNT,
            json.dumps({"amount": 5}),
            content_type="application/json",
            headers={"X-Forwarded-For": f"10.0.0.{number}"},
        ).status_code
        for number in range(4)
    ]

    assert said == [201, 201, 429, 429]


@pytest.mark.usefixtures("two_an_hour")
def test_each_system_has_a_count_of_its_own(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = make_actor(actor_id=uuid4()), make_actor(actor_id=uuid4())
    monkeypatch.setattr(bearers, "_plugs", {"test": {"a": first, "b": second}.get})

    said = [
        client.get("/api/v1/try/mine", headers={"Authorization": f"Bearer {who}"}).status_code
        for who in "aaab"
    ]

    assert said == [200, 200, 429, 200]


@pytest.mark.parametrize("wrong", ["", "600", "0/m", "viele/m", "600/woche"])
def test_a_rate_that_is_none_stops_the_start(wrong: str, settings: Settings) -> None:
    settings.TINHSO_API_RATE = wrong

    with pytest.raises(ImproperlyConfigured, match="TINHSO_API_RATE"):
        build_api()
