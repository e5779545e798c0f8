"""Imports, what was found wrong, and which row of the old system became what here."""

from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.db.secrets import EncryptedTextField
from tinhso.kernel.importing.rules import AT_WORK, KEY_LENGTH, ImportState


class ImportRun(models.Model):
    """One spreadsheet: looked through, then brought in, then vouched for by a person."""

    uid = models.UUIDField(_("mã"), default=uuid4, unique=True, editable=False)
    kind = models.CharField(_("loại"), max_length=40)
    source = models.CharField(_("hệ thống cũ"), max_length=60)
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(_("tên tệp"), max_length=200)
    file_sha256 = models.CharField(_("SHA-256 của tệp"), max_length=64)
    state = models.CharField(
        _("tình trạng"),
        max_length=10,
        choices=ImportState.choices,
        default=ImportState.CHECKING,
    )
    line = models.PositiveIntegerField(_("đã xong đến dòng"), default=0)
    row_count = models.PositiveIntegerField(_("số dòng"), default=0)
    good_count = models.PositiveIntegerField(_("dòng đúng"), default=0)
    wrong_count = models.PositiveIntegerField(_("dòng sai"), default=0)
    known_count = models.PositiveIntegerField(_("dòng đã có từ trước"), default=0)
    written_count = models.PositiveIntegerField(_("dòng nhập mới"), default=0)
    sheet_name = models.CharField(_("trang tính đã đọc"), max_length=40, blank=True)
    hidden_sheets = models.PositiveSmallIntegerField(_("trang tính ẩn"), default=0)
    fault = models.CharField(_("vì sao không đọc được"), max_length=300, blank=True)
    stray_count = models.PositiveIntegerField(_("tệp mục lục không ghi"), default=0)
    strays = EncryptedTextField(_("đường dẫn của chúng"), default="[]")
    sheet_totals = models.JSONField(_("số đếm trong bảng"), default=list)
    house_totals = models.JSONField(_("số đếm trong hệ thống"), default=list)
    counted_at = models.DateTimeField(_("đếm lúc"), null=True, blank=True)
    samples = EncryptedTextField(_("mẫu rút"), default="[]")
    created_at = models.DateTimeField(_("tải lên lúc"), default=timezone.now)
    created_by = models.UUIDField(_("người tải lên"), null=True)
    created_by_name = models.CharField(_("tên người tải lên"), max_length=200, blank=True)
    checked_at = models.DateTimeField(_("chạy thử xong lúc"), null=True, blank=True)
    started_by = models.UUIDField(_("người cho nhập"), null=True)
    started_by_name = models.CharField(_("tên người cho nhập"), max_length=200, blank=True)
    started_at = models.DateTimeField(_("cho nhập lúc"), null=True, blank=True)
    written_at = models.DateTimeField(_("nhập xong lúc"), null=True, blank=True)
    signed_by = models.UUIDField(_("người ký duyệt"), null=True)
    signed_by_name = models.CharField(_("tên người ký duyệt"), max_length=200, blank=True)
    signed_at = models.DateTimeField(_("ký duyệt lúc"), null=True, blank=True)
    sign_note = models.CharField(_("lời ký duyệt"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("lần nhập")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.file_name}"

    @property
    def is_at_work(self) -> bool:
        """Tell whether background work goes on."""
        return self.state in AT_WORK


class ImportFault(models.Model):
    """One thing wrong at one row and column; the words are made when somebody reads."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="faults")
    line = models.PositiveIntegerField(_("dòng"))
    column = models.CharField(_("cột"), max_length=40)
    code = models.CharField(_("lỗi"), max_length=40)
    values = models.JSONField(_("giá trị"), default=dict)
    typed = EncryptedTextField(_("đã ghi"), default="")
    is_error = models.BooleanField(_("phải sửa"), default=True)

    class Meta:
        verbose_name = _("chỗ sai")
        ordering = ["line", "id"]
        indexes = [models.Index(fields=["run", "line", "id"], name="importing_faults")]

    def __str__(self) -> str:
        return f"{self.line} {self.column} {self.code}"


class ImportedRow(models.Model):
    """One record of an old system and what it became here: so nothing comes in twice."""

    kind = models.CharField(max_length=40)
    source = models.CharField(max_length=60)
    key = models.CharField(_("mã ở hệ thống cũ"), max_length=KEY_LENGTH)
    digest = models.CharField(max_length=64)
    object_id = models.BigIntegerField()
    first_run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, related_name="+")
    last_run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, related_name="rows")

    class Meta:
        verbose_name = _("dòng đã nhập")
        constraints = [
            models.UniqueConstraint(fields=["kind", "source", "key"], name="importing_row_once")
        ]
        indexes = [
            models.Index(fields=["last_run", "id"], name="importing_rows_of_run"),
            models.Index(fields=["kind", "object_id"], name="importing_row_object"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
