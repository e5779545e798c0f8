"""Apologies owed and reasons given in a period; every count opens its dossiers."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tinhso.dossiers.queries.paged import labels
from tinhso.dossiers.queries.period_words import words_of
from tinhso.dossiers.queries.reasons import (
    APOLOGIES,
    CAUSES,
    WORDS,
    Reason,
    counts_of,
    refusal_reasons,
    supplement_reasons,
)
from tinhso.dossiers.queries.spans import span_of
from tinhso.dossiers.queries.tax_figures import tax_figures
from tinhso.dossiers.rules.periods import Period
from tinhso.dossiers.views._periods import PeriodForm, period_of
from tinhso.dossiers.views.board import leader_of
from tinhso.dossiers.views.figure_list import figure_url
from tinhso.dossiers.views.statistics import Cell


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line: its words and its counts with addresses."""

    words: str
    cells: list[Cell]
    is_data: bool = False


@require_safe
def reasons_view(request: HttpRequest) -> HttpResponse:
    """Show what apologies are owed and why things were late, sent back or refused."""
    actor = leader_of(request)
    period = period_of(request)
    span = span_of(period.start, period.end)
    counts = counts_of(actor=actor, span=span, codes=(*APOLOGIES, *CAUSES))
    keys = sorted({key for code in APOLOGIES for key in counts[code]})
    names = labels(by="agency", keys=keys)
    apologies = [
        Line(
            words=names.get(key, key),
            is_data=True,
            cells=[
                Cell(
                    value=counts[code].get(key, 0),
                    url=figure_url(code, period, {"co-quan": key}),
                )
                for code in APOLOGIES
            ],
        )
        for key in keys
    ]
    context = {
        "form": PeriodForm(period),
        "period_words": words_of(period),
        "heads": [WORDS[code] for code in APOLOGIES],
        "apologies": apologies,
        "totals": [_whole(code, counts[code], period) for code in APOLOGIES],
        "groups": [
            (
                _("Vì sao quá hạn"),
                [
                    Line(words=str(WORDS[code]), cells=[_whole(code, counts[code], period)])
                    for code in CAUSES
                ],
                _("Một hồ sơ có thể có nhiều lý do."),
            ),
            (
                _("Vì sao phải bổ sung"),
                _lines(supplement_reasons(actor=actor, span=span), period),
                _("Theo lý do ghi trong phiếu yêu cầu bổ sung của kỳ."),
            ),
            (
                _("Vì sao từ chối tiếp nhận"),
                _lines(refusal_reasons(actor=actor, span=span), period),
                _("Theo lý do ghi trong phiếu từ chối của kỳ."),
            ),
        ],
        "tax_lines": tax_figures(actor=actor, start=period.start, end=period.end),
        "at": timezone.now(),
    }
    return render(request, "dossiers/board/reasons.html", context)


def _whole(code: str, counts: dict[str, int], period: Period) -> Cell:
    return Cell(value=sum(counts.values()), url=figure_url(code, period, {}))


def _lines(reasons: list[Reason], period: Period) -> list[Line]:
    return [
        Line(
            words=one.words or _("Ghi bằng lời"),
            is_data=bool(one.words),
            cells=[Cell(value=one.count, url=figure_url(one.code, period, {}))],
        )
        for one in reasons
    ]
