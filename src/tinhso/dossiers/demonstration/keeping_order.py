"""What officials of the demonstration did beside the dossiers: reports, statements, money back."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Final

from django.utils import timezone

from tinhso.dossiers import services
from tinhso.dossiers.demonstration.cast import Office, gather
from tinhso.dossiers.demonstration.foreseen import foresee_and_answer
from tinhso.dossiers.demonstration.growing import without_waiting_for_the_disk
from tinhso.dossiers.models import BankStatement, Dossier, Payment
from tinhso.dossiers.queries.fees import open_drawer_of
from tinhso.dossiers.queries.law import law_in_force
from tinhso.dossiers.queries.reports import forms_of
from tinhso.dossiers.rules.fees import PaymentMethod, TryState
from tinhso.dossiers.rules.reports import holds, periods_before
from tinhso.dossiers.rules.states import CLOCK_RUNS

LAW: Final = "Nghị định 118/2025, Điều 21 (số liệu minh họa)"


def keep_order(say: Callable[[str], None]) -> None:
    """Let officials do what is done beside the dossiers, once."""
    if BankStatement.objects.exists():
        return
    cast = gather()
    with without_waiting_for_the_disk():
        sent = sum(_report(office) for office in cast.offices)
        for office in cast.offices:
            _tie_and_lose(office)
            _money(office)
        offered = foresee_and_answer(cast)
    say(f"{sent} báo cáo, {offered} việc chủ động")


def _report(office: Office) -> int:
    """Send the first form of the last period that is over."""
    today = timezone.localdate()
    over = [one for one in periods_before(today, law=law_in_force()) if one.end < today]
    form = forms_of(office.agency_id)[0]
    for period in [one for one in over if holds(form, one)][:1]:
        services.send_report(
            code=form.code,
            length=period.length.value,
            year=period.year,
            number=period.number,
            actor=office.leader,
        )
        return 1
    return 0


def _tie_and_lose(office: Office) -> None:
    """Two dossiers of one house belong together; of a third a paper got wet."""
    mine = Dossier.objects.filter(
        receiving_unit_id=office.desk[0].unit_id or 0,
        resolving_agency_id=office.agency_id,
        state__in=sorted(CLOCK_RUNS),
        lead__isnull=True,
    )
    first, second, wet = [*mine.order_by("accepted_at", "pk")[:3], None, None, None][:3]
    if first is None or second is None or wet is None:
        return
    services.link(
        uid=first.uid, other_uid=second.uid, actor=office.desk[0], reason="Cùng một thửa đất"
    )
    services.record_incident(
        uid=wet.uid,
        actor=office.desk[0],
        kind="damaged",
        happened_with="Tủ hồ sơ của bộ phận một cửa (số liệu minh họa)",
        account="Mưa dột làm ướt hai trang bản vẽ.",
        remedy="In lại từ bản quét, đóng dấu sao; báo người nộp.",
    )


def _money(office: Office) -> None:
    """Compare yesterday's statement, in which one line is nobody's; give one fee back."""
    cashier = office.desk[0]
    paid = Payment.objects.filter(unit_id=cashier.unit_id or 0, state=TryState.PAID).order_by("pk")
    by_bank = list(paid.exclude(method=PaymentMethod.CASH)[:5])
    rows = [
        (pay.bank_reference or f"MAU{pay.pk}", pay.amount_vnd, f"PHI {pay.charge.reference}")
        for pay in by_bank
    ]
    services.upload_statement(
        actor=cashier,
        day=timezone.localdate() - timedelta(days=1),
        content=_sheet(
            [*rows, (f"MAUKHONGRO{office.agency_id}", 50_000, "Ủng hộ quỹ khuyến học (mẫu)")]
        ),
    )
    drawer = open_drawer_of(actor=cashier)
    wrong = paid.filter(shift=drawer).first() if drawer is not None else None
    if wrong is not None:
        services.refund_fee(
            uid=wrong.charge.dossier.uid,
            actor=cashier,
            reason="Thu hai lần cho một bản sao (số liệu minh họa)",
            legal_basis=LAW,
            method="cash",
        )


def _sheet(rows: list[tuple[str, int, str]]) -> bytes:
    """Return a bank's statement as the spreadsheet of the page."""
    from openpyxl import Workbook

    book = Workbook()
    page = book.worksheets[0]
    page.append(list(services.STATEMENT_COLUMNS))
    for row in rows:
        page.append(list(row))
    out = BytesIO()
    book.save(out)
    return out.getvalue()
