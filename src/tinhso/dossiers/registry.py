"""Sockets of this room: banks and payment platforms through which fees are paid.

A provider is asked from jobs, outside any transaction, and answers or raises `BankDown` or
`BankRefused`. What it tells by itself comes in at `/thanh-toan/<key>/bao/` and is read by
`read_call`, which raises `ForgedCall` unless the bank signed it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Protocol
from uuid import UUID

from django.utils.functional import Promise

from tinhso.dossiers.rules.fees import Problem
from tinhso.kernel.registry import Registry


class BankProblem(Exception):
    """A call to a bank that led nowhere; the job tries again."""

    problem = Problem.REFUSED


class BankDown(BankProblem):
    """The bank does not answer."""

    problem = Problem.DOWN


class BankRefused(BankProblem):
    """The bank answered that it will not."""


class ForgedCall(Exception):
    """A message that the bank did not sign, or signed too long ago."""


@dataclass(frozen=True, kw_only=True)
class Order:
    """What is to be paid: our key of this try, how much, into which account, what for."""

    payment_uid: UUID
    amount_vnd: int
    reference: str
    account_number: str
    words: str
    return_url: str
    call_url: str
    expires_at: datetime


@dataclass(frozen=True, kw_only=True)
class RefundOrder:
    """What is to be given back; `refund_uid` makes a second asking the same one."""

    refund_uid: UUID
    payment_uid: UUID
    bank_reference: str
    amount_vnd: int
    call_url: str


@dataclass(frozen=True, kw_only=True)
class BankLine:
    """One line of a statement: money in, with the words that came along."""

    bank_reference: str
    amount_vnd: int
    at: datetime
    words: str


@dataclass(frozen=True, kw_only=True)
class SignedCall:
    """A message whose signature is the bank's.

    `order` is our key of the payment or refund; a transfer has none, only its words. Whose account
    the money came into is said by `account_number`, where the bank tells it.
    """

    key: str
    kind: str
    order: UUID | None
    words: str
    amount_vnd: int
    bank_reference: str
    occurred_at: datetime
    account_number: str = ""


class PaymentProvider(Protocol):
    """One bank or platform."""

    @property
    def label(self) -> str | Promise:
        """What people call it."""

    def is_set_up(self) -> bool:
        """Tell whether this installation may use it."""

    def open_checkout(self, order: Order) -> str:
        """Tell the bank of an order and return the page on which the person pays it."""

    def refund(self, order: RefundOrder) -> None:
        """Ask the bank to give money back; it confirms by a message."""

    def statement(self, *, account_number: str, day: date) -> list[BankLine]:
        """Return what came into an account on a day."""

    def read_call(self, *, headers: Mapping[str, str], body: bytes, now: datetime) -> SignedCall:
        """Return a message after checking its signature in constant time."""


payment_providers: Registry[PaymentProvider] = Registry("payment providers")
NATIONAL_GATEWAY: Final = "dvcqg"
"""The name under which the national portal's own gateway is plugged in."""
"""Banks and platforms, in the order in which they are offered."""


def providers_set_up() -> list[tuple[str, PaymentProvider]]:
    """Return those this installation may use."""
    return [(key, plug) for key, plug in payment_providers if plug.is_set_up()]
