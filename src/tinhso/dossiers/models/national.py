"""What stands between a dossier and the national portal: its record there, messages both ways."""

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.models.dossier import Dossier
from tinhso.dossiers.rules.national import Kind, Service, Trouble
from tinhso.kernel.db.secrets import EncryptedTextField


class NationalRecord(models.Model):
    """By what number the national portal knows a dossier, and what it was last told."""

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="national")
    number = models.CharField(_("mã hồ sơ tại Cổng"), max_length=64, unique=True)
    account = EncryptedTextField(_("mã tài khoản tại Cổng"), blank=True, default="")
    is_verified = models.BooleanField(_("tài khoản đã xác thực"), default=False)
    filed_on = models.DateTimeField(_("nộp tại Cổng lúc"), null=True, blank=True)
    is_known = models.BooleanField(_("Cổng đã có hồ sơ"), default=False)
    told_hash = models.CharField(_("dấu bản gửi gần nhất"), max_length=64, blank=True)
    told_at = models.DateTimeField(_("gửi gần nhất lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("hồ sơ tại Cổng quốc gia")

    def __str__(self) -> str:
        return self.number


class SendingState(models.TextChoices):
    """Where a message to the portal stands."""

    RETRYING = "retrying", _("Đang thử lại")
    REFUSED = "refused", _("Bị từ chối")
    SENT = "sent", _("Đã nhận")


class NationalSending(models.Model):
    """One message to the portal about one step of a dossier; its content is never kept.

    It is made from the record when it is sent, and only its hash stays. `reason` is what the
    portal said, without the values of the person.
    """

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="sendings")
    event_id = models.UUIDField(_("sự kiện"))
    entry_id = models.BigIntegerField(_("mục nhật ký"))
    service = models.CharField(_("dịch vụ"), max_length=24, choices=Service.choices)
    is_update = models.BooleanField(_("cập nhật"), default=False)
    state = models.CharField(
        _("trạng thái"),
        max_length=10,
        choices=SendingState.choices,
        default=SendingState.RETRYING,
    )
    attempts = models.PositiveIntegerField(_("số lần gửi"), default=0)
    trouble = models.CharField(_("vấn đề"), max_length=16, choices=Trouble.choices, blank=True)
    code = models.CharField(_("mã trả lời"), max_length=16, blank=True)
    field = models.CharField(_("trường"), max_length=80, blank=True)
    reason = models.CharField(_("Cổng nói"), max_length=500, blank=True)
    body_hash = models.CharField(_("dấu nội dung"), max_length=64, blank=True)
    begun_at = models.DateTimeField(_("bắt đầu lúc"))
    tried_at = models.DateTimeField(_("gửi gần nhất lúc"))

    class Meta:
        verbose_name = _("gói tin tới Cổng quốc gia")
        constraints = [
            models.UniqueConstraint(
                fields=["event_id", "service"], name="dossiers_national_sending_once"
            )
        ]
        indexes = [
            models.Index(fields=["-tried_at", "-id"], name="dossiers_sending_newest"),
            models.Index(fields=["state", "-tried_at", "-id"], name="dossiers_sending_state"),
            models.Index(fields=["attempts", "id"], name="dossiers_sending_attempts"),
            models.Index(
                fields=["service", "field", "-tried_at"],
                condition=~models.Q(field=""),
                name="dossiers_sending_field",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service} {self.dossier_id}"


class MessageKind(models.TextChoices):
    """What the portal hands in; the names are the demonstration portal's, none was seen."""

    FILING = "NopHoSo", _("Nộp hồ sơ")
    SUPPLEMENT = "BoSungHoSo", _("Bổ sung hồ sơ")
    CONTENT = "ThayDoiNoiDung", _("Thay đổi nội dung")
    WITHDRAWAL = "RutHoSo", _("Rút hồ sơ")
    STOP = "ThongBaoDung", _("Thông báo dừng giải quyết")


class MessageState(models.TextChoices):
    """What became of a message from the portal."""

    WAITING = "waiting", _("Chờ xử lý")
    DONE = "done", _("Đã có tác dụng")
    REFUSED = "refused", _("Không làm được")


class NationalMessage(models.Model):
    """One message from the portal: kept before it is acknowledged, one effect however often sent.

    `body` is emptied once the message has its effect: what it said then stands in the dossier.
    """

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    message_id = models.CharField(_("mã gói tin"), max_length=64, unique=True)
    kind = models.CharField(_("loại"), max_length=16, choices=MessageKind.choices)
    number = models.CharField(_("mã hồ sơ tại Cổng"), max_length=64)
    body = EncryptedTextField(_("nội dung"), blank=True, default="")
    body_hash = models.CharField(_("dấu nội dung"), max_length=64)
    state = models.CharField(
        _("trạng thái"), max_length=8, choices=MessageState.choices, default=MessageState.WAITING
    )
    attempts = models.PositiveIntegerField(_("số lần thử"), default=0)
    deliveries = models.PositiveIntegerField(_("số lần Cổng gửi"), default=1)
    code = models.CharField(_("mã lỗi"), max_length=60, blank=True)
    fields = models.JSONField(_("trường"), default=list)
    reason = models.CharField(_("vì sao"), max_length=500, blank=True)
    dossier = models.ForeignKey(
        Dossier, on_delete=models.PROTECT, related_name="national_messages", null=True, blank=True
    )
    arrived_at = models.DateTimeField(_("đến lúc"))
    ended_at = models.DateTimeField(_("xong lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("gói tin từ Cổng quốc gia")
        indexes = [
            models.Index(fields=["-arrived_at", "-id"], name="dossiers_message_newest"),
            models.Index(fields=["state", "-arrived_at", "-id"], name="dossiers_message_state"),
            models.Index(fields=["number"], name="dossiers_message_number"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class NationalField(models.Model):
    """How one field of the messages is filled from a day on, as officials decided."""

    part = models.CharField(_("phần"), max_length=32)
    name = models.CharField(_("trường"), max_length=40)
    source = models.CharField(_("nguồn"), max_length=40, blank=True)
    fixed = models.CharField(_("giá trị cố định"), max_length=200, blank=True)
    kind = models.CharField(_("kiểu"), max_length=8, choices=Kind.choices)
    longest = models.PositiveIntegerField(_("dài nhất"), null=True, blank=True)
    codes = models.JSONField(_("danh mục mã"), default=list)
    pattern = models.CharField(_("dạng"), max_length=120, blank=True)
    required = models.BooleanField(_("bắt buộc"), default=False)
    cut = models.BooleanField(_("cắt bớt khi dài"), default=False)
    effective_from = models.DateField(_("áp dụng từ"))
    decision = models.CharField(_("căn cứ"), max_length=200)
    decided_by = models.UUIDField(_("người quyết định"), null=True, blank=True)
    decided_at = models.DateTimeField(_("ghi lúc"))

    class Meta:
        verbose_name = _("ánh xạ trường")
        ordering = ["part", "name", "effective_from", "id"]
        indexes = [models.Index(fields=["part", "name"], name="dossiers_national_field")]

    def __str__(self) -> str:
        return f"{self.part}.{self.name}"
