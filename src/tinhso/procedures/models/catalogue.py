"""Procedures: the identity that others point at, and the immutable versions it went through."""

from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import ClassVar, Self
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.db.kept_rows import KeptQuerySet, KeptRow
from tinhso.kernel.db.secrets import EncryptedTextField
from tinhso.kernel.eforms import FormSpec
from tinhso.procedures import parts


class Level(models.TextChoices):
    """At which level of government a procedure is resolved."""

    COMMUNE = "commune", _("Cấp xã")
    PROVINCE = "province", _("Cấp tỉnh")
    MINISTRY = "ministry", _("Cấp bộ")


class ResolvingBody(models.TextChoices):
    """Which kind of agency resolves, told without naming one: a relation, not a unit."""

    COMMUNE_COMMITTEE = "commune_committee", _("Ủy ban nhân dân cấp xã")
    COMMUNE_POLICE = "commune_police", _("Công an cấp xã")
    PROVINCE_POLICE = "province_police", _("Công an tỉnh")
    JUSTICE = "justice", _("Sở Tư pháp")
    FINANCE = "finance", _("Sở Tài chính")
    CONSTRUCTION = "construction", _("Sở Xây dựng")
    AGRICULTURE = "agriculture", _("Sở Nông nghiệp và Môi trường")
    LAND_OFFICE = "land_office", _("Văn phòng đăng ký đất đai")
    LEGAL_AID = "legal_aid", _("Trung tâm trợ giúp pháp lý")


class ServiceLevel(models.TextChoices):
    """How much of it can be done online (224/2026 Art. 14)."""

    FULL = "full", _("Trực tuyến toàn trình")
    PARTIAL = "partial", _("Trực tuyến một phần")
    OFFLINE = "offline", _("Trực tiếp")


class FiledAt(models.TextChoices):
    """Where a citizen files."""

    OWN = "own", _("Tại cổng của tỉnh")
    NATIONAL = "national", _("Tại Cổng Dịch vụ công quốc gia")


class HandledIn(models.TextChoices):
    """In whose system officers work."""

    PROVINCE = "province", _("Hệ thống của tỉnh")
    CENTRAL = "central", _("Hệ thống của bộ, ngành")


class Field(KeptRow):
    """A field of public work (lĩnh vực) under which procedures stand."""

    kept_as = "procedures"

    key = models.SlugField(_("khóa"), max_length=40, unique=True)
    name = models.CharField(_("tên"), max_length=200)
    name_en = models.CharField(_("tên tiếng Anh"), max_length=200)

    objects = KeptQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class LifeEvent(models.Model):
    """An event of life under which people look for what they must do."""

    key = models.SlugField(_("khóa"), max_length=40, unique=True)
    name = models.CharField(_("tên"), max_length=100)
    name_en = models.CharField(_("tên tiếng Anh"), max_length=100)
    summary = models.CharField(_("gồm những việc"), max_length=200)
    summary_en = models.CharField(_("gồm những việc, tiếng Anh"), max_length=200)
    icon = models.CharField(_("hình"), max_length=40)
    position = models.PositiveSmallIntegerField(_("thứ tự"))

    class Meta:
        ordering: ClassVar = ["position"]

    def __str__(self) -> str:
        return self.name


class Procedure(KeptRow):
    """One administrative procedure through all its versions.

    `keywords` are the everyday words by which people look for it, kept here and not in a
    version: they are no law and may be mended any day.
    """

    kept_as = "procedures"

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    code = models.CharField(_("mã thủ tục"), max_length=16, unique=True)
    field = models.ForeignKey(
        Field, verbose_name=_("lĩnh vực"), on_delete=models.PROTECT, related_name="procedures"
    )
    name_en = models.CharField(_("tên tiếng Anh"), max_length=300)
    keywords = models.JSONField(_("từ thường gọi"), default=list)
    life_events = models.ManyToManyField(
        LifeEvent, verbose_name=_("việc trong đời"), related_name="procedures", blank=True
    )
    changed_at = models.DateTimeField(_("sửa lúc"), auto_now=True)

    objects = KeptQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return self.code


class ImmutableError(TypeError):
    """A version is written once; what changes is a new version."""


def in_force_where(on: date) -> Q:
    """Return the condition of being in force on a day."""
    return Q(effective_from__lte=on) & (Q(effective_to__isnull=True) | Q(effective_to__gte=on))


class ProcedureVersionQuerySet(KeptQuerySet["ProcedureVersion"]):
    """Named filters of versions; the catalogue is public, so everybody sees each."""

    def in_force(self, on: date) -> Self:
        """Keep the versions in force on a day; at most one of each procedure."""
        return self.filter(in_force_where(on))

    def at_level(self, level: str) -> Self:
        """Keep what is resolved at a level."""
        return self.filter(**{f"at_{Level(level).value}": True})


class ProcedureVersion(KeptRow):
    """A procedure as it stands from one day to another; written once.

    The parts are data (lists of objects) read through the typed properties below. The raw record
    of the source is kept as text, byte for byte.
    """

    kept_as = "procedures"

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("phiên bản"))
    effective_from = models.DateField(_("có hiệu lực từ"))
    effective_to = models.DateField(_("có hiệu lực đến hết"), null=True, blank=True)

    name = models.CharField(_("tên thường gọi"), max_length=1000)
    official_name = models.CharField(_("tên theo quyết định"), max_length=1500)
    summary = models.TextField(_("nói ngắn gọn"), blank=True)
    at_commune = models.BooleanField(_("cấp xã"), default=False)
    at_province = models.BooleanField(_("cấp tỉnh"), default=False)
    at_ministry = models.BooleanField(_("cấp bộ"), default=False)
    resolving_body = models.CharField(
        _("cơ quan giải quyết"), max_length=32, choices=ResolvingBody.choices
    )
    service_level = models.CharField(
        _("mức độ trực tuyến"), max_length=16, choices=ServiceLevel.choices
    )
    ministry = models.CharField(_("bộ quản lý"), max_length=200, blank=True)
    applicants = models.JSONField(_("ai được làm"), default=list)
    channels = models.JSONField(_("cách nộp"), default=list)
    stop_allowed = models.BooleanField(_("được xin dừng"), default=True)
    has_field_check = models.BooleanField(_("có kiểm tra thực địa"), default=False)
    can_be_filed = models.BooleanField(_("nộp được tại đây"), default=False)
    is_demonstration = models.BooleanField(_("có phần minh họa"), default=False)

    components_data = models.JSONField(_("thành phần hồ sơ"), default=list)
    cases_data = models.JSONField(_("trường hợp"), default=list)
    terms_data = models.JSONField(_("thời hạn"), default=list)
    fees_data = models.JSONField(_("phí, lệ phí"), default=list)
    steps_data = models.JSONField(_("trình tự bằng lời"), default=list)
    questions_data = models.JSONField(_("câu hỏi điều kiện"), default=list)
    supplement_reasons_data = models.JSONField(_("lý do yêu cầu bổ sung"), default=list)
    refusal_reasons_data = models.JSONField(_("lý do từ chối"), default=list)
    results_data = models.JSONField(_("kết quả"), default=list)
    laws_data = models.JSONField(_("căn cứ pháp lý"), default=list)
    form_data = models.JSONField(_("biểu mẫu điện tử"), null=True, blank=True)
    process_data = models.JSONField(_("quy trình"), null=True, blank=True)
    settings_data = models.JSONField(_("thiết lập riêng"), default=dict)

    decision = models.CharField(_("quyết định công bố"), max_length=100, blank=True)
    as_of = models.DateField(_("dữ liệu ngày"))
    source = models.CharField(_("nguồn"), max_length=600)
    source_note = models.TextField(_("đã đối chiếu"), blank=True)
    raw = models.TextField(_("bản ghi gốc"), blank=True)
    flags = models.JSONField(_("cần xem lại"), default=list)
    digest = models.CharField(_("giá trị băm"), max_length=64)
    published_at = models.DateTimeField(_("đưa vào lúc"))
    is_imported = models.BooleanField(_("nạp từ tệp dữ liệu"), default=False)

    objects = ProcedureVersionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["procedure_id", "-effective_from"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["procedure", "number"], name="procedures_version_number_once"
            ),
            models.UniqueConstraint(
                fields=["procedure", "effective_from"], name="procedures_version_start_once"
            ),
            models.CheckConstraint(
                condition=Q(effective_to__isnull=True) | Q(effective_to__gte=F("effective_from")),
                name="procedures_version_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.procedure_id}/{self.number}"

    def save(
        self,
        *,
        force_insert: bool | tuple[models.base.ModelBase, ...] = False,
        force_update: bool = False,
        using: str | None = None,
        update_fields: Iterable[str] | None = None,
    ) -> None:
        """Write the version once; later only the day it ends may be set."""
        if self.pk is not None and set(update_fields or ()) != {"effective_to"}:
            raise ImmutableError("a procedure version never changes; publish a new one")
        super().save(
            force_insert=force_insert,
            force_update=force_update,
            using=using,
            update_fields=update_fields,
        )

    def delete(
        self, using: str | None = None, keep_parents: bool = False
    ) -> tuple[int, dict[str, int]]:
        """Refuse: dossiers finish under the version with which they began."""
        raise ImmutableError("a procedure version is never deleted; end it")

    def get_resolving_body_display(self) -> str:  # type: ignore[no-redef]  # in place of Django's own
        """Return who resolves in words; Django's own words every body to find one."""
        return str(ResolvingBody(self.resolving_body).label)

    @property
    def levels(self) -> tuple[Level, ...]:
        """Return the levels at which it is resolved, the nearest to people first."""
        return tuple(level for level in Level if getattr(self, f"at_{level.value}"))

    @cached_property
    def form(self) -> FormSpec | None:
        """Return the electronic form, or None when the procedure is only described."""
        return None if self.form_data is None else FormSpec.from_data(self.form_data)

    @cached_property
    def components(self) -> tuple[parts.Component, ...]:
        """Return the papers of the dossier."""
        return tuple(parts.Component.from_data(row) for row in self.components_data)

    @cached_property
    def cases(self) -> tuple[parts.Case, ...]:
        """Return the cases, the first that holds wins."""
        return tuple(parts.Case.from_data(row) for row in self.cases_data)

    @cached_property
    def terms(self) -> tuple[parts.TermRule, ...]:
        """Return how long it may take, per channel and case."""
        return tuple(parts.TermRule.from_data(row) for row in self.terms_data)

    @cached_property
    def fees(self) -> tuple[parts.FeeRule, ...]:
        """Return what it costs, per channel and case."""
        return tuple(parts.FeeRule.from_data(row) for row in self.fees_data)

    @property
    def prices(self) -> tuple[parts.FeeRule, ...]:
        """Return every amount a person may meet: each fee, and what is charged apart of it."""
        return tuple(rule for fee in self.fees for rule in dict.fromkeys((fee, fee.charged)))

    @cached_property
    def steps(self) -> tuple[parts.PlainStep, ...]:
        """Return the steps in plain words."""
        return tuple(parts.PlainStep.from_data(row) for row in self.steps_data)

    @cached_property
    def questions(self) -> tuple[parts.Question, ...]:
        """Return the questions of "can you do this?"."""
        return tuple(parts.Question.from_data(row) for row in self.questions_data)

    @cached_property
    def supplement_reasons(self) -> tuple[parts.Reason, ...]:
        """Return the reasons for which a supplement may be asked."""
        return tuple(parts.Reason.from_data(row) for row in self.supplement_reasons_data)

    @cached_property
    def refusal_reasons(self) -> tuple[parts.Reason, ...]:
        """Return the reasons for which a dossier may be refused."""
        return tuple(parts.Reason.from_data(row) for row in self.refusal_reasons_data)

    @cached_property
    def results(self) -> tuple[parts.ResultKind, ...]:
        """Return what the applicant receives."""
        return tuple(parts.ResultKind.from_data(row) for row in self.results_data)

    @cached_property
    def laws(self) -> tuple[parts.Law, ...]:
        """Return the legal bases."""
        return tuple(parts.Law.from_data(row) for row in self.laws_data)


class FilingRoute(KeptRow):
    """Where a procedure is filed and in whose system it is handled, from a day on.

    Apart from the version on purpose: the route may change by a decision while the law stays
    (design.md section 6; one-stop-118.md L.5). It may differ from one procedure to another.
    """

    kept_as = "procedures"

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="routes")
    effective_from = models.DateField(_("áp dụng từ"))
    filed_at = models.CharField(_("nơi nộp"), max_length=16, choices=FiledAt.choices)
    handled_in = models.CharField(_("nơi xử lý"), max_length=16, choices=HandledIn.choices)
    decision = models.CharField(_("căn cứ"), max_length=200, blank=True)

    objects = KeptQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["procedure_id", "-effective_from"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["procedure", "effective_from"], name="procedures_route_start_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.procedure_id}: {self.filed_at}/{self.handled_in}"


class PageRating(models.Model):
    """What a reader, unnamed, said of a procedure's page (224/2026: each channel can be rated)."""

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="ratings")
    is_helpful = models.BooleanField(_("có ích"))
    text = EncryptedTextField(_("góp ý"), blank=True)
    rated_at = models.DateTimeField(_("góp ý lúc"))

    class Meta:
        ordering: ClassVar = ["-rated_at"]

    def __str__(self) -> str:
        return f"{self.procedure_id}: {self.is_helpful}"
