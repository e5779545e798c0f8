"""Finding an official by what one remembers of him: a part of the name, the login, the unit."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from tinhso.identity.models import Account, Assignment
from tinhso.identity.models.accounts import AccountQuerySet
from tinhso.identity.rules import AccountKind
from tinhso.kernel.db.text import fold
from tinhso.organization.queries import agency_names, places_named, unit_names

MOST_FOUND: Final = 10
MOST_WORDS: Final = 8


@dataclass(frozen=True, kw_only=True)
class OfficialLine:
    """One official as a choice: enough to tell two of the same name apart."""

    uid: UUID
    name: str
    login: str
    place: str


@dataclass(frozen=True, kw_only=True)
class OfficialsFound:
    """The first few officials some words fit, and whether there are more."""

    lines: list[OfficialLine]
    has_more: bool = False


def officials_found(text: str, *, most: int = MOST_FOUND) -> OfficialsFound:
    """Return the officials in use whose name, login, unit or agency holds every typed word.

    Who works where is no secret inside the house. A whole login means its owner alone.
    """
    words = fold(text).split()[:MOST_WORDS]
    if not words:
        return OfficialsFound(lines=[])
    serving = Account.objects.get_queryset().filter(kind=AccountKind.OFFICIAL, is_active=True)
    owner = serving.filter(login=text.strip().lower()).first()
    if owner is not None:
        return OfficialsFound(lines=_lines([owner]))
    rows = list(_with_words(serving, words).order_by("folded", "pk")[: most + 1])
    return OfficialsFound(lines=_lines(rows[:most]), has_more=len(rows) > most)


def _with_words(rows: AccountQuerySet, words: Iterable[str]) -> AccountQuerySet:
    now = timezone.now()
    for word in words:
        agencies, units = places_named(word)
        here = Assignment.objects.in_force(now).filter(
            Q(unit_id__in=units) | Q(agency_id__in=agencies), account=OuterRef("pk")
        )
        rows = rows.filter(Q(folded__contains=word) | Q(Exists(here)))
    return rows


def _lines(accounts: Iterable[Account]) -> list[OfficialLine]:
    kept = list(accounts)
    held = Assignment.objects.in_force(timezone.now()).filter(account__in=kept)
    posts: dict[int, Assignment] = {}
    for row in held.order_by("-is_main", "pk"):
        posts.setdefault(row.account_id, row)
    agencies = agency_names(row.agency_id for row in posts.values())
    units = unit_names(row.unit_id for row in posts.values() if row.unit_id)
    return [
        OfficialLine(
            uid=account.uid,
            name=account.name,
            login=account.login,
            place=_place(posts.get(account.pk), agencies, units),
        )
        for account in kept
    ]


def _place(post: Assignment | None, agencies: dict[int, str], units: dict[int, str]) -> str:
    if post is None:
        return ""
    names = (units.get(post.unit_id or 0, ""), agencies.get(post.agency_id, ""))
    return ", ".join(name for name in names if name)
