"""Pure decisions: when a notice may go out, what its values look like, whether a text is sound."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.kernel.notifications.registry import Kind, Urgency

Value = str | int | datetime | date
"""What a notice may hold: text, numbers, days and moments."""

MOST_ATTEMPTS: Final = 6
QUIET_FROM: Final = time(21, 0)
QUIET_TO: Final = time(7, 0)
_PLACE: Final = re.compile(r"%(?:\((\w+)\)s|%|(.{0,12}))")


class Wish(StrEnum):
    """What a person wants of a channel."""

    NOW = "now"
    DIGEST = "digest"
    OFF = "off"


class DeliveryState(models.TextChoices):
    """Where one sending stands."""

    WAITING = "waiting", gettext_lazy("Chờ gửi")
    DIGEST = "digest", gettext_lazy("Chờ bản tin ngày")
    SENT = "sent", gettext_lazy("Đã gửi")
    NO_ADDRESS = "no_address", gettext_lazy("Không có địa chỉ")
    PARKED = "parked", gettext_lazy("Đã dừng lại")


def wish_for(
    kind: Kind,
    channel: str,
    wishes: Mapping[str, str],
    topics: Mapping[str, Mapping[str, str]] | None = None,
) -> Wish:
    """Return how a notice goes out by a channel: what the person said, else what its kind says.

    What he said of its topic goes before what he said of the channel.
    """
    said = (topics or {}).get(kind.topic, {}).get(channel) or wishes.get(channel)
    if said == Wish.OFF or (said is None and channel not in kind.channels):
        return Wish.OFF
    if kind.urgency is Urgency.URGENT:
        return Wish.NOW
    if kind.urgency is Urgency.LOW or said == Wish.DIGEST:
        return Wish.DIGEST if channel == "email" else Wish.OFF
    return Wish.NOW


def is_wanted(
    channel: str, wishes: Mapping[str, str], topics: Mapping[str, Mapping[str, str]]
) -> bool:
    """Tell whether a person chose a channel, for everything or for a topic."""
    said = [wishes.get(channel), *(of.get(channel) for of in topics.values())]
    return any(wish not in (None, "", Wish.OFF.value) for wish in said)


def goes_out_at(
    now: datetime, *, urgency: Urgency, quiet_from: time | None, quiet_to: time | None
) -> datetime:
    """Return when a notice may go out; `now` is in the reader's own time zone."""
    if urgency is Urgency.URGENT or quiet_from is None or quiet_to is None:
        return now
    clock = now.time()
    if quiet_from <= quiet_to:
        is_quiet = quiet_from <= clock < quiet_to
    else:
        is_quiet = clock >= quiet_from or clock < quiet_to
    if not is_quiet:
        return now
    over = now.replace(hour=quiet_to.hour, minute=quiet_to.minute, second=0, microsecond=0)
    return over if over > now else over + timedelta(days=1)


def to_json(values: Mapping[str, Value]) -> dict[str, str | int | dict[str, str]]:
    """Return values as JSON holds them; moments and days are marked, to be worded later."""
    written: dict[str, str | int | dict[str, str]] = {}
    for name, value in values.items():
        if isinstance(value, datetime):
            written[name] = {"at": value.isoformat()}
        elif isinstance(value, date):
            written[name] = {"on": value.isoformat()}
        else:
            written[name] = value if isinstance(value, int) else str(value)
    return written


def text_problems(text: str, kind: Kind) -> list[str]:
    """Return what is wrong with an official's text, in sentences."""
    if not text.strip():
        return [_("Hãy ghi nội dung.")]
    found = []
    for match in _PLACE.finditer(text):
        name, strange = match[1], match[2]
        if strange is not None:
            found.append(
                _("Dấu %% phải viết là %%%% hoặc %%(tên)s. Chỗ sai: “%%%(text)s”.")
                % {"text": strange}
            )
        elif name and name not in kind.values:
            found.append(
                _("Không có giá trị “%(name)s”. Dùng được: %(known)s.")
                % {"name": name, "known": ", ".join(kind.values) or "–"}
            )
    return found
