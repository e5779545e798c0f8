"""Each day: the bank's statement against our payments, and what was done about differences."""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.dossiers.models import BankStatement, Charge, JointBill, Payment, StatementLine
from tinhso.dossiers.permissions import DossierPermission
from tinhso.dossiers.queries.fees import account_of, statement_lines_of
from tinhso.dossiers.registry import BankProblem, payment_providers
from tinhso.dossiers.rules.fees import (
    BY_BANK,
    NEAR_DAYS,
    BankSide,
    Compared,
    LineOutcome,
    OurSide,
    compare,
    vnd_of,
)
from tinhso.dossiers.services.errors import NoBank
from tinhso.kernel.actors import Actor, require, system_actor
from tinhso.kernel.audit import record
from tinhso.kernel.db import fetch
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.db.text import nfc
from tinhso.kernel.errors import Invalid, NotFound
from tinhso.kernel.files.sheets import read_sheet
from tinhso.kernel.jobs import enqueue

LONGEST_KEY: Final = 64
COLUMNS = ("Mã giao dịch", "Số tiền", "Nội dung")
_REFERENCE = re.compile(r"(?<!\d)\d{12}(?!\d)")


@one_act()
def ask_statement(*, actor: Actor, day: date) -> BankStatement:
    """Have a job fetch a day's statement of the agency's account and compare it."""
    statement = _new_statement(actor=actor, day=day, is_uploaded=False)
    enqueue("dossiers.read_statement", statement_uid=str(statement.uid))
    return statement


def read_statement(*, statement_uid: UUID) -> None:
    """Fetch what was asked for and compare; called by a job, the bank outside any transaction."""
    row = BankStatement.objects.get(uid=statement_uid)
    if row.read_at is not None:
        return
    plug = payment_providers.get(row.provider)
    try:
        lines = plug.statement(account_number=row.account_number, day=row.day)
    except BankProblem as problem:
        BankStatement.objects.filter(pk=row.pk).update(problem=problem.problem)
        raise
    _compare(
        row,
        [
            BankSide(
                bank_reference=line.bank_reference,
                reference=_reference_in(line.words),
                amount_vnd=line.amount_vnd,
            )
            for line in lines
        ],
    )


@one_act()
def upload_statement(*, actor: Actor, day: date, content: bytes) -> BankStatement:
    """Compare a statement brought as a spreadsheet; a bad row is named and nothing is kept."""
    lines: list[BankSide] = []
    wrong: list[str] = []
    seen: set[str] = set()
    for number, (key, amount, words) in read_sheet(content, COLUMNS):
        vnd = vnd_of(amount, with_cents=True)
        if not key or key[:LONGEST_KEY] in seen:
            wrong.append(_("Dòng %(n)s: mã giao dịch trống hoặc trùng.") % {"n": number})
        elif not vnd:
            wrong.append(_("Dòng %(n)s: số tiền không đọc được.") % {"n": number})
        else:
            seen.add(key[:LONGEST_KEY])
            lines.append(
                BankSide(
                    bank_reference=key[:LONGEST_KEY],
                    reference=_reference_in(words),
                    amount_vnd=vnd,
                )
            )
    if wrong:
        raise Invalid(fields={"file": " ".join(wrong[:5])})
    row = _new_statement(actor=actor, day=day, is_uploaded=True)
    _compare(row, lines)
    row.refresh_from_db()
    return row


@one_act()
def handle_line(*, uid: UUID, actor: Actor, handling: str) -> StatementLine:
    """Say what was done about a difference; it stays in the day's list with that."""
    require(actor, DossierPermission.RECONCILE, unit_id=actor.unit_id)
    row = fetch(statement_lines_of(actor=actor).select_for_update(of=("self",)), uid=uid)
    if not nfc(handling):
        raise Invalid(fields={"handling": _("Hãy ghi đã làm gì với khoản tiền này.")})
    row.handled_at, row.handling = timezone.now(), nfc(handling)
    row.handled_by, row.handled_by_name = actor.id, actor.name
    row.save(update_fields=["handled_at", "handling", "handled_by", "handled_by_name"])
    record("dossiers.difference_handled", actor=actor, target=row, outcome=row.outcome)
    return row


def _new_statement(*, actor: Actor, day: date, is_uploaded: bool) -> BankStatement:
    require(actor, DossierPermission.RECONCILE, unit_id=actor.unit_id)
    if actor.agency_id is None:
        raise NotFound
    if day > timezone.localdate():
        raise Invalid(fields={"day": _("Ngày này chưa đến.")})
    account = account_of(agency_id=actor.agency_id, on=day)
    if account is None:
        raise NoBank(_("Cơ quan chưa có tài khoản thu phí vào ngày này."))
    row = BankStatement.objects.create(
        agency_id=actor.agency_id,
        provider=account.provider,
        account_number=account.account_number,
        day=day,
        is_uploaded=is_uploaded,
        asked_by=actor.id,
        asked_at=timezone.now(),
    )
    record("dossiers.statement_asked", actor=actor, target=row, day=day.isoformat())
    return row


@one_act()
def _compare(statement: BankStatement, lines: Iterable[BankSide]) -> None:
    """Write the day's lines anew under their keys; what was said about one is kept.

    What the bank books on one day and tells on another belongs together by its reference: it is a
    match on the bank's day and no difference on ours.
    """
    bank = list(lines)
    row = BankStatement.objects.select_for_update(of=("self",)).get(pk=statement.pk)
    known = _payments_around(row, {line.bank_reference for line in bank})
    elsewhere = _booked_on_other_days(row, known)
    own: list[OurSide] = []
    near: list[OurSide] = []
    for payment in _one_for_each_bill(known.values()):
        is_own = timezone.localdate(payment.paid_at) == row.day and payment.pk not in elsewhere
        (own if is_own else near).append(_our_side(payment))
    found = compare(bank, own, near)
    now = timezone.now()
    charges = Charge.objects.in_bulk(
        [line.bank.reference for line in found if line.bank and line.bank.reference],
        field_name="reference",
    )
    kept = [_write(row, line, known, charges, at=now) for line in found]
    unsaid = StatementLine.objects.filter(agency_id=row.agency_id, handled_at__isnull=True)
    unsaid.filter(day=row.day).exclude(pk__in=kept).delete()
    _clear_other_days(row, [line.ours.key for line in found if line.bank and line.ours])
    row.read_at, row.problem = now, ""
    row.lines, row.total_vnd = len(bank), sum(line.amount_vnd for line in bank)
    row.differences = sum(line.outcome is not LineOutcome.MATCHED for line in found)
    row.save()
    record(
        "dossiers.statement_compared",
        actor=system_actor("dossiers.bank"),
        target=row,
        lines=row.lines,
        differences=row.differences,
    )


def _payments_around(statement: BankStatement, references: set[str]) -> dict[int, Payment]:
    """Return the day's payments by bank, and those near it that the statement names."""
    start = timezone.make_aware(datetime.combine(statement.day, datetime.min.time()))
    end = start + timedelta(days=1)
    around = timedelta(days=NEAR_DAYS)
    rows = Payment.objects.filter(
        agency_id=statement.agency_id,
        method__in=BY_BANK,
        provider=statement.provider,
        paid_at__gte=start - around,
        paid_at__lt=end + around,
    )
    of_the_day = Q(paid_at__gte=start, paid_at__lt=end)
    named = Q(bank_reference__in=references) | Q(share__bill__bank_reference__in=references)
    wanted = rows.filter(of_the_day | named).order_by("pk")
    return {payment.pk: payment for payment in wanted.select_related("charge", "share__bill")}


def _one_for_each_bill(payments: Iterable[Payment]) -> list[Payment]:
    """Leave out all payments but the first of a bill: the bank has one line for all of them."""
    kept: dict[object, Payment] = {}
    for payment in payments:
        bill = _bill_of(payment)
        kept.setdefault(payment.pk if bill is None else bill.uid, payment)
    return list(kept.values())


def _bill_of(payment: Payment) -> JointBill | None:
    share = getattr(payment, "share", None)
    return share.bill if share is not None else None


def _booked_on_other_days(statement: BankStatement, known: dict[int, Payment]) -> set[int]:
    """Return the payments that stand in the statement of another day by the bank's reference."""
    same = Q(bank_reference=F("payment__bank_reference"))
    same |= Q(bank_reference=F("payment__share__bill__bank_reference"))
    lines = StatementLine.objects.filter(same, agency_id=statement.agency_id, payment__in=known)
    found = lines.exclude(day=statement.day).exclude(bank_reference="")
    return set(found.values_list("payment_id", flat=True))


def _clear_other_days(statement: BankStatement, found: list[int]) -> None:
    """Take what this statement has found out of the differences of the day we heard of it."""
    missed = StatementLine.objects.filter(
        agency_id=statement.agency_id,
        payment__in=found,
        outcome=LineOutcome.ONLY_OURS,
        handled_at__isnull=True,
    ).exclude(day=statement.day)
    for line in missed:
        line.delete()
        read = BankStatement.objects.filter(agency_id=line.agency_id, day=line.day)
        read.filter(read_at__isnull=False, differences__gt=0).update(
            differences=F("differences") - 1
        )


def _our_side(payment: Payment) -> OurSide:
    bill = _bill_of(payment)
    if bill is not None:
        return OurSide(
            key=payment.pk,
            bank_reference=bill.bank_reference,
            reference=bill.reference,
            amount_vnd=bill.amount_vnd,
        )
    return OurSide(
        key=payment.pk,
        bank_reference=payment.bank_reference,
        reference=payment.charge.reference,
        amount_vnd=payment.amount_vnd,
    )


def _write(
    statement: BankStatement,
    line: Compared,
    known: dict[int, Payment],
    charges: dict[str, Charge],
    *,
    at: datetime,
) -> int:
    payment = known.get(line.ours.key) if line.ours is not None else None
    charge = payment.charge if payment is not None else None
    if charge is None and line.bank is not None:
        charge = charges.get(line.bank.reference)
    key = f"bank:{line.bank.bank_reference}" if line.bank is not None else f"ours:{payment}"
    row, _made = StatementLine.objects.update_or_create(
        agency_id=statement.agency_id,
        day=statement.day,
        key=key[:80],
        defaults={
            "outcome": line.outcome,
            "reference": _reference_of(charge, payment),
            "bank_reference": line.bank.bank_reference if line.bank is not None else "",
            "bank_vnd": line.bank.amount_vnd if line.bank is not None else None,
            "ours_vnd": line.ours.amount_vnd if line.ours is not None else None,
            "charge": charge,
            "payment": payment,
            "compared_at": at,
        },
    )
    return row.pk


def _reference_of(charge: Charge | None, payment: Payment | None) -> str:
    bill = _bill_of(payment) if payment is not None else None
    if bill is not None:
        return bill.reference
    return charge.reference if charge is not None else ""


def _reference_in(words: str) -> str:
    found = _REFERENCE.search(words)
    return found.group() if found is not None else ""
