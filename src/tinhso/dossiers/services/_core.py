"""What every service of this room does the same way: load, permit, check, move, tell."""

from collections.abc import Mapping
from datetime import datetime
from typing import TypedDict
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.dossiers.events import ProgressNoted
from tinhso.dossiers.models import (
    Charge,
    Dossier,
    DossierSight,
    HandOver,
    PartyRole,
    TimelineEntry,
)
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.asking import is_asking_again, permission_for
from tinhso.dossiers.rules.fees import ChargeState
from tinhso.dossiers.rules.moves import MOVES
from tinhso.dossiers.rules.sight import keys_of, person_key, unit_key
from tinhso.dossiers.rules.states import (
    END_STATES,
    NATIONAL_STATE,
    DossierState,
    PaymentState,
    Relation,
    SyncState,
    result_class,
)
from tinhso.dossiers.services._holder import changed, holder_of, not_seen
from tinhso.dossiers.services._national import is_connected
from tinhso.dossiers.services._people import parties_of
from tinhso.dossiers.services.errors import WrongState
from tinhso.kernel.actors import Actor, ActorKind, require
from tinhso.kernel.audit import record
from tinhso.kernel.db.acting import write_last
from tinhso.kernel.db.reading import read, read_one
from tinhso.kernel.db.sight import grant_sight, is_seen
from tinhso.kernel.db.writing import fresh, insert, insert_unread, update, watch
from tinhso.kernel.errors import NotFound, NotPermitted, SignInNeeded
from tinhso.kernel.errors.sentences import joined, told
from tinhso.kernel.events import publish
from tinhso.organization import queries as organization
from tinhso.procedures import queries as procedures

AGENCY_WIDE = frozenset({P.ASSIGN, P.SIGN, P.ISSUE, P.OVERSEE, P.OVERRIDE_SUPPLEMENT})
"""Held by a head, leader or clerk in whatever unit of the agency he sits."""

ENDS_UNPAID = END_STATES - {DossierState.RETURNED}
"""Where nothing was given for the money: what is still owed then is not asked for any more."""

Value = str | int | bool | None


FEW_STATES = 5
"""As many as a sentence can name."""


class Envelope(TypedDict):
    """The fields every event of a dossier carries."""

    dossier_id: int
    dossier_uid: UUID
    procedure_code: str
    receiving_agency_id: int
    resolving_agency_id: int
    receiving_unit_id: int
    resolving_unit_id: int
    assignee: UUID | None
    state: str
    by: UUID | None


def load(*, uid: UUID, actor: Actor, version: int | None = None) -> Dossier:
    """Return the locked dossier the actor sees; `NotFound`, or `DossierChanged` when it is newer.

    System actors (jobs, other rooms' plugs) see by what they were called for. Of a linked request
    the lead is locked first, whichever part is asked for: so no two acts wait for each other.
    """
    dossier = read_one(Dossier, lock=True, head="lead_id", uid=uid)
    if dossier is not None and str(dossier.uid) != str(uid):
        dossier = read_one(Dossier, lock=True, uid=uid)
    if dossier is None:
        raise NotFound
    watch(dossier)
    if actor.kind is not ActorKind.SYSTEM and not is_seen(dossier, DossierSight, actor):
        raise not_seen(dossier, actor)
    # a version carries its forms and processes: the kept one spares reading them at each act
    dossier.procedure_version = procedures.version_by_id(version_id=dossier.procedure_version_id)
    if version is not None and version != dossier.version:
        raise changed(dossier, actor)
    return dossier


def permit(actor: Actor, permission: P, *, unit_id: int, agency_id: int) -> None:
    """Refuse unless the actor holds the permission for that unit, or agency-wide where it is so."""
    if not is_permitted(actor, permission, unit_id=unit_id, agency_id=agency_id):
        require(actor, permission, unit_id=unit_id)


def is_permitted(actor: Actor, permission: P, *, unit_id: int, agency_id: int) -> bool:
    """Tell whether the actor holds the permission for that unit, or for all of the agency."""
    is_agency_wide = (
        permission in AGENCY_WIDE
        and actor.agency_id == agency_id
        and actor.unit_id is not None
        and actor.may(permission, unit_id=actor.unit_id)
    )
    return is_agency_wide or actor.may(permission, unit_id=unit_id)


def who(actor: Actor) -> UUID:
    """Return the account that acts; `SignInNeeded` when there is none behind it."""
    if actor.id is None:
        raise SignInNeeded
    return actor.id


def is_applicant(actor: Actor, dossier: Dossier) -> bool:
    """Tell whether the actor is a party of the dossier, or acts for one."""
    held = actor.sight_keys | (
        {person_key(actor.person_id)} if actor.person_id is not None else set()
    )
    ids = (party.person_id for party in parties_of(dossier) if party.ended_at is None)
    return any(person_key(pk) in held for pk in ids if pk is not None)


def permit_applicant(actor: Actor, dossier: Dossier) -> None:
    """Refuse unless the actor is the applicant or represents him."""
    if actor.kind is ActorKind.SYSTEM or is_applicant(actor, dossier):
        return
    if not actor.is_signed_in:
        raise SignInNeeded
    raise NotPermitted


def permit_move(actor: Actor, act: str, dossier: Dossier) -> None:
    """Ask the table of moves who may do this, and refuse everybody else."""
    move, permission = MOVES[act], permission_for(act, dossier)
    if move.relation is Relation.APPLICANT:
        permit_applicant(actor, dossier)
    elif permission is not None:
        at_desk = move.relation in (Relation.RECEIVING, Relation.SYSTEM)
        try:
            permit(
                actor,
                permission,
                unit_id=dossier.receiving_unit_id if at_desk else dossier.resolving_unit_id,
                agency_id=dossier.receiving_agency_id if at_desk else dossier.resolving_agency_id,
            )
        except NotPermitted:
            if not actor.is_official:
                raise
            if is_asking_again(act, dossier):
                said = _(
                    "Người nộp đã được yêu cầu bổ sung một lần. Yêu cầu lần nữa do lãnh đạo cơ"
                    " quan có quyền “Yêu cầu bổ sung lần hai” gửi, ghi rõ lý do."
                )
                raise NotPermitted(said) from None
            said = _("Hồ sơ này do %(holder)s giữ. Chưa có gì thay đổi.")
            raise NotPermitted(told(said, holder=holder_of(dossier, actor))) from None


def check_state(act: str, dossier: Dossier) -> None:
    """Refuse when the table has no such move from where the dossier stands."""
    if dossier.state not in MOVES[act].sources:
        raise not_now(dossier, act)


def not_now(dossier: Dossier, *acts: str) -> WrongState:
    """Return the refusal that says where a dossier stands, and where it must stand for an act.

    What may be done nearly everywhere names no states: a long list says nothing.
    """
    sources = [one for one in DossierState if any(one in MOVES[act].sources for act in acts)]
    state = DossierState(dossier.state).label
    said = [told(_("Hồ sơ đang ở trạng thái “%(state)s”."), state=state)]
    if 0 < len(sources) <= FEW_STATES:
        named = joined((one.label for one in sources), ", ")
        said.append(told(_("Việc này làm được khi hồ sơ ở trạng thái: %(states)s."), states=named))
    return WrongState(joined(said))


def begin(act: str, *, uid: UUID, actor: Actor, version: int | None = None) -> Dossier:
    """Load, permit and check in the one order every service keeps."""
    dossier = load(uid=uid, actor=actor, version=version)
    permit_move(actor, act, dossier)
    check_state(act, dossier)
    return dossier


def move(
    act: str,
    dossier: Dossier,
    *,
    actor: Actor,
    at: datetime | None = None,
    target: DossierState | None = None,
    values: Mapping[str, Value] | None = None,
    is_last: bool = True,
) -> str:
    """Set the state the table names, write the timeline, save; returns the state before.

    `values` are codes, numbers and ISO times, worded when read. The caller has set what else
    changes on the dossier; all is saved here, once, by the last of an act's moves.
    """
    at = at or timezone.now()
    old = dossier.state
    new = target or MOVES[act].target or old
    if new != old:
        dossier.state = new
        dossier.state_since = at
        if new in ENDS_UNPAID and dossier.payment_state == PaymentState.DUE:
            Charge.objects.filter(dossier=dossier).filter(state=ChargeState.DUE).update(
                state=ChargeState.CANCELLED, settled_at=at
            )
            dossier.payment_state = PaymentState.NONE
    dossier.version += 1
    if is_last:
        update(dossier)
    tell(
        act,
        dossier,
        actor=actor,
        at=at,
        values=values,
        is_told=MOVES[act].told,
        is_news=NATIONAL_STATE[old] != NATIONAL_STATE[new],
    )
    return old


def _acting_unit(actor: Actor, dossier: Dossier) -> int | None:
    """Return the unit in which he acts: whoever works in several acts in the dossier's own."""
    own = (dossier.resolving_unit_id, dossier.receiving_unit_id)
    if actor.unit_id in own:
        return actor.unit_id
    return next((unit for unit in own if unit_key(unit) in actor.sight_keys), actor.unit_id)


def tell(
    code: str,
    dossier: Dossier,
    *,
    actor: Actor,
    at: datetime | None = None,
    values: Mapping[str, Value] | None = None,
    is_told: bool = True,
    is_news: bool = False,
) -> None:
    """Put one line on the timeline; what the applicant reads goes to the national portal too.

    `is_news` tells the portal of a line that is not for him: by its codes the state changed.
    """
    entry = fresh(
        TimelineEntry,
        dossier_id=dossier.pk,
        at=at or timezone.now(),
        code=code,
        state=dossier.state,
        values=dict(values or {}),
        by=actor.id,
        by_name=actor.name if actor.is_official else "",
        unit_id=_acting_unit(actor, dossier),
        is_told=is_told,
    )
    if not is_connected() or dossier.is_member:
        write_last(entry)
        return
    insert(entry)
    if is_told or is_news:
        dossier.sync_state = SyncState.WAITING
        update(dossier, "sync_state")
        publish(ProgressNoted(dossier_id=dossier.pk, entry_id=entry.pk))


def envelope(dossier: Dossier, actor: Actor) -> Envelope:
    """Return what every event of this dossier says."""
    return Envelope(
        dossier_id=dossier.pk,
        dossier_uid=dossier.uid,
        procedure_code=dossier.procedure_code,
        receiving_agency_id=dossier.receiving_agency_id,
        resolving_agency_id=dossier.resolving_agency_id,
        receiving_unit_id=dossier.receiving_unit_id,
        resolving_unit_id=dossier.resolving_unit_id,
        assignee=dossier.assignee,
        state=dossier.state,
        by=actor.id,
    )


def audit(act: str, dossier: Dossier, *, actor: Actor, **data: Value) -> None:
    """Keep the act in the audit trail under this room's name."""
    record(f"dossiers.{act}", actor=actor, target=dossier, **data)


def write_sight(dossier: Dossier, *, more_units: frozenset[int] = frozenset()) -> None:
    """Write who sees the dossier: parties, units, agencies; keys are added, never taken away.

    Past units keep their sight (design 5.6); a merger moves keys in its own service.
    """
    people = (
        party
        for party in parties_of(dossier)
        if party.role != PartyRole.SUBJECT and party.ended_at is None
    )
    agencies = {dossier.receiving_agency_id, dossier.resolving_agency_id}
    if dossier.support_agency_id:
        agencies.add(dossier.support_agency_id)
    wanted = keys_of(
        person_ids=[party.person_id for party in people if party.person_id is not None],
        unit_ids={dossier.receiving_unit_id, dossier.resolving_unit_id} | more_units,
        agency_keys=frozenset().union(*(organization.sight_keys_for(pk) for pk in agencies)),
    )
    add_sight(dossier, wanted)


def add_sight(dossier: Dossier, keys: frozenset[str]) -> None:
    """Add keys to a dossier's sight."""
    grant_sight(DossierSight, dossier, keys)


def hand_over(
    dossier: Dossier,
    *,
    to_unit_id: int,
    actor: Actor,
    at: datetime,
    step_key: str = "",
    received_by: UUID | None = None,
    received_by_name: str = "",
    due_at: datetime | None = None,
    has_paper: bool = False,
    paper_due_at: datetime | None = None,
    after: HandOver | None = None,
    held_until: datetime | None = None,
    finished_at: datetime | None = None,
    giver: tuple[UUID | None, str] | None = None,
) -> HandOver:
    """Write the next line of the control sheet and close the one before (`after`, when known).

    Whoever had it went through several steps meanwhile: he was to hand it on by the end of the
    last, `held_until`. The line learns no key: only one `finished_at` once may be given as `after`
    to the next. The actor gives it, or a `giver` who did so before.
    """
    last = after or last_line(dossier)
    if last is not None and last.finished_at is None:
        last.due_at = held_until or last.due_at
        finish_hand_over(last, at=at)
    given_by, given_by_name = giver or (actor.id, actor.name)
    line = fresh(
        HandOver,
        dossier_id=dossier.pk,
        sequence=(last.sequence if last else 0) + 1,
        from_unit_id=last.to_unit_id if last else None,
        to_unit_id=to_unit_id,
        step_key=step_key,
        given_by=given_by,
        given_by_name=given_by_name,
        received_by=received_by,
        received_by_name=received_by_name,
        at=at,
        due_at=due_at,
        has_paper=has_paper,
        paper_due_at=paper_due_at,
        finished_at=finished_at,
        outcome=_outcome(due_at, finished_at),
    )
    insert_unread([line])
    return line


def last_line(dossier: Dossier) -> HandOver | None:
    """Return the newest line of the control sheet."""
    lines = [] if dossier.is_new else read(HandOver, dossier=dossier.pk)
    return max(lines, key=lambda line: line.sequence, default=None)


def finish_hand_over(line: HandOver, *, at: datetime) -> None:
    """Close a line of the control sheet and say how it stands to its own deadline."""
    line.finished_at = at
    line.outcome = _outcome(line.due_at, at)
    update(line, "due_at", "finished_at", "outcome")


def _outcome(due_at: datetime | None, finished_at: datetime | None) -> str:
    if due_at is None or finished_at is None:
        return ""
    return result_class(
        due_on=timezone.localdate(due_at), finished_on=timezone.localdate(finished_at)
    )


def iso(at: datetime | None) -> str | None:
    """Write a time for a timeline."""
    return at.isoformat() if at is not None else None
