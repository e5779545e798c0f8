"""The page of an act is refused to who could not send it, on opening as on sending."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from tinhso.dossiers import services
from tinhso.dossiers.models import Dossier, TimelineEntry
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.testing import (
    World,
    assigned,
    before_leader,
    browser_of,
    returned,
    submitted,
)
from tinhso.dossiers.tests.desking import one, signed_in
from tinhso.dossiers.tests.working import page_of
from tinhso.dossiers.views.desk import ALL_ACTS
from tinhso.kernel.actors import Actor
from tinhso.kernel.audit.models import AuditEntry

DESK_PAGES = [act.slug for act in ALL_ACTS] + ["luu-giu", "tra-cung"]
WITH_ITS_SPECIALIST = (
    "phan-cong",
    "lay-y-kien",
    "hoi-dong",
    "thuc-dia",
    "bo-sung",
    "nghia-vu",
    "du-thao",
    "du-thao-tep",
    "tu-choi",
    "gia-han",
    "thue",
    "thue/rut",
)
WITH_A_DRAFT = ("trinh-ky", "phu-luc")


@pytest.fixture
def bystander(world: World) -> Actor:
    """Somebody of the division that resolves, who may do nothing there."""
    return world.here.official(unit=world.here.division, name="Bế Văn Coi")


def refused(browser: Client, address: str, dossier: Dossier) -> str:
    """Check that a page is refused and recorded, with nothing changed; return its words."""
    lines = TimelineEntry.objects.count()
    before = AuditEntry.objects.filter(action="kernel.refused").count()

    answer = browser.get(address)

    assert answer.status_code == 403
    assert TimelineEntry.objects.count() == lines
    assert AuditEntry.objects.filter(action="kernel.refused").count() == before + 1
    version = dossier.version
    dossier.refresh_from_db()
    assert dossier.version == version
    return answer.content.decode()


@pytest.mark.parametrize("slug", DESK_PAGES)
def test_who_sees_the_dossier_without_the_right_opens_no_act_of_the_desk(
    world: World, onlooker: Client, slug: str
) -> None:
    dossier = submitted(world)
    assert onlooker.get(one(dossier)).status_code == 200

    words = refused(onlooker, one(dossier, f"{slug}/"), dossier)

    assert "Bạn chưa có quyền làm việc này" in words


@pytest.mark.parametrize("slug", WITH_ITS_SPECIALIST)
def test_who_sees_the_dossier_without_the_right_opens_no_act_on_it(
    world: World, bystander: Actor, slug: str
) -> None:
    dossier = assigned(world)
    browser = browser_of(bystander)
    assert browser.get(page_of(dossier)).status_code == 200

    words = refused(browser, page_of(dossier, f"{slug}/"), dossier)

    assert "Nông Văn Tú" in words


@pytest.mark.parametrize("slug", WITH_A_DRAFT)
def test_nor_what_is_done_with_a_draft(world: World, bystander: Actor, slug: str) -> None:
    dossier = before_leader(world)

    refused(browser_of(bystander), page_of(dossier, f"{slug}/"), dossier)


def test_nor_the_sheet_of_a_visit(world: World, bystander: Actor) -> None:
    dossier = assigned(world)
    services.invite_field_check(
        uid=dossier.uid,
        actor=world.here.specialist,
        at=timezone.now() + timedelta(days=1),
        place="Thửa 118",
    )
    dossier.refresh_from_db()

    refused(browser_of(bystander), page_of(dossier, "thuc-dia/ghi/"), dossier)


def test_a_colleague_is_told_in_whose_hands_it_is(world: World) -> None:
    dossier = assigned(world)
    colleague = browser_of(world.here.colleague)

    for slug in ("du-thao", "lay-y-kien", "thuc-dia", "hoi-dong", "bo-sung", "nghia-vu"):
        answer = colleague.get(page_of(dossier, f"{slug}/"))
        assert answer.status_code == 409
        assert "Hồ sơ đang được giao cho Nông Văn Tú." in answer.content.decode()


def test_an_act_that_is_not_possible_yet_opens_no_form(world: World, desk: Client) -> None:
    new, done = submitted(world), returned(world)

    for dossier, slug in ((new, "tra-ket-qua"), (new, "sua-sai"), (done, "bo-sung")):
        answer = desk.get(one(dossier, f"{slug}/"))
        assert answer.status_code == 409
        assert "Hồ sơ đang ở trạng thái không làm được việc này." in answer.content.decode()


def test_who_appraises_is_told_where_a_dossier_stands_and_whence_he_asks(world: World) -> None:
    dossier = before_leader(world)
    browser = browser_of(world.here.specialist)
    at_desk = browser_of(world.here.clerk_of_desk)

    answer, desks = (who.get(page_of(dossier, "bo-sung/")) for who in (browser, at_desk))

    words = answer.content.decode()
    assert (answer.status_code, desks.status_code) == (409, 409)
    assert "Hồ sơ đang ở trạng thái “Đang trình ký”." in words
    assert (
        "Việc này làm được khi hồ sơ ở trạng thái: Đã phân công, Đang thẩm định,"
        " Đã dự thảo kết quả, Trả lại để sửa dự thảo." in words
    )
    assert f'href="{page_of(dossier)}"' in words
    assert "ở trạng thái: Chờ tiếp nhận." in desks.content.decode()


def test_what_is_missing_is_asked_for_with_a_draft_in_hand_too(world: World) -> None:
    dossier = assigned(world)
    services.draft_result(uid=dossier.uid, actor=world.here.specialist)
    browser = browser_of(world.here.specialist)
    offered = page_of(dossier, "bo-sung/")
    assert offered in browser.get(page_of(dossier)).content.decode()

    browser.post(offered, {"more": "Bản vẽ móng"})

    dossier.refresh_from_db()
    assert (dossier.state, dossier.supplement_count) == ("supplement", 1)


def test_a_draft_made_too_early_leads_on_to_the_visit_the_process_wants(world: World) -> None:
    dossier = assigned(world)
    specialist = world.here.specialist
    services.draft_result(uid=dossier.uid, actor=specialist)
    visit = page_of(dossier, "thuc-dia/")
    assert visit in browser_of(specialist).get(page_of(dossier)).content.decode()

    services.invite_field_check(
        uid=dossier.uid,
        actor=specialist,
        at=timezone.now() + timedelta(days=1),
        place="Thửa 118",
    )

    dossier.refresh_from_db()
    assert (dossier.state, dossier.step_key) == ("field_check", "kiem-tra-thuc-dia")


def test_a_desk_that_may_not_return_hands_nothing_over(world: World) -> None:
    dossier = before_leader(world)
    receiver = signed_in(world.here, P.RECEIVE)

    for slug in ("tra-ket-qua", "ve-quay", "luu-giu", "tra-cung"):
        refused(receiver, one(dossier, f"{slug}/"), dossier)


def test_only_who_oversees_reminds_from_the_board(
    world: World, clock: time_machine.Traveller
) -> None:
    dossier = assigned(world)
    clock.shift(timedelta(days=30))
    wanted = {"tinh-hinh": "late"}

    for actor in (world.here.specialist, world.here.clerk_of_desk):
        answer = browser_of(actor).post("/lam-viec/dieu-hanh/nhac/", wanted)
        assert answer.status_code == 404
    anybody = Client().post("/lam-viec/dieu-hanh/nhac/", wanted)

    assert anybody.status_code == 401
    assert not dossier.timeline.filter(code="reminded").exists()
