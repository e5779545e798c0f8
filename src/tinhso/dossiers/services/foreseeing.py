"""The house foresees: a result runs out, or something happened in a life (224/2026 Art. 16).

It reminds; from the second degree on it prepares the dossier from data it holds; from the third it
recommends the best way; at the fourth it does the work, tells the person and lets him undo it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils import timezone

from tinhso.dossiers.events import ServiceForeseen
from tinhso.dossiers.models import (
    Attachment,
    Dossier,
    Party,
    PartyRole,
    ProactiveOffer,
    Result,
    ResultKind,
)
from tinhso.dossiers.queries.validity import expiry_of, unusable
from tinhso.dossiers.rules.answers import as_json, from_json
from tinhso.dossiers.rules.proactive import Cause, OfferState, months_later
from tinhso.dossiers.services import _core
from tinhso.dossiers.services._content import is_pledge, look_through
from tinhso.dossiers.services.filing import submit
from tinhso.dossiers.services.inputs import AttachmentInput, PartyInput
from tinhso.dossiers.services.intake import accept
from tinhso.kernel.actors import Actor, system_actor
from tinhso.kernel.audit import record
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.events import publish
from tinhso.kernel.registry.holdings import restricted
from tinhso.kernel.workflow.expressions import holds
from tinhso.procedures import queries as procedures
from tinhso.procedures.queries import Degree, Option, Proactive

if TYPE_CHECKING:
    from tinhso.procedures.models import ProcedureVersion

MOST_AT_ONCE = 500
EVENT_WITHIN_DAYS = 7
"""How long after an event of life the house still begins with it."""


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """What the house would file: answers, papers, what is missing, the way it recommends."""

    answers: Mapping[str, object]
    attachments: list[AttachmentInput]
    missing: list[str]
    option: str
    needs_dossier: bool = False


def foresee(*, on: date) -> int:
    """Look through what runs out soon and what happened; returns how many new offers were made."""
    made = 0
    for version, proactive in procedures.foreseeing(on=on):
        for pk in _expiring(version, proactive, on):
            made += offer(result_id=pk, version_id=version.pk, cause=Cause.EXPIRY)
        for pk in _happened(version, proactive, on):
            made += offer(result_id=pk, version_id=version.pk, cause=Cause.EVENT)
    return made


@one_act()
def offer(*, result_id: int, version_id: int, cause: str) -> bool:
    """Make one offer, once for a result and a procedure; says whether it is new.

    None is made to who asked that his data be used no more than the law obliges.
    """
    result = Result.objects.select_related("dossier").get(pk=result_id)
    source = result.dossier
    owner = Party.objects.filter(dossier=source, role=PartyRole.OWNER).first()
    version = procedures.version_by_id(version_id=version_id)
    proactive = procedures.proactive_of(version=version)
    code = version.procedure.code
    known = ProactiveOffer.objects.filter(source=result, procedure_code=code, cause=cause)
    if owner is None or owner.person_id is None or proactive is None or known.exists():
        return False
    if restricted([owner.person_id]):
        return False
    now = timezone.now()
    actor = system_actor("dossiers.proactive")
    is_online = procedures.may_be_filed(version=version, at=now, channel="online")
    degree = proactive.level if is_online and cause == Cause.EXPIRY else Degree.REMIND
    prepared = prepare(result, proactive, version, at=now) if degree > Degree.REMIND else None
    if degree is Degree.EXECUTE and prepared is not None and _must_be_filed(prepared):
        degree = Degree.RECOMMEND
    row = ProactiveOffer.objects.create(
        person_id=owner.person_id,
        person_masked=owner.name_masked,
        procedure_version=version,
        procedure_code=code,
        agency_id=source.resolving_agency_id,
        cause=cause,
        source=result,
        expires_on=expiry_of(result, version) if cause == Cause.EXPIRY else None,
        level=degree,
        asked_level=proactive.level,
        state=OfferState.REMINDED if prepared is None else OfferState.PREPARED,
        option=prepared.option if prepared is not None and degree >= Degree.RECOMMEND else "",
        answers=as_json(dict(prepared.answers)) if prepared is not None else "{}",
        missing=prepared.missing if prepared is not None else [],
        offered_at=now,
    )
    if degree is Degree.EXECUTE and prepared is not None:
        _execute(row, prepared, owner, proactive, actor=actor, at=now)
    record("dossiers.foreseen", actor=actor, target=row, level=int(degree), cause=cause)
    publish(ServiceForeseen(offer_id=row.pk, procedure_code=code, level=int(degree)))
    return True


def prepare(
    result: Result,
    proactive: Proactive,
    version: "ProcedureVersion",
    *,
    at: datetime,
    option: str = "",
) -> Prepared:
    """Fill the form in from what stands in the earlier dossier, by the way chosen or recommended.

    The pledge is never filled in: only the person can make it.
    """
    source = result.dossier
    spec = procedures.form_of(version=version)
    known = from_json(source.answers)
    chosen = _option(proactive, known, option)
    fields = spec.fields if spec is not None else {}
    answers = {
        key: value
        for key, value in {**known, **(chosen.answers if chosen is not None else {})}.items()
        if key in fields and not (spec is not None and is_pledge(spec, key))
    }
    rows = Attachment.objects.filter(
        dossier=source, superseded_at__isnull=True, file__isnull=False
    ).select_related("file")
    gone = unusable([paper.pk for paper in rows], on=timezone.localdate(at))
    papers = [
        AttachmentInput(component_key=paper.component_key, file=paper.file)
        for paper in rows
        if paper.pk not in gone
    ]
    wanted = {
        component.key
        for component in procedures.components_for(version=version, answers=answers)
        if not component.shown_only
    }
    attachments = [paper for paper in papers if paper.component_key in wanted]
    content = look_through(
        version=version, answers=answers, attachments=attachments, channel="online", at=at
    ).without_pledges()
    return Prepared(
        answers=answers,
        attachments=attachments,
        missing=[*content.unfit],
        option=chosen.key if chosen is not None else "",
        needs_dossier=chosen is not None and chosen.needs_dossier,
    )


def _must_be_filed(prepared: Prepared) -> bool:
    """Tell whether only the person can go on: something is missing, or the way wants a dossier."""
    return bool(prepared.missing) or prepared.needs_dossier


def _option(proactive: Proactive, known: Mapping[str, object], wanted: str) -> Option | None:
    """Return the option of that key, or without one the first that holds."""
    today = timezone.localdate()
    for option in proactive.options:
        if option.key == wanted:
            return option
    for option in proactive.options:
        if not wanted and (option.when is None or holds(option.when, known, today=today)):
            return option
    return None


def _execute(
    row: ProactiveOffer,
    prepared: Prepared,
    owner: Party,
    proactive: Proactive,
    *,
    actor: Actor,
    at: datetime,
) -> None:
    """Do the work without a submitted dossier; what stood before is kept for a refusal."""
    result = row.source
    row.before = as_json(
        {
            "result": str(result.uid),
            "number": result.number,
            "withdrawn_at": str(result.withdrawn_at or ""),
            "expires_on": str(row.expires_on or ""),
        }
    )
    filed = submit(
        token=row.uid,
        procedure_code=row.procedure_code,
        resolving_agency_id=row.agency_id,
        answers=prepared.answers,
        parties=[owner_again(owner)],
        attachments=prepared.attachments,
        actor=actor,
        is_foreseen=True,
    )
    row.dossier = accept(uid=filed.uid, actor=actor)
    row.state = OfferState.EXECUTED
    row.answer_until = at + timedelta(days=proactive.undo_days)
    row.save(update_fields=["before", "dossier", "state", "answer_until"])
    _core.tell("foreseen", row.dossier, actor=actor, at=at)


def owner_again(owner: Party) -> PartyInput:
    """Return whom the earlier dossier was for, as the owner of a new one."""
    return PartyInput(
        role=PartyRole.OWNER,
        name=owner.name,
        kind=owner.kind,
        person_id=owner.person_id,
        identity_number=owner.identity_number,
        phone=owner.phone,
        email=owner.email,
        address=owner.address,
        birth=owner.birth,
    )


def _expiring(version: "ProcedureVersion", proactive: Proactive, on: date) -> list[int]:
    """Return the results that run out within the days before which the person is told.

    Papers sealed before their last day was kept are found by the version's months.
    """
    if not proactive.remind_before_days:
        return []
    until = on + timedelta(days=proactive.remind_before_days)
    code = version.procedure.code
    rows = list(_granted(code).filter(valid_until__range=(on, until))[:MOST_AT_ONCE])
    months = version.settings_data.get("result_valid_months")
    if isinstance(months, int):
        first = months_later(on, -months) - timedelta(days=1)
        last = months_later(until, -months) + timedelta(days=1)
        rows += [row for row in _sealed(code, first, last) if row.valid_until is None]
    found = [row for row in rows if (day := expiry_of(row, version)) and on <= day <= until]
    return _new(found, code, Cause.EXPIRY)


def _happened(version: "ProcedureVersion", proactive: Proactive, on: date) -> list[int]:
    """Return the results of the last days that are an event of life for this procedure."""
    found = [
        row
        for code in proactive.after
        for row in _sealed(code, on - timedelta(days=EVENT_WITHIN_DAYS), on)
    ]
    return _new(found, version.procedure.code, Cause.EVENT)


def _sealed(code: str, first: date, last: date) -> list[Result]:
    rows = _granted(code).filter(sealed_at__date__gte=first, sealed_at__date__lte=last)
    return list(rows[:MOST_AT_ONCE])


def _granted(code: str) -> QuerySet[Result]:
    rows = Result.objects.filter(
        dossier__in=Dossier.objects.filter(procedure_code=code),
        kind=ResultKind.GRANT,
        withdrawn_at__isnull=True,
        sealed_at__isnull=False,
    )
    return rows.order_by("pk")


def _new(rows: list[Result], code: str, cause: str) -> list[int]:
    known = ProactiveOffer.objects.filter(
        source__in=[row.pk for row in rows], procedure_code=code, cause=cause
    )
    done = set(known.values_list("source_id", flat=True))
    return [row.pk for row in rows if row.pk not in done]
