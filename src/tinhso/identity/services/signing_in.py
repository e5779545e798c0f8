"""Signing in by password and code, slowed down where it is guessed: nobody can lock others out.

Wrong tries count for the login at the network they come from. A browser in which the account has
signed in before counts for itself alone: whoever guesses beside the owner, behind the same address,
stops neither him nor his colleagues.
"""

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
from tinhso.identity.second_factor import use_code
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
"""Wrong tries an hour from one address, whatever the login: stops trying many accounts."""
WRONG_CODES: Final = 30
"""Wrong codes an hour for one account, whatever the address: who tries has its password."""


class TooManyTries(DomainError):
    """Too many wrong tries came from here; from elsewhere one may still sign in."""

    code = "identity.too_many_tries"
    status = 429
    title = _("Bạn thử quá nhiều lần")


class AccountClosed(DomainError):
    """The password was right, and the account is locked."""

    code = "identity.account_locked"
    status = 403
    title = _("Tài khoản đang bị khóa")


def check_sign_in(*, login: str, password: str, address: str, browser: str = "") -> Account:
    """Return the account behind a login and password.

    `browser` names the accounts this browser is known to, as its own signed cookie tells. Raises
    `Invalid` for a wrong pair (never saying which half), `TooManyTries` where it was guessed too
    often, `AccountClosed` only to one who knew the password.
    """
    wanted = login.strip().lower()
    account = Account.objects.filter(login=wanted).first()
    limits = _limits("login", wanted, address, known_to(account, browser))
    _refuse_paused(limits)
    known = account.password if account is not None else _decoy()
    if not check_password(password, known) or account is None:
        _count_failure(limits, account)
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
    _forget(limits)
    return account


def check_code(*, account: Account, code: str, address: str, browser: str = "") -> Account:
    """Take the one-time or recovery code of who has just shown his password; returns his account.

    Raises `Invalid` at `code`, and `TooManyTries` where it was guessed too often: showing the
    password again gives no new tries.
    """
    limits = _limits("code", account.login, address, known_to(account, browser))
    _refuse_paused(limits)
    if not use_code(account, code):
        count_refused_sign_in("code")
        _count_failure(limits, account)
        raise Invalid(fields={"code": _("Mã không đúng hoặc đã dùng. Hãy nhập mã mới nhất.")})
    _forget(limits)
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


def known_to(account: Account | None, browser: str) -> str:
    """Return the browser's own mark if this account has signed in there before."""
    return browser if account is not None and str(account.uid) in browser.split(".") else ""


def _limits(kind: str, login: str, address: str, browser: str) -> dict[str, int]:
    """Return what a try counts against and how often it may fail; the first is its own."""
    few: int = settings.TINHSO_WRONG_PASSWORDS
    if browser:
        return {_key("browser", f"{kind}|{login}|{browser}"): few}
    limits = {_key(kind, f"{login}|{address}"): few, _key("address", address): WRONG_PER_ADDRESS}
    if kind == "code":
        limits[_key("codes", login)] = WRONG_CODES
    return limits


def _refuse_paused(limits: dict[str, int]) -> None:
    paused = SignInFailures.objects.filter(key__in=limits, blocked_until__gt=timezone.now())
    if not paused.exists():
        return
    count_refused_sign_in("paused")
    if len(limits) == 1:
        raise TooManyTries(_("Trình duyệt này đã nhập sai nhiều lần. Hãy đợi 15 phút rồi thử lại."))
    raise TooManyTries(
        _("Từ mạng này đã có nhiều lần nhập sai mật khẩu. Hãy đợi 15 phút rồi thử lại.")
    )


def _forget(limits: dict[str, int]) -> None:
    """Whoever got it right begins anew; what his network tried on others stays counted."""
    SignInFailures.objects.filter(key=next(iter(limits))).delete()


def _key(kind: str, text: str) -> str:
    return keyed_hash(text, purpose=f"identity.failures.{kind}")


_decoys: dict[str, str] = {}


def _decoy() -> str:
    """Return a hash to check against when there is no account, so that both take as long."""
    if "hash" not in _decoys:
        _decoys["hash"] = make_password(hashlib.sha256(b"nobody").hexdigest())
    return _decoys["hash"]


@transaction.atomic
def _count_failure(limits: dict[str, int], account: Account | None) -> None:
    """Count in a transaction of its own: the refusal that follows must not undo it."""
    now, own = timezone.now(), next(iter(limits))
    for key, limit in limits.items():
        SignInFailures.objects.get_or_create(key=key, defaults={"first_at": now})
        row = SignInFailures.objects.select_for_update(of=("self",)).get(key=key)
        if now - row.first_at > WINDOW:
            SignInFailures.objects.filter(pk=row.pk).update(
                count=1, first_at=now, blocked_until=None
            )
            continue
        blocked = now + PAUSE if row.count + 1 >= limit else None
        SignInFailures.objects.filter(pk=row.pk).update(count=F("count") + 1, blocked_until=blocked)
        if blocked and row.count + 1 == limit and account is not None and key == own:
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
