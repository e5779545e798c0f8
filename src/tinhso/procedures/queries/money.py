"""What a version says of money that another agency determines."""

from tinhso.procedures.financial_duty import FinancialDuty, financial_duty_in
from tinhso.procedures.models import ProcedureVersion


def financial_duty(*, version: ProcedureVersion) -> FinancialDuty | None:
    """Return the tax agency's part in a procedure; None when it has none."""
    return financial_duty_in(version.settings_data)
