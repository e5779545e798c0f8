"""The leader's queue as a list: narrowed, sorted, and signed together once read."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from tinhso.kernel.actors import Actor
from tinhso.kernel.files.models import StoredFile
from tinhso.signing import queries, services
from tinhso.signing.models import Confirmation, SigningItem
from tinhso.signing.rules import ItemState
from tinhso.signing.testing import (
    AGENCY,
    KIND,
    SETUP,
    a_draft,
    a_leader,
    certificate_for,
    confirmed,
    remembering,
)
from tinhso.signing.tests.test_pages import Desk

pytestmark = pytest.mark.django_db

PLACE = "/lam-viec/cho-ky/"


@pytest.fixture
def leader() -> Desk:
    desk = Desk("signing.sign_item")
    certificate_for(account_uid=desk.actor.id)
    return desk


@pytest.fixture
def draft() -> StoredFile:
    return a_draft()


def before(leader: Actor, draft: StoredFile, title: str, **values: Any) -> SigningItem:
    """Put a paper of that name before a leader."""
    remembering()
    given: dict[str, Any] = {"kind": KIND, "drafted_by": "Nông Văn Tú", **values}
    assert leader.id is not None
    return services.request_signature(
        reference=uuid4().hex,
        file=draft,
        title=title,
        for_account=leader.id,
        agency_id=AGENCY,
        actor=SETUP,
        **given,
    )


def titles(leader: Desk, **asked: str) -> list[str]:
    """Return the names of the papers a leader is shown, in their order."""
    return [shown.row.title for shown in leader.client.get(PLACE, asked).context["rows"]]


def test_the_queue_is_narrowed_by_kind_maker_day_and_lateness(
    leader: Desk, draft: StoredFile
) -> None:
    now = timezone.now()
    before(leader.actor, draft, "Giấy phép", due_at=now - timedelta(days=1))
    before(leader.actor, draft, "Báo cáo quý", drafted_by="Lê Thu", due_at=now + timedelta(days=9))
    before(leader.actor, draft, "Yêu cầu", kind="signing.request", drafted_by="Lê Thu")
    today = timezone.localdate()
    tomorrow = (today + timedelta(days=1)).isoformat()

    assert titles(leader) == ["Giấy phép", "Báo cáo quý", "Yêu cầu"]
    assert titles(leader, loai="signing.request") == ["Yêu cầu"]
    assert titles(leader, **{"nguoi-soan": "Lê Thu"}) == ["Báo cáo quý", "Yêu cầu"]
    assert titles(leader, **{"qua-han": "co"}) == ["Giấy phép"]
    assert titles(leader, **{"qua-han": "khong"}) == ["Báo cáo quý", "Yêu cầu"]
    assert titles(leader, trinh_tu=tomorrow) == []
    assert titles(leader, trinh_den=today.isoformat(), q="bao cao") == ["Báo cáo quý"]
    assert titles(leader, han_tu=tomorrow) == ["Báo cáo quý"]


def test_the_queue_is_sorted_and_turned_page_by_page(
    leader: Desk, draft: StoredFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tinhso.signing.views.queue_list import SigningQueue

    monkeypatch.setattr(SigningQueue, "page_size", 2)
    now = timezone.now()
    for title, days in (("B", 2), ("A", None), ("C", 1)):
        due_at = None if days is None else now + timedelta(days=days)
        before(leader.actor, draft, title, due_at=due_at)
    put_off = before(leader.actor, draft, "D", due_at=now)
    services.postpone(item_uid=put_off.uid, actor=leader.actor)

    first = leader.client.get(PLACE)
    second = leader.client.get(f"{PLACE}?{first.context['next_query']}")

    assert [shown.row.title for shown in first.context["rows"]] == ["C", "B"]
    assert [shown.row.title for shown in second.context["rows"]] == ["A", "D"]
    assert titles(leader, xep="title") == ["A", "B"]
    assert titles(leader, xep="-due") == ["A", "B"]


def test_only_what_was_read_as_it_stands_can_be_chosen(leader: Desk, draft: StoredFile) -> None:
    read, unread, changed = (before(leader.actor, draft, title) for title in ("A", "B", "C"))
    for item in (read, changed):
        services.open_item(item_uid=item.uid, actor=leader.actor)
    services.replace_file(item_uid=changed.uid, file=a_draft(), actor=SETUP)

    page = leader.client.get(PLACE).content.decode()

    assert f'name="chon" value="{read.uid}">' in page
    for item in (unread, changed):
        assert f'name="chon" value="{item.uid}" disabled>' in page
    assert titles(leader, **{"da-xem": "co"}) == ["A"]
    assert titles(leader, **{"da-xem": "khong"}) == ["B", "C"]


def test_the_chosen_are_signed_with_one_code(leader: Desk, draft: StoredFile) -> None:
    items = [before(leader.actor, draft, title) for title in ("A", "B")]
    for item in items:
        services.open_item(item_uid=item.uid, actor=leader.actor)

    nothing = leader.client.post(f"{PLACE}viec/", {"viec": "sign"})
    broken = leader.client.post(f"{PLACE}viec/", {"viec": "sign", "chon": "1"})
    assert not Confirmation.objects.exists()
    asked = leader.client.post(
        f"{PLACE}viec/", {"viec": "sign", "chon": [str(item.uid) for item in items]}
    )
    code = queries.codes_on_telephone(actor=leader.actor)[0].secret
    leader.client.post(asked["Location"], {"code": code})

    assert (nothing.status_code, broken.status_code) == (422, 422)
    assert set(SigningItem.objects.values_list("state", flat=True)) == {ItemState.SIGNED}


def test_an_empty_queue_says_so_and_offers_nothing_to_press(leader: Desk) -> None:
    page = leader.client.get(PLACE).content.decode()

    assert "Không có văn bản nào chờ bạn ký" in page
    assert "Ký các văn bản đã chọn" not in page


def test_a_paper_put_off_is_signed_once_it_was_read(draft: StoredFile) -> None:
    actor = a_leader()
    item = before(actor, draft, "Giấy phép")
    services.open_item(item_uid=item.uid, actor=actor)
    services.postpone(item_uid=item.uid, actor=actor)
    confirmation, code = confirmed(actor, item)

    (outcome,) = services.sign_items(
        item_uids=[item.uid], confirmation_uid=confirmation, code=code, actor=actor
    )

    assert (outcome.signed, outcome.message) == (True, "")


def test_a_machine_narrows_the_queue_as_the_page_does(leader: Desk, draft: StoredFile) -> None:
    now = timezone.now()
    late = before(leader.actor, draft, "Giấy phép", due_at=now - timedelta(days=1))
    before(leader.actor, draft, "Yêu cầu", kind="signing.request", drafted_by="Lê Thu")
    services.open_item(item_uid=late.uid, actor=leader.actor)

    def asked(**query: str) -> tuple[list[str], int]:
        answer = leader.client.get("/api/v1/signing/items", query).json()
        return [one["title"] for one in answer["items"]], answer["count"]

    assert asked() == (["Giấy phép", "Yêu cầu"], 2)
    assert asked(kind="signing.request") == (["Yêu cầu"], 1)
    assert asked(drafted_by="Lê Thu") == (["Yêu cầu"], 1)
    assert asked(late="true", read="true", q="giay") == (["Giấy phép"], 1)
    assert asked(read="false") == (["Yêu cầu"], 1)
