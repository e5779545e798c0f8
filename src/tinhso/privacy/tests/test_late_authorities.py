"""What a leader learns of requests that ran out of time: that they did, not about whom."""

from datetime import timedelta

import time_machine
from django.test import Client
from django.utils import timezone

from tinhso.identity.testing import Account, OfficialFactory, give_role
from tinhso.kernel.notifications.models import Notification
from tinhso.kernel.testing import in_english, vietnamese_left_behind
from tinhso.privacy.authority_rules import AskedKind
from tinhso.privacy.permissions import PrivacyPermission as P
from tinhso.privacy.services import authorities as services
from tinhso.privacy.testing import Place

LATE = "/lam-viec/co-quan-yeu-cau/tre/"
ABOUT = "Nhật ký đăng nhập của Triệu Văn Páo"


def _asked(place: Place, *, is_urgent: bool = False) -> None:
    now = timezone.now()
    data = services.AuthorityData(
        kind=AskedKind.DATA,
        is_urgent=is_urgent,
        body="Công an tỉnh",
        paper_number="12/YC-CAT",
        paper_on=timezone.localdate(now),
        basis="Luật 116/2025/QH15, Điều 25",
        subject=ABOUT,
        received_at=now,
    )
    services.enter_authority_request(data=data, actor=place.officer)


def _leader(place: Place) -> Account:
    account = OfficialFactory.create(name="Chủ tịch xã")
    give_role(account, P.OVERSEE_AUTHORITIES, agency_id=place.agency_id)
    return account


def _browser(account: Account) -> Client:
    browser = Client()
    browser.force_login(account)
    return browser


def test_what_is_late_stands_before_the_leader_and_names_nobody(place: Place) -> None:
    leader, officer = _leader(place), _browser(place.officer_account)
    _asked(place)
    _asked(place, is_urgent=True)
    before = _browser(leader).get("/lam-viec/").content.decode()

    with time_machine.travel(timezone.now() + timedelta(hours=4)):
        services.watch_authorities()
        services.watch_authorities()
        desk = _browser(leader).get("/lam-viec/").content.decode()
        doing = officer.get("/lam-viec/").content.decode()
        page = _browser(leader).get(LATE).content.decode()
        english = in_english(_browser(leader)).get(LATE).content.decode()
        told = _browser(leader).get("/api/v1/privacy/authorities/late").json()["items"]

    assert "đã quá giờ" not in before
    assert "đã quá giờ" in desk
    assert "2/YC-CQ" in desk
    assert "1/YC-CQ" not in desk
    assert '<span class="state late">trễ</span>' in doing
    assert "hour" not in page
    assert "2/YC-CQ" in page
    assert "1/YC-CQ" not in page
    assert ABOUT not in desk + page
    assert vietnamese_left_behind(english) == []
    assert [(one["number"], one["is_urgent"], one["state"]) for one in told] == [
        ("2/YC-CQ", True, "open")
    ]
    heard = Notification.objects.filter(account_uid=leader.uid, kind="privacy.authority_late")
    assert heard.count() == 1


def test_the_list_is_its_leaders_alone(place: Place) -> None:
    elsewhere = _leader(Place.make())
    _asked(place)

    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        page = _browser(elsewhere).get(LATE).content.decode()
        desk = _browser(elsewhere).get("/lam-viec/").content.decode()
        statuses = [
            _browser(account).get(LATE).status_code
            for account in (place.officer_account, place.citizen_account)
        ]
        machine = _browser(place.officer_account).get("/api/v1/privacy/authorities/late")

    assert "1/YC-CQ" not in page + desk
    assert statuses == [403, 404]
    assert machine.status_code == 403


def test_the_words_of_a_request_stay_with_its_officer(place: Place) -> None:
    leader = _leader(place)
    _asked(place)

    assert _browser(leader).get("/lam-viec/co-quan-yeu-cau/").status_code == 403
    assert _browser(place.citizen_account).get("/lam-viec/co-quan-yeu-cau/").status_code == 404
