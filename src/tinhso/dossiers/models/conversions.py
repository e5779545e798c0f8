"""Papers made from signed electronic results: who made them, when, in how many copies."""

from typing import Self
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.models.dossier import Dossier, of_seen
from tinhso.dossiers.models.papers import Result
from tinhso.kernel.actors import Actor
from tinhso.kernel.db.secrets import EncryptedTextField


class PaperConversionQuerySet(models.QuerySet["PaperConversion"]):
    """Seen by whoever sees the dossier."""

    def visible_to(self, actor: Actor) -> Self:
        """Keep those of dossiers the actor sees."""
        return of_seen(self, actor)


class PaperConversion(models.Model):
    """One act of making paper of a signed result (137/2024 Art. 5), with a code of its own."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="conversions")
    result = models.ForeignKey(Result, on_delete=models.PROTECT, related_name="conversions")
    check_code = models.CharField(_("mã tra cứu in trên bản giấy"), max_length=16, unique=True)
    copies = models.PositiveSmallIntegerField(_("số bản"))
    made_at = models.DateTimeField(_("chuyển đổi lúc"))
    made_by = models.UUIDField(_("người chuyển đổi"))
    made_by_name = models.CharField(max_length=200)
    data = EncryptedTextField(_("nội dung in"))

    objects = PaperConversionQuerySet.as_manager()

    class Meta:
        verbose_name = _("bản giấy chuyển từ bản điện tử")
        ordering = ["-made_at", "-id"]
        indexes = [models.Index(fields=["-made_at", "-id"], name="dossiers_conversion_newest")]

    def __str__(self) -> str:
        return str(self.uid)
