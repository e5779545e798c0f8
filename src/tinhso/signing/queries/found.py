"""What was read from files of certificates; the caller has asked for the permission."""

from uuid import UUID

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from tinhso.kernel.db import fetch
from tinhso.signing.models import FoundCertificate
from tinhso.signing.rules import CertificateRole


def found_certificates() -> QuerySet[FoundCertificate]:
    """Return every certificate that was read from a file, and whether its holder is known."""
    matched = Q(agency_id__isnull=False)
    matched &= ~Q(role=CertificateRole.PERSON) | Q(account_uid__isnull=False)
    return FoundCertificate.objects.annotate(
        has_holder=ExpressionWrapper(matched, output_field=BooleanField())
    )


def found_certificate(*, uid: UUID) -> FoundCertificate:
    """Return one of them."""
    return fetch(FoundCertificate.objects.all(), uid=uid)
