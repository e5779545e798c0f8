"""One request, several agencies: each gets its part in time, and one hand-over ends them all.

The request itself is the lead's own part. Another agency's part is a dossier of its own, with its
own process, clock and result, so that work, lateness, apology and statistics are its agency's.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from uuid import UUID, uuid5

from django.utils import timezone

from tinhso.dossiers.events import DossierStopped, DueDateMoved, PartsReady
from tinhso.dossiers.models import Dossier, HandOver, Result, ResultKind
from tinhso.dossiers.rules.clocks import DueGround
from tinhso.dossiers.rules.sight import unit_key
from tinhso.dossiers.rules.states import STOPPABLE, DossierState, Form
from tinhso.dossiers.services import _core, _flow
from tinhso.dossiers.services._clock import set_due
from tinhso.dossiers.services._linked import (
    Planned,
    order_of,
    plan_of,
    require_time,
    rows_for_paper,
)
from tinhso.dossiers.services._linked_papers import give_people_and_papers, pass_again
from tinhso.dossiers.services._papers import make_paper
from tinhso.dossiers.services.accepting import accepted
from tinhso.dossiers.services.inputs import Checks
from tinhso.kernel.actors import Actor, system_actor
from tinhso.kernel.calendar import DueDate, Line
from tinhso.kernel.db.acting import do_last
from tinhso.kernel.db.reading import read_one
from tinhso.kernel.db.writing import insert, update
from tinhso.kernel.errors import NotFound
from tinhso.kernel.events import publish
from tinhso.kernel.numbering.services import give_number
from tinhso.organization import queries as organization


def accept_request(
    dossier: Dossier,
    *,
    actor: Actor,
    checks: Checks,
    has_paper: bool,
    order: Mapping[str, int] = MappingProxyType({}),
) -> Dossier:
    """Accept a request; the parts of a linked one that wait for no other go out at once.

    `order` says at which turn the desk lets each part of a paper one begin (118/2025 Art. 20(2)).
    """
    dossier.part_order = order_of(dossier, order)
    plan = plan_of(dossier) if dossier.part and not dossier.is_member else []
    dossier.awaits_parts = len(plan) > 1
    accepted(dossier, actor=actor, checks=checks, has_paper=has_paper, plan=plan)
    require_time(dossier)
    now = dossier.accepted_at or timezone.now()
    for planned in plan[1:]:
        _show_request(dossier, planned)
        if not planned.part.after:
            _hand_on(dossier, planned, plan=plan, actor=actor, at=now, has_paper=has_paper)
    return dossier


def settle(dossier: Dossier, *, actor: Actor, at: datetime) -> None:
    """Go on after a part ended: hand on what waited for it, and tell when the last one is there."""
    lead = _locked_lead(dossier)
    pass_again(dossier, lead, at=at)
    if not lead.awaits_parts:
        return
    plan = plan_of(lead)
    members = {member.part: member for member in lead.members.all()}
    standing = {part: _granted(member) for part, member in {**members, lead.part: lead}.items()}
    has_paper = HandOver.objects.filter(dossier=lead, has_paper=True).exists()
    for planned in plan:
        part = planned.part
        if part.key in standing:
            continue
        if any(standing.get(key) is False for key in part.after):
            standing[part.key] = False
            _core.tell("part_dropped", lead, actor=actor, at=at, values={"part": part.name})
        elif all(standing.get(key) for key in part.after):
            standing[part.key] = None
            _hand_on(lead, planned, plan=plan, actor=actor, at=at, has_paper=has_paper)
    if dossier.is_member:
        _core.tell("part_done", lead, actor=actor, at=at, values={"part": dossier.part_name})
    if None not in (standing.get(planned.part.key) for planned in plan):
        lead.awaits_parts = False
        update(lead, "awaits_parts")
        _core.tell("parts_ready", lead, actor=actor, at=at)
        _core.audit("parts_ready", lead, actor=actor, parts=len(plan))
        publish(PartsReady(**_core.envelope(lead, actor)))


def end_parts(lead: Dossier, *, actor: Actor, at: datetime) -> None:
    """Stop what the other agencies still work on, because the request itself has ended."""
    if not lead.awaits_parts:
        return
    lead.awaits_parts = False
    for member in locked_members(lead):
        if member.state not in STOPPABLE:
            continue
        member.has_wait, member.paused_at, member.finished_at = False, None, at
        _flow.stop(member, outcome="stopped", actor=actor, at=at)
        _core.move("stop", member, actor=actor, at=at)
        _core.audit("stop", member, actor=actor, with_request=True)
        publish(DossierStopped(**_core.envelope(member, actor)))


def follow_extension(member: Dossier, *, actor: Actor, at: datetime) -> None:
    """Move the date of the whole when one agency's new date is later; the lead is not to blame."""
    if not member.is_member or member.due_at is None:
        return
    lead = _locked_lead(member)
    old = lead.due_at
    if old is not None and old >= member.due_at:
        return
    line = Line("due", {"at": timezone.localtime(member.due_at).isoformat(timespec="minutes")})
    set_due(
        lead,
        legal=DueDate(at=member.due_at, lines=(line,)),
        national=max(lead.national_due_at or member.due_at, member.due_at),
        ground=DueGround.LINKED_PART,
        actor=actor,
        decision=member.part_name,
        at=at,
    )
    lead.version += 1
    update(lead)
    values = {"due": _core.iso(member.due_at), "part": member.part_name}
    _core.tell("part_late", lead, actor=actor, at=at, values=values)
    publish(
        DueDateMoved(
            **_core.envelope(lead, actor),
            ground=DueGround.LINKED_PART,
            old_due_at=old,
            new_due_at=member.due_at,
        )
    )


def locked_members(lead: Dossier) -> list[Dossier]:
    """Return the other agencies' parts, locked, each as its own services load it."""
    system = system_actor("dossiers.linked")
    uids = lead.members.order_by("pk").values_list("uid", flat=True)
    return [_core.load(uid=uid, actor=system) for uid in uids]


def _granted(dossier: Dossier) -> bool | None:
    """Tell whether a part ended as it was asked for; None while it is under way."""
    if dossier.finished_at is None:
        return None
    rows = Result.objects.filter(dossier=dossier, sealed_at__isnull=False)
    kinds = rows.order_by("-pk").values_list("kind", flat=True)
    return kinds.first() == ResultKind.GRANT


def _locked_lead(dossier: Dossier) -> Dossier:
    if not dossier.is_member:
        return dossier
    lead = read_one(Dossier, lock=True, id=dossier.lead_id)
    if lead is None:
        raise NotFound
    lead.procedure_version = dossier.procedure_version
    return lead


def _show_request(lead: Dossier, planned: Planned) -> None:
    """Let an agency with a part see the whole request from the beginning (118/2025 Art. 20(2))."""
    if planned.way is not None:
        keys = frozenset({unit_key(planned.way.resolving_unit_id)})
        _core.add_sight(lead, keys | organization.lead_keys_for(planned.agency_id))


def _hand_on(
    lead: Dossier,
    planned: Planned,
    *,
    plan: Sequence[Planned],
    actor: Actor,
    at: datetime,
    has_paper: bool,
) -> Dossier:
    """Pass a part on to its agency: data, papers, the slip, and from now on its own clock."""
    member = _made(lead, planned, at=at)
    give_people_and_papers(member, lead, after=planned.part.after, at=at)
    units = {lead.resolving_unit_id}
    if member.monitoring_unit_id is not None:
        units.add(member.monitoring_unit_id)
    _core.write_sight(member, more_units=frozenset(units))
    _core.add_sight(member, organization.lead_keys_for(lead.resolving_agency_id))
    number = give_number(
        register="dossiers.submission",
        agency_id=0,
        on=timezone.localdate(at),
        actor=actor,
        values={"yymm": f"{timezone.localdate(at):%y%m}"},
        target=member,
    )
    member.submission_number = number.text
    do_last(("dossiers.made", member.pk), member.forget_making)
    accepted(member, actor=actor, checks=Checks(), has_paper=has_paper)
    begins = member.clock_started_at
    by_desk = actor.unit_id == lead.receiving_unit_id
    make_paper(
        member,
        Form.TRANSFER,
        actor=actor,
        at=at,
        more={
            "parts": rows_for_paper(plan, begins_at=None),
            "this": planned.part.key,
            "work": planned.part.name,
            "hours": planned.part.working_hours,
            "lead": organization.agency_name(lead.resolving_agency_id),
            "begins_at": begins.isoformat() if begins else "",
            **({} if by_desk else {"officer": ""}),
        },
    )
    values = {"part": planned.part.name, "agency": planned.agency_name}
    values["due"] = _core.iso(member.due_at) or ""
    _core.tell("part_handed_on", lead, actor=actor, at=at, values=values)
    return member


def _made(lead: Dossier, planned: Planned, *, at: datetime) -> Dossier:
    way = planned.way
    if way is None:
        raise NotFound
    token: UUID = uuid5(lead.submission_token, planned.part.key)
    member = Dossier(
        lead=lead,
        part=planned.part.key,
        part_name=planned.part.name,
        submission_number=token.hex,
        submission_token=token,
        procedure_version=lead.procedure_version,
        procedure_code=lead.procedure_code,
        case=lead.case,
        field_code=lead.field_code,
        channel=lead.channel,
        filed_at=lead.filed_at,
        service_level=lead.service_level,
        intake_place=lead.intake_place,
        receiving_agency_id=way.receiving_agency_id,
        receiving_unit_id=way.receiving_unit_id,
        resolving_agency_id=way.resolving_agency_id,
        resolving_unit_id=way.resolving_unit_id,
        monitoring_unit_id=way.monitoring_unit_id,
        boundary_free=way.is_boundary_free,
        state=DossierState.SUBMITTED,
        state_since=at,
        arrived_at=at,
        answered_at=at,
        accepted_by=lead.accepted_by,
        accepted_by_name=lead.accepted_by_name,
        electronic_only=lead.electronic_only,
        is_priority=lead.is_priority,
        is_sample=lead.is_sample,
        copies=lead.copies,
        answers=lead.answers,
        form_set=lead.form_set,
    )
    return insert(member)
