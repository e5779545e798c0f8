"""The account into which an agency's fees go, from a day on."""

import re
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.dossiers.models import CollectionAccount
from tinhso.dossiers.permissions import DossierPermission
from tinhso.dossiers.registry import payment_providers
from tinhso.dossiers.services.errors import AccountInUse
from tinhso.kernel.actors import Actor, ActorKind, require
from tinhso.kernel.audit import record
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.db.text import nfc
from tinhso.kernel.errors import Invalid, NotFound

EVERYWHERE = 0


@one_act()
def set_account(
    *,
    actor: Actor,
    agency_id: int,
    provider: str,
    bank_name: str,
    bank_bin: str,
    account_number: str,
    holder: str,
    effective_from: date,
    legal_basis: str = "",
) -> CollectionAccount:
    """Say into which account an agency's fees go from a day on; what was before stays known.

    A day that has begun is not written over: money went there. The first account of an agency may
    have stood since any day.
    """
    _permit(actor, agency_id)
    errors = _faults(
        provider=provider,
        bank_name=bank_name,
        bank_bin=bank_bin,
        account_number=account_number,
        holder=holder,
    )
    if errors:
        raise Invalid(fields=errors)
    others = CollectionAccount.objects.filter(agency_id=agency_id)
    if effective_from <= timezone.localdate() and others.exists():
        raise AccountInUse
    row, _made = CollectionAccount.objects.update_or_create(
        agency_id=agency_id,
        effective_from=effective_from,
        defaults={
            "provider": provider,
            "bank_name": nfc(bank_name)[:120],
            "bank_bin": bank_bin,
            "account_number": account_number,
            "holder": nfc(holder)[:200],
            "legal_basis": nfc(legal_basis)[:300],
            "set_by": actor.id,
            "set_at": timezone.now(),
        },
    )
    record(
        "dossiers.account_set",
        actor=actor,
        target=row,
        account=account_number,
        bank=bank_bin,
        effective_from=effective_from.isoformat(),
    )
    return row


def _permit(actor: Actor, agency_id: int) -> None:
    """Let a leader set his own agency's; another's is not there, but for who may everywhere."""
    require(actor, DossierPermission.SET_ACCOUNT, unit_id=actor.unit_id)
    is_own = agency_id == actor.agency_id
    if actor.kind is ActorKind.SYSTEM or is_own:
        return
    if not actor.may(DossierPermission.SET_ACCOUNT, unit_id=EVERYWHERE):
        raise NotFound


def _faults(
    *, provider: str, bank_name: str, bank_bin: str, account_number: str, holder: str
) -> dict[str, str]:
    errors = {}
    if not nfc(bank_name):
        errors["bank_name"] = _("Hãy ghi tên ngân hàng.")
    if not re.fullmatch(r"[0-9]{6}", bank_bin):
        errors["bank_bin"] = _("Mã BIN của ngân hàng có 6 chữ số.")
    if not re.fullmatch(r"[0-9A-Z]{4,19}", account_number):
        errors["account_number"] = _("Số tài khoản có 4 đến 19 chữ số hoặc chữ in hoa.")
    if not nfc(holder):
        errors["holder"] = _("Hãy ghi tên chủ tài khoản.")
    if provider and provider not in payment_providers:
        errors["provider"] = _("Ngân hàng này chưa được kết nối.")
    return errors
