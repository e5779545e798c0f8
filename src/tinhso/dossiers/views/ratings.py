"""What applicants say of the service, for a leader."""

from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tinhso.dossiers.queries.board import rating_statistics
from tinhso.dossiers.rules.rating import QUESTIONS
from tinhso.dossiers.views.board import leader_of, stretch_of


@require_safe
def rating_view(request: HttpRequest) -> HttpResponse:
    """Show how people found the service, by the nine questions of the law."""
    actor = leader_of(request)
    start, end = stretch_of(request)
    found = rating_statistics(actor=actor, start=start, end=end)
    lines = [
        (words, found.by_question.get(key), place_of_score(found.by_question.get(key)))
        for key, words in QUESTIONS.items()
    ]
    share = Decimal(100 * found.satisfied) / found.count if found.count else None
    context = {
        "found": found,
        "share": share.quantize(Decimal("0.01")) if share is not None else None,
        "lines": lines,
        "start": start,
        "end": end,
        "now": timezone.now(),
    }
    return render(request, "dossiers/board/ratings.html", context)


def place_of_score(score: Decimal | None) -> str:
    """Return where a score from 1 to 5 stands on its scale."""
    return f"{(score - 1) * 25:.1f}%" if score is not None else ""
