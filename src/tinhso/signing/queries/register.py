"""The register of certificates: who holds one on a day, and what became of them in a period."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet

from tinhso.identity.queries.posts import one_post_each, posts
from tinhso.kernel.actors import Actor, ActorKind, require
from tinhso.organization.queries import (
    AgencyInfo,
    AgencyLevel,
    agency_infos,
    agency_periods,
    below_all,
)
from tinhso.signing.models import (
    Certificate,
    CertificateProposal,
    CertificateProposalQuerySet,
    CertificateQuerySet,
)
from tinhso.signing.models.certificates import agencies_of, end_of
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.queries.certificates import standing
from tinhso.signing.queries.register_acts import Acts, acts_by_agency, summed, with_coming
from tinhso.signing.rules import CertificateRole, RevocationReason, name_of_signature

if TYPE_CHECKING:
    from tinhso.identity.models import Assignment
    from tinhso.organization.models import AgencyPeriod

READERS = (
    SigningPermission.MANAGE_CERTIFICATES,
    SigningPermission.SEAL_DOCUMENT,
    SigningPermission.SIGN_ITEM,
)


SHOWN: Final = 50
"""How many agencies and leaders stand on the board; the lists have the rest."""


@dataclass(frozen=True, kw_only=True)
class AgencyLine:
    """One agency of the board: what it holds on the day."""

    code: str
    name: str
    level: str
    sealing: int
    people: int
    devices: int

    @property
    def counts(self) -> list[tuple[CertificateRole, int]]:
        """Return how many of each kind."""
        return [
            (CertificateRole.PERSON, self.people),
            (CertificateRole.AGENCY, self.sealing),
            (CertificateRole.DEVICE, self.devices),
        ]


@dataclass(frozen=True, kw_only=True)
class RegisterBoard:
    """Who holds a certificate on a day, and what happened in a period."""

    on: date
    since: date
    until: date
    called: str
    roles: Mapping[str, int]
    levels: Mapping[str, Mapping[str, int]]
    devices: Mapping[str, int]
    agencies: list[AgencyLine]
    acts: Acts
    agencies_without: int
    leaders_without: int
    leaders: list[str]


def in_order(agency: AgencyInfo) -> tuple[int, int, str]:
    """Return where an agency stands in a list: by level, then by code as it is counted."""
    return AgencyLevel.values.index(agency.level), len(agency.code), agency.code


def may_read_register(actor: Actor) -> bool:
    """Tell whether the register is somebody's business: who issues, seals or leads."""
    return any(actor.may(one) for one in READERS)


def require_reader(actor: Actor) -> None:
    """Refuse whoever has no business with the register."""
    if not may_read_register(actor):
        require(actor, SigningPermission.MANAGE_CERTIFICATES)


def may_propose(actor: Actor) -> bool:
    """Tell whether somebody files the forms that are due: the clerk, and who issues."""
    return actor.may(SigningPermission.MANAGE_CERTIFICATES) or actor.may(
        SigningPermission.SEAL_DOCUMENT
    )


def require_proposer(actor: Actor) -> None:
    """Refuse whoever files no forms."""
    if not may_propose(actor):
        require(actor, SigningPermission.SEAL_DOCUMENT)


def proposals(*, actor: Actor) -> CertificateProposalQuerySet:
    """Return the forms that are due for certificates, and those that were."""
    return CertificateProposal.objects.visible_to(actor).select_related("certificate")


def registered(*, actor: Actor) -> CertificateQuerySet:
    """Return the certificates the actor may see, each with its standing and how it came."""
    rows = standing(with_coming(Certificate.objects.visible_to(actor)))
    nobody = Q(role=CertificateRole.PERSON, account_uid=None)
    replaced = Q(revocation_reason=RevocationReason.SUPERSEDED)
    return rows.annotate(
        lacks_holder=ExpressionWrapper(nobody, output_field=BooleanField()),
        is_superseded=ExpressionWrapper(replaced, output_field=BooleanField()),
    ).select_related("device")


def held_on(day: date) -> Q:
    """Return the condition of those held as a day ended, one for each holder."""
    return Q(pk__in=Certificate.objects.held_on(day).values("pk"))


def of_level(level: str) -> Q:
    """Return the condition of those whose agency works at a level."""
    return Q(agency_id__in=agency_periods().order_by().filter(level=level).values("agency_id"))


def of_agency(code: str) -> Q:
    """Return the condition of those of the agency that has, or had, a code."""
    bearers = agency_periods().order_by().filter(code_new__iexact=code)
    return Q(agency_id__in=bearers.values("agency_id"))


def without_on(day: date) -> Q:
    """Return the condition of periods of agencies that have no certificate as a day ended."""
    there = Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gt=day))
    sealing = Certificate.objects.valid_at(end_of(day)).filter(role=CertificateRole.AGENCY)
    return there & ~Q(agency_id__in=sealing.values("agency_id"))


def leaders_without_on(day: date) -> Q:
    """Return the condition of offices that sign, one for each who had no certificate on a day."""
    at = end_of(day)
    held = Certificate.objects.valid_at(at).filter(
        role=CertificateRole.PERSON, account_uid__isnull=False
    )
    return one_post_each(
        permission=SigningPermission.SIGN_ITEM,
        at=at,
        apart_from=held.values_list("account_uid", flat=True),
    )


def posts_seen(*, actor: Actor) -> "QuerySet[Assignment]":
    """Return the offices in agencies whose certificates the actor may see."""
    if actor.kind is ActorKind.SYSTEM or actor.may(SigningPermission.MANAGE_CERTIFICATES):
        return posts()
    return posts().filter(agency_id__in=below_all(agencies_of(actor)))


def agencies_seen(*, actor: Actor) -> "QuerySet[AgencyPeriod]":
    """Return the periods of agencies whose certificates the actor may see."""
    rows = agency_periods()
    if actor.kind is ActorKind.SYSTEM or actor.may(SigningPermission.MANAGE_CERTIFICATES):
        return rows
    return rows.filter(agency_id__in=below_all(agencies_of(actor)))


def register_board(*, actor: Actor, on: date, since: date, until: date) -> RegisterBoard:
    """Count certificates held as a day ended by agency, level and device; and a period's acts."""
    require_reader(actor)
    seen = Certificate.objects.visible_to(actor)
    counted = list(
        seen.held_on(on)
        .order_by()
        .values("agency_id", "role", "device__kind")
        .annotate(n=Count("pk"))
    )
    infos = agency_infos({row["agency_id"] for row in counted if row["agency_id"]}, on)
    roles: Counter[str] = Counter()
    devices: Counter[str] = Counter()
    levels: dict[str, Counter[str]] = {}
    held: dict[int, Counter[str]] = {}
    for row in counted:
        n, role, agency = row["n"], row["role"], row["agency_id"]
        roles[role] += n
        devices[row["device__kind"] or ""] += n
        if agency in infos:
            levels.setdefault(infos[agency].level, Counter())[role] += n
            held.setdefault(agency, Counter())[role] += n
    leaders = posts_seen(actor=actor).filter(leaders_without_on(on)).order_by("account__folded")
    without = list(leaders.values_list("account__name", flat=True))
    return RegisterBoard(
        on=on,
        since=since,
        until=until,
        called=name_of_signature(on),
        roles=roles,
        levels=levels,
        devices=devices,
        agencies=[
            AgencyLine(
                code=infos[pk].code,
                name=infos[pk].name,
                level=infos[pk].level,
                sealing=counts[CertificateRole.AGENCY],
                people=counts[CertificateRole.PERSON],
                devices=counts[CertificateRole.DEVICE],
            )
            for pk, counts in sorted(held.items(), key=lambda item: in_order(infos[item[0]]))
        ],
        agencies_without=agencies_seen(actor=actor).filter(without_on(on)).count(),
        leaders_without=len(without),
        leaders=without[:SHOWN],
        acts=summed(acts_by_agency(seen, since=since, until=until).values()),
    )
