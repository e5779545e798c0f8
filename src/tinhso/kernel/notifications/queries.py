"""What pages ask of the notices."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Max, QuerySet
from django.utils import timezone, translation

from tinhso.kernel.actors import Actor, require
from tinhso.kernel.db.paging import Slice, page_of
from tinhso.kernel.db.words import worded
from tinhso.kernel.errors import SignInNeeded
from tinhso.kernel.notifications.models import (
    Delivery,
    DemonstrationMessage,
    Notification,
    OwnText,
    Preference,
)
from tinhso.kernel.notifications.permissions import NotificationPermission
from tinhso.kernel.notifications.registry import (
    Kind,
    Recipient,
    address_books,
    channels,
    notification_kinds,
    topics,
)
from tinhso.kernel.notifications.rules import QUIET_FROM, QUIET_TO, DeliveryState, Wish
from tinhso.kernel.notifications.words import Worded, word

PAGE = 30
COUNTED = 100
"""Unread notices are counted up to here: the bell says "99+"."""

Texts = dict[tuple[str, str], tuple[str, str]]


@dataclass(frozen=True)
class InboxLine:
    """One notice in the reader's language."""

    uid: UUID
    title: str
    body: str
    link: str
    at: datetime
    is_read: bool


@dataclass(frozen=True)
class ChannelWish:
    """One channel and what a person wants of it."""

    code: str
    label: str
    address: str
    wish: str


@dataclass(frozen=True)
class TopicWishes:
    """One topic and, by channel, the channel's name and the wish; empty follows the channel."""

    code: str
    label: str
    wishes: dict[str, tuple[str, str]]


def unread_count(actor: Actor) -> int:
    """Return how many notices wait unread, counted up to `COUNTED`."""
    rows = Notification.objects.visible_to(actor).unread().values_list("pk", flat=True)
    return rows[:COUNTED].count()


def inbox_page(
    *,
    actor: Actor,
    only_unread: bool = False,
    kind: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    cursor: str = "",
    size: int = PAGE,
) -> Slice[InboxLine]:
    """Return a page of the actor's notices by cursor, the newest first."""
    rows = Notification.objects.visible_to(actor)
    if kind:
        rows = rows.filter(kind=kind)
    if since is not None:
        rows = rows.filter(created_at__gte=since)
    if until is not None:
        rows = rows.filter(created_at__lt=until)
    if only_unread:
        rows = rows.unread()
    found = page_of(rows, order=("-id",), size=size, cursor=cursor)
    language = _reader_language()
    own = texts_now({row.kind for row in found.rows})
    lines = [_line(row, language, own) for row in found.rows]
    return Slice(lines, found.next_cursor, found.previous_cursor)


def worded_in_readers_language(
    rows: Sequence[Notification],
) -> Iterator[tuple[Notification, Worded]]:
    """Yield notices with their words, the officials' texts read once."""
    language = _reader_language()
    own = texts_now({row.kind for row in rows})
    for row in rows:
        yield row, words_of(row, language, own)


def line_of(notification: Notification) -> InboxLine:
    """Return one notice in the reader's language."""
    return _line(notification, _reader_language(), texts_now([notification.kind]))


def _reader_language() -> str:
    return (translation.get_language() or "vi").split("-")[0]


def reachable_channels(recipient: Recipient) -> list[str]:
    """Return the channels on which a person has an address."""
    return [code for code, _channel in channels if recipient.addresses.get(code)]


def recipient_of(account_uid: UUID) -> Recipient | None:
    """Ask the address books who an account is."""
    for _key, book in address_books:
        if (found := book.by_account(account_uid)) is not None:
            return found
    return None


def accounts_with(permission: str) -> list[UUID]:
    """Return every account that holds a permission by its role now."""
    found = [uid for _key, book in address_books for uid in book.accounts_with(permission)]
    return list(dict.fromkeys(found))


def accounts_of(person_id: int) -> list[UUID]:
    """Ask the address books which accounts may act for a person."""
    return list(
        dict.fromkeys(
            uid for _key, book in address_books for uid in book.accounts_of_person(person_id)
        )
    )


def preference_of(account_uid: UUID) -> Preference:
    """Return what a person wants, the defaults when nothing was said."""
    found = Preference.objects.filter(account_uid=account_uid).first()
    return found or Preference(account_uid=account_uid, quiet_from=QUIET_FROM, quiet_to=QUIET_TO)


def own_preference(*, actor: Actor) -> Preference:
    """Return what the actor wants; who has no account wants nothing here."""
    if actor.id is None:
        raise SignInNeeded
    return preference_of(actor.id)


def channel_wishes(*, actor: Actor) -> list[ChannelWish]:
    """Return each channel with the actor's own address and wish."""
    if actor.id is None:
        return []
    recipient = recipient_of(actor.id)
    wishes = preference_of(actor.id).wishes
    return [
        ChannelWish(
            code=code,
            label=str(channel.label),
            address=recipient.addresses.get(code, "") if recipient else "",
            wish=str(wishes.get(code, Wish.NOW if code == "email" else Wish.OFF)),
        )
        for code, channel in channels
    ]


def topic_wishes(*, actor: Actor) -> list[TopicWishes]:
    """Return each topic for such a reader, with what he wants of it on every channel."""
    if actor.id is None:
        return []
    kept = preference_of(actor.id).topics
    audience = "officer" if actor.is_official else "citizen"
    return [
        TopicWishes(
            code=code,
            label=str(topic.label),
            wishes={
                channel: (str(known.label), str(kept.get(code, {}).get(channel, "")))
                for channel, known in channels
            },
        )
        for code, topic in topics
        if topic.audience == audience
    ]


def texts_now(kinds: Iterable[str]) -> Texts:
    """Return the officials' texts that hold now, by kind and language."""
    last = (
        OwnText.objects.filter(kind__in=sorted(kinds), holds_from__lte=timezone.now())
        .values("kind", "language")
        .annotate(last=Max("pk"))
        .values_list("last", flat=True)
    )
    rows = OwnText.objects.filter(pk__in=list(last)).exclude(title="")
    return {(row.kind, row.language): (row.title, row.body) for row in rows}


def text_of(kind: Kind, language: str) -> tuple[str, str]:
    """Return the text that holds now: an official's, else the default."""
    own = texts_now([kind.code]).get((kind.code, language))
    return own or (worded(kind.title, language), worded(kind.body, language))


def text_history(*, kind: Kind, language: str, actor: Actor) -> Sequence[OwnText]:
    """Return who changed a text when, the newest first."""
    require(actor, NotificationPermission.MANAGE)
    return list(OwnText.objects.filter(kind=kind.code, language=language).order_by("-pk")[:20])


def unsent(*, actor: Actor) -> QuerySet[Delivery]:
    """Return what has not gone out after a try, or never will."""
    require(actor, NotificationPermission.MANAGE)
    wrong = Delivery.objects.filter(state__in=[DeliveryState.PARKED, DeliveryState.NO_ADDRESS])
    tried = Delivery.objects.filter(state=DeliveryState.WAITING, attempts__gt=0)
    return (wrong | tried).select_related("notification")


def demonstration_messages(*, actor: Actor) -> Sequence[DemonstrationMessage]:
    """Return what the demonstration channels would have sent, the newest first."""
    require(actor, NotificationPermission.MANAGE)
    return list(DemonstrationMessage.objects.order_by("-pk")[:100])


def words_of(notification: Notification, language: str, own: Texts | None = None) -> Worded:
    """Return a notice in a language."""
    kind = notification_kinds.get(notification.kind)
    return word(
        kind,
        notification.values,
        language=language,
        own=texts_now([kind.code]) if own is None else own,
    )


def _line(row: Notification, language: str, own: Texts) -> InboxLine:
    said = words_of(row, language, own)
    return InboxLine(
        uid=row.uid,
        title=said.title,
        body=said.body,
        link=row.link,
        at=row.created_at,
        is_read=row.read_at is not None,
    )
