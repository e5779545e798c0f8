"""What others ask about people, accounts and rights."""

from tinhso.identity.queries.accounts import (
    AccountLine,
    account_by_login,
    account_by_uid,
    account_names,
    accounts,
    accounts_in,
    accounts_of_person,
    own_permissions,
    own_sessions,
    previous_positions,
)
from tinhso.identity.queries.actors import actor_for, actor_of_account, person_actor_keys
from tinhso.identity.queries.people import (
    access_page,
    accesses_about,
    acts_for,
    find_person,
    person,
    person_names,
    persons,
    representation,
    representations,
    waiting_representations,
)
from tinhso.identity.rules import BirthDate, CardData, UnreadableCard, clean_phone, read_card

__all__ = [
    "AccountLine",
    "BirthDate",
    "CardData",
    "UnreadableCard",
    "access_page",
    "accesses_about",
    "account_by_login",
    "account_by_uid",
    "account_names",
    "accounts",
    "accounts_in",
    "accounts_of_person",
    "actor_for",
    "actor_of_account",
    "acts_for",
    "clean_phone",
    "find_person",
    "own_permissions",
    "own_sessions",
    "person",
    "person_actor_keys",
    "person_names",
    "persons",
    "previous_positions",
    "read_card",
    "representation",
    "representations",
    "waiting_representations",
]
