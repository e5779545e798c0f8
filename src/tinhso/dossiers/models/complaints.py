"""A complaint about how a dossier is handled, kept apart from what its officers read."""

from collections.abc import Collection
from typing import Self
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.models.dossier import Dossier
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.rules.complaints import (
    ComplaintAbout,
    ComplaintOutcome,
    ComplaintPlace,
    ComplaintState,
)
from tinhso.kernel.actors import Actor, ActorKind
from tinhso.kernel.db.secrets import EncryptedTextField


class ComplaintQuerySet(models.QuerySet["Complaint"]):
    """Named filters of complaints."""

    def visible_to(self, actor: Actor, *, agencies: Collection[int] = ()) -> Self:
        """Show a person his own, and a leader those of his agencies, never one about himself."""
        if actor.kind is ActorKind.SYSTEM:
            return self
        people = {int(key.partition(":")[2]) for key in actor.sight_keys if key.startswith("p:")}
        if actor.person_id is not None:
            people.add(actor.person_id)
        own = models.Q(person_id__in=people)
        if actor.id is None or not (actor.is_official and actor.may(P.ANSWER_COMPLAINT)):
            return self.filter(own)
        of_him = ComplainedOf.objects.filter(complaint=models.OuterRef("pk"), account=actor.id)
        return self.filter(own | (models.Q(agency_id__in=agencies) & ~models.Exists(of_him)))

    def for_lists(self) -> Self:
        """Read what a list shows, without the words of the complaint."""
        return self.select_related("dossier__procedure_version").defer(
            "text", "answer", "dossier__answers", "dossier__due_lines", "dossier__owner_name"
        )


class Complaint(models.Model):
    """Who complains about what, who answers until when, and what he answered."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    number = models.CharField(_("số"), max_length=64)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="complaints")
    person = models.ForeignKey(
        "identity.Person",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )
    name = EncryptedTextField(_("người phản ánh"))
    about = models.CharField(_("về việc"), max_length=12, choices=ComplaintAbout.choices)
    place = models.CharField(_("về nơi"), max_length=12, choices=ComplaintPlace.choices)
    text = EncryptedTextField(_("nội dung"))
    file = models.ForeignKey(
        "files.StoredFile", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    channel = models.CharField(_("kênh"), max_length=12)
    taken_by = models.UUIDField(_("người ghi tại quầy"), null=True, blank=True)
    made_at = models.DateTimeField(_("phản ánh lúc"))
    agency = models.ForeignKey(
        "organization.Agency", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    arrived_at = models.DateTimeField(_("đến cơ quan trả lời lúc"))
    due_at = models.DateTimeField(_("hạn trả lời"))
    state = models.CharField(
        _("tình trạng"),
        max_length=12,
        choices=ComplaintState.choices,
        default=ComplaintState.OPEN,
    )
    ended_at = models.DateTimeField(_("kết thúc lúc"), null=True, blank=True)
    reason = EncryptedTextField(_("lý do không xem xét"), blank=True, default="")
    outcome = models.CharField(
        _("kết luận"), max_length=12, choices=ComplaintOutcome.choices, blank=True
    )
    answer = EncryptedTextField(_("trả lời"), blank=True, default="")
    public_text = models.TextField(_("nội dung công khai"), blank=True, default="")
    published_at = models.DateTimeField(_("công khai lúc"), null=True, blank=True)
    answered_by_name = models.CharField(_("người trả lời"), max_length=200, blank=True)
    item = models.UUIDField(_("việc trình ký"), null=True, blank=True)
    answer_number = models.CharField(_("số văn bản trả lời"), max_length=120, blank=True)
    answer_file = models.ForeignKey(
        "files.StoredFile", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    version = models.PositiveIntegerField(_("lần sửa"), default=1)

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        verbose_name = _("phản ánh về hồ sơ")
        ordering = ["-made_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "person", "about"],
                condition=models.Q(state=ComplaintState.OPEN),
                name="dossiers_complaint_open_once",
            )
        ]
        indexes = [
            models.Index(fields=["agency", "due_at"], name="dossiers_complaint_due"),
            models.Index(fields=["agency", "made_at"], name="dossiers_complaint_made"),
            models.Index(fields=["person", "-made_at"], name="dossiers_complaint_person"),
            models.Index(fields=["published_at"], name="dossiers_complaint_public"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        """Whether it still waits for its answer."""
        return self.state == ComplaintState.OPEN


class ComplainedOf(models.Model):
    """An account that a complaint is about: it never sees the complaint."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="of")
    account = models.UUIDField(_("tài khoản bị phản ánh"))

    class Meta:
        verbose_name = _("người bị phản ánh")
        constraints = [
            models.UniqueConstraint(
                fields=["complaint", "account"], name="dossiers_complained_of_once"
            )
        ]
        indexes = [models.Index(fields=["account"], name="dossiers_complained_of")]

    def __str__(self) -> str:
        return str(self.account)


class ComplaintStep(models.Model):
    """One thing that happened to a complaint, as a code; worded when shown."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="steps")
    at = models.DateTimeField(_("lúc"))
    code = models.CharField(_("việc"), max_length=16)
    agency_id = models.BigIntegerField(_("cơ quan"), null=True, blank=True)
    words = EncryptedTextField(_("lời ghi"), blank=True, default="")
    by = models.UUIDField(_("người làm"), null=True, blank=True)

    class Meta:
        verbose_name = _("bước của phản ánh")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.code
