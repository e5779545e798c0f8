"""What every room's API gets from the base."""

import json

import pytest
from django.test import Client

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
