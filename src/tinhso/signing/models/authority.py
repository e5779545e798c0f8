"""The demonstration authority, and the roots trusted beside it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.db.secrets import EncryptedTextField
from tinhso.signing.pki import load_certificate


class AuthorityKey(models.Model):
    """One key of the demonstration authority: root, issuing, or time-stamping."""

    role = models.CharField(_("vai trò"), max_length=16, unique=True)
    certificate = models.TextField(_("chứng thư"))
    key = EncryptedTextField(_("khóa"))
    made_at = models.DateTimeField(_("lúc tạo"))
    earlier = models.TextField(_("số các chứng thư trước"), blank=True)
    """Serial numbers (hexadecimal, one a line) of certificates that this one took the place of."""

    def __str__(self) -> str:
        return self.role

    @property
    def serials(self) -> set[int]:
        """Return the numbers of its certificate and of all before it."""
        now = load_certificate(self.certificate).serial_number
        return {now, *(int(text, 16) for text in self.earlier.split())}

    def replaced_by(self, certificate: str) -> None:
        """Take another certificate (PEM), and remember the number of the one before."""
        before = load_certificate(self.certificate).serial_number
        self.earlier = f"{self.earlier}{before:x}\n"
        self.certificate = certificate


class TrustAnchor(models.Model):
    """A root that this installation trusts, beside its own authority."""

    name = models.CharField(_("tên"), max_length=200)
    fingerprint = models.CharField(_("dấu vân tay"), max_length=64, unique=True)
    certificate = models.TextField(_("chứng thư"))
    added_at = models.DateTimeField(_("lúc thêm"))

    def __str__(self) -> str:
        return self.name
