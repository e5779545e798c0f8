"""What is owed and how it is paid: states, amounts, what a message of a bank changes.

Facts: NĐ 118/2025 Art. 24 (ways to pay, proof, eight working hours to the treasury), one-stop.md
section 6, one-stop-118.md E.6. Money is whole đồng.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

MOST_VND: Final = 10_000_000_000
"""What nobody pays at a desk: an amount above it is a slip of the finger."""
MOST_DIGITS: Final = 10**15
_VND: Final = re.compile(r"(\d{1,3}(?:([., ])\d{3})(?:\2\d{3})*|\d{1,15})([.,]0{1,2})?", re.ASCII)
SHORTEST_BASIS: Final = 5
CHECKOUT_MINUTES: Final = 30
"""How long a person may stay at the bank before the way there is made anew."""


def vnd_of(text: str, *, with_cents: bool = False) -> int | None:
    """Return the whole đồng of a text such as "800.000 đ"; None when it says anything else.

    Points, commas or spaces stand before groups of three digits only, so that a part of a đồng is
    never read as hundreds of them. Banks write "800000.00": `with_cents` takes cents of nought.
    """
    found = _VND.fullmatch(re.sub(r"\s*(đ|vnd|vnđ)$", "", text.strip().lower()))
    if found is None or (found[3] and not with_cents):
        return None
    vnd = int(re.sub(r"[., ]", "", found[1]))
    return vnd if vnd < MOST_DIGITS else None


class FeeKind(models.TextChoices):
    """A fee for a service, or a charge of the state."""

    FEE = "phi", _("Phí")
    CHARGE = "le_phi", _("Lệ phí")
    DUTY = "duty", _("Nghĩa vụ tài chính")


FEES: Final = (FeeKind.FEE, FeeKind.CHARGE)
"""What a desk collects; a duty is told by a tax agency and goes to that agency's account."""


class ChargeOrigin(models.TextChoices):
    """Who said how much."""

    CATALOGUE = "catalogue", _("Theo danh mục thủ tục")
    DESK = "desk", _("Một cửa ghi, có căn cứ")
    TAX = "tax", _("Theo thông báo của cơ quan thuế")


class ChargeState(models.TextChoices):
    """Whether an amount is owed, paid, forgiven, replaced or given back."""

    DUE = "due", _("Chờ nộp")
    PAID = "paid", _("Đã nộp")
    WAIVED = "waived", _("Được miễn")
    CANCELLED = "cancelled", _("Không thu nữa")
    REFUNDED = "refunded", _("Đã hoàn trả")


class ClaimState(models.TextChoices):
    """Where a claimed exemption stands."""

    NONE = "", _("Không đề nghị miễn")
    CLAIMED = "claimed", _("Chờ một cửa xem")
    GRANTED = "granted", _("Được miễn")
    REFUSED = "refused", _("Không được miễn")


class PaymentMethod(models.TextChoices):
    """The ways of 118/2025 Art. 24(1): to the agency, to its account, online, by the post."""

    CASH = "cash", _("Tiền mặt tại quầy")
    TRANSFER = "transfer", _("Chuyển khoản")
    ONLINE = "online", _("Trực tuyến")
    POST = "post", _("Qua bưu chính công ích")


WITH_PROOF: Final = frozenset({PaymentMethod.TRANSFER, PaymentMethod.POST})
"""Ways whose proof travels with the dossier when the desk writes them down (Art. 24(2))."""
BY_BANK: Final = frozenset({PaymentMethod.TRANSFER, PaymentMethod.ONLINE})
"""Ways that leave a line in a bank's statement."""


class TryState(models.TextChoices):
    """One try to pay."""

    WAITING = "waiting", _("Chờ ngân hàng")
    PAID = "paid", _("Đã nộp")
    FAILED = "failed", _("Không thành")
    REFUNDED = "refunded", _("Đã hoàn trả")


class RemitState(models.TextChoices):
    """Where money that came through a bank stands on its way to the treasury (Art. 24(3))."""

    NONE = "", _("Không phải chuyển")
    WAITING = "waiting", _("Chờ chuyển kho bạc")
    LATE = "late", _("Quá hạn chuyển kho bạc")
    DONE = "done", _("Đã chuyển kho bạc")


def remit_state(
    *, state: str, due_at: datetime | None, done_at: datetime | None, now: datetime
) -> RemitState:
    """Tell where one payment stands; what was given back first is not sent any more."""
    if done_at is not None:
        return RemitState.DONE
    if due_at is None or state != TryState.PAID:
        return RemitState.NONE
    return RemitState.LATE if due_at < now else RemitState.WAITING


class RefundState(models.TextChoices):
    """Money on its way back."""

    ASKED = "asked", _("Chờ ngân hàng hoàn")
    DONE = "done", _("Đã hoàn trả")
    FAILED = "failed", _("Ngân hàng không hoàn được")


class CallKind(models.TextChoices):
    """What a bank tells of."""

    PAID = "paid", _("Đã trả tiền")
    FAILED = "failed", _("Trả tiền không thành")
    TRANSFER = "transfer", _("Tiền chuyển vào tài khoản")
    REFUNDED = "refunded", _("Đã hoàn tiền")


class CallOutcome(models.TextChoices):
    """What became of a bank's message; those of `UNAPPLIED` wait for somebody."""

    APPLIED = "applied", _("Đã ghi nhận")
    REPEATED = "repeated", _("Báo lặp, đã bỏ qua")
    OUT_OF_ORDER = "out_of_order", _("Đến sau tin mới hơn, đã bỏ qua")
    OTHER_AMOUNT = "other_amount", _("Sai số tiền")
    ALREADY_PAID = "already_paid", _("Khoản này đã nộp bằng cách khác")
    NOT_OWED = "not_owed", _("Khoản này không phải nộp nữa")
    UNKNOWN = "unknown", _("Không tìm thấy khoản phải nộp")
    FORGED = "forged", _("Chữ ký không đúng")


UNAPPLIED: Final = (
    CallOutcome.OTHER_AMOUNT,
    CallOutcome.ALREADY_PAID,
    CallOutcome.NOT_OWED,
    CallOutcome.UNKNOWN,
)
"""What a bank truly told of and fits nothing that is owed: somebody says what was done with it."""


class LineOutcome(models.TextChoices):
    """How one line of a day stands between a bank's statement and our payments."""

    MATCHED = "matched", _("Khớp")
    OTHER_AMOUNT = "other_amount", _("Lệch số tiền")
    ONLY_BANK = "only_bank", _("Ngân hàng có, hệ thống không có")
    ONLY_OURS = "only_ours", _("Hệ thống có, ngân hàng không có")
    DOUBLE = "double", _("Một khoản trả hai lần")


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What a message of a bank meets here."""

    charge_state: str
    amount_vnd: int
    payment_state: str = ""
    """Of the payment it names; empty when the transfer names only the charge."""
    is_same_payment: bool = False
    """Whether this very money, by the bank's own reference, settled the charge already."""


def outcome_of(kind: str, amount_vnd: int, standing: Standing | None) -> CallOutcome:
    """Tell what a signed message changes; money that cannot be applied is kept, never lost.

    Paid stays paid: a failure that arrives behind a success is old news. Late money for what is
    still owed is applied, because it was paid.
    """
    if standing is None:
        return CallOutcome.UNKNOWN
    if kind == CallKind.FAILED:
        waits = standing.payment_state == TryState.WAITING
        return CallOutcome.APPLIED if waits else CallOutcome.OUT_OF_ORDER
    if standing.is_same_payment:
        return CallOutcome.REPEATED
    if amount_vnd != standing.amount_vnd:
        return CallOutcome.OTHER_AMOUNT
    if standing.charge_state == ChargeState.DUE:
        return CallOutcome.APPLIED
    if standing.charge_state in (ChargeState.PAID, ChargeState.REFUNDED):
        return CallOutcome.ALREADY_PAID
    return CallOutcome.NOT_OWED


DENOMINATIONS: Final = (
    500_000,
    200_000,
    100_000,
    50_000,
    20_000,
    10_000,
    5_000,
    2_000,
    1_000,
    500,
    200,
    100,
)
"""Notes in circulation, đồng."""


def counted(pieces: Mapping[int, int]) -> int:
    """Return what is in the drawer by its notes."""
    return sum(note * number for note, number in pieces.items())


@dataclass(frozen=True, kw_only=True)
class BankSide:
    """One line of a bank's statement."""

    bank_reference: str
    reference: str
    amount_vnd: int


@dataclass(frozen=True, kw_only=True)
class OurSide:
    """One payment here that a statement should show."""

    key: int
    bank_reference: str
    reference: str
    amount_vnd: int


@dataclass(frozen=True, kw_only=True)
class Compared:
    """One line of the day with what either side says."""

    outcome: LineOutcome
    bank: BankSide | None
    ours: OurSide | None


NEAR_DAYS: Final = 7
"""How far apart a bank's day and ours may lie: a message after midnight, a bank that books after
its holidays."""


def compare(
    bank: Iterable[BankSide], ours: Iterable[OurSide], near: Iterable[OurSide] = ()
) -> list[Compared]:
    """Set each line of a statement against the payment it belongs to, each at most once.

    Found by the bank's own reference first, whatever the day (`near`: what we heard of on the days
    around), then by the reference in the transfer's words. A second line for a payment that has
    its line is money paid twice.
    """
    open_ones = list(ours)
    by_bank = {row.bank_reference: row for row in [*near, *open_ones] if row.bank_reference}
    by_reference = {row.reference: row for row in open_ones}
    taken: set[int] = set()
    found: list[Compared] = []
    lines = sorted(bank, key=lambda line: line.bank_reference not in by_bank)
    for line in lines:
        row = by_bank.get(line.bank_reference) or by_reference.get(line.reference)
        if row is None:
            found.append(Compared(outcome=LineOutcome.ONLY_BANK, bank=line, ours=None))
        elif row.key in taken:
            found.append(Compared(outcome=LineOutcome.DOUBLE, bank=line, ours=row))
        else:
            taken.add(row.key)
            same = line.amount_vnd == row.amount_vnd
            outcome = LineOutcome.MATCHED if same else LineOutcome.OTHER_AMOUNT
            found.append(Compared(outcome=outcome, bank=line, ours=row))
    left = [row for row in open_ones if row.key not in taken]
    return [*found, *(Compared(outcome=LineOutcome.ONLY_OURS, bank=None, ours=r) for r in left)]


class Problem(StrEnum):
    """Why a call to a bank led nowhere; worded when shown."""

    DOWN = "down"
    REFUSED = "refused"
