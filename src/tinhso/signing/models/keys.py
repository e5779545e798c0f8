"""Private keys that this installation keeps itself."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.db.secrets import EncryptedTextField


class SoftwareKey(models.Model):
    """A private key of the software key store, encrypted at rest."""

    reference = models.CharField(_("tham chiếu"), max_length=64, unique=True)
    key = EncryptedTextField(_("khóa"))

    def __str__(self) -> str:
        return self.reference
