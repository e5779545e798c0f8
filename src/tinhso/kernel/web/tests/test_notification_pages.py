from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tinhso.kernel.actors import ANONYMOUS, Actor, ActorKind
from tinhso.kernel.notifications.models import Delivery, Notification, OwnText, Preference
from tinhso.kernel.notifications.permissions import NotificationPermission
from tinhso.kernel.notifications.queries import unread_count
from tinhso.kernel.notifications.registry import Kind
from tinhso.kernel.notifications.services import mark_read, notify
from tinhso.kernel.notifications.testing import KIND, kind_of_notice, reachable
from tinhso.kernel.testing import make_actor
from tinhso.kernel.web.registry import bell
from tinhso.kernel.web.tests.conftest import SignIn

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def known() -> Iterator[Kind]:
    with kind_of_notice() as kind, reachable():
        yield kind


@pytest.fixture
def citizen() -> Actor:
    return make_actor(kind=ActorKind.CITIZEN)


def acting(as_actor: SignIn, monkeypatch: pytest.MonkeyPatch, actor: Actor) -> Client:
    for module in ("notification_pages", "notification_lists"):
        monkeypatch.setattr(f"tinhso.kernel.web.{module}.actor_of", lambda _request: actor)
    return as_actor(actor)


def told(actor: Actor, code: str = "H14-1") -> Notification:
    assert isinstance(actor.id, UUID)
    values = {"code": code, "due": "mai"}
    return notify(account_uid=actor.id, kind=KIND, values=values, link="/ho-so/1/")[0]


def test_the_inbox_shows_own_notices_only(
    as_actor: SignIn, monkeypatch: pytest.MonkeyPatch, citizen: Actor
) -> None:
    told(citizen)
    told(make_actor(), "H14-2")

    page = acting(as_actor, monkeypatch, citizen).get("/thong-bao/").content.decode()

    assert "Hồ sơ H14-1 đã được tiếp nhận" in page
    assert "H14-2" not in page
    assert "Đánh dấu đã đọc tất cả" in page


def test_an_empty_inbox_says_what_will_come(
    as_actor: SignIn, monkeypatch: pytest.MonkeyPatch, citizen: Actor
) -> None:
    page = acting(as_actor, monkeypatch, citizen).get("/thong-bao/?truoc=abc").content.decode()

    assert "Chưa có thông báo nào" in page


def test_opening_a_notice_reads_it_and_goes_where_it_leads(
    as_actor: SignIn, monkeypatch: pytest.MonkeyPatch, citizen: Actor
) -> None:
    notice = told(citizen)

    answer = acting(as_actor, monkeypatch, citizen).post(f"/thong-bao/{notice.uid}/")

    assert (answer.status_code, answer.headers["Location"]) == (302, "/ho-so/1/")
    assert unread_count(citizen) == 0


def test_anothers_notice_does_not_exist(
    as_actor: SignIn, monkeypatch: pytest.MonkeyPatch, citizen: Actor
) -> None:
    notice = told(make_actor())

    answer = acting(as_actor, monkeypatch, citizen).post(f"/thong-bao/{notice.uid}/")

    notice.refresh_from_db()
    assert (answer.status_code, notice.read_at) == (404, None)


def test_all_are_marked_read(
    as_actor: SignIn, monkeypatch: pytest.MonkeyPatch, citizen: Actor
) -> None:
    told(citizen)
    told(citizen, "H14-3")

    answer = acting(as_actor, monkeypatch, citizen).post("/thong-bao/da-doc/")

    assert answer.headers["Location"] == "/thong-bao/"
    assert unread_count(citizen) == 0


def test_wishes_are_kept(as_actor: SignIn, monkeypatch: pytest.MonkeyPatch, citizen: Actor) -> None:
    client = acting(as_actor, monkeypatch, citizen)
    page = client.get("/tai-khoan/thong-bao/").content.decode()
    assert "Thư điện tử" in page

    answer = client.post(
        "/tai-khoan/thong-bao/",
        {
            "channel_email": "digest",
            "channel_sms": "now",
            "channel_zalo": "off",
            "quiet_from": "22:00",
            "quiet_to": "06:30",
        },
    )

    assert answer.status_code == 302
    kept = Preference.objects.get()
    assert kept.wishes == {"email": "digest", "sms": "now", "zalo": "off"}
    assert str(kept.quiet_to) == "06:30:00"


def test_half_of_quiet_hours_gets_a_sentence_and_keeps_what_was_typed(
    as_actor: SignIn, monkeypatch: pytest.MonkeyPatch, citizen: Actor
) -> None:
    page = (
        acting(as_actor, monkeypatch, citizen)
        .post(
            "/tai-khoan/thong-bao/",
            {
                "channel_email": "now",
                "channel_sms": "now",
                "channel_zalo": "off",
                "quiet_from": "22:00",
                "quiet_to": "",
            },
        )
        .content.decode()
    )

    assert "Hãy ghi cả giờ bắt đầu và giờ kết thúc" in page
    assert 'value="22:00"' in page
    assert not Preference.objects.exists()


def test_operators_pages_are_for_those_who_keep_them(
    as_actor: SignIn, monkeypatch: pytest.MonkeyPatch, citizen: Actor
) -> None:
    address = f"/quan-tri/thong-bao/{KIND}/vi/"

    assert acting(as_actor, monkeypatch, ANONYMOUS).get("/thong-bao/").status_code in {302, 401}
    assert acting(as_actor, monkeypatch, citizen).get("/quan-tri/thong-bao/").status_code == 404
    client = acting(as_actor, monkeypatch, make_actor())
    assert client.get("/quan-tri/thong-bao/").status_code == 403
    answer = client.post(address, {"title": "A", "body": "B", "act": "save"})
    assert answer.status_code == 403
    assert not OwnText.objects.exists()


def test_a_text_is_seen_first_then_used_then_taken_back(
    as_actor: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = acting(as_actor, monkeypatch, make_actor(NotificationPermission.MANAGE))
    address = f"/quan-tri/thong-bao/{KIND}/vi/"
    typed = {"title": "Đã nhận %(code)s", "body": "Hẹn %(due)s."}

    page = client.post(address, {**typed, "act": "preview"}).content.decode()
    assert "Đã nhận H14.12-001" in page
    assert not OwnText.objects.exists()
    client.post(address, {**typed, "act": "save"})
    assert OwnText.objects.get().title == "Đã nhận %(code)s"
    client.post(address, {"act": "restore"})

    assert OwnText.objects.count() == 2
    assert client.get("/quan-tri/thong-bao/khong-co/vi/").status_code == 404


def test_a_text_that_cannot_be_filled_gets_a_sentence_and_stays(
    as_actor: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = acting(as_actor, monkeypatch, make_actor(NotificationPermission.MANAGE))

    for act in ("save", "preview"):
        page = client.post(
            f"/quan-tri/thong-bao/{KIND}/vi/",
            {"title": "Chào %(ten)s", "body": "B", "act": act},
        ).content.decode()
        assert "Không có giá trị “ten”. Dùng được: code, due." in page
        assert 'value="Chào %(ten)s"' in page
    assert not OwnText.objects.exists()


def test_what_did_not_go_out_is_sent_again(
    as_actor: SignIn, monkeypatch: pytest.MonkeyPatch, citizen: Actor
) -> None:
    told(citizen)
    Delivery.objects.update(state="parked", attempts=6, fault="SMTPDataError")
    client = acting(as_actor, monkeypatch, make_actor(NotificationPermission.MANAGE))
    address = "/quan-tri/thong-bao/chua-gui/"
    assert address in client.get("/quan-tri/thong-bao/").content.decode()
    assert "SMTPDataError" in client.get(address).content.decode()

    done = client.post(
        f"{address}viec/", {"viec": "again", "chon": [str(Delivery.objects.get().uid)]}
    )

    assert Delivery.objects.get().state == "waiting"
    assert client.get(done.headers["Location"]).status_code == 200


def test_more_than_a_hundred_are_found_by_state_kind_and_fault(
    as_actor: SignIn, monkeypatch: pytest.MonkeyPatch, citizen: Actor
) -> None:
    for number in range(101):
        told(citizen, str(number))
    Delivery.objects.update(state="parked", attempts=6, fault="SMTPDataError")
    first = Delivery.objects.order_by("pk")[0]
    first.state, first.fault = "no_address", ""
    first.save()
    client = acting(as_actor, monkeypatch, make_actor(NotificationPermission.MANAGE))

    def found(query: str) -> int:
        file = client.get(f"/quan-tri/thong-bao/chua-gui/xuat/csv/?{query}")
        return len(file.getvalue().decode().splitlines()) - 1

    assert found("") == 101
    assert found("tinh-trang=no_address") == 1
    assert found("q=smtpdata") == 100
    assert found("kenh=sms") == 0
    assert found(f"loai={KIND}") == 101


def test_the_list_of_what_did_not_go_out_is_for_those_who_keep_it(
    as_actor: SignIn, monkeypatch: pytest.MonkeyPatch, citizen: Actor
) -> None:
    address = "/quan-tri/thong-bao/chua-gui/"

    assert acting(as_actor, monkeypatch, citizen).get(address).status_code == 404
    assert acting(as_actor, monkeypatch, make_actor()).get(address).status_code == 403


def test_the_inbox_is_searched_filtered_and_taken_out(
    as_actor: SignIn, monkeypatch: pytest.MonkeyPatch, citizen: Actor
) -> None:
    read = told(citizen)
    told(citizen, "H14-2")
    told(make_actor(), "H14-3")
    mark_read(uid=read.uid, actor=citizen)
    client = acting(as_actor, monkeypatch, citizen)
    tomorrow = timezone.localdate() + timedelta(days=1)

    def shown(query: str) -> set[str]:
        page = client.get(f"/thong-bao/?{query}").content.decode()
        return {code for code in ("H14-1", "H14-2", "H14-3") if f"{code} " in page}

    assert shown("") == {"H14-1", "H14-2"}
    assert shown("q=ho+so+h14-2") == {"H14-2"}
    assert shown("da-doc=khong") == {"H14-2"}
    assert shown("da-doc=co") == {"H14-1"}
    assert shown(f"loai={KIND}") == {"H14-1", "H14-2"}
    assert shown(f"luc_tu={tomorrow}") == set()
    file = client.get("/thong-bao/xuat/csv/?da-doc=khong")
    assert "H14-2" in file.getvalue().decode()


def test_chosen_notices_are_marked_read(
    as_actor: SignIn, monkeypatch: pytest.MonkeyPatch, citizen: Actor
) -> None:
    first = told(citizen)
    told(citizen, "H14-2")
    strange = told(make_actor())
    client = acting(as_actor, monkeypatch, citizen)

    done = client.post(
        "/thong-bao/viec/", {"viec": "read", "chon": [str(first.uid), str(strange.uid)]}
    )

    assert unread_count(citizen) == 1
    strange.refresh_from_db()
    assert strange.read_at is None
    assert client.get(done.headers["Location"]).status_code == 200


def test_the_inbox_costs_the_same_however_full(
    as_actor: SignIn, monkeypatch: pytest.MonkeyPatch, citizen: Actor
) -> None:
    client = acting(as_actor, monkeypatch, citizen)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get("/thong-bao/")
        return len(queries)

    told(citizen)
    cost()
    one = cost()
    for number in range(5):
        told(citizen, str(number))
    assert cost() == one


def test_the_bell_counts_what_is_unread(citizen: Actor) -> None:
    told(citizen)

    plug = bell.get("inbox")
    assert (plug.url, plug.unread(citizen)) == ("/thong-bao/", 1)
