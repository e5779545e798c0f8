"""A breach of personal data: what happened, to whose data, what was done, whom it was told."""

import uuid
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.actors import Actor
from tinhso.kernel.db.secrets import EncryptedTextField
from tinhso.privacy.breach_rules import BreachState, ReportWay, must_tell
from tinhso.privacy.permissions import PrivacyPermission as P


class BreachQuerySet(models.QuerySet["Breach"]):
    """Named filters of breaches."""

    def visible_to(self, actor: Actor) -> Self:
        """Keep those of the agency whose breaches one handles."""
        if actor.may(P.HANDLE_BREACHES) and actor.agency_id is not None:
            return self.filter(agency_id=actor.agency_id)
        return self.none()


class Breach(models.Model):
    """One breach, with the 72 hours in which the competent body is told."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("số"), max_length=40, blank=True)
    agency = models.ForeignKey("organization.Agency", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        _("tình trạng"), max_length=8, choices=BreachState.choices, default=BreachState.OPEN
    )
    found_at = models.DateTimeField(_("phát hiện lúc"))
    happened_at = models.DateTimeField(_("xảy ra lúc"), null=True, blank=True)
    place = models.CharField(_("nơi xảy ra"), max_length=250)
    act = EncryptedTextField(_("hành vi, diễn biến"))
    data_kinds = models.JSONField(_("loại dữ liệu"), default=list)
    people = models.CharField(_("dữ liệu của ai"), max_length=250)
    people_count = models.PositiveIntegerField(_("số người"))
    consequences = EncryptedTextField(_("hậu quả"), blank=True, default="")
    measures = EncryptedTextField(_("biện pháp"), blank=True, default="")
    contact_name = models.CharField(_("người phụ trách"), max_length=200)
    contact_reach = models.CharField(_("liên hệ"), max_length=200)
    due_at = models.DateTimeField(_("hạn báo cáo"))
    reported_at = models.DateTimeField(_("báo cáo lúc"), null=True, blank=True)
    report_way = models.CharField(max_length=8, choices=ReportWay.choices, blank=True)
    report_document = models.CharField(_("văn bản, mã tiếp nhận"), max_length=120, blank=True)
    late_reason = EncryptedTextField(_("vì sao trễ"), blank=True, default="")
    public_notice = EncryptedTextField(_("thông báo công khai"), blank=True, default="")
    closed_at = models.DateTimeField(_("khép lúc"), null=True, blank=True)
    recorded_by = models.UUIDField(null=True)
    recorded_by_name = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField(_("ghi lúc"))

    objects = BreachQuerySet.as_manager()

    class Meta:
        verbose_name = _("vi phạm dữ liệu cá nhân")
        ordering = ["-found_at", "-id"]
        indexes = [models.Index(fields=["agency", "-found_at"], name="privacy_breach_agency")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=BreachState.OPEN) | Q(reported_at__isnull=False),
                name="privacy_breach_reported_with_time",
            )
        ]

    def __str__(self) -> str:
        return self.number or str(self.uid)

    @property
    def must_tell(self) -> bool:
        """Tell whether the persons concerned must be told."""
        return must_tell(self.data_kinds)

    def people_wait(self) -> bool:
        """Tell whether people are to be told (Art. 29) and they, or the public, were not."""
        if not self.must_tell or self.public_notice:
            return False
        waiting = self.concerned.filter(told_at__isnull=True).exists()
        return waiting or not self.concerned.exists()

    def late_at(self, now: datetime) -> bool:
        """Tell whether the report came, or is still missing, after its hour."""
        return (self.reported_at or now) > self.due_at


class BreachPerson(models.Model):
    """Somebody whose data a breach is about, and when he was told."""

    breach = models.ForeignKey(Breach, on_delete=models.PROTECT, related_name="concerned")
    person = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField(_("báo lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("người bị ảnh hưởng")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["breach", "person"], name="privacy_breach_person_once")
        ]

    def __str__(self) -> str:
        return f"{self.breach_id} {self.person_id}"
