"""What is told and kept about a dossier: timeline, due dates, messages, notes, presence."""

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.models.dossier import Dossier
from tinhso.kernel.db.secrets import EncryptedTextField


class TimelineEntry(models.Model):
    """One thing that happened, as a code and values; worded when shown (design 5a.7)."""

    dossier = models.ForeignKey(
        Dossier, on_delete=models.PROTECT, related_name="timeline", db_index=False
    )
    at = models.DateTimeField(_("lúc"))
    code = models.CharField(_("việc"), max_length=40)
    state = models.CharField(_("trạng thái sau đó"), max_length=20)
    values = models.JSONField(_("giá trị"), default=dict)
    by = models.UUIDField(_("người làm"), null=True, blank=True)
    by_name = models.CharField(_("tên người làm"), max_length=200, blank=True)
    unit_id = models.BigIntegerField(_("đơn vị"), null=True, blank=True)
    is_told = models.BooleanField(_("người nộp đọc được"), default=True)

    class Meta:
        verbose_name = _("mục nhật ký")
        ordering = ["id"]
        indexes = [models.Index(fields=["dossier", "id"], name="dossiers_timeline")]

    def __str__(self) -> str:
        return self.code


class DueChange(models.Model):
    """One moving of a due date: old, new, why, by which decision."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="due_changes")
    at = models.DateTimeField(_("lúc"))
    ground = models.CharField(_("căn cứ"), max_length=24)
    old_due_at = models.DateTimeField(_("hạn cũ"), null=True, blank=True)
    new_due_at = models.DateTimeField(_("hạn mới"))
    old_national_due_at = models.DateTimeField(null=True, blank=True)
    new_national_due_at = models.DateTimeField(null=True, blank=True)
    decision = models.CharField(_("quyết định"), max_length=200, blank=True)
    lines = models.TextField(_("cách tính"), blank=True, default="")
    by = models.UUIDField(_("người quyết định"), null=True, blank=True)

    class Meta:
        verbose_name = _("lần đổi hạn")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.ground


class Message(models.Model):
    """Words between the applicant and the desk."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="messages")
    from_applicant = models.BooleanField(_("của người nộp"))
    text = EncryptedTextField(_("nội dung"))
    by = models.UUIDField(_("người viết"), null=True, blank=True)
    by_name = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(_("lúc"))
    read_at = models.DateTimeField(_("đọc lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("tin nhắn")
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.uid)


class InternalNote(models.Model):
    """Words among colleagues; the applicant never reads them."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="notes")
    kind = models.CharField(
        max_length=12,
        choices=[
            ("note", _("Ghi chú")),
            ("appraisal", _("Phiếu thẩm định")),
            ("kept", _("Phiếu thẩm định đang ghi")),
        ],
        default="note",
    )
    text = EncryptedTextField(_("nội dung"))
    data = EncryptedTextField(_("các mục đã xem"), blank=True, default="")
    by = models.UUIDField(_("người viết"))
    by_name = models.CharField(max_length=200, blank=True)
    unit_id = models.BigIntegerField(_("đơn vị"), null=True, blank=True)
    at = models.DateTimeField(_("lúc"))

    class Meta:
        verbose_name = _("ghi chú nội bộ")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.kind


class Link(models.Model):
    """Two dossiers that belong together."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="links")
    other = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="linked_from")
    reason = models.CharField(_("vì sao"), max_length=200, blank=True)
    by = models.UUIDField(_("người nối"))
    at = models.DateTimeField(_("lúc"))

    class Meta:
        verbose_name = _("hồ sơ liên quan")
        constraints = [
            models.UniqueConstraint(fields=["dossier", "other"], name="dossiers_link_once"),
            models.CheckConstraint(
                name="dossiers_link_two", condition=~models.Q(dossier=models.F("other"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}-{self.other_id}"


class Viewing(models.Model):
    """Who has a dossier open just now, kept fresh by a heartbeat."""

    dossier = models.ForeignKey(
        Dossier, on_delete=models.CASCADE, related_name="viewings", db_index=False
    )
    by = models.UUIDField(_("người xem"))
    by_name = models.CharField(max_length=200, blank=True)
    since = models.DateTimeField(_("từ lúc"))
    seen_at = models.DateTimeField(_("còn mở lúc"))

    class Meta:
        verbose_name = _("đang mở hồ sơ")
        constraints = [
            models.UniqueConstraint(fields=["dossier", "by"], name="dossiers_viewing_once")
        ]

    def __str__(self) -> str:
        return f"{self.by_name} {self.dossier_id}"


class TrackingGuess(models.Model):
    """How often one address guessed wrong within an hour, or one dossier was guessed at.

    Kept in the database, so that the limit holds for all processes together.
    """

    address_hash = models.CharField(_("địa chỉ"), max_length=64, unique=True)
    since = models.DateTimeField(_("từ lúc"), db_index=True)
    count = models.PositiveIntegerField(_("số lần sai"), default=0)

    class Meta:
        verbose_name = _("tra cứu sai")

    def __str__(self) -> str:
        return f"{self.count}"
