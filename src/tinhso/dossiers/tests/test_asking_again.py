"""The desk asks once; once more asks who holds the right to, and the form says who asked."""

from tinhso.dossiers import services
from tinhso.dossiers.testing import World, browser_of, permit_answers, submitted
from tinhso.dossiers.tests.desking import one


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
    assert services.may_ask_again(dossier=dossier, actor=world.here.leader)
