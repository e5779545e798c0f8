"""A breach: 72 hours from when it was found, late ones explained, those concerned told."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from tinhso.identity.testing import AccessRecord, PersonFactory
from tinhso.kernel.errors import Invalid, NotPermitted
from tinhso.kernel.notifications.models import Notification
from tinhso.kernel.testing import make_actor
from tinhso.privacy.breach_rules import BreachState, ReportWay
from tinhso.privacy.models import Breach
from tinhso.privacy.services import breaches as services
from tinhso.privacy.testing import Place, breached

LIST = "/lam-viec/vi-pham-du-lieu/"


@pytest.fixture
def officer(place: Place) -> Client:
    client = Client()
    client.force_login(place.officer_account)
    return client


@pytest.mark.django_db
@time_machine.travel(datetime(2026, 11, 12, 8, 0, tzinfo=UTC), tick=False)
def test_the_72_hours_run_through_nights_and_weekends() -> None:
    breach = breached(Place.make())

    assert breach.due_at - breach.found_at == timedelta(hours=72)
    assert breach.due_at.isoweekday() == 7


def test_a_late_report_says_why(place: Place) -> None:
    breach = breached(place, found_at=timezone.now() - timedelta(hours=80))

    with pytest.raises(Invalid) as refusal:
        services.report_breach(
            uid=breach.uid, way=ReportWay.PORTAL, document="12", actor=place.officer
        )
    done = services.report_breach(
        uid=breach.uid,
        way=ReportWay.PORTAL,
        document="12",
        late_reason="Mất điện ba ngày",
        actor=place.officer,
    )

    assert set(refusal.value.fields) == {"late_reason"}
    assert (done.state, done.late_at(timezone.now())) == (BreachState.REPORTED, True)


def test_those_concerned_are_told_once_and_read_who_looked(place: Place) -> None:
    breach = breached(place)
    numbers = f"{place.person.number}\n001099000001"

    added, unknown = services.add_concerned(uid=breach.uid, numbers=numbers, actor=place.officer)
    told = services.tell_concerned(uid=breach.uid, actor=place.officer)
    again = services.tell_concerned(uid=breach.uid, actor=place.officer)

    assert (added, unknown, told, again) == (1, ["001099000001"], 1, 0)
    assert Notification.objects.filter(kind="privacy.breach_told").count() == 1
    assert AccessRecord.objects.filter(object_kind="privacy.breach").exists()


def test_a_breach_of_positions_closes_only_once_people_were_told(place: Place) -> None:
    breach = breached(place, data_kinds=["position"], measures="Đã khóa")
    services.report_breach(uid=breach.uid, way="portal", document="12", actor=place.officer)

    with pytest.raises(Invalid):
        services.close_breach(uid=breach.uid, actor=place.officer)
    services.keep_public_notice(uid=breach.uid, words="Trên cổng tỉnh", actor=place.officer)

    assert services.close_breach(uid=breach.uid, actor=place.officer).state == BreachState.CLOSED
    with pytest.raises(services.BreachClosed):
        services.tell_concerned(uid=breach.uid, actor=place.officer)


def test_officers_are_reminded_before_and_after_once_each(place: Place) -> None:
    breached(place, found_at=timezone.now() - timedelta(hours=60))

    assert (services.remind_of_breaches(), services.remind_of_breaches()) == (1, 0)
    Breach.objects.update(due_at=timezone.now() - timedelta(hours=1))
    assert services.remind_of_breaches() == 1


def test_officers_hear_and_read_that_people_wait_though_the_report_went_out(
    place: Place, officer: Client
) -> None:
    breach = breached(
        place, found_at=timezone.now() - timedelta(hours=73), data_kinds=("position",)
    )
    services.report_breach(
        uid=breach.uid, way="body", document="5/CV", late_reason="Chờ", actor=place.officer
    )
    address = f"{LIST}{breach.uid}/"

    assert services.remind_of_breaches() == 1
    assert services.remind_of_breaches() == 0
    assert "người bị ảnh hưởng chưa được báo hết" in officer.get(address).content.decode()

    services.keep_public_notice(uid=breach.uid, words="Đã đăng báo", actor=place.officer)
    assert "người bị ảnh hưởng chưa được báo hết" not in officer.get(address).content.decode()


def test_only_the_agencys_officer_records_and_sees(place: Place) -> None:
    breach = breached(place)
    neighbour = Client()
    neighbour.force_login(Place.make().officer_account)

    with pytest.raises(NotPermitted):
        services.record_breach(data=_data(timezone.now()), actor=make_actor())
    assert neighbour.get(f"{LIST}{breach.uid}/").status_code == 404
    assert neighbour.get(f"{LIST}{breach.uid}/thong-bao.pdf").status_code == 404
    assert neighbour.post(f"{LIST}{breach.uid}/bao-nguoi/").status_code == 404


def _said() -> dict[str, object]:
    return {
        "found_at": timezone.now(),
        "place": "Máy trạm",
        "act": "Gửi nhầm",
        "data_kinds": ["basic"],
        "people": "Người nộp",
        "people_count": 3,
        "contact_name": "Văn",
        "contact_reach": "0206",
    }


def _data(found_at: datetime) -> services.BreachData:
    return services.BreachData(
        found_at=found_at,
        place="Máy trạm",
        act="Gửi nhầm",
        data_kinds=["basic"],
        people="Người nộp",
        people_count=3,
        contact_name="Văn",
        contact_reach="0206",
    )


def test_the_page_keeps_what_was_typed_and_prints_the_notice(place: Place, officer: Client) -> None:
    now = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    said = {**_said(), "found_at": now}

    refused = officer.post(f"{LIST}moi/", {**said, "place": ""}).content.decode()
    made = officer.post(f"{LIST}moi/", said)
    page = officer.get(made["Location"]).content.decode()
    paper = officer.get(f"{made['Location']}thong-bao.pdf")

    assert "Gửi nhầm" in refused
    assert "1/VP-DLCN" in page
    assert paper.content.startswith(b"%PDF")
    assert "1/VP-DLCN" in officer.get(LIST).content.decode()


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("people_count", "9" * 30),
        ("people_count", "3000000000"),
        ("happened_at", "0001-01-01T00:00"),
        ("found_at", "9999-12-31T23:59"),
    ],
)
def test_a_slip_of_the_finger_is_said_at_its_field(officer: Client, field: str, typed: str) -> None:
    now = timezone.localtime().strftime("%Y-%m-%dT%H:%M")

    page = officer.post(f"{LIST}moi/", {**_said(), "found_at": now, field: typed})

    assert set(page.context["form"].errors) == {field}
    assert typed in page.content.decode()
    assert not Breach.objects.exists()


def test_more_is_said_later_and_the_hour_of_finding_stays_once_reported(place: Place) -> None:
    breach = breached(place)
    services.report_breach(uid=breach.uid, way="body", document="5/CV", actor=place.officer)
    said = _data(breach.found_at)

    with pytest.raises(Invalid):
        services.change_breach(
            uid=breach.uid,
            data=replace(said, found_at=breach.found_at - timedelta(hours=1)),
            actor=place.officer,
        )
    done = services.change_breach(uid=breach.uid, data=said, actor=place.officer)

    assert done.people_count == 3


def test_the_api_records_and_reports(place: Place, officer: Client) -> None:
    said = {**_said(), "found_at": timezone.now().isoformat()}
    root = "/api/v1/privacy/breaches"

    made = officer.post(root, said, content_type="application/json").json()
    done = officer.post(
        f"{root}/{made['uid']}/report",
        {"way": "portal", "document": "99"},
        content_type="application/json",
    ).json()

    assert (made["state"], done["state"]) == ("open", "reported")
    assert officer.get(root).json()["items"][0]["number"] == made["number"]


def test_someone_without_an_account_stays_untold(place: Place) -> None:
    breach = breached(place)
    someone = PersonFactory.create()

    services.add_concerned(uid=breach.uid, numbers=someone.number, actor=place.officer)

    assert services.tell_concerned(uid=breach.uid, actor=place.officer) == 0
    assert breach.concerned.filter(told_at__isnull=True).count() == 1
