"""Recognising an official in a list that somebody else wrote."""

from enum import StrEnum
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils import timezone

from tinhso.identity.models import Account, Assignment
from tinhso.identity.models.accounts import AccountQuerySet
from tinhso.identity.queries.people import number_hash, persons_by_number
from tinhso.identity.rules import AccountKind, NumberKind
from tinhso.kernel.db.text import fold, nfc


class KnownBy(StrEnum):
    """By what an official was recognised, the surest first."""

    LOGIN = "login"
    NUMBER = "number"
    EMAIL = "email"
    NAME = "name"


def official_known_by(
    *,
    login: str = "",
    number: str = "",
    email: str = "",
    name: str = "",
    agency_id: int | None = None,
) -> tuple[UUID, KnownBy] | None:
    """Return the one official in use who is meant, and by what he is known; None if it is unsure.

    What is surer decides: who is known by two logins, numbers or addresses is not guessed by name.
    A name counts only among the officials of an agency now, and only when it is one's alone there.
    """
    serving: AccountQuerySet = Account.objects.get_queryset().filter(
        kind=AccountKind.OFFICIAL, is_active=True
    )
    tries: dict[KnownBy, AccountQuerySet] = {}
    if login.strip():
        tries[KnownBy.LOGIN] = serving.filter(login=login.strip().lower())
    if number.strip():
        persons = persons_by_number([number_hash(NumberKind.PERSONAL, number)])
        tries[KnownBy.NUMBER] = serving.filter(person_id__in=list(persons.values()))
    if email.strip():
        tries[KnownBy.EMAIL] = serving.filter(email__iexact=email.strip())
    for how, rows in tries.items():
        found = list(rows.values_list("uid", flat=True)[:2])
        if found:
            return (found[0], how) if len(found) == 1 else None
    named = _named(serving, name, agency_id) if agency_id is not None else []
    return (named[0], KnownBy.NAME) if len(named) == 1 else None


def _named(serving: AccountQuerySet, name: str, agency_id: int) -> list[UUID]:
    """Return the officials of an agency who bear a name, however it is capitalised."""
    wanted = " ".join(nfc(name).split()).casefold()
    if not wanted:
        return []
    here = Assignment.objects.in_force(timezone.now()).filter(
        agency_id=agency_id, account=OuterRef("pk")
    )
    rows = serving.filter(Exists(here), folded__startswith=f"{fold(wanted)} ")
    return [uid for uid, own in rows.values_list("uid", "name") if own.casefold() == wanted]
