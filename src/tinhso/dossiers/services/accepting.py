"""Acceptance itself, whoever accepts: the code, the promise, the receipt and the process."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.dossiers.events import DossierAccepted
from tinhso.dossiers.models import Attachment, Dossier
from tinhso.dossiers.queries.law import law_in_force
from tinhso.dossiers.rules.clocks import ClockCode, ClockStart, DueGround, clock_start
from tinhso.dossiers.rules.codes import checked_agency_code
from tinhso.dossiers.rules.states import Form
from tinhso.dossiers.services import _core, _flow
from tinhso.dossiers.services._clock import law_due, reckon, set_due
from tinhso.dossiers.services._linked import rows_for_paper
from tinhso.dossiers.services._papers import make_paper
from tinhso.dossiers.services._search import index_dossier
from tinhso.dossiers.services.inputs import CHECK_CODES, Checks
from tinhso.kernel.actors import Actor
from tinhso.kernel.calendar import calendar_for
from tinhso.kernel.calendar.worktime import to_minute, to_moment
from tinhso.kernel.errors import Invalid
from tinhso.kernel.events import publish
from tinhso.kernel.numbering.services import give_number
from tinhso.organization import queries as organization

if TYPE_CHECKING:
    from tinhso.dossiers.services._linked import Planned

PAPER_CUT_OFF: Final = 15 * 60
"""Minute of the day up to which paper goes on the same day (118/2025 Art. 18(2))."""
FIRST_HOUR: Final = 60
"""Working minutes of the next working day for what came later."""


def accepted(
    dossier: Dossier,
    *,
    actor: Actor,
    checks: Checks,
    has_paper: bool,
    plan: "Sequence[Planned]" = (),
) -> Dossier:
    """Give a dossier that may be accepted its code, promise, receipt and process.

    `plan` names the parts of a linked request. The code of each carries the desk's agency instead
    of the resolving one (118/2025 Art. 28).
    """
    _put_checks(dossier, checks)
    now = timezone.now()
    dossier.accepted_at = now
    dossier.accepted_by = dossier.accepted_by or actor.id
    dossier.accepted_by_name = dossier.accepted_by_name or actor.name
    dossier.answered_at = dossier.answered_at or now
    dossier.clock_started_at = now
    due = _promise(dossier, actor=actor, at=now)
    _hand_on(dossier, actor=actor, at=now, has_paper=has_paper)
    _flow.start(dossier, actor=actor, at=now)
    dossier.code = code = _give_code(dossier, actor=actor, at=now)
    _core.move(
        "accept",
        dossier,
        actor=actor,
        at=now,
        values={"code": dossier.code, "due": _core.iso(dossier.due_at)},
        is_last=False,
    )
    if not dossier.is_member:
        parts = rows_for_paper(plan, begins_at=now) if plan else []
        make_paper(
            dossier,
            Form.RECEIPT,
            actor=actor,
            at=now,
            more={"parts": parts} if parts else None,
            is_needed=False,
        )
    _core.move("transfer", dossier, actor=actor, at=now)
    index_dossier(dossier)
    _core.audit("accept", dossier, actor=actor, code=dossier.code, has_paper=has_paper)
    publish(
        DossierAccepted(
            **_core.envelope(dossier, actor),
            code=code,
            accepted_at=now,
            due_at=due,
        )
    )
    return dossier


def _promise(dossier: Dossier, *, actor: Actor, at: datetime) -> datetime:
    """Set the day the applicant is promised and the one reports count; returns the former."""
    arrived_on = timezone.localdate(dossier.arrived_at)
    start = clock_start(boundary_free=dossier.boundary_free, on=arrived_on, law=law_in_force())
    legal, national = reckon(dossier, start=at, stops=())
    set_due(
        dossier,
        legal=legal,
        national=national.at,
        ground=(
            DueGround.RECEIVED_BY_AGENCY
            if start is ClockStart.COMPETENT_AGENCY
            else DueGround.ACCEPTED
        ),
        actor=actor,
        at=at,
    )
    return legal.at


def _hand_on(dossier: Dossier, *, actor: Actor, at: datetime, has_paper: bool) -> None:
    """Write on the control sheet that the desk had it and who has it now (forms 05, 06)."""
    at_desk = _core.hand_over(
        dossier,
        to_unit_id=dossier.receiving_unit_id,
        actor=actor,
        at=at,
        received_by=actor.id,
        received_by_name=actor.name,
        finished_at=at,
    )
    _core.hand_over(
        dossier,
        to_unit_id=dossier.resolving_unit_id,
        actor=actor,
        at=at,
        due_at=dossier.due_at,
        has_paper=has_paper,
        paper_due_at=paper_due(dossier, at) if has_paper else None,
        after=at_desk,
    )


def _give_code(dossier: Dossier, *, actor: Actor, at: datetime) -> str:
    """Give the code of the resolving agency, of a linked part the desk's (118/2025 Art. 28)."""
    today = timezone.localdate(at)
    named = dossier.receiving_agency_id if dossier.part else dossier.resolving_agency_id
    agency = organization.agency(named, today)
    given = give_number(
        register="dossiers.dossier",
        agency_id=named,
        on=today,
        actor=actor,
        values={"agency": checked_agency_code(agency.code)},
        target=dossier,
    )
    return given.text


def _put_checks(dossier: Dossier, checks: Checks) -> None:
    given = [checks.data, checks.signatures, checks.components, *checks.per_component.values()]
    if any(code not in CHECK_CODES for code in given):
        raise Invalid(fields={"checks": _("Kết quả kiểm tra không hợp lệ.")})
    dossier.check_data = checks.data
    dossier.check_signatures = checks.signatures
    dossier.check_components = checks.components
    for key, code in checks.per_component.items():
        Attachment.objects.filter(
            dossier=dossier, component_key=key, superseded_at__isnull=True
        ).update(checked_as=code)


def paper_due(dossier: Dossier, now: datetime, *, fresh: bool = False) -> datetime:
    """Return by when the paper dossier is to be with the resolving agency; `fresh` reads days anew.

    The same working day, or the first hour of the next when it came after 15:00 (118 Art. 18(2)).
    """
    if dossier.boundary_free:
        return law_due(
            ClockCode.PAPER_TRANSFER,
            start=now,
            agency_id=dossier.receiving_agency_id,
            arrived_at=dossier.arrived_at,
        )
    calendar = calendar_for(dossier.receiving_agency_id, fresh=fresh)
    today, minute = to_minute(now)
    if minute <= PAPER_CUT_OFF and calendar.is_working_day(today):
        return calendar.closing(today)
    return calendar.add_minutes(to_moment(calendar.next_working_day(today), 0), FIRST_HOUR)
