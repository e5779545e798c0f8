"""Accounts, their sessions, and what getting in and back in needs."""

import uuid
from datetime import date
from typing import ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tinhso.identity.permissions import IdentityPermission
from tinhso.identity.rules import AccountKind
from tinhso.kernel.actors import Actor
from tinhso.kernel.db.secrets import EncryptedTextField


class AccountQuerySet(models.QuerySet["Account"]):
    """Named filters; every list shown to a person starts with visible_to."""

    def visible_to(self, actor: Actor) -> Self:
        """Keep the actor's own account, and all for those who may view accounts."""
        if actor.may(IdentityPermission.VIEW_ACCOUNTS):
            return self
        if actor.id is None:
            return self.none()
        return self.filter(uid=actor.id)


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by login, whatever the case it is typed in."""

    def get_queryset(self) -> AccountQuerySet:
        """Return every account, with the named filters."""
        return AccountQuerySet(self.model, using=self._db)

    def visible_to(self, actor: Actor) -> AccountQuerySet:
        """Keep the actor's own account, and all for those who may view accounts."""
        return self.get_queryset().visible_to(actor)

    def get_by_natural_key(self, username: str | None) -> "Account":
        """Return the account of a login."""
        return self.get(login=(username or "").strip().lower())


class Account(AbstractBaseUser):
    """What somebody signs in with; what he may do stands in assignments and delegations.

    `rights_version` rises with every change of rights, and with it every process builds the
    actor anew: changes take effect at the next request, everywhere.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    login = models.CharField(_("tên đăng nhập"), max_length=64, unique=True)
    kind = models.CharField(_("loại"), max_length=10, choices=AccountKind.choices)
    name = models.CharField(_("tên hiển thị"), max_length=250)
    folded = models.CharField(max_length=320, db_index=True, default="")
    email = models.EmailField(_("thư điện tử"), blank=True, default="")
    phone = models.CharField(_("điện thoại"), max_length=15, blank=True, default="")
    person = models.ForeignKey(
        "identity.Person", on_delete=models.PROTECT, related_name="accounts", null=True, blank=True
    )
    is_active = models.BooleanField(_("đang dùng"), default=True)
    lock_reason = models.CharField(_("lý do khóa"), max_length=200, blank=True, default="")
    locked_at = models.DateTimeField(_("khóa lúc"), null=True, blank=True)
    is_demonstration = models.BooleanField(_("tài khoản minh họa"), default=False)
    must_change_password = models.BooleanField(_("phải đổi mật khẩu"), default=False)
    password_set_at = models.DateTimeField(null=True, blank=True)
    last_seen_on = models.DateField(_("lần dùng gần nhất"), null=True, blank=True)
    let_in_on = models.DateField(_("ngày mở hoặc mở khóa"), null=True, blank=True)
    """Idle days are counted from it too, so that nobody is locked out before he could sign in."""
    rights_version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "login"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[AccountManager] = AccountManager()

    class Meta:
        verbose_name = _("tài khoản")
        constraints = [
            models.CheckConstraint(
                condition=Q(is_active=True) | ~Q(lock_reason=""),
                name="identity_account_lock_says_why",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def idle_since(self) -> date | None:
        """Return the day from which idleness counts: the last use, or a later unlocking."""
        return max(filter(None, (self.last_seen_on, self.let_in_on)), default=None)

    @property
    def is_staff(self) -> bool:
        """Tell nobody's admin pages anything: operators work through roles."""
        return False

    def get_full_name(self) -> str:
        """Return the name shown on pages."""
        return self.name


class AccountSession(models.Model):
    """One signed-in browser, so that its owner can see and end it."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="sessions")
    session_key = models.CharField(max_length=40, unique=True)
    address = models.GenericIPAddressField(_("địa chỉ mạng"), null=True)
    device = models.CharField(_("thiết bị"), max_length=120, blank=True)
    way = models.CharField(_("cách đăng nhập"), max_length=12)
    has_second_factor = models.BooleanField(default=False)
    begun_at = models.DateTimeField(_("bắt đầu"), default=timezone.now)
    seen_at = models.DateTimeField(_("dùng gần nhất"), default=timezone.now)

    class Meta:
        verbose_name = _("phiên đăng nhập")

    def __str__(self) -> str:
        return f"{self.device} {self.begun_at:%d/%m/%Y %H:%M}"


class SignInFailures(models.Model):
    """Wrong tries where they were made: a login at one address, an address, a known browser.

    Asking for a new password is counted the same way.
    """

    key = models.CharField(max_length=64, unique=True)
    count = models.PositiveIntegerField(default=0)
    first_at = models.DateTimeField()
    blocked_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("đăng nhập sai")

    def __str__(self) -> str:
        return f"{self.count}"


class PastPassword(models.Model):
    """A password used before, as its hash, so that it is not taken again."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="past_passwords")
    password = models.CharField(max_length=128)
    ended_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("mật khẩu cũ")

    def __str__(self) -> str:
        return f"{self.account_id}"


class RecoveryLink(models.Model):
    """A one-time link to set a new password; only the hash of its token is kept."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    token = EncryptedTextField(default="", blank=True)
    clears_second_factor = models.BooleanField(default=False)
    made_by = models.UUIDField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("liên kết khôi phục")

    def __str__(self) -> str:
        return f"{self.account_id}"


class ExternalIdentity(models.Model):
    """An account is the same party as a subject of an outside sign-in (national login)."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="external")
    issuer = models.CharField(max_length=200)
    subject = models.CharField(max_length=200)
    linked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("liên kết đăng nhập quốc gia")
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="identity_external_once"),
            models.UniqueConstraint(
                fields=["account", "issuer"], name="identity_external_one_per_issuer"
            ),
        ]

    def __str__(self) -> str:
        return self.issuer
