"""Complaints about how a dossier is handled: about what, who answers, until when one may decline.

What the facts say of who answers and by when (Decree 20/2008, Decision 766) is marked in
`rules.clocks`; that a complaint about a decision goes to the agency above is ours, not seen in law.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.rules.clocks import ClockCode


class ComplaintAbout(models.TextChoices):
    """What somebody complains about."""

    LATE = "late", _("Giải quyết chậm")
    MANNER = "manner", _("Thái độ, cách làm việc")
    FEE = "fee", _("Phí, lệ phí, khoản thu ngoài quy định")
    DECISION = "decision", _("Quyết định hoặc kết quả")
    RULES = "rules", _("Quy định của thủ tục")


class ComplaintPlace(models.TextChoices):
    """Whose conduct it is about."""

    DESK = "desk", _("Nơi tiếp nhận và trả kết quả")
    RESOLVING = "resolving", _("Nơi giải quyết")


class ComplaintState(models.TextChoices):
    """Where a complaint stands."""

    OPEN = "open", _("Đang xem xét")
    ANSWERED = "answered", _("Đã trả lời")
    REFUSED = "refused", _("Không xem xét")
    WITHDRAWN = "withdrawn", _("Đã rút")


class ComplaintOutcome(models.TextChoices):
    """What the answer finds."""

    FOUNDED = "founded", _("Phản ánh đúng")
    PARTLY = "partly", _("Phản ánh đúng một phần")
    UNFOUNDED = "unfounded", _("Phản ánh không đúng")


CONDUCT: Final = frozenset(
    {ComplaintAbout.LATE, ComplaintAbout.MANNER, ComplaintAbout.FEE, ComplaintAbout.DECISION}
)
"""What reports count as about conduct; the rest is about rules (TT 09/2026, forms 06a and 06b)."""
USUAL_PLACE: Final = {
    ComplaintAbout.MANNER: ComplaintPlace.DESK,
    ComplaintAbout.FEE: ComplaintPlace.DESK,
}
"""Whom it is about where the person does not say."""


def answer_clock(about: str) -> ClockCode:
    """Return within which clock an answer is due."""
    if about == ComplaintAbout.DECISION:
        return ClockCode.DECISION_COMPLAINT_ANSWER
    return ClockCode.COMPLAINT_ANSWER


def agency_to_answer(
    *,
    about: str,
    at_place: int,
    above: Sequence[int],
    is_free: Callable[[int], bool],
) -> int:
    """Return the agency whose leader answers: never one where all who could are complained of.

    `above` are the agencies over `at_place`, the nearest first. A decision is looked at by the
    agency above, rules of a procedure by the highest; where nobody is free there, further up.
    """
    chain = [at_place, *above]
    if about == ComplaintAbout.RULES:
        chain = chain[-1:]
    elif about == ComplaintAbout.DECISION:
        chain = chain[1:] or chain
    return next((agency_id for agency_id in chain if is_free(agency_id)), chain[-1])


def may_decline(*, now: datetime, until: datetime, was_put_before: bool) -> bool:
    """Tell whether a complaint may still be refused or handed on: in its first days alone."""
    return now <= until and not was_put_before
