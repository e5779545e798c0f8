"""Handing a dossier in: once, however often it is tapped; changing it; taking it back."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.dossiers.events import ContentChanged, DossierSubmitted, DossierWithdrawn
from tinhso.dossiers.models import Dossier, DossierSight, StopRequest
from tinhso.dossiers.permissions import DossierPermission
from tinhso.dossiers.queries.law import law_in_force
from tinhso.dossiers.rules.answers import as_json
from tinhso.dossiers.rules.arrival import is_online_only
from tinhso.dossiers.rules.clocks import ClockCode, form_set
from tinhso.dossiers.rules.process import TERM_CHANNEL
from tinhso.dossiers.rules.states import (
    REMOTE_CHANNELS,
    Channel,
    DossierState,
    FiledAt,
    IntakePlace,
    ServiceLevel,
)
from tinhso.dossiers.services import _core, _routing
from tinhso.dossiers.services._attachments import add_attachments
from tinhso.dossiers.services._clock import alert_due, law_due
from tinhso.dossiers.services._content import (
    Content,
    look_through,
    name_fields,
    put_answers,
    write_index,
)
from tinhso.dossiers.services._people import write_parties
from tinhso.dossiers.services._search import index_dossier
from tinhso.dossiers.services.charging import charge_by_catalogue
from tinhso.dossiers.services.errors import NotFiledHere, ServicePaused
from tinhso.dossiers.services.inputs import Answers, AttachmentInput, PartyInput
from tinhso.kernel.actors import Actor, ActorKind, require
from tinhso.kernel.db.acting import do_last, one_act
from tinhso.kernel.db.reading import read_one
from tinhso.kernel.db.sight import is_seen
from tinhso.kernel.db.writing import fresh, insert_if_new, update, watch
from tinhso.kernel.errors import Invalid, NotFound, SignInNeeded
from tinhso.kernel.events import publish
from tinhso.kernel.numbering.services import give_number
from tinhso.procedures import queries as procedures

if TYPE_CHECKING:
    from tinhso.procedures.models import ProcedureVersion

_LEVELS = {"full": ServiceLevel.FULL, "partial": ServiceLevel.PARTIAL}


@one_act()
def submit(
    *,
    token: UUID,
    procedure_code: str,
    resolving_agency_id: int,
    answers: Answers,
    parties: Sequence[PartyInput],
    actor: Actor,
    attachments: Sequence[AttachmentInput] = (),
    receiving_agency_id: int | None = None,
    support_agency_id: int | None = None,
    channel: str = Channel.ONLINE,
    electronic_only: bool = False,
    is_priority: bool = False,
    copies: int = 1,
    filed_at: FiledAt = FiledAt.OWN,
    place: IntakePlace = IntakePlace.DESK,
    is_taken_in: bool = False,
    is_foreseen: bool = False,
) -> Dossier:
    """Hand a dossier in; the same token again gives the same dossier, never a second one.

    The portal's automatic technical check (310/2026) is made here: form, papers that are
    required, agency. What it refuses raises `Invalid` with a sentence at each field. What was
    `filed_at` the national portal was checked there: it comes in, and the desk reads what is unfit.
    What `is_taken_in` is accepted by the caller in the same act, and saved by it. What the house
    files by itself (`is_foreseen`, 224/2026 Art. 16) holds no pledge: nobody has declared anything.
    """
    known = filed_by(token, actor)
    if known is not None:
        return known
    now = timezone.now()
    version = _offered(procedure_code, channel=channel, filed_at=filed_at, at=now)
    if not is_foreseen:
        _require_running(procedure_code, channel=channel, filed_at=filed_at, at=now)
    way = _routing.route(
        version=version,
        resolving_agency_id=resolving_agency_id,
        receiving_agency_id=receiving_agency_id,
        support_agency_id=support_agency_id,
    )
    _require_filer(actor, way, channel=channel)
    content = look_through(
        version=version, answers=answers, attachments=attachments, channel=channel, at=now
    )
    if is_foreseen:
        content = content.without_pledges()
    if filed_at is not FiledAt.NATIONAL:
        content.require_fit()
    dossier = _begun(version, way, content, token=token, channel=channel, at=now)
    dossier.filed_at = filed_at
    dossier.intake_place = IntakePlace.ONLINE_ONLY if is_online_only(version.channels) else place
    dossier.support_agency_id = support_agency_id
    dossier.electronic_only = electronic_only
    dossier.is_priority = is_priority
    dossier.copies = copies
    if not insert_if_new(dossier):
        known = filed_by(token, actor)
        if known is None:
            raise IntegrityError("another dossier has this number")
        return known
    watch(dossier)
    write_parties(dossier, parties, actor=actor)
    add_attachments(dossier, attachments, actor=actor, at=now, is_new=True)
    write_index(dossier, content, is_new=True)
    _core.write_sight(dossier, more_units=way.watching)
    _give_submission_number(dossier, actor=actor, at=now)
    if not is_taken_in:
        update(dossier, "submission_number", "owner_name", "owner_masked")
    index_dossier(dossier)
    do_last(("dossiers.made", dossier.pk), dossier.forget_making)
    _tell_submitted(dossier, content, actor=actor, at=now)
    charge = charge_by_catalogue(dossier, content.values, at=now, is_new=True)
    if charge is not None and not is_taken_in:
        update(dossier, "payment_state")
    return dossier


def _offered(code: str, *, channel: str, filed_at: FiledAt, at: datetime) -> "ProcedureVersion":
    """Return the version in force; `NotFiledHere` where it is not filed by this way."""
    version = procedures.version_at(code=code, at=at)
    if not procedures.may_be_filed(
        version=version,
        at=at,
        channel=TERM_CHANNEL[channel],
        at_national=filed_at is FiledAt.NATIONAL,
    ):
        raise NotFiledHere
    return version


def _require_running(code: str, *, channel: str, filed_at: FiledAt, at: datetime) -> None:
    """Raise `ServicePaused` for what is filed here from afar while its service is paused."""
    is_online = channel in REMOTE_CHANNELS and filed_at is not FiledAt.NATIONAL
    if is_online and procedures.pause_at(code=code, at=at) is not None:
        raise ServicePaused


def _require_filer(actor: Actor, way: _routing.Way, *, channel: str) -> None:
    """Let the desk take in what is its own, a person file from afar, the house anything."""
    if actor.is_official:
        require(actor, DossierPermission.RECEIVE, unit_id=way.receiving_unit_id)
        return
    if actor.kind is ActorKind.SYSTEM:
        return
    if actor.person_id is None:
        raise SignInNeeded
    if channel not in REMOTE_CHANNELS:
        raise Invalid(fields={"channel": _("Bạn đang nộp trực tuyến.")})


def _begun(
    version: "ProcedureVersion",
    way: _routing.Way,
    content: Content,
    *,
    token: UUID,
    channel: str,
    at: datetime,
) -> Dossier:
    """Return a dossier that has just arrived, not yet kept: its token holds its number's place."""
    case = procedures.case_for(version=version, answers=content.values)
    lead_part = next(iter(procedures.linked_parts(version=version)), None)
    dossier = fresh(
        Dossier,
        submission_number=token.hex,
        submission_token=token,
        procedure_code=version.procedure.code,
        case=case.key if case else "",
        part=lead_part.key if lead_part else "",
        part_name=lead_part.name if lead_part else "",
        field_code=version.procedure.field.key,
        channel=channel,
        service_level=_LEVELS.get(version.service_level, ServiceLevel.INFORMATION),
        receiving_agency_id=way.receiving_agency_id,
        resolving_agency_id=way.resolving_agency_id,
        receiving_unit_id=way.receiving_unit_id,
        resolving_unit_id=way.resolving_unit_id,
        monitoring_unit_id=way.monitoring_unit_id,
        boundary_free=way.is_boundary_free,
        state=DossierState.SUBMITTED,
        state_since=at,
        arrived_at=at,
        answers=as_json(dict(content.values)),
        form_set=form_set(timezone.localdate(at), law=law_in_force()),
    )
    dossier.procedure_version = version
    if channel in REMOTE_CHANNELS:
        _set_desk_clocks(dossier, at)
    return dossier


def _set_desk_clocks(dossier: Dossier, now: datetime) -> None:
    """Start the two clocks of the desk for a dossier that came by itself (118 Art. 17(2))."""
    agency_id = dossier.receiving_agency_id
    dossier.alert_at = alert_due(arrived_at=now, agency_id=agency_id)
    dossier.answer_due_at = law_due(
        ClockCode.ONLINE_ANSWER,
        start=now,
        agency_id=agency_id,
        arrived_at=now,
        settings=dossier.procedure_version.settings_data,
    )


def _give_submission_number(dossier: Dossier, *, actor: Actor, at: datetime) -> None:
    """Give the number under which the applicant follows it until it is accepted."""
    today = timezone.localdate(at)
    given = give_number(
        register="dossiers.submission",
        agency_id=0,
        on=today,
        actor=actor,
        values={"yymm": f"{today:%y%m}"},
        target=dossier,
    )
    dossier.submission_number = given.text


def _tell_submitted(dossier: Dossier, content: Content, *, actor: Actor, at: datetime) -> None:
    """Write the timeline, the audit's row and the event; the desk reads what is unfit."""
    _core.tell("submit", dossier, actor=actor, at=at, values={"number": dossier.submission_number})
    if content.unfit:
        named = name_fields(content.spec, content.unfit)
        _core.tell(
            "unfit",
            dossier,
            actor=actor,
            at=at,
            values={"count": len(named), "fields": ", ".join(named)},
            is_told=False,
        )
    _core.audit("submit", dossier, actor=actor, channel=dossier.channel)
    publish(
        DossierSubmitted(
            **_core.envelope(dossier, actor),
            channel=dossier.channel,
            service_level=dossier.service_level,
            arrived_at=at,
        )
    )


@one_act()
def change_content(
    *,
    uid: UUID,
    actor: Actor,
    answers: Answers,
    attachments: Sequence[AttachmentInput] = (),
    version: int | None = None,
) -> Dossier:
    """Let the applicant mend what he filed, as long as it is not accepted (118/2025 Art. 21)."""
    dossier = _core.begin("change_content", uid=uid, actor=actor, version=version)
    now = timezone.now()
    add_attachments(dossier, attachments, actor=actor, at=now)
    put_answers(dossier, answers, at=now)
    _core.move("change_content", dossier, actor=actor, at=now)
    index_dossier(dossier)
    _core.audit("change_content", dossier, actor=actor)
    publish(ContentChanged(**_core.envelope(dossier, actor)))
    return dossier


@one_act()
def withdraw(*, uid: UUID, actor: Actor, reason: str = "") -> Dossier:
    """Take a dossier back before it is accepted; afterwards it is `ask_stop`.

    Nobody has to answer it: the reason is kept as a wish that was granted at once.
    """
    dossier = _core.begin("withdraw", uid=uid, actor=actor)
    now = timezone.now()
    if reason.strip():
        StopRequest.objects.create(
            dossier=dossier,
            reason=reason.strip(),
            channel=dossier.channel,
            asked_by=actor.id,
            asked_at=now,
            decided_at=now,
            is_granted=True,
        )
    dossier.supplements.filter(answered_at__isnull=True, closed_at__isnull=True).update(
        closed_at=now
    )
    dossier.has_wait = False
    dossier.finished_at = now
    old = _core.move("withdraw", dossier, actor=actor, at=now)
    _core.audit("withdraw", dossier, actor=actor, old_state=old, has_reason=bool(reason))
    publish(DossierWithdrawn(**_core.envelope(dossier, actor)))
    return dossier


def filed_by(token: UUID, actor: Actor) -> Dossier | None:
    """Return the dossier a token made already; another person's token does not exist."""
    found = read_one(Dossier, submission_token=token)
    if found is None:
        return None
    if actor.kind is not ActorKind.SYSTEM and not is_seen(found, DossierSight, actor):
        raise NotFound
    return found
