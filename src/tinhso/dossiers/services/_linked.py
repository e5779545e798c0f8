"""Which agency has which part of a linked request, and how far each part is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from tinhso.dossiers.models import Dossier, UnitDuty
from tinhso.dossiers.queries.applying import LEVEL_OF_BODY
from tinhso.dossiers.services import _routing
from tinhso.dossiers.services._papers import local_text
from tinhso.kernel.calendar import add_working_hours
from tinhso.kernel.errors import Invalid
from tinhso.kernel.errors.sentences import told
from tinhso.organization import queries as organization
from tinhso.procedures import queries as procedures

if TYPE_CHECKING:
    from tinhso.procedures.linked import LinkedPart

ORDER: Final = "part_order"
"""The field at which an order of parts is refused."""


@dataclass(frozen=True, kw_only=True)
class Planned:
    """One part with the agency and unit that will have it."""

    part: "LinkedPart"
    agency_id: int
    agency_name: str
    way: _routing.Way | None
    """None for the lead's own part, which is the request itself."""


def plan_of(lead: Dossier) -> list[Planned]:
    """Return who has which part and after which others; empty when it is not linked.

    Of a paper dossier the desk may have said in which order (118/2025 Art. 20(2)).

    The agency named by the procedure comes first, then the one with the duty, the lead's own
    before another's, then for what communes do the lead's commune. A part nobody here has is the
    lead's to have done.
    """
    parts = procedures.linked_parts(version=lead.procedure_version, order=lead.part_order)
    return [_planned(lead, part, is_lead=number == 0) for number, part in enumerate(parts)]


def _planned(lead: Dossier, part: "LinkedPart", *, is_lead: bool) -> Planned:
    code = lead.procedure_version.procedure.code
    agency_id, unit_id = (lead.resolving_agency_id, None) if is_lead else _who(lead, part, code)
    way = None
    if not is_lead:
        way = _routing.route(
            version=lead.procedure_version,
            resolving_agency_id=agency_id,
            receiving_agency_id=lead.receiving_agency_id,
            unit_id=unit_id,
        )
    return Planned(
        part=part,
        agency_id=agency_id,
        agency_name=organization.agency_name(agency_id),
        way=way,
    )


def _who(lead: Dossier, part: "LinkedPart", code: str) -> tuple[int, int | None]:
    named = organization.agency_by_code(part.agency) if part.agency else None
    duties = UnitDuty.objects.filter(procedure_code=part.duty_under(code), field_key="")
    units = dict(duties.order_by("agency_id").values_list("agency_id", "unit_id"))
    if named is not None:
        return named.id, units.get(named.id)
    own = lead.resolving_agency_id
    if own in units or not units:
        return own, units.get(own)
    if part.body in LEVEL_OF_BODY and len(units) > 1:
        return own, None
    return next(iter(units.items()))


def own_due(dossier: Dossier) -> datetime | None:
    """Return until when the lead's own part is to be done; the request's date is the last one."""
    part = procedures.linked_part(version=dossier.procedure_version, key=dossier.part)
    start = dossier.clock_started_at
    if part is None or start is None or dossier.is_member or dossier.extension_count:
        return dossier.due_at
    due = add_working_hours(start, part.working_hours, dossier.resolving_agency_id)
    return due if dossier.due_at is None else min(due, dossier.due_at)


def rows_for_paper(
    plan: Sequence[Planned], *, begins_at: datetime | None
) -> list[dict[str, object]]:
    """Return the parts as the receipt and the transfer slip print them."""
    names = {planned.part.key: planned.part.name for planned in plan}
    rows: list[dict[str, object]] = []
    for planned in plan:
        part = planned.part
        due = ""
        if begins_at is not None and not part.after:
            due = local_text(add_working_hours(begins_at, part.working_hours, planned.agency_id))
        rows.append(
            {
                "key": part.key,
                "name": part.name,
                "agency": planned.agency_name,
                "hours": part.working_hours,
                "due_at": due,
                "after": [names.get(key, key) for key in part.after],
            }
        )
    return rows


def order_of(dossier: Dossier, order: Mapping[str, int]) -> dict[str, int]:
    """Return the order a desk gave, empty where it is the procedure's own.

    No part comes before what it waits for by the procedure: `Invalid`.
    """
    version = dossier.procedure_version
    turns = procedures.turns_of(version=version)
    if not order or not dossier.part or {**turns, **order} == turns:
        return {}
    parts = {part.key: part for part in procedures.linked_parts(version=version)}
    given = {**turns, **order}
    if given.keys() != parts.keys() or min(given.values()) < 1 or given[dossier.part] != 1:
        raise Invalid(fields={ORDER: _("Thứ tự này không phải của các phần của thủ tục.")})
    for part in parts.values():
        for key in part.after:
            if given[part.key] <= given[key]:
                said = _("Phần “%(part)s” chỉ làm được sau phần “%(before)s”.")
                names = {"part": part.name, "before": parts[key].name}
                raise Invalid(fields={ORDER: told(said, **names)})
    return given


def require_time(dossier: Dossier) -> None:
    """Refuse an order by which the parts, one after another, pass the date just promised."""
    order, start = dossier.part_order, dossier.clock_started_at
    if not order or start is None or dossier.due_at is None:
        return
    hours = procedures.hours_in_order(version=dossier.procedure_version, order=order)
    if add_working_hours(start, hours, dossier.resolving_agency_id) > dossier.due_at:
        said = _(
            "Theo thứ tự này các phần hết %(hours)s giờ làm việc, quá ngày hẹn trả; "
            "hãy để vài phần cùng làm."
        )
        raise Invalid(fields={ORDER: told(said, hours=str(hours))})
