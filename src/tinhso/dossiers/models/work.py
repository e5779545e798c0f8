"""What happens to a dossier on the way: requests, opinions, visits, extensions, stops."""

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.models.dossier import Dossier
from tinhso.kernel.db.kept_rows import KeptQuerySet, KeptRow


class SupplementRequest(models.Model):
    """The one request to complete a dossier, before or after acceptance (form 02)."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="supplements")
    before_acceptance = models.BooleanField(_("trước tiếp nhận"))
    items = models.JSONField(_("giấy tờ, thông tin cần bổ sung"))
    reasons = models.JSONField(_("mã lý do"), default=list)
    note = models.TextField(_("giải thích"), blank=True)
    override_reason = models.TextField(_("lý do yêu cầu lần hai"), blank=True)
    asked_by = models.UUIDField(_("người yêu cầu"))
    asked_by_name = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField(_("yêu cầu lúc"))
    notice_due_at = models.DateTimeField(_("hạn thông báo"), null=True, blank=True)
    close_at = models.DateTimeField(_("đóng nếu không bổ sung"), null=True, blank=True)
    answered_at = models.DateTimeField(_("bổ sung xong lúc"), null=True, blank=True)
    closed_at = models.DateTimeField(_("đóng lúc"), null=True, blank=True)
    due_before = models.DateTimeField(_("hẹn trả trước đó"), null=True, blank=True)
    due_after = models.DateTimeField(_("hẹn trả mới"), null=True, blank=True)

    class Meta:
        verbose_name = _("yêu cầu bổ sung")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier"],
                condition=models.Q(answered_at__isnull=True, closed_at__isnull=True),
                name="dossiers_one_open_supplement",
            )
        ]
        indexes = [models.Index(fields=["close_at"], name="dossiers_supplement_close")]

    def __str__(self) -> str:
        return str(self.uid)

    @property
    def came_late(self) -> bool:
        """Tell whether the applicant was asked after the days the law gives for telling him."""
        return self.notice_due_at is not None and self.asked_at > self.notice_due_at


class Consultation(models.Model):
    """One agency asked for its opinion; several run in parallel, silence is kept as silence."""

    OPINIONS = (
        ("agree", _("Đồng ý")),
        ("disagree", _("Không đồng ý")),
        ("conditions", _("Đồng ý có điều kiện")),
    )

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="consultations")
    agency = models.ForeignKey("organization.Agency", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("organization.Unit", on_delete=models.PROTECT, related_name="+")
    question = models.TextField(_("nội dung lấy ý kiến"))
    asked_by = models.UUIDField(_("người hỏi"))
    asked_at = models.DateTimeField(_("hỏi lúc"))
    hours = models.PositiveSmallIntegerField(_("số giờ làm việc để trả lời"), null=True, blank=True)
    """Kept since days off declared later move what is open; without it `due_at` tells."""
    due_at = models.DateTimeField(_("hạn trả lời"))
    is_council = models.BooleanField(_("hỏi hội đồng"), default=False)
    """Put to a council: its signed minutes are the answer, and its silence is none."""
    opinion = models.CharField(_("ý kiến"), max_length=12, blank=True, choices=OPINIONS)
    answer = models.TextField(_("nội dung trả lời"), blank=True)
    file = models.ForeignKey(
        "files.StoredFile", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    answered_by = models.UUIDField(_("người trả lời"), null=True, blank=True)
    answered_at = models.DateTimeField(_("trả lời lúc"), null=True, blank=True)
    silent_at = models.DateTimeField(_("ghi nhận im lặng lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("lấy ý kiến")
        ordering = ["id"]
        indexes = [
            models.Index(fields=["unit", "answered_at", "due_at"], name="dossiers_consult_inbox"),
            models.Index(fields=["due_at"], name="dossiers_consult_due"),
            models.Index(
                fields=["answered_at"],
                condition=models.Q(answered_at__isnull=False, file__isnull=False),
                name="dossiers_consult_answered",
            ),
        ]

    def __str__(self) -> str:
        return str(self.uid)


class FieldCheck(models.Model):
    """A visit on site: invitation, the applicant's answer, what was found."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="field_checks")
    at = models.DateTimeField(_("thời gian"))
    place = models.CharField(_("địa điểm"), max_length=300)
    people = models.CharField(_("thành phần"), max_length=300, blank=True)
    content = models.TextField(_("nội dung"), blank=True)
    invited_by = models.UUIDField(_("người mời"))
    invited_at = models.DateTimeField(_("mời lúc"))
    reply = models.CharField(
        _("người nộp trả lời"),
        max_length=12,
        blank=True,
        choices=[("confirmed", _("Sẽ có mặt")), ("other_time", _("Xin giờ khác"))],
    )
    wished_at = models.DateTimeField(_("giờ mong muốn"), null=True, blank=True)
    replied_at = models.DateTimeField(_("trả lời lúc"), null=True, blank=True)
    outcome = models.CharField(
        _("kết quả"),
        max_length=12,
        blank=True,
        choices=[
            ("met", _("Đạt")),
            ("not_met", _("Không đạt")),
            ("not_done", _("Không thực hiện được")),
        ],
    )
    findings = models.TextField(_("ghi nhận"), blank=True)
    file = models.ForeignKey(
        "files.StoredFile",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )
    recorded_at = models.DateTimeField(_("ghi lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("kiểm tra thực địa")
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["file"],
                condition=models.Q(file__isnull=False),
                name="dossiers_visit_file",
            ),
        ]

    def __str__(self) -> str:
        return str(self.uid)


class Extension(models.Model):
    """The one rescheduling, with its apology (form 04) signed by the head of the agency."""

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="extension")
    reason = models.TextField(_("lý do chậm"))
    due_before = models.DateTimeField(_("hẹn trả cũ"))
    due_after = models.DateTimeField(_("hẹn trả mới"))
    decided_by = models.UUIDField(_("người quyết định"))
    decided_by_name = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(_("quyết định lúc"))
    in_time = models.BooleanField(_("xin lỗi đúng hạn"))
    """Whether the apology came at the latest one day before the promised time."""

    class Meta:
        verbose_name = _("gia hạn")

    def __str__(self) -> str:
        return str(self.dossier_id)


class StopRequest(models.Model):
    """The applicant's wish to stop, and the desk's answer (form 05)."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="stop_requests")
    reason = models.TextField(_("lý do"), blank=True)
    channel = models.CharField(_("kênh"), max_length=8)
    asked_by = models.UUIDField(_("người đề nghị"), null=True, blank=True)
    asked_at = models.DateTimeField(_("đề nghị lúc"))
    decided_by = models.UUIDField(_("người xử lý"), null=True, blank=True)
    decided_at = models.DateTimeField(_("xử lý lúc"), null=True, blank=True)
    is_granted = models.BooleanField(_("được dừng"), null=True, blank=True)
    refusal_reason = models.TextField(_("lý do không dừng"), blank=True)

    class Meta:
        verbose_name = _("đề nghị dừng")
        constraints = [
            models.UniqueConstraint(
                fields=["dossier"],
                condition=models.Q(decided_at__isnull=True),
                name="dossiers_one_open_stop_request",
            )
        ]

    def __str__(self) -> str:
        return str(self.uid)


class Obligation(models.Model):
    """Money to be paid elsewhere, such as land tax: the clock stands still until proof comes."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="obligations")
    document = models.CharField(_("văn bản thông báo"), max_length=200)
    asked_by = models.UUIDField(_("người yêu cầu"))
    asked_at = models.DateTimeField(_("từ lúc"))
    tax_notice = models.ForeignKey(
        "dossiers.TaxNotice", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    """The notice that holds, where a tax agency here gave it."""
    sent_proof = models.CharField(_("chứng từ người nộp gửi"), max_length=200, blank=True)
    sent_proof_file = models.ForeignKey(
        "files.StoredFile", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    sent_proof_at = models.DateTimeField(_("gửi chứng từ lúc"), null=True, blank=True)
    proof = models.CharField(_("chứng từ"), max_length=200, blank=True)
    settled_at = models.DateTimeField(_("xong lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("nghĩa vụ tài chính")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier"],
                condition=models.Q(settled_at__isnull=True),
                name="dossiers_one_open_obligation",
            )
        ]

    def __str__(self) -> str:
        return self.document


class UnitDuty(KeptRow):
    """Which unit of an agency resolves which procedures; the widest row is the agency's default."""

    kept_as = "duties"

    agency = models.ForeignKey("organization.Agency", on_delete=models.PROTECT, related_name="+")
    field_key = models.CharField(_("lĩnh vực"), max_length=40, blank=True)
    procedure_code = models.CharField(_("thủ tục"), max_length=16, blank=True)
    unit = models.ForeignKey("organization.Unit", on_delete=models.PROTECT, related_name="+")

    objects = KeptQuerySet.as_manager()

    class Meta:
        verbose_name = _("phân việc cho đơn vị")
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "field_key", "procedure_code"], name="dossiers_duty_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.procedure_code or self.field_key}"


class HandOver(models.Model):
    """One passing of the dossier from hand to hand: a line of the control sheet (form 06)."""

    dossier = models.ForeignKey(
        Dossier, on_delete=models.PROTECT, related_name="hand_overs", db_index=False
    )
    sequence = models.PositiveIntegerField(_("thứ tự"))
    from_unit = models.ForeignKey(
        "organization.Unit", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    to_unit = models.ForeignKey("organization.Unit", on_delete=models.PROTECT, related_name="+")
    step_key = models.CharField(_("bước"), max_length=64, blank=True)
    given_by = models.UUIDField(_("người giao"), null=True, blank=True)
    given_by_name = models.CharField(max_length=200, blank=True)
    received_by = models.UUIDField(_("người nhận"), null=True, blank=True)
    received_by_name = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(_("lúc"))
    due_at = models.DateTimeField(_("hạn của bước"), null=True, blank=True)
    finished_at = models.DateTimeField(_("xong lúc"), null=True, blank=True)
    outcome = models.CharField(_("so với hạn"), max_length=8, blank=True)
    has_paper = models.BooleanField(_("kèm hồ sơ giấy"), default=False)
    paper_due_at = models.DateTimeField(_("hạn chuyển bản giấy"), null=True, blank=True)
    paper_received_at = models.DateTimeField(_("nhận bản giấy lúc"), null=True, blank=True)
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("lần giao nhận")
        ordering = ["sequence"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "sequence"], name="dossiers_hand_over_in_order"
            )
        ]
        indexes = [
            models.Index(
                fields=["to_unit", "paper_due_at", "id"],
                condition=models.Q(has_paper=True, paper_received_at__isnull=True),
                name="dossiers_paper_awaited",
            ),
            models.Index(
                fields=["from_unit", "to_unit", "paper_due_at", "id"],
                condition=models.Q(has_paper=True, paper_received_at__isnull=True),
                name="dossiers_paper_sent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} #{self.sequence}"
