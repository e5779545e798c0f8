"""What a person asks to be done with his data, and what was done."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.actors import Actor
from tinhso.kernel.db.secrets import EncryptedTextField
from tinhso.privacy.permissions import PrivacyPermission as P
from tinhso.privacy.rules import (
    OPEN,
    CopyState,
    IdentityCheck,
    RequestChannel,
    RequestKind,
    RequestState,
)


class DataRequestQuerySet(models.QuerySet["DataRequest"]):
    """Named filters of requests."""

    def visible_to(self, actor: Actor) -> Self:
        """Keep one's own, and those of the agencies for whose data one answers."""
        own = Q(person_id=actor.person_id) if actor.person_id is not None else Q(pk__in=[])
        if actor.may(P.HANDLE_REQUESTS) and actor.agency_id is not None:
            return self.filter(own | Q(agency_id=actor.agency_id))
        if actor.may(P.ENTER_REQUESTS) and actor.id is not None:
            return self.filter(own | Q(entered_by=actor.id))
        return self.filter(own)

    def open(self) -> Self:
        """Keep what waits for an answer or is being done."""
        return self.filter(state__in=OPEN)


class DataRequest(models.Model):
    """One request of a person over his data, with its two clocks."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("số"), max_length=40, blank=True)
    person = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey("organization.Agency", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("yêu cầu"), max_length=10, choices=RequestKind.choices)
    channel = models.CharField(_("cách gửi"), max_length=8, choices=RequestChannel.choices)
    identity_check = models.CharField(
        _("xác minh người yêu cầu"), max_length=10, choices=IdentityCheck.choices
    )
    wish = EncryptedTextField(_("nội dung yêu cầu"))
    state = models.CharField(
        _("tình trạng"),
        max_length=10,
        choices=RequestState.choices,
        default=RequestState.RECEIVED,
    )
    with_others = models.BooleanField(_("có bên khác cùng giữ dữ liệu"), default=False)
    received_at = models.DateTimeField(_("nhận lúc"))
    entered_by = models.UUIDField(_("người nhập"), null=True, blank=True)
    answer_due_at = models.DateTimeField(_("hạn trả lời"))
    answer_lines = models.TextField(blank=True, default="")
    answered_at = models.DateTimeField(_("trả lời lúc"), null=True, blank=True)
    answer = EncryptedTextField(_("trả lời"), blank=True, default="")
    due_at = models.DateTimeField(_("hạn thực hiện"))
    due_lines = models.TextField(blank=True, default="")
    extended_at = models.DateTimeField(_("gia hạn lúc"), null=True, blank=True)
    extension_reason = EncryptedTextField(_("lý do gia hạn"), blank=True, default="")
    basis = models.CharField(_("căn cứ từ chối"), max_length=250, blank=True)
    ended_at = models.DateTimeField(_("xong lúc"), null=True, blank=True)
    outcome = EncryptedTextField(_("kết quả"), blank=True, default="")
    officer = models.UUIDField(_("người xử lý"), null=True, blank=True)
    officer_name = models.CharField(max_length=200, blank=True)

    objects = DataRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("yêu cầu về dữ liệu cá nhân")
        ordering = ["-received_at", "-id"]
        indexes = [
            models.Index(fields=["agency", "-received_at"], name="privacy_request_agency"),
            models.Index(fields=["person", "-received_at"], name="privacy_request_person"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=RequestState.REFUSED) | ~Q(basis=""),
                name="privacy_refused_with_basis",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN) | Q(ended_at__isnull=False),
                name="privacy_ended_with_time",
            ),
        ]

    def __str__(self) -> str:
        return self.number or str(self.uid)


class RequestStep(models.Model):
    """One thing that was done for a request, as the person reads it."""

    request = models.ForeignKey(DataRequest, on_delete=models.PROTECT, related_name="steps")
    at = models.DateTimeField(_("lúc"))
    code = models.CharField(max_length=20)
    by_name = models.CharField(max_length=200, blank=True)
    words = EncryptedTextField(blank=True, default="")

    class Meta:
        verbose_name = _("bước xử lý yêu cầu")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.code


class DataCopy(models.Model):
    """A copy of everything held about a person: signed, encrypted at rest, kept for some days."""

    request = models.OneToOneField(DataRequest, on_delete=models.PROTECT, related_name="copy")
    state = models.CharField(max_length=8, choices=CopyState.choices, default=CopyState.MAKING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    file = models.ForeignKey(
        "files.StoredFile", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    sha256 = EncryptedTextField(blank=True, default="")
    made_at = models.DateTimeField(null=True, blank=True)
    delete_at = models.DateTimeField(null=True, blank=True)
    downloaded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("bản sao dữ liệu")
        indexes = [
            models.Index(
                fields=["delete_at"], condition=Q(state=CopyState.READY), name="privacy_copy_due"
            )
        ]

    def __str__(self) -> str:
        return f"copy {self.request_id}"


class Correction(models.Model):
    """One corrected value: what stood there, what stands there now, and why."""

    request = models.ForeignKey(DataRequest, on_delete=models.PROTECT, related_name="corrections")
    field = models.CharField(max_length=20)
    before = EncryptedTextField(blank=True, default="")
    after = EncryptedTextField(blank=True, default="")
    proof = models.CharField(_("giấy tờ chứng minh"), max_length=250)
    records = models.PositiveIntegerField(_("số bản ghi sửa theo"), default=0)
    at = models.DateTimeField()
    by = models.UUIDField(null=True)
    by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("lần sửa dữ liệu")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.field


class Restriction(models.Model):
    """A person's data is not to be used, but for what the law obliges to, until it is lifted."""

    request = models.OneToOneField(
        DataRequest, on_delete=models.PROTECT, related_name="restriction"
    )
    person = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("lý do"), max_length=250)
    from_at = models.DateTimeField(_("từ lúc"))
    ended_at = models.DateTimeField(_("thôi từ"), null=True, blank=True)
    end_reason = models.CharField(_("vì sao thôi"), max_length=250, blank=True)

    class Meta:
        verbose_name = _("hạn chế xử lý dữ liệu")
        indexes = [
            models.Index(
                fields=["person"], condition=Q(ended_at__isnull=True), name="privacy_restricted"
            )
        ]

    def __str__(self) -> str:
        return f"restriction {self.person_id}"


class Destruction(models.Model):
    """Proof that something was destroyed: its kind and key, by which rule, when; hashes only."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    request = models.ForeignKey(
        DataRequest, on_delete=models.PROTECT, related_name="destructions", null=True, blank=True
    )
    kind = models.CharField(max_length=40)
    reference = models.CharField(max_length=64)
    rule = models.CharField(max_length=250)
    hashes = models.JSONField(default=list)
    at = models.DateTimeField()
    by = models.UUIDField(null=True)
    by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("chứng cứ tiêu hủy")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"
