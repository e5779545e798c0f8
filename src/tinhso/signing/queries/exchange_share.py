"""What share of the papers that left each agency bore the signatures that the rules ask for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from heapq import nlargest
from typing import Final

from django.db.models import Case, Count, F, Model, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.functional import Promise

from tinhso.kernel.actors import Actor
from tinhso.organization.queries import agency_infos
from tinhso.signing.models.certificates import end_of
from tinhso.signing.queries.register import agencies_seen, in_order, require_reader
from tinhso.signing.registry import Outlet, SentPaper, outlets

Rows = QuerySet[Model]


@dataclass(frozen=True, kw_only=True)
class Sent:
    """How many papers left, how many of them with whose signatures."""

    papers: int = 0
    personal: int = 0
    sealed: int = 0
    whole: int = 0

    @property
    def share(self) -> float | None:
        """Return how many of a hundred bore all that is asked; nothing where none left.

        Two places, never rounded up: only what is whole to the last paper is a hundred.
        """
        return self.whole * 10_000 // self.papers / 100 if self.papers else None

    @property
    def is_whole(self) -> bool:
        """Tell whether papers left, and every one bore all that is asked."""
        return self.papers > 0 and self.whole == self.papers


COUNTED: Final = tuple(one.name for one in fields(Sent))


@dataclass(frozen=True, kw_only=True)
class ShareLine:
    """One agency, or their sum."""

    sent: Sent
    code: str = ""
    name: str = ""
    level: str = ""


@dataclass(frozen=True, kw_only=True)
class LevelLine:
    """The agencies of a level, or all: how many sent anything, how many all of it signed."""

    level: str
    sending: int
    whole: int
    silent: int
    sent: Sent

    @property
    def share(self) -> float | None:
        """Return how many of a hundred agencies that sent anything signed all of it."""
        return self.whole * 10_000 // self.sending / 100 if self.sending else None


@dataclass(frozen=True, kw_only=True)
class ShareReport:
    """What left in a period, agency by agency; who sent nothing stands apart."""

    since: date
    until: date
    lines: list[ShareLine]
    silent: list[ShareLine]
    levels: list[LevelLine]
    total: LevelLine


@dataclass(frozen=True, kw_only=True)
class SentRow:
    """One paper behind the numbers."""

    kind: str
    key: int
    label: str | Promise
    at: datetime
    agency: str
    personal: bool
    sealed: bool
    asks_seal: bool
    whole: bool
    paper: SentPaper


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Which papers: of a period, a kind, agencies; all, or those with or without signatures."""

    since: date
    until: date
    kind: str = ""
    code: str = ""
    level: str = ""
    which: str = ""

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """Return its first moment and the last of its last day."""
        return timezone.make_aware(datetime.combine(self.since, time.min)), end_of(self.until)


WHICH: Final = ("", "personal", "sealed", "whole", "lacking")
AT_ONCE: Final = 50


def share_report(
    *, actor: Actor, since: date, until: date, level: str = "", kind: str = ""
) -> ShareReport:
    """Report what left the agencies that the actor may see, by agency and by level."""
    require_reader(actor)
    asked = Asked(since=since, until=until, kind=kind, level=level)
    there = _agencies(actor, asked)
    counted = _counted(asked, there)
    infos = agency_infos(there, until)
    lines = [
        ShareLine(
            code=infos[pk].code,
            name=infos[pk].name,
            level=infos[pk].level,
            sent=counted.get(pk, Sent()),
        )
        for pk in sorted(infos, key=lambda pk: in_order(infos[pk]))
    ]
    kinds = dict.fromkeys(line.level for line in lines)
    return ShareReport(
        since=since,
        until=until,
        lines=[line for line in lines if line.sent.papers],
        silent=[line for line in lines if not line.sent.papers],
        levels=[_level(one, [line for line in lines if line.level == one]) for one in kinds],
        total=_level("", lines),
    )


def sent_rows(
    *, actor: Actor, asked: Asked, after: tuple[datetime, str, int] | None = None
) -> tuple[list[SentRow], tuple[datetime, str, int] | None]:
    """Return the papers behind a number, the newest first, and where the next page begins."""
    require_reader(actor)
    there = _agencies(actor, asked)
    keys: list[tuple[datetime, str, int]] = []
    for name, outlet in _kinds(asked.kind):
        rows = _before(_rows(outlet, asked, there), outlet, name, after)
        newest = rows.order_by(f"-{outlet.at}", "-pk").values_list(outlet.at, "pk")
        keys += [(at, name, pk) for at, pk in newest[: AT_ONCE + 1]]
    newest_of_all = nlargest(AT_ONCE + 1, keys)
    page = newest_of_all[:AT_ONCE]
    told = {name: _told(outlet, name, page, actor) for name, outlet in _kinds(asked.kind)}
    rest = page[-1] if len(newest_of_all) > AT_ONCE else None
    return [told[name][pk] for _at, name, pk in page], rest


def count_rows(*, actor: Actor, asked: Asked) -> int:
    """Return how many papers stand behind a number."""
    require_reader(actor)
    there = _agencies(actor, asked)
    return sum(_rows(outlet, asked, there).count() for _name, outlet in _kinds(asked.kind))


def _agencies(actor: Actor, asked: Asked) -> set[int]:
    """Return the agencies that the actor may see and that there were in the period."""
    last, first = asked.until, asked.since
    rows = agencies_seen(actor=actor).filter(valid_from__lte=last)
    rows = rows.filter(Q(valid_to=None) | Q(valid_to__gt=first))
    if asked.code:
        rows = rows.filter(code_new__iexact=asked.code)
    if asked.level:
        rows = rows.filter(level=asked.level)
    return set(rows.values_list("agency_id", flat=True))


def _kinds(kind: str) -> list[tuple[str, Outlet]]:
    return [(name, outlet) for name, outlet in outlets if kind in {"", name}]


def _rows(outlet: Outlet, asked: Asked, agencies: Iterable[int]) -> Rows:
    rows: Rows = outlet.sent().filter(**{f"{outlet.at}__range": asked.moments})
    # Reckoned with, an agency is no way in: the newest papers are found along their moments, and
    # not by going through all that the agencies ever had.
    there: Rows = rows.alias(of_agency=F(outlet.agency) + 0)
    rows = there.filter(of_agency__in=agencies)
    if asked.which == "lacking":
        is_whole = Case(When(outlet.whole, then=Value(True)), default=Value(False))
        told: Rows = rows.alias(is_whole=is_whole)
        return told.filter(is_whole=False)
    conditions = {"personal": outlet.personal, "sealed": _sealed(outlet), "whole": outlet.whole}
    return rows.filter(conditions[asked.which]) if asked.which else rows


def _sealed(outlet: Outlet) -> Q:
    return outlet.sealed if outlet.sealed is not None else Q(pk=None)


def _counted(asked: Asked, agencies: Iterable[int]) -> Mapping[int, Sent]:
    found: dict[int, Sent] = {}
    for _name, outlet in _kinds(asked.kind):
        # The period alone chooses the rows: naming each of many agencies is dearer than
        # counting a few that are then left out.
        rows = outlet.sent().filter(**{f"{outlet.at}__range": asked.moments}).order_by()
        counts = rows.values(outlet.agency).annotate(
            papers=Count("pk"),
            personal=Count("pk", filter=outlet.personal),
            sealed=Count("pk", filter=_sealed(outlet)),
            whole=Count("pk", filter=outlet.whole),
        )
        for row in counts:
            one = Sent(**{name: row[name] for name in COUNTED})
            before = found.get(row[outlet.agency], Sent())
            found[row[outlet.agency]] = _sum([before, one])
    wanted = set(agencies)
    return {pk: one for pk, one in found.items() if pk in wanted}


def _sum(several: Iterable[Sent]) -> Sent:
    listed = list(several)
    return Sent(**{name: sum(getattr(one, name) for one in listed) for name in COUNTED})


def _level(level: str, lines: Sequence[ShareLine]) -> LevelLine:
    sending = [line.sent for line in lines if line.sent.papers]
    return LevelLine(
        level=level,
        sending=len(sending),
        whole=sum(one.is_whole for one in sending),
        silent=len(lines) - len(sending),
        sent=_sum(sending),
    )


def _before(rows: Rows, outlet: Outlet, name: str, after: tuple[datetime, str, int] | None) -> Rows:
    """Keep what stands behind a place in the order of time, kind and key."""
    if after is None:
        return rows
    at, kind, pk = after
    if name != kind:
        return rows.filter(**{f"{outlet.at}__{'lte' if name < kind else 'lt'}": at})
    earlier = Q(**{f"{outlet.at}__lt": at})
    return rows.filter(earlier | Q(**{outlet.at: at, "pk__lt": pk}))


def _told(
    outlet: Outlet, name: str, page: Sequence[tuple[datetime, str, int]], actor: Actor
) -> dict[int, SentRow]:
    keys = [pk for _at, kind, pk in page if kind == name]
    if not keys:
        return {}
    rows = outlet.sent().filter(pk__in=keys)
    papers = outlet.shown(rows, actor)
    holds = {
        what: set(rows.filter(condition).values_list("pk", flat=True))
        for what, condition in (
            ("personal", outlet.personal),
            ("sealed", _sealed(outlet)),
            ("whole", outlet.whole),
        )
    }
    listed = list(rows.values_list("pk", outlet.at, outlet.agency))
    infos = agency_infos({agency for _pk, _at, agency in listed})
    return {
        pk: SentRow(
            kind=name,
            key=pk,
            label=outlet.label,
            at=at,
            agency=infos[agency].name if agency in infos else "",
            personal=pk in holds["personal"],
            sealed=pk in holds["sealed"],
            asks_seal=outlet.asks_seal,
            whole=pk in holds["whole"],
            paper=papers[pk],
        )
        for pk, at, agency in listed
    }
