"""A tax notice is paid through the bank like a fee: whole, once, into the tax agency's account."""

from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
import time_machine
from django.test import Client

from tinhso.dossiers import services
from tinhso.dossiers.models import (
    BankCall,
    Charge,
    CollectionAccount,
    Dossier,
    Obligation,
    Payment,
    TaxNotice,
)
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.fees import calls_of
from tinhso.dossiers.queries.payments import received
from tinhso.dossiers.queries.settlements import sums_of_month
from tinhso.dossiers.rules.answers import from_json
from tinhso.dossiers.rules.fees import CallOutcome, ChargeState, TryState
from tinhso.dossiers.rules.settlement import month_of
from tinhso.dossiers.rules.states import DossierState, Form
from tinhso.dossiers.services.errors import NothingOwed, WrongState
from tinhso.dossiers.services.tax_answering import replace_tax_notice
from tinhso.dossiers.services.tax_paying import send_tax_proof
from tinhso.dossiers.testing import browser_of
from tinhso.dossiers.testing.taxing import FEE, REGISTRATION, TaxWorld, a_notice, tax_file
from tinhso.dossiers.tests import banking
from tinhso.identity.testing import AccountFactory, PersonFactory
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.errors import Invalid, NotFound, NotPermitted
from tinhso.kernel.events.testing import deliver_all
from tinhso.kernel.notifications.models import Notification

if TYPE_CHECKING:
    from tinhso.identity.models import Person

MORNING = datetime(2026, 11, 16, 1, 30, tzinfo=UTC)
TOTAL = 46_250_000


@pytest.fixture
def land(land_of_the_file: TaxWorld, db: None) -> Iterator[TaxWorld]:
    """A land office, a tax agency with its account, an applicant, an hour before."""
    with time_machine.travel(MORNING - timedelta(hours=1)):
        land = deepcopy(land_of_the_file)
        banking.account_for(land.tax, account_number="9000000118", holder="Thuế cơ sở 1")
        yield land


@pytest.fixture
def notice(land: TaxWorld) -> TaxNotice:
    return land.told()


def owed(notice: TaxNotice) -> Charge:
    return Charge.objects.get(notice=notice)


def begun(land: TaxWorld, notice: TaxNotice) -> Payment:
    return services.start_online(
        uid=notice.slip.dossier.uid, actor=land.world.citizen, is_duty=True
    )


def at_home(person: "Person | None") -> Client:
    """Return the browser of the applicant, or of somebody else."""
    account = AccountFactory.create(person=person or PersonFactory.create(), kind="citizen")
    browser = Client()
    browser.force_login(account)
    return browser


def stands(notice: TaxNotice) -> tuple[str, str]:
    dossier = Dossier.objects.get(pk=notice.slip.dossier_id)
    return dossier.state, dossier.payment_state


def test_a_notice_asks_one_sum_for_all_its_amounts(notice: TaxNotice) -> None:
    charge = owed(notice)

    assert notice.amounts == {FEE: 45_000_000, REGISTRATION: 1_250_000}
    assert (charge.amount_vnd, charge.kind, charge.origin) == (TOTAL, "duty", "tax")


def test_paid_whole_the_duty_is_settled_and_the_time_goes_on(
    land: TaxWorld, notice: TaxNotice
) -> None:
    payment = begun(land, notice)
    dossier = notice.slip.dossier
    dossier.refresh_from_db()
    assert (payment.agency_id, payment.unit_id) == (land.tax.agency.pk, land.tax.division.pk)
    promised = dossier.due_at
    assert promised is not None

    with time_machine.travel(MORNING + timedelta(days=2), tick=False):
        call = banking.tell(banking.paid(payment.uid, TOTAL))

    assert call.outcome == CallOutcome.APPLIED
    assert stands(notice) == (DossierState.APPRAISING, "paid")
    dossier.refresh_from_db()
    assert dossier.due_at is not None
    assert dossier.due_at > promised
    assert (dossier.paused_at, dossier.has_wait) == (None, False)
    payment.refresh_from_db()
    done = Obligation.objects.get(dossier=dossier)
    assert done.proof == f"{payment.receipt_number}, {payment.bank_reference}"
    assert payment.remit_due_at is None
    assert owed(notice).state == ChargeState.PAID
    assert AuditEntry.objects.filter(action="dossiers.duty_paid").count() == 1


def test_the_receipt_names_each_amount_and_is_the_tax_agencys(
    land: TaxWorld, notice: TaxNotice
) -> None:
    account = AccountFactory.create(person=land.world.person, kind="citizen")
    payment = begun(land, notice)

    banking.tell(banking.paid(payment.uid, TOTAL))

    payment.refresh_from_db()
    paper = payment.receipt
    assert paper is not None
    said = from_json(paper.data)
    assert (paper.form, said["resolving"]) == (Form.DUTY_RECEIPT, "Thuế cơ sở 1 tỉnh Cao Bằng")
    assert said["lines"] == [
        {"name": "Tiền sử dụng đất", "amount": 45_000_000},
        {"name": "Lệ phí trước bạ", "amount": 1_250_000},
    ]
    assert services.pdf_of(paper).startswith(b"%PDF")
    assert services.strip_of(paper).startswith(b"%PDF")
    deliver_all()
    told = Notification.objects.filter(kind="dossiers.duty_paid", account_uid=account.uid)
    assert told.count() == 1


def test_a_transfer_by_its_words_settles_it_too(land: TaxWorld, notice: TaxNotice) -> None:
    call = banking.tell(banking.transferred(owed(notice), words=f"NVTC {owed(notice).reference}"))

    assert call.outcome == CallOutcome.APPLIED
    assert call.agency_id == land.tax.agency.pk
    assert stands(notice) == (DossierState.APPRAISING, "paid")


def test_a_repeated_message_pays_once_and_an_old_failure_changes_nothing(
    land: TaxWorld, notice: TaxNotice
) -> None:
    payment = begun(land, notice)
    said = banking.paid(payment.uid, TOTAL)

    banking.tell(said)
    again = banking.tell(said)
    late = banking.tell(banking.message(kind="failed", order=str(payment.uid), amount=TOTAL))

    assert (again.outcome, again.times) == (CallOutcome.APPLIED, 2)
    assert late.outcome == CallOutcome.OUT_OF_ORDER
    assert Payment.objects.filter(state=TryState.PAID).count() == 1
    assert stands(notice) == (DossierState.APPRAISING, "paid")


@pytest.mark.parametrize("amount", [45_000_000, TOTAL + 1])
def test_another_amount_waits_with_the_tax_agency_and_settles_nothing(
    land: TaxWorld, notice: TaxNotice, amount: int
) -> None:
    payment = begun(land, notice)

    call = banking.tell(banking.paid(payment.uid, amount))

    assert call.outcome == CallOutcome.OTHER_AMOUNT
    assert stands(notice) == (DossierState.FIN_OBLIGATION, "due")
    cashier = land.tax.official(P.DETERMINE_TAX, P.RECONCILE, unit=land.tax.division)
    assert list(calls_of(actor=cashier)) == [call]


def test_a_forged_message_changes_nothing(land: TaxWorld, notice: TaxNotice) -> None:
    payment = begun(land, notice)

    answer = banking.post(
        banking.paid(payment.uid, TOTAL), {"X-Bank-Time": "1", "X-Bank-Signature": "eA=="}
    )

    assert answer.status_code == 403
    assert stands(notice) == (DossierState.FIN_OBLIGATION, "due")
    assert BankCall.objects.get().outcome == CallOutcome.FORGED


def test_a_replaced_notice_asks_the_new_sum_and_money_for_the_old_one_waits(
    land: TaxWorld, notice: TaxNotice
) -> None:
    old = begun(land, notice)

    new = replace_tax_notice(
        notice_uid=notice.uid,
        actor=land.officer,
        notice=a_notice(number="119/TB", amounts={REGISTRATION: 900_000}),
        reason="Sai diện tích.",
    )
    late = banking.tell(banking.paid(old.uid, TOTAL))

    assert owed(notice).state == ChargeState.CANCELLED
    assert (owed(new).state, owed(new).amount_vnd) == (ChargeState.DUE, 900_000)
    assert late.outcome == CallOutcome.NOT_OWED
    assert stands(notice)[0] == DossierState.FIN_OBLIGATION


def test_a_fee_and_a_duty_are_owed_beside_each_other(land: TaxWorld, notice: TaxNotice) -> None:
    world, uid = land.world, notice.slip.dossier.uid
    desk = world.here.clerk_of_desk
    services.set_fee(uid=uid, actor=desk, amount_vnd=15_000, legal_basis="Nghị quyết trình diễn")
    assert Charge.objects.due().count() == 2

    fee = services.collect(uid=uid, actor=desk)
    assert (fee.amount_vnd, stands(notice)) == (15_000, (DossierState.FIN_OBLIGATION, "due"))
    banking.tell(banking.transferred(owed(notice)))

    assert stands(notice) == (DossierState.APPRAISING, "paid")


def test_a_fee_still_owed_is_still_owed_when_the_duty_is_paid(
    land: TaxWorld, notice: TaxNotice
) -> None:
    services.set_fee(
        uid=notice.slip.dossier.uid,
        actor=land.world.here.clerk_of_desk,
        amount_vnd=15_000,
        legal_basis="Nghị quyết trình diễn",
    )

    banking.tell(banking.transferred(owed(notice)))

    assert stands(notice) == (DossierState.APPRAISING, "due")


def test_the_desk_takes_no_duty_in_and_gives_none_back(land: TaxWorld, notice: TaxNotice) -> None:
    uid, desk = notice.slip.dossier.uid, land.world.here.clerk_of_desk

    with pytest.raises(NothingOwed):
        services.collect(uid=uid, actor=desk)
    banking.tell(banking.transferred(owed(notice)))
    with pytest.raises(NothingOwed):
        services.refund_fee(
            uid=uid, actor=desk, reason="Nộp nhầm", legal_basis="Luật trình diễn", method="cash"
        )

    assert Payment.objects.get().state == TryState.PAID


def test_the_tax_agency_reads_what_came_and_settles_it_with_nobody(
    land: TaxWorld, notice: TaxNotice
) -> None:
    banking.tell(banking.transferred(owed(notice)))

    cashier = land.tax.official(P.DETERMINE_TAX, P.RECONCILE, unit=land.tax.division)
    assert [row.amount_vnd for row in received(actor=cashier)] == [TOTAL]
    page = browser_of(cashier).get("/lam-viec/khoan-thu/")
    assert f"/lam-viec/thue/{notice.slip.uid}/" in page.content.decode()
    now = Payment.objects.get().paid_at
    assert now is not None
    assert (
        sums_of_month(collector_id=land.tax.agency.pk, period=month_of(now.year, now.month)) == {}
    )
    assert not received(actor=land.world.here.official(P.RECONCILE, unit=land.world.here.desk))


def test_an_ended_dossier_asks_nothing_more(land: TaxWorld, notice: TaxNotice) -> None:
    uid = notice.slip.dossier.uid
    services.ask_stop(uid=uid, actor=land.world.citizen, reason="Tôi không làm nữa.")
    services.decide_stop(uid=uid, actor=land.world.here.clerk_of_desk, granted=True)

    assert owed(notice).state == ChargeState.CANCELLED


# --- the desk moves on by a proof


def proof(land: TaxWorld, notice: TaxNotice) -> None:
    send_tax_proof(
        uid=notice.slip.dossier.uid,
        actor=land.world.citizen,
        number="GNT 118",
        file=tax_file("dossiers.tax_proof"),
    )


def test_the_desk_moves_a_dossier_on_by_the_proof_that_was_sent(
    land: TaxWorld, notice: TaxNotice
) -> None:
    proof(land, notice)

    services.pass_on_proof(uid=notice.slip.dossier.uid, actor=land.world.here.clerk_of_desk)

    assert stands(notice) == (DossierState.APPRAISING, "paid")
    assert Obligation.objects.get().proof == "GNT 118"
    assert owed(notice).state == ChargeState.PAID
    again = banking.tell(banking.transferred(owed(notice)))
    assert again.outcome == CallOutcome.ALREADY_PAID


def test_without_a_proof_or_the_right_desk_nothing_moves(land: TaxWorld, notice: TaxNotice) -> None:
    uid = notice.slip.dossier.uid

    with pytest.raises(Invalid) as refusal:
        services.pass_on_proof(uid=uid, actor=land.world.here.clerk_of_desk)
    with pytest.raises((NotFound, NotPermitted)):
        services.pass_on_proof(uid=uid, actor=land.world.there.clerk_of_desk, document="GNT 1")
    with pytest.raises((NotFound, NotPermitted)):
        services.pass_on_proof(uid=uid, actor=land.world.here.specialist, document="GNT 1")

    assert set(refusal.value.fields) == {"document"}
    assert stands(notice) == (DossierState.FIN_OBLIGATION, "due")


def test_the_desk_does_it_on_its_page_and_by_machine(land: TaxWorld, notice: TaxNotice) -> None:
    proof(land, notice)
    uid, desk = notice.slip.dossier.uid, browser_of(land.world.here.clerk_of_desk)
    where = f"/lam-viec/mot-cua/{uid}/"

    assert "GNT 118" in desk.get(where).content.decode()
    form = desk.get(f"{where}chung-tu-nop-tien/")
    answer = desk.post(f"{where}chung-tu-nop-tien/", {"document": "GNT 118"})

    assert 'value="GNT 118"' in form.content.decode()
    assert answer.status_code == 302
    assert stands(notice) == (DossierState.APPRAISING, "paid")
    repeated = desk.post(
        f"/api/v1/dossiers/{uid}/obligation/proof", {}, content_type="application/json"
    )
    assert repeated.json()["code"] == WrongState.code


# --- the applicant's page


def test_the_applicant_pays_on_his_page(land: TaxWorld, notice: TaxNotice) -> None:
    uid, citizen = notice.slip.dossier.uid, at_home(land.world.person)
    page = citizen.get(f"/ho-so/{uid}/nghia-vu-tai-chinh/").content.decode()
    assert "46.250.000" in page
    assert f"NVTC {owed(notice).reference}" in page
    assert "bạn gửi đề nghị đến cơ quan đó; bộ phận một cửa không giữ tiền" in page
    assert f"/ho-so/{uid}/nghia-vu-tai-chinh/" in citizen.get(f"/ho-so/{uid}/").content.decode()

    begun_at = citizen.post(f"/ho-so/{uid}/nghia-vu-tai-chinh/truc-tuyen/")
    again = citizen.post(f"/ho-so/{uid}/nghia-vu-tai-chinh/truc-tuyen/")

    payment = Payment.objects.get()
    assert begun_at["Location"] == again["Location"] == f"/ho-so/{uid}/phi/{payment.uid}/"
    banking.tell(banking.paid(payment.uid, TOTAL))
    after = citizen.get(begun_at["Location"]).content.decode()
    payment.refresh_from_db()
    assert payment.receipt_number in after
    assert (
        payment.receipt_number in citizen.get(f"/ho-so/{uid}/nghia-vu-tai-chinh/").content.decode()
    )


def test_a_stranger_neither_reads_nor_pays(land: TaxWorld, notice: TaxNotice) -> None:
    uid, stranger = notice.slip.dossier.uid, at_home(None)

    assert stranger.get(f"/ho-so/{uid}/nghia-vu-tai-chinh/").status_code == 404
    assert stranger.post(f"/ho-so/{uid}/nghia-vu-tai-chinh/truc-tuyen/").status_code == 404
    assert stranger.get(f"/api/v1/dossiers/mine/{uid}/duty").status_code == 404
    assert not Payment.objects.exists()


def test_the_applicant_pays_by_machine(land: TaxWorld, notice: TaxNotice) -> None:
    uid, citizen = notice.slip.dossier.uid, at_home(land.world.person)
    said = citizen.get(f"/api/v1/dossiers/mine/{uid}/duty").json()

    started = citizen.post(
        f"/api/v1/dossiers/mine/{uid}/duty/online", {}, content_type="application/json"
    )

    assert [line["amount_vnd"] for line in said["amounts"]] == [45_000_000, 1_250_000]
    assert (said["is_payable"], said["charge"]["amount_vnd"]) == (True, TOTAL)
    assert started.status_code == 201
    assert Payment.objects.get(uid=UUID(started.json()["uid"])).charge.is_duty


def test_without_an_account_only_the_proof_is_offered(land: TaxWorld) -> None:
    CollectionAccount.objects.all().delete()
    notice = land.told()
    page = at_home(land.world.person).get(f"/ho-so/{notice.slip.dossier.uid}/nghia-vu-tai-chinh/")

    assert "nghia-vu-tai-chinh/truc-tuyen/" not in page.content.decode()
    assert f"/ho-so/{notice.slip.dossier.uid}/nop-tien/" in page.content.decode()
