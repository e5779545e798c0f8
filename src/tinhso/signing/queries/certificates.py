"""Certificates and the roots they are trusted by."""

from datetime import timedelta
from uuid import UUID

from django.db.models import Case, CharField, QuerySet, Value, When
from django.utils import timezone

from tinhso.kernel.actors import Actor
from tinhso.kernel.db import fetch
from tinhso.signing.models import Certificate, CertificateQuerySet, TrustAnchor
from tinhso.signing.rules import CertificateRole, account_of


def certificate_of(*, account_uid: UUID) -> Certificate | None:
    """Return the certificate with which a person signs now."""
    return _newest(
        Certificate.objects.usable().filter(account_uid=account_uid, role=CertificateRole.PERSON)
    )


def agency_certificate(*, agency_id: int) -> Certificate | None:
    """Return the certificate with which an agency seals now."""
    return _newest(
        Certificate.objects.usable().filter(agency_id=agency_id, role=CertificateRole.AGENCY)
    )


SOON = timedelta(days=60)
"""How long before its end a certificate counts as running out."""


def certificates() -> CertificateQuerySet:
    """Return every certificate with its standing."""
    return standing(Certificate.objects.all())


def standing(rows: CertificateQuerySet) -> CertificateQuerySet:
    """Say of each certificate how it stands: in force, running out, expired, revoked."""
    now = timezone.now()
    return rows.annotate(
        standing=Case(
            When(revoked_at__isnull=False, then=Value("revoked")),
            When(not_after__lt=now, then=Value("expired")),
            When(not_after__lt=now + SOON, then=Value("soon")),
            default=Value("usable"),
            output_field=CharField(),
        )
    )


def certificate(*, uid: UUID) -> Certificate:
    """Return one certificate with its standing; the caller has asked for the permission."""
    return fetch(certificates().select_related("device"), uid=uid)


def own_certificates(*, actor: Actor) -> CertificateQuerySet:
    """Return the actor's own certificates, the newest first."""
    mine = certificates().filter(account_uid=account_of(actor), role=CertificateRole.PERSON)
    return mine.select_related("device").order_by("-not_before", "-pk")


def trust_anchors() -> QuerySet[TrustAnchor]:
    """Return the roots trusted here beside the house's own."""
    return TrustAnchor.objects.order_by("name", "pk")


def _newest(rows: CertificateQuerySet) -> Certificate | None:
    return rows.order_by("-not_before").first()
