"""Certificates of the demonstration's officials and agencies, so that a first start can sign."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from tinhso.identity.queries import accounts_in
from tinhso.kernel.actors import system_actor
from tinhso.kernel.db.clock import clock_set_to
from tinhso.organization.queries import agency_infos
from tinhso.signing.models import Certificate
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.rules import CertificateRole
from tinhso.signing.services.authority import DEMONSTRATION_SINCE
from tinhso.signing.services.holders import certify_account, certify_agency

YEARS = 3
IN_FORCE_SINCE = DEMONSTRATION_SINCE - timedelta(days=1)
"""The demonstration's dossiers were signed in the weeks before the first start, some a year ago."""


@transaction.atomic
def load_demonstration_certificates() -> int:
    """Give each demonstration official who signs, and each agency with a clerk, a certificate.

    Safe to run again: who has one in force keeps it. Returns how many were issued.
    """
    actor = system_actor("signing.demonstration")
    certified = Certificate.objects.usable()
    people = set(
        certified.filter(role=CertificateRole.PERSON).values_list("account_uid", flat=True)
    )
    sealed = set(certified.filter(role=CertificateRole.AGENCY).values_list("agency_id", flat=True))
    signing = (SigningPermission.SIGN_ITEM, SigningPermission.SIGN_SCAN)
    lines = [line for permission in signing for line in accounts_in(permission=permission)]
    signers = {line.uid: line for line in reversed(lines) if line.uid not in people}
    clerks = accounts_in(permission=SigningPermission.SEAL_DOCUMENT)
    agencies = agency_infos({line.agency_id for line in clerks} - sealed)
    with clock_set_to(timezone.now() - IN_FORCE_SINCE):
        for line in signers.values():
            certify_account(line=line, years=YEARS, actor=actor)
        for _id, info in sorted(agencies.items()):
            certify_agency(code=info.code, years=YEARS, actor=actor)
    return len(signers) + len(agencies)
