"""Annexes of a result in files of their own."""

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.models.papers import Result
from tinhso.kernel.db.secrets import EncryptedTextField


class ResultAnnex(models.Model):
    """A file that goes with a result: added to its draft, signed when that is sealed."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    result = models.ForeignKey(Result, on_delete=models.PROTECT, related_name="annexes")
    title = EncryptedTextField(_("tên phụ lục"))
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    sealed_file = models.ForeignKey(
        "files.StoredFile", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    added_by = models.UUIDField(_("người thêm"), null=True, blank=True)
    added_at = models.DateTimeField(_("thêm lúc"))

    class Meta:
        verbose_name = _("phụ lục của kết quả")
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.uid)
