"""What is being filled in and not yet handed in."""

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.db.secrets import EncryptedTextField


class Draft(models.Model):
    """What a person has filled in so far; it goes on on any of his devices.

    `version` grows with each save: a second tab that saves over a newer one gets `Conflict` and
    loses nothing, because what it sent is kept in `unsaved`.
    """

    uid = models.UUIDField(_("mã bản nháp"), default=uuid4, unique=True, editable=False)
    person = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    procedure_version = models.ForeignKey(
        "procedures.ProcedureVersion", on_delete=models.PROTECT, related_name="+"
    )
    agency_id = models.BigIntegerField(_("cơ quan nhận"), null=True, blank=True)
    case = models.CharField(_("trường hợp"), max_length=64, blank=True)
    step = models.CharField(_("bước"), max_length=64, blank=True)
    answers = EncryptedTextField(_("câu trả lời"), default="{}")
    parties = EncryptedTextField(_("những người liên quan"), default="{}")
    unsaved = EncryptedTextField(_("bản thua của lần lưu trùng"), blank=True, default="")
    title = EncryptedTextField(_("tên gọi"), blank=True, default="")
    version = models.PositiveIntegerField(_("lần lưu"), default=0)
    created_at = models.DateTimeField(_("bắt đầu lúc"))
    saved_at = models.DateTimeField(_("lưu lúc"))
    submitted_at = models.DateTimeField(_("nộp lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("bản nháp")
        indexes = [models.Index(fields=["person", "-saved_at"], name="dossiers_draft_mine")]

    def __str__(self) -> str:
        return str(self.uid)


class DraftFile(models.Model):
    """A paper put to a draft, not yet handed in."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="files")
    component_key = models.CharField(_("thành phần"), max_length=64)
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    reused_attachment_id = models.BigIntegerField(null=True, blank=True)
    reused_result_id = models.BigIntegerField(null=True, blank=True)
    added_at = models.DateTimeField(_("thêm lúc"))

    class Meta:
        verbose_name = _("giấy tờ của bản nháp")

    def __str__(self) -> str:
        return f"{self.draft} {self.component_key}"


class KeptIntake(models.Model):
    """What an officer has typed at the counter and not yet taken in: one for each procedure."""

    officer = models.UUIDField(_("cán bộ"))
    procedure_code = models.CharField(_("thủ tục"), max_length=16)
    content = EncryptedTextField(_("nội dung đang nhập"))
    saved_at = models.DateTimeField(_("lưu lúc"))

    class Meta:
        verbose_name = _("phần nhập dở tại quầy")
        constraints = [
            models.UniqueConstraint(
                fields=["officer", "procedure_code"], name="dossiers_kept_intake_once"
            )
        ]
        indexes = [models.Index(fields=["saved_at"], name="dossiers_kept_intake_old")]

    def __str__(self) -> str:
        return f"{self.procedure_code} {self.saved_at}"
