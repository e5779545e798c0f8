"""The dossiers behind a figure: the house's list with the figure of a period as its filter."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.dossiers.models import Dossier
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.figures import FIGURES, Figure, ever_measured
from tinhso.dossiers.queries.flow_times import passed_where, step_word
from tinhso.dossiers.queries.reasons import figure_of
from tinhso.dossiers.queries.spans import Span, span_of
from tinhso.dossiers.queries.statistics import ABOVE_COMMUNE, agencies_of_level, line_where
from tinhso.dossiers.rules import periods
from tinhso.dossiers.rules.periods import Period
from tinhso.dossiers.rules.states import DossierState
from tinhso.dossiers.views._inbox_filters import (
    ConditionFilter,
    KeyFilter,
    _agency_word,
    _person_word,
    _procedure_word,
    _unit_word,
    agency_choices,
    person_choices,
    procedure_choices,
    unit_choices,
)
from tinhso.dossiers.views.inbox import InboxList
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import NotFound
from tinhso.kernel.web.fields import FieldView
from tinhso.kernel.web.lists import (
    ChoiceFilter,
    DateRangeFilter,
    Filter,
    MultiFilter,
    NumberRangeFilter,
    TextFilter,
)
from tinhso.kernel.web.lists.filters import NOTHING, Reading
from tinhso.organization.queries import AgencyLevel
from tinhso.procedures import queries as procedures

PERIOD = DateRangeFilter("ky", gettext_lazy("Kỳ"), "accepted_at")
PLACES = ("cap", "co-quan", "don-vi")
"""The filters that say whose dossiers are meant, each by itself."""


@dataclass(frozen=True)
class StepFilter(TextFilter):
    """The step at which dossiers are, by its key in the process; said in the step's words."""

    lookup: str = "exact"

    def read(self, params: QueryDict, actor: Actor) -> Reading:
        """Take a key."""
        found = super().read(params, actor)
        if found.condition is None:
            return found
        code, number = params.get("thu-tuc", ""), params.get("phien-ban_tu", "")
        words = step_word(code=code, number=number, key=found.words)
        return Reading(self._where(found), words)

    def _where(self, found: Reading) -> Q | None:
        return found.condition


@dataclass(frozen=True)
class PassedStepFilter(StepFilter):
    """A step that dossiers went through."""

    def _where(self, found: Reading) -> Q | None:
        return passed_where(found.words)


def asked_figure(params: QueryDict, actor: Actor) -> tuple[Figure, Span, Reading] | Reading:
    """Return the figure, its days and their words as the address names them, or what is wrong."""
    asked = params.get("so-lieu", ""), *(params.get(name, "") for name in PERIOD.names())
    if not any(asked):
        return NOTHING
    meant = figure_of(asked[0])
    if meant is None:
        return Reading(error=_("Không có lựa chọn này; hãy chọn trong danh sách."))
    between = PERIOD.read(params, actor)
    if between.error:
        return between
    try:
        found = periods.free(*(date.fromisoformat(day) for day in asked[1:]))
    except ValueError:
        return Reading(error=_("Hãy chọn ngày đầu và ngày cuối, trong vòng ba năm."))
    return meant, span_of(found.start, found.end), between


def had_then(params: QueryDict, actor: Actor, by: str, key: str) -> Q | None:
    """Return which dossiers the asked figure counts for one line; None where none is asked."""
    asked = asked_figure(params, actor)
    if isinstance(asked, Reading):
        return None
    figure, span, _words = asked
    return line_where(actor=actor, figure=figure, span=span, by=by, key=key)


@dataclass(frozen=True)
class PlaceFilter(KeyFilter):
    """The agency or unit that had the dossiers when the figure counted them."""

    by: str = "agency"

    def read(self, params: QueryDict, actor: Actor) -> Reading:
        """Take a key; beside a figure it means who had them then, alone who has them now."""
        found = super().read(params, actor)
        if found.condition is None:
            return found
        then = had_then(params, actor, self.by, params.get(self.key, ""))
        return found if then is None else Reading(then, found.words)


@dataclass(frozen=True)
class LevelFilter(ConditionFilter):
    """The tier of who had the dossiers when the figure counted them."""

    def read(self, params: QueryDict, actor: Actor) -> Reading:
        """Take a tier that there is."""
        found = super().read(params, actor)
        if found.condition is None:
            return found
        then = had_then(params, actor, "level", params.get(self.key, ""))
        return found if then is None else Reading(then, found.words)


@dataclass(frozen=True)
class FigureFilter(Filter):
    """A figure of a period: without the period it says nothing, so the two are read together."""

    def names(self) -> tuple[str, ...]:
        """Return the figure and the two days."""
        return (self.key, *PERIOD.names())

    def read(self, params: QueryDict, actor: Actor) -> Reading:
        """Take a figure that there is and two days."""
        asked = asked_figure(params, actor)
        if isinstance(asked, Reading):
            return asked
        figure, span, between = asked
        words = f"{figure.label}, {between.words}"
        if any(params.get(key) for key in PLACES):
            return Reading(figure.where(span), words)
        return Reading(line_where(actor=actor, figure=figure, span=span, by="", key=""), words)

    def inputs(self, params: QueryDict, actor: Actor, error: str = "") -> list[FieldView]:
        """Return a select and two days."""
        known = {key: figure.label for key, figure in FIGURES.items()}
        asked = params.get(self.key, "")
        more = figure_of(asked) if asked not in known else None
        choices = (*known.items(), *([(asked, more.label)] if more is not None else []))
        select = ChoiceFilter(self.key, self.label, choices=choices)
        return [*select.inputs(params, actor, error), *PERIOD.inputs(params, actor)]


def _level_where(actor: Actor, level: str) -> Q:
    return Q(resolving_agency_id__in=agencies_of_level(actor=actor, key=level))


def _field_choices(_actor: Actor) -> list[tuple[str, str | Promise]]:
    return list(procedures.field_names().items())


def _field_word(value: str) -> str:
    return procedures.field_names()[value]


class FigureList(InboxList):
    """What the statistics of the actor's agency count, one figure at a time."""

    name = "dossiers.figures"
    title = gettext_lazy("Hồ sơ của số liệu")
    filters = (
        FigureFilter("so-lieu", gettext_lazy("Số liệu")),
        LevelFilter(
            "cap",
            gettext_lazy("Cấp"),
            choices=(*AgencyLevel.choices, (ABOVE_COMMUNE, gettext_lazy("Trên cấp xã"))),
            where=_level_where,
        ),
        PlaceFilter(
            "co-quan",
            gettext_lazy("Cơ quan giải quyết"),
            "resolving_agency_id",
            choices=agency_choices,
            name_of=_agency_word,
        ),
        KeyFilter(
            "linh-vuc",
            gettext_lazy("Lĩnh vực"),
            "field_code",
            choices=_field_choices,
            name_of=_field_word,
        ),
        KeyFilter(
            "thu-tuc",
            gettext_lazy("Thủ tục"),
            "procedure_code",
            choices=procedure_choices,
            name_of=_procedure_word,
        ),
        PlaceFilter(
            "don-vi",
            gettext_lazy("Đơn vị"),
            "resolving_unit_id",
            choices=unit_choices,
            name_of=_unit_word,
            by="unit",
        ),
        KeyFilter(
            "nguoi",
            gettext_lazy("Người giữ"),
            "assignee",
            choices=person_choices,
            name_of=_person_word,
        ),
        PassedStepFilter("buoc", gettext_lazy("Đã qua bước"), "step_key"),
        NumberRangeFilter("phien-ban", gettext_lazy("Phiên bản"), "procedure_version__number"),
        StepFilter("o-buoc", gettext_lazy("Đang ở bước"), "step_key"),
        MultiFilter(
            "trang-thai",
            gettext_lazy("Trạng thái"),
            "state",
            DossierState.choices,
        ),
    )
    views = ()
    acts = ()
    default_order = ("-arrived_at", "-id")
    empty_title = gettext_lazy("Không có hồ sơ nào")
    empty_text = gettext_lazy("Số liệu này bằng không trong kỳ đã chọn.")

    def permit(self, actor: Actor) -> None:
        """Let those read it who oversee."""
        super().permit(actor)
        if not actor.may(P.OVERSEE):
            raise NotFound

    def rows(self, actor: Actor) -> QuerySet[Dossier]:
        """Return what is measured, of what the actor sees."""
        return ever_measured(actor).for_lists()


def figure_url(figure: str, period: Period, filters: Mapping[str, str]) -> str:
    """Return the address of the dossiers behind a figure of a period."""
    asked = {
        "so-lieu": figure,
        "ky_tu": period.start.isoformat(),
        "ky_den": period.end.isoformat(),
    }
    return f"{reverse('figure_list')}?{urlencode({**asked, **filters})}"
