"""Machine API of one's own notices: what was told, what was read, how one wants to be told."""

from datetime import datetime, time
from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query

from tinhso.kernel.actors import actor_of
from tinhso.kernel.api import Answer, Asked, Page, PageQuery, Router
from tinhso.kernel.notifications import queries, services
from tinhso.kernel.notifications.queries import InboxLine

router = Router()


class NoticeOut(Answer):
    """One notice in the caller's language; `link` is a path of this house."""

    uid: UUID
    title: str
    body: str
    link: str
    at: datetime
    is_read: bool


class NoticeQuery(PageQuery):
    """How much of the inbox, of what kind and time, and whether only what is unread."""

    unread: bool = False
    kind: str = Field("", max_length=80)
    since: datetime | None = None
    until: datetime | None = None


class UnreadOut(Answer):
    """How many: unread notices are counted up to 100."""

    count: int


class WishOut(Answer):
    """One channel, the caller's own address on it, and what he wants of it."""

    channel: str
    label: str
    address: str
    wish: str


class TopicOut(Answer):
    """What several kinds of notices are about; a channel that is not named follows `channels`."""

    topic: str
    label: str
    wishes: dict[str, str]


class PreferencesOut(Answer):
    """How the caller wants to be told; without quiet hours both are null."""

    channels: list[WishOut]
    topics: list[TopicOut]
    quiet_from: time | None
    quiet_to: time | None


TopicWish = Annotated[dict[str, Literal["now", "digest", "off"]], Field(max_length=20)]


class PreferencesIn(Asked):
    """What the caller wants of each channel, and his quiet hours in the province's time."""

    wishes: dict[str, Literal["now", "digest", "off"]] = Field(max_length=20)
    quiet_from: time | None = None
    quiet_to: time | None = None
    topics: dict[Annotated[str, Field(max_length=80)], TopicWish] | None = Field(
        None, max_length=40
    )
    """Wishes of single topics by channel; left out, they stay as they are."""


def _notice(line: InboxLine) -> NoticeOut:
    return NoticeOut(
        uid=line.uid,
        title=line.title,
        body=line.body,
        link=line.link,
        at=line.at,
        is_read=line.is_read,
    )


def _preferences(request: HttpRequest) -> PreferencesOut:
    actor = actor_of(request)
    kept = queries.own_preference(actor=actor)
    return PreferencesOut(
        channels=[
            WishOut(channel=w.code, label=str(w.label), address=w.address, wish=w.wish)
            for w in queries.channel_wishes(actor=actor)
        ],
        topics=[
            TopicOut(
                topic=topic.code,
                label=topic.label,
                wishes={code: wish for code, (_label, wish) in topic.wishes.items() if wish},
            )
            for topic in queries.topic_wishes(actor=actor)
        ],
        quiet_from=kept.quiet_from,
        quiet_to=kept.quiet_to,
    )


@router.get("", response=Page[NoticeOut], summary="My notices")
def inbox(request: HttpRequest, query: Query[NoticeQuery]) -> Page[NoticeOut]:
    """List the caller's notices, the newest first."""
    found = queries.inbox_page(
        actor=actor_of(request),
        only_unread=query.unread,
        kind=query.kind,
        since=query.since,
        until=query.until,
        cursor=query.cursor or "",
        size=query.limit,
    )
    return Page(
        items=[_notice(line) for line in found.rows],
        next=found.next_cursor or None,
        previous=found.previous_cursor or None,
    )


@router.get("/unread", response=UnreadOut, summary="How many notices are unread")
def unread(request: HttpRequest) -> UnreadOut:
    """Count what the caller has not opened."""
    return UnreadOut(count=queries.unread_count(actor_of(request)))


@router.post("/read", response=UnreadOut, summary="Mark all as read")
def read_all(request: HttpRequest) -> UnreadOut:
    """Keep that the caller saw all his notices; says how many were new."""
    return UnreadOut(count=services.mark_all_read(actor=actor_of(request)))


@router.post("/{uuid:uid}/read", response=NoticeOut, summary="Mark one as read")
def read(request: HttpRequest, uid: UUID) -> NoticeOut:
    """Keep that the caller opened a notice; a second time changes nothing."""
    return _notice(queries.line_of(services.mark_read(uid=uid, actor=actor_of(request))))


@router.get("/preferences", response=PreferencesOut, summary="How I want to be told")
def preferences(request: HttpRequest) -> PreferencesOut:
    """Say what the caller wants of each channel, and his quiet hours."""
    return _preferences(request)


@router.put("/preferences", response=PreferencesOut, summary="Change how I want to be told")
def set_preferences(request: HttpRequest, wanted: PreferencesIn) -> PreferencesOut:
    """Keep what the caller wants; channels that are not named keep their default."""
    services.set_preference(
        actor=actor_of(request),
        wishes=dict(wanted.wishes),
        quiet_from=wanted.quiet_from,
        quiet_to=wanted.quiet_to,
        topics=wanted.topics,
    )
    return _preferences(request)
