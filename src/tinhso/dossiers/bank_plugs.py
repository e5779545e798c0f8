"""The demonstration bank as a payment provider: its own small protocol over HTTP, signed by HMAC.

Its other side is `tinhso_peers.bank`. A real bank or the national payment platform plugs into the
same socket; none has been seen (docs/conformity/one-stop.md).
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID

import requests
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy

from tinhso.dossiers.registry import (
    BankDown,
    BankLine,
    BankRefused,
    ForgedCall,
    Order,
    RefundOrder,
    SignedCall,
    payment_providers,
)
from tinhso.dossiers.rules.fees import CallKind

KEY: Final = "demo"
TIMEOUT: Final = (3, 8)
"""Seconds to reach the bank, and to wait for its answer."""
OLDEST_SECONDS: Final = 15 * 60
"""A signature is made anew for each sending; an older one is somebody's copy."""
MOST_BYTES: Final = 16_000


class DemonstrationBank:
    """Speaks to `tinhso_peers.bank`."""

    label = gettext_lazy("Ngân hàng trình diễn")

    def is_set_up(self) -> bool:
        """Tell whether an address and a shared secret are set."""
        return bool(settings.TINHSO_BANK_URL and settings.TINHSO_BANK_SECRET)

    def open_checkout(self, order: Order) -> str:
        """Tell the bank of an order and return its page."""
        answer = self._post(
            "/api/orders",
            {
                "order": str(order.payment_uid),
                "amount": order.amount_vnd,
                "reference": order.reference,
                "account": order.account_number,
                "words": order.words[:120],
                "return_url": order.return_url,
                "call_url": order.call_url,
                "expires_at": order.expires_at.isoformat(),
            },
        )
        url = answer.get("pay_url")
        if not isinstance(url, str) or not url.startswith(("http://", "https://")):
            raise BankRefused
        return url

    def refund(self, order: RefundOrder) -> None:
        """Ask for money back."""
        self._post(
            "/api/refunds",
            {
                "refund": str(order.refund_uid),
                "order": str(order.payment_uid),
                "bank_reference": order.bank_reference,
                "amount": order.amount_vnd,
                "call_url": order.call_url,
            },
        )

    def statement(self, *, account_number: str, day: date) -> list[BankLine]:
        """Return a day's lines."""
        answer = self._post("/api/statement", {"account": account_number, "day": day.isoformat()})
        try:
            return [
                BankLine(
                    bank_reference=str(line["bank_reference"]),
                    amount_vnd=_whole(line["amount"]),
                    at=datetime.fromisoformat(line["at"]),
                    words=str(line["words"]),
                )
                for line in answer["lines"]
            ]
        except (KeyError, TypeError, ValueError) as nonsense:
            raise BankRefused from nonsense

    def read_call(self, *, headers: Mapping[str, str], body: bytes, now: datetime) -> SignedCall:
        """Return what a signed message says; anything else is a forgery."""
        sent = headers.get("X-Bank-Time", "")
        signature = headers.get("X-Bank-Signature", "")
        wanted = sign(sent, body)
        if len(body) > MOST_BYTES or not hmac.compare_digest(wanted, signature.encode()):
            raise ForgedCall
        try:
            if abs(now.timestamp() - int(sent)) > OLDEST_SECONDS:
                raise ForgedCall
            told = json.loads(body)
            return SignedCall(
                key=str(told["event"])[:80],
                kind=CallKind(told["kind"]),
                order=UUID(told["order"]) if told.get("order") else None,
                words=str(told.get("words", "")),
                amount_vnd=_whole(told["amount"]),
                bank_reference=str(told["bank_reference"])[:64],
                occurred_at=datetime.fromisoformat(told["at"]).astimezone(UTC),
                account_number=str(told.get("account", "")),
            )
        except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as nonsense:
            raise ForgedCall from nonsense

    def _post(self, path: str, said: Mapping[str, object]) -> dict[str, Any]:
        body = json.dumps(said, ensure_ascii=False).encode()
        sent = str(int(timezone.now().timestamp()))
        try:
            answer = requests.post(
                f"{settings.TINHSO_BANK_URL.rstrip('/')}{path}",
                data=body,
                headers={
                    "Content-Type": "application/json",
                    "X-Bank-Time": sent,
                    "X-Bank-Signature": sign(sent, body).decode(),
                },
                timeout=TIMEOUT,
            )
        except requests.RequestException as problem:
            raise BankDown from problem
        if answer.status_code >= 500:
            raise BankDown
        if answer.status_code != 200:
            raise BankRefused
        try:
            told = answer.json()
        except (ValueError, RecursionError) as nonsense:
            raise BankRefused from nonsense
        if not isinstance(told, dict):
            raise BankRefused
        return told


def sign(sent: str, body: bytes) -> bytes:
    """Return the hexadecimal HMAC-SHA-256 over the time of sending and the body."""
    secret = settings.TINHSO_BANK_SECRET.encode()
    return hmac.new(secret, sent.encode() + b"." + body, hashlib.sha256).hexdigest().encode()


def register() -> None:
    """Offer the demonstration bank."""
    payment_providers.register(KEY, DemonstrationBank())


def _whole(said: object) -> int:
    """Return an amount in whole đồng; a part of a đồng is nonsense, and no other amount."""
    if isinstance(said, bool) or not isinstance(said, int) or said < 0:
        raise ValueError(said)
    return said
