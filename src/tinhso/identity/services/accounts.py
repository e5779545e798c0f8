"""Changes to accounts: open, lock, unlock, passwords, sessions."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from importlib import import_module
from typing import Final
from uuid import UUID

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.identity.events import AccountLocked, AccountOpened, AccountUnlocked
from tinhso.identity.kinds import IDLE_SOON, PASSWORD_SET
from tinhso.identity.models import Account, AccountSession, PastPassword
from tinhso.identity.models.accounts import AccountQuerySet
from tinhso.identity.permissions import IdentityPermission
from tinhso.identity.queries.accounts import known_id
from tinhso.identity.rules import (
    LOGIN,
    AccountKind,
    clean_phone,
    locked_when_idle,
    password_faults,
)
from tinhso.identity.second_factor import has_second_factor
from tinhso.kernel.actors import Actor, ActorKind, require, system_actor
from tinhso.kernel.audit import record
from tinhso.kernel.db import fetch
from tinhso.kernel.db.text import fold, nfc
from tinhso.kernel.errors import Conflict, Invalid, NotPermitted, Now
from tinhso.kernel.errors.sentences import told
from tinhso.kernel.events import publish
from tinhso.kernel.notifications.services import notify

REMEMBERED_PASSWORDS = 10


@dataclass(frozen=True, kw_only=True)
class AccountData:
    """What an account is opened with; without a password its owner sets one by a link."""

    login: str
    name: str
    kind: str = AccountKind.OFFICIAL
    email: str = ""
    phone: str = ""
    person_id: int | None = None


ACCOUNT_FAULTS: Final = {
    "login": gettext_lazy("Tên đăng nhập gồm 3 đến 64 chữ không dấu, số hoặc . _ - @."),
    "name": gettext_lazy("Hãy ghi họ tên."),
    "kind": gettext_lazy("Hãy chọn một loại trong danh sách."),
    "email": gettext_lazy("Thư điện tử chưa đúng, ví dụ: ten@caobang.gov.vn."),
    "phone": gettext_lazy("Số điện thoại cần 10 hoặc 11 chữ số, bắt đầu bằng 0."),
}


def faulty(data: AccountData) -> Iterator[str]:
    """Yield each field that cannot be taken, for forms and import rows alike."""
    if LOGIN.fullmatch(data.login.strip().lower()) is None:
        yield "login"
    if not nfc(data.name):
        yield "name"
    if data.kind not in AccountKind.values:
        yield "kind"
    if data.email.strip():
        try:
            validate_email(data.email.strip())
        except ValidationError:
            yield "email"
    if data.phone.strip():
        try:
            clean_phone(data.phone)
        except ValueError:
            yield "phone"


def account_faults(data: AccountData) -> dict[str, str]:
    """Return a sentence for each field that cannot be taken."""
    return {name: str(ACCOUNT_FAULTS[name]) for name in faulty(data)}


@transaction.atomic
def open_account(
    *,
    data: AccountData,
    actor: Actor,
    password_hash: str = "",
    is_demonstration: bool = False,
) -> Account:
    """Open an account; without a hash nobody can sign in to it until a password is set."""
    require(actor, IdentityPermission.MANAGE_ACCOUNTS)
    wrong = account_faults(data)
    login = data.login.strip().lower()
    if not wrong and Account.objects.filter(login=login).exists():
        wrong["login"] = told(_("Tên đăng nhập “%(login)s” đã có người dùng."), login=login)
    if wrong:
        raise Invalid(fields=wrong)
    account = Account(
        login=login,
        name=nfc(data.name),
        folded=fold(f"{nfc(data.name)} {login}"),
        kind=data.kind,
        email=data.email.strip(),
        phone=clean_phone(data.phone) if data.phone.strip() else "",
        person_id=data.person_id,
        is_demonstration=is_demonstration,
        let_in_on=timezone.localdate(),
    )
    account.password = password_hash or make_password(None)
    account.password_set_at = timezone.now()
    account.save(force_insert=True)

    record("identity.account_opened", actor=actor, target=account, kind=account.kind)
    publish(AccountOpened(account_uid=account.uid))
    return account


@transaction.atomic
def change_own_profile(*, name: str, email: str, phone: str, version: int, actor: Actor) -> Account:
    """Change how one is named and reached; `version` is that of the form that was shown."""
    account = fetch(Account.objects.select_for_update(of=("self",)), uid=actor.id)
    if account.rights_version != version:
        raise Conflict(
            _("Tài khoản vừa được thay đổi ở nơi khác."),
            now=Now(
                version=account.rights_version,
                lines=(
                    (gettext_lazy("Họ và tên"), account.name),
                    (gettext_lazy("Thư điện tử"), account.email),
                    (gettext_lazy("Điện thoại"), account.phone),
                ),
            ),
        )
    wrong = account_faults(
        AccountData(login=account.login, name=name, kind=account.kind, email=email, phone=phone)
    )
    if wrong:
        raise Invalid(fields=wrong)

    account.name = nfc(name)
    account.folded = fold(f"{account.name} {account.login}")
    account.email = email.strip()
    account.phone = clean_phone(phone) if phone.strip() else ""
    account.rights_version += 1
    account.save(update_fields=["name", "folded", "email", "phone", "rights_version"])

    record("identity.profile_changed", actor=actor, target=account)
    return account


@transaction.atomic
def lock_account(*, uid: UUID | str, reason: str, actor: Actor) -> Account:
    """Stop an account from being used, at once: its sessions end."""
    account = _seen(uid, actor)
    require(actor, IdentityPermission.MANAGE_ACCOUNTS)
    if not nfc(reason):
        raise Invalid(fields={"reason": _("Hãy ghi lý do khóa.")})
    if account.uid == actor.id:
        raise NotPermitted(_("Không ai tự khóa tài khoản của mình."))

    _lock(account, nfc(reason), actor)
    return account


def _lock(account: Account, reason: str, actor: Actor) -> None:
    account.is_active = False
    account.lock_reason = reason[:200]
    account.locked_at = timezone.now()
    account.rights_version += 1
    account.save(update_fields=["is_active", "lock_reason", "locked_at", "rights_version"])
    takers = Account.objects.filter(taken__giver=account)
    Account.objects.filter(pk__in=list(takers.values_list("pk", flat=True))).update(
        rights_version=F("rights_version") + 1
    )
    _drop_sessions(AccountSession.objects.filter(account=account))
    record("identity.account_locked", actor=actor, target=account)
    publish(AccountLocked(account_uid=account.uid, reason="idle" if reason == IDLE else "locked"))


IDLE = "idle"
"""The lock reason of an account nobody used; worded when shown."""


@transaction.atomic
def unlock_account(*, uid: UUID | str, actor: Actor) -> Account:
    """Let a locked account sign in again."""
    account = _seen(uid, actor)
    require(actor, IdentityPermission.MANAGE_ACCOUNTS)

    account.is_active = True
    account.lock_reason = ""
    account.locked_at = None
    account.let_in_on = timezone.localdate()
    account.rights_version += 1
    account.save(
        update_fields=["is_active", "lock_reason", "locked_at", "let_in_on", "rights_version"]
    )

    record("identity.account_unlocked", actor=actor, target=account)
    publish(AccountUnlocked(account_uid=account.uid))
    return account


def locks_when_idle(account: Account) -> date | None:
    """Return the day on which an account locks if nobody uses it; None when it never does."""
    goes_idle = account.kind == AccountKind.OFFICIAL and account.is_active
    if not goes_idle or account.is_demonstration:
        return None
    days: int = settings.TINHSO_IDLE_ACCOUNT_DAYS
    return locked_when_idle(idle_since=account.idle_since, days=days)


def _unused_since_before(day: date) -> AccountQuerySet:
    """Return the officials' accounts that go idle and were last used, or let in, before a day."""
    return Account.objects.get_queryset().filter(
        Q(last_seen_on__lt=day) | Q(last_seen_on__isnull=True, let_in_on__lt=day),
        Q(let_in_on__lt=day) | Q(let_in_on__isnull=True),
        kind=AccountKind.OFFICIAL,
        is_active=True,
        is_demonstration=False,
    )


@transaction.atomic
def warn_idle_accounts() -> int:
    """Tell officials whose accounts will soon be locked on which day; once for each idle time."""
    days, ahead = settings.TINHSO_IDLE_ACCOUNT_DAYS, settings.TINHSO_IDLE_WARNING_DAYS
    if not days or not ahead:
        return 0
    soon = timezone.localdate() - timedelta(days=max(days - ahead, 0))
    told = 0
    for account in _unused_since_before(soon).order_by("pk").iterator(chunk_size=500):
        locks_on = locks_when_idle(account)
        since = account.idle_since
        if locks_on is None or since is None:
            continue
        told += len(
            notify(
                account_uid=account.uid,
                kind=IDLE_SOON.code,
                values={"login": account.login, "since": since, "on": locks_on},
                link="/tai-khoan/",
                key=f"{since}",
            )
        )
    return told


@transaction.atomic
def lock_idle_accounts() -> int:
    """Lock officials' accounts unused for longer than the setting allows; returns how many."""
    days = settings.TINHSO_IDLE_ACCOUNT_DAYS
    if not days:
        return 0
    since = timezone.localdate() - timedelta(days=days)
    idle = _unused_since_before(since).select_for_update(of=("self",))
    actor = system_actor("identity.idle_accounts")
    locked = 0
    for account in idle.order_by("pk"):
        _lock(account, IDLE, actor)
        locked += 1
    return locked


def _seen(uid: UUID | str, actor: Actor) -> Account:
    seen = Account.objects.all()
    if actor.kind is not ActorKind.SYSTEM:
        seen = Account.objects.visible_to(actor)
    return fetch(seen.select_for_update(of=("self",)), uid=uid)


def _drop_sessions(sessions: QuerySet[AccountSession]) -> None:
    """End sessions in the store and in our list."""
    keys = list(sessions.values_list("session_key", flat=True))
    store = import_module(settings.SESSION_ENGINE).SessionStore
    for key in keys:
        store(key).delete()
    sessions.filter(session_key__in=keys).delete()


@transaction.atomic
def end_session(*, uid: UUID | str, actor: Actor) -> None:
    """Sign one of the actor's own browsers out."""
    session = fetch(AccountSession.objects.filter(account__uid=known_id(actor)), uid=uid)
    _drop_sessions(AccountSession.objects.filter(pk=session.pk))
    record("identity.session_ended", actor=actor)


@transaction.atomic
def set_password(
    *, account: Account, password: str, actor: Actor, keep_session: str = ""
) -> Account:
    """Set a new password by the rules of the day, and end every other session.

    Officials need 14 characters of four classes, or 8 with a second factor (TCVN 14423:2026), and
    none of their last ten. The caller has made sure who is asking.
    """
    account = fetch(Account.objects.select_for_update(of=("self",)), pk=account.pk)
    if account.is_demonstration:
        raise NotPermitted(_("Tài khoản minh họa không đổi mật khẩu."))
    faults = _password_faults(account, password)
    if faults:
        raise Invalid(fields={"password": " ".join(faults)})

    if account.has_usable_password():
        PastPassword.objects.create(account=account, password=account.password)
        kept = account.past_passwords.order_by("-pk").values_list("pk", flat=True)
        stale = list(kept[REMEMBERED_PASSWORDS:])
        PastPassword.objects.filter(pk__in=stale).delete()
    account.set_password(password)
    account.password_set_at = timezone.now()
    account.must_change_password = False
    account.save(update_fields=["password", "password_set_at", "must_change_password"])
    others = AccountSession.objects.filter(account=account).exclude(session_key=keep_session)
    _drop_sessions(others)

    record("identity.password_set", actor=actor, target=account)
    notify(
        account_uid=account.uid,
        kind=PASSWORD_SET.code,
        values={"at": account.password_set_at},
        link="/tai-khoan/bao-mat/",
    )
    return account


def _password_faults(account: Account, password: str) -> list[str]:
    staff = account.kind == AccountKind.OFFICIAL
    if not staff or has_second_factor(account):
        faults = password_faults(password, length=settings.TINHSO_PASSWORD_LENGTH_WITH_FACTOR)
    else:
        faults = password_faults(
            password, length=settings.TINHSO_PASSWORD_LENGTH, four_classes=True
        )
    said = [str(fault) for fault in faults]
    try:
        CommonPasswordValidator().validate(password)
    except ValidationError:
        said.append(_("Mật khẩu này quá phổ biến, dễ bị đoán."))
    if account.login in password.lower():
        said.append(_("Mật khẩu không được chứa tên đăng nhập."))
    used = [account.password, *account.past_passwords.values_list("password", flat=True)]
    if not said and staff and any(check_password(password, old) for old in used if old):
        said.append(_("Mật khẩu này đã dùng trước đây, hãy chọn mật khẩu khác."))
    return said


def password_is_old(account: Account) -> bool:
    """Tell whether an official's password has served its time (`TINHSO_PASSWORD_DAYS`).

    TCVN 14423:2026 asks it of those who operate; citizens keep theirs.
    """
    days = settings.TINHSO_PASSWORD_DAYS
    if not days or account.kind != AccountKind.OFFICIAL or account.is_demonstration:
        return False
    if account.password_set_at is None:
        return False
    return account.password_set_at < timezone.now() - timedelta(days=days)


def make_token() -> str:
    """Return an unguessable token for a link."""
    return secrets.token_urlsafe(32)
