"""A bank for tests: says what the real protocol says, signed, without a network."""

import json
from typing import Any
from uuid import UUID, uuid4

from django.test import Client
from django.utils import timezone

from tinhso.dossiers import bank_plugs, services
from tinhso.dossiers.models import BankCall, Charge, CollectionAccount
from tinhso.dossiers.testing import Commune
from tinhso.kernel.actors import system_actor

CALLS = "/thanh-toan/demo/bao/"


def account_for(commune: Commune, **changes: Any) -> CollectionAccount:
    """Give an agency its account at the demonstration bank."""
    known: dict[str, Any] = {
        "actor": system_actor("dossiers.tests"),
        "agency_id": commune.agency.pk,
        "provider": "demo",
        "bank_name": "Ngân hàng trình diễn",
        "bank_bin": "970400",
        "account_number": "9000000001",
        "holder": "UBND xã Đông Khê",
        "effective_from": timezone.localdate(),
        **changes,
    }
    return services.set_account(**known)


def message(**said: Any) -> bytes:
    """Return what the bank says, before it is signed."""
    known = {
        "event": uuid4().hex,
        "kind": "paid",
        "order": "",
        "words": "",
        "amount": 0,
        "bank_reference": f"FT{uuid4().hex[:12]}",
        "at": timezone.now().isoformat(),
        **said,
    }
    return json.dumps(known).encode()


def signed(body: bytes, *, sent: str = "") -> dict[str, str]:
    """Return the headers of a message the bank signed."""
    sent = sent or str(int(timezone.now().timestamp()))
    return {"X-Bank-Time": sent, "X-Bank-Signature": bank_plugs.sign(sent, body).decode()}


def tell(body: bytes, **headers: str) -> BankCall:
    """Let the bank tell something; signed unless other headers are given."""
    return services.receive_call(provider="demo", headers=headers or signed(body), body=body)


def paid(payment_uid: UUID, amount_vnd: int, **said: Any) -> bytes:
    """Return the message that an order was paid."""
    return message(kind="paid", order=str(payment_uid), amount=amount_vnd, **said)


def transferred(charge: Charge, **said: Any) -> bytes:
    """Return the message that a transfer with a charge's words came in."""
    return message(
        **{
            "kind": "transfer",
            "words": f"PHI {charge.reference}",
            "amount": charge.amount_vnd,
            **said,
        }
    )


def post(body: bytes, headers: dict[str, str] | None = None) -> Any:
    """Send a message to the house's own address."""
    return Client().post(
        CALLS,
        data=body,
        content_type="application/json",
        headers=headers if headers is not None else signed(body),
    )
