"""What money says: what is owed and why, the ways to pay, the drawer, payments, bank messages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from tinhso.dossiers.models import (
    BankCall,
    BankStatement,
    CashShift,
    Charge,
    CollectionAccount,
    Dossier,
    DossierSight,
    Payment,
    Refund,
    StatementLine,
    TaxSlip,
)
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.registry import providers_set_up
from tinhso.dossiers.rules import vietqr
from tinhso.dossiers.rules.fees import (
    UNAPPLIED,
    ChargeState,
    ClaimState,
    RefundState,
    TryState,
)
from tinhso.dossiers.rules.process import TERM_CHANNEL
from tinhso.kernel.actors import Actor
from tinhso.kernel.db import fetch
from tinhso.kernel.db.sight import seen_where
from tinhso.organization import queries as organization
from tinhso.procedures import queries as procedures

if TYPE_CHECKING:
    from tinhso.procedures.models import ProcedureVersion
    from tinhso.procedures.parts import FeeRule


def account_of(*, agency_id: int, on: date | None = None) -> CollectionAccount | None:
    """Return the account into which an agency's fees go on a day."""
    day = on or timezone.localdate()
    rows = CollectionAccount.objects.filter(agency_id=agency_id, effective_from__lte=day)
    return rows.order_by("-effective_from", "-pk").first()


def holder_of(*, account_number: str, on: date) -> int | None:
    """Return the agency whose account this is on a day; None when it is nobody's here."""
    rows = CollectionAccount.objects.filter(account_number=account_number, effective_from__lte=on)
    return rows.order_by("-effective_from", "-pk").values_list("agency_id", flat=True).first()


def accounts_of(*, actor: Actor) -> QuerySet[CollectionAccount]:
    """Return the accounts of the actor's agency, past, present and to come."""
    return CollectionAccount.objects.filter(agency_id=actor.agency_id or 0)


def collector_of(dossier: Dossier) -> int:
    """Return the agency that collects: the desk's own, which may take in for a department."""
    return organization.unit(dossier.receiving_unit_id).agency_id


def place_of(charge: Charge) -> tuple[int, int]:
    """Return the agency and unit the money is for: those of the tax agency for its notice."""
    if charge.notice is not None:
        return charge.notice.slip.agency_id, charge.notice.slip.unit_id
    return collector_of(charge.dossier), charge.dossier.receiving_unit_id


@dataclass(frozen=True, kw_only=True)
class Exempt:
    """One group that does not pay, as the procedure names it."""

    key: str
    name: str
    law: str


@dataclass(frozen=True, kw_only=True)
class Transfer:
    """How to send the money: account, words, and the code that holds them all."""

    account: CollectionAccount
    words: str
    payload: str


@dataclass(frozen=True, kw_only=True)
class FeePage:
    """The money of one dossier: known, unknown or free; what is owed; what was paid."""

    dossier: Dossier
    charges: list[Charge]
    payments: list[Payment]
    exemptions: list[Exempt]
    case_name: str
    is_known: bool
    is_free: bool
    note: str
    """What the catalogue says of an amount it does not know."""
    is_prepaid: bool
    """Whether the procedure takes its fee before acceptance."""

    @property
    def due(self) -> Charge | None:
        """Return what is owed."""
        return next((row for row in self.charges if row.state == ChargeState.DUE), None)

    @property
    def standing(self) -> Charge | None:
        """Return the charge that counts: the newest that was not replaced."""
        kept = [row for row in self.charges if row.state != ChargeState.CANCELLED]
        return kept[-1] if kept else None

    @property
    def is_payable(self) -> bool:
        """Tell whether it is to be paid now."""
        return self.due is not None and self.due.is_payable

    @property
    def may_claim(self) -> bool:
        """Tell whether an exemption can be asked for."""
        return self.due is not None and not self.due.claim_state and bool(self.exemptions)

    @property
    def waits_for_answer(self) -> bool:
        """Tell whether a claimed exemption waits for the desk."""
        return self.due is not None and self.due.claim_state == ClaimState.CLAIMED

    @property
    def exemption_name(self) -> str:
        """Return what the exemption that was asked for is called."""
        key = self.standing.claim_key if self.standing is not None else ""
        return next((one.name for one in self.exemptions if one.key == key), key)

    @property
    def paid(self) -> Payment | None:
        """Return the money received, refunded or not."""
        kept = [row for row in self.payments if row.paid_at is not None]
        return kept[-1] if kept else None

    @property
    def trying(self) -> Payment | None:
        """Return the try that waits for the bank."""
        waiting = [row for row in self.payments if row.state == TryState.WAITING]
        return waiting[-1] if waiting else None


def fee_page(dossier: Dossier) -> FeePage:
    """Return the money of a dossier the caller may see; at most two queries."""
    version = dossier.procedure_version
    rule = procedures.fee_for(
        version=version, channel=TERM_CHANNEL[dossier.channel], case=dossier.case
    )
    charges = list(Charge.objects.fees().filter(dossier=dossier).select_related("claim_file"))
    payments = list(
        Payment.objects.filter(charge__in=[row.pk for row in charges])
        .select_related("refund", "receipt")
        .order_by("pk")
        if charges
        else []
    )
    return FeePage(
        dossier=dossier,
        charges=charges,
        payments=payments,
        exemptions=_exempt(rule),
        case_name=next((c.name for c in version.cases if c.key == dossier.case), ""),
        is_known=rule is not None and rule.is_known,
        is_free=rule is not None and rule.is_free,
        note=rule.note if rule is not None else "",
        is_prepaid=bool(version.settings_data.get("prepayment")),
    )


@dataclass(frozen=True, kw_only=True)
class ExpectedFee:
    """What answers would cost: an amount, 0, or None where nobody here knows."""

    amount_vnd: int | None
    unit_vnd: int
    per: str
    note: str
    exemptions: list[Exempt]


def expected_fee(
    version: "ProcedureVersion", answers: Mapping[str, object], *, channel: str
) -> ExpectedFee:
    """Return what these answers would cost if they were filed now."""
    case = procedures.case_for(version=version, answers=answers)
    key = case.key if case is not None else ""
    rule = procedures.fee_for(version=version, channel=channel, case=key)
    return ExpectedFee(
        amount_vnd=procedures.amount_due(
            version=version, channel=channel, answers=answers, case=key
        ),
        unit_vnd=(rule.charged.amount_vnd or 0) if rule is not None else 0,
        per=rule.charged.per if rule is not None else "",
        note=rule.note if rule is not None else "",
        exemptions=_exempt(rule),
    )


def _exempt(rule: "FeeRule | None") -> list[Exempt]:
    rows = rule.charged.exemptions if rule is not None else ()
    return [Exempt(key=one.key, name=one.name, law=one.law) for one in rows]


def may_pay_online(*, agency_id: int) -> bool:
    """Tell whether a bank is set up and the agency has an account there."""
    return bool(providers_set_up()) and account_of(agency_id=agency_id) is not None


def transfer_for(charge: Charge, *, agency_id: int) -> Transfer | None:
    """Return how to send what is owed; none when the agency has no account."""
    return transfer_of(
        reference=charge.reference,
        amount_vnd=charge.amount_vnd,
        agency_id=agency_id,
        word="NVTC" if charge.is_duty else "PHI",
    )


def transfer_of(
    *, reference: str, amount_vnd: int, agency_id: int, word: str = "PHI"
) -> Transfer | None:
    """Return how to send an amount under its reference; none when the agency has no account."""
    account = account_of(agency_id=agency_id)
    if account is None:
        return None
    words = vietqr.plain(f"{word} {reference}", vietqr.LONGEST_PURPOSE)
    text = vietqr.payload(
        bank_bin=account.bank_bin,
        account=account.account_number,
        amount_vnd=amount_vnd,
        purpose=words,
        name=account.holder,
    )
    return Transfer(account=account, words=words, payload=text)


def payments_of(*, actor: Actor) -> QuerySet[Payment]:
    """Return the payments to an officer's agency, of the dossiers or tax slips he sees."""
    seen = Q(seen_where(DossierSight, actor.sight_keys, of="charge__dossier_id"))
    seen |= Q(charge__notice__slip__in=TaxSlip.objects.visible_to(actor))
    rows = Payment.objects.filter(seen, agency_id=actor.agency_id or 0)
    return rows.select_related("charge__dossier__procedure_version", "charge__notice__slip")


def payment_of(*, uid: UUID, dossier: Dossier) -> Payment:
    """Return one payment of a dossier."""
    return fetch(
        Payment.objects.select_related("charge__notice__slip"), uid=uid, charge__dossier=dossier
    )


def drawers_of(*, actor: Actor) -> QuerySet[CashShift]:
    """Return the actor's own drawers; whoever reconciles sees those of his unit."""
    own = Q(officer=actor.id)
    if actor.unit_id is not None and actor.may(P.RECONCILE, unit_id=actor.unit_id):
        own |= Q(unit_id=actor.unit_id)
    return CashShift.objects.filter(own)


def open_drawer_of(*, actor: Actor) -> CashShift | None:
    """Return the actor's drawer that is not counted yet."""
    if actor.id is None:
        return None
    return CashShift.objects.filter(officer=actor.id, closed_at__isnull=True).first()


@dataclass(frozen=True, kw_only=True)
class DrawerPage:
    """One drawer with what went in and out."""

    payments: list[Payment]
    refunds: list[Refund]
    taken_vnd: int
    back_vnd: int
    expected_vnd: int


def drawer_page(shift: CashShift) -> DrawerPage:
    """Return what is in a drawer by the books."""
    payments = list(
        shift.payments.filter(paid_at__isnull=False)
        .select_related("charge__dossier")
        .order_by("pk")
    )
    refunds = list(
        shift.refunds.filter(state=RefundState.DONE)
        .select_related("payment__charge__dossier", "paper")
        .order_by("pk")
    )
    taken = sum(row.amount_vnd for row in payments)
    back = sum(row.amount_vnd for row in refunds)
    return DrawerPage(
        payments=payments,
        refunds=refunds,
        taken_vnd=taken,
        back_vnd=back,
        expected_vnd=shift.opening_vnd + taken - back,
    )


def calls_of(*, actor: Actor) -> QuerySet[BankCall]:
    """Return the money told of that fits nothing owed and came into the account of his agency.

    Whose account it came into is not always told: such money is the province's to look into.
    """
    theirs = Q(agency_id=actor.agency_id or 0)
    if actor.agency_id is not None and not organization.ancestors_of(actor.agency_id):
        theirs |= Q(agency__isnull=True)
    rows = BankCall.objects.filter(theirs)
    return rows.filter(outcome__in=UNAPPLIED).select_related(
        "charge__dossier", "charge__notice__slip", "bill__group"
    )


def unhandled_calls(*, actor: Actor) -> int:
    """Return how much such money waits for somebody, up to a hundred."""
    return calls_of(actor=actor).filter(handled_where(is_handled=False)).order_by()[:100].count()


def calls_about(dossier: Dossier) -> list[BankCall]:
    """Return the money a bank told of for a dossier that could not be applied to it."""
    rows = BankCall.objects.filter(charge__dossier=dossier, outcome__in=UNAPPLIED)
    return list(rows.order_by("-first_at", "-pk"))


def handled_where(*, is_handled: bool) -> Q:
    """Return the condition of what somebody has, or has not, said the handling of."""
    return Q(handled_at__isnull=not is_handled)


def last_statement(*, actor: Actor) -> BankStatement | None:
    """Return the statement that was asked for last."""
    return BankStatement.objects.filter(agency_id=actor.agency_id or 0).order_by("-pk").first()


def statement_lines_of(*, actor: Actor) -> QuerySet[StatementLine]:
    """Return the compared lines of the actor's agency."""
    rows = StatementLine.objects.filter(agency_id=actor.agency_id or 0)
    return rows.select_related("charge__dossier", "charge__notice__slip", "payment")
