"""One dossier with everything on it, in a constant number of queries."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from tinhso.dossiers.models import (
    Attachment,
    Consultation,
    Dossier,
    DueChange,
    FieldCheck,
    HandOver,
    InternalNote,
    Link,
    Message,
    Paper,
    Party,
    Result,
    StopRequest,
    SupplementRequest,
    TimelineEntry,
)
from tinhso.dossiers.permissions import DossierPermission
from tinhso.dossiers.queries.asking import permission_for
from tinhso.dossiers.queries.parts import PartLine, parts_of
from tinhso.dossiers.rules.moves import MOVES
from tinhso.dossiers.rules.process import TERM_CHANNEL
from tinhso.dossiers.rules.states import Relation
from tinhso.kernel.actors import Actor
from tinhso.kernel.calendar import DueDate
from tinhso.kernel.db import fetch
from tinhso.kernel.workflow.models import ProcessInstance, StepInstance
from tinhso.kernel.workflow.queries import history, live_process
from tinhso.organization import queries as organization
from tinhso.procedures import queries as procedures


@dataclass(frozen=True, kw_only=True)
class DossierPage:
    """Everything an officer's page of one dossier shows."""

    dossier: Dossier
    parties: list[Party]
    attachments: list[Attachment]
    supplements: list[SupplementRequest]
    consultations: list[Consultation]
    field_checks: list[FieldCheck]
    results: list[Result]
    papers: list[Paper]
    messages: list[Message]
    notes: list[InternalNote]
    links: list[Link]
    hidden_links: int
    """How many dossiers that belong to this one the reader does not see."""
    stop_requests: list[StopRequest]
    hand_overs: list[HandOver]
    timeline: list[TimelineEntry]
    due_changes: list[DueChange]
    process: ProcessInstance | None
    steps: list[StepInstance]
    agency_names: dict[int, str]
    unit_names: dict[int, str]
    moves: list[str]
    parts: list[PartLine]

    @property
    def being_mended(self) -> Result | None:
        """Return the wrong result in whose place a right one is made; it says what is wrong."""
        if not self.dossier.is_in_correction:
            return None
        return next((r for r in reversed(self.results) if r.withdrawn_at and r.fault), None)


def dossier_of(*, uid: UUID, actor: Actor) -> Dossier:
    """Return one dossier the actor sees; `NotFound` otherwise."""
    rows = Dossier.objects.visible_to(actor).select_related("procedure_version__procedure")
    return fetch(rows, uid=uid)


def dossier_by_code(*, code: str, actor: Actor) -> Dossier:
    """Return the dossier behind a code (a scanned QR) that the actor sees."""
    return fetch(Dossier.objects.visible_to(actor), code=code.strip().upper())


def visible_by_code(*, code: str, actor: Actor) -> Dossier | None:
    """Return the dossier of a typed code or submission number, or None when none is seen."""
    typed = code.strip().upper()
    rows = Dossier.objects.visible_to(actor)
    return rows.filter(Q(code=typed) | Q(submission_number=typed)).first()


def dossier_page(*, uid: UUID, actor: Actor) -> DossierPage:
    """Return the whole page; `services.open_dossier` does so and keeps who looked and why."""
    dossier = dossier_of(uid=uid, actor=actor)
    parties = list(dossier.parties.select_related("person"))
    consultations = list(dossier.consultations.select_related("council_case__sitting"))
    process = live_process(object_kind="dossiers.dossier", object_id=dossier.pk)
    agency_ids = {
        dossier.receiving_agency_id,
        dossier.resolving_agency_id,
        *(row.agency_id for row in consultations),
    }
    if dossier.support_agency_id is not None:
        agency_ids.add(dossier.support_agency_id)
    hand_overs = list(dossier.hand_overs.all())
    unit_ids = {
        dossier.receiving_unit_id,
        dossier.resolving_unit_id,
        *(row.unit_id for row in consultations),
        *(row.to_unit_id for row in hand_overs),
    }
    if dossier.monitoring_unit_id is not None:
        unit_ids.add(dossier.monitoring_unit_id)
    links, hidden_links = _links_of(dossier, actor)
    return DossierPage(
        dossier=dossier,
        parties=parties,
        attachments=list(
            dossier.attachments.filter(superseded_at__isnull=True).select_related(
                "file", "scan_seal"
            )
        ),
        supplements=list(dossier.supplements.all()),
        consultations=consultations,
        field_checks=list(dossier.field_checks.select_related("file")),
        results=list(dossier.results.select_related("final_file", "draft_file", "signed_file")),
        papers=list(dossier.papers.all()),
        messages=list(dossier.messages.all()),
        notes=list(dossier.notes.exclude(kind="kept")),
        links=links,
        hidden_links=hidden_links,
        stop_requests=list(dossier.stop_requests.all()),
        hand_overs=hand_overs,
        timeline=list(dossier.timeline.all()),
        due_changes=list(dossier.due_changes.all()),
        process=process,
        steps=history(process=process) if process is not None else [],
        agency_names=organization.agency_names(agency_ids),
        unit_names=organization.unit_names(unit_ids),
        moves=moves_of(dossier=dossier, actor=actor),
        parts=parts_of(dossier, actor=actor, page=_address_for(actor, dossier), paper="desk_paper"),
    )


def _links_of(dossier: Dossier, actor: Actor) -> tuple[list[Link], int]:
    """Return what belongs to it, as far as the reader sees it, and how much he does not see."""
    found = list(dossier.links.select_related("other__procedure_version"))
    if not found:
        return [], 0
    others = Dossier.objects.visible_to(actor).filter(pk__in=[link.other_id for link in found])
    seen = set(others.values_list("pk", flat=True))
    return [link for link in found if link.other_id in seen], len(found) - len(seen)


def _address_for(actor: Actor, dossier: Dossier) -> str:
    """Return which page of a part the reader goes to: the desk's, or that of those who resolve."""
    at_desk = actor.may(DossierPermission.RECEIVE, unit_id=dossier.receiving_unit_id)
    return "desk_dossier" if at_desk else "work_dossier"


def moves_of(*, dossier: Dossier, actor: Actor) -> list[str]:
    """Return the acts this officer may do from here, by state and permission.

    The process may still refuse one because it stands at another step; the service says so.
    """
    return [
        act
        for act, move in MOVES.items()
        if dossier.state in move.sources
        and (permission := permission_for(act, dossier)) is not None
        and not (act == "return_result" and (dossier.is_member or dossier.awaits_parts))
        and may(actor, permission, move.relation, dossier)
    ]


def may(actor: Actor, permission: DossierPermission, relation: Relation, dossier: Dossier) -> bool:
    """Tell whether the actor holds a permission for the side of the dossier it concerns."""
    at_desk = relation in (Relation.RECEIVING, Relation.SYSTEM)
    unit_id = dossier.receiving_unit_id if at_desk else dossier.resolving_unit_id
    agency_id = dossier.receiving_agency_id if at_desk else dossier.resolving_agency_id
    if actor.may(permission, unit_id=unit_id):
        return True
    wide = {
        DossierPermission.ASSIGN,
        DossierPermission.SIGN,
        DossierPermission.ISSUE,
        DossierPermission.OVERSEE,
        DossierPermission.OVERRIDE_SUPPLEMENT,
    }
    return (
        permission in wide
        and actor.agency_id == agency_id
        and actor.unit_id is not None
        and actor.may(permission, unit_id=actor.unit_id)
    )


def may_be_stopped(dossier: Dossier) -> bool:
    """Tell whether the procedure's own law lets it end on the way; a part ends with its whole."""
    return not dossier.is_member and dossier.procedure_version.stop_allowed


def may_answer(actor: Actor, asked: Consultation) -> bool:
    """Tell whether an opinion is the actor's to give: his unit's, or as leader his agency's.

    A council's opinion is nobody's own: it comes with the minutes.
    """
    if asked.is_council:
        return False
    if actor.may(DossierPermission.ANSWER_CONSULTATION, unit_id=asked.unit_id):
        return True
    return (
        actor.agency_id == asked.agency_id
        and actor.unit_id is not None
        and all(
            actor.may(permission, unit_id=actor.unit_id)
            for permission in (DossierPermission.ANSWER_CONSULTATION, DossierPermission.OVERSEE)
        )
    )


def promise_for(*, dossier: Dossier, at: datetime | None = None) -> DueDate | None:
    """Return what accepting the dossier now would promise; None when no term is known."""
    return procedures.promise(
        version=dossier.procedure_version,
        channel=TERM_CHANNEL[dossier.channel],
        case=dossier.case,
        start=at or timezone.now(),
        agency_id=dossier.resolving_agency_id,
    )
