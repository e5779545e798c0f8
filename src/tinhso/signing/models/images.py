"""Pictures of signatures and seals, each version with its days."""

from datetime import UTC, date, datetime
from typing import Final, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.actors import Actor, ActorKind
from tinhso.kernel.db.ids import uuid7
from tinhso.kernel.db.secrets import EncryptedTextField
from tinhso.organization.queries import below_all
from tinhso.signing.models.certificates import agencies_of
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.rules_images import ImageRole, ImageState

NEVER: Final = datetime.min.replace(tzinfo=UTC)


class SignatureImageQuerySet(models.QuerySet["SignatureImage"]):
    """Named filters of pictures."""

    def visible_to(self, actor: Actor) -> Self:
        """Show one's own; to clerks those of their agencies and below; all to who certifies."""
        if actor.kind is ActorKind.SYSTEM or actor.may(SigningPermission.MANAGE_CERTIFICATES):
            return self
        if not actor.is_official or actor.id is None:
            return self.none()
        seen = Q(account_uid=actor.id) | Q(proposed_by=actor.id)
        if actor.may(SigningPermission.APPROVE_IMAGE):
            seen |= Q(agency_id__in=below_all(agencies_of(actor)))
        return self.filter(seen)


class SignatureImage(models.Model):
    """The picture of a person's signature or an agency's seal, in true size."""

    uid = models.UUIDField(_("định danh"), default=uuid7, unique=True, editable=False)
    role = models.CharField(_("loại"), max_length=16, choices=ImageRole.choices)
    account_uid = models.UUIDField(_("tài khoản"), null=True, blank=True, db_index=True)
    agency_id = models.BigIntegerField(_("cơ quan"), db_index=True)
    name = models.CharField(_("tên"), max_length=200)
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    width_mm = models.DecimalField(_("rộng (mm)"), max_digits=4, decimal_places=1)
    height_mm = models.DecimalField(_("cao (mm)"), max_digits=4, decimal_places=1)
    valid_from = models.DateField(_("dùng từ ngày"))
    state = models.CharField(
        _("tình trạng"), max_length=16, choices=ImageState.choices, default=ImageState.PROPOSED
    )
    proposed_by = models.UUIDField(_("người gửi"), null=True, blank=True)
    proposed_at = models.DateTimeField(_("gửi ảnh lúc"))
    decided_by = models.UUIDField(_("người duyệt ảnh"), null=True, blank=True)
    decided_at = models.DateTimeField(_("duyệt ảnh lúc"), null=True, blank=True)
    reason = EncryptedTextField(_("lý do không duyệt"), blank=True, default="")
    withdrawn_by = models.UUIDField(_("người thôi dùng"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("thôi dùng lúc"), null=True, blank=True)
    retired_by = models.UUIDField(_("thôi dùng theo phương án sắp xếp"), null=True, blank=True)
    successor_id = models.BigIntegerField(
        _("cơ quan tiếp nhận"), null=True, blank=True, db_index=True
    )

    objects = SignatureImageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account_uid"],
                condition=Q(state="proposed", role="person"),
                name="signing_image_once_proposed",
            ),
            models.UniqueConstraint(
                fields=["agency_id"],
                condition=Q(state="proposed", role="agency"),
                name="signing_seal_once_proposed",
            ),
            models.CheckConstraint(
                condition=~Q(role="person") | Q(account_uid__isnull=False),
                name="signing_image_has_holder",
            ),
        ]
        indexes = [models.Index(fields=["-proposed_at", "uid"], name="signing_image_proposed")]

    def __str__(self) -> str:
        return f"{self.role} {self.uid} {self.state}"

    def get_absolute_url(self) -> str:
        """Return where it is looked at in true size."""
        return reverse("signing:image", args=[self.uid])

    def is_used_at(self, at: datetime) -> bool:
        """Tell whether it was approved and in use at a moment."""
        return (
            self.state != ImageState.REFUSED
            and self.decided_at is not None
            and self.decided_at <= at
            and self.valid_from <= timezone.localdate(at)
            and (self.withdrawn_at is None or self.withdrawn_at > at)
        )

    def in_order(self) -> tuple[date, datetime, int]:
        """Return its place among the versions of a picture: the last one in use counts."""
        return self.valid_from, self.decided_at or NEVER, self.pk
