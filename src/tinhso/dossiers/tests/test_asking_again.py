"""The desk asks once; once more asks who holds the right to, and the form says who asked."""

from unicodedata import normalize

from tinhso.dossiers import services
from tinhso.dossiers.models import SupplementRequest
from tinhso.dossiers.testing import World, assigned, browser_of, id_of, permit_answers, submitted
from tinhso.dossiers.tests.desking import one
from tinhso.dossiers.tests.working import page_of
from tinhso.kernel.files.previews import text_of_pages


def test_asking_once_more_is_offered_to_who_may_and_says_who_asked_before(world: World) -> None:
    dossier = submitted(world)
    desk = browser_of(world.here.clerk_of_desk)
    first = desk.get(one(dossier)).content.decode()
    desk.post(one(dossier, "bo-sung/"), {"more": "Bản vẽ"})
    sent = desk.post(one(dossier, "bo-sung/"), {"more": "Bản vẽ móng"}).content.decode()
    services.answer_supplement(
        uid=dossier.uid, actor=world.citizen, answers=permit_answers(dd_so_thua="119")
    )

    page = desk.get(one(dossier)).content.decode()

    assert one(dossier, "bo-sung/") in first
    assert one(dossier, "bo-sung/") not in page
    assert one(dossier, "tu-choi/") in page
    assert "Hồ sơ này đã được yêu cầu bổ sung" in sent
    assert f'<span lang="vi">{world.here.clerk_of_desk.name}</span>' in sent
    assert (
        one(dossier, "bo-sung/") in browser_of(world.here.leader).get(one(dossier)).content.decode()
    )


def test_the_leader_asks_once_more_in_the_specialists_stead(world: World) -> None:
    dossier = assigned(world)
    specialist, leader = browser_of(world.here.specialist), browser_of(world.here.leader)
    asked = page_of(dossier, "bo-sung/")
    assert asked not in leader.get(page_of(dossier)).content.decode()
    specialist.post(asked, {"more": "Bản vẽ"})
    services.answer_supplement(
        uid=dossier.uid, actor=world.citizen, answers=permit_answers(dd_so_thua="119")
    )

    refused = specialist.get(asked)
    without = leader.post(asked, {"more": "Bản vẽ móng"})
    leader.post(asked, {"more": "Bản vẽ móng", "override_reason": "Bản vẽ nộp lại bị mờ"})

    assert asked not in specialist.get(page_of(dossier)).content.decode()
    assert (refused.status_code, without.status_code) == (403, 422)
    assert "Yêu cầu lần nữa do lãnh đạo cơ quan" in refused.content.decode()
    both = dossier.papers.filter(form="02").order_by("issue")
    assert [row.replaces for row in both] == [None, None]
    said = " ".join(text_of_pages(services.pdf_of(both[1])))
    assert "cấp lại" not in normalize("NFC", said)
    again = SupplementRequest.objects.get(asked_by=id_of(world.here.leader))
    assert again.override_reason == "Bản vẽ nộp lại bị mờ"
