"""Filing online rests: told in time, said where people look, ended when it is over."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from tinhso.identity.testing import OfficialFactory, give_role
from tinhso.kernel.actors import EVERYWHERE, Actor, ActorKind
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.errors import Invalid, NotPermitted
from tinhso.kernel.testing import in_english, vietnamese_left_behind
from tinhso.organization.testing import AgencyFactory, UnitFactory
from tinhso.procedures import queries, services
from tinhso.procedures.models import ServicePause
from tinhso.procedures.permissions import ProcedurePermission as P
from tinhso.procedures.testing import load_catalogue

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)
"""Monday morning; 24/11 is a day off, so seven working days later is Thursday, 26/11."""
BIRTH = "1.001193"
LIST = "/quan-tri/thu-tuc/tam-ngung/"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    load_catalogue(BIRTH, "1.013225")
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def official(*permissions: P) -> Actor:
    return Actor(
        kind=ActorKind.OFFICIAL,
        id=uuid4(),
        name="Phạm Văn Bình",
        permissions=dict.fromkeys(permissions, EVERYWHERE),
    )


def browser_of(*permissions: P) -> Client:
    account = OfficialFactory.create()
    agency = AgencyFactory.create()
    UnitFactory.create(agency=agency)
    give_role(account, *permissions, agency_id=agency.pk)
    client = Client()
    client.force_login(account)
    return client


OPERATOR = official(P.PAUSE_SERVICE)


def announced(days: float = 12, hours: float = 4, *codes: str) -> ServicePause:
    start = NOW + days * DAY
    return services.announce_pause(
        actor=OPERATOR,
        starts_at=start,
        ends_at=start + timedelta(hours=hours),
        reason="Nâng cấp hệ thống",
        codes=codes,
    )


def test_a_planned_pause_is_told_seven_working_days_ahead() -> None:
    with pytest.raises(Invalid) as refusal:
        announced(days=9)
    assert "26/11" in str(refusal.value.fields["starts_at"])

    pause = announced(days=10)

    assert pause.announced_by_name == "Phạm Văn Bình"
    assert AuditEntry.objects.filter(action="procedures.pause_announced").count() == 1


def test_a_fault_is_told_at_once_and_lasts_until_it_is_ended(
    clock: time_machine.Traveller,
) -> None:
    pause = services.announce_pause(
        actor=OPERATOR, starts_at=NOW, ends_at=None, reason="Mất kết nối", is_fault=True
    )
    assert queries.pause_at(code=BIRTH, at=NOW) == pause
    clock.move_to(NOW + DAY)
    assert queries.pause_at(code=BIRTH, at=timezone.now()) == pause

    services.end_pause(uid=pause.uid, actor=OPERATOR)

    assert queries.pause_at(code=BIRTH, at=timezone.now()) is None
    assert queries.pauses_told(at=timezone.now()) == []
    with pytest.raises(services.PauseOver):
        services.end_pause(uid=pause.uid, actor=OPERATOR)


def test_a_pause_holds_for_the_procedures_it_names_and_its_hours() -> None:
    pause = announced(12, 4, BIRTH)
    start = pause.starts_at
    assert queries.pause_at(code=BIRTH, at=start) == pause
    assert queries.pause_at(code="1.013225", at=start) is None
    assert queries.pause_at(code=BIRTH, at=start - timedelta(minutes=1)) is None
    assert queries.pause_at(code=BIRTH, at=start + timedelta(hours=4)) is None
    assert queries.pauses_told(at=NOW, code=BIRTH) == [pause]
    assert queries.pauses_told(at=NOW) == []


def test_one_that_has_not_begun_is_taken_back() -> None:
    pause = announced()
    services.end_pause(uid=pause.uid, actor=OPERATOR)
    assert queries.pauses_told(at=NOW) == []
    assert queries.pause_at(code=BIRTH, at=pause.starts_at) is None


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"ends_at": None}, "ends_at"),
        ({"ends_at": NOW}, "ends_at"),
        ({"reason": " "}, "reason"),
        ({"codes": ["9.999999"]}, "codes"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(changed: dict[str, object], field: str) -> None:
    sound: dict[str, object] = {
        "starts_at": NOW + 12 * DAY,
        "ends_at": NOW + 13 * DAY,
        "reason": "Nâng cấp",
        "codes": [],
    }
    with pytest.raises(Invalid) as refusal:
        services.announce_pause(actor=OPERATOR, **{**sound, **changed})  # type: ignore[arg-type]  # wrong on purpose
    assert set(refusal.value.fields) == {field}


def test_only_who_may_announces() -> None:
    with pytest.raises(NotPermitted):
        services.announce_pause(
            actor=official(P.EDIT_PROCEDURE),
            starts_at=NOW,
            ends_at=None,
            reason="Mất kết nối",
            is_fault=True,
        )


def test_people_read_it_on_the_first_page_and_on_the_procedures_page() -> None:
    announced()
    services.announce_pause(
        actor=OPERATOR, starts_at=NOW, ends_at=None, reason="Mất sóng", codes=[BIRTH], is_fault=True
    )
    anybody = Client()
    home = anybody.get("/").content.decode()
    assert "Nâng cấp hệ thống" in home
    assert "Mất sóng" not in home
    page = anybody.get(f"/dich-vu-cong/{BIRTH}/").content.decode()
    assert "Mất sóng" in page
    english = in_english(anybody).get(f"/dich-vu-cong/{BIRTH}/").content.decode()
    assert vietnamese_left_behind(english) == []
    (told,) = anybody.get("/api/v1/procedures/pauses").json()
    assert told["reason"] == "Nâng cấp hệ thống"


def test_an_operator_announces_and_ends_it_on_the_pages() -> None:
    operator = browser_of(P.PAUSE_SERVICE)
    typed = {
        "starts_at": "2026-11-20T20:00",
        "ends_at": "2026-11-21T06:00",
        "reason": "Nâng cấp máy chủ",
    }
    early = operator.post(f"{LIST}bao/", typed)
    assert early.status_code == 422
    assert "26/11" in early.content.decode()
    assert early.context["form"]["reason"].value() == "Nâng cấp máy chủ"

    typed |= {"starts_at": "2026-11-27T20:00", "ends_at": "2026-11-28T06:00"}
    assert operator.post(f"{LIST}bao/", typed)["Location"] == LIST
    pause = ServicePause.objects.get()
    assert pause.reason in operator.get(LIST).content.decode()

    assert operator.post(f"{LIST}{pause.uid}/mo-lai/")["Location"] == LIST
    assert "Đã rút lại" in operator.get(LIST).content.decode()
    assert browser_of().get(LIST).status_code == 403


def test_whoever_signs_in_reads_of_it_and_no_longer_once_it_is_over() -> None:
    pause = announced()

    page = Client().get("/dang-nhap/").content.decode()
    services.end_pause(uid=pause.uid, actor=OPERATOR)
    later = Client().get("/dang-nhap/").content.decode()

    assert pause.reason in page
    assert "Tạm ngừng nhận hồ sơ trực tuyến" in page
    assert pause.reason not in later
