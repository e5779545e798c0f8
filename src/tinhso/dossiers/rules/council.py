"""What a council decides by its votes: who must be there, what carries.

No text seen here gives the shares: they are settings of a procedure, marked as a demonstration.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class SeatRole(models.TextChoices):
    """What a member is in the sitting."""

    CHAIR = "chair", _("Chủ trì")
    SECRETARY = "secretary", _("Thư ký")
    MEMBER = "member", _("Thành viên")


class SeatReply(models.TextChoices):
    """What a member answered to the invitation."""

    COMING = "coming", _("Sẽ dự")
    ABSENT = "absent", _("Không dự được")


class Vote(models.TextChoices):
    """What a member says to one dossier."""

    FOR = "for", _("Tán thành")
    AGAINST = "against", _("Không tán thành")
    OTHER = "other", _("Ý kiến khác")


class CouncilState(models.TextChoices):
    """Where a sitting stands."""

    CALLED = "called", _("Đã mời họp")
    HELD = "held", _("Đã họp, chờ ký biên bản")
    DECIDED = "decided", _("Đã ký biên bản")
    CALLED_OFF = "called_off", _("Đã hủy")


@dataclass(frozen=True, kw_only=True)
class CouncilRules:
    """What a procedure says about its council."""

    name: str
    quorum_percent: int = 50
    majority_percent: int = 50
    public_notice_days: int = 0
    signed_by: tuple[str, ...] = (SeatRole.CHAIR.value,)
    """Who signs the minutes, one after another; the last is the chair, who answers for them."""


MOST_PERCENT: Final = 100


def rules_of(settings: Mapping[str, object]) -> CouncilRules | None:
    """Read the council of a procedure's settings; None where it has none."""
    kept = settings.get("council")
    if not isinstance(kept, Mapping) or not kept.get("name"):
        return None
    return CouncilRules(
        name=str(kept["name"]),
        quorum_percent=_number(kept.get("quorum_percent"), 50),
        majority_percent=_number(kept.get("majority_percent"), 50),
        public_notice_days=_number(kept.get("public_notice_days"), 0),
        signed_by=_signers(kept.get("minutes_signed_by")),
    )


def _signers(value: object) -> tuple[str, ...]:
    """Read who signs; the secretary may stand before the chair, who always signs last."""
    named = value.split(",") if isinstance(value, str) else ()
    before = tuple(one for one in (SeatRole.SECRETARY.value,) if one in named)
    return (*before, SeatRole.CHAIR.value)


def _number(value: object, otherwise: int) -> int:
    sound = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_PERCENT
    return int(value) if sound else otherwise  # type: ignore[call-overload]  # an int by then


def is_quorate(*, present: int, seats: int, rules: CouncilRules) -> bool:
    """Tell whether more than the wanted share of the members is there."""
    return present * 100 > seats * rules.quorum_percent


def outcome_of(votes: Iterable[str], *, rules: CouncilRules, conditions: str = "") -> str:
    """Return the council's opinion: agreed by more than the share of those who voted.

    What is agreed with a condition is said as such; everything else is a disagreement.
    """
    counted = Counter(votes)
    if counted[Vote.FOR] * 100 <= counted.total() * rules.majority_percent:
        return "disagree"
    return "conditions" if conditions.strip() else "agree"
