"""What one person hands in, one dossier after the other, while he stands at the desk."""

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.models.dossier import Dossier


class Sitting(models.Model):
    """Several dossiers of one person taken in at one go, told on one receipt.

    Who sees it is asked of its dossiers; it says nothing of anybody itself.
    """

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    began_at = models.DateTimeField(_("bắt đầu lúc"))
    began_by = models.UUIDField(_("người tiếp nhận"), null=True, blank=True)

    class Meta:
        verbose_name = _("lượt nộp nhiều hồ sơ")

    def __str__(self) -> str:
        return str(self.uid)


class SittingLine(models.Model):
    """One dossier of a sitting, with its place in the list of the receipt."""

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="lines")
    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="sitting_line")
    number = models.PositiveSmallIntegerField(_("số thứ tự"))

    class Meta:
        verbose_name = _("hồ sơ của lượt nộp")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["sitting", "number"], name="dossiers_sitting_number")
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.dossier_id}"
