"""What a tax agency's notice asks of an applicant, the ways to pay it, and what was paid."""

from dataclasses import dataclass

from tinhso.dossiers.models import Charge, Dossier, Payment, TaxNotice
from tinhso.dossiers.queries.fees import Transfer, may_pay_online, transfer_for
from tinhso.dossiers.queries.tax import AmountLine, amount_lines
from tinhso.dossiers.rules.fees import ChargeState
from tinhso.kernel.errors import NotFound
from tinhso.organization import queries as organization
from tinhso.procedures import queries as procedures


@dataclass(frozen=True, kw_only=True)
class DutyPage:
    """The notice that holds, with its amounts, its charge, and each try to pay it."""

    dossier: Dossier
    charge: Charge
    notice: TaxNotice
    lines: list[AmountLine]
    agency: str
    payments: list[Payment]
    may_pay_online: bool
    transfer: Transfer | None

    @property
    def is_payable(self) -> bool:
        """Tell whether it is to be paid now."""
        return self.charge.is_payable

    @property
    def paid(self) -> Payment | None:
        """Return the money that came through the bank."""
        kept = [row for row in self.payments if row.paid_at is not None]
        return kept[-1] if kept else None


def duty_charge(dossier: Dossier) -> Charge | None:
    """Return what the notice that holds asks; None where no notice was given here."""
    rows = Charge.objects.duties().filter(dossier=dossier).exclude(state=ChargeState.CANCELLED)
    return rows.select_related("notice__slip").last()


def duty_page(dossier: Dossier) -> DutyPage:
    """Return the duty of a dossier the caller may see; `NotFound` where there is none."""
    charge = duty_charge(dossier)
    if charge is None or charge.notice is None:
        raise NotFound
    agency_id = charge.notice.slip.agency_id
    payable = charge.is_payable
    return DutyPage(
        dossier=dossier,
        charge=charge,
        notice=charge.notice,
        lines=amount_lines(
            charge.notice, procedures.financial_duty(version=dossier.procedure_version)
        ),
        agency=organization.agency_name(agency_id),
        payments=list(charge.payments.select_related("receipt").order_by("pk")),
        may_pay_online=payable and may_pay_online(agency_id=agency_id),
        transfer=transfer_for(charge, agency_id=agency_id) if payable else None,
    )
