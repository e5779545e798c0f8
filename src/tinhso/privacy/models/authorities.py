"""Requests of competent bodies for data of a user or the removal of content."""

import uuid
from datetime import date, datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.actors import Actor
from tinhso.kernel.db.secrets import EncryptedTextField
from tinhso.privacy.authority_rules import AskedKind, AskedState
from tinhso.privacy.permissions import PrivacyPermission as P


class AuthorityRequestQuerySet(models.QuerySet["AuthorityRequest"]):
    """Named filters of requests of competent bodies."""

    def visible_to(self, actor: Actor) -> Self:
        """Keep those of the agency whose requests one handles."""
        if actor.may(P.HANDLE_AUTHORITIES) and actor.agency_id is not None:
            return self.filter(agency_id=actor.agency_id)
        return self.none()

    def open(self) -> Self:
        """Keep what waits."""
        return self.filter(state=AskedState.OPEN)

    def told_to(self, person_id: int, on: date) -> Self:
        """Keep what a person may know of today."""
        silent = Q(is_silent=True) & (Q(silent_until=None) | Q(silent_until__gte=on))
        return self.filter(person_id=person_id).exclude(silent)


class AuthorityRequest(models.Model):
    """One request: who asks by which paper and law, what, by which hour, what became of it."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("số"), max_length=40, blank=True)
    agency = models.ForeignKey("organization.Agency", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("yêu cầu"), max_length=8, choices=AskedKind.choices)
    is_urgent = models.BooleanField(_("khẩn cấp"), default=False)
    body = models.CharField(_("cơ quan yêu cầu"), max_length=200)
    body_person = models.CharField(_("người của cơ quan yêu cầu"), max_length=200, blank=True)
    paper_number = models.CharField(_("số văn bản yêu cầu"), max_length=80)
    paper_on = models.DateField(_("ngày văn bản yêu cầu"))
    basis = models.CharField(_("căn cứ của yêu cầu"), max_length=250)
    subject = EncryptedTextField(_("dữ liệu của ai, nội dung nào"))
    person = models.ForeignKey(
        "identity.Person", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    dossier_number = models.CharField(_("số hồ sơ liên quan"), max_length=64, blank=True)
    is_silent = models.BooleanField(_("pháp luật cấm báo cho người đó"), default=False)
    silent_until = models.DateField(_("cấm báo tới hết ngày"), null=True, blank=True)
    silent_basis = models.CharField(_("căn cứ cấm báo"), max_length=250, blank=True)
    silence_ended_by = models.CharField(_("hết cấm báo theo văn bản"), max_length=250, blank=True)
    told_at = models.DateTimeField(_("báo cho người đó lúc"), null=True, blank=True)
    received_at = models.DateTimeField(_("nhận lúc"))
    due_at = models.DateTimeField(_("hạn thực hiện"))
    state = models.CharField(
        _("tình trạng"), max_length=8, choices=AskedState.choices, default=AskedState.OPEN
    )
    answered_at = models.DateTimeField(_("thực hiện lúc"), null=True, blank=True)
    answer = EncryptedTextField(
        _("đã cung cấp gì, đã gỡ gì, vì sao từ chối"), blank=True, default=""
    )
    file = models.ForeignKey(
        "files.StoredFile", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    late_reason = EncryptedTextField(_("vì sao trễ"), blank=True, default="")
    recorded_by = models.UUIDField(null=True)
    recorded_by_name = models.CharField(max_length=200, blank=True)
    officer_name = models.CharField(_("người thực hiện"), max_length=200, blank=True)

    objects = AuthorityRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("yêu cầu của cơ quan có thẩm quyền")
        ordering = ["-received_at", "-id"]
        indexes = [
            models.Index(fields=["agency", "-received_at"], name="privacy_authority_agency"),
            models.Index(
                fields=["due_at"], condition=Q(state=AskedState.OPEN), name="privacy_authority_due"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=AskedState.OPEN) | Q(answered_at__isnull=False),
                name="privacy_authority_answered_with_time",
            ),
            models.CheckConstraint(
                condition=Q(is_silent=False) | ~Q(silent_basis=""),
                name="privacy_authority_silent_with_basis",
            ),
        ]

    def __str__(self) -> str:
        return self.number or str(self.uid)

    def late_at(self, now: datetime) -> bool:
        """Tell whether it was, or still is not, done after its hour."""
        return (self.answered_at or now) > self.due_at

    def silent_on(self, day: date) -> bool:
        """Tell whether the person may not know of it on a day."""
        return self.is_silent and (self.silent_until is None or self.silent_until >= day)


class AuthorityGrant(models.Model):
    """What was given is open to somebody for some hours: to hand it to the body that asked."""

    request = models.ForeignKey(AuthorityRequest, on_delete=models.PROTECT, related_name="grants")
    receiver = models.CharField(_("giao cho ai"), max_length=200)
    by = models.UUIDField(null=True)
    by_name = models.CharField(max_length=200, blank=True)
    from_at = models.DateTimeField(_("từ lúc"))
    until = models.DateTimeField(_("mở tới"))

    class Meta:
        verbose_name = _("lượt mở tệp đã cung cấp")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.request_id} {self.until}"


class AuthorityLook(models.Model):
    """One opening of what was given."""

    grant = models.ForeignKey(AuthorityGrant, on_delete=models.PROTECT, related_name="looks")
    at = models.DateTimeField(_("lúc"))
    by = models.UUIDField(null=True)
    by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("lần mở tệp đã cung cấp")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.grant_id} {self.at}"
