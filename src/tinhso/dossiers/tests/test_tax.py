"""A tax agency says what is owed for a land dossier: its own time, its notice, its apology."""

from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from tinhso.dossiers import services
from tinhso.dossiers.jobs import note_late_tax_agencies
from tinhso.dossiers.models import (
    Dossier,
    Obligation,
    Paper,
    Party,
    PartyKind,
    PartyRole,
    TaxNotice,
    TaxSlip,
)
from tinhso.dossiers.queries.board import board
from tinhso.dossiers.queries.piles import standing_where
from tinhso.dossiers.queries.tax import tax_page, tax_slips
from tinhso.dossiers.queries.tax_figures import tax_figures
from tinhso.dossiers.rules.states import DossierState, Form
from tinhso.dossiers.services.errors import AlreadyExtended, WrongState
from tinhso.dossiers.services.tax_answering import (
    give_tax_notice,
    owe_nothing,
    replace_tax_notice,
    send_back_tax,
)
from tinhso.dossiers.services.tax_asking import ask_tax, recall_tax
from tinhso.dossiers.services.tax_lateness import extend_tax
from tinhso.dossiers.services.tax_opening import open_tax
from tinhso.dossiers.services.tax_paying import send_tax_proof
from tinhso.dossiers.testing import PERMIT, assigned, browser_of
from tinhso.dossiers.testing.taxing import FEE, LAND, REGISTRATION, TaxWorld, a_notice, tax_file
from tinhso.identity.testing import AccessRecord
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.calendar import calendar_for, working_time_between
from tinhso.kernel.errors import Invalid, NotFound, NotPermitted

MORNING = datetime(2026, 11, 16, 1, 30, tzinfo=UTC)
"""A Monday, half past eight in Việt Nam."""


@pytest.fixture
def land(land_of_the_file: TaxWorld, db: None) -> Iterator[TaxWorld]:
    """A land office, a tax agency, an applicant, an hour before."""
    with time_machine.travel(MORNING - timedelta(hours=1)):
        yield deepcopy(land_of_the_file)


def stands(dossier: Dossier) -> tuple[str, str]:
    dossier.refresh_from_db()
    return dossier.state, dossier.payment_state


# --- asking


def test_the_tax_agency_has_the_hours_of_the_procedure_on_its_own_calendar(land: TaxWorld) -> None:
    with time_machine.travel(MORNING, tick=False):
        longer, shorter = land.asked(), land.asked(has_land_use_fee=False)

    spent = [
        working_time_between(slip.asked_at, slip.due_at, slip.agency_id)
        for slip in (longer, shorter)
    ]
    assert spent == [40 * 60, 24 * 60]
    assert (longer.agency_id, longer.unit_id) == (land.tax.agency.pk, land.tax.division.pk)


@pytest.mark.parametrize(("has_land_use_fee", "hours"), [(True, 56), (False, 24)])
def test_an_organisation_waits_its_own_hours(
    land: TaxWorld, has_land_use_fee: bool, hours: int
) -> None:
    dossier = land.in_hand()
    Party.objects.filter(dossier=dossier, role=PartyRole.OWNER).update(kind=PartyKind.ORGANIZATION)

    slip = ask_tax(
        uid=dossier.uid,
        actor=land.world.here.specialist,
        unit_id=land.tax.division.pk,
        has_land_use_fee=has_land_use_fee,
        content="Tính.",
    )

    assert slip.hours == hours


def test_asking_leaves_the_promise_and_stops_the_step_of_the_land_office(land: TaxWorld) -> None:
    dossier = land.in_hand()
    promised = dossier.due_at

    ask_tax(
        uid=dossier.uid,
        actor=land.world.here.specialist,
        unit_id=land.tax.division.pk,
        has_land_use_fee=False,
        content="Tính lệ phí trước bạ.",
    )

    dossier.refresh_from_db()
    assert (dossier.state, dossier.due_at) == (DossierState.TAX_WAIT, promised)
    assert dossier.step_due_at is None
    slip = dossier.papers.get(form=Form.TAX_SLIP)
    assert slip.number.endswith("PCTT-TTPVHCC")


def test_asking_nobody_or_nothing_is_refused_and_changes_nothing(land: TaxWorld) -> None:
    dossier = land.in_hand()

    with pytest.raises(Invalid) as refusal:
        ask_tax(
            uid=dossier.uid,
            actor=land.world.here.specialist,
            unit_id=land.world.there.division.pk,
            has_land_use_fee=True,
            content=" ",
        )

    assert set(refusal.value.fields) == {"office", "content"}
    assert stands(dossier)[0] == DossierState.ASSIGNED
    assert not TaxSlip.objects.exists()


def test_a_procedure_without_such_a_duty_asks_no_tax_agency(land: TaxWorld) -> None:
    dossier = assigned(land.world.at(PERMIT))

    with pytest.raises(WrongState):
        ask_tax(
            uid=dossier.uid,
            actor=land.world.here.specialist,
            unit_id=land.tax.division.pk,
            has_land_use_fee=True,
            content="Tính.",
        )


def test_the_slip_is_taken_back_before_it_is_answered(land: TaxWorld) -> None:
    slip = land.asked()

    recall_tax(uid=slip.dossier.uid, actor=land.world.here.specialist, reason="Sai diện tích.")

    slip.refresh_from_db()
    assert (slip.outcome, slip.reason) == ("recalled", "Sai diện tích.")
    dossier = slip.dossier
    dossier.refresh_from_db()
    assert dossier.state == DossierState.APPRAISING
    assert dossier.step_due_at is not None


# --- what the tax officer sees


def test_a_tax_officer_sees_the_slip_and_not_the_dossier(land: TaxWorld) -> None:
    slip = land.asked()

    page = open_tax(slip_uid=slip.uid, actor=land.officer)

    shown = {row.key for section in page.summary for row in section.rows}
    assert {"td_dien_tich", "td_loai"} <= shown
    assert not {"nsd_so_dinh_danh", "nsd_dien_thoai"} & shown
    assert not Dossier.objects.visible_to(land.officer).exists()
    seen = AccessRecord.objects.get(person=land.world.person, actor_uid=land.officer.id)
    assert seen.purpose == "Xác định nghĩa vụ tài chính"


def test_a_slip_is_nobodys_beside_the_unit_that_is_asked(land: TaxWorld) -> None:
    slip = land.asked()

    for other in (land.world.here.specialist, land.world.there.leader, land.world.citizen):
        with pytest.raises(NotFound):
            tax_page(slip_uid=slip.uid, actor=other)

    assert list(tax_slips(actor=land.head)) == [slip]


# --- answering


def test_the_notice_stops_the_time_and_the_proof_lets_it_go_on(land: TaxWorld) -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        slip = land.asked()
        promised = slip.dossier.due_at
        clock.shift(timedelta(days=2))
        notice = give_tax_notice(slip_uid=slip.uid, actor=land.officer, notice=a_notice())
        dossier = notice.slip.dossier
        waits = stands(dossier)
        clock.shift(timedelta(days=7))
        services.settle_obligation(
            uid=dossier.uid, actor=land.world.here.specialist, document="GNT 0099"
        )

    assert waits == (DossierState.FIN_OBLIGATION, "due")
    assert stands(dossier) == (DossierState.APPRAISING, "paid")
    assert promised is not None
    assert dossier.due_at is not None
    moved = working_time_between(promised, dossier.due_at, dossier.resolving_agency_id)
    stood = Obligation.objects.get()
    assert stood.settled_at is not None
    assert moved == working_time_between(
        stood.asked_at, stood.settled_at, dossier.resolving_agency_id
    )
    assert moved > 0
    assert notice.total == 46_250_000


def test_what_is_wrong_with_a_notice_is_said_at_its_place(land: TaxWorld) -> None:
    slip = land.asked()
    today = timezone.localdate()
    wrong = a_notice(
        number=" ",
        issued_on=today + timedelta(days=1),
        amounts={"khong_co": 1},
        notice_file=None,
        voucher_file=None,
    )

    with pytest.raises(Invalid) as refusal:
        give_tax_notice(slip_uid=slip.uid, actor=land.officer, notice=wrong)

    said = {"number", "issued_on", "amounts", "notice_file", "voucher_file"}
    assert set(refusal.value.fields) == said
    assert stands(slip.dossier)[0] == DossierState.TAX_WAIT
    assert not TaxNotice.objects.exists()


@pytest.mark.parametrize("amounts", [{}, {FEE: 0}, {FEE: -1}, {FEE: 10**16}])
def test_an_amount_is_whole_money(land: TaxWorld, amounts: dict[str, int]) -> None:
    slip = land.asked()

    with pytest.raises(Invalid) as refusal:
        give_tax_notice(slip_uid=slip.uid, actor=land.officer, notice=a_notice(amounts=amounts))

    assert set(refusal.value.fields) == {"amounts"}


def test_a_wrong_notice_is_replaced_and_kept(land: TaxWorld) -> None:
    wrong = land.told()

    right = replace_tax_notice(
        notice_uid=wrong.uid,
        actor=land.officer,
        notice=a_notice(number="119/TB-TCS1", amounts={REGISTRATION: 900_000}),
        reason="Tính nhầm diện tích.",
    )

    assert (right.replaces, wrong.replaced_by) == (wrong, right)
    owed = Obligation.objects.get()
    assert (owed.tax_notice, owed.document.split(",")[0]) == (right, "119/TB-TCS1")
    with pytest.raises(WrongState):
        replace_tax_notice(
            notice_uid=wrong.uid, actor=land.officer, notice=a_notice(), reason="Lần nữa."
        )


def test_a_paid_notice_is_not_replaced(land: TaxWorld) -> None:
    notice = land.told()
    services.settle_obligation(
        uid=notice.slip.dossier.uid, actor=land.world.here.specialist, document="GNT 1"
    )

    with pytest.raises(WrongState):
        replace_tax_notice(
            notice_uid=notice.uid, actor=land.officer, notice=a_notice(), reason="Nhầm."
        )


def test_nothing_owed_lets_the_work_go_on_at_once(land: TaxWorld) -> None:
    slip = land.asked()

    owe_nothing(slip_uid=slip.uid, actor=land.officer, reason="Miễn theo hộ nghèo.")

    assert stands(slip.dossier) == (DossierState.APPRAISING, "none")
    slip.refresh_from_db()
    assert (slip.outcome, slip.reason) == ("nothing", "Miễn theo hộ nghèo.")
    assert not Obligation.objects.exists()


def test_what_lacks_papers_goes_back_and_may_be_asked_again(land: TaxWorld) -> None:
    slip = land.asked()

    send_back_tax(slip_uid=slip.uid, actor=land.officer, missing="Thiếu bản đo vẽ.")

    again = ask_tax(
        uid=slip.dossier.uid,
        actor=land.world.here.specialist,
        unit_id=land.tax.division.pk,
        has_land_use_fee=True,
        content="Gửi kèm bản đo vẽ.",
    )
    assert stands(again.dossier)[0] == DossierState.TAX_WAIT
    with pytest.raises(WrongState):
        owe_nothing(slip_uid=slip.uid, actor=land.officer, reason="Trả lời phiếu cũ.")


def test_who_may_not_determine_changes_nothing(land: TaxWorld) -> None:
    slip = land.asked()

    with pytest.raises(NotPermitted):
        give_tax_notice(slip_uid=slip.uid, actor=land.head, notice=a_notice())

    assert stands(slip.dossier)[0] == DossierState.TAX_WAIT
    assert not AuditEntry.objects.filter(action="dossiers.give_tax_notice").exists()


# --- paying


def test_the_applicant_sends_his_voucher(land: TaxWorld) -> None:
    dossier = land.told().slip.dossier

    send_tax_proof(
        uid=dossier.uid,
        actor=land.world.citizen,
        number="GNT 0099",
        file=tax_file("dossiers.tax_proof"),
    )

    dossier.refresh_from_db()
    owed = Obligation.objects.get()
    assert (owed.sent_proof, dossier.state) == ("GNT 0099", DossierState.FIN_OBLIGATION)
    assert not dossier.has_wait


def test_a_voucher_without_number_or_file_is_refused(land: TaxWorld) -> None:
    dossier = land.told().slip.dossier

    with pytest.raises(Invalid) as refusal:
        send_tax_proof(uid=dossier.uid, actor=land.world.citizen, number="", file=None)

    assert set(refusal.value.fields) == {"number", "file"}


# --- late


def test_lateness_is_the_tax_agencys_own(land: TaxWorld) -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        slip = land.asked(has_land_use_fee=False)
        dossier = slip.dossier
        assert dossier.due_at is not None
        clock.move_to(dossier.due_at + timedelta(days=1))
        note_late_tax_agencies()
        note_late_tax_agencies()
        today = timezone.localdate()
        here = board(actor=land.world.here.leader)
        of_tax = tax_figures(actor=land.head, start=today, end=today)
        as_seen = tax_figures(actor=land.world.here.leader, start=today, end=today)
        late = Dossier.objects.filter(standing_where(actor=land.world.here.leader, standing="late"))
        waits = Dossier.objects.filter(
            standing_where(actor=land.world.here.leader, standing="tax_late")
        )
        seen = (list(late), list(waits))

    assert [(row.open, row.late, row.step_late, row.apology) for row in here] == [(1, 0, 0, 0)]
    assert [(one.waiting, one.late, one.apology) for one in of_tax] == [(1, 1, 1)]
    assert [(one.waiting, one.late, one.is_own) for one in as_seen] == [(1, 1, False)]
    assert seen == ([], [dossier])
    assert dossier.timeline.filter(code="tax_late").count() == 1


def test_the_tax_agency_apologises_under_its_own_name_and_moves_the_promise(land: TaxWorld) -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        slip = land.asked(has_land_use_fee=False)
        promised, own_due = slip.dossier.due_at, slip.due_at
        clock.move_to(own_due + timedelta(hours=2))
        calendar = calendar_for(slip.agency_id)
        later = calendar.closing(calendar.next_working_day(timezone.localdate(own_due), count=3))
        extend_tax(slip_uid=slip.uid, actor=land.officer, reason="Hệ thống lỗi.", due_at=later)
        with pytest.raises(AlreadyExtended):
            extend_tax(
                slip_uid=slip.uid,
                actor=land.officer,
                reason="Lần nữa.",
                due_at=later + timedelta(days=1),
            )

    dossier = slip.dossier
    dossier.refresh_from_db()
    agency_id = dossier.resolving_agency_id
    assert promised is not None
    assert dossier.due_at is not None
    longer = working_time_between(own_due, later, agency_id)
    assert working_time_between(promised, dossier.due_at, agency_id) == longer > 0
    assert dossier.extension_count == 0
    letter = Paper.objects.get(form=Form.APOLOGY)
    assert "Thuế cơ sở 1 tỉnh Cao Bằng" in letter.data
    assert services.papers.pdf_of(letter).startswith(b"%PDF")


def test_the_land_offices_own_letter_stands_beside_the_tax_agencys(land: TaxWorld) -> None:
    slip = land.asked()
    due = slip.dossier.due_at
    calendar = calendar_for(slip.agency_id)
    later = calendar.closing(calendar.next_working_day(timezone.localdate(slip.due_at), count=2))
    extend_tax(slip_uid=slip.uid, actor=land.officer, reason="Nhiều hồ sơ.", due_at=later)
    slip.dossier.refresh_from_db()

    services.extend(
        uid=slip.dossier.uid,
        actor=land.world.here.leader,
        reason="Chờ đo đạc.",
        due_at=calendar.closing(
            calendar.next_working_day(timezone.localdate(slip.dossier.due_at or due), count=2)
        ),
    )

    letters = Paper.objects.filter(form=Form.APOLOGY).order_by("issue")
    assert [letter.replaces for letter in letters] == [None, None]


def test_a_stopped_dossier_takes_the_question_back(land: TaxWorld) -> None:
    slip = land.asked()
    services.ask_stop(uid=slip.dossier.uid, actor=land.world.citizen)

    services.decide_stop(uid=slip.dossier.uid, actor=land.world.here.clerk_of_desk, granted=True)

    slip.refresh_from_db()
    assert slip.outcome == "recalled"


# --- pages


def test_a_tax_officer_answers_on_his_pages(land: TaxWorld) -> None:
    slip = land.asked()
    browser = browser_of(land.officer)

    home, listed = browser.get("/lam-viec/"), browser.get("/lam-viec/thue/")
    shown = browser.get(f"/lam-viec/thue/{slip.uid}/")
    whole = browser.get(f"/lam-viec/ho-so/{slip.dossier.uid}/")
    empty = browser.post(f"/lam-viec/thue/{slip.uid}/thong-bao/", {"number": "118/TB"})
    slip_paper = browser.get(f"/lam-viec/thue/{slip.uid}/phieu-chuyen.pdf")

    number = slip.dossier.shown_number
    assert all(number in answer.content.decode() for answer in (home, listed, shown))
    assert whole.status_code == 404
    assert empty.status_code == 422
    assert 'value="118/TB"' in empty.content.decode()
    assert "Hãy đính thông báo đã ký." in empty.content.decode()
    assert slip_paper["Content-Type"] == "application/pdf"


def test_whole_way_by_the_pages(land: TaxWorld) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.test import Client

    from tinhso.dossiers.testing import tiny_pdf
    from tinhso.identity.testing import AccountFactory

    def a_pdf() -> SimpleUploadedFile:
        return SimpleUploadedFile("a.pdf", tiny_pdf(), content_type="application/pdf")

    dossier = land.in_hand()
    officer, specialist = browser_of(land.officer), browser_of(land.world.here.specialist)
    asked = specialist.post(
        f"/lam-viec/ho-so/{dossier.uid}/thue/",
        {
            "office": land.tax.division.pk,
            "has_land_use_fee": "1",
            "content": "Tính.",
            "version": dossier.version,
        },
    )
    slip = TaxSlip.objects.get()
    today = timezone.localdate()
    sent = officer.post(
        f"/lam-viec/thue/{slip.uid}/thong-bao/",
        {
            "number": "118/TB",
            "issued_on": today.isoformat(),
            "pay_by": (today + timedelta(days=30)).isoformat(),
            f"khoan_{FEE}": "45.000.000",
            "notice_file": a_pdf(),
            "voucher_file": a_pdf(),
        },
    )
    notice = TaxNotice.objects.get()
    citizen = Client()
    citizen.force_login(AccountFactory.create(person=land.world.person, kind="citizen"))
    page = citizen.get(f"/ho-so/{dossier.uid}/").content.decode()
    file = citizen.get(notice.notice_file.get_absolute_url())
    paid = citizen.post(f"/ho-so/{dossier.uid}/nop-tien/", {"number": "GNT 7", "file": a_pdf()})
    seen = specialist.get(f"/lam-viec/ho-so/{dossier.uid}/").content.decode()
    settling = specialist.get(f"/lam-viec/ho-so/{dossier.uid}/nghia-vu/").content.decode()

    assert (asked.status_code, sent.status_code, paid.status_code) == (302, 302, 302)
    assert "45.000.000" in page
    assert file.status_code == 200
    assert "GNT 7" in seen
    assert 'value="GNT 7"' in settling


def test_nobody_else_finds_the_slip(land: TaxWorld) -> None:
    slip = land.asked()

    answers = [
        browser_of(land.world.here.specialist).get(f"/lam-viec/thue/{slip.uid}/").status_code,
        browser_of(land.officer).get(f"/lam-viec/thue/{uuid4()}/").status_code,
        browser_of(land.world.here.specialist).get("/lam-viec/thue/").status_code,
    ]

    assert answers == [404, 404, 404]
    assert slip.dossier.procedure_code == LAND
