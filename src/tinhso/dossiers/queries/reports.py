"""Periodic reports: counted from operations at a moment, and compared with what was sent."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.dossiers.models import PeriodReport
from tinhso.dossiers.queries.feedback import agencies_of_part, counts_by_field
from tinhso.dossiers.queries.law import law_in_force
from tinhso.dossiers.queries.report_desks import desk_rows
from tinhso.dossiers.queries.report_rows import ReportRow, as_kept, spread, summed
from tinhso.dossiers.queries.sides import overseen
from tinhso.dossiers.queries.spans import Span, span_of
from tinhso.dossiers.queries.statistics import (
    ABOVE_COMMUNE,
    Line,
    agencies_of_level,
    statistics,
)
from tinhso.dossiers.rules.periods import Length, Period, Reckoning, free, whole
from tinhso.dossiers.rules.reports import FORMS, ReportForm, holds
from tinhso.identity import queries as identity
from tinhso.identity.queries import AccountLine
from tinhso.kernel.actors import Actor
from tinhso.kernel.db.text import alphabetical
from tinhso.kernel.errors import NotFound
from tinhso.organization import queries as organization
from tinhso.organization.queries import AgencyLevel, Desk
from tinhso.procedures import queries as procedures
from tinhso.signing.permissions import SigningPermission

PARTS: Final = {"": "", "I": ABOVE_COMMUNE, "II": AgencyLevel.COMMUNE.value}
"""Part I of the province's forms is its own competence, part II the communes together."""


def desks_below(*, actor: Actor) -> dict[int, Desk]:
    """Return the desks that are there today below the actor's agency, by their units.

    Its leader declares what they have; of one that a merger ended nothing is declared any more.
    """
    below = organization.descendants_of(actor.agency_id or 0)
    return {one.unit_id: one for one in organization.desks() if one.agency_id in below}


@dataclass(frozen=True, kw_only=True)
class Report:
    """A form filled for one agency and period as of a moment."""

    form: ReportForm
    period: Period
    agency_id: int
    at: datetime
    rows: list[ReportRow]
    sent: PeriodReport | None
    returned: PeriodReport | None = None
    """What a leader sent back instead of signing."""
    ended_on: date | None = None
    """The day from which the agency is no more."""
    opening: int | None = None
    """Column (13) of the period before, where the form checks the continuity."""

    @property
    def differences(self) -> list[tuple[ReportRow, list[int]]]:
        """Return the rows that count otherwise now than when it was sent, and by how much."""
        if self.sent is None:
            return []
        then = {(row["part"], row["key"]): row["values"] for row in self.sent.rows}
        now = {(row.part, row.key): row for row in self.rows}
        for part, key in then:
            if (part, key) not in now:
                known = next(r for r in self.as_sent if (r.part, r.key) == (part, key))
                now[part, key] = replace(known, values=(0,) * len(known.values))
        changed = []
        for place, row in now.items():
            before = spread(then.get(place, ()), len(row.values))
            change = [new - old for new, old in zip(row.values, before, strict=True)]
            if any(change):
                changed.append((row, change))
        return changed

    @property
    def counted(self) -> Period:
        """Return the days that are counted: up to the agency's last one."""
        if self.ended_on is None or self.ended_on > self.period.end:
            return self.period
        return free(self.period.start, self.ended_on - timedelta(days=1))

    @property
    def counted_on(self) -> date:
        """Return the day whose procedures are counted: when it was sent, else as of now."""
        at = self.at if self.sent is None else self.sent.counted_at
        days = self.counted
        return span_of(days.start, days.end, now=at).last_day

    @property
    def as_sent(self) -> list[ReportRow]:
        """Return the rows that count: as they were sent, else as they are now."""
        if self.sent is None:
            return self.rows
        return [as_kept(row, self.form) for row in self.sent.rows]

    @property
    def data(self) -> list[dict[str, object]]:
        """Return the rows as they are kept."""
        return [asdict(row) for row in self.rows]


def is_province(agency_id: int) -> bool:
    """Tell whether an agency makes the province's forms."""
    return organization.agency(agency_id).level == AgencyLevel.PROVINCE


def forms_of(agency_id: int) -> list[ReportForm]:
    """Return the forms an agency makes."""
    province = is_province(agency_id)
    return [form for form in FORMS.values() if form.for_province == province]


def former_agencies(actor: Actor) -> list[int]:
    """Return the closed agencies whose last reports the actor's agency makes, as it went on."""
    return sorted(set(overseen(actor)) - set(organization.descendants_of(actor.agency_id or 0)))


def reporting_agency(*, actor: Actor, uid: str) -> int:
    """Return whose reports are asked for: one's own, or a former agency's by its public key."""
    if actor.agency_id is None:
        raise NotFound
    if not uid:
        return actor.agency_id
    known = organization.agency_infos(former_agencies(actor))
    found = next((one.id for one in known.values() if one.uid == uid), None)
    if found is None:
        raise NotFound
    return found


def report(
    *,
    actor: Actor,
    code: str,
    length: str,
    year: int,
    number: int,
    now: datetime | None = None,
    agency_id: int | None = None,
) -> Report:
    """Return a form for the actor's agency, or for one that went into it up to its last day.

    `NotFound` where there is no such report.
    """
    at = now or timezone.now()
    try:
        period = whole(Reckoning.DECREE_09, Length(length), year, number, law=law_in_force())
    except (KeyError, ValueError) as wrong:
        raise NotFound from wrong
    form = FORMS.get(code)
    place = _place(actor, agency_id)
    agency_id = place.agency_id
    if form is None or form not in forms_of(agency_id):
        raise NotFound
    if not holds(form, period) or (place.ended_on and place.ended_on <= period.start):
        raise NotFound
    makers = {"06": _feedback, "07": _results, "08": _desks, "09": _processes}
    rows = makers[code[:2]](place, form, place.span_of(period, at))
    known = PeriodReport.objects.filter(
        agency_id=agency_id, form=code, start=period.start, end=period.end
    ).first()
    is_back = known is not None and known.returned_at is not None
    return Report(
        form=form,
        period=period,
        agency_id=agency_id,
        at=at,
        rows=rows,
        sent=None if is_back else known,
        returned=known if is_back else None,
        ended_on=place.ended_on,
        opening=_opening(place, period, at) if form.checks_continuity else None,
    )


@dataclass(frozen=True, kw_only=True)
class _Place:
    """The agency that reports, as the one who looks sees it."""

    actor: Actor
    agency_id: int
    ended_on: date | None

    @property
    def ids(self) -> list[int]:
        """Return the agency and those below it."""
        return organization.descendants_of(self.agency_id)

    def span_of(self, period: Period, at: datetime) -> Span:
        """Return the period's moments, up to the agency's last day."""
        span = span_of(period.start, period.end, now=at)
        return span if self.ended_on is None else span.until(self.ended_on)

    def of_part(self, part: str) -> list[int]:
        """Return the agencies whose dossiers a part of a form counts."""
        if not part:
            return self.ids
        return agencies_of_level(actor=self.actor, key=PARTS[part])


def report_signers(*, actor: Actor) -> list[AccountLine]:
    """Return who of the actor's agency may sign its reports, once each."""
    if actor.agency_id is None:
        return []
    lines = identity.accounts_in(agency_id=actor.agency_id, permission=SigningPermission.SIGN_ITEM)
    return list({line.uid: line for line in lines}.values())


def _place(actor: Actor, agency_id: int | None) -> _Place:
    """Return who reports; another's agency is not found."""
    if actor.agency_id is None:
        raise NotFound
    asked = agency_id or actor.agency_id
    if asked != actor.agency_id and asked not in former_agencies(actor):
        raise NotFound
    return _Place(actor=actor, agency_id=asked, ended_on=organization.ended_on(asked))


def _opening(place: _Place, period: Period, at: datetime) -> int:
    """Return what was open when the period before ended, and what was taken over since."""
    before = place.span_of(period.before, at)
    left = statistics(actor=place.actor, span=before, within=place.ids).total.count("open")
    now = statistics(actor=place.actor, span=place.span_of(period, at), within=place.ids)
    return left + now.total.count("taken_over")


def _results(place: _Place, form: ReportForm, span: Span) -> list[ReportRow]:
    names = procedures.field_names()
    rows: list[ReportRow] = []
    for part in ("I", "II") if form.for_province else ("",):
        within = place.of_part(part)
        found = statistics(actor=place.actor, span=span, by="field", within=within)
        rows.append(_of_line(form, part, "", _("Tổng số"), found.total))
        lines = sorted(found.lines, key=lambda line: alphabetical(names.get(line.key, line.key)))
        rows += [_of_line(form, part, x.key, names.get(x.key, x.key), x) for x in lines]
    return rows


def _of_line(form: ReportForm, part: str, key: str, name: str, line: Line) -> ReportRow:
    values = tuple(line.count(column.figure) for column in form.columns)
    return ReportRow(part=part, key=key, name=name, values=values, is_sum=not key)


def _feedback(place: _Place, form: ReportForm, span: Span) -> list[ReportRow]:
    names = procedures.field_names()
    rows: list[ReportRow] = []
    for part in ("I", "II") if form.for_province else ("",):
        agencies = agencies_of_part(place.agency_id, part)
        found = counts_by_field(agency_ids=agencies, span=span)
        own = [
            ReportRow(
                part=part,
                key=key,
                name=names.get(key, key),
                values=tuple(counts[column.figure] for column in form.columns),
            )
            for key, counts in sorted(
                found.items(), key=lambda one: alphabetical(names.get(one[0], one[0]))
            )
        ]
        rows += [summed(form, own, part=part), *own]
    return rows


def _desks(place: _Place, form: ReportForm, span: Span) -> list[ReportRow]:
    return desk_rows(set(place.ids), form, span)


def _processes(_place: _Place, form: ReportForm, span: Span) -> list[ReportRow]:
    """Count the procedures of the last day of the period, by field."""
    day = span.last_day
    known = procedures.process_counts(on=day, at_commune=not form.for_province or None)
    rows = [
        ReportRow(
            part="",
            key=one.field,
            name=one.name,
            values=(
                one.procedures,
                one.at_province,
                one.at_commune,
                one.with_process,
                one.procedures - one.with_process,
            ),
        )
        for one in known
    ]
    return [summed(form, rows), *rows]


def sent_reports(
    *, agency_id: int, periods: Sequence[Period]
) -> dict[tuple[str, str], PeriodReport]:
    """Return what was sent for an agency and some periods, by form and first day."""
    rows = PeriodReport.objects.standing().filter(
        agency_id=agency_id, start__in={period.start for period in periods}
    )
    return {(row.form, f"{row.start}/{row.end}"): row for row in rows}


def sent_below(*, actor: Actor, period: Period) -> list[tuple[str, PeriodReport | None]]:
    """Return who below sent 07a for a period, and who has not: those with a desk of their own."""
    below = set(organization.descendants_of(actor.agency_id or 0)) - {actor.agency_id}
    desks = [*organization.desks(period.start), *organization.desks(period.end)]
    names = {one.agency_id: one.agency_name for one in desks if one.agency_id in below}
    sent = PeriodReport.objects.standing().exclude(number="")
    sent = sent.filter(
        agency_id__in=list(names), form="07a", start=period.start, end=period.end
    ).defer("rows")
    known = {row.agency_id: row for row in sent}
    return [
        (name, known.get(pk))
        for pk, name in sorted(names.items(), key=lambda one: alphabetical(one[1]))
    ]
