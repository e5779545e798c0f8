"""What a signed file was worth when it was received."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.actors import Actor, ActorKind
from tinhso.kernel.db.secrets import EncryptedTextField
from tinhso.organization.queries import below_all
from tinhso.signing.models.certificates import agencies_of
from tinhso.signing.permissions import SigningPermission


class ReceivedFileQuerySet(models.QuerySet["ReceivedFile"]):
    """Named filters of received files."""

    def visible_to(self, actor: Actor) -> Self:
        """Show clerks what their agencies and those below kept at the public check."""
        if actor.kind is ActorKind.SYSTEM:
            return self
        if not actor.is_official or not actor.may(SigningPermission.SEAL_DOCUMENT):
            return self.none()
        return self.filter(agency_id__in=below_all(agencies_of(actor)))


class ReceivedFile(models.Model):
    """A signed file with the result of its check at reception (Decree 30/2020, Art. 21)."""

    file = models.OneToOneField(
        "files.StoredFile", on_delete=models.PROTECT, related_name="+", verbose_name=_("tệp")
    )
    agency_id = models.BigIntegerField(_("cơ quan nhận"), null=True, blank=True, db_index=True)
    verdict = models.CharField(_("kết quả kiểm tra"), max_length=16)
    report = EncryptedTextField(_("biên bản kiểm tra"))
    checked_at = models.DateTimeField(_("kiểm tra lúc"))

    objects = ReceivedFileQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.file_id} {self.verdict}"
