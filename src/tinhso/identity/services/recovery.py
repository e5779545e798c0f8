"""Getting in and back in: a first password, a forgotten one, a lost telephone."""

import hashlib
from datetime import datetime, timedelta
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.identity.events import RecoveryAsked
from tinhso.identity.kinds import INVITED, RECOVERY
from tinhso.identity.models import Account, RecoveryLink, SignInFailures
from tinhso.identity.permissions import IdentityPermission
from tinhso.identity.rules import AccountKind
from tinhso.identity.services.accounts import make_token, set_password
from tinhso.identity.services.signing_in import known_to
from tinhso.kernel.actors import Actor, require, system_actor
from tinhso.kernel.audit import record
from tinhso.kernel.db import fetch
from tinhso.kernel.db.secrets import keyed_hash
from tinhso.kernel.db.text import nfc
from tinhso.kernel.errors import DomainError, Invalid
from tinhso.kernel.events import publish
from tinhso.kernel.notifications.queries import texts_now
from tinhso.kernel.notifications.registry import Letter, channels
from tinhso.kernel.notifications.words import word

DAY: Final = timedelta(days=1)
LINK_LIFE: Final = timedelta(minutes=30)
OPERATOR_LINK_LIFE: Final = timedelta(hours=24)
INVITATION_LIFE: Final = timedelta(days=7)
PER_DAY: Final = 5
"""So many letters a day for one account, asked for from one network or one known browser."""
PER_DAY_IN_ALL: Final = 20
"""And from all networks together; a browser in which the account signed in is not stopped by it."""


class LinkSpent(DomainError):
    """The link was used, has expired, or a newer one was sent."""

    code = "identity.link_spent"
    status = 410


class NotToInvite(DomainError):
    """The account has a password already, is locked, or no letter reaches it."""

    code = "identity.not_to_invite"


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def ask_recovery(*, login_or_email: str, address: str, browser: str = "") -> None:
    """Send a one-time link to the account's mail; says nothing about whether it exists.

    Anybody may ask in anybody's name: so what was sent or handed over before stays good, and who
    asks too often stops only those who ask from where he does.
    """
    typed = login_or_email.strip().lower()
    found = Account.objects.filter(is_active=True, is_demonstration=False).exclude(email="")
    account = found.filter(login=typed).first()
    if account is None and "@" in typed:
        same = list(found.filter(email__iexact=typed)[:2])
        account = same[0] if len(same) == 1 else None
    if account is None or _asks_too_often(account, address, known_to(account, browser)):
        return
    link, _token = _make_link(account, life=LINK_LIFE)
    record("identity.recovery_asked", actor=system_actor("identity.recovery"), target=account)
    publish(RecoveryAsked(account_uid=account.uid, link_id=link.pk))


def _asks_too_often(account: Account, address: str, browser: str) -> bool:
    """Count one asking where it was made, and tell whether it is one too many for a day."""
    now = timezone.now()
    key = keyed_hash(f"{account.login}|{browser or address}", purpose="identity.recoveries")
    SignInFailures.objects.get_or_create(key=key, defaults={"first_at": now})
    row = SignInFailures.objects.select_for_update(of=("self",)).get(key=key)
    if now - row.first_at > DAY:
        row.count, row.first_at = 0, now
    row.count += 1
    row.save(update_fields=["count", "first_at"])
    recent = RecoveryLink.objects.filter(account=account, created_at__gt=now - DAY)
    return row.count > PER_DAY or (not browser and recent.count() >= PER_DAY_IN_ALL)


def _make_link(
    account: Account,
    *,
    life: timedelta,
    made_by: UUID | None = None,
    clears_second_factor: bool = False,
) -> tuple[RecoveryLink, str]:
    token = make_token()
    link = RecoveryLink.objects.create(
        account=account,
        token_hash=_digest(token),
        token=token,
        expires_at=timezone.now() + life,
        made_by=made_by,
        clears_second_factor=clears_second_factor,
    )
    return link, token


def _end_links(account: Account) -> None:
    """Let no link of an account serve any longer."""
    waiting = RecoveryLink.objects.filter(account=account, used_at=None)
    waiting.update(expires_at=timezone.now(), token="")


def send_recovery(*, link_id: int) -> None:
    """Mail a link that still waits; run twice, it mails once."""
    with transaction.atomic():
        link = (
            RecoveryLink.objects.select_for_update(of=("self",))
            .filter(pk=link_id, used_at=None)
            .exclude(token="")
            .first()
        )
        if link is None or link.expires_at <= timezone.now():
            return
        is_first = not link.account.has_usable_password()
        kind = INVITED if is_first and link.made_by is not None else RECOVERY
        values = {"login": link.account.login} if kind is INVITED else {}
        said = word(kind, values, language="vi", own=texts_now({kind.code}))
        letter = Letter(
            key=uuid5(NAMESPACE_URL, f"identity.recovery/{link.pk}"),
            address=link.account.email,
            title=said.title,
            body=said.body,
            link=f"{settings.TINHSO_BASE_URL}/dat-mat-khau/{link.token}/",
            language="vi",
        )
        channels.get("email").send(letter)
        link.token = ""
        link.save(update_fields=["token"])


@transaction.atomic
def invite(*, account_uid: UUID | str, actor: Actor) -> RecoveryLink:
    """Mail an official who has no password yet the link by which he sets his first one.

    A link that was mailed before stops working. Who has a password asks for a new one himself.
    """
    account = fetch(Account.objects.visible_to(actor), uid=account_uid)
    require(actor, IdentityPermission.MANAGE_ACCOUNTS)
    if account.has_usable_password():
        raise NotToInvite(_("Tài khoản này đã có mật khẩu."))
    if account.is_demonstration:
        raise NotToInvite(_("Tài khoản minh họa không đổi mật khẩu."))
    if account.kind != AccountKind.OFFICIAL or not account.is_active:
        raise NotToInvite(_("Chỉ gửi cho tài khoản cán bộ đang dùng."))
    if not account.email:
        raise NotToInvite(_("Tài khoản này chưa có thư điện tử."))
    _end_links(account)
    link, _token = _make_link(account, life=INVITATION_LIFE, made_by=actor.id)
    record("identity.invited", actor=actor, target=account)
    publish(RecoveryAsked(account_uid=account.uid, link_id=link.pk))
    return link


@transaction.atomic
def operator_link(
    *, account_uid: UUID | str, proof: str, clears_second_factor: bool, actor: Actor
) -> str:
    """Return a one-day link for somebody whose identity the operator has verified, and how.

    This is the way back for a lost telephone: the second factor goes with the new password.
    """
    account = fetch(Account.objects.visible_to(actor), uid=account_uid)
    require(actor, IdentityPermission.MANAGE_ACCOUNTS)
    if not nfc(proof):
        raise Invalid(fields={"proof": _("Hãy ghi đã kiểm tra danh tính bằng cách nào.")})
    _end_links(account)
    _link, token = _make_link(
        account,
        life=OPERATOR_LINK_LIFE,
        made_by=actor.id,
        clears_second_factor=clears_second_factor,
    )
    RecoveryLink.objects.filter(account=account, token_hash=_digest(token)).update(token="")
    record(
        "identity.recovery_by_operator",
        actor=actor,
        target=account,
        clears_second_factor=clears_second_factor,
    )
    return f"/dat-mat-khau/{token}/"


def link_account(token: str, now: datetime | None = None) -> RecoveryLink:
    """Return the link behind a token while it is good; raises `LinkSpent`."""
    link = (
        RecoveryLink.objects.filter(token_hash=_digest(token), used_at=None)
        .select_related("account")
        .first()
    )
    if link is None or link.expires_at <= (now or timezone.now()):
        raise LinkSpent(_("Đường dẫn đã dùng hoặc hết hạn. Hãy xin đường dẫn mới."))
    return link


@transaction.atomic
def use_link(*, token: str, password: str) -> Account:
    """Set a new password by a link; every link and every session of the account ends."""
    link_account(token)
    link = RecoveryLink.objects.select_for_update(of=("self",)).get(token_hash=_digest(token))
    if link.used_at is not None:
        raise LinkSpent(_("Đường dẫn đã dùng hoặc hết hạn. Hãy xin đường dẫn mới."))
    actor = system_actor("identity.recovery")
    if link.clears_second_factor:
        Authenticator.objects.filter(user_id=link.account_id).delete()
    set_password(account=link.account, password=password, actor=actor)

    link.used_at = timezone.now()
    link.token = ""
    link.save(update_fields=["used_at", "token"])
    _end_links(link.account)
    record("identity.recovered", actor=actor, target=link.account)
    return link.account
