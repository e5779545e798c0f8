"""The demonstration's money: an account for every agency with a desk, and transfers told of."""

import json
from datetime import date
from typing import Final

from django.utils import timezone

from tinhso.dossiers import bank_plugs, services
from tinhso.dossiers.models import Charge, CollectionAccount, JointBill
from tinhso.dossiers.queries.fees import account_of, place_of
from tinhso.dossiers.queries.tax import tax_offices
from tinhso.kernel.actors import system_actor
from tinhso.organization import queries as organization

SINCE: Final = date(2025, 7, 1)
"""The communes of the demonstration stand since July 2025."""


def open_accounts() -> None:
    """Give every agency with a desk, and each tax agency, its account at the bank, once."""
    actor = system_actor("dossiers.demonstration")
    known = set(CollectionAccount.objects.values_list("agency_id", flat=True))
    places = [(desk.agency_id, desk.agency_name) for desk in organization.desks()]
    offices = organization.agency_names({office.agency_id for office in tax_offices()})
    for agency_id, name in [*places, *offices.items()]:
        if agency_id in known:
            continue
        known.add(agency_id)
        services.set_account(
            actor=actor,
            agency_id=agency_id,
            provider=bank_plugs.KEY,
            bank_name="Ngân hàng trình diễn",
            bank_bin="970400",
            account_number=f"90{agency_id:08d}",
            holder=name,
            effective_from=SINCE,
            legal_basis="Tài khoản trình diễn, không phải tài khoản thật",
        )


def tell_transfer(charge: Charge, *, key: str) -> None:
    """Let the demonstration bank tell that what is owed came in by transfer."""
    agency_id, _unit = place_of(charge)
    _tell(charge.reference, charge.amount_vnd, agency_id=agency_id, key=key)


def tell_bill(bill: JointBill, *, key: str) -> None:
    """Let the demonstration bank tell that a list was paid by one transfer, and settle it."""
    _tell(bill.reference, bill.amount_vnd, agency_id=bill.agency_id, key=key)
    services.settle_bill(bill_uid=bill.uid)


def tell_unasked(amount_vnd: int, *, agency_id: int, key: str) -> None:
    """Let the demonstration bank tell of money that fits nothing that is owed."""
    _tell("000000000000", amount_vnd, agency_id=agency_id, key=key)


def _tell(reference: str, amount_vnd: int, *, agency_id: int, key: str) -> None:
    account = account_of(agency_id=agency_id)
    body = json.dumps(
        {
            "event": key,
            "kind": "transfer",
            "order": "",
            "words": f"PHI {reference}",
            "account": account.account_number if account is not None else "",
            "amount": amount_vnd,
            "bank_reference": key,
            "at": timezone.now().isoformat(),
        }
    ).encode()
    sent = str(int(timezone.now().timestamp()))
    signature = bank_plugs.sign(sent, body).decode()
    services.receive_call(
        provider=bank_plugs.KEY,
        headers={"X-Bank-Time": sent, "X-Bank-Signature": signature},
        body=body,
    )
