"""Who lives far away has his paper result sent: he says where to, the desk's list knows it."""

from django.test import Client

from tinhso.dossiers import services
from tinhso.dossiers.models import PostItem, PostWish
from tinhso.dossiers.queries.post import ready_for_post
from tinhso.dossiers.services.post import Sending
from tinhso.dossiers.testing import World, resolved, returned, submitted
from tinhso.dossiers.tests.complaining import browser_of_citizen
from tinhso.dossiers.tests.desking import one
from tinhso.kernel.testing import vietnamese_left_behind

WHERE = "Triệu Văn Páo, số 5 phố Hàng Bông, Hà Nội, 0912345678"


def test_who_wishes_it_stands_first_on_the_list_with_his_address(
    world: World, desk: Client
) -> None:
    first, second = resolved(world), resolved(world)
    citizen = browser_of_citizen(world)
    page = f"/ho-so/{second.uid}/qua-buu-chinh/"

    empty = citizen.post(page, {"address": " "})
    kept = citizen.post(page, {"address": f" {WHERE}  "})
    offered = desk.get("/lam-viec/mot-cua/buu-chinh/moi/").content.decode()
    shown = citizen.get(f"/ho-so/{second.uid}/").content.decode()
    services.list_for_post(
        actor=world.here.clerk_of_desk,
        kind="post",
        carrier="Bưu cục Đông Khê",
        items=[Sending(dossier=second.uid, tracking="EA1")],
    )

    assert (empty.status_code, kept.status_code) == (422, 302)
    assert offered.index(str(second.uid)) < offered.index(str(first.uid))
    assert WHERE in offered
    assert WHERE in shown
    assert PostItem.objects.get().address == WHERE
    assert [entry.code for entry in second.timeline.filter(code="post_wished")] == ["post_wished"]


def test_it_is_taken_back_until_it_stands_on_a_list(world: World) -> None:
    dossier = resolved(world)
    citizen = browser_of_citizen(world)
    services.wish_post(uid=dossier.uid, actor=world.citizen, address=WHERE)

    citizen.post(f"/ho-so/{dossier.uid}/qua-buu-chinh/bo/")
    gone = PostWish.objects.exists()
    services.wish_post(uid=dossier.uid, actor=world.citizen, address=WHERE)
    services.list_for_post(
        actor=world.here.clerk_of_desk,
        kind="post",
        carrier="Bưu cục",
        items=[Sending(dossier=dossier.uid, tracking="EA2")],
    )
    late = citizen.post(f"/ho-so/{dossier.uid}/qua-buu-chinh/bo/")

    assert not gone
    assert late.status_code == 409
    assert PostWish.objects.get().address == WHERE


def test_the_desk_writes_it_down_and_sees_it_before_it_hands_over(
    world: World, desk: Client
) -> None:
    dossier = resolved(world)

    answer = desk.post(one(dossier, "qua-buu-chinh/"), {"address": WHERE})
    before_handing = desk.get(one(dossier, "tra-ket-qua/")).content.decode()

    assert answer.status_code == 302
    assert WHERE in before_handing
    assert 'value="posted"' not in before_handing


def test_strangers_and_other_desks_wish_nothing(
    world: World, onlooker: Client, elsewhere: Client
) -> None:
    dossier = submitted(world)
    api = f"/api/v1/dossiers/{dossier.uid}/post-wish"

    sent = [
        browser.post(one(dossier, "qua-buu-chinh/"), {"address": WHERE}).status_code
        for browser in (onlooker, elsewhere)
    ]
    by_api = elsewhere.post(api, {"address": WHERE}, content_type="application/json")

    assert sent == [403, 404]
    assert by_api.status_code == 404
    assert not PostWish.objects.exists()


def test_what_has_no_paper_to_come_is_not_sent(world: World) -> None:
    over, electronic = returned(world), resolved(world, electronic_only=True)
    citizen = browser_of_citizen(world)

    for dossier in (over, electronic):
        answer = citizen.post(f"/ho-so/{dossier.uid}/qua-buu-chinh/", {"address": WHERE})
        assert answer["Location"] == f"/ho-so/{dossier.uid}/"

    assert not PostWish.objects.exists()
    assert ready_for_post(actor=world.here.clerk_of_desk) == []


def test_the_api_does_what_the_pages_do_and_the_page_is_english_too(world: World) -> None:
    dossier = submitted(world)
    citizen = browser_of_citizen(world)
    api = f"/api/v1/dossiers/{dossier.uid}/post-wish"

    kept = citizen.post(api, {"address": WHERE}, content_type="application/json")
    citizen.cookies["django_language"] = "en"
    page = citizen.get(f"/ho-so/{dossier.uid}/qua-buu-chinh/").content.decode()
    dropped = citizen.delete(api)

    assert (kept.status_code, kept.json()["address"]) == (200, WHERE)
    assert vietnamese_left_behind(page) == []
    assert dropped.status_code == 204
    assert not PostWish.objects.exists()
