"""The demonstration authority, and the roots trusted beside it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.db.secrets import EncryptedTextField


class AuthorityKey(models.Model):
    """One key of the demonstration authority: root, issuing, or time-stamping."""

    role = models.CharField(_("vai trò"), max_length=16, unique=True)
    certificate = models.TextField(_("chứng thư"))
    key = EncryptedTextField(_("khóa"))
    made_at = models.DateTimeField(_("lúc tạo"))

    def __str__(self) -> str:
        return self.role


class TrustAnchor(models.Model):
    """A root that this installation trusts, beside its own authority."""

    name = models.CharField(_("tên"), max_length=200)
    fingerprint = models.CharField(_("dấu vân tay"), max_length=64, unique=True)
    certificate = models.TextField(_("chứng thư"))
    added_at = models.DateTimeField(_("lúc thêm"))

    def __str__(self) -> str:
        return self.name
