"""The second factor of a signature, and a desk officer's shift."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.db.ids import uuid7
from tinhso.kernel.db.secrets import EncryptedTextField
from tinhso.signing.rules import TELEPHONE


class Confirmation(models.Model):
    """One second factor asked for: for these papers, or for a desk officer's shift."""

    uid = models.UUIDField(_("định danh"), default=uuid7, unique=True, editable=False)
    account_uid = models.UUIDField(_("tài khoản"), db_index=True)
    purpose = models.CharField(_("mục đích"), max_length=16)
    items = models.JSONField(_("văn bản"), default=list)
    factor = models.CharField(_("cách xác nhận"), max_length=32)
    secret = EncryptedTextField(_("mã"), blank=True, default="")
    attempts = models.PositiveSmallIntegerField(_("số lần thử"), default=0)
    asked_at = models.DateTimeField(_("lúc hỏi"))
    expires_at = models.DateTimeField(_("hết hạn"))
    used_at = models.DateTimeField(_("lúc dùng"), null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.purpose} {self.uid}"

    @property
    def is_by_telephone(self) -> bool:
        """Whether the code is read on the telephone of the demonstration."""
        return self.factor == TELEPHONE


class Shift(models.Model):
    """A desk officer confirmed once and signs scans until his shift ends."""

    account_uid = models.UUIDField(_("tài khoản"), db_index=True)
    opened_at = models.DateTimeField(_("bắt đầu"))
    ends_at = models.DateTimeField(_("kết thúc"))

    def __str__(self) -> str:
        return f"{self.account_uid} {self.opened_at}"
