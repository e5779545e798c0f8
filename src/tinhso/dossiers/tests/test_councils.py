"""A dossier is put before a council; what it says comes with the signed minutes, never before."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from tinhso.dossiers import jobs, services
from tinhso.dossiers.models import CouncilSitting, CouncilVote
from tinhso.dossiers.queries.council import sitting_page
from tinhso.dossiers.rules.council import CouncilRules, is_quorate, outcome_of, rules_of
from tinhso.dossiers.services.council import CouncilCall, SeatInput, call_council, move_sitting
from tinhso.dossiers.services.council_minutes import hold_sitting
from tinhso.dossiers.services.errors import WrongState
from tinhso.dossiers.testing import World, browser_of
from tinhso.dossiers.testing.councils import (
    POOR,
    QUESTION,
    before_council,
    decide,
    held,
    sign_minutes,
    summed_up,
)
from tinhso.dossiers.testing.world import id_of
from tinhso.kernel.errors import Invalid, NotPermitted
from tinhso.kernel.notifications.models import Notification
from tinhso.signing import services as signing
from tinhso.signing.queries import item_of

PROCEDURES = (POOR,)


def test_a_vote_carries_by_more_than_its_share_and_a_condition_is_said() -> None:
    rules = CouncilRules(name="Ban chỉ đạo")

    assert outcome_of(["for", "for", "against"], rules=rules) == "agree"
    assert outcome_of(["for", "for", "other"], rules=rules, conditions="Xác minh.") == "conditions"
    assert outcome_of(["for", "against"], rules=rules, conditions="Xác minh.") == "disagree"
    assert outcome_of([], rules=rules) == "disagree"
    assert is_quorate(present=3, seats=4, rules=rules)
    assert not is_quorate(present=2, seats=4, rules=rules)
    assert rules_of({"council": {"name": ""}}) is None
    assert rules_of({"council": {"name": "A", "quorum_percent": "nhiều"}}) == CouncilRules(name="A")


def test_what_it_says_flows_back_when_the_chair_signs(world: World) -> None:
    dossier = summed_up(world)
    assert dossier.step_key == "tong-hop"
    sitting = before_council(world.here, dossier)
    dossier.refresh_from_db()
    assert (dossier.state, dossier.step_key) == ("consulting", "hop")

    held(world.here, sitting)
    dossier.refresh_from_db()
    assert dossier.state == "consulting"
    sign_minutes(world.here, sitting.uid)

    dossier.refresh_from_db()
    sitting.refresh_from_db()
    row = dossier.consultations.get()
    assert (dossier.state, dossier.step_key) == ("appraising", "soan-quyet-dinh")
    assert (row.opinion, row.answer) == ("agree", "tán thành 4, không tán thành 0, ý kiến khác 0.")
    assert row.answered_by == world.here.leader.id
    assert sitting.state == "decided"
    item = item_of(kind="dossiers.council_minutes", reference=str(sitting.uid))
    assert item is not None
    signing.number_and_seal(item_uid=item.uid, actor=world.here.clerk)
    sitting.refresh_from_db()
    row.refresh_from_db()
    assert sitting.number == "1/BB-HĐ"
    assert row.file == sitting.file


def test_a_disagreement_flows_back_too(world: World) -> None:
    dossier = summed_up(world)
    before_council(world.here, dossier)

    decide(world.here, dossier, vote="against")

    assert dossier.consultations.get().opinion == "disagree"
    assert dossier.state == "appraising"


def test_silence_of_a_council_is_no_answer(world: World, clock: time_machine.Traveller) -> None:
    dossier = summed_up(world)
    before_council(world.here, dossier)
    row = dossier.consultations.get()
    clock.move_to(row.due_at + timedelta(hours=1))
    jobs.note_silence()

    with pytest.raises(WrongState):
        services.finish_consultation(uid=dossier.uid, actor=world.here.specialist)
    with pytest.raises(NotPermitted):
        services.answer_consultation(
            consultation_uid=row.uid, actor=world.here.leader, opinion="agree", answer=""
        )

    dossier.refresh_from_db()
    assert dossier.state == "consulting"


def test_too_few_members_or_a_missing_vote_decide_nothing(world: World) -> None:
    dossier = summed_up(world)
    sitting = before_council(world.here, dossier)
    page = sitting_page(uid=sitting.uid, actor=world.here.specialist)
    seats = [seat.uid for seat in page.seats]
    case = page.cases[0].case.uid
    with time_machine.travel(sitting.at + timedelta(minutes=5), tick=False):
        with pytest.raises(Invalid) as few:
            hold_sitting(
                uid=sitting.uid,
                actor=world.here.specialist,
                attended=frozenset(seats[:2]),
                votes={case: dict.fromkeys(seats, "for")},
                minutes="Đã họp.",
            )
        with pytest.raises(Invalid) as missing:
            hold_sitting(
                uid=sitting.uid,
                actor=world.here.specialist,
                attended=frozenset(seats),
                votes={case: dict.fromkeys(seats[1:], "for")},
                minutes="Đã họp.",
            )

    assert "mới có 2 trên 4" in str(few.value.fields["attended"])
    assert f"case_{case}" in missing.value.fields
    assert not CouncilVote.objects.exists()
    sitting.refresh_from_db()
    assert sitting.state == "called"


def test_it_is_not_written_down_before_its_hour(world: World) -> None:
    sitting = before_council(world.here, summed_up(world))

    with pytest.raises(WrongState):
        hold_sitting(
            uid=sitting.uid,
            actor=world.here.specialist,
            attended=frozenset(),
            votes={},
            minutes="Đã họp.",
        )


def test_what_is_wrong_with_a_call_is_said_at_its_field(world: World) -> None:
    dossier = summed_up(world)
    call = CouncilCall(at=timezone.now() - timedelta(hours=1), place=" ", chair=uuid4())

    with pytest.raises(Invalid) as refusal:
        call_council(uid=dossier.uid, actor=world.here.specialist, question=QUESTION, call=call)

    assert set(refusal.value.fields) == {"at", "place", "chair", "others"}
    assert dossier.due_at is not None
    late = CouncilCall(
        at=dossier.due_at + timedelta(days=1),
        place="Nhà văn hóa",
        chair=id_of(world.here.leader),
        seats=[SeatInput(name="Lan")],
    )
    with pytest.raises(Invalid) as refusal:
        call_council(uid=dossier.uid, actor=world.here.specialist, question=QUESTION, call=late)
    assert set(refusal.value.fields) == {"at"}
    assert not CouncilSitting.objects.exists()


def test_a_second_dossier_joins_the_agenda_and_one_called_off_waits(world: World) -> None:
    first, second = summed_up(world), summed_up(world)
    sitting = before_council(world.here, first)
    specialist = world.here.specialist
    call_council(uid=second.uid, actor=specialist, question=QUESTION, sitting_uid=sitting.uid)
    with pytest.raises(WrongState):
        call_council(uid=second.uid, actor=specialist, question=QUESTION, sitting_uid=sitting.uid)
    assert sitting.cases.count() == 2
    browser = browser_of(specialist)

    browser.post(f"/lam-viec/phien-hop/{sitting.uid}/huy/", {"reason": "Mưa lũ."})

    sitting.refresh_from_db()
    assert (sitting.state, sitting.cases.count()) == ("called_off", 0)
    shown = browser.get(f"/lam-viec/ho-so/{first.uid}/").content.decode()
    assert "Hội đồng, chờ mời phiên khác" in shown
    assert f"/lam-viec/ho-so/{first.uid}/hoi-dong/" in shown
    again = before_council(world.here, first)
    assert first.consultations.get().council_case.sitting == again


def test_members_are_told_and_answer(world: World) -> None:
    sitting = before_council(world.here, summed_up(world))
    leader, page = world.here.leader, f"/lam-viec/phien-hop/{sitting.uid}/"
    told = Notification.objects.filter(kind="dossiers.council_called")
    assert list(told.values_list("account_uid", flat=True)) == [leader.id]

    answer = browser_of(leader).post(f"{page}tra-loi/", {"reply": "coming"})

    assert answer.status_code == 302
    assert sitting.seats.get(role="chair").reply == "coming"
    move_sitting(
        uid=sitting.uid,
        actor=world.here.specialist,
        at=sitting.at + timedelta(hours=1),
        place="Trụ sở",
        reason="Trùng lịch.",
    )
    assert sitting.seats.get(role="chair").reply == ""
    assert told.count() == 2
