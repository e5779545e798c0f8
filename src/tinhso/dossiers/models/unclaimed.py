"""A paper result that lies at the desk and nobody comes for."""

from typing import Self
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.models.dossier import Dossier, of_seen
from tinhso.dossiers.rules.states import WITH_RESULT, DeliveryState
from tinhso.kernel.actors import Actor


class UnclaimedQuerySet(models.QuerySet["UnclaimedResult"]):
    """Seen by whoever sees the dossier."""

    def visible_to(self, actor: Actor) -> Self:
        """Keep those of dossiers the actor sees."""
        return of_seen(self, actor)

    def lying(self) -> Self:
        """Keep those whose result was neither handed over nor sent meanwhile."""
        here = self.filter(dossier__state__in=sorted(WITH_RESULT))
        return here.exclude(dossier__delivery_state=DeliveryState.POSTED)


class UnclaimedResult(models.Model):
    """Since when a result lies ready, how often its owner was reminded, where it is kept."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="unclaimed")
    ready_at = models.DateTimeField(_("có kết quả lúc"))
    reminders = models.PositiveSmallIntegerField(_("số lần nhắc"), default=0)
    reminded_at = models.DateTimeField(_("nhắc lần cuối lúc"), null=True, blank=True)
    keep_from = models.DateField(_("chuyển lưu giữ từ ngày"))
    kept_at = models.DateTimeField(_("chuyển lưu giữ lúc"), null=True, blank=True)
    kept_by = models.UUIDField(_("người chuyển"), null=True, blank=True)
    kept_by_name = models.CharField(max_length=200, blank=True)
    place = models.CharField(_("nơi lưu giữ"), max_length=120, blank=True)

    objects = UnclaimedQuerySet.as_manager()

    class Meta:
        verbose_name = _("kết quả chưa ai nhận")
        ordering = ["ready_at", "id"]
        indexes = [models.Index(fields=["ready_at", "id"], name="dossiers_unclaimed_age")]

    def __str__(self) -> str:
        return str(self.dossier_id)
