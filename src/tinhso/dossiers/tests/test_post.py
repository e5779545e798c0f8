"""Results by the post: one list both sides sign, tracked, delivered or back at the desk."""

import json
from unicodedata import normalize

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tinhso.dossiers import services
from tinhso.dossiers.models import Dossier, PostItem, PostList, TimelineEntry
from tinhso.dossiers.services import WrongState
from tinhso.dossiers.services.post import Sending
from tinhso.dossiers.testing import World, accepted, resolved
from tinhso.identity.testing import CitizenFactory
from tinhso.kernel.errors import Invalid
from tinhso.kernel.events.testing import deliver_all
from tinhso.kernel.files.previews import text_of_pages
from tinhso.kernel.notifications.models import Notification
from tinhso.kernel.testing import in_english

pytestmark = pytest.mark.django_db
LISTS = "/lam-viec/mot-cua/buu-chinh/"


def listed(world: World, *dossiers: Dossier) -> PostList:
    """Return a list of these results that the desk made."""
    return services.list_for_post(
        actor=world.here.clerk_of_desk,
        kind="post",
        carrier="Bưu cục Đông Khê",
        items=[Sending(dossier=d.uid, tracking=f"EA{d.pk:09d}VN") for d in dossiers],
    )


def one_list(made: PostList, more: str = "") -> str:
    """Return an address of a list."""
    return f"{LISTS}danh-sach/{made.uid}/{more}"


def test_results_go_out_on_a_numbered_list_and_are_delivered(world: World, desk: Client) -> None:
    first, second = resolved(world), resolved(world)
    form = {"kind": "post", "carrier": "Bưu cục Đông Khê", f"so_{first.uid}": " EA000000001VN "}

    offered = desk.get(f"{LISTS}moi/").content.decode()
    made_at = desk.post(f"{LISTS}moi/", form)["Location"]
    made = PostList.objects.get()
    item = made.items.get()
    on_list = (item.dossier, item.tracking, item.state)
    unsaid = desk.post(made_at, {"taken_by": " "})
    desk.post(made_at, {"taken_by": "Lê Văn Bưu"})
    first.refresh_from_db()
    on_way = (first.state, first.delivery_state)
    desk.post(f"{made_at}{item.uid}/", {"outcome": "delivered"})

    assert all(f"so_{dossier.uid}" in offered for dossier in (first, second))
    assert (made.number, on_list) == ("1/DS-BC", (first, "EA000000001VN", "listed"))
    assert (unsaid.status_code, on_way) == (422, ("issued", "posted"))
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.delivery_state) == ("returned", "posted")
    assert first.results.get().received_by == "Bưu cục Đông Khê EA000000001VN"
    assert second.state == "issued"


def test_the_paper_names_every_envelope_for_both_signatures(world: World, desk: Client) -> None:
    dossier = resolved(world)
    made = listed(world, dossier)
    services.hand_to_carrier(uid=made.uid, actor=world.here.clerk_of_desk, taken_by="Lê Văn Bưu")

    pdf = desk.get(one_list(made, "in.pdf")).content
    assert in_english(desk).get(one_list(made, "in.pdf")).content == pdf
    said = normalize("NFC", "".join("".join(text_of_pages(pdf)).split())).replace("\u200b", "")

    assert str(dossier.code) in said
    assert f"EA{dossier.pk:09d}VN" in said
    assert "LêVănBưu" in said
    assert "HoàngMai" in said
    assert "XómNàPồng,xãĐôngKhê,0912345678" in said


def test_what_cannot_be_delivered_is_back_at_the_desk_and_its_owner_told(
    world: World, desk: Client
) -> None:
    account = CitizenFactory.create(person=world.person)
    dossier = resolved(world)
    made = listed(world, dossier)
    services.hand_to_carrier(uid=made.uid, actor=world.here.clerk_of_desk, taken_by="Lê Văn Bưu")
    there = one_list(made, f"{made.items.get().uid}/")

    unsaid = desk.post(there, {"outcome": "failed"})
    back = desk.post(there, {"outcome": "failed", "reason": "Đã chuyển chỗ ở"})
    told = desk.get(str(back["Location"])).content.decode()
    deliver_all()

    assert (unsaid.status_code, back.status_code) == (422, 302)
    assert str(dossier.code) in unsaid.content.decode(), "whose parcel it is"
    assert "kết quả trở lại “Chờ trả”, người nộp được báo" in told
    dossier.refresh_from_db()
    assert (dossier.state, dossier.delivery_state) == ("issued", "at_desk")
    assert PostItem.objects.get().reason == "Đã chuyển chỗ ở"
    kinds = Notification.objects.filter(account_uid=account.uid).values_list("kind", flat=True)
    assert "dossiers.post_failed" in kinds
    again = services.list_for_post(
        actor=world.here.clerk_of_desk,
        kind="hired",
        carrier="Chuyển phát Cao Bằng",
        items=[Sending(dossier=dossier.uid, tracking="CP1")],
    )
    assert again.number == "2/DS-BC"


def test_what_is_on_its_way_is_not_handed_over_nor_offered(world: World, desk: Client) -> None:
    dossier, other = resolved(world), resolved(world)
    made = listed(world, dossier)
    services.hand_to_carrier(uid=made.uid, actor=world.here.clerk_of_desk, taken_by="Lê Văn Bưu")

    offered = desk.get(f"/lam-viec/mot-cua/{other.uid}/tra-cung/").content.decode()
    page = desk.get(f"/lam-viec/mot-cua/{dossier.uid}/").content.decode()
    row = desk.get("/lam-viec/mot-cua/?view=to_return").content.decode()
    with pytest.raises(WrongState):
        services.return_result(
            uid=dossier.uid,
            actor=world.here.clerk_of_desk,
            received_by="Triệu Văn Páo",
            identity_checked=True,
        )

    assert str(other.uid) in offered
    assert str(dossier.uid) not in offered
    assert "Kết quả đang được chuyển" in page
    assert f"Số bưu gửi EA{dossier.pk:09d}VN" in page
    assert one_list(made) in page
    assert "/tra-ket-qua/" not in page
    assert desk.get(f"/lam-viec/mot-cua/{dossier.uid}/tra-ket-qua/").status_code == 409
    assert row.count("Đã gửi bưu chính") == 1
    dossier.refresh_from_db()
    assert dossier.state == "issued"


@pytest.mark.parametrize("fault", ["twice", "same number", "no number", "no carrier", "nothing"])
def test_a_list_that_cannot_be_right_is_refused(world: World, fault: str) -> None:
    first, second = resolved(world), resolved(world)
    items = {
        "twice": [
            Sending(dossier=first.uid, tracking="A"),
            Sending(dossier=first.uid, tracking="B"),
        ],
        "same number": [Sending(dossier=d.uid, tracking="A") for d in (first, second)],
        "no number": [Sending(dossier=first.uid, tracking=" ")],
        "no carrier": [Sending(dossier=first.uid, tracking="A")],
        "nothing": [],
    }[fault]

    with pytest.raises(Invalid):
        services.list_for_post(
            actor=world.here.clerk_of_desk,
            kind="post",
            carrier="" if fault == "no carrier" else "Bưu cục",
            items=items,
        )

    assert not PostList.objects.exists()


def test_what_has_no_result_or_is_on_a_list_cannot_be_listed(world: World) -> None:
    ready, unfinished = resolved(world), accepted(world)
    listed(world, ready)

    for dossier in (ready, unfinished):
        with pytest.raises(WrongState):
            services.list_for_post(
                actor=world.here.clerk_of_desk,
                kind="post",
                carrier="Bưu cục",
                items=[Sending(dossier=dossier.uid, tracking="X1")],
            )

    assert PostItem.objects.count() == 1


def test_the_lists_are_their_desks_own(world: World, onlooker: Client, elsewhere: Client) -> None:
    made = listed(world, resolved(world))
    item = f"{made.items.get().uid}/"

    assert onlooker.get(LISTS).status_code == 403
    assert onlooker.post(one_list(made), {"taken_by": "x"}).status_code == 403
    assert made.number not in elsewhere.get(LISTS).content.decode()
    for more in ("", item):
        assert elsewhere.post(one_list(made, more), {"taken_by": "x"}).status_code == 404
    assert elsewhere.get(one_list(made, "in.pdf")).status_code == 404
    made.refresh_from_db()
    assert made.handed_at is None


def test_the_lists_are_asked_in_constant_questions(world: World, desk: Client) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            assert desk.get(LISTS).status_code == 200
        return len(found)

    listed(world, resolved(world))
    asked()
    few = asked()
    listed(world, resolved(world))

    assert asked() == few


def test_the_api_makes_hands_over_and_settles(world: World, desk: Client) -> None:
    dossier = resolved(world)

    def send(address: str, body: dict[str, object]) -> dict[str, object]:
        answer = desk.post(
            f"/api/v1/dossiers/{address}", json.dumps(body), content_type="application/json"
        )
        assert answer.status_code in {200, 201}
        found: dict[str, object] = answer.json()
        return found

    items = [{"dossier": str(dossier.uid), "tracking": "EA1"}]
    made = send("post-lists", {"kind": "post", "carrier": "Bưu cục", "items": items})
    send(f"post-lists/{made['uid']}/hand-over", {"taken_by": "Lê Văn Bưu"})
    item = PostItem.objects.get()
    done = send(f"post-items/{item.uid}/settle", {"is_delivered": True})

    assert [one["state"] for one in done["items"]] == ["delivered"]  # type: ignore[attr-defined]  # a list
    dossier.refresh_from_db()
    assert dossier.state == "returned"


def test_a_wrong_result_leaves_the_list_it_stands_on(world: World, desk: Client) -> None:
    wrong, right = resolved(world), resolved(world)
    made = listed(world, wrong, right)
    officer = world.here.clerk_of_desk

    asked = desk.get(f"/lam-viec/mot-cua/{wrong.uid}/sua-sai/").content.decode()
    services.correct_result(uid=wrong.uid, actor=officer, fault="Sai năm sinh")
    services.hand_to_carrier(uid=made.uid, actor=officer, taken_by="Lê Văn Bưu")

    assert f"số bưu gửi EA{wrong.pk:09d}VN" in asked
    assert "được rút khỏi danh sách" in asked
    states = dict(made.items.values_list("dossier_id", "state"))
    assert states == {wrong.pk: "recalled", right.pk: "on_way"}
    wrong.refresh_from_db()
    assert (wrong.state, wrong.delivery_state) == ("correcting", "at_agency")
    paper = "".join("".join(text_of_pages(desk.get(one_list(made, "in.pdf")).content)).split())
    assert f"EA{right.pk:09d}VN" in paper
    assert f"EA{wrong.pk:09d}VN" not in paper


def test_a_list_of_which_everything_was_taken_back_is_not_handed_over(world: World) -> None:
    wrong = resolved(world)
    made = listed(world, wrong)
    officer = world.here.clerk_of_desk
    services.correct_result(uid=wrong.uid, actor=officer, fault="Sai năm sinh")

    with pytest.raises(WrongState):
        services.hand_to_carrier(uid=made.uid, actor=officer, taken_by="Lê Văn Bưu")

    made.refresh_from_db()
    assert made.handed_at is None


@pytest.mark.parametrize("outcome", ["failed", "delivered"])
def test_a_wrong_result_that_is_carried_is_called_back(
    world: World, desk: Client, outcome: str
) -> None:
    dossier = resolved(world)
    made = listed(world, dossier)
    officer = world.here.clerk_of_desk
    services.hand_to_carrier(uid=made.uid, actor=officer, taken_by="Lê Văn Bưu")

    asked = desk.get(f"/lam-viec/mot-cua/{dossier.uid}/sua-sai/").content.decode()
    services.correct_result(uid=dossier.uid, actor=officer, fault="Sai năm sinh")
    item = made.items.get()
    page = desk.get(one_list(made)).content.decode()
    desk.post(one_list(made, f"{item.uid}/"), {"outcome": outcome, "reason": "Đã gửi trả"})

    assert "hãy báo ngay bên chuyển gửi trả" in asked
    assert (item.state, item.is_called_back) == ("recalled", True)
    assert "Ghi bưu gửi về đâu" in page
    item.refresh_from_db()
    assert (item.state, item.is_called_back) == (outcome, False)
    dossier.refresh_from_db()
    assert dossier.state == "correcting"
    said = TimelineEntry.objects.filter(dossier=dossier, code="post_recalled").get()
    assert said.values == {"number": f"EA{dossier.pk:09d}VN"}
