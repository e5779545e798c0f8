"""Delegations on their pages: whom one chooses, when they begin, what stays of them."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tinhso.identity.models import Account, Delegation
from tinhso.identity.permissions import IdentityPermission as P
from tinhso.identity.queries import officials_found
from tinhso.identity.services import delegate
from tinhso.identity.services.delegating import end_delegation
from tinhso.identity.services.rights import AlreadyEnded
from tinhso.identity.testing import (
    AssignmentFactory,
    CitizenFactory,
    OfficialFactory,
    actor_for,
    give_role,
)
from tinhso.kernel.db.text import fold
from tinhso.kernel.errors import Invalid, NotFound
from tinhso.organization.testing import UnitFactory

pytestmark = pytest.mark.django_db
LIST = "/tai-khoan/uy-quyen/"
NEW = "/tai-khoan/uy-quyen/moi/"
FIND = "/tai-khoan/tim-can-bo/"


def _named(name: str, login: str) -> Account:
    return OfficialFactory.create(name=name, login=login, folded=fold(f"{name} {login}"))


@pytest.fixture
def giver(client: Client) -> Account:
    unit = UnitFactory.create()
    account = _named("Bế Văn Lãnh", "be.lanh")
    give_role(account, "dossiers.sign", P.DELEGATE_OWN, agency_id=unit.agency_id, unit_id=unit.pk)
    client.force_login(account)
    return account


def _values(**more: str) -> dict[str, str]:
    until = timezone.localdate() + timedelta(days=5)
    return {
        "taker": "nong",
        "permissions": "dossiers.sign",
        "valid_to": str(until),
        "reason": "Nghỉ phép",
        **more,
    }


def _handed_on(giver: Account, taker: Account, *, begins: int = 0, days: int = 3) -> Delegation:
    start = timezone.now() + timedelta(days=begins)
    return delegate(
        giver_uid=giver.uid,
        taker_uid=taker.uid,
        permissions=["dossiers.sign"],
        valid_from=start,
        valid_to=start + timedelta(days=days),
        reason="Đi công tác",
        actor=actor_for(giver),
    )


def test_an_official_is_found_by_name_login_or_unit() -> None:
    unit = UnitFactory.create()
    post = AssignmentFactory.create(account=_named("Nông Thị Hoa", "hoa.nong"), unit=unit)
    _named("Lý Văn Ba", "ba.ly")
    Account.objects.filter(login="ba.ly").update(is_active=False, lock_reason="Nghỉ việc")
    place = unit.periods.get().name

    assert [line.login for line in officials_found("hoa nong").lines] == ["hoa.nong"]
    assert [line.login for line in officials_found("HOA.NONG").lines] == ["hoa.nong"]
    by_unit = officials_found(f"hoa {place}").lines
    assert [(line.login, place in line.place) for line in by_unit] == [("hoa.nong", True)]
    assert post.account.uid == by_unit[0].uid
    assert officials_found("ba.ly").lines == []
    assert officials_found("  ").lines == []


def test_more_than_ten_are_cut_and_said() -> None:
    for n in range(11):
        _named(f"Hoàng Văn {n}", f"hoang.{n}")

    found = officials_found("hoang")

    assert (len(found.lines), found.has_more) == (10, True)


def test_the_list_follows_the_typing(client: Client, giver: Account) -> None:
    _named("Nông Thị Hoa", "hoa.nong")

    answer = client.get(FIND, {"o": "taker", "taker": "nong"})

    assert "Nông Thị Hoa" in answer.content.decode()
    assert 'name="taker-chon"' in answer.content.decode()
    assert client.get(FIND, {"o": "không phải tên"}).status_code == 404
    citizen = Client()
    citizen.force_login(CitizenFactory.create())
    assert citizen.get(FIND, {"o": "taker", "taker": "nong"}).status_code == 404
    assert Client().get(FIND, {"o": "taker", "taker": "nong"}).status_code == 302


def test_without_script_one_searches_first_and_nothing_typed_is_lost(
    client: Client, giver: Account
) -> None:
    first, second = _named("Nông Thị Hoa", "hoa.nong"), _named("Nông Văn Hai", "hai.nong")

    searched = client.post(NEW, _values(valid_to="", **{"tim-can-bo": "taker"}))
    unclear = client.post(NEW, _values())
    chosen = client.post(NEW, _values(**{"taker-chon": str(second.uid)}))

    page = searched.content.decode()
    assert first.name in page
    assert second.name in page
    assert 'value="Nghỉ phép"' in page
    assert "Hãy chọn ngày." not in page
    assert "Hãy chọn một người trong danh sách." in unclear.content.decode()
    assert chosen.status_code == 302
    assert Delegation.objects.get().taker == second


def test_who_fits_no_word_is_said_at_the_field(client: Client, giver: Account) -> None:
    answer = client.post(NEW, _values(taker="không ai cả"))

    assert "Không có cán bộ nào như vậy." in answer.content.decode()
    assert 'value="không ai cả"' in answer.content.decode()
    assert not Delegation.objects.exists()


def test_it_begins_later_and_gives_nothing_before(client: Client, giver: Account) -> None:
    taker = _named("Nông Thị Hoa", "hoa.nong")
    start = timezone.localdate() + timedelta(days=2)

    client.post(NEW, _values(valid_from=str(start)))

    row = Delegation.objects.get()
    assert timezone.localtime(row.valid_from).date() == start
    assert not actor_for(taker).may("dossiers.sign")
    with time_machine.travel(row.valid_from + timedelta(minutes=1)):
        assert actor_for(taker).may("dossiers.sign")


def test_it_does_not_begin_before_today(client: Client, giver: Account) -> None:
    _named("Nông Thị Hoa", "hoa.nong")
    yesterday = timezone.localdate() - timedelta(days=1)

    answer = client.post(NEW, _values(valid_from=str(yesterday)))

    assert "Ủy quyền không bắt đầu trước hôm nay." in answer.content.decode()
    assert not Delegation.objects.exists()


def test_the_history_is_filtered_searched_and_exported(client: Client, giver: Account) -> None:
    running, coming = _named("Đang Làm", "dang"), _named("Sắp Làm", "sap")
    past = _named("Đã Làm", "da")
    _handed_on(giver, running)
    _handed_on(giver, coming, begins=4)
    end_delegation(uid=_handed_on(giver, past).uid, actor=actor_for(giver))
    stranger = OfficialFactory.create()
    client_of_stranger = Client()
    client_of_stranger.force_login(stranger)

    def takers(query: str, browser: Client = client) -> set[str]:
        file = browser.get(f"{LIST}xuat/csv/?{query}")
        lines = file.getvalue().decode().splitlines()[1:]
        return {line.split(",")[1] for line in lines}

    assert takers("") == {"Đang Làm", "Sắp Làm", "Đã Làm"}
    assert takers("giai-doan=running") == {"Đang Làm"}
    assert takers("giai-doan=coming") == {"Sắp Làm"}
    assert takers("giai-doan=past") == {"Đã Làm"}
    assert takers("q=sap+lam") == {"Sắp Làm"}
    assert takers("chieu=taken") == set()
    assert takers("", client_of_stranger) == set()
    assert client.get(LIST).status_code == 200


def test_the_list_costs_the_same_however_long(client: Client, giver: Account) -> None:
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(LIST)
        return len(queries)

    _handed_on(giver, OfficialFactory.create())
    cost()
    one = cost()
    for _n in range(4):
        _handed_on(giver, OfficialFactory.create())
    assert cost() == one


def test_each_side_reads_it_and_only_the_giver_ends_it(client: Client, giver: Account) -> None:
    taker = OfficialFactory.create()
    row = _handed_on(giver, taker, begins=4)
    address = f"{LIST}{row.uid}/"
    takers, strangers = Client(), Client()
    takers.force_login(taker)
    strangers.force_login(OfficialFactory.create())

    assert takers.get(address).status_code == 200
    assert takers.post(f"{address}thoi/").status_code == 403
    assert strangers.get(address).status_code == 404
    assert strangers.post(f"{address}thoi/").status_code == 404
    row.refresh_from_db()
    assert row.ended_at is None

    assert "Thôi ủy quyền" in client.get(address).content.decode()
    assert client.post(f"{address}thoi/").status_code == 302
    row.refresh_from_db()
    assert row.ended_at is not None
    assert "Thôi ủy quyền" not in client.get(address).content.decode()


def test_what_is_over_is_not_ended_again() -> None:
    unit = UnitFactory.create()
    giver, taker = OfficialFactory.create(), OfficialFactory.create()
    give_role(giver, "dossiers.sign", P.DELEGATE_OWN, agency_id=unit.agency_id, unit_id=unit.pk)
    row = _handed_on(giver, taker, days=1)

    with time_machine.travel(row.valid_to + timedelta(hours=1)), pytest.raises(AlreadyEnded):
        end_delegation(uid=row.uid, actor=actor_for(giver))

    row.refresh_from_db()
    assert row.ended_at is None
    with pytest.raises(NotFound):
        end_delegation(uid=row.uid, actor=actor_for(OfficialFactory.create()))
    with pytest.raises(Invalid):
        _handed_on(giver, taker, begins=-1)


def test_the_api_hands_on_lists_and_ends(client: Client, giver: Account) -> None:
    taker = _named("Nông Thị Hoa", "hoa.nong")
    base = "/api/v1/identity/delegations"
    found = client.get("/api/v1/identity/officials", {"q": "hoa"}).json()
    body = {
        "taker": found[0]["uid"],
        "permissions": ["dossiers.sign"],
        "valid_from": (timezone.now() + timedelta(days=1)).isoformat(),
        "valid_to": (timezone.now() + timedelta(days=3)).isoformat(),
        "reason": "Nghỉ phép",
    }

    made = client.post(base, body, content_type="application/json")
    wrong = client.post(base, body | {"reason": " "}, content_type="application/json")

    assert (made.status_code, made.json()["phase"]) == (201, "coming")
    assert (wrong.status_code, "reason" in wrong.json()["errors"]) == (422, True)
    uid = made.json()["uid"]
    coming = client.get(base, {"phase": "coming", "side": "given"}).json()["items"]
    assert [one["uid"] for one in coming] == [uid]
    strangers = Client()
    strangers.force_login(OfficialFactory.create())
    assert strangers.get(base).json()["items"] == []
    assert strangers.get(f"{base}/{uid}").status_code == 404
    assert strangers.delete(f"{base}/{uid}").status_code == 404
    assert client.delete(f"{base}/{uid}").status_code == 204
    assert client.get(f"{base}/{uid}").json()["phase"] == "past"
    assert not actor_for(taker).may("dossiers.sign")
    citizens = Client()
    citizens.force_login(CitizenFactory.create())
    assert citizens.get(base).status_code == 404
