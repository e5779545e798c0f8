"""Machines write a procedure by the same services."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from tinhso.identity.testing import OfficialFactory, give_role
from tinhso.organization.testing import AgencyFactory, UnitFactory
from tinhso.procedures.models import ProcedureDraft, ProcedureVersion
from tinhso.procedures.permissions import ProcedurePermission as P
from tinhso.procedures.testing import load_catalogue, newest_version

pytestmark = pytest.mark.django_db
DRAFTS = "/api/v1/procedures/drafts/"
BIRTH = "1.001193"


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 11, 20, 2, 0, tzinfo=UTC), tick=False):
        load_catalogue(BIRTH)
        yield


@pytest.fixture
def machine() -> Client:
    account = OfficialFactory.create()
    agency = AgencyFactory.create()
    UnitFactory.create(agency=agency)
    give_role(account, P.EDIT_PROCEDURE, P.PUBLISH_VERSION, agency_id=agency.pk)
    client = Client()
    client.force_login(account)
    return client


def call(client: Client, verb: str, address: str, status: int, **body: object) -> Any:  # JSON
    answer = client.generic(verb, address, json.dumps(body), content_type="application/json")
    assert answer.status_code == status, answer.content.decode()
    return answer.json()


def test_a_version_is_begun_changed_checked_and_published(machine: Client) -> None:
    draft = call(machine, "POST", DRAFTS, 201, code=BIRTH)
    one = f"{DRAFTS}{draft['uid']}/"
    dates = {"effective_from": "2026-12-01", "decision": "123/QĐ-UBND"}

    faults = call(machine, "POST", f"{one}check/", 200)
    assert {fault["where"] for fault in faults if not fault["is_warning"]} == {"phan/hieu-luc/", ""}
    put = call(machine, "PUT", f"{one}parts/hieu-luc/", 200, revision=1, values=dates)
    assert put["revision"] == 2
    published = call(machine, "POST", f"{one}publish/", 201, revision=2)

    version = newest_version(BIRTH)
    assert published == {
        "code": BIRTH,
        "version": version.number,
        "effective_from": "2026-12-01",
    }


def test_a_part_that_changed_meanwhile_is_refused(machine: Client) -> None:
    draft = call(machine, "POST", DRAFTS, 201, code=BIRTH)
    part = f"{DRAFTS}{draft['uid']}/parts/can-cu/"
    laws = {"laws_data": [{"number": "60/2014/QH13"}]}
    call(machine, "PUT", part, 200, revision=1, values=laws)

    answer = call(machine, "PUT", part, 409, revision=1, values={"laws_data": []})

    assert answer["code"] == "procedures.part_changed"
    assert answer["version"] == 2
    assert [one["label"] for one in answer["now"]] == ["Sửa"]
    assert ProcedureDraft.objects.get().content["laws_data"] == laws["laws_data"]


@pytest.mark.parametrize(
    ("part", "values"),
    [
        ("hieu-luc", {"effective_from": "soon"}),
        ("can-cu", {"name": "Tên"}),
        ("thoi-han", {"terms_data": [{"value": 3, "unit": "working_day", "cut_off": "25:61"}]}),
        ("thanh-phan", {"components_data": [{"name": "Không khóa"}]}),
        ("thanh-phan", {"components_data": [{"key": "a", "name": "A", "when": {}}]}),
        ("bieu-mau", {"form_data": {"key": "a", "title": "A", "steps": 5}}),
        ("quy-trinh", {"process_data": {"start": "a", "steps": [{"name": "A"}]}}),
    ],
)
def test_what_has_not_the_shape_of_a_part_is_refused(
    machine: Client, part: str, values: dict[str, object]
) -> None:
    draft = call(machine, "POST", DRAFTS, 201, code=BIRTH)

    call(machine, "PUT", f"{DRAFTS}{draft['uid']}/parts/{part}/", 422, revision=1, values=values)

    assert ProcedureDraft.objects.get().revision == 1


def test_strangers_find_no_drafts(machine: Client, client: Client) -> None:
    draft = call(machine, "POST", DRAFTS, 201, code=BIRTH)
    stranger = Client()
    stranger.force_login(OfficialFactory.create())

    assert call(stranger, "GET", DRAFTS, 200) == []
    call(stranger, "GET", f"{DRAFTS}{draft['uid']}/", 404)
    call(stranger, "POST", DRAFTS, 403, code=BIRTH)
    call(client, "GET", DRAFTS, 401)
    assert ProcedureVersion.objects.count() == 2
