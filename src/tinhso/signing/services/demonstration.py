"""Certificates of the demonstration's officials and agencies, so that a first start can sign."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tinhso.identity.queries import AccountLine, accounts_in
from tinhso.kernel.actors import system_actor
from tinhso.kernel.db.clock import clock_set_to
from tinhso.organization.queries import AgencyInfo, agency_infos, position_names
from tinhso.signing.models import Certificate
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.rules import CertificateRole
from tinhso.signing.services.authority import issue_certificate

COMMITTEE = "Ủy ban nhân dân "
IN_FORCE_SINCE = timedelta(days=90)
"""The demonstration's dossiers were signed in the weeks before the first start."""


@transaction.atomic
def load_demonstration_certificates() -> int:
    """Give each demonstration official who signs, and each agency with a clerk, a certificate.

    Safe to run again: who has one in force keeps it. Returns how many were issued.
    """
    certified = Certificate.objects.usable()
    people = set(
        certified.filter(role=CertificateRole.PERSON).values_list("account_uid", flat=True)
    )
    sealed = set(certified.filter(role=CertificateRole.AGENCY).values_list("agency_id", flat=True))
    signers = {line.uid: line for line in reversed(list(_signers())) if line.uid not in people}
    clerks = accounts_in(permission=SigningPermission.SEAL_DOCUMENT)
    agencies = {line.agency_id for line in clerks} - sealed
    infos = _with_parents({line.agency_id for line in signers.values()} | agencies)
    with clock_set_to(timezone.now() - IN_FORCE_SINCE):
        _certify_people(signers, infos)
        _certify_agencies(agencies, infos)
    return len(signers) + len(agencies)


def _signers() -> Iterator[AccountLine]:
    yield from accounts_in(permission=SigningPermission.SIGN_ITEM)
    yield from accounts_in(permission=SigningPermission.SIGN_SCAN)


def _with_parents(agency_ids: set[int]) -> dict[int, AgencyInfo]:
    infos = agency_infos(agency_ids)
    above = {info.parent_id for info in infos.values() if info.parent_id is not None}
    return infos | agency_infos(above)


def _certify_people(signers: dict[UUID, AccountLine], infos: dict[int, AgencyInfo]) -> None:
    titles = position_names(
        line.position_id for line in signers.values() if line.position_id is not None
    )
    for uid, line in signers.items():
        agency = infos[line.agency_id]
        issue_certificate(
            role=CertificateRole.PERSON,
            name=line.name,
            title=titles.get(line.position_id or 0, ""),
            account_uid=uid,
            agency_id=line.agency_id,
            agency_name=agency.name,
            agency_code=agency.code,
            actor=system_actor("signing.demonstration"),
        )


def _certify_agencies(agencies: set[int], infos: dict[int, AgencyInfo]) -> None:
    for agency_id in sorted(agencies):
        agency = infos[agency_id]
        parent = infos.get(agency.parent_id or 0)
        issue_certificate(
            role=CertificateRole.AGENCY,
            name=agency.name,
            agency_id=agency_id,
            agency_name=agency.name,
            parent_name=_on_seal(parent.name) if parent else "",
            agency_code=agency.code,
            actor=system_actor("signing.demonstration"),
        )


def _on_seal(parent: str) -> str:
    """Return the place above as a seal names it: "Tỉnh Cao Bằng", not its committee."""
    place = parent.removeprefix(COMMITTEE)
    return place[:1].upper() + place[1:]
