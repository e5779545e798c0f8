"""Certificates of the demonstration's officials and agencies, so that a first start can sign."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from tinhso.identity.queries import account_by_login, accounts_in
from tinhso.kernel.actors import Actor, system_actor
from tinhso.kernel.db.clock import clock_set_to
from tinhso.organization.queries import agency, agency_infos
from tinhso.signing.models import Certificate
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.rules import CertificateRole
from tinhso.signing.services.authority import DEMONSTRATION_SINCE, issue_certificate
from tinhso.signing.services.holders import certify_account, certify_agency
from tinhso.signing.services.register_alerts import warn_of_ending

YEARS = 3
IN_FORCE_SINCE = DEMONSTRATION_SINCE - timedelta(days=1)
"""The demonstration's dossiers were signed in the weeks before the first start, some a year ago."""

SEEN_FROM: Final = "vanthu"
"""The clerk as whom people sign in: he sees what of his commune runs out."""
OLD_SERVICES: Final = {"Máy chủ lưu hồ sơ số hóa": 80, "Trang thông tin điện tử của xã": 20}
"""Days that are left to certificates issued a year before their end, by whose they are."""
OLD_PEOPLE: Final = {"bientap": 50}
"""Nobody who signs dossiers: before his certificate began nothing of his would be valid."""


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


@transaction.atomic
def load_demonstration_endings() -> int:
    """Let a few certificates be near their end, so that warnings and renewals are there to see.

    Their holders and clerks are told at once. Run again, nothing is added. Returns how many.
    """
    clerk = account_by_login(SEEN_FROM)
    offices = accounts_in(account_uid=clerk) if clerk is not None else []
    known = set(
        Certificate.objects.usable()
        .filter(role=CertificateRole.DEVICE)
        .values_list("name", flat=True)
    )
    actor = system_actor("signing.demonstration")
    made = 0
    for name, left in OLD_SERVICES.items():
        if offices and name not in known:
            with _a_year_before(left):
                _certify_service(name, agency_id=offices[0].agency_id, actor=actor)
            made += 1
    for login, left in OLD_PEOPLE.items():
        lines = accounts_in(account_uid=account_by_login(login))
        held = Certificate.objects.usable().filter(account_uid__in=[line.uid for line in lines])
        if lines and not held.exists():
            with _a_year_before(left):
                certify_account(line=lines[0], years=1, actor=actor)
            made += 1
    warn_of_ending(on=timezone.localdate())
    return made


def _certify_service(name: str, *, agency_id: int, actor: Actor) -> None:
    at = agency(agency_id)
    issue_certificate(
        role=CertificateRole.DEVICE,
        name=name,
        agency_id=at.id,
        agency_name=at.name,
        agency_code=at.code,
        years=1,
        actor=actor,
    )


@contextmanager
def _a_year_before(left: int) -> Iterator[None]:
    with clock_set_to(timezone.now() - timedelta(days=365 - left)):
        yield
