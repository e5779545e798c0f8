"""Certificates with their life."""

from datetime import date, datetime, time
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.actors import Actor, ActorKind
from tinhso.kernel.db.ids import uuid7
from tinhso.organization.queries import below_all
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.pki import AUTHORITY_NAME
from tinhso.signing.rules import (
    NO_STORE,
    CertificateRole,
    RevocationReason,
    name_of_certificate,
    usable_at,
)


def end_of(day: date) -> datetime:
    """Return the last moment of a day in the house's zone."""
    return timezone.make_aware(datetime.combine(day, time.max))


def agencies_of(actor: Actor) -> set[int]:
    """Return the agencies in which an official has an office, by what he may see."""
    found = {actor.agency_id} if actor.agency_id is not None else set()
    for key in actor.sight_keys:
        sign, _colon, pk = key.partition(":")
        if sign in {"a", "o"}:
            found.add(int(pk))
    return found


class CertificateQuerySet(models.QuerySet["Certificate"]):
    """Named filters of certificates."""

    def visible_to(self, actor: Actor) -> Self:
        """Show all to who issues them, others those of their agencies and of all below."""
        if actor.kind is ActorKind.SYSTEM or actor.may(SigningPermission.MANAGE_CERTIFICATES):
            return self
        agencies = below_all(agencies_of(actor)) if actor.is_official else set()
        return self.filter(agency_id__in=agencies)

    def valid_at(self, at: datetime) -> Self:
        """Keep those that could sign at a moment."""
        return self.filter(
            Q(revoked_at=None) | Q(revoked_at__gt=at), not_before__lte=at, not_after__gte=at
        )

    def held_on(self, day: date) -> Self:
        """Keep one for each holder: the newest that was valid as a day ended."""
        at = end_of(day)
        rows = self.valid_at(at)
        for newer in _of_same_holder(Certificate.objects.valid_at(at)):
            behind = Q(not_before__gt=OuterRef("not_before"))
            behind |= Q(not_before=OuterRef("not_before"), pk__gt=OuterRef("pk"))
            rows = rows.filter(~Exists(newer.filter(behind)))
        return rows

    def issued_here(self) -> Self:
        """Keep what the demonstration authority of this house issued, and answers for."""
        return self.filter(issuer=AUTHORITY_NAME)

    def in_force(self) -> Self:
        """Keep those that are valid now, whoever issued them."""
        return self.valid_at(timezone.now())

    def usable(self) -> Self:
        """Keep those that may sign here now: in force, with a key in one of the house's stores."""
        return self.in_force().exclude(key_store=NO_STORE)

    def with_renewal(self) -> Self:
        """Say of each whether its holder had another one before."""
        had = [
            Exists(rows.filter(not_before__lt=OuterRef("not_before")))
            for rows in _of_same_holder(Certificate.objects.all())
        ]
        return self.annotate(is_renewed=had[0] | had[1])


def _of_same_holder(rows: CertificateQuerySet) -> tuple[CertificateQuerySet, CertificateQuerySet]:
    """Narrow to those of the outer certificate's holder: a person, or an agency's own and devices.

    Two queries, each of which can go by an index, are quicker than one with a choice within.
    """
    device = Q(role=CertificateRole.DEVICE, name=OuterRef("name"))
    agencys = rows.filter(role=OuterRef("role"), agency_id=OuterRef("agency_id"))
    return (
        rows.filter(role=CertificateRole.PERSON, account_uid=OuterRef("account_uid")),
        agencys.filter(Q(role=CertificateRole.AGENCY) | device),
    )


class Certificate(models.Model):
    """The certificate of an official or an agency, and where its key is kept.

    One that others issued has no key here (`NO_STORE`); of a list's row the certificate is unknown.
    """

    uid = models.UUIDField(_("định danh"), default=uuid7, unique=True, editable=False)
    role = models.CharField(_("loại"), max_length=16, choices=CertificateRole.choices)
    account_uid = models.UUIDField(_("tài khoản"), null=True, blank=True, db_index=True)
    agency_id = models.BigIntegerField(_("cơ quan"), null=True, blank=True, db_index=True)
    name = models.CharField(_("tên chủ thể"), max_length=200)
    title = models.CharField(_("chức vụ"), max_length=200, blank=True)
    agency_name = models.CharField(_("tên cơ quan"), max_length=200, blank=True)
    parent_name = models.CharField(_("cơ quan cấp trên"), max_length=200, blank=True)
    agency_code = models.CharField(_("mã cơ quan"), max_length=32, blank=True)
    serial = models.CharField(_("số chứng thư"), max_length=64, unique=True)
    issuer = models.CharField(_("nơi cấp"), max_length=200)
    not_before = models.DateTimeField(_("có hiệu lực từ"))
    not_after = models.DateTimeField(_("đến"))
    certificate = models.TextField(_("chứng thư"), blank=True)
    chain = models.TextField(_("chuỗi chứng thư"), blank=True)
    key_store = models.CharField(_("nơi giữ khóa"), max_length=32, blank=True)
    key_reference = models.CharField(_("tham chiếu khóa"), max_length=64, blank=True)
    device = models.ForeignKey(
        "signing.KeyDevice", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    follows = models.ForeignKey(
        "signing.Certificate", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    email = models.CharField(_("thư công vụ"), max_length=200, blank=True)
    revoked_at = models.DateTimeField(_("lúc thu hồi"), null=True, blank=True)
    revocation_reason = models.CharField(
        _("lý do thu hồi"), max_length=32, blank=True, choices=RevocationReason.choices
    )

    objects = CertificateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(account_uid__isnull=False) | Q(agency_id__isnull=False),
                name="signing_certificate_has_holder",
            )
        ]
        indexes = [
            models.Index(fields=["not_after", "uid"], name="signing_certificate_ends"),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.serial}"

    @property
    def called(self) -> str:
        """Return what law called it when it was issued; an old one keeps its old name."""
        return name_of_certificate(timezone.localdate(self.not_before))

    @property
    def is_usable(self) -> bool:
        """Tell whether it may sign here now."""
        return self.key_store != NO_STORE and usable_at(
            not_before=self.not_before,
            not_after=self.not_after,
            revoked_at=self.revoked_at,
            at=timezone.now(),
        )
