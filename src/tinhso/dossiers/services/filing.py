"""Handing a dossier in: once, however often it is tapped; changing it; taking it back."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import IntegrityError
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from tinhso.dossiers.events import ContentChanged, DossierSubmitted, DossierWithdrawn
from tinhso.dossiers.models import Dossier, DossierSight, IndexedAnswer
from tinhso.dossiers.permissions import DossierPermission
from tinhso.dossiers.rules.answers import FORM_COMPONENTS, as_json, plain
from tinhso.dossiers.rules.clocks import ClockCode, form_set
from tinhso.dossiers.rules.process import TERM_CHANNEL
from tinhso.dossiers.rules.states import (
    REMOTE_CHANNELS,
    Channel,
    DossierState,
    FiledAt,
    ServiceLevel,
)
from tinhso.dossiers.services import _core, _routing
from tinhso.dossiers.services._attachments import add_attachments
from tinhso.dossiers.services._clock import law_due
from tinhso.dossiers.services._people import write_parties
from tinhso.dossiers.services._search import index_dossier
from tinhso.dossiers.services.charging import charge_by_catalogue
from tinhso.dossiers.services.errors import NotFiledHere, ServicePaused
from tinhso.dossiers.services.inputs import Answers, AttachmentInput, PartyInput
from tinhso.kernel.actors import Actor, ActorKind, require
from tinhso.kernel.db.acting import do_last, one_act
from tinhso.kernel.db.reading import read_one
from tinhso.kernel.db.sight import is_seen
from tinhso.kernel.db.words import worded
from tinhso.kernel.db.writing import insert_if_new, insert_unread, update, watch
from tinhso.kernel.eforms import FieldKind, FormSpec
from tinhso.kernel.errors import Invalid, NotFound, SignInNeeded
from tinhso.kernel.errors.sentences import told
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
    version = procedures.version_at(code=procedure_code, at=now)
    at_national = filed_at is FiledAt.NATIONAL
    if not procedures.may_be_filed(
        version=version, at=now, channel=TERM_CHANNEL[channel], at_national=at_national
    ):
        raise NotFiledHere
    is_online = channel in REMOTE_CHANNELS and not at_national and not is_foreseen
    if is_online and procedures.pause_at(code=procedure_code, at=now) is not None:
        raise ServicePaused
    way = _routing.route(
        version=version,
        resolving_agency_id=resolving_agency_id,
        receiving_agency_id=receiving_agency_id,
        support_agency_id=support_agency_id,
    )
    if actor.is_official:
        require(actor, DossierPermission.RECEIVE, unit_id=way.receiving_unit_id)
    elif actor.kind is not ActorKind.SYSTEM and actor.person_id is None:
        raise SignInNeeded
    elif channel not in REMOTE_CHANNELS and actor.kind is not ActorKind.SYSTEM:
        raise Invalid(fields={"channel": _("Bạn đang nộp trực tuyến.")})
    values, spec, unfit = look_through(
        version=version, answers=answers, attachments=attachments, channel=channel, at=now
    )
    if is_foreseen and spec is not None:
        unfit = {key: said for key, said in unfit.items() if not is_pledge(spec, key)}
    if unfit and not at_national:
        raise Invalid(_("Hồ sơ còn chỗ cần xem lại trước khi nộp."), fields=unfit)
    case = procedures.case_for(version=version, answers=values)
    lead_part = next(iter(procedures.linked_parts(version=version)), None)
    dossier = Dossier(
        submission_number=token.hex,
        submission_token=token,
        procedure_version=version,
        procedure_code=version.procedure.code,
        case=case.key if case else "",
        part=lead_part.key if lead_part else "",
        part_name=lead_part.name if lead_part else "",
        field_code=version.procedure.field.key,
        channel=channel,
        filed_at=filed_at,
        service_level=_LEVELS.get(version.service_level, ServiceLevel.INFORMATION),
        support_agency_id=support_agency_id,
        receiving_agency_id=way.receiving_agency_id,
        resolving_agency_id=way.resolving_agency_id,
        receiving_unit_id=way.receiving_unit_id,
        resolving_unit_id=way.resolving_unit_id,
        monitoring_unit_id=way.monitoring_unit_id,
        state=DossierState.SUBMITTED,
        state_since=now,
        arrived_at=now,
        electronic_only=electronic_only,
        boundary_free=way.is_boundary_free,
        is_priority=is_priority,
        copies=copies,
        answers=as_json(dict(values)),
        form_set=form_set(timezone.localdate(now)),
    )
    if channel in REMOTE_CHANNELS:
        _set_desk_clocks(dossier, now)
    if not insert_if_new(dossier):
        known = filed_by(token, actor)
        if known is None:
            raise IntegrityError("another dossier has this number")
        return known
    watch(dossier)
    write_parties(dossier, parties, actor=actor)
    add_attachments(dossier, attachments, actor=actor, at=now, is_new=True)
    write_index(dossier, spec, values, is_new=True)
    watching = {way.monitoring_unit_id, way.support_unit_id} - {None}
    _core.write_sight(dossier, more_units=frozenset(pk for pk in watching if pk is not None))
    given = give_number(
        register="dossiers.submission",
        agency_id=0,
        on=timezone.localdate(now),
        actor=actor,
        values={"yymm": f"{timezone.localdate(now):%y%m}"},
        target=dossier,
    )
    dossier.submission_number = given.text
    if not is_taken_in:
        update(dossier, "submission_number", "owner_name", "owner_masked")
    index_dossier(dossier)
    do_last(("dossiers.made", dossier.pk), dossier.forget_making)
    _core.tell("submit", dossier, actor=actor, at=now, values={"number": given.text})
    if unfit:
        _core.tell(
            "unfit",
            dossier,
            actor=actor,
            at=now,
            values={"count": len(unfit), "fields": ", ".join(_named(spec, unfit))},
            is_told=False,
        )
    _core.audit("submit", dossier, actor=actor, channel=channel)
    publish(
        DossierSubmitted(
            **_core.envelope(dossier, actor),
            channel=dossier.channel,
            service_level=dossier.service_level,
            arrived_at=now,
        )
    )
    if charge_by_catalogue(dossier, values, at=now, is_new=True) is not None:
        dossier.save(update_fields=["payment_state"])
    return dossier


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
    """Take a dossier back before it is accepted; afterwards it is `ask_stop`."""
    dossier = _core.begin("withdraw", uid=uid, actor=actor)
    now = timezone.now()
    dossier.supplements.filter(answered_at__isnull=True, closed_at__isnull=True).update(
        closed_at=now
    )
    dossier.has_wait = False
    dossier.finished_at = now
    old = _core.move("withdraw", dossier, actor=actor, at=now)
    _core.audit("withdraw", dossier, actor=actor, old_state=old, has_reason=bool(reason))
    publish(DossierWithdrawn(**_core.envelope(dossier, actor)))
    return dossier


def technical_check(
    *,
    version: "ProcedureVersion",
    answers: Answers,
    attachments: Sequence[AttachmentInput],
    channel: str,
    at: datetime,
    kept: frozenset[str] = frozenset(),
) -> tuple[Mapping[str, object], FormSpec | None]:
    """Check form and papers as the portal does; returns the canonical answers and the form.

    `kept` are components the dossier has already.
    """
    values, spec, errors = look_through(
        version=version,
        answers=answers,
        attachments=attachments,
        channel=channel,
        at=at,
        kept=kept,
    )
    if errors:
        raise Invalid(_("Hồ sơ còn chỗ cần xem lại trước khi nộp."), fields=errors)
    return values, spec


def look_through(
    *,
    version: "ProcedureVersion",
    answers: Answers,
    attachments: Sequence[AttachmentInput],
    channel: str,
    at: datetime,
    kept: frozenset[str] = frozenset(),
) -> tuple[Mapping[str, object], FormSpec | None, dict[str, str]]:
    """Look at form and papers; returns what holds, the form, and a sentence for what does not.

    Online, a paper whose data is the form itself (`to_khai`, `don`) is what was filled in. Only
    papers that must be handed in are missed.
    """
    spec = procedures.form_of(version=version)
    values: Mapping[str, object] = dict(answers)
    errors: dict[str, str] = {}
    if spec is not None:
        cleaned = spec.clean(plain(answers), at=at)
        errors.update({key: str(sentence) for key, sentence in cleaned.errors.items()})
        values = cleaned.values
    given = {paper.component_key for paper in attachments} | kept
    unknown = given - {component.key for component in version.components}
    for key in sorted(unknown):
        errors[f"attachments.{key}"] = _("Thủ tục này không có giấy tờ đó.")
    if channel in REMOTE_CHANNELS:
        for component in procedures.components_for(version=version, answers=values):
            is_form = spec is not None and component.key in FORM_COMPONENTS
            is_owed = component.required and not component.shown_only and not is_form
            if is_owed and component.key not in given:
                errors[f"attachments.{component.key}"] = told(
                    _("Còn thiếu: %(paper)s."), paper=component.name
                )
    return values, spec, errors


def is_pledge(spec: FormSpec, key: str) -> bool:
    """Tell whether a field is the declarant's own pledge, which nobody makes for him."""
    return key in spec.fields and spec.fields[key].kind is FieldKind.STATEMENT


def _named(spec: FormSpec | None, keys: Mapping[str, str]) -> list[str]:
    """Name fields by their labels, papers by their keys: never by what somebody wrote."""
    labels = spec.fields if spec is not None else {}
    with translation.override("vi"):
        return [
            worded(labels[key].label) if key in labels else key.removeprefix("attachments.")
            for key in keys
        ]


def put_answers(dossier: Dossier, answers: Answers, *, at: datetime) -> None:
    """Check and keep changed answers; the caller saves the dossier."""
    kept = frozenset(
        dossier.attachments.filter(superseded_at__isnull=True).values_list(
            "component_key", flat=True
        )
    )
    values, spec = technical_check(
        version=dossier.procedure_version,
        answers=answers,
        attachments=(),
        channel=dossier.channel,
        at=at,
        kept=kept,
    )
    dossier.answers = as_json(dict(values))
    charge_by_catalogue(dossier, values, at=at)
    write_index(dossier, spec, values)


def write_index(
    dossier: Dossier,
    spec: FormSpec | None,
    values: Mapping[str, object],
    *,
    is_new: bool = False,
) -> None:
    """Write the searched answers in their types; what names a person is never among them."""
    if not is_new:
        IndexedAnswer.objects.filter(dossier=dossier).delete()
    if spec is None:
        return
    insert_unread(
        [
            IndexedAnswer(
                dossier=dossier,
                key=value.key,
                text=(value.text or "")[:200],
                number=value.number,
                day=value.day,
            )
            for value in spec.index_values(plain(values))
            if value.key not in spec.fields or not spec.fields[value.key].personal
        ]
    )


def _set_desk_clocks(dossier: Dossier, now: datetime) -> None:
    """Start the two clocks of the desk for a dossier that came by itself (118 Art. 17(2))."""
    agency_id = dossier.receiving_agency_id
    dossier.alert_at = law_due(ClockCode.DESK_ALERT, start=now, agency_id=agency_id)
    dossier.answer_due_at = law_due(ClockCode.ONLINE_ANSWER, start=now, agency_id=agency_id)


def filed_by(token: UUID, actor: Actor) -> Dossier | None:
    """Return the dossier a token made already; another person's token does not exist."""
    found = read_one(Dossier, submission_token=token)
    if found is None:
        return None
    if actor.kind is not ActorKind.SYSTEM and not is_seen(found, DossierSight, actor):
        raise NotFound
    return found
