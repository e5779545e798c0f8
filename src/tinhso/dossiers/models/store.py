"""What a person keeps of the papers he has here: until when each is valid, and what he put away."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.models.papers import Attachment, Result


class OwnPaperQuerySet(models.QuerySet["OwnPaper"]):
    """Named filters of kept papers."""

    def run_out(self, on: date) -> Self:
        """Keep what is no longer valid on a day."""
        return self.filter(valid_until__lt=on)


class OwnPaper(models.Model):
    """One paper or result of a person's dossiers, as he keeps it for the next one."""

    person = models.ForeignKey(
        "identity.Person", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    attachment = models.ForeignKey(
        Attachment, on_delete=models.CASCADE, related_name="kept", null=True, blank=True
    )
    result = models.ForeignKey(
        Result, on_delete=models.CASCADE, related_name="kept", null=True, blank=True
    )
    valid_until = models.DateField(_("còn hạn đến hết ngày"), null=True, blank=True)
    removed_at = models.DateTimeField(_("bỏ ra lúc"), null=True, blank=True)
    warned_for = models.DateField(_("đã nhắc cho hạn"), null=True, blank=True)

    objects = OwnPaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("giấy tờ của người nộp")
        constraints = [
            models.CheckConstraint(
                condition=Q(attachment__isnull=True) ^ Q(result__isnull=True),
                name="dossiers_own_paper_one",
            ),
            models.UniqueConstraint(fields=["person", "attachment"], name="dossiers_own_paper"),
            models.UniqueConstraint(fields=["person", "result"], name="dossiers_own_result"),
        ]
        indexes = [
            models.Index(
                fields=["valid_until"],
                condition=Q(removed_at__isnull=True),
                name="dossiers_own_paper_due",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.attachment_id or self.result_id}"
