"""A dossier is put before a council; what it says comes with the signed minutes, never before."""

from datetime import timedelta
from unicodedata import normalize
from uuid import uuid4

import pytest
import time_machine
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tinhso.dossiers import jobs, services
from tinhso.dossiers.models import CouncilSitting, CouncilVote, Dossier, UnitDuty
from tinhso.dossiers.queries.council import sitting_page
from tinhso.dossiers.rules.council import CouncilRules, is_quorate, outcome_of, rules_of
from tinhso.dossiers.services.council import CouncilCall, SeatInput, call_council, move_sitting
from tinhso.dossiers.services.council_minutes import hold_sitting
from tinhso.dossiers.services.errors import WrongState
from tinhso.dossiers.testing import World, browser_of, filed, sample_of
from tinhso.dossiers.testing.councils import (
    QUESTION,
    before_council,
    decide,
    held,
    sign_minutes,
    sign_minutes_as,
)
from tinhso.dossiers.testing.world import id_of
from tinhso.kernel import files
from tinhso.kernel.actors import system_actor
from tinhso.kernel.errors import Invalid, NotFound, NotPermitted
from tinhso.kernel.files.previews import text_of_pages
from tinhso.kernel.notifications.models import Notification
from tinhso.kernel.testing import in_english, vietnamese_left_behind
from tinhso.procedures.testing import newest_version
from tinhso.signing import services as signing
from tinhso.signing.queries import certificate_of, item_of
from tinhso.signing.queries import items_for as waiting_for
from tinhso.signing.testing import certificate_for

POOR = "1.011607"
PROCEDURES = (POOR,)


def summed_up(world: World) -> Dossier:
    """Return a household's dossier whose visit is recorded: the next step is the council."""
    version = newest_version(POOR)
    UnitDuty.objects.get_or_create(
        agency=world.here.agency, procedure_code=POOR, unit=world.here.division
    )
    dossier = filed(world, **sample_of(version))
    here = world.here
    services.assign(uid=dossier.uid, assignee=id_of(here.specialist), actor=here.leader)
    check = services.invite_field_check(
        uid=dossier.uid,
        actor=here.specialist,
        at=timezone.now() + timedelta(hours=2),
        place="Tại nhà",
    )
    services.record_field_check(
        uid=dossier.uid,
        check_uid=check.uid,
        actor=here.specialist,
        outcome="met",
        findings="Đúng hiện trạng.",
    )
    dossier.refresh_from_db()
    return dossier


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


def test_pages_of_a_sitting_from_invitation_to_signed_minutes(
    world: World, clock: time_machine.Traveller
) -> None:
    dossier = summed_up(world)
    browser = browser_of(world.here.specialist)
    call = f"/lam-viec/ho-so/{dossier.uid}/hoi-dong/"
    at = timezone.localtime() + timedelta(hours=1)
    form = {
        "question": QUESTION,
        "sitting": "new",
        "at": at.strftime("%Y-%m-%dT%H:%M"),
        "place": "Nhà văn hóa",
        "others": "Hoàng Thị Lan; trưởng xóm\nNông Văn Sơn",
    }
    refused = browser.post(call, form)
    assert refused.status_code == 422
    assert "Nông Văn Sơn" in refused.content.decode()
    browser.post(call, form | {"chair": str(world.here.leader.id)})
    sitting = CouncilSitting.objects.get()
    page = f"/lam-viec/phien-hop/{sitting.uid}/"
    invited = in_english(browser).get(f"{page}giay-moi.pdf").content
    said = normalize("NFC", " ".join(" ".join(text_of_pages(invited)).split()))
    assert "(chủ trì)" in said
    assert f"ngày {at.day:02d} tháng {at.month:02d} năm {at.year}" in said
    clock.shift(timedelta(hours=2))
    case = sitting.cases.get().uid
    seats = [str(seat.uid) for seat in sitting.seats.all()]

    wrong = browser.post(f"{page}bien-ban/", {"attended": seats, "minutes": "Họp xong."})
    assert "Hãy ghi biểu quyết của mọi người có mặt." in wrong.content.decode()
    browser.post(
        f"{page}bien-ban/",
        {
            "attended": seats,
            "minutes": "Họp xong.",
            f"case_{case}": "for",
            f"vote_{case}_{seats[-1]}": "against",
            f"conditions_{case}": "Rà soát lại sau sáu tháng.",
        },
    )

    sitting.refresh_from_db()
    assert sitting.state == "held"
    assert sitting.cases.get().opinion == "conditions"
    assert browser.get(f"{page}bien-ban.pdf").content.startswith(b"%PDF")
    sign_minutes(world.here, sitting.uid)
    shown = browser.get(page).content.decode()
    assert "Đã ký biên bản" in shown
    assert "Rà soát lại sau sáu tháng." in shown
    for address in (page, "/lam-viec/phien-hop/"):
        english = in_english(browser).get(address).content.decode()
        assert vietnamese_left_behind(english) == []


def test_the_secretary_signs_before_the_chair_each_in_his_place(world: World) -> None:
    dossier = summed_up(world)
    sitting = before_council(world.here, dossier)
    held(world.here, sitting)
    item = item_of(kind="dossiers.council_minutes", reference=str(sitting.uid))
    assert item is not None
    assert item.for_account == world.here.specialist.id
    assert not waiting_for(actor=world.here.leader).exists()

    sign_minutes(world.here, sitting.uid)

    sitting.refresh_from_db()
    assert sitting.file is not None
    report = signing.verify_pdf(files.open_file(sitting.file))
    assert report.verdict == "valid"
    assert [one.field_name for one in report.signatures] == ["NguoiKy_secretary", "NguoiKy"]
    assert [one.signer for one in report.signatures] == [
        world.here.specialist.name,
        world.here.leader.name,
    ]


def test_a_secretary_who_may_not_sign_is_named_before_anything_is_put_before_the_chair(
    world: World,
) -> None:
    dossier = summed_up(world)
    sitting = before_council(world.here, dossier)
    roles = apps.get_model("identity", "Assignment")
    roles.objects.filter(account__uid=id_of(world.here.specialist)).delete()

    with pytest.raises(Invalid) as refusal:
        held(world.here, sitting)

    assert world.here.specialist.name in str(refusal.value.fields["minutes"])
    sitting.refresh_from_db()
    assert (sitting.state, sitting.item) == ("called", None)


def test_minutes_sent_back_are_written_again(world: World) -> None:
    dossier = summed_up(world)
    sitting = before_council(world.here, dossier)
    held(world.here, sitting)
    item = item_of(kind="dossiers.council_minutes", reference=str(sitting.uid))
    assert item is not None
    sign_minutes_as(world.here.specialist, sitting.uid)
    signing.return_for_rework(item_uid=item.uid, reason="Ghi rõ.", actor=world.here.leader)

    sitting.refresh_from_db()
    held(world.here, sitting, vote="against")
    sign_minutes(world.here, sitting.uid)

    assert dossier.consultations.get().opinion == "disagree"


def test_another_agency_sees_nothing_and_a_member_writes_nothing(world: World) -> None:
    dossier = summed_up(world)
    sitting = before_council(world.here, dossier)
    stranger, leader = browser_of(world.there.specialist), world.here.leader
    page = f"/lam-viec/phien-hop/{sitting.uid}/"

    for more in ("", "bien-ban/", "doi/", "huy/", "giay-moi.pdf", "bien-ban.pdf"):
        assert stranger.get(page + more).status_code == 404
    assert stranger.post(f"{page}tra-loi/", {"reply": "coming"}).status_code == 404
    with pytest.raises(NotFound):
        move_sitting(
            uid=sitting.uid,
            actor=world.there.specialist,
            at=sitting.at + timedelta(hours=1),
            place="Trụ sở",
            reason="Trùng lịch.",
        )
    with pytest.raises(NotPermitted):
        hold_sitting(
            uid=sitting.uid, actor=leader, attended=frozenset(), votes={}, minutes="Đã họp."
        )


def test_the_list_asks_the_same_few_questions_for_many_sittings(world: World) -> None:
    browser = browser_of(world.here.specialist)
    before_council(world.here, summed_up(world))
    browser.get("/lam-viec/phien-hop/")
    with CaptureQueriesContext(connection) as one:
        browser.get("/lam-viec/phien-hop/")
    for _n in range(3):
        before_council(world.here, summed_up(world))

    with CaptureQueriesContext(connection) as many:
        listed = browser.get("/lam-viec/phien-hop/").content.decode()

    assert listed.count("Ban chỉ đạo rà soát hộ nghèo") >= 4
    assert len(many) == len(one)


def test_machines_call_and_write_down_a_sitting(
    world: World, clock: time_machine.Traveller
) -> None:
    dossier = summed_up(world)
    browser = browser_of(world.here.specialist)
    call = {
        "at": (timezone.now() + timedelta(hours=1)).isoformat(),
        "place": "Nhà văn hóa",
        "chair": str(world.here.leader.id),
        "seats": [{"name": "Hoàng Thị Lan", "title": "Trưởng xóm"}],
    }
    made = browser.post(
        f"/api/v1/dossiers/{dossier.uid}/council",
        {"question": QUESTION, "call": call},
        content_type="application/json",
    )
    assert made.status_code == 201
    told = made.json()
    clock.shift(timedelta(hours=2))
    seats = [seat["uid"] for seat in told["seats"]]

    written = browser.post(
        f"/api/v1/dossiers/councils/{told['uid']}/minutes",
        {
            "attended": seats,
            "minutes": "Đã họp.",
            "cases": [{"case": told["cases"][0]["uid"], "votes": dict.fromkeys(seats, "for")}],
        },
        content_type="application/json",
    ).json()

    assert written["state"] == "held"
    assert written["cases"][0]["votes"] == {"for": 3, "against": 0, "other": 0}
    listed = browser.get("/api/v1/dossiers/councils").json()["items"]
    assert [row["uid"] for row in listed] == [told["uid"]]


def test_the_decision_is_drafted_and_signed_on_the_pages_afterwards(world: World) -> None:
    dossier = summed_up(world)
    before_council(world.here, dossier)
    decide(world.here, dossier)
    work = f"/lam-viec/ho-so/{dossier.uid}/"
    specialist, leader = browser_of(world.here.specialist), browser_of(world.here.leader)

    page = specialist.get(f"{work}du-thao/")
    typed = {field.name: field.value() or "1" for field in page.context["form"]}
    typed["kq_recognised_from"] = "2026-11-25"
    drafted = specialist.post(f"{work}du-thao/", typed)
    assert drafted.status_code == 302, drafted.context["form"].errors
    sent = specialist.post(f"{work}trinh-ky/", {"signer": str(world.here.leader.id)})
    assert sent.status_code == 302, sent.content.decode()

    assert "/lam-viec/cho-ky/" in leader.get(work).content.decode()


def test_minutes_over_a_lost_key_are_signed_anew_and_what_was_decided_stands(
    world: World,
) -> None:
    dossier, here = summed_up(world), world.here
    sitting = before_council(here, dossier)
    held(here, sitting)
    sign_minutes(here, sitting.uid)
    lost = certificate_of(account_uid=id_of(here.leader))
    assert lost is not None
    signing.revoke_certificate(
        certificate_uid=lost.uid, reason="key_compromise", actor=system_actor("dossiers.tests")
    )
    item = item_of(kind="dossiers.council_minutes", reference=str(sitting.uid))
    assert item is not None
    with pytest.raises(signing.SignatureLost):
        signing.number_and_seal(item_uid=item.uid, actor=here.clerk)

    signing.void_signature(item_uid=item.uid, actor=here.clerk)

    sitting.refresh_from_db()
    dossier.refresh_from_db()
    assert (sitting.state, sitting.signed_at, sitting.file) == ("decided", None, None)
    assert dossier.consultations.get().opinion == "agree"
    certificate_for(account_uid=here.leader.id, name=here.leader.name)
    sign_minutes(here, sitting.uid)
    again = item_of(kind="dossiers.council_minutes", reference=str(sitting.uid))
    assert again is not None
    signing.number_and_seal(item_uid=again.uid, actor=here.clerk)
    sitting.refresh_from_db()
    assert sitting.number == "1/BB-HĐ"
    assert sitting.file is not None
    assert signing.verify_pdf(files.open_file(sitting.file)).verdict == "valid"
