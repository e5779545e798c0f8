"""Dossiers and who sees them."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, Self, TypeVar
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.models.dossier_indexes import INDEXES
from tinhso.dossiers.models.live import IsLive
from tinhso.dossiers.rules.clocks import is_late
from tinhso.dossiers.rules.form_sets import number_of
from tinhso.dossiers.rules.states import (
    CLOCK_RUNS,
    END_STATES,
    IN_PROCESS,
    NATIONAL_STATE,
    Channel,
    DeliveryState,
    DossierState,
    FiledAt,
    Form,
    IntakePlace,
    PaymentState,
    ResultClass,
    ServiceLevel,
    SyncState,
    Told,
)
from tinhso.kernel.db.secrets import EncryptedTextField
from tinhso.kernel.db.sight import SightRow, seen_by_keys
from tinhso.kernel.db.writing import unwatch

if TYPE_CHECKING:
    from tinhso.dossiers.models.papers import Attachment
    from tinhso.dossiers.models.parties import Party
    from tinhso.kernel.actors import Actor


LEFT_OUT_OF_LISTS = (
    "applicants",
    "channels",
    "components_data",
    "cases_data",
    "terms_data",
    "fees_data",
    "steps_data",
    "questions_data",
    "supplement_reasons_data",
    "refusal_reasons_data",
    "results_data",
    "laws_data",
    "form_data",
    "process_data",
    "settings_data",
    "source_note",
    "raw",
    "flags",
)
"""What a procedure version holds besides its names."""
NOT_IN_LISTS: Final = (
    "answers",
    "due_lines",
    *(f"procedure_version__{name}" for name in LEFT_OUT_OF_LISTS),
)
"""What a dossier, and the version it runs on, hold that no list shows."""

R = TypeVar("R", bound="models.QuerySet[Any]")


def of_seen(rows: "R", actor: "Actor", *, of: str = "dossier_id") -> "R":
    """Keep the rows of dossiers the actor sees; each is asked by its own look into the sight.

    A subquery of all he sees would be read whole first by a planner that knows no better: with a
    million dossiers that takes seconds. `of` leads to the dossier's key.
    """
    return seen_by_keys(rows, DossierSight, actor.sight_keys, of=of)


class DossierQuerySet(models.QuerySet["Dossier"]):
    """Named filters; every list shown to a person starts with `visible_to`."""

    def visible_to(self, actor: "Actor") -> Self:
        """Keep what the actor may see: one EXISTS on the sight table."""
        return self.visible_to_keys(actor.sight_keys)

    def visible_to_keys(self, keys: "frozenset[str]", *, one_by_one: bool = False) -> Self:
        """Keep what some of an actor's keys see, as his own dossiers by his person's key."""
        return seen_by_keys(self, DossierSight, keys, one_by_one=one_by_one)

    def for_lists(self) -> Self:
        """Take along what a list shows and leave out what it never does.

        A procedure version carries its forms and processes as data: reading those for each of a
        hundred rows costs more than all the rest of the page.
        """
        return self.select_related("procedure_version").defer(*NOT_IN_LISTS)

    def in_states(self, states: Iterable[str]) -> Self:
        """Keep those in some states of a business that has not ended."""
        return self.filter(IsLive(states))

    def in_process(self) -> Self:
        """Keep those accepted and not finished."""
        return self.in_states(IN_PROCESS).not_corrected()

    def running(self) -> Self:
        """Keep those whose agency works against the promised time."""
        return self.in_states(CLOCK_RUNS).not_corrected()

    def late(self, at: datetime) -> Self:
        """Keep those whose promised time has passed."""
        return self.running().filter(due_at__lt=at)

    def due_between(self, start: datetime, end: datetime) -> Self:
        """Keep those promised within a stretch of time and still being worked on."""
        return self.running().filter(due_at__gte=start, due_at__lte=end)

    def in_correction(self) -> Self:
        """Keep those whose wrong result is being made right (118/2025 Art. 23(1))."""
        return self.filter(IsLive(), pk__in=self.to_correct())

    def not_corrected(self) -> Self:
        """Leave out of what is open what was finished in time and is only being made right."""
        return self.exclude(pk__in=self.to_correct())

    @staticmethod
    def to_correct() -> "models.QuerySet[Dossier, Any]":
        """Return the ids of those that a correction has a day for, from the index of these alone.

        A handful at any time. Said with the states of what is open, the question would be asked of
        the index of all that is open, each row read for its day: 230 ms of 40,000.
        """
        return Dossier.objects.filter(correction_due_at__isnull=False).order_by().values("pk")


class Dossier(models.Model):
    """One request of a citizen, from the counter and back to it."""

    uid = models.UUIDField(_("mã định danh"), default=uuid4, unique=True, editable=False)
    submission_number = models.CharField(_("số nộp"), max_length=36, unique=True)
    code = models.CharField(_("mã hồ sơ"), max_length=64, unique=True, null=True, blank=True)
    lead = models.ForeignKey(
        "self",
        verbose_name=_("hồ sơ liên thông"),
        on_delete=models.PROTECT,
        related_name="members",
        null=True,
        blank=True,
        db_index=False,
    )
    """The request this is one agency's part of (118/2025 Art. 20); None for the request itself."""
    part = models.CharField(_("phần liên thông"), max_length=40, blank=True)
    part_name = models.CharField(_("tên phần liên thông"), max_length=200, blank=True)
    part_order = models.JSONField(_("thứ tự các phần liên thông"), default=dict, blank=True)
    """At which turn the desk lets each part begin; empty where the procedure alone says."""
    awaits_parts = models.BooleanField(_("chờ các phần liên thông"), default=False)
    submission_token = models.UUIDField(_("khóa nộp một lần"), unique=True)

    procedure_version = models.ForeignKey(
        "procedures.ProcedureVersion", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    procedure_code = models.CharField(_("mã thủ tục"), max_length=16)
    case = models.CharField(_("trường hợp"), max_length=64, blank=True)
    field_code = models.CharField(_("lĩnh vực"), max_length=32, blank=True)
    channel = models.CharField(_("kênh"), max_length=8, choices=Channel.choices)
    filed_at = models.CharField(
        _("nơi nộp"), max_length=8, choices=FiledAt.choices, default=FiledAt.OWN
    )
    service_level = models.CharField(
        _("mức dịch vụ lúc nhận"), max_length=12, choices=ServiceLevel.choices
    )
    intake_place = models.CharField(
        _("nơi tiếp nhận"),
        max_length=12,
        choices=IntakePlace.choices,
        default=IntakePlace.DESK,
    )

    support_agency = models.ForeignKey(
        "organization.Agency",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )
    receiving_agency = models.ForeignKey(
        "organization.Agency", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    resolving_agency = models.ForeignKey(
        "organization.Agency", on_delete=models.PROTECT, related_name="+"
    )
    receiving_unit = models.ForeignKey(
        "organization.Unit", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    resolving_unit = models.ForeignKey(
        "organization.Unit", on_delete=models.PROTECT, related_name="+", db_index=False
    )

    monitoring_unit = models.ForeignKey(
        "organization.Unit",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )
    """The competent agency's own desk, while another desk takes in (118/2025 Art. 20(1))."""

    state = models.CharField(_("trạng thái"), max_length=20, choices=DossierState.choices)
    state_since = models.DateTimeField(_("ở trạng thái này từ"))
    payment_state = models.CharField(
        max_length=10, choices=PaymentState.choices, default=PaymentState.NONE
    )
    delivery_state = models.CharField(
        max_length=12, choices=DeliveryState.choices, default=DeliveryState.NOTHING
    )
    sync_state = models.CharField(max_length=10, choices=SyncState.choices, default=SyncState.NONE)
    told = models.CharField(max_length=8, choices=Told.choices, blank=True, default=Told.NEVER)
    """Set when the national portal first takes it, and never again."""

    arrived_at = models.DateTimeField(_("đến lúc"))
    alert_at = models.DateTimeField(_("nhắc quầy lúc"), null=True, blank=True)
    alerted_at = models.DateTimeField(_("đã nhắc quầy lúc"), null=True, blank=True)
    answer_due_at = models.DateTimeField(_("hạn trả lời người nộp"), null=True, blank=True)
    answered_at = models.DateTimeField(_("đã trả lời lúc"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("tiếp nhận lúc"), null=True, blank=True)
    clock_started_at = models.DateTimeField(_("bắt đầu tính hạn"), null=True, blank=True)
    original_due_at = models.DateTimeField(_("hẹn trả lần đầu"), null=True, blank=True)
    due_at = models.DateTimeField(_("hẹn trả"), null=True, blank=True)
    national_due_at = models.DateTimeField(_("hạn theo cách tính quốc gia"), null=True, blank=True)
    due_lines = models.TextField(_("cách tính hạn"), blank=True, default="")
    paused_at = models.DateTimeField(_("ngừng tính từ"), null=True, blank=True)
    finished_at = models.DateTimeField(_("xử lý xong lúc"), null=True, blank=True)
    returned_at = models.DateTimeField(_("trả kết quả lúc"), null=True, blank=True)
    correction_due_at = models.DateTimeField(_("hạn sửa kết quả"), null=True, blank=True)
    result_class = models.CharField(
        _("kết quả so với hạn"), max_length=8, choices=ResultClass.choices, blank=True
    )

    assignee = models.UUIDField(_("người được giao"), null=True, blank=True)
    assignee_name = models.CharField(_("tên người được giao"), max_length=200, blank=True)
    accepted_by = models.UUIDField(_("người tiếp nhận"), null=True, blank=True)
    accepted_by_name = models.CharField(_("tên người tiếp nhận"), max_length=200, blank=True)
    step_key = models.CharField(_("bước hiện tại"), max_length=64, blank=True)
    step_due_at = models.DateTimeField(_("hạn của bước"), null=True, blank=True)

    electronic_only = models.BooleanField(_("chỉ nhận bản điện tử"), default=False)
    boundary_free = models.BooleanField(_("phi địa giới"), default=False)
    is_priority = models.BooleanField(_("ưu tiên"), default=False)
    is_sample = models.BooleanField(_("số liệu mẫu"), default=False)
    has_wait = models.BooleanField(_("có việc chờ người nộp"), default=False)
    supplement_count = models.PositiveSmallIntegerField(_("số lần yêu cầu bổ sung"), default=0)
    extension_count = models.PositiveSmallIntegerField(_("số lần gia hạn"), default=0)
    copies = models.PositiveSmallIntegerField(_("số bộ"), default=1)

    answers = EncryptedTextField(_("câu trả lời theo mẫu"), default="{}")
    owner_name = EncryptedTextField(_("chủ hồ sơ"), default="")
    owner_masked = models.CharField(_("chủ hồ sơ, đã che"), max_length=200, blank=True)
    check_data = models.CharField(_("đối chiếu dữ liệu"), max_length=12, blank=True)
    check_signatures = models.CharField(_("kiểm tra chữ ký"), max_length=12, blank=True)
    check_components = models.CharField(_("tra cứu giấy tờ"), max_length=12, blank=True)
    form_set = models.CharField(_("bộ mẫu giấy"), max_length=8)
    version = models.PositiveIntegerField(_("lần sửa"), default=0)

    new_parties: "list[Party] | None" = None
    new_attachments: "list[Attachment] | None" = None
    """Its people and papers, while the act lasts that made it."""

    objects = DossierQuerySet.as_manager()

    class Meta:
        verbose_name = _("hồ sơ")
        indexes = INDEXES
        constraints = [
            models.CheckConstraint(
                name="dossiers_code_with_acceptance",
                condition=models.Q(code__isnull=True, accepted_at__isnull=True)
                | models.Q(code__isnull=False, accepted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="dossiers_one_extension", condition=models.Q(extension_count__lte=1)
            ),
        ]

    def __str__(self) -> str:
        return self.code or self.submission_number

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save it as Django does; the services write by `kernel.db.writing`."""
        super().save(*args, **kwargs)
        unwatch(self)

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        """Read it anew."""
        super().refresh_from_db(*args, **kwargs)
        unwatch(self)

    @property
    def control_sheet_number(self) -> str:
        """The number of the control sheet in the set of forms under which the dossier runs."""
        return number_of(Form.CONTROL_SHEET, self.form_set)

    def get_state_display(self) -> str:  # type: ignore[no-redef]  # in place of Django's own
        """Return the state in words; Django's own words every state to find one."""
        return str(DossierState(self.state).label)

    def forget_making(self) -> None:
        """Take it for one like any other: the act that made it is over."""
        self.new_parties = self.new_attachments = None

    @property
    def is_new(self) -> bool:
        """Tell whether the act that lasts made it: nothing else hangs on it yet."""
        return self.new_parties is not None

    @property
    def is_member(self) -> bool:
        """Tell whether it is another agency's part of a linked request."""
        return self.lead_id is not None

    @property
    def matter(self) -> str:
        """What it is about: the procedure, and of another agency's part that part."""
        name = self.procedure_version.name
        return f"{name} · {self.part_name}" if self.is_member else name

    @property
    def shown_number(self) -> str:
        """The code once there is one, the number of the submission before."""
        return self.code or self.submission_number

    @property
    def national_state(self) -> int:
        """The code by which the national portal knows this state."""
        return NATIONAL_STATE[self.state]

    @property
    def is_over(self) -> bool:
        """Whether the business has ended."""
        return self.state in END_STATES

    @property
    def is_ratable(self) -> bool:
        """Whether the service can be rated: once the business has ended, and as a whole.

        The questions ask for the time, the result and its costs (118 Art. 33).
        """
        return self.is_over and not self.is_member

    @property
    def clock_runs(self) -> bool:
        """Whether the agency works against the promised time; a correction has one of its own."""
        return self.state in CLOCK_RUNS and not self.is_in_correction

    @property
    def is_in_correction(self) -> bool:
        """Whether a wrong result is being made right, from the desk's word to the new one."""
        return self.correction_due_at is not None and not self.is_over

    def is_late(self, at: datetime) -> bool:
        """Tell whether the promised time has passed while the agency's clock runs."""
        return self.clock_runs and is_late(self.state, self.due_at, at=at)


class DossierSight(SightRow):
    """One key that sees one dossier, and when that arrived; written by services only."""

    follows = "arrived_at"

    object = models.ForeignKey(
        Dossier, on_delete=models.CASCADE, related_name="sights", db_index=False
    )

    class Meta(SightRow.Meta):
        verbose_name = _("quyền nhìn hồ sơ")
