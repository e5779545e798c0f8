"""Certificates from files: read, matched with who holds them, and taken when somebody says so."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from cryptography import x509
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.identity.queries.recognizing import official_known_by
from tinhso.kernel import audit
from tinhso.kernel.actors import Actor, require
from tinhso.kernel.db import fetch
from tinhso.kernel.db.text import fold
from tinhso.kernel.errors import Conflict, Invalid
from tinhso.organization.queries import agencies_at, agency_by_code
from tinhso.signing.models import Certificate, FoundCertificate
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.pki import pem
from tinhso.signing.reading_files import Holder, Reading, holder_of, issuer_of, read_file
from tinhso.signing.rules import CertificateRole, FoundOutcome, serial_of
from tinhso.signing.services.registering import Registered, register_certificate

BY_NAME: Final = "agency_name"


@dataclass(frozen=True, kw_only=True)
class FilesRead:
    """What became of a file: how many wait now, how many were known, what could not be read."""

    waiting: int
    matched: int
    known: int
    unread: list[str]


@transaction.atomic
def read_certificates(*, content: bytes, name: str, actor: Actor) -> FilesRead:
    """Read the certificates of a file and let them wait with whom they seem to be of.

    Nothing comes into the register by this. Raises `Invalid` at `file` when there is none.
    """
    require(actor, SigningPermission.MANAGE_CERTIFICATES)
    read = read_file(name, content)
    if not read.found:
        raise Invalid(fields={"file": _("Tệp không có chứng thư nào đọc được (PEM, DER, P7B).")})
    waiting = _new_ones(read)
    FoundCertificate.objects.bulk_create(waiting)
    audit.record("signing.certificates_read", actor=actor, count=len(waiting))
    return FilesRead(
        waiting=len(waiting),
        matched=sum(row.is_matched for row in waiting),
        known=len(read.found) - len(waiting),
        unread=read.unread[:20],
    )


def _new_ones(read: Reading) -> list[FoundCertificate]:
    """Return what neither the register nor the waiting list has, each number once."""
    by_serial = {f"{one.serial_number:x}": (place, one) for place, one in read.found}
    known = set(
        Certificate.objects.filter(serial__in=by_serial).values_list("serial", flat=True)
    ) | set(FoundCertificate.objects.filter(serial__in=by_serial).values_list("serial", flat=True))
    agencies = {
        fold(name): pk for name, pk in agencies_at().order_by().values_list("name", "agency_id")
    }
    return [
        _found(place, one, agencies)
        for serial, (place, one) in by_serial.items()
        if serial_of(serial) and serial not in known
    ]


def _found(place: str, one: x509.Certificate, agencies: dict[str, int]) -> FoundCertificate:
    said = holder_of(one)
    named = (*said.organizations, said.name)
    agency_id = next((agencies[fold(name)] for name in named if fold(name) in agencies), None)
    is_agencys = fold(said.name) in agencies
    who = None if is_agencys else _official(said, agency_id)
    row = FoundCertificate(
        serial=f"{one.serial_number:x}",
        issuer=issuer_of(one)[:200],
        name=(said.name or one.subject.rfc4514_string())[:200],
        title=said.title[:200],
        organization=(said.organizations or ("",))[0][:200],
        not_before=one.not_valid_before_utc,
        not_after=one.not_valid_after_utc,
        certificate=pem(one),
        file_name=place[-200:],
        role=CertificateRole.AGENCY if is_agencys else CertificateRole.PERSON,
        agency_id=agency_id,
        known_by=BY_NAME if is_agencys else "",
        read_at=timezone.now(),
    )
    if who is not None:
        row.account_uid, row.known_by = who
    return row


def _official(said: Holder, agency_id: int | None) -> tuple[UUID, str] | None:
    found = official_known_by(
        number=said.number, email=said.email, name=said.name, agency_id=agency_id
    )
    return (found[0], str(found[1])) if found is not None else None


@transaction.atomic
def take_found(*, uid: UUID, actor: Actor) -> Certificate:
    """Write a matched certificate into the register; it signs nothing here."""
    require(actor, SigningPermission.MANAGE_CERTIFICATES)
    row = _waiting(uid)
    if not row.is_matched or row.agency_id is None:
        raise Conflict(_("Chứng thư này chưa khớp với ai; hãy mở dòng và chọn chủ thể."))
    made = register_certificate(
        known=Registered(
            role=row.role,
            serial=row.serial,
            issuer=row.issuer,
            name=row.name,
            title=row.title,
            not_before=row.not_before,
            not_after=row.not_after,
            agency_id=row.agency_id,
            account_uid=row.account_uid,
            certificate=row.certificate,
        ),
        actor=actor,
    )
    _close(row, FoundOutcome.TAKEN)
    return made


@transaction.atomic
def leave_found(*, uid: UUID, actor: Actor) -> None:
    """Leave a certificate of a file out of the register."""
    require(actor, SigningPermission.MANAGE_CERTIFICATES)
    row = _waiting(uid)
    _close(row, FoundOutcome.LEFT)
    audit.record("signing.certificate_left_out", actor=actor, target=row, serial=row.serial)


@transaction.atomic
def match_found(
    *, uid: UUID, role: str, agency_code: str, login: str, actor: Actor
) -> FoundCertificate:
    """Say whose a certificate of a file is: of an agency, and for a person of which official."""
    require(actor, SigningPermission.MANAGE_CERTIFICATES)
    row = _waiting(uid)
    wrong: dict[str, str] = {}
    agency = agency_by_code(agency_code)
    if agency is None:
        wrong["agency_code"] = _("Không có cơ quan nào mang mã này.")
    who = official_known_by(login=login) if role == CertificateRole.PERSON else None
    if role == CertificateRole.PERSON and who is None:
        wrong["login"] = _("Không có cán bộ nào mang tên đăng nhập này.")
    if wrong or agency is None:
        raise Invalid(fields=wrong)
    row.role, row.agency_id = role, agency.id
    row.account_uid, row.known_by = who or (None, "")
    row.save(update_fields=["role", "agency_id", "account_uid", "known_by"])
    audit.record("signing.certificate_matched", actor=actor, target=row, serial=row.serial)
    return row


def _waiting(uid: UUID) -> FoundCertificate:
    row = fetch(FoundCertificate.objects.select_for_update(of=("self",)), uid=uid)
    if row.outcome:
        raise Conflict(_("Chứng thư này đã được xem xét."))
    return row


def _close(row: FoundCertificate, outcome: FoundOutcome) -> None:
    row.outcome, row.closed_at = outcome, timezone.now()
    row.save(update_fields=["outcome", "closed_at"])
