"""Sockets: kinds of notices, channels that carry them, and who can be reached how."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from tinhso.kernel.db.words import Words
from tinhso.kernel.errors import Message
from tinhso.kernel.registry import Registry


class Urgency(StrEnum):
    """How soon a notice should reach its reader."""

    LOW = "low"
    NORMAL = "normal"
    URGENT = "urgent"


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of notice.

    `title` and `body` hold `%(name)s` for each name of `values`; officials may change them with a
    date. `channels` are the defaults besides the inbox. `samples` are for the preview.
    """

    code: str
    label: Message
    audience: str
    title: Words
    body: Words
    values: tuple[str, ...] = ()
    urgency: Urgency = Urgency.NORMAL
    channels: tuple[str, ...] = ("email",)
    topic: str = ""
    """A key of `topics`: what a person may choose channels for, apart from all the rest."""
    samples: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """Who is told: the language he reads and his address on each channel."""

    account_uid: UUID
    name: str = ""
    language: str = "vi"
    addresses: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class AddressBook:
    """What a room above knows of accounts; the kernel keeps ids only."""

    by_account: Callable[[UUID], Recipient | None]
    accounts_of_person: Callable[[int], Sequence[UUID]]
    accounts_with: Callable[[str], Sequence[UUID]]
    """The accounts in use whose role now carries a permission."""


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One worded notice on its way; `key` is the same each time it is tried."""

    key: UUID
    address: str
    title: str
    body: str
    link: str
    language: str


@dataclass(frozen=True, kw_only=True)
class Channel:
    """A way out of the house; `send` returns once the next hop has taken the letter, or raises."""

    code: str
    label: Message
    send: Callable[[Letter], None]
    is_demonstration: bool = False


@dataclass(frozen=True, kw_only=True)
class Topic:
    """What several kinds of notices are about, so that a person can choose for them together."""

    label: Message
    audience: str = "citizen"


notification_kinds: Registry[Kind] = Registry("kinds of notices")
channels: Registry[Channel] = Registry("channels of notices")
address_books: Registry[AddressBook] = Registry("address books")
topics: Registry[Topic] = Registry("topics of notices")


def asked_channels() -> list[str]:
    """Return the channels that carry nothing unless a person chose them: all but letters."""
    return [code for code, _channel in channels if code != "email"]


def notices_by(channel: str) -> str:
    """Return the purpose to which a person consents who chooses a channel."""
    return f"notices.{channel}"
