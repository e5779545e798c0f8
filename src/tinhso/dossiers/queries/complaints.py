"""Complaints: a person's own, those a leader answers, what is published, who is complained of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.lookups import Exact
from django.utils import timezone

from tinhso.dossiers.models import (
    Complaint,
    ComplaintQuerySet,
    ComplaintStep,
    Dossier,
    Result,
)
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.applicant import own_keys
from tinhso.dossiers.queries.law import law_in_force
from tinhso.dossiers.rules.clocks import ClockCode, clock
from tinhso.dossiers.rules.complaints import (
    ComplaintAbout,
    ComplaintPlace,
    ComplaintState,
    may_decline,
)
from tinhso.dossiers.rules.sight import AGENCY
from tinhso.identity import queries as identity
from tinhso.kernel.actors import Actor
from tinhso.kernel.calendar import due_for
from tinhso.kernel.db import fetch
from tinhso.kernel.db.text import alphabetical
from tinhso.organization import queries as organization

MOST_SHOWN: Final = 50
SOON: Final = timedelta(days=3)


@dataclass(frozen=True, kw_only=True)
class ComplaintPage:
    """One complaint with its course, and what the reader may do."""

    complaint: Complaint
    agency: str
    procedure: str
    steps: list["StepLine"]
    refuse_until: datetime
    forward_until: datetime
    ask_until: datetime
    question: str = ""
    """What who complained is asked for, while he has not replied."""
    may_ask: bool = False
    may_answer: bool = False
    may_refuse: bool = False
    may_forward: bool = False
    may_withdraw: bool = False


@dataclass(frozen=True, kw_only=True)
class StepLine:
    """One line of its course, with the agency's name."""

    step: ComplaintStep
    agency: str


def led_by(actor: Actor) -> set[int]:
    """Return the agencies over which an official holds a key of sight, each with those below."""
    found: set[int] = set()
    for key in actor.sight_keys:
        sign, _colon, pk = key.partition(":")
        if sign == AGENCY:
            found.update(organization.descendants_of(int(pk)))
    return found


def complaints(*, actor: Actor) -> ComplaintQuerySet:
    """Return what the actor may see at all: his own, and what he leads, never about himself."""
    return Complaint.objects.visible_to(actor, agencies=led_by(actor))


def to_answer(*, actor: Actor) -> ComplaintQuerySet:
    """Return a leader's complaints, those of his own person left out."""
    if not (actor.is_official and actor.may(P.ANSWER_COMPLAINT)):
        return Complaint.objects.none()
    rows = complaints(actor=actor).filter(agency_id__in=led_by(actor))
    return rows.for_lists().order_by("due_at", "pk")


def waiting_for(*, actor: Actor) -> ComplaintQuerySet:
    """Return the open complaints of the actor's own agency."""
    return to_answer(actor=actor).filter(state=ComplaintState.OPEN, agency_id=actor.agency_id or 0)


def my_complaints(*, actor: Actor) -> ComplaintQuerySet:
    """Return what the actor, or whom he represents, complained about; the newest first."""
    people = [int(key.partition(":")[2]) for key in own_keys(actor)]
    rows: ComplaintQuerySet = Complaint.objects.all()
    return (
        rows.filter(person_id__in=people)
        .select_related("dossier__procedure_version")
        .order_by("-made_at", "-pk")
    )


def standing_where(standing: str, *, at: datetime) -> Q:
    """Return the condition of how a complaint stands: to its time, or to what was asked."""
    is_open = Q(state=ComplaintState.OPEN)
    soon = at + SOON
    steps = ComplaintStep.objects.filter(complaint=OuterRef("pk"), code__in=("asked", "added"))
    last = Subquery(steps.order_by("-id").values("code")[:1])
    return {
        "asked": is_open & Q(Exact(last, "asked")),
        "added": is_open & Q(Exact(last, "added")),
        "late": is_open & Q(due_at__lt=at),
        "soon": is_open & Q(due_at__gte=at, due_at__lt=soon),
        "open": is_open,
        "answered_late": Q(state=ComplaintState.ANSWERED, ended_at__gt=F("due_at")),
    }[standing]


def my_page(*, uid: UUID, actor: Actor) -> ComplaintPage:
    """Return one's own complaint; another's does not exist."""
    found = fetch(my_complaints(actor=actor), uid=uid)
    return _page(found, may_withdraw=found.is_open)


def leader_page(*, uid: UUID, actor: Actor) -> ComplaintPage:
    """Return a complaint as who answers it reads it."""
    found = fetch(to_answer(actor=actor).defer(None), uid=uid)
    is_his = found.agency_id == actor.agency_id and found.is_open
    now = timezone.now()
    page = _page(found)
    was_put_before = found.item is not None
    declines = {
        name: is_his and may_decline(now=now, until=until, was_put_before=was_put_before)
        for name, until in (("refuse", page.refuse_until), ("forward", page.forward_until))
    }
    return ComplaintPage(
        complaint=found,
        agency=page.agency,
        procedure=page.procedure,
        steps=page.steps,
        refuse_until=page.refuse_until,
        forward_until=page.forward_until,
        ask_until=page.ask_until,
        question=page.question,
        may_ask=is_his and may_be_asked(found),
        may_answer=is_his and not was_put_before,
        may_refuse=declines["refuse"],
        may_forward=declines["forward"],
    )


def until_of(complaint: Complaint, code: ClockCode) -> datetime:
    """Return until when a complaint may be refused or handed on, by the law of its arrival."""
    rule = clock(code, on=timezone.localdate(complaint.arrived_at), law=law_in_force())
    return due_for(start=complaint.arrived_at, term=rule.term, agency_id=complaint.agency_id).at


def open_question(complaint: Complaint) -> str:
    """Return the last question to who complained while it has no reply, else nothing."""
    steps = [step for step in complaint.steps.all() if step.code in {"asked", "added"}]
    waits = complaint.is_open and bool(steps) and steps[-1].code == "asked"
    return steps[-1].words if waits else ""


def is_asked(complaint: Complaint) -> bool:
    """Tell whether a question to who complained waits for his reply."""
    return bool(open_question(complaint))


def may_be_asked(complaint: Complaint) -> bool:
    """Tell whether who complained may still be asked for more, on his account alone."""
    return (
        complaint.person_id is not None
        and not is_asked(complaint)
        and may_decline(
            now=timezone.now(),
            until=until_of(complaint, ClockCode.COMPLAINT_ASK),
            was_put_before=complaint.item is not None,
        )
    )


def _page(found: Complaint, *, may_withdraw: bool = False) -> ComplaintPage:
    steps = list(found.steps.all())
    ids = {found.agency_id} | {step.agency_id for step in steps if step.agency_id}
    names = organization.agency_names(ids)
    return ComplaintPage(
        complaint=found,
        agency=names.get(found.agency_id, ""),
        procedure=found.dossier.procedure_version.name,
        steps=[StepLine(step=s, agency=names.get(s.agency_id or 0, "")) for s in steps],
        refuse_until=until_of(found, ClockCode.COMPLAINT_REFUSE),
        forward_until=until_of(found, ClockCode.COMPLAINT_FORWARD),
        ask_until=until_of(found, ClockCode.COMPLAINT_ASK),
        question=open_question(found),
        may_withdraw=may_withdraw,
    )


def published() -> Sequence[Complaint]:
    """Return the answers that were made public, without who complained; the newest first."""
    rows = Complaint.objects.filter(published_at__isnull=False).defer("text", "answer", "name")
    return list(
        rows.select_related("dossier__procedure_version").order_by("-published_at")[:MOST_SHOWN]
    )


def is_decided(dossier: Dossier) -> bool:
    """Tell whether there is a decision to complain about: a result, a refusal, an end."""
    return dossier.is_over or dossier.results.filter(sealed_at__isnull=False).exists()


def complained_of(dossier: Dossier, *, about: str, place: str) -> set[UUID]:
    """Return the accounts whose work a complaint is about: what it says is kept from them."""
    if about == ComplaintAbout.RULES:
        return set()
    at_desk = place == ComplaintPlace.DESK
    unit_id = dossier.receiving_unit_id if at_desk else dossier.resolving_unit_id
    found = set(
        dossier.timeline.filter(unit_id=unit_id, by__isnull=False).values_list("by", flat=True)
    )
    if not at_desk and dossier.assignee is not None:
        found.add(dossier.assignee)
    if about == ComplaintAbout.DECISION:
        results = Result.objects.filter(dossier=dossier)
        for pair in results.values_list("drafted_by", "signed_by"):
            found.update(account for account in pair if account is not None)
    return {account for account in found if account is not None}


def answering(agency_id: int) -> set[UUID]:
    """Return the officials of an agency who answer complaints."""
    lines = identity.accounts_in(agency_id=agency_id, permission=P.ANSWER_COMPLAINT)
    return {line.uid for line in lines}


def forward_choices(complaint: Complaint) -> list[tuple[str, str]]:
    """Return the agencies a complaint can be handed on to: where somebody not meant answers."""
    of = set(complaint.of.values_list("account", flat=True))
    places: dict[int, set[UUID]] = {}
    for line in identity.accounts_in(permission=P.ANSWER_COMPLAINT):
        places.setdefault(line.agency_id, set()).add(line.uid)
    ids = [pk for pk, held in places.items() if pk != complaint.agency_id and held - of]
    names = organization.agency_names(ids)
    return sorted(
        ((str(pk), name) for pk, name in names.items()), key=lambda one: alphabetical(one[1])
    )
