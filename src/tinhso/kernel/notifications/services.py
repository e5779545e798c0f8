"""Telling people, and every change around it."""

import json
from collections.abc import Iterator, Mapping
from datetime import time, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.kernel.actors import Actor, require
from tinhso.kernel.audit import record
from tinhso.kernel.db import fetch
from tinhso.kernel.errors import Invalid, SignInNeeded
from tinhso.kernel.jobs import enqueue
from tinhso.kernel.notifications.models import Delivery, Notification, OwnText, Preference
from tinhso.kernel.notifications.permissions import NotificationPermission
from tinhso.kernel.notifications.queries import accounts_of, preference_of
from tinhso.kernel.notifications.registry import (
    Kind,
    Urgency,
    asked_channels,
    channels,
    notices_by,
    notification_kinds,
)
from tinhso.kernel.notifications.registry import topics as topics_known
from tinhso.kernel.notifications.rules import (
    DeliveryState,
    Value,
    Wish,
    goes_out_at,
    is_wanted,
    text_problems,
    to_json,
    wish_for,
)
from tinhso.kernel.registry.purposes import keep_consent


@transaction.atomic
def notify(
    *,
    kind: str,
    values: Mapping[str, Value],
    account_uid: UUID | None = None,
    person_id: int | None = None,
    link: str = "",
    key: str = "",
) -> list[Notification]:
    """Tell an account, or every account that may act for a person, within this transaction.

    With a `key` the same reader is told once, however often it is called. Wrong values or an
    address outside this house are bugs and raise.
    """
    known = notification_kinds.get(kind)
    if missing := set(known.values) - set(values):
        raise ValueError(f"{kind} lacks {', '.join(sorted(missing))}")
    if link and (not link.startswith("/") or link.startswith("//")):
        raise ValueError(f"{kind}: a link is a path of this house")
    readers = [account_uid] if account_uid else accounts_of(person_id or 0)
    written = json.dumps(to_json(values), ensure_ascii=False)
    told = [_tell(known, reader, written, link, key) for reader in readers]
    return [notification for notification in told if notification is not None]


def _tell(kind: Kind, reader: UUID, written: str, link: str, key: str) -> Notification | None:
    notification = Notification(
        account_uid=reader,
        kind=kind.code,
        values_text=written,
        link=link,
        urgency=kind.urgency,
        key=key,
        created_at=timezone.now(),
    )
    if key:
        Notification.objects.bulk_create([notification], ignore_conflicts=True)
        kept = Notification.objects.get(account_uid=reader, kind=kind.code, key=key)
        if kept.uid != notification.uid:
            return None
        notification = kept
    else:
        notification.save(force_insert=True)
    _plan(kind, notification)
    return notification


def _plan(kind: Kind, notification: Notification) -> None:
    preference = preference_of(notification.account_uid)
    now = timezone.localtime(notification.created_at)
    for code, _channel in channels:
        wish = wish_for(kind, code, preference.wishes, preference.topics)
        if wish is Wish.OFF:
            continue
        due_at = goes_out_at(
            now,
            urgency=Urgency(notification.urgency),
            quiet_from=preference.quiet_from,
            quiet_to=preference.quiet_to,
        )
        delivery = Delivery.objects.create(
            notification=notification,
            channel=code,
            state=DeliveryState.DIGEST if wish is Wish.DIGEST else DeliveryState.WAITING,
            due_at=due_at,
        )
        if wish is Wish.NOW:
            enqueue("notifications.deliver", run_at=due_at, delivery_id=delivery.pk)


@transaction.atomic
def mark_read(*, uid: UUID, actor: Actor) -> Notification:
    """Keep that the reader opened a notice; a second time changes nothing."""
    mine = Notification.objects.visible_to(actor).select_for_update(of=("self",))
    notification = fetch(mine, uid=uid)
    if notification.read_at is None:
        notification.read_at = timezone.now()
        notification.save(update_fields=["read_at"])
    return notification


@transaction.atomic
def mark_all_read(*, actor: Actor) -> int:
    """Keep that the reader saw all his notices; returns how many were new."""
    return Notification.objects.visible_to(actor).unread().update(read_at=timezone.now())


@transaction.atomic
def set_preference(
    *,
    actor: Actor,
    wishes: Mapping[str, str],
    quiet_from: time | None,
    quiet_to: time | None,
    topics: Mapping[str, Mapping[str, str]] | None = None,
) -> Preference:
    """Keep what the actor wants: a wish for each channel and topic, and his quiet hours.

    Without `topics` what was said of topics stays.
    """
    if actor.id is None:
        raise SignInNeeded
    if (quiet_from is None) != (quiet_to is None):
        raise Invalid(
            fields={"quiet_to": _("Hãy ghi cả giờ bắt đầu và giờ kết thúc, hoặc bỏ trống cả hai.")}
        )
    kept = {
        code: Wish(wishes[code]).value
        for code, _channel in channels
        if wishes.get(code) in set(Wish)
    }
    said = {} if topics is None else {"topics": _of_topics(topics)}
    before = preference_of(actor.id)
    preference, _made = Preference.objects.update_or_create(
        account_uid=actor.id,
        defaults={"wishes": kept, "quiet_from": quiet_from, "quiet_to": quiet_to, **said},
    )
    _keep_consents(before, preference, actor)
    record("notifications.preference_set", actor=actor)
    return preference


@transaction.atomic
def stop_channel(channel: str, actor: Actor) -> None:
    """Send the actor nothing more by a channel, of whatever topic."""
    if actor.id is None:
        raise SignInNeeded
    pause_channel(account_uid=actor.id, channel=channel)


@transaction.atomic
def pause_channel(*, account_uid: UUID, channel: str) -> None:
    """Send an account nothing more by a channel until its owner chooses it again."""
    kept = Preference.objects.select_for_update().filter(account_uid=account_uid).first()
    if kept is None:
        return
    kept.wishes = {**kept.wishes, channel: Wish.OFF.value}
    kept.topics = {
        topic: left
        for topic, said in kept.topics.items()
        if (left := {code: wish for code, wish in said.items() if code != channel})
    }
    kept.save(update_fields=["wishes", "topics"])


def channels_chosen() -> Iterator[tuple[UUID, str]]:
    """Return which accounts have chosen which channels that nobody is told by unasked."""
    for kept in Preference.objects.order_by("pk").iterator(chunk_size=500):
        for code in asked_channels():
            if is_wanted(code, kept.wishes, kept.topics):
                yield kept.account_uid, code


def _keep_consents(before: Preference, after: Preference, actor: Actor) -> None:
    """Let it be written down which channels the actor chose that nobody is told by unasked."""
    for code in asked_channels():
        wanted = is_wanted(code, after.wishes, after.topics)
        if wanted or is_wanted(code, before.wishes, before.topics):
            keep_consent(purpose=notices_by(code), given=wanted, actor=actor)


def _of_topics(wanted: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """Return the sound wishes of known topics; what follows the channel is left out."""
    found = {}
    for topic, _known in topics_known:
        said = {
            code: Wish(wanted[topic][code]).value
            for code, _channel in channels
            if wanted.get(topic, {}).get(code) in set(Wish)
        }
        if said:
            found[topic] = said
    return found


@transaction.atomic
def set_text(*, kind: str, language: str, title: str, body: str, actor: Actor) -> OwnText:
    """Change the text of a kind from now on; what was told before is worded anew when shown.

    Empty title and body bring the default back. Raises `Invalid` with a sentence at its field.
    """
    require(actor, NotificationPermission.MANAGE)
    known = notification_kinds.get(kind)
    if title.strip() or body.strip():
        problems = {
            "title": " ".join(text_problems(title, known)),
            "body": " ".join(text_problems(body, known)),
        }
        if any(problems.values()):
            raise Invalid(fields={name: said for name, said in problems.items() if said})
    text = OwnText.objects.create(
        kind=kind,
        language=language,
        title=title.strip(),
        body=body.strip(),
        holds_from=timezone.now(),
        written_by=actor.id,
    )
    record("notifications.text_set", actor=actor, target=text, kind=kind, language=language)
    return text


@transaction.atomic
def send_again(*, uid: UUID, actor: Actor) -> Delivery:
    """Let a sending that stopped be tried anew, with its attempts counted from nought."""
    require(actor, NotificationPermission.MANAGE)
    delivery = fetch(Delivery.objects.select_for_update(of=("self",)), uid=uid)
    if delivery.state == DeliveryState.SENT:
        return delivery
    delivery.state = DeliveryState.WAITING
    delivery.attempts = 0
    delivery.due_at = timezone.now()
    delivery.save(update_fields=["state", "attempts", "due_at"])
    enqueue("notifications.deliver", run_at=None, delivery_id=delivery.pk)
    record("notifications.sent_again", actor=actor, target=delivery)
    return delivery


def forget_demonstration(*, days: int = 30) -> int:
    """Remove what demonstration channels wrote so long ago; returns how many."""
    from tinhso.kernel.notifications.models import DemonstrationMessage

    old = DemonstrationMessage.objects.filter(sent_at__lt=timezone.now() - timedelta(days=days))
    return old.delete()[0]
