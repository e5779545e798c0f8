"""Questions about accounts, who works where, and one's own sessions."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils import timezone

from tinhso.identity.models import Account, AccountSession, Assignment, RoleTemplate
from tinhso.identity.models.accounts import AccountQuerySet
from tinhso.identity.rules import AccountKind
from tinhso.kernel.actors import Actor
from tinhso.kernel.db import fetch
from tinhso.kernel.db.text import fold
from tinhso.kernel.errors import SignInNeeded


@dataclass(frozen=True, kw_only=True)
class AccountLine:
    """An official as a choice in a list: whom to hand work to, who signs."""

    uid: UUID
    name: str
    agency_id: int
    unit_id: int | None
    position_id: int | None
    role: str


def account_by_uid(*, uid: UUID | str, actor: Actor) -> Account:
    """Return one account the actor may see; raises `NotFound`."""
    return fetch(Account.objects.visible_to(actor), uid=uid)


def account_names(uids: Iterable[UUID]) -> dict[UUID, str]:
    """Return display names for labels of rows the caller has already found by sight."""
    return dict(Account.objects.filter(uid__in=set(uids)).values_list("uid", "name"))


def names_of_officials(uids: Collection[UUID]) -> dict[UUID, str]:
    """Return names of officials among accounts; who serves in office is no secret, a citizen is."""
    rows = Account.objects.filter(uid__in=set(uids), kind=AccountKind.OFFICIAL)
    return dict(rows.values_list("uid", "name"))


def accounts(*, actor: Actor, text: str = "", agency_id: int | None = None) -> AccountQuerySet:
    """Return the accounts the actor may see, by name."""
    found: AccountQuerySet = Account.objects.visible_to(actor)
    for word in fold(text).split():
        found = found.filter(folded__contains=word)
    if agency_id is not None:
        here = Assignment.objects.in_force(timezone.now()).filter(
            account=OuterRef("pk"), agency_id=agency_id
        )
        found = found.filter(Exists(here))
    return found.order_by("folded", "pk")


def accounts_in(
    *,
    agency_id: int | None = None,
    unit_id: int | None = None,
    permission: str = "",
    role: str = "",
    account_uid: UUID | None = None,
) -> list[AccountLine]:
    """Return the officials of an agency or unit now, those with a permission or role if given.

    Who works where is no secret inside the house; an official in two units comes twice.
    """
    rows = Assignment.objects.in_force(timezone.now()).filter(account__is_active=True)
    if account_uid is not None:
        rows = rows.filter(account__uid=account_uid)
    if agency_id is not None:
        rows = rows.filter(agency_id=agency_id)
    if unit_id is not None:
        rows = rows.filter(unit_id=unit_id)
    if role:
        rows = rows.filter(role__code=role)
    ordered = rows.order_by("account__folded", "pk").values_list(
        "account__uid",
        "account__name",
        "agency_id",
        "unit_id",
        "position_id",
        "role__code",
        "role__permissions",
    )
    return [
        AccountLine(
            uid=uid,
            name=name,
            agency_id=in_agency,
            unit_id=in_unit,
            position_id=position_id,
            role=code,
        )
        for uid, name, in_agency, in_unit, position_id, code, permissions in ordered
        if not permission or permission in permissions
    ]


def holders_by_unit(*, permission: str, unit_ids: Collection[int]) -> dict[int, int]:
    """Return how many officials of each of some units hold a permission there now."""
    roles = [r.pk for r in RoleTemplate.objects.all() if permission in r.permissions]
    held = Assignment.objects.in_force(timezone.now()).filter(
        role__in=roles, unit_id__in=unit_ids, account__is_active=True
    )
    found = held.order_by().values("unit_id").annotate(n=Count("account_id", distinct=True))
    return {row["unit_id"]: row["n"] for row in found if row["unit_id"] is not None}


def places_with(permission: str) -> list[tuple[int, int]]:
    """Return the agencies, each with the unit, in which somebody holds a permission now."""
    roles = [r.pk for r in RoleTemplate.objects.all() if permission in r.permissions]
    held = Assignment.objects.in_force(timezone.now()).filter(
        role__in=roles, unit__isnull=False, account__is_active=True
    )
    places = held.order_by("agency_id", "unit_id").values_list("agency_id", "unit_id")
    return [(agency, unit) for agency, unit in places.distinct() if unit is not None]


def accounts_of_person(person_id: int) -> list[UUID]:
    """Return the accounts by which a person signs in, for notices to reach him."""
    rows = Account.objects.filter(person_id=person_id, is_active=True).order_by("pk")
    return list(rows.values_list("uid", flat=True))


def accounts_with(permission: str) -> list[UUID]:
    """Return the accounts in use whose role now carries a permission, wherever it holds."""
    roles = [r.pk for r in RoleTemplate.objects.all() if permission in r.permissions]
    held = Assignment.objects.in_force(timezone.now()).filter(role__in=roles)
    rows = Account.objects.filter(pk__in=held.values("account_id"), is_active=True)
    return list(rows.order_by("pk").values_list("uid", flat=True))


def known_id(actor: Actor) -> UUID:
    """Return the account of a signed-in actor; asks others to sign in."""
    if actor.id is None:
        raise SignInNeeded
    return actor.id


def own_sessions(*, actor: Actor) -> QuerySet[AccountSession]:
    """Return the actor's signed-in browsers, the last used first."""
    return AccountSession.objects.filter(account__uid=known_id(actor)).order_by("-seen_at", "-pk")


def previous_positions(*, account_id: int) -> QuerySet[Assignment]:
    """Return every assignment of an account, past and future ones too, newest first."""
    rows = Assignment.objects.filter(account_id=account_id)
    return rows.select_related("role", "position").order_by("ended_at", "-valid_from", "-pk")


def demonstration_counts() -> tuple[int, int]:
    """Return how many accounts are of the demonstration, and how many officials' are not."""
    invented = Account.objects.filter(is_demonstration=True).count()
    own = Account.objects.filter(is_demonstration=False, kind=AccountKind.OFFICIAL).count()
    return invented, own


def account_by_login(login: str) -> UUID | None:
    """Return the official behind a login, for handing work on to him, or None."""
    found = Account.objects.filter(login=login.strip().lower(), kind=AccountKind.OFFICIAL)
    account = found.filter(is_active=True).first()
    return account.uid if account is not None else None


def own_permissions(*, account_id: int) -> list[str]:
    """Return the permissions an account holds by its own roles now, which it may hand on."""
    held = Assignment.objects.in_force(timezone.now()).filter(account_id=account_id)
    codes = {code for row in held.select_related("role") for code in row.role.permissions}
    return sorted(codes)


def has_codes(*, account_uid: UUID) -> bool:
    """Tell whether an account has switched one-time codes on, so that it can confirm an act."""
    kind = Authenticator.Type.TOTP
    return bool(Authenticator.objects.filter(user__uid=account_uid, type=kind).exists())
