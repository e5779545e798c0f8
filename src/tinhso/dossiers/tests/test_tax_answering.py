"""What a tax agency answers: its notice, nothing owed, papers that lack; what that sets going."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from tinhso.dossiers import services
from tinhso.dossiers.models import (
    Obligation,
    TaxNotice,
)
from tinhso.dossiers.rules.states import DossierState
from tinhso.dossiers.services.errors import WrongState
from tinhso.dossiers.services.tax_answering import (
    give_tax_notice,
    owe_nothing,
    replace_tax_notice,
    send_back_tax,
)
from tinhso.dossiers.services.tax_asking import ask_tax
from tinhso.dossiers.services.tax_paying import send_tax_proof
from tinhso.dossiers.testing.taxing import FEE, REGISTRATION, TaxWorld, a_notice, tax_file
from tinhso.dossiers.tests.charging import stands
from tinhso.dossiers.tests.conftest import MONDAY_MORNING
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.calendar import working_time_between
from tinhso.kernel.errors import Invalid, NotPermitted

# --- answering


def test_the_notice_stops_the_time_and_the_proof_lets_it_go_on(land: TaxWorld) -> None:
    with time_machine.travel(MONDAY_MORNING, tick=False) as clock:
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
