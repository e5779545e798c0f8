"""Whatever a caller sends to the API, the house answers: a result or a refusal, never a fault.

Cases are made from the description of the API, as an officer, a citizen and a stranger; the
dossiers, drafts and results they name exist, so that calls get past the first look.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
import requests
import schemathesis
import time_machine
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode

from tests.cast import Cast
from tinhso.config.api import api
from tinhso.dossiers import services
from tinhso.dossiers.testing import accepted, before_leader, resolved, submitted

pytestmark = [pytest.mark.django_db, pytest.mark.own_processes]

SCHEMA = schemathesis.openapi.from_dict(dict(api.get_openapi_schema()))
OPERATIONS = [one.ok() for one in SCHEMA.get_all_operations() if isinstance(one, Ok)]
CASES_EACH = 3
GENERATED = settings(
    max_examples=CASES_EACH,
    phases=[Phase.generate],
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


@dataclass
class House:
    """Who calls, and what there is to call about."""

    cast: Cast
    uids: list[UUID]

    def client(self, role: str) -> Client:
        """Return the browser of a role."""
        return {
            "officer": self.cast.everywhere,
            "citizen": self.cast.citizen,
            "stranger": Client(),
        }[role]


@pytest.fixture
def house() -> Iterator[House]:
    with time_machine.travel(datetime(2026, 11, 16, 1, 30, tzinfo=UTC), tick=True):
        cast = Cast.make()
        world = cast.world
        draft = services.start_draft(
            procedure_code="1.013225",
            actor=world.citizen,
            resolving_agency_id=world.here.agency.pk,
        )
        waiting = before_leader(world)
        done = resolved(world)
        uids = [
            submitted(world).uid,
            accepted(world).uid,
            waiting.uid,
            done.uid,
            draft.uid,
            waiting.field_checks.get().uid,
            done.results.get().uid,
        ]
        yield House(cast, uids)


def _send(client: Client, case: "schemathesis.Case[Any]") -> int:
    """Send a case through the whole stack of Django, in process, and undo what it did."""
    request = requests.Request(**case.as_transport_kwargs(base_url="http://testserver")).prepare()
    body = request.body or b""
    headers = {k: str(v) for k, v in request.headers.items() if k.lower() != "content-type"}
    mark = transaction.savepoint()
    try:
        answer = client.generic(
            str(request.method),
            request.path_url,
            body.encode() if isinstance(body, str) else body,
            content_type=str(request.headers.get("Content-Type", "application/octet-stream")),
            headers=headers,
        )
    finally:
        transaction.savepoint_rollback(mark)
    return answer.status_code


@pytest.mark.parametrize("role", ["officer", "citizen", "stranger"])
def test_no_call_brings_the_house_to_a_fault(role: str, house: House) -> None:
    client = house.client(role)
    answered: list[int] = []

    for operation in OPERATIONS:
        cases = st.one_of(
            operation.as_strategy(generation_mode=GenerationMode.POSITIVE),
            operation.as_strategy(generation_mode=GenerationMode.NEGATIVE),
        )

        @GENERATED
        @given(case=cases, known=st.sampled_from(house.uids), keep=st.booleans())
        def call(case: Any, known: UUID, keep: bool) -> None:
            if "uid" in (case.path_parameters or {}) and not keep:
                case.path_parameters["uid"] = str(known)
            answered.append(_send(client, case))

        call()

    assert max(answered) < 500
    assert len(answered) > len(OPERATIONS) * 2
    if role == "stranger":
        assert 401 in answered
    else:
        assert {200, 404, 422} <= set(answered)
