"""Every question others ask about procedures. The catalogue is public: no actor is needed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import get_language

from tinhso.kernel.db import fetch
from tinhso.kernel.db.keeping import kept
from tinhso.kernel.errors import NotFound
from tinhso.procedures.finding import Entry, Index
from tinhso.procedures.models import (
    Field,
    FiledAt,
    FilingRoute,
    HandledIn,
    Level,
    LifeEvent,
    PageRating,
    Procedure,
    ProcedureVersion,
    ProcedureVersionQuerySet,
    ResolvingBody,
)


def day_of(at: datetime | date) -> date:
    """Return the day in Việt Nam of a moment, or the day itself."""
    return timezone.localdate(at) if isinstance(at, datetime) else at


def versions_in_force(*, on: date) -> ProcedureVersionQuerySet:
    """Return the versions in force on a day, each with its procedure and field."""
    rows = ProcedureVersion.objects.in_force(on)
    return rows.select_related("procedure", "procedure__field").order_by("procedure__code")


def version_at(*, code: str, at: datetime | date) -> ProcedureVersion:
    """Return the version of a procedure in force at a time; `NotFound` when there is none."""
    return _version(_version_id(code, day_of(at)))


def version_by_id(*, version_id: int) -> ProcedureVersion:
    """Return one version, in force or not: the one under which a dossier began."""
    return _version(version_id)


@kept("procedures")
def _version_id(code: str, day: date) -> int:
    rows = ProcedureVersion.objects.in_force(day).filter(procedure__code=code).order_by()
    return fetch(rows.only("pk")).pk


@kept("procedures", most=256)
def _version(pk: int) -> ProcedureVersion:
    """Read a version with its forms and processes; they are large, and never change."""
    rows = ProcedureVersion.objects.select_related("procedure", "procedure__field")
    return fetch(rows, pk=pk)


def versions_of(*, code: str) -> ProcedureVersionQuerySet:
    """Return all versions of a procedure, the newest first."""
    rows = ProcedureVersion.objects.filter(procedure__code=code)
    return rows.select_related("procedure", "procedure__field").order_by("-effective_from")


def versions_beginning(
    *, start: date, end: date
) -> list[tuple[ProcedureVersion, ProcedureVersion | None]]:
    """Return the versions that take effect in these days, each with the one it follows."""
    beginning = ProcedureVersion.objects.filter(effective_from__gte=start, effective_from__lte=end)
    found = []
    for version in beginning.select_related("procedure").order_by("effective_from", "pk"):
        before = versions_of(code=version.procedure.code).filter(
            effective_from__lt=version.effective_from
        )
        found.append((version, before.first()))
    return found


def in_force_of(versions: Iterable[ProcedureVersion], *, on: date) -> ProcedureVersion | None:
    """Return which of a procedure's versions is in force on a day, or None."""
    for version in versions:
        ends = version.effective_to
        if version.effective_from <= on and (ends is None or ends >= on):
            return version
    return None


def chosen_version(
    versions: Iterable[ProcedureVersion], *, number: int | None, on: date
) -> ProcedureVersion:
    """Return the version of that number, or without one the one in force; else `NotFound`."""
    if number is None:
        chosen = in_force_of(versions, on=on)
    else:
        chosen = next((version for version in versions if version.number == number), None)
    if chosen is None:
        raise NotFound
    return chosen


@dataclass(frozen=True, kw_only=True)
class Route:
    """Where a procedure is filed and in whose system it is handled on a day."""

    filed_at: FiledAt
    handled_in: HandledIn
    since: date | None
    decision: str


def route_at(*, code: str, at: datetime | date) -> Route:
    """Return where a procedure is filed; without a rule on record it is filed here."""
    return _route(code, day_of(at))


@kept("procedures")
def _route(code: str, day: date) -> Route:
    rows = FilingRoute.objects.filter(procedure__code=code, effective_from__lte=day)
    rule = rows.order_by("-effective_from").first()
    if rule is None:
        return Route(filed_at=FiledAt.OWN, handled_in=HandledIn.PROVINCE, since=None, decision="")
    return Route(
        filed_at=FiledAt(rule.filed_at),
        handled_in=HandledIn(rule.handled_in),
        since=rule.effective_from,
        decision=rule.decision,
    )


def may_be_filed(
    *,
    version: ProcedureVersion,
    at: datetime | date,
    channel: str = "",
    at_national: bool = False,
) -> bool:
    """Tell whether one files this version here: it can be resolved and is routed here.

    With a `channel` (`online`, `direct`, `post`), also whether the procedure takes that way. What
    was filed `at_national`, the national portal, only has to be handled in the province's system.
    """
    if not version.can_be_filed or (channel and channel not in version.channels):
        return False
    route = route_at(code=version.procedure.code, at=at)
    is_filed_here = at_national or route.filed_at == FiledAt.OWN
    return is_filed_here and route.handled_in == HandledIn.PROVINCE


@dataclass(frozen=True, kw_only=True)
class Found:
    """One procedure found: the version in force and how well it fits."""

    version: ProcedureVersion
    score: float


def search(*, text: str, on: date | None = None, limit: int = 30) -> list[Found]:
    """Return the procedures that fit everyday words, the best first.

    Marks may be left out and a letter may slip. Two queries at most, whatever the catalogue's size.
    """
    day = on or timezone.localdate()
    hits = _index(day).search(text, limit=limit)
    rows = versions_in_force(on=day).filter(procedure__code__in=[hit.code for hit in hits])
    by_code = {row.procedure.code: row for row in rows}
    return [Found(version=by_code[h.code], score=h.score) for h in hits if h.code in by_code]


@kept("procedures", most=4)
def _index(on: date) -> Index:
    """Build the search index of a day once for each state of the catalogue."""
    rows = ProcedureVersion.objects.in_force(on).values_list(
        "procedure__code",
        "name",
        "procedure__keywords",
        "procedure__field__name",
        "procedure__name_en",
    )
    return Index.of(
        Entry(code, name, tuple(words), field, en) for code, name, words, field, en in rows
    )


def catalogue(
    *,
    on: date | None = None,
    field: str = "",
    level: str = "",
    life_event: str = "",
    body: str = "",
) -> ProcedureVersionQuerySet:
    """Return the versions in force that fit all filters; an unknown filter value fits nothing."""
    rows = versions_in_force(on=on or timezone.localdate())
    if field:
        rows = rows.filter(procedure__field__key=field)
    if level:
        rows = rows.at_level(level) if level in Level.values else rows.none()
    if life_event:
        rows = rows.filter(procedure__life_events__key=life_event)
    if body:
        rows = rows.filter(resolving_body=body)
    return rows


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One value of a filter with how many procedures it holds."""

    key: str
    name: str
    name_en: str
    count: int


@dataclass(frozen=True, kw_only=True)
class Choices:
    """The filters of the catalogue page."""

    fields: tuple[Choice, ...]
    levels: tuple[Choice, ...]
    bodies: tuple[Choice, ...]


def choices(*, on: date | None = None) -> Choices:
    """Return the fields, levels and agencies of a day with their counts."""
    counted = _counted(on or timezone.localdate())
    return Choices(
        fields=counted.fields,
        levels=tuple(
            Choice(key=level.value, name=str(level.label), name_en="", count=number)
            for level, number in counted.levels
        ),
        bodies=tuple(
            Choice(key=body.value, name=str(body.label), name_en="", count=number)
            for body, number in counted.bodies
        ),
    )


@dataclass(frozen=True, kw_only=True)
class _Counted:
    """How many procedures each filter holds, not yet in words."""

    fields: tuple[Choice, ...]
    levels: tuple[tuple[Level, int], ...]
    bodies: tuple[tuple[ResolvingBody, int], ...]


@kept("procedures", most=4)
def _counted(on: date) -> _Counted:
    """Count the procedures of a day once for each state of the catalogue."""
    rows = ProcedureVersion.objects.in_force(on)
    fields = (
        rows.values("procedure__field__key", "procedure__field__name", "procedure__field__name_en")
        .annotate(count=Count("pk"))
        .order_by("procedure__field__name")
    )
    bodies = rows.values("resolving_body").annotate(count=Count("pk")).order_by("-count")
    levels = rows.aggregate(
        **{level.value: Count("pk", filter=Q(**{f"at_{level.value}": True})) for level in Level}
    )
    return _Counted(
        fields=tuple(
            Choice(
                key=row["procedure__field__key"],
                name=row["procedure__field__name"],
                name_en=row["procedure__field__name_en"],
                count=row["count"],
            )
            for row in fields
        ),
        levels=tuple((level, levels[level.value]) for level in Level if levels[level.value]),
        bodies=tuple((ResolvingBody(row["resolving_body"]), row["count"]) for row in bodies),
    )


def life_events() -> list[LifeEvent]:
    """Return the events of life in their order."""
    return list(LifeEvent.objects.all())


def life_event(*, key: str) -> LifeEvent:
    """Return one event of life; `NotFound` when there is none."""
    return fetch(LifeEvent.objects.all(), key=key)


def names_of(*, codes: list[str], on: date | None = None) -> dict[str, str]:
    """Return the plain names of procedures by code, in one query."""
    rows = ProcedureVersion.objects.in_force(on or timezone.localdate())
    return dict(rows.filter(procedure__code__in=codes).values_list("procedure__code", "name"))


def english_name(procedure: Procedure) -> str:
    """Return a procedure's English name for who reads English, else nothing.

    A page shows it over the official name, which stays in Vietnamese.
    """
    return procedure.name_en if get_language() == "en" else ""


def name_column(field: str, *, on: date | None = None) -> Subquery:
    """Return the procedure's name on a day beside each row of a list; `field` holds its code."""
    rows = ProcedureVersion.objects.in_force(on or timezone.localdate())
    return Subquery(rows.filter(procedure__code=OuterRef(field)).values("name")[:1])


def field_name_column(field: str) -> Subquery:
    """Return the name of a field of life beside each row of a list; `field` holds its key."""
    return Subquery(Field.objects.filter(key=OuterRef(field)).values("name")[:1])


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a reader asks the catalogue: words, filters, page."""

    text: str = ""
    life_event: str = ""
    field: str = ""
    level: str = ""
    body: str = ""
    page: int = 1

    @property
    def is_filtered(self) -> bool:
        """Tell whether any filter is set."""
        return bool(self.life_event or self.field or self.level or self.body)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the catalogue answers: versions, the best first, the words as meant, the filters."""

    versions: list[ProcedureVersion]
    corrected: str
    choices: Choices


SHOWN_IN_CATALOGUE = (
    "name",
    "at_commune",
    "at_province",
    "at_ministry",
    "resolving_body",
    "service_level",
    "can_be_filed",
    "effective_from",
    "procedure__code",
    "procedure__name_en",
    "procedure__field__name",
)
"""What a line of the catalogue says, on the page and to machines; forms are not read for it."""


def find(asked: Asked, *, on: date) -> Answer:
    """Return the versions that fit words and filters: by fit for words, else by name."""
    rows = catalogue(
        on=on,
        field=asked.field,
        level=asked.level,
        life_event=asked.life_event,
        body=asked.body,
    )
    rows = rows.only(*SHOWN_IN_CATALOGUE)
    filters = choices(on=on)
    if not asked.text.strip():
        by_name = list(rows.order_by("-can_be_filed", "name"))
        return Answer(versions=by_name, corrected="", choices=filters)
    index = _index(on)
    hits = index.search(asked.text)
    fitting = rows.filter(procedure__code__in=[hit.code for hit in hits])
    by_code = {row.procedure.code: row for row in fitting}
    versions = [by_code[hit.code] for hit in hits if hit.code in by_code]
    return Answer(versions=versions, corrected=index.corrected(asked.text), choices=filters)


@dataclass(frozen=True, kw_only=True)
class Ratings:
    """What readers said of a procedure's page: both counts and the newest words."""

    helpful: int
    not_helpful: int
    words: tuple[PageRating, ...]


def ratings_of(*, code: str, newest: int = 20) -> Ratings:
    """Return what readers said of a procedure's page."""
    rows = PageRating.objects.filter(procedure__code=code)
    counts = rows.aggregate(
        helpful=Count("pk", filter=Q(is_helpful=True)),
        not_helpful=Count("pk", filter=Q(is_helpful=False)),
    )
    words = tuple(rows.exclude(text="")[:newest])
    return Ratings(helpful=counts["helpful"], not_helpful=counts["not_helpful"], words=words)
