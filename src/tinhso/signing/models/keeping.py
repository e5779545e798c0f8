"""Signed files kept for long: the copy whose evidence is renewed."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class KeptFile(models.Model):
    """A signed file under an archive time-stamp; the file itself stays as it came."""

    source = models.OneToOneField(
        "files.StoredFile", on_delete=models.PROTECT, related_name="+", verbose_name=_("tệp gốc")
    )
    copy = models.ForeignKey(
        "files.StoredFile", on_delete=models.PROTECT, related_name="+", verbose_name=_("bản giữ")
    )
    kept_at = models.DateTimeField(_("lúc giữ"))
    renew_at = models.DateTimeField(_("gia hạn từ"), db_index=True)
    ends_at = models.DateTimeField(_("chứng cứ hết hạn"))
    renewed = models.PositiveIntegerField(_("số lần gia hạn chứng cứ"), default=0)
    trouble = models.CharField(_("vướng mắc"), max_length=64, blank=True)

    def __str__(self) -> str:
        return f"{self.source_id} {self.renew_at:%Y-%m-%d}"
