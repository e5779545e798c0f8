"""What happened to accounts, roles and people; ids and times only."""

from dataclasses import dataclass
from uuid import UUID

from tinhso.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class AccountOpened(Event):
    """An account exists."""

    account_uid: UUID


@dataclass(frozen=True, kw_only=True)
class AccountLocked(Event):
    """An account can no longer sign in."""

    account_uid: UUID
    reason: str


@dataclass(frozen=True, kw_only=True)
class AccountUnlocked(Event):
    """An account can sign in again."""

    account_uid: UUID


@dataclass(frozen=True, kw_only=True)
class RightsChanged(Event):
    """An account's roles, delegations or grants changed, with effect at once."""

    account_uid: UUID


@dataclass(frozen=True, kw_only=True)
class DutyGiven(Event):
    """An official has a role in an agency."""

    account_uid: UUID
    agency_id: int


@dataclass(frozen=True, kw_only=True)
class DutyEnded(Event):
    """An official has a role in an agency no more; he may have others."""

    account_uid: UUID
    agency_id: int


@dataclass(frozen=True, kw_only=True)
class PersonChanged(Event):
    """A person's own data changed."""

    person_id: int


@dataclass(frozen=True, kw_only=True)
class RepresentationEnded(Event):
    """Somebody who surely acted for another does so no more; `cause` is a code of `EndCause`."""

    representation_uid: UUID
    representative_id: int
    represented_id: int
    cause: str


@dataclass(frozen=True, kw_only=True)
class RecoveryAsked(Event):
    """Somebody asked for a new password; the mail leaves by the outbox."""

    account_uid: UUID
    link_id: int


@dataclass(frozen=True, kw_only=True)
class SignInsRefused(Event):
    """Sign-in to an account was slowed down after wrong passwords from one address."""

    account_uid: UUID
