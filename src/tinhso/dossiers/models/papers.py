"""Papers in and out: attachments, official forms, results, ratings, incidents."""

from datetime import datetime
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.models.dossier import Dossier
from tinhso.dossiers.rules.codes import in_groups
from tinhso.dossiers.rules.form_sets import file_name, number_of, title_of
from tinhso.dossiers.rules.states import OWN_FORMS, DigitisedState, Form
from tinhso.kernel.db.secrets import EncryptedTextField


class Attachment(models.Model):
    """One paper of a dossier: what it is, its bytes, how it became electronic."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="attachments")
    component_key = models.CharField(_("thành phần"), max_length=64)
    file = models.ForeignKey(
        "files.StoredFile", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    digitised = models.PositiveSmallIntegerField(
        _("số hóa"), choices=DigitisedState.choices, default=DigitisedState.NOT_DIGITISED
    )
    is_original_shown = models.BooleanField(_("đã xuất trình bản chính"), default=False)
    scan_signed_by = models.UUIDField(_("người ký bản quét"), null=True, blank=True)
    scan_signed_at = models.DateTimeField(_("ký bản quét lúc"), null=True, blank=True)
    scan_trouble = models.CharField(
        _("vì sao bản quét chưa ký được"), max_length=300, blank=True, default=""
    )
    is_sealed_original = models.BooleanField(
        _("bản gốc điện tử đã có dấu, không phải ký"), default=False
    )
    reused_attachment = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    reused_result = models.ForeignKey(
        "dossiers.Result", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    checked_as = models.CharField(_("kết quả kiểm tra"), max_length=12, blank=True)
    added_by = models.UUIDField(_("người thêm"), null=True, blank=True)
    added_at = models.DateTimeField(_("thêm lúc"))
    superseded_at = models.DateTimeField(_("thay lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("giấy tờ trong hồ sơ")
        ordering = ["component_key", "id"]
        indexes = [
            models.Index(
                fields=["added_by", "added_at"],
                condition=Q(
                    scan_signed_at__isnull=True, superseded_at__isnull=True, file__isnull=False
                ),
                name="dossiers_scan_unsigned",
            ),
        ]

    def __str__(self) -> str:
        return self.component_key

    @property
    def sealed_at(self) -> datetime | None:
        """Since when its scan carries the agency's seal."""
        return self.scan_seal.sealed_at if hasattr(self, "scan_seal") else None

    @property
    def is_to_seal(self) -> bool:
        """Whether its signed scan waits for the agency's seal."""
        return hasattr(self, "scan_seal") and self.scan_seal.sealed_at is None


class Paper(models.Model):
    """One official form (01-07) made for a dossier, with who must sign it and whether he has."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    dossier = models.ForeignKey(
        Dossier, on_delete=models.PROTECT, related_name="papers", db_index=False
    )
    form = models.CharField(_("mẫu"), max_length=2)
    form_set = models.CharField(_("bộ mẫu"), max_length=8)
    number = models.CharField(_("số"), max_length=64, blank=True)
    issue = models.PositiveSmallIntegerField(_("lần lập"), default=1)
    data = EncryptedTextField(_("nội dung in"))
    file = models.ForeignKey(
        "files.StoredFile",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )
    signer_role = models.CharField(_("người phải ký"), max_length=16)
    signed_by = models.UUIDField(_("người ký"), null=True, blank=True)
    signed_at = models.DateTimeField(_("ký lúc"), null=True, blank=True)
    made_at = models.DateTimeField(_("lập lúc"))
    made_by = models.UUIDField(_("người lập"), null=True, blank=True)
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        verbose_name = _("giấy của một cửa")
        ordering = ["made_at", "id"]
        indexes = [
            models.Index(
                fields=["made_by", "-made_at"],
                condition=models.Q(signed_at__isnull=True),
                name="dossiers_paper_to_sign",
            ),
            models.Index(
                fields=["file"],
                condition=models.Q(file__isnull=False),
                name="dossiers_paper_file",
            ),
            models.Index(fields=["made_at", "form"], name="dossiers_paper_made"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "form", "issue"], name="dossiers_paper_issue_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.number}"

    @property
    def title(self) -> str | Promise:
        """What this form is called in the set under which it was made."""
        return title_of(Form(self.form), self.form_set)

    @property
    def form_number(self) -> str:
        """Its number in that set; empty when the set has no such form."""
        return number_of(Form(self.form), self.form_set)

    @property
    def full_title(self) -> str:
        """Its number and name, as the pages offer it; ours have no number of a circular."""
        if not self.form_number or Form(self.form) in OWN_FORMS:
            return str(self.title)
        return gettext("Mẫu %(form)s: %(name)s") % {"form": self.form_number, "name": self.title}

    @property
    def times_again(self) -> int:
        """How often it was issued again so far; another paper of the same form counts for none."""
        return 0 if self.replaces is None else 1 + self.replaces.times_again

    @property
    def file_name(self) -> str:
        """What the name of its file begins with."""
        return file_name(Form(self.form), self.form_set)

    @property
    def is_signed(self) -> bool:
        """Whether the person whom the rule names has signed."""
        return self.signed_at is not None


class ResultKind(models.TextChoices):
    """What the agency answers with."""

    GRANT = "grant", _("Kết quả giải quyết")
    REFUSAL = "refusal", _("Thông báo từ chối giải quyết")


class Result(models.Model):
    """The answer: drafted, signed, numbered, sealed, delivered; a correction names the old one."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="results")
    kind = models.CharField(max_length=8, choices=ResultKind.choices, default=ResultKind.GRANT)
    result_code = models.CharField(_("mã kết quả"), max_length=20, blank=True)
    paper_code = EncryptedTextField(_("mã số giấy tờ"), blank=True, default="")
    paper_code_hash = models.CharField(_("dấu mã số giấy tờ"), max_length=64, blank=True)
    data = EncryptedTextField(_("nội dung kết quả"), default="{}")
    check_code = models.CharField(_("mã kiểm tra in trên giấy"), max_length=16, blank=True)
    draft_version = models.PositiveIntegerField(_("lần dự thảo"), default=1)
    draft_file = models.ForeignKey(
        "files.StoredFile", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    signed_file = models.ForeignKey(
        "files.StoredFile", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    final_file = models.ForeignKey(
        "files.StoredFile", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    brought_file = models.ForeignKey(
        "files.StoredFile",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
        verbose_name=_("tệp PDF đã soạn"),
    )
    places = models.JSONField(_("chỗ ký, số và ngày trong tệp đã soạn"), default=dict, blank=True)
    signing_item = models.UUIDField(_("việc trình ký"), null=True, blank=True)
    number = models.CharField(_("số"), max_length=64, blank=True)
    drafted_by = models.UUIDField(_("người dự thảo"), null=True, blank=True)
    drafted_at = models.DateTimeField(_("dự thảo lúc"))
    signed_by = models.UUIDField(_("người ký"), null=True, blank=True)
    signed_at = models.DateTimeField(_("ký lúc"), null=True, blank=True)
    sealed_at = models.DateTimeField(_("đóng dấu lúc"), null=True, blank=True)
    valid_until = models.DateField(_("có giá trị đến ngày"), null=True, blank=True)
    """The last day as the sealed paper says it; a later setting does not move it."""
    delivered_at = models.DateTimeField(_("giao lúc"), null=True, blank=True)
    delivery = models.CharField(_("cách giao"), max_length=12, blank=True)
    received_by = EncryptedTextField(_("người nhận"), blank=True, default="")
    receipt_signature = models.ForeignKey(
        "files.StoredFile",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )
    corrects = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    fault = EncryptedTextField(_("chỗ sai phải sửa"), blank=True, default="")
    withdrawn_at = models.DateTimeField(_("hết hiệu lực lúc"), null=True, blank=True)
    returned_reason = models.TextField(_("lý do trả lại sửa"), blank=True)

    class Meta:
        verbose_name = _("kết quả")
        ordering = ["id"]
        indexes = [
            models.Index(fields=["paper_code_hash"], name="dossiers_result_code"),
            models.Index(fields=["valid_until"], name="dossiers_result_valid"),
            models.Index(
                fields=["sealed_at"],
                condition=models.Q(sealed_at__isnull=False, final_file__isnull=False),
                name="dossiers_result_given",
            ),
            models.Index(
                fields=["brought_file"],
                condition=models.Q(brought_file__isnull=False),
                name="dossiers_result_brought",
            ),
            models.Index(
                fields=["receipt_signature"],
                condition=models.Q(receipt_signature__isnull=False),
                name="dossiers_result_receipt",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["check_code"],
                condition=~models.Q(check_code=""),
                name="dossiers_check_code_once",
            )
        ]

    def __str__(self) -> str:
        return self.number or str(self.uid)

    @property
    def code_beside(self) -> str:
        """Return the check code as it is told beside the file, "" where the file itself has it.

        A paper that was set elsewhere and has no free room carries none.
        """
        is_printed = self.brought_file_id is None or bool(self.places.get("mark"))
        return "" if is_printed or self.draft_file is None else in_groups(self.check_code)


class Rating(models.Model):
    """An applicant's answers to the nine questions of 118/2025 Art. 33."""

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="rating")
    scores = models.JSONField(_("điểm theo câu"), default=dict)
    average = models.DecimalField(_("trung bình"), max_digits=3, decimal_places=2, null=True)
    comment = EncryptedTextField(_("ý kiến khác"), blank=True, default="")
    channel = models.CharField(_("kênh"), max_length=12)
    rated_at = models.DateTimeField(_("đánh giá lúc"))
    agency_id = models.BigIntegerField(_("cơ quan được đánh giá"))

    class Meta:
        verbose_name = _("đánh giá")
        indexes = [
            models.Index(fields=["agency_id", "rated_at"], name="dossiers_rating_agency"),
            models.Index(fields=["rated_at"], name="dossiers_rating_day"),
        ]

    def __str__(self) -> str:
        return str(self.dossier_id)


class Incident(models.Model):
    """A dossier lost or damaged: who answers, what was done (118/2025 Art. 23(2))."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="incidents")
    kind = models.CharField(
        max_length=12, choices=[("lost", _("Mất hồ sơ")), ("damaged", _("Hư hỏng hồ sơ"))]
    )
    found_at = models.DateTimeField(_("phát hiện lúc"))
    happened_with = models.CharField(_("nơi để xảy ra"), max_length=200)
    account = models.TextField(_("diễn biến"))
    remedy = models.TextField(_("cách khắc phục"), blank=True)
    apologised_at = models.DateTimeField(_("xin lỗi lúc"), null=True, blank=True)
    rebuilt_at = models.DateTimeField(_("lập lại lúc"), null=True, blank=True)
    recorded_by = models.UUIDField(_("người ghi"))

    class Meta:
        verbose_name = _("sự cố hồ sơ")

    def __str__(self) -> str:
        return f"{self.kind} {self.dossier_id}"
