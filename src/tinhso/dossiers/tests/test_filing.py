"""Handing in a dossier: what it says, once, and who may."""

from uuid import uuid4

import pytest

from tinhso.dossiers import services
from tinhso.dossiers.models import Dossier, TimelineEntry
from tinhso.dossiers.rules.states import DigitisedState
from tinhso.dossiers.services import AttachmentInput
from tinhso.dossiers.testing import World, a_file, browser_of, permit_answers, submitted, the_owner
from tinhso.dossiers.tests.complaining import browser_of_citizen
from tinhso.kernel.actors import ANONYMOUS
from tinhso.kernel.errors import Invalid, NotFound, NotPermitted, SignInNeeded


def test_submitted_dossier_has_its_number_and_no_code_yet(world: World) -> None:
    dossier = submitted(world)

    assert dossier.submission_number == "2611-00001"
    assert dossier.code is None
    assert dossier.state == "submitted"
    assert dossier.national_state == 1
    assert (dossier.case, dossier.service_level) == ("nha_o", "partial")
    assert dossier.owner_masked == "Triệu V. Páo"
    assert [entry.code for entry in TimelineEntry.objects.all()] == ["submit"]


def test_same_token_gives_the_same_dossier(world: World) -> None:
    token = uuid4()

    first = submitted(world, token=token)
    second = submitted(world, token=token)

    assert first.pk == second.pk
    assert Dossier.objects.count() == 1


def test_token_of_another_person_does_not_exist(world: World) -> None:
    token = uuid4()
    submitted(world, token=token)

    with pytest.raises(NotFound):
        submitted(world, token=token, actor=world.stranger)

    assert Dossier.objects.count() == 1


def test_missing_paper_and_answer_are_said_at_their_place(world: World) -> None:
    answers = permit_answers(cdt_so_dinh_danh="12345")

    with pytest.raises(Invalid) as refusal:
        submitted(
            world,
            answers=answers,
            attachments=[AttachmentInput(component_key="giay_to_dat", file=a_file())],
        )

    assert set(refusal.value.fields) == {"attachments.ban_ve", "cdt_so_dinh_danh"}
    assert not Dossier.objects.exists()


def test_nobody_files_unsigned_or_in_anothers_name(world: World) -> None:
    with pytest.raises(SignInNeeded):
        submitted(world, actor=ANONYMOUS)
    with pytest.raises(NotPermitted):
        submitted(world, actor=world.stranger)

    assert not Dossier.objects.exists()


def test_other_desk_and_other_citizen_do_not_see_it(world: World) -> None:
    dossier = submitted(world)

    for actor in (world.there.clerk_of_desk, world.there.specialist, world.stranger):
        assert not Dossier.objects.visible_to(actor).exists()
        with pytest.raises(NotFound):
            services.withdraw(uid=dossier.uid, actor=actor)

    dossier.refresh_from_db()
    assert dossier.state == "submitted"


def test_applicant_changes_before_acceptance(world: World) -> None:
    dossier = submitted(world)

    services.change_content(
        uid=dossier.uid, actor=world.citizen, answers=permit_answers(qm_so_tang=3)
    )

    dossier.refresh_from_db()
    assert '"qm_so_tang":3' in dossier.answers


def test_applicant_withdraws_before_acceptance(world: World) -> None:
    dossier = submitted(world)

    services.withdraw(uid=dossier.uid, actor=world.citizen)

    dossier.refresh_from_db()
    assert (dossier.state, dossier.national_state) == ("withdrawn", 7)
    assert dossier.finished_at is not None


def test_who_takes_a_dossier_back_is_told_so_and_promised_nothing_more(world: World) -> None:
    dossier, browser = submitted(world), browser_of_citizen(world)
    before = browser.get(f"/ho-so/{dossier.uid}/").content.decode()

    after = browser.post(f"/ho-so/{dossier.uid}/rut/", {"reason": "Nộp nhầm nơi"}, follow=True)

    at_desk = browser_of(world.here.clerk_of_desk).get(f"/lam-viec/mot-cua/{dossier.uid}/")
    assert "Nộp nhầm nơi" in at_desk.content.decode()
    assert "Một cửa trả lời bạn trước" in before
    assert "Đã rút hồ sơ." in after.content.decode()
    assert "Một cửa trả lời bạn trước" not in after.content.decode()


def test_walk_in_is_taken_in_at_once(world: World) -> None:
    dossier = services.take_in(
        token=uuid4(),
        procedure_code="1.013225",
        resolving_agency_id=world.here.agency.pk,
        answers=permit_answers(),
        parties=[the_owner(world, person_id=None)],
        actor=world.here.clerk_of_desk,
    )

    assert dossier.code == "H14.20.05-261116-0001"
    assert dossier.state == "transferred"
    assert dossier.parties.get(role="owner").person_id == world.person.pk
    assert dossier.hand_overs.get(sequence=2).has_paper is True


def test_a_paper_that_is_here_is_used_again_by_its_owner_alone(world: World) -> None:
    first = submitted(world)
    known = first.attachments.get(component_key="giay_to_dat")
    again = [
        AttachmentInput(component_key="giay_to_dat", reused_attachment_uid=known.uid),
        AttachmentInput(component_key="ban_ve", file=a_file()),
    ]

    second = submitted(world, attachments=again)

    used = second.attachments.get(component_key="giay_to_dat")
    assert (used.file, used.reused_attachment) == (known.file, known)
    assert used.digitised == DigitisedState.REUSED_COMPONENT
    with pytest.raises(NotFound):
        submitted(
            world,
            attachments=again,
            actor=world.stranger,
            parties=[the_owner(world, person_id=world.stranger.person_id)],
        )
    assert Dossier.objects.count() == 2
