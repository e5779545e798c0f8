"""Whom a request is for: officials, agencies and devices, as the house's lists name them."""

from collections.abc import Iterable, Sequence
from typing import TypeVar
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.identity.queries import accounts_in
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Invalid
from tinhso.kernel.errors.sentences import told
from tinhso.organization.queries import agency, agency_infos, below_all, position_names
from tinhso.signing.models import Certificate, CertificateRequestLine
from tinhso.signing.models.certificates import agencies_of
from tinhso.signing.permissions import SigningPermission as P
from tinhso.signing.rules import CertificateRole
from tinhso.signing.rules_requests import MOST_LINES, opens_at

T = TypeVar("T")


def people_lines(agency_id: int, accounts: Sequence[UUID]) -> list[CertificateRequestLine]:
    """Return a line for each official of the agency; who has a certificate for long is refused."""
    wanted = some(accounts, "accounts", _("Hãy chọn ít nhất một cán bộ."))
    here = {line.uid: line for line in reversed(accounts_in(agency_id=agency_id))}
    if any(uid not in here for uid in wanted):
        raise Invalid(fields={"accounts": _("Có người không làm việc ở cơ quan đề nghị.")})
    held = {
        row.account_uid: row
        for row in Certificate.objects.in_force().filter(
            account_uid__in=wanted, role=CertificateRole.PERSON
        )
        if not ends_soon(row)
    }
    if held:
        names = ", ".join(sorted(here[uid].name for uid in held if uid is not None))
        raise Invalid(
            fields={
                "accounts": told(
                    _("Còn chứng thư dùng được, hãy đề nghị gia hạn hoặc thay đổi: %(names)s."),
                    names=names,
                )
            }
        )
    at = agency(agency_id)
    titles = position_names(
        [line.position_id for uid in wanted if (line := here[uid]).position_id is not None]
    )
    return [
        CertificateRequestLine(
            account_uid=uid,
            holder_agency_id=at.id,
            name=here[uid].name,
            title=titles.get(here[uid].position_id or 0, ""),
            agency_name=at.name,
            agency_code=at.code,
        )
        for uid in wanted
    ]


def agency_lines(actor: Actor, agencies: Sequence[int]) -> list[CertificateRequestLine]:
    """Return a line for each agency that the actor files for."""
    wanted = some(agencies, "agencies", _("Hãy chọn ít nhất một cơ quan."))
    if any(not files_for(actor, pk) for pk in wanted):
        raise Invalid(fields={"agencies": _("Có cơ quan không do bạn quản lý.")})
    found = agency_infos(wanted)
    return [
        CertificateRequestLine(
            holder_agency_id=pk,
            name=found[pk].name,
            agency_name=found[pk].name,
            agency_code=found[pk].code,
            email=found[pk].email,
            address=found[pk].address,
        )
        for pk in wanted
        if pk in found
    ]


def device_lines(agency_id: int, names: Sequence[str]) -> list[CertificateRequestLine]:
    """Return a line for each device, service or software of the agency, by its name."""
    given = [name.strip()[:200] for name in names if name.strip()]
    wanted = some(given, "names", _("Hãy ghi tên ít nhất một thiết bị, dịch vụ, phần mềm."))
    at = agency(agency_id)
    return [
        CertificateRequestLine(
            holder_agency_id=at.id, name=name, agency_name=at.name, agency_code=at.code
        )
        for name in wanted
    ]


def some(given: Iterable[T], field: str, none: str, *, most: int = MOST_LINES) -> list[T]:
    """Return what was chosen, each once; `Invalid` at the field when none or too many were."""
    wanted = list(dict.fromkeys(given))
    if not wanted:
        raise Invalid(fields={field: none})
    if len(wanted) > most:
        raise Invalid(
            fields={field: told(_("Mỗi văn bản nhiều nhất %(most)s chứng thư."), most=most)}
        )
    return wanted


def ends_soon(certificate: Certificate) -> bool:
    """Tell whether a certificate is so near its end that its renewal may be asked for."""
    days: int = settings.TINHSO_CERTIFICATE_RENEWAL_DAYS
    return opens_at(certificate.not_after, days=days) <= timezone.now()


def files_for(actor: Actor, agency_id: int) -> bool:
    """Tell whether an agency's requests are the actor's to file."""
    return actor.may(P.MANAGE_CERTIFICATES) or agency_id in below_all(agencies_of(actor))
