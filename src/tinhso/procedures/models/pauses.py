"""When filing online rests, for all services or for some, and what people were told of it."""

from datetime import datetime
from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.db.kept_rows import KeptQuerySet, KeptRow


class ServicePause(KeptRow):
    """One announced stretch in which dossiers are not taken in online (224/2026 Art. 13).

    Without codes it holds for every service. One without an end lasts until it is ended.
    """

    kept_as = "procedures"

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    codes = models.JSONField(_("thủ tục"), default=list)
    starts_at = models.DateTimeField(_("tạm ngừng từ"))
    ends_at = models.DateTimeField(_("đến"), null=True, blank=True)
    is_fault = models.BooleanField(_("do sự cố"), default=False)
    reason = models.CharField(_("lý do"), max_length=300)
    announced_at = models.DateTimeField(_("báo lúc"))
    announced_by = models.UUIDField(_("người báo"))
    announced_by_name = models.CharField(_("tên người báo"), max_length=200)
    withdrawn_at = models.DateTimeField(_("thôi lúc"), null=True, blank=True)

    objects = KeptQuerySet.as_manager()

    class Meta:
        verbose_name = _("đợt tạm ngừng")
        ordering: ClassVar = ["-starts_at", "-id"]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d} {self.reason}"

    def holds_for(self, code: str) -> bool:
        """Tell whether a procedure is meant."""
        return not self.codes or code in self.codes

    def lasts_at(self, moment: datetime) -> bool:
        """Tell whether filing rests at a moment."""
        if self.withdrawn_at is not None:
            return False
        return self.starts_at <= moment and (self.ends_at is None or moment < self.ends_at)
