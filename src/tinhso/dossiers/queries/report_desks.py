"""Reports 08: desks, their branches, people and equipment, and the procedures taken in there."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from tinhso.dossiers.models import DeskFacts, Dossier
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.figures import taken_in
from tinhso.dossiers.queries.report_rows import ReportRow, summed
from tinhso.dossiers.queries.sides import DESK, Side, holder, with_days
from tinhso.dossiers.queries.spans import Span
from tinhso.dossiers.rules.reports import ReportForm
from tinhso.identity import queries as identity
from tinhso.kernel.db.repointing import moves_of
from tinhso.organization import queries as organization
from tinhso.procedures import queries as procedures


def desk_rows(agency_ids: Collection[int], form: ReportForm, span: Span) -> list[ReportRow]:
    """Return each desk with its branches, people and equipment, those of a centre below it."""
    desks = [one for one in organization.desks(span.last_day) if one.agency_id in agency_ids]
    order = {one.unit_id: place for place, one in enumerate(desks)}
    said = DeskFacts.objects.in_bulk([one.unit_id for one in desks])
    staff = identity.holders_by_unit(permission=P.RECEIVE, unit_ids=[x.unit_id for x in desks])
    taken = _procedures_taken(span, [x.unit_id for x in desks])
    branches = organization.desk_branches(span.last_day)
    centre = {unit: desk for desk, units in branches.items() for unit in units}
    part = "II" if form.first else ""
    rows = []
    for one in desks:
        facts = said.get(one.unit_id, DeskFacts())
        own = staff.get(one.unit_id, 0)
        counted = {
            "branches": len(branches.get(one.unit_id, ())),
            "staff": own + facts.staff_sent + facts.staff_contract,
            "staff_own": own,
            "procedures_taken": taken.get(one.unit_id, 0),
        }
        rows.append(
            ReportRow(
                part=part,
                key=str(one.unit_id),
                name=f"{one.name}, {one.agency_name}",
                values=_filled(form, counted, facts),
            )
        )
    rows.sort(key=lambda row: _place_of(int(row.key), centre, order))
    of_centres = _at_centres(form, span) if form.first else []
    return [*of_centres, summed(form, rows, part=part), *rows]


def _at_centres(form: ReportForm, span: Span) -> list[ReportRow]:
    """Count the procedures of the last day of the period: at which tiers, taken in at centres."""
    rows = [
        ReportRow(
            part="I",
            key=one.field,
            name=one.name,
            values=tuple(getattr(one, column.figure) for column in form.first),
        )
        for one in procedures.process_counts(on=span.last_day)
    ]
    return [summed(form, rows, part="I"), *rows]


def _procedures_taken(span: Span, desks: Sequence[int]) -> dict[int, int]:
    """Count by desk the procedures it accepted dossiers of, wherever these are now."""
    rows = Dossier.objects.filter(taken_in(span)).order_by()
    moved = moves_of(Dossier, DESK).filter(on__gt=span.first_day).values("row")
    stayed = rows.filter(receiving_unit_id__in=desks).exclude(pk__in=moved)
    pairs = set(stayed.values_list("receiving_unit_id", "procedure_code").distinct())
    then = with_days(rows.filter(pk__in=moved)).annotate(desk=holder(DESK, Side.ACCEPTED, span))
    pairs.update(then.values_list("desk", "procedure_code").distinct())
    counted = Counter(desk for desk, _code in pairs)
    return {desk: counted[desk] for desk in desks}


def _filled(form: ReportForm, counted: Mapping[str, int], facts: DeskFacts) -> tuple[int, ...]:
    return tuple(
        counted[column.figure] if column.figure in counted else int(getattr(facts, column.figure))
        for column in form.columns
    )


def _place_of(unit_id: int, centre: Mapping[int, int], order: Mapping[int, int]) -> tuple[int, ...]:
    """Return where a desk stands: behind its centre, before the next one."""
    places = [order[unit_id]]
    while centre.get(unit_id) in order:
        unit_id = centre[unit_id]
        places.insert(0, order[unit_id])
    return tuple(places)
