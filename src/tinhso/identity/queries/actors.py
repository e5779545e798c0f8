"""From an account to the actor: all it may see and do, in a constant number of queries."""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Final
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from tinhso.identity.models import (
    Account,
    AccountSession,
    Assignment,
    Delegation,
    Representation,
    SightGrant,
)
from tinhso.identity.permissions import GRANTED_ONLY
from tinhso.identity.rules import RepresentationState, Sight
from tinhso.kernel.actors import EVERYWHERE, Actor, ActorKind
from tinhso.kernel.db import fetch
from tinhso.organization.queries import Inherited, inherited, units_below

_KEPT: Final = 4000
_AGENCY_WIDE: Final = (Sight.OWN_AGENCY, Sight.REGISTERS)


@dataclass(frozen=True)
class _Kept:
    """An actor built earlier: good for one version, until something begins or ends."""

    version: int
    until: datetime | None
    actor: Actor
    administers: bool


_cache: OrderedDict[tuple[int, bool], _Kept] = OrderedDict()
_lock = Lock()


@dataclass(frozen=True)
class _Places:
    """Agencies with their units, and whose work each goes on with: read once for an actor."""

    below: dict[int, dict[int, list[int]]]
    before: Inherited


@dataclass
class _Rights:
    """Permissions and sight while they are being gathered."""

    scopes: dict[str, set[int]] = field(default_factory=dict)
    keys: set[str] = field(default_factory=set)

    def add(self, permissions: Iterable[str], units: Iterable[int]) -> None:
        """Let these permissions hold in these units."""
        held = set(units)
        for permission in permissions:
            self.scopes.setdefault(permission, set()).update(held)


def actor_for(account: Account, *, second_factor: bool = False) -> Actor:
    """Return the actor an account is now.

    The version on the account's row, read with it at each request, tells whether an actor built
    earlier still holds; so a change of rights takes effect at once in every process.
    """
    return _kept_for(account, second_factor=second_factor).actor


def administers(account: Account, *, second_factor: bool) -> bool:
    """Tell whether an account acts in a role guarded by a second factor: it runs the house."""
    return _kept_for(account, second_factor=second_factor).administers


def _kept_for(account: Account, *, second_factor: bool) -> _Kept:
    now = timezone.now()
    key = (account.pk, second_factor)
    kept = _cache.get(key)
    if (
        kept is not None
        and kept.version == account.rights_version
        and kept.actor.id == account.uid
        and (kept.until is None or now < kept.until)
    ):
        return kept
    kept = _build(account, now, second_factor=second_factor)
    with _lock:
        _cache[key] = kept
        _cache.move_to_end(key)
        while len(_cache) > _KEPT:
            _cache.popitem(last=False)
    return kept


def actor_of_account(uid: UUID) -> Actor:
    """Return the actor of an account as it stands now, for jobs; raises `NotFound` when closed.

    It has what needs a second factor only while a browser of its is signed in with one.
    """
    account = fetch(Account.objects.get_queryset().filter(is_active=True), uid=uid)
    shown = AccountSession.objects.filter(account=account, has_second_factor=True)
    return actor_for(account, second_factor=shown.exists())


def forget_actors() -> None:
    """Drop every actor kept in this process."""
    with _lock:
        _cache.clear()


def person_actor_keys(person_id: int) -> frozenset[str]:
    """Return the sight of a person: his own things, and those of whom he surely represents."""
    today = timezone.localdate()
    verified = Representation.objects.in_force(today).filter(
        representative_id=person_id, state=RepresentationState.VERIFIED
    )
    represented = verified.values_list("represented_id", flat=True)
    return frozenset({f"p:{person_id}", *(f"p:{pk}" for pk in represented)})


def _build(account: Account, now: datetime, *, second_factor: bool) -> _Kept:
    trusted = second_factor or account.is_demonstration
    lately = Q(valid_to__isnull=True) | Q(valid_to__gt=now)
    open_ones = Delegation.objects.filter(lately, taker=account, ended_at__isnull=True)
    taken = list(open_ones.select_related("giver").order_by("pk"))
    holders = {account.pk, *(d.giver_id for d in taken if d.valid_from <= now)}
    assigned = list(
        Assignment.objects.filter(lately, account_id__in=holders, ended_at__isnull=True)
        .select_related("role")
        .order_by("-is_main", "pk")
    )
    grants = list(
        SightGrant.objects.filter(account=account, ended_at__isnull=True, valid_to__gt=now)
    )
    current = [a for a in assigned if a.valid_from <= now]
    places = _Places(units_below({a.agency_id for a in current}), inherited())

    own = _Rights()
    if account.person_id is not None:
        own.keys |= person_actor_keys(account.person_id)
    for assignment in current:
        if assignment.account_id == account.pk:
            _add_assignment(own, assignment, places, trusted=trusted)
    for delegation in taken:
        if delegation.valid_from <= now and delegation.giver.is_active:
            mine = [a for a in current if a.account_id == delegation.giver_id]
            _add_delegation(own, delegation, mine, places, trusted=trusted)
    for grant in grants:
        if grant.valid_from <= now:
            own.keys |= {f"g:{grant.pk}", *grant.keys}
            own.add(grant.permissions, EVERYWHERE)

    main = next((a for a in current if a.account_id == account.pk), None)
    actor = Actor(
        kind=ActorKind(account.kind),
        id=account.uid,
        name=account.name,
        person_id=account.person_id,
        unit_id=main.unit_id if main else None,
        agency_id=main.agency_id if main else None,
        sight_keys=frozenset(own.keys),
        permissions={p: frozenset(units) for p, units in own.scopes.items()},
    )
    moments = [
        moment
        for begins, ends in (
            *((row.valid_from, row.valid_to) for row in taken),
            *((row.valid_from, row.valid_to) for row in assigned),
            *((row.valid_from, row.valid_to) for row in grants),
        )
        for moment in (begins, ends)
        if moment is not None and moment > now
    ]
    if account.person_id is not None:
        moments.append(_next_midnight(now))
    return _Kept(
        version=account.rights_version,
        until=min(moments, default=None),
        actor=actor,
        administers=trusted and any(row.role.needs_second_factor for row in current),
    )


def _next_midnight(now: datetime) -> datetime:
    """Representations begin and end with the day."""
    local = timezone.localtime(now)
    return local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)


def _units(assignment: Assignment, places: _Places) -> set[int]:
    """Return the units in which the permissions of an assignment hold."""
    if assignment.role.is_everywhere:
        return set(EVERYWHERE)
    tree = places.below.get(assignment.agency_id, {})
    own = set(tree.get(assignment.agency_id, []))
    if assignment.role.sight == Sight.AGENCY_AND_BELOW:
        own = {unit for units in tree.values() for unit in units}
    elif assignment.unit_id is not None and assignment.role.sight not in _AGENCY_WIDE:
        own = {assignment.unit_id}
    return own.union(*(places.before.units.get(unit, ()) for unit in own))


def _keys(assignment: Assignment, before: Inherited) -> set[str]:
    """Return what an assignment lets its holder see: also what came to its place by a merger."""
    units = (
        {assignment.unit_id, *before.units.get(assignment.unit_id, ())}
        if assignment.unit_id
        else set()
    )
    agencies = {assignment.agency_id, *before.agencies.get(assignment.agency_id, ())}
    parts = before.parts.get(assignment.agency_id, frozenset())
    match assignment.role.sight:
        case Sight.OWN_UNIT:
            return {f"u:{unit}" for unit in units}
        case Sight.OWN_AGENCY:
            sign = "o"
        case Sight.AGENCY_AND_BELOW:
            sign = "a"
        case Sight.REGISTERS:
            sign = "r"
        case _:
            return set()
    return {f"u:{unit}" for unit in units | parts} | {f"{sign}:{agency}" for agency in agencies}


def _add_assignment(
    rights: _Rights,
    assignment: Assignment,
    places: _Places,
    *,
    trusted: bool,
) -> None:
    """Add a role; one that needs a second factor counts only where one was shown."""
    if assignment.role.needs_second_factor and not trusted:
        return
    rights.keys |= _keys(assignment, places.before)
    by_role = (code for code in assignment.role.permissions if code not in GRANTED_ONLY)
    rights.add(by_role, _units(assignment, places))


def _add_delegation(
    rights: _Rights,
    delegation: Delegation,
    giver_holds: list[Assignment],
    places: _Places,
    *,
    trusted: bool,
) -> None:
    """Add what the giver holds himself now, cut to what he named; never more than that."""
    for assignment in giver_holds:
        if assignment.role.needs_second_factor and not trusted:
            continue
        if delegation.unit_id is not None and assignment.unit_id != delegation.unit_id:
            continue
        passed = set(assignment.role.permissions) & set(delegation.permissions) - GRANTED_ONLY
        if passed:
            rights.keys |= _keys(assignment, places.before)
            rights.add(passed, _units(assignment, places))
