"""Second factors of an account: switched on, added, removed."""

from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.identity import second_factor
from tinhso.identity.models import Account
from tinhso.identity.second_factor import has_second_factor, recovery_codes, totp_fits
from tinhso.identity.services.bump import bump_rights
from tinhso.kernel.actors import Actor, ActorKind
from tinhso.kernel.audit import record
from tinhso.kernel.db import fetch
from tinhso.kernel.errors import Invalid


def _self(account: Account) -> Actor:
    return Actor(kind=ActorKind(account.kind), id=account.uid, name=account.name)


@transaction.atomic
def start_totp(*, account: Account, secret: str, code: str) -> list[str]:
    """Switch one-time codes on after a first code that fits; returns the recovery codes."""
    if not totp_fits(secret, code):
        raise Invalid(fields={"code": _("Mã không khớp. Hãy xem lại giờ của điện thoại.")})
    Authenticator.objects.filter(user_id=account.pk, type=Authenticator.Type.TOTP).delete()
    TOTP.activate(account, secret)
    bump_rights(Account.objects.filter(pk=account.pk))
    record("identity.totp_started", actor=_self(account), target=account)
    return recovery_codes(account)


@transaction.atomic
def add_passkey(*, account: Account, name: str, credential: dict[str, object]) -> None:
    """Keep a passkey the browser has just proved."""
    WebAuthn.add(account, name[:60], credential)
    recovery_codes(account)
    bump_rights(Account.objects.filter(pk=account.pk))
    record("identity.passkey_added", actor=_self(account), target=account)


@transaction.atomic
def remove_factor(*, account: Account, pk: int) -> None:
    """Take one factor away; with the last one go the recovery codes."""
    own = Authenticator.objects.filter(user_id=account.pk)
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    fetch(own.filter(type__in=kinds), pk=pk).delete()
    if not has_second_factor(account):
        own.delete()
    bump_rights(Account.objects.filter(pk=account.pk))
    record("identity.factor_removed", actor=_self(account), target=account)


@transaction.atomic
def renew_recovery_codes(*, account: Account) -> None:
    """Make new recovery codes; the old ones, used or not, serve no longer."""
    own = Authenticator.objects.select_for_update(of=("self",)).filter(user_id=account.pk)
    own.filter(type=Authenticator.Type.RECOVERY_CODES).delete()
    recovery_codes(account)
    record("identity.recovery_codes_renewed", actor=_self(account), target=account)


def use_code(*, account_uid: UUID, code: str) -> bool:
    """Take an account's one-time or recovery code for an act; each code is good for one act.

    False when it does not fit; the caller counts attempts.
    """
    account = fetch(Account.objects.filter(is_active=True), uid=account_uid)
    return second_factor.use_code(account, code)
