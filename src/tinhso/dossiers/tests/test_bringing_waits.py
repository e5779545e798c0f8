"""Dossiers of an old system that waited: brought in waiting, their promise kept."""

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from tinhso.dossiers import services
from tinhso.dossiers.models import Consultation, Dossier, SupplementRequest
from tinhso.dossiers.rules.clocks import DueGround
from tinhso.dossiers.rules.states import DossierState
from tinhso.dossiers.services import AttachmentInput
from tinhso.dossiers.testing import World
from tinhso.dossiers.testing.world import a_file, id_of
from tinhso.dossiers.tests.bringing import OPEN, an_operator, brought_in, open_row
from tinhso.identity.testing import Account
from tinhso.kernel.calendar import explain, lines_from_text
from tinhso.kernel.importing import queries as imports
from tinhso.kernel.importing.models import ImportRun
from tinhso.kernel.importing.testing import looked_through, sheet_of
from tinhso.kernel.workflow.models import ProcessInstance

PROMISED = datetime(2026, 11, 30, 10, tzinfo=UTC)


@pytest.fixture
def in_hand(world: World, clock: time_machine.Traveller) -> dict[str, Any]:
    """A dossier in the specialist's hands, at the step of appraisal; his clock stands at 16/11."""
    clock.move_to(datetime(2026, 11, 16, 3, tzinfo=UTC))
    steps = (world.version.process_data or {})["steps"]
    login = Account.objects.get(uid=id_of(world.here.specialist)).login
    return open_row(world, buoc=steps[1]["key"], nguoi_xu_ly=login)


def said(run: ImportRun) -> list[tuple[int, str, str]]:
    """Return what is wrong, by line, column and code."""
    return [(f.line, f.column, f.code) for f in imports.faults_of(run)]


def brought(row: dict[str, Any]) -> Dossier:
    """Return the dossier that a row becomes, its count and its sample found alike."""
    operator = an_operator()
    run = brought_in(looked_through(OPEN, sheet_of(OPEN, [row]), actor=operator), operator)
    assert said(run) == []
    assert not imports.differences(run)
    cells = imports.samples_of(run)[0].cells
    assert [(cell.in_sheet, cell.in_house) for cell in cells if cell.differs] == []
    return Dossier.objects.get(code=row["ma_ho_so"])


def test_one_that_waits_for_its_applicant_restarts_when_he_answers(
    world: World, clock: time_machine.Traveller, in_hand: dict[str, Any]
) -> None:
    words = "Bản vẽ mặt cắt; Giấy chứng nhận quyền sử dụng đất"
    row = in_hand | {"cho_gi": "bo-sung", "cho_tu": "12/11/2026 09:00", "cho_noi_dung": words}

    dossier = brought(row)

    request = SupplementRequest.objects.get()
    asked = datetime(2026, 11, 12, 2, tzinfo=UTC)
    assert (dossier.state, dossier.due_at) == (DossierState.SUPPLEMENT, PROMISED)
    assert (dossier.paused_at, dossier.supplement_count) == (asked, 1)
    assert [item["text"] for item in request.items] == words.split("; ")
    assert request.close_at == datetime(2026, 11, 27, 10, tzinfo=UTC)
    assert ProcessInstance.objects.get().paused_at is not None

    clock.move_to(datetime(2026, 11, 18, 2, tzinfo=UTC))
    services.answer_supplement(
        uid=dossier.uid,
        actor=world.citizen,
        attachments=[AttachmentInput(file=a_file(), component_key="ban_ve")],
    )

    dossier.refresh_from_db()
    first, last = dossier.due_changes.all()
    assert (first.ground, last.ground) == (DueGround.BROUGHT_IN, DueGround.SUPPLEMENT_COMPLETE)
    assert dossier.state == DossierState.APPRAISING
    assert dossier.due_at == datetime(2026, 12, 8, 10, tzinfo=UTC)
    assert dossier.national_due_at == datetime(2026, 12, 7, 10, tzinfo=UTC)


def test_one_that_waits_for_money_keeps_its_promise_but_for_the_wait(
    world: World, clock: time_machine.Traveller, in_hand: dict[str, Any]
) -> None:
    row = in_hand | {"cho_gi": "nghia-vu", "cho_tu": "12/11/2026 09:00", "cho_noi_dung": "12/TB"}

    dossier = brought(row)
    waiting = (dossier.state, dossier.payment_state, dossier.due_at)
    clock.move_to(datetime(2026, 11, 19, 2, tzinfo=UTC))
    services.settle_obligation(uid=dossier.uid, actor=world.here.specialist, document="BL 7")

    dossier.refresh_from_db()
    assert waiting == (DossierState.FIN_OBLIGATION, "due", PROMISED)
    assert dossier.due_at == datetime(2026, 12, 7, 10, tzinfo=UTC)  # seven days later
    assert dossier.national_due_at == dossier.due_at
    kept = explain(lines_from_text(dossier.due_lines))[0]
    assert kept == "Hệ thống trước đã hẹn trả trước 17:00 thứ Hai, 30/11/2026; hẹn ấy được giữ."


def test_one_that_waits_for_an_opinion_is_answered_here(
    world: World, in_hand: dict[str, Any]
) -> None:
    row = in_hand | {
        "cho_gi": "y-kien",
        "cho_tu": "12/11/2026",
        "cho_noi_dung": "Có vướng quy hoạch không?",
        "cho_den": "20/11/2026",
        "cho_co_quan": "H14.20.06",
    }

    dossier = brought(row)
    question = Consultation.objects.get()
    answering = world.there.specialist
    services.answer_consultation(
        consultation_uid=question.uid, actor=answering, opinion="agree", answer=""
    )

    assert question.due_at == datetime(2026, 11, 20, 10, tzinfo=UTC)
    assert (dossier.state, dossier.paused_at) == (DossierState.CONSULTING, None)
    dossier.refresh_from_db()
    assert (dossier.state, dossier.due_at) == (DossierState.APPRAISING, PROMISED)


def test_a_wait_half_told_is_named_by_its_columns(world: World, in_hand: dict[str, Any]) -> None:
    first = (world.version.process_data or {})["steps"][0]["key"]
    waits = {"cho_gi": "bo-sung", "cho_tu": "12/11/2026", "cho_noi_dung": "Bản vẽ"}
    rows = [
        in_hand | {"cho_tu": "12/11/2026"},
        in_hand | waits | {"buoc": first, "cho_tu": ""},
        in_hand | waits | {"cho_tu": "09/11/2026", "cho_den": "11/11/2026"},
        in_hand | waits | {"cho_gi": "y-kien", "cho_den": "11/11/2026", "cho_co_quan": "H14.9x"},
        in_hand | waits | {"cho_gi": "nghia-vu", "cho_noi_dung": "x" * 201},
        in_hand | waits | {"cho_gi": "y-kien", "cho_den": "30/11/2026", "cho_co_quan": "H14.20.05"},
        in_hand | waits | {"cho_tu": "17/11/2026"},
    ]
    numbered = [row | {"ma_ho_so": f"CU-{n}"} for n, row in enumerate(rows)]

    run = looked_through(OPEN, sheet_of(OPEN, numbered), actor=an_operator())

    assert sorted(said(run)) == [
        (2, "cho_tu", "wait_unnamed"),
        (3, "cho_gi", "wait_step"),
        (3, "cho_tu", "wait_unsaid"),
        (4, "cho_den", "wait_over"),
        (4, "cho_tu", "before_acceptance"),
        (5, "cho_co_quan", "unknown_agency"),
        (5, "cho_den", "before_wait"),
        (6, "cho_noi_dung", "wait_long"),
        (7, "cho_co_quan", "own_agency"),
        (8, "cho_tu", "in_future"),
    ]
    assert not Dossier.objects.exists()
