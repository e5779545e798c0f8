"""Who looked at my data: the person's own list, found again by who, why, what and when."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tinhso.identity.models import Account
from tinhso.identity.rules import AccessWhat
from tinhso.identity.services import record_access
from tinhso.identity.testing import CitizenFactory, OfficialFactory
from tinhso.kernel.testing import make_actor, vietnamese_left_behind
from tinhso.organization.testing import AgencyFactory

pytestmark = pytest.mark.django_db
PAGE = "/tai-khoan/ai-da-xem/"


def _look(
    person: Account,
    *,
    name: str,
    purpose: str,
    agency_id: int | None = None,
    what: AccessWhat = AccessWhat.OPENED,
    object_kind: str = "dossiers.dossier",
) -> None:
    actor = replace(make_actor(agency_id=agency_id), name=name)
    record_access(
        actor=actor,
        person_ids=[person.person_id or 0],
        object_kind=object_kind,
        object_uid="x",
        what=what,
        purpose=purpose,
    )


@pytest.fixture
def citizen(client: Client) -> Account:
    account = CitizenFactory.create()
    client.force_login(account)
    return account


def _purposes(client: Client, query: str) -> set[str]:
    file = client.get(f"{PAGE}xuat/csv/?{query}")
    lines = file.getvalue().decode().splitlines()[1:]
    return {line.split(",")[-1] for line in lines}


def test_found_by_who_why_what_and_when(client: Client, citizen: Account) -> None:
    agency = AgencyFactory.create()
    _look(citizen, name="Nông Thị Hoa", purpose="Giải quyết hồ sơ", agency_id=agency.pk)
    _look(citizen, name="Lý Văn Ba", purpose="Đối chiếu", what=AccessWhat.UNMASKED)
    with time_machine.travel(timezone.now() - timedelta(days=40)):
        _look(citizen, name="Lý Văn Ba", purpose="Xem tệp", object_kind="files.file")
    _look(CitizenFactory.create(), name="Lý Văn Ba", purpose="Của người khác")
    today = timezone.localdate()

    assert _purposes(client, "") == {"Giải quyết hồ sơ", "Đối chiếu", "Xem tệp"}
    assert _purposes(client, "q=Hoa") == {"Giải quyết hồ sơ"}
    assert _purposes(client, "q=chi%E1%BA%BFu") == {"Đối chiếu"}
    assert _purposes(client, "viec=unmasked") == {"Đối chiếu"}
    assert _purposes(client, "gi=files.file") == {"Xem tệp"}
    assert _purposes(client, f"co-quan={agency.pk}") == {"Giải quyết hồ sơ"}
    assert _purposes(client, f"luc_tu={today}") == {"Giải quyết hồ sơ", "Đối chiếu"}
    page = client.get(f"{PAGE}?xep=who").content.decode()
    assert page.index("Lý Văn Ba") < page.index("Nông Thị Hoa")


def test_a_number_typed_into_the_purpose_is_masked(client: Client, citizen: Account) -> None:
    _look(citizen, name="Nông Thị Hoa", purpose="Đối chiếu 004185000123, hồ sơ H14-261128-0001")

    page = client.get(PAGE).content.decode()

    assert "Đối chiếu 0041•••••123, hồ sơ H14-261128-0001" in page
    assert "004185000123" not in page


def test_it_reads_in_english(client: Client, citizen: Account) -> None:
    _look(citizen, name="Nông Thị Hoa", purpose="Giải quyết hồ sơ")
    client.cookies["django_language"] = "en"

    page = client.get(PAGE)

    assert page.status_code == 200
    assert vietnamese_left_behind(page.content.decode()) == []


def test_only_a_person_has_such_a_page(client: Client) -> None:
    client.force_login(OfficialFactory.create())

    assert client.get(PAGE).status_code == 404
    assert client.get(f"{PAGE}xuat/csv/").status_code == 404
    assert Client().get(PAGE).status_code == 302


def test_it_costs_the_same_however_long(client: Client, citizen: Account) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE)
        return len(queries)

    _look(citizen, name="A", purpose="Một", agency_id=AgencyFactory.create().pk)
    cost()
    one = cost()
    for number in range(4):
        _look(citizen, name="B", purpose=str(number), agency_id=AgencyFactory.create().pk)
    assert cost() == one
