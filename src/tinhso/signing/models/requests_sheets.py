"""A spreadsheet of answers, and how far it was carried into a request."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.db.ids import uuid7


class AnswerSheet(models.Model):
    """Answers for many certificates of one request, done line by line, each with its outcome."""

    uid = models.UUIDField(_("định danh"), default=uuid7, unique=True, editable=False)
    request = models.ForeignKey(
        "signing.CertificateRequest", on_delete=models.PROTECT, related_name="sheets"
    )
    given_by = models.UUIDField(_("người gửi"))
    given_at = models.DateTimeField(_("lúc gửi"))
    language = models.CharField(_("ngôn ngữ"), max_length=5, default="vi")
    sha256 = models.CharField(_("dấu SHA-256 của tệp"), max_length=64)
    answers = models.JSONField(_("các câu trả lời"), default=list)
    outcomes = models.JSONField(_("kết quả từng dòng"), default=list)
    finished_at = models.DateTimeField(_("xong lúc"), null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.request_id} {self.uid}"

    @property
    def total(self) -> int:
        """Return how many lines it answers."""
        return len(self.answers)

    @property
    def done(self) -> int:
        """Return how many were dealt with."""
        return len(self.outcomes)

    @property
    def failed(self) -> list[dict[str, str]]:
        """Return the lines that could not be answered as the sheet says, with the reason."""
        return [one for one in self.outcomes if one["words"]]
