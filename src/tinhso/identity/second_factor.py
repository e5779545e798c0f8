"""Second factors: one-time codes, passkeys and recovery codes, kept by allauth, shown by us."""

import segno
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    validate_totp_code,
    yield_hotp_counters_from_time,
)
from django.db import transaction

from tinhso.identity.models import Account
from tinhso.kernel.db.secrets import decrypt, encrypt

PURPOSE = "identity.second_factor"


class HouseAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """Keep secrets encrypted under the house's key."""

    def encrypt(self, text: str) -> str:
        """Encrypt a secret on its way into the database."""
        return encrypt(text, purpose=PURPOSE)

    def decrypt(self, encrypted_text: str) -> str:
        """Decrypt a secret on its way out."""
        return decrypt(encrypted_text, purpose=PURPOSE)

    def send_notification_mail(self, *args: object, **kwargs: object) -> None:
        """Leave mail to the house's own notices."""


def has_second_factor(account: Account) -> bool:
    """Tell whether the account has a one-time code or a passkey."""
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return bool(Authenticator.objects.filter(user_id=account.pk, type__in=kinds).exists())


def new_totp_secret() -> str:
    """Return a fresh secret, to be shown once and confirmed by a code."""
    return str(generate_totp_secret())


def totp_fits(secret: str, code: str) -> bool:
    """Tell whether a code is the current one of a secret."""
    return bool(validate_totp_code(secret, code.strip()))


def totp_qr(account: Account, secret: str) -> str:
    """Return the QR an authenticator application reads, as a data address of an SVG."""
    url = HouseAdapter().build_totp_url(account, secret)
    return str(segno.make(url, micro=False).svg_data_uri(scale=5, border=2))


@transaction.atomic
def use_code(account: Account, code: str) -> bool:
    """Take a one-time or recovery code, each once only; False when it does not fit."""
    rows = Authenticator.objects.select_for_update(of=("self",)).filter(user_id=account.pk)
    typed = code.replace(" ", "").strip()
    totp = rows.filter(type=Authenticator.Type.TOTP).first()
    if totp is not None:
        secret = decrypt(totp.data["secret"], purpose=PURPOSE)
        for counter in yield_hotp_counters_from_time():
            fits = format_hotp_value(hotp_value(secret, counter)) == typed
            if fits and counter > totp.data.get("last_counter", 0):
                totp.data["last_counter"] = counter
                totp.save(update_fields=["data"])
                return True
    spare = rows.filter(type=Authenticator.Type.RECOVERY_CODES).first()
    return spare is not None and bool(RecoveryCodes(spare).validate_code(typed))


def recovery_codes(account: Account) -> list[str]:
    """Return the unused recovery codes, making them when there are none yet."""
    return [str(code) for code in RecoveryCodes.activate(account).get_unused_codes()]
