"""Signing in by password, slowed down per login and address so that nobody can lock others out."""

import hashlib
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tinhso.identity.events import SignInsRefused
from tinhso.identity.kinds import NEW_BROWSER
from tinhso.identity.models import Account, SignInFailures
from tinhso.identity.services.accounts import IDLE
from tinhso.kernel.actors import Actor, ActorKind, system_actor
from tinhso.kernel.audit import record
from tinhso.kernel.db.secrets import keyed_hash
from tinhso.kernel.errors import DomainError, Invalid
from tinhso.kernel.events import publish
from tinhso.kernel.notifications.services import notify
from tinhso.kernel.registry.counting import count_refused_sign_in

PAUSE: Final = timedelta(minutes=15)
WINDOW: Final = timedelta(hours=1)
WRONG_PER_ADDRESS: Final = 100
"""Wrong passwords an hour from one address, whatever the login: stops trying many accounts."""


class TooManyTries(DomainError):
    """Too many wrong passwords came from this address; other addresses may still sign in."""

    code = "identity.too_many_tries"
    status = 429
    title = _("Bạn thử quá nhiều lần")


class AccountClosed(DomainError):
    """The password was right, and the account is locked."""

    code = "identity.account_locked"
    status = 403
    title = _("Tài khoản đang bị khóa")


def check_sign_in(*, login: str, password: str, address: str) -> Account:
    """Return the account behind a login and password.

    Raises `Invalid` for a wrong pair (never saying which half), `TooManyTries` for an address that
    keeps guessing, `AccountClosed` only to one who knew the password.
    """
    wanted = login.strip().lower()
    keys = (_key("login", f"{wanted}|{address}"), _key("address", address))
    now = timezone.now()
    if SignInFailures.objects.filter(key__in=keys, blocked_until__gt=now).exists():
        count_refused_sign_in("paused")
        raise TooManyTries(
            _("Từ mạng này đã có nhiều lần nhập sai mật khẩu. Hãy đợi 15 phút rồi thử lại.")
        )
    account = Account.objects.filter(login=wanted).first()
    known = account.password if account is not None else _decoy()
    if not check_password(password, known) or account is None:
        _count_failure(keys, account)
        count_refused_sign_in("password")
        raise Invalid(
            _("Tên đăng nhập hoặc mật khẩu không đúng."),
            fields={"password": _("Tên đăng nhập hoặc mật khẩu không đúng. Hãy nhập lại.")},
        )
    if not account.is_active:
        count_refused_sign_in("locked")
        said = (
            _("Tài khoản lâu ngày không dùng nên đã khóa. Hãy nhờ người quản trị mở lại.")
            if account.lock_reason == IDLE
            else _("Tài khoản này đang khóa. Hãy liên hệ người quản trị của cơ quan.")
        )
        raise AccountClosed(said)
    SignInFailures.objects.filter(key=keys[0]).delete()
    return account


@transaction.atomic
def note_sign_in(*, account: Account, way: str) -> None:
    """Keep that the account signed in, and how; a fresh day keeps it from going idle."""
    today = timezone.localdate()
    Account.objects.filter(pk=account.pk).exclude(last_seen_on=today).update(last_seen_on=today)
    actor = Actor(kind=ActorKind(account.kind), id=account.uid, name=account.name)
    record("identity.signed_in", actor=actor, target=account, way=way)


@transaction.atomic
def tell_of_new_browser(*, account: Account, device: str, address: str) -> None:
    """Tell an account that it signed in from a browser it has not used before."""
    notify(
        account_uid=account.uid,
        kind=NEW_BROWSER.code,
        values={"at": timezone.now(), "device": device or "–", "address": address},
        link="/tai-khoan/bao-mat/",
    )


@transaction.atomic
def count_wrong_code(*, account: Account, address: str) -> None:
    """Count a wrong one-time code like a wrong password."""
    count_refused_sign_in("code")
    _count_failure((_key("login", f"{account.login}|{address}"), _key("address", address)), account)


def _key(kind: str, text: str) -> str:
    return keyed_hash(text, purpose=f"identity.failures.{kind}")


_decoys: dict[str, str] = {}


def _decoy() -> str:
    """Return a hash to check against when there is no account, so that both take as long."""
    if "hash" not in _decoys:
        _decoys["hash"] = make_password(hashlib.sha256(b"nobody").hexdigest())
    return _decoys["hash"]


@transaction.atomic
def _count_failure(keys: tuple[str, str], account: Account | None) -> None:
    """Count in a transaction of its own: the refusal that follows must not undo it."""
    now = timezone.now()
    for key, limit in zip(keys, (settings.TINHSO_WRONG_PASSWORDS, WRONG_PER_ADDRESS), strict=True):
        SignInFailures.objects.get_or_create(key=key, defaults={"first_at": now})
        row = SignInFailures.objects.select_for_update(of=("self",)).get(key=key)
        if now - row.first_at > WINDOW:
            SignInFailures.objects.filter(pk=row.pk).update(
                count=1, first_at=now, blocked_until=None
            )
            continue
        blocked = now + PAUSE if row.count + 1 >= limit else None
        SignInFailures.objects.filter(pk=row.pk).update(count=F("count") + 1, blocked_until=blocked)
        if blocked and row.count + 1 == limit and account is not None and key == keys[0]:
            record(
                "identity.sign_ins_paused",
                actor=system_actor("identity.sign_in"),
                target=account,
            )
            publish(SignInsRefused(account_uid=account.uid))


def forget_old_failures() -> int:
    """Drop counts nobody needs any more; returns how many."""
    deleted, _rows = SignInFailures.objects.filter(
        first_at__lt=timezone.now() - 24 * WINDOW
    ).delete()
    return deleted
