"""What applicants say of the service, for a leader; each count opens its dossiers."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from tinhso.dossiers.queries.board import rating_statistics
from tinhso.dossiers.queries.paged import labels
from tinhso.dossiers.queries.reasons import Satisfaction, satisfaction_by
from tinhso.dossiers.queries.spans import span_of
from tinhso.dossiers.rules.periods import free
from tinhso.dossiers.rules.rating import QUESTIONS
from tinhso.dossiers.views.board import leader_of, stretch_of
from tinhso.dossiers.views.figure_list import figure_url
from tinhso.dossiers.views.inbox import drill
from tinhso.kernel.errors import NotFound


@dataclass(frozen=True, kw_only=True)
class QuestionLine:
    """One of the nine questions: how many answered it and how well."""

    words: str | Promise
    score: Decimal | None
    answered: int
    url: str

    @property
    def place(self) -> str:
        """Return where its score from 1 to 5 stands on the scale."""
        return f"{(self.score - 1) * 25:.1f}%" if self.score is not None else ""


@dataclass(frozen=True, kw_only=True)
class PartLine:
    """How people found one agency, unit or procedure."""

    name: str
    part: Satisfaction
    url: str
    unsatisfied_url: str

    @property
    def scores(self) -> list[Decimal | None]:
        """Return the nine scores in their order."""
        return [self.part.scores[key] for key in QUESTIONS]


SPLITS: Final[dict[str, str | Promise]] = {
    "agency": gettext_lazy("Cơ quan"),
    "unit": gettext_lazy("Đơn vị"),
    "procedure": gettext_lazy("Thủ tục"),
}
SPLIT_FILTERS: Final = {"agency": "co-quan", "unit": "don-vi", "procedure": "thu-tuc"}
MOST_PARTS: Final = 200


def rated_url(start: date, end: date, **filters: str) -> str:
    """Return the address of the dossiers that were rated in these days."""
    days = {"danh-gia_tu": start.isoformat(), "danh-gia_den": end.isoformat()}
    return f"{drill(**filters)}&{urlencode(days)}"


@require_safe
def rating_view(request: HttpRequest) -> HttpResponse:
    """Show how people found the service, by the nine questions of the law."""
    actor = leader_of(request)
    start, end = stretch_of(request)
    found = rating_statistics(actor=actor, start=start, end=end)
    lines = [
        QuestionLine(
            words=words,
            score=found.by_question.get(key),
            answered=found.answered.get(key, 0),
            url=rated_url(start, end, cau_hoi=key),
        )
        for key, words in QUESTIONS.items()
    ]
    by = request.GET.get("theo", "agency")
    if by not in SPLITS:
        raise NotFound
    period = free(start, end)
    parts = satisfaction_by(actor=actor, span=span_of(start, end), by=by)
    names = labels(by=by, keys=[part.key for part in parts])
    share = Decimal(100 * found.satisfied) / found.count if found.count else None
    context = {
        "found": found,
        "share": share.quantize(Decimal("0.01")) if share is not None else None,
        "lines": lines,
        "rated_url": rated_url(start, end, tinh_hinh="rated"),
        "satisfied_url": rated_url(start, end, tinh_hinh="satisfied"),
        "by": by,
        "splits": SPLITS.items(),
        "questions": QUESTIONS.values(),
        "parts": [
            PartLine(
                name=names.get(part.key, part.key),
                part=part,
                url=figure_url("rated", period, {SPLIT_FILTERS[by]: part.key}),
                unsatisfied_url=figure_url("unsatisfied", period, {SPLIT_FILTERS[by]: part.key}),
            )
            for part in parts[:MOST_PARTS]
        ],
        "start": start,
        "end": end,
        "now": timezone.now(),
    }
    return render(request, "dossiers/board/ratings.html", context)
