"""One dossier from the applicant's telephone back to it."""

from datetime import UTC, datetime
from unicodedata import normalize

import pytest
import time_machine

from tinhso.dossiers import queries, services
from tinhso.dossiers.models import Dossier, HandOver, TimelineEntry
from tinhso.dossiers.services import ConsultInput, SupplementItem, WrongState
from tinhso.dossiers.testing import (
    Commune,
    World,
    accepted,
    assigned,
    before_leader,
    permit_answers,
    resolved,
    returned,
    submitted,
    visited,
)
from tinhso.dossiers.testing.world import id_of
from tinhso.dossiers.tests.complaining import browser_of_citizen
from tinhso.kernel.errors import Invalid, NotFound, NotPermitted
from tinhso.kernel.files import open_file
from tinhso.kernel.files.previews import text_of_pages
from tinhso.signing import services as signing
from tinhso.signing.queries import item_of


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    """Return a moment of Việt Nam in 2026 as UTC."""
    return datetime(2026, month, day, hour - 7, minute, tzinfo=UTC)


def test_accepted_dossier_has_code_promise_and_receipt(world: World) -> None:
    dossier = accepted(world)

    assert dossier.code == "H14.20.05-261116-0001"
    assert dossier.state == "transferred"
    assert dossier.due_at == at(1, 17, month=12)
    assert dossier.national_due_at == dossier.due_at
    assert dossier.original_due_at == dossier.due_at
    assert [paper.form for paper in dossier.papers.all()] == ["01"]
    assert [line.to_unit_id for line in HandOver.objects.all()] == [
        world.here.desk.pk,
        world.here.division.pk,
    ]
    assert dossier.step_key == "phan-cong"


def test_codes_count_per_resolving_agency_and_day(
    world: World, clock: time_machine.Traveller
) -> None:
    codes = [accepted(world).code for _ in range(2)]
    clock.move_to(at(17, 9))
    codes.append(accepted(world).code)

    assert codes == [
        "H14.20.05-261116-0001",
        "H14.20.05-261116-0002",
        "H14.20.05-261117-0001",
    ]


def test_what_is_put_before_the_leader_is_due_when_his_own_step_is(
    world: World, clock: time_machine.Traveller
) -> None:
    drafting = visited(world)
    clock.move_to(at(27, 9))
    specialist, leader = world.here.specialist, world.here.leader
    services.draft_result(uid=drafting.uid, actor=specialist)
    services.submit_for_signing(uid=drafting.uid, actor=specialist, signer=id_of(leader))

    dossier = Dossier.objects.get(pk=drafting.pk)
    item = item_of(kind="dossiers.result", reference=str(dossier.results.get().uid))

    assert drafting.step_due_at is not None
    assert dossier.step_due_at is not None
    assert drafting.step_due_at < at(27, 9) < dossier.step_due_at
    assert item is not None
    assert item.due_at == dossier.step_due_at


def test_whole_way_to_the_returned_result(world: World) -> None:
    dossier = returned(world)

    dossier.refresh_from_db()
    result = dossier.results.get()
    assert (dossier.state, dossier.national_state) == ("returned", 10)
    assert dossier.result_class == "early"
    assert result.number == "1/GPXD-UBND"
    assert result.final_file is not None
    told = list(
        TimelineEntry.objects.filter(dossier=dossier, is_told=True).values_list("code", flat=True)
    )
    assert told == [
        "submit",
        "accept",
        "assign",
        "invite_field_check",
        "record_field_check",
        "submit_for_signing",
        "sign",
        "issue",
        "return_result",
    ]


def test_refusal_after_appraisal_is_a_result(world: World) -> None:
    dossier = resolved(world, kind="refusal")

    assert (dossier.state, dossier.national_state) == ("refused_result", 8)
    assert dossier.results.get().number == "1/TB-TTHC"


def test_leader_sends_a_draft_back(world: World) -> None:
    dossier = before_leader(world)
    reference = str(dossier.results.get().uid)
    item = item_of(kind="dossiers.result", reference=reference)
    assert item is not None

    signing.return_for_rework(
        item_uid=item.uid, reason="Thiếu khoảng lùi.", actor=world.here.leader
    )

    dossier.refresh_from_db()
    assert dossier.state == "rework"
    assert dossier.results.get().returned_reason == "Thiếu khoảng lùi."
    assert dossier.step_key == "tham-dinh"
    services.draft_result(uid=dossier.uid, actor=world.here.specialist)
    assert world.here.leader.id is not None
    services.submit_for_signing(
        uid=dossier.uid, actor=world.here.specialist, signer=world.here.leader.id
    )
    again = item_of(kind="dossiers.result", reference=reference)
    assert again is not None
    assert again.uid == item.uid


def test_consultation_runs_in_parallel_and_the_last_answer_goes_on(world: World) -> None:
    dossier = visited(world)
    rows = services.consult(
        uid=dossier.uid,
        actor=world.here.specialist,
        parties=[
            ConsultInput(agency_id=world.there.agency.pk, question="Có vướng quy hoạch không?"),
            ConsultInput(
                agency_id=world.province.pk, question="Lưới điện?", unit_id=world.there.office.pk
            ),
        ],
    )

    answered = services.answer_consultation(
        consultation_uid=rows[0].uid, actor=world.there.specialist, opinion="agree", answer=""
    )

    dossier.refresh_from_db()
    assert answered.opinion == "agree"
    assert dossier.state == "consulting"
    with pytest.raises(WrongState):
        services.finish_consultation(uid=dossier.uid, actor=world.here.specialist)


def test_a_leader_sees_and_answers_what_was_asked_of_a_unit_of_his_agency(world: World) -> None:
    dossier = visited(world)
    leader, clerk = world.there.leader, world.there.clerk
    stranger = Commune.make("Đức Long", "H14.20.07", world.province).leader

    row = services.consult(
        uid=dossier.uid,
        actor=world.here.specialist,
        parties=[ConsultInput(agency_id=world.there.agency.pk, question="Vướng?")],
    )[0]

    assert row.unit_id == world.there.division.pk
    assert [one.pk for one in queries.inbox(actor=leader, view="consultations")] == [dossier.pk]
    assert not queries.inbox(actor=stranger, view="consultations").exists()
    for other in (stranger, world.there.clerk_of_desk):
        with pytest.raises(NotFound):
            services.answer_consultation(
                consultation_uid=row.uid, actor=other, opinion="agree", answer=""
            )
    with pytest.raises(NotPermitted):
        services.answer_consultation(
            consultation_uid=row.uid, actor=clerk, opinion="agree", answer=""
        )
    answered = services.answer_consultation(
        consultation_uid=row.uid, actor=leader, opinion="agree", answer=""
    )
    assert answered.answered_by == leader.id
    dossier.refresh_from_db()
    assert dossier.state == "appraising"


def test_silence_after_the_deadline_lets_the_lead_go_on(
    world: World, clock: time_machine.Traveller
) -> None:
    dossier = visited(world)
    services.consult(
        uid=dossier.uid,
        actor=world.here.specialist,
        parties=[ConsultInput(agency_id=world.there.agency.pk, question="Vướng?", hours=8)],
    )
    clock.move_to(at(18, 9))

    services.finish_consultation(uid=dossier.uid, actor=world.here.specialist)

    dossier.refresh_from_db()
    assert dossier.state == "appraising"
    assert dossier.consultations.get().silent_at == at(18, 9)
    assert dossier.step_key == "hoan-thien"


def test_supplement_restarts_the_time_and_the_national_date_only_pauses(
    world: World, clock: time_machine.Traveller
) -> None:
    dossier = assigned(world)
    clock.move_to(at(18, 9))
    services.request_supplement(
        uid=dossier.uid,
        actor=world.here.specialist,
        items=[SupplementItem(text="Bản vẽ móng", component_key="ban_ve")],
        reasons=["thieu_ban_ve"],
    )
    clock.move_to(at(23, 10))

    services.answer_supplement(
        uid=dossier.uid, actor=world.citizen, answers=None, attachments=[_drawing()]
    )

    dossier.refresh_from_db()
    assert dossier.state == "appraising"
    assert dossier.due_at == at(8, 17, month=12)
    assert dossier.national_due_at == at(7, 17, month=12)
    change = dossier.due_changes.last()
    assert change is not None
    assert (change.ground, change.old_due_at) == ("supplement_complete", at(1, 17, month=12))


def _drawing() -> services.AttachmentInput:
    from tinhso.dossiers.testing import a_file

    return services.AttachmentInput(component_key="ban_ve", file=a_file("mong.pdf"))


def test_second_supplement_wants_permission_and_reason(world: World) -> None:
    dossier = submitted(world)
    desk, leader = world.here.clerk_of_desk, world.here.leader
    item = [SupplementItem(text="Bản vẽ")]
    services.request_supplement(uid=dossier.uid, actor=desk, items=item)
    services.answer_supplement(uid=dossier.uid, actor=world.citizen, attachments=[_drawing()])

    with pytest.raises(NotPermitted, match="lãnh đạo cơ quan"):
        services.request_supplement(
            uid=dossier.uid, actor=desk, items=item, override_reason="Bản vẽ mờ"
        )
    with pytest.raises(services.AlreadyAsked):
        services.request_supplement(uid=dossier.uid, actor=leader, items=item)
    dossier.refresh_from_db()
    assert (dossier.state, dossier.supplement_count) == ("submitted", 1)

    services.request_supplement(
        uid=dossier.uid, actor=leader, items=item, override_reason="Bản vẽ mờ"
    )

    dossier.refresh_from_db()
    assert (dossier.state, dossier.supplement_count) == ("intake_supplement", 2)


def test_unanswered_supplement_is_closed_after_fifteen_days(
    world: World, clock: time_machine.Traveller
) -> None:
    from tinhso.dossiers.jobs import close_unanswered

    dossier = assigned(world)
    services.request_supplement(
        uid=dossier.uid,
        actor=world.here.specialist,
        items=[SupplementItem(text="Bản vẽ móng")],
    )
    clock.move_to(at(1, 16, month=12))
    close_unanswered()
    dossier.refresh_from_db()
    assert dossier.state == "supplement"
    clock.move_to(at(1, 17, 1, month=12))

    close_unanswered()

    dossier.refresh_from_db()
    assert (dossier.state, dossier.national_state) == ("closed", 8)
    assert dossier.papers.get(form="05").number == "1/TBD-TTPVHCC"


def test_supplement_asked_before_acceptance_is_closed_after_fifteen_days_too(
    world: World, clock: time_machine.Traveller
) -> None:
    from tinhso.dossiers.jobs import close_unanswered

    dossier = submitted(world)
    request = services.request_supplement(
        uid=dossier.uid,
        actor=world.here.clerk_of_desk,
        items=[SupplementItem(text="Bản vẽ móng")],
    )
    clock.move_to(at(1, 16, month=12))
    with pytest.raises(Invalid):
        services.close_unanswered(uid=dossier.uid, actor=world.here.clerk_of_desk)
    clock.move_to(at(1, 17, 1, month=12))

    close_unanswered()

    dossier.refresh_from_db()
    request.refresh_from_db()
    assert (dossier.state, dossier.code, dossier.has_wait) == ("closed", None, False)
    assert request.closed_at == dossier.finished_at
    notice = dossier.papers.get(form="05")
    assert "Bản vẽ móng" in notice.data
    assert services.pdf_of(notice).startswith(b"%PDF-1")
    with pytest.raises(WrongState):
        services.answer_supplement(uid=dossier.uid, actor=world.citizen, answers=permit_answers())


def test_refused_intake_leaves_no_request_open(world: World, clock: time_machine.Traveller) -> None:
    from tinhso.dossiers.jobs import close_unanswered

    dossier = submitted(world)
    desk = world.here.clerk_of_desk
    services.request_supplement(
        uid=dossier.uid, actor=desk, items=[SupplementItem(text="Bản vẽ móng")]
    )
    services.refuse_intake(uid=dossier.uid, actor=desk, reasons=[], note="Nộp nhầm nơi.")
    clock.move_to(at(2, 9, month=12))

    close_unanswered()

    dossier.refresh_from_db()
    assert dossier.state == "refused_intake"
    assert not dossier.supplements.filter(closed_at__isnull=True).exists()


def test_one_extension_with_its_apology(world: World, clock: time_machine.Traveller) -> None:
    dossier = assigned(world)
    clock.move_to(at(30, 9))

    extension = services.extend(
        uid=dossier.uid,
        actor=world.here.leader,
        reason="Mưa lũ, chưa đo được.",
        due_at=at(4, 17, month=12),
    )

    dossier.refresh_from_db()
    assert extension.in_time is True
    assert dossier.due_at == at(4, 17, month=12)
    assert dossier.original_due_at == at(1, 17, month=12)
    assert dossier.papers.filter(form="04").count() == 1
    with pytest.raises(services.AlreadyExtended):
        services.extend(
            uid=dossier.uid, actor=world.here.leader, reason="Nữa", due_at=at(8, 17, month=12)
        )


def test_stop_at_the_applicants_wish(world: World) -> None:
    dossier = assigned(world)
    services.ask_stop(uid=dossier.uid, actor=world.citizen, reason="Không xây nữa")

    services.decide_stop(uid=dossier.uid, actor=world.here.clerk_of_desk, granted=True)

    dossier.refresh_from_db()
    assert (dossier.state, dossier.national_state) == ("stopped", 8)
    assert dossier.papers.filter(form="05").count() == 1
    assert dossier.step_key == ""


def test_wrong_result_is_replaced_by_one_that_names_it(world: World) -> None:
    dossier = returned(world)
    finished = Dossier.objects.get(pk=dossier.pk).finished_at

    services.correct_result(uid=dossier.uid, actor=world.here.clerk_of_desk, fault="Sai số thửa.")
    services.draft_result(uid=dossier.uid, actor=world.here.specialist)

    dossier.refresh_from_db()
    old, new = dossier.results.order_by("pk")
    assert new.draft_file is not None
    said = " ".join(" ".join(text_of_pages(open_file(new.draft_file))).split())
    assert f"Thay bản số {old.number} ngày 16/11/2026" in normalize("NFC", said)
    mine = browser_of_citizen(world).get(f"/ho-so/{dossier.uid}/").content.decode()
    assert "cơ quan trả bản đã sửa trước <b>17 giờ thứ Năm, 19/11/2026</b>" in mine
    assert "Có chỗ sai, đang sửa" in mine
    assert new.corrects_id == old.pk
    assert old.final_file is not None
    assert dossier.correction_due_at == at(19, 17)
    assert dossier.finished_at == finished


def test_an_officer_of_another_unit_sees_nothing_and_a_colleague_may_not(world: World) -> None:
    dossier = assigned(world)

    with pytest.raises(NotFound):
        services.appraise(uid=dossier.uid, actor=world.there.specialist, text="x")
    with pytest.raises(services.NotYours):
        services.appraise(uid=dossier.uid, actor=world.here.colleague, text="x")
    with pytest.raises(NotPermitted):
        services.appraise(uid=dossier.uid, actor=world.here.clerk_of_desk, text="x")

    dossier.refresh_from_db()
    assert dossier.state == "assigned"
    assert not dossier.notes.exists()


def test_old_page_of_a_second_officer_is_refused(world: World) -> None:
    dossier = submitted(world)
    services.accept(uid=dossier.uid, actor=world.here.clerk_of_desk, version=dossier.version)

    with pytest.raises(services.DossierChanged):
        services.refuse_intake(
            uid=dossier.uid,
            actor=world.here.clerk_of_desk,
            reasons=[],
            note="x",
            version=dossier.version,
        )

    dossier.refresh_from_db()
    assert dossier.state == "transferred"
