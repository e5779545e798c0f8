"""A certificate for somebody the house knows: his name, office and agency are taken from there."""

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.identity.queries import AccountLine, account_by_login, accounts_in
from tinhso.kernel.actors import Actor, require
from tinhso.kernel.errors import Invalid
from tinhso.organization.queries import agency, agency_by_code, position_names
from tinhso.signing.algorithms import KeyKind
from tinhso.signing.models import Certificate
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.rules import CertificateRole
from tinhso.signing.services.authority import issue_certificate

COMMITTEE = "Ủy ban nhân dân "


@transaction.atomic
def certify_official(
    *,
    login: str,
    years: int,
    actor: Actor,
    key_store: str = "software",
    key_kind: KeyKind = KeyKind.P256,
) -> Certificate:
    """Issue the certificate of an official, named by his login, in his main office."""
    require(actor, SigningPermission.MANAGE_CERTIFICATES)
    uid = account_by_login(login)
    if uid is None:
        raise Invalid(fields={"holder": _("Không có cán bộ nào mang tên đăng nhập này.")})
    held = accounts_in(account_uid=uid)
    if not held:
        raise Invalid(fields={"holder": _("Cán bộ này chưa được phân công ở cơ quan nào.")})
    return certify_account(
        line=held[0], years=years, actor=actor, key_store=key_store, key_kind=key_kind
    )


@transaction.atomic
def certify_account(
    *,
    line: AccountLine,
    years: int,
    actor: Actor,
    key_store: str = "software",
    key_kind: KeyKind = KeyKind.P256,
) -> Certificate:
    """Issue the certificate of an official in one of his offices."""
    at = agency(line.agency_id)
    titles = position_names([line.position_id] if line.position_id else [])
    return issue_certificate(
        role=CertificateRole.PERSON,
        name=line.name,
        title=titles.get(line.position_id or 0, ""),
        account_uid=line.uid,
        agency_id=at.id,
        agency_name=at.name,
        agency_code=at.code,
        years=years,
        actor=actor,
        key_store=key_store,
        key_kind=key_kind,
    )


@transaction.atomic
def certify_agency(
    *,
    code: str,
    years: int,
    actor: Actor,
    key_store: str = "software",
    key_kind: KeyKind = KeyKind.P256,
) -> Certificate:
    """Issue the certificate with which an agency seals, named by its code, old or new."""
    require(actor, SigningPermission.MANAGE_CERTIFICATES)
    found = agency_by_code(code.strip().upper())
    if found is None:
        raise Invalid(fields={"holder": _("Không có cơ quan nào mang mã định danh này.")})
    return issue_certificate(
        role=CertificateRole.AGENCY,
        name=found.name,
        agency_id=found.id,
        agency_name=found.name,
        parent_name=parent_on_seal(found.id),
        agency_code=found.code,
        years=years,
        actor=actor,
        key_store=key_store,
        key_kind=key_kind,
    )


def parent_on_seal(agency_id: int) -> str:
    """Return the place above an agency as its seal names it; "" where there is none."""
    found = agency(agency_id)
    return on_seal(agency(found.parent_id).name) if found.parent_id else ""


def on_seal(parent: str) -> str:
    """Return the place above as a seal names it: "Tỉnh Cao Bằng", not its committee."""
    place = parent.removeprefix(COMMITTEE)
    return place[:1].upper() + place[1:]
