"""What was found when the pages of two states of a paper were laid over each other."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Comparison(models.Model):
    """The changed pages between two files; kept, because files never change."""

    before = models.ForeignKey("files.StoredFile", on_delete=models.CASCADE, related_name="+")
    after = models.ForeignKey("files.StoredFile", on_delete=models.CASCADE, related_name="+")
    pages = models.JSONField(_("trang đổi"), default=list)
    is_cut = models.BooleanField(_("chỉ so các trang đầu"), default=False)
    compared_at = models.DateTimeField(_("lúc so"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["before", "after"], name="signing_compared_once")
        ]

    def __str__(self) -> str:
        return f"{self.before_id} {self.after_id}"
