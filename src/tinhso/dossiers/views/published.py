"""How each agency serves, for anybody: quarter by quarter, as it was published."""

from collections.abc import Sequence
from decimal import Decimal
from functools import partial

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.dossiers.models import ServiceFigures
from tinhso.dossiers.queries.published import published_figures, quarters_published
from tinhso.dossiers.rules.rating import LEAST_RATED, QUESTIONS
from tinhso.kernel.actors import Actor
from tinhso.kernel.db.text import fold
from tinhso.kernel.web.lists import ChoiceFilter, Column, ListPage
from tinhso.kernel.web.lists.state import ListState
from tinhso.organization.queries import AgencyLevel


def quarters(_actor: Actor) -> Sequence[tuple[str, str]]:
    """Return the quarters that were published, the newest first."""
    known = quarters_published()
    return [(f"{year}-{quarter}", say_quarter(year, quarter)) for year, quarter in known]


def say_quarter(year: int, quarter: int) -> str:
    """Return a quarter as people say it."""
    return _("Quý %(quarter)s/%(year)s") % {"quarter": quarter, "year": year}


class QuarterFilter(ChoiceFilter):
    """One quarter of those published."""

    def _ask(self, **lookups: object) -> Q:
        year, _dash, quarter = str(lookups[""]).partition("-")
        return Q(year=year, quarter=quarter)


def share(part: int, whole: int) -> Decimal | None:
    """Return a share in per cent with two places; nothing of nothing."""
    return (Decimal(100 * part) / whole).quantize(Decimal("0.01")) if whole else None


def score(row: ServiceFigures, hundredths: int | None) -> Decimal | None:
    """Return a score from 1 to 5, where enough people gave one."""
    if row.rated < LEAST_RATED or not hundredths:
        return None
    return Decimal(hundredths) / 100


def question_column(key: str, words: str | Promise) -> Column[ServiceFigures]:
    """Return the column of one of the nine questions, shown to whoever chooses it."""
    read = partial(_of_question, key)
    return Column(f"cau-{key}", words, read, numeric=True, shown=False)


def _of_question(key: str, row: ServiceFigures) -> Decimal | None:
    return score(row, row.scores.get(key))


class ServiceList(ListPage[ServiceFigures]):
    """What was resolved, how much of it in time, and what people thought of it."""

    name = "dossiers.published"
    title = gettext_lazy("Kết quả phục vụ của các cơ quan")
    template = "dossiers/applicant/published.html"
    columns = (
        Column(
            "agency", gettext_lazy("Cơ quan"), lambda r: r.agency_name, sort=("agency_folded", "id")
        ),
        Column(
            "quarter", gettext_lazy("Quý"), lambda r: say_quarter(r.year, r.quarter), data=False
        ),
        Column(
            "resolved",
            gettext_lazy("Đã giải quyết"),
            lambda r: r.resolved,
            sort=("resolved", "id"),
            numeric=True,
        ),
        Column(
            "in_time",
            gettext_lazy("Sớm và đúng hạn, %"),
            lambda r: share(r.in_time, r.resolved),
            sort=("in_time_hundredths", "id"),
            numeric=True,
        ),
        Column(
            "rated",
            gettext_lazy("Lượt đánh giá"),
            lambda r: r.rated,
            sort=("rated", "id"),
            numeric=True,
        ),
        Column(
            "satisfied",
            gettext_lazy("Hài lòng, %"),
            lambda r: share(r.satisfied, r.rated) if r.rated >= LEAST_RATED else None,
            numeric=True,
        ),
        Column(
            "average",
            gettext_lazy("Điểm, từ 1 đến 5"),
            lambda r: score(r, r.average_hundredths),
            sort=("average_hundredths", "id"),
            numeric=True,
        ),
        *(question_column(key, words) for key, words in QUESTIONS.items()),
        Column(
            "final",
            gettext_lazy("Số liệu"),
            lambda r: _("đã chốt") if r.is_final else _("đang tính"),
            data=False,
        ),
    )
    filters = (
        QuarterFilter("quy", gettext_lazy("Quý"), choices=quarters),
        ChoiceFilter("cap", gettext_lazy("Cấp"), "level", AgencyLevel.choices),
    )
    default_order = ("-year", "-quarter", "agency_folded", "id")
    search_hint = gettext_lazy("Tên cơ quan")
    empty_title = gettext_lazy("Chưa có số liệu nào được công khai")
    empty_text = gettext_lazy("Số liệu của mỗi quý hiện ở đây và được tính lại mỗi đêm.")

    def permit(self, actor: Actor) -> None:
        """Let anybody in."""

    def rows(self, actor: Actor) -> QuerySet[ServiceFigures]:
        """Return what was published; it names no person."""
        return published_figures()

    def search(self, rows: QuerySet[ServiceFigures], query: str) -> QuerySet[ServiceFigures]:
        """Keep the agencies whose name holds the typed words."""
        return rows.filter(agency_folded__contains=fold(query.strip()))

    def url(self, row: ServiceFigures) -> str:
        """Open where the agency is and how to reach it."""
        return f"/co-quan/{row.agency.uid}/"

    def context(self, request: HttpRequest, state: ListState[ServiceFigures]) -> dict[str, object]:
        """Say from how many ratings on a score is told."""
        return {"least": LEAST_RATED, "back_url": "/"}

    def label(self, row: ServiceFigures) -> str:
        """Name a row by its agency and quarter."""
        return f"{row.agency_name}, {say_quarter(row.year, row.quarter)}"
