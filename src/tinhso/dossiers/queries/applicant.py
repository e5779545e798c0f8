"""What an applicant sees of his own: his list, and one dossier with all that he may do there."""

import json
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from django.db.models import Prefetch, Q
from django.utils import timezone
from django.utils.functional import Promise

from tinhso.dossiers.models import (
    Charge,
    Dossier,
    DossierQuerySet,
    DossierSight,
    Draft,
    FieldCheck,
    Message,
    Obligation,
    Paper,
    PostWish,
    Rating,
    Result,
    ResultAnnex,
    StopRequest,
    SupplementRequest,
)
from tinhso.dossiers.queries import applying
from tinhso.dossiers.queries.fees import FeePage, fee_page
from tinhso.dossiers.queries.page import may_be_stopped
from tinhso.dossiers.queries.parts import PartLine, parts_of
from tinhso.dossiers.queries.post import may_wish, wish_of
from tinhso.dossiers.queries.tax import SlipLine, slips_of
from tinhso.dossiers.queries.tax_money import duty_charge
from tinhso.dossiers.queries.timeline import TimelineLine, ahead_of, lines_of
from tinhso.dossiers.rules.moves import MOVES
from tinhso.dossiers.rules.states import APPLICANT_FORMS, END_STATES, Form, Relation
from tinhso.identity import queries as identity
from tinhso.kernel.actors import Actor
from tinhso.kernel.calendar import explain, lines_from_text
from tinhso.kernel.db import fetch
from tinhso.kernel.db.paging import Sight
from tinhso.kernel.errors import NotFound
from tinhso.organization import queries as organization
from tinhso.organization.queries import AgencyInfo
from tinhso.procedures import queries as procedures

PROCEDURE: Final = "procedure_version__procedure"


@dataclass(frozen=True, kw_only=True)
class Contact:
    """Whom to call: who has it now, or the desk."""

    name: str
    unit: str
    phone: str


@dataclass(frozen=True, kw_only=True)
class GivenPaper:
    """A form that was made for the applicant, and what it is called."""

    paper: Paper
    title: str | Promise


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """Why the desk did not take a dossier in, as form 03 says it."""

    reasons: list[str]
    note: str


@dataclass(frozen=True, kw_only=True)
class ApplicantPage:
    """One dossier as its applicant reads it."""

    dossier: Dossier
    procedure_name: str
    name_en: str
    """The procedure's English name for who reads English, else nothing."""
    procedure_code: str
    resolving: AgencyInfo
    contact: Contact
    timeline: list[TimelineLine]
    fees: FeePage
    reckoning: list[str]
    supplement: SupplementRequest | None
    obligation: Obligation | None
    tax: SlipLine | None
    duty: Charge | None
    """What the tax agency's notice asks, where one was given here."""
    field_check: FieldCheck | None
    stop_request: StopRequest | None
    """The wish to stop that was said last; None where none was."""
    results: list[Result]
    papers: list[GivenPaper]
    messages: list[Message]
    rating: Rating | None
    refusal: Refusal | None = None
    moves: frozenset[str] = field(default_factory=frozenset)
    parts: list[PartLine] = field(default_factory=list)
    accesses: int = 0
    post_wish: PostWish | None = None
    may_wish_post: bool = False

    @property
    def is_ended(self) -> bool:
        """Tell whether nothing more will happen."""
        return self.dossier.state in END_STATES

    @property
    def waits_for_stop(self) -> bool:
        """Tell whether the desk has not answered the wish to stop yet."""
        return self.stop_request is not None and self.stop_request.decided_at is None

    @property
    def stop_refusal(self) -> str:
        """Return why the work was not stopped, while it still could be."""
        if "ask_stop" not in self.moves or self.stop_request is None or self.waits_for_stop:
            return ""
        return self.stop_request.refusal_reason

    @property
    def may_rate(self) -> bool:
        """Tell whether the service can be rated now."""
        return self.dossier.is_ratable and self.rating is None


OF_THE_WHOLE: Final = frozenset({"ask_stop", "withdraw", "change_content"})
"""What an applicant does to a linked request, never to one agency's part.

What the house did by itself he refuses on the page of the offer.
"""


def drafts_of(*, actor: Actor) -> list[Draft]:
    """Return the actor's own drafts, the newest first."""
    if actor.person_id is None:
        return []
    rows = Draft.objects.filter(person_id=actor.person_id, submitted_at__isnull=True)
    return list(rows.select_related("procedure_version__procedure").order_by("-saved_at")[:50])


def draft_of(*, uid: UUID, actor: Actor) -> Draft:
    """Return the actor's own draft; another's, or one handed in, does not exist."""
    if actor.person_id is None:
        raise NotFound
    rows = Draft.objects.filter(person_id=actor.person_id, submitted_at__isnull=True)
    return fetch(rows.select_related("procedure_version__procedure__field"), uid=uid)


def own_keys(actor: Actor) -> frozenset[str]:
    """Return the keys of a person and of those he represents, whatever else he sees in office."""
    held = {key for key in actor.sight_keys if key.startswith("p:")}
    return frozenset(held if actor.person_id is None else held | {f"p:{actor.person_id}"})


def own_sight(actor: Actor) -> Sight:
    """Return by what a person's own are found among all: few rows, taken by key."""
    return Sight(DossierSight, own_keys(actor))


def my_dossiers(*, actor: Actor) -> DossierQuerySet:
    """Return the dossiers the actor filed or is a party of, the newest first.

    An agency's part of a linked request stands on the request's page; by itself it is listed only
    while it waits for the person.
    """
    if actor.person_id is None:
        return Dossier.objects.none()
    mine = own_dossiers(actor=actor).filter(Q(lead__isnull=True) | Q(has_wait=True))
    return mine.for_lists().select_related(PROCEDURE).order_by("-arrived_at", "-pk")


def own_dossiers(*, actor: Actor) -> DossierQuerySet:
    """Return what the actor sees as a person, the agencies' parts of linked requests too."""
    return Dossier.objects.visible_to_keys(own_keys(actor))


def my_dossier(*, uid: UUID, actor: Actor) -> Dossier:
    """Return one of the actor's own, an agency's part of one too; another's does not exist."""
    if actor.person_id is None:
        raise NotFound
    return fetch(own_dossiers(actor=actor).for_lists().select_related(PROCEDURE), uid=uid)


def filed_from(*, draft_uid: UUID, actor: Actor) -> Dossier | None:
    """Return the dossier a draft became; the draft's uid is the token of its submission."""
    return my_dossiers(actor=actor).filter(submission_token=draft_uid).first()


def applicant_page(*, uid: UUID, actor: Actor) -> ApplicantPage:
    """Return everything of one's own dossier, in a constant number of queries."""
    dossier = my_dossier(uid=uid, actor=actor)
    supplements = dossier.supplements.filter(answered_at__isnull=True, closed_at__isnull=True)
    checks = dossier.field_checks.filter(recorded_at__isnull=True, at__gte=timezone.now())
    told = lines_of(dossier.timeline.filter(is_told=True))
    papers = _papers_of(dossier)
    return ApplicantPage(
        dossier=dossier,
        procedure_name=dossier.procedure_version.name,
        name_en=procedures.english_name(dossier.procedure_version.procedure),
        procedure_code=dossier.procedure_code,
        resolving=organization.agency(dossier.resolving_agency_id),
        contact=_contact(dossier),
        timeline=[*told, *ahead_of(dossier)],
        fees=fee_page(dossier),
        reckoning=explain(lines_from_text(dossier.due_lines)) if dossier.due_lines else [],
        supplement=supplements.first(),
        obligation=dossier.obligations.filter(settled_at__isnull=True)
        .select_related("sent_proof_file")
        .first(),
        tax=(tax := next(iter(slips_of(dossier)), None)),
        duty=duty_charge(dossier) if tax is not None and tax.notices else None,
        field_check=checks.order_by("-pk").first(),
        stop_request=dossier.stop_requests.order_by("-asked_at", "-pk").first(),
        results=_results_of(dossier),
        papers=papers,
        messages=list(dossier.messages.all()),
        rating=Rating.objects.filter(dossier=dossier).first(),
        refusal=_refusal_in(papers),
        moves=_moves_of_applicant(dossier),
        parts=parts_of(dossier, actor=actor, page="my_dossier", paper="my_paper"),
        post_wish=wish_of(dossier),
        may_wish_post=may_wish(dossier),
        accesses=identity.accesses_about(applying.myself(actor=actor))
        .filter(object_uid=str(dossier.uid))
        .count(),
    )


def my_paper(*, uid: UUID, paper_uid: UUID, actor: Actor) -> Paper:
    """Return a form that was made for one's own dossier."""
    dossier = my_dossier(uid=uid, actor=actor)
    return fetch(dossier.papers.filter(form__in=APPLICANT_FORMS), uid=paper_uid)


def _papers_of(dossier: Dossier) -> list[GivenPaper]:
    """Return the forms, each only as it was made last."""
    rows = list(dossier.papers.filter(form__in=APPLICANT_FORMS).order_by("made_at", "pk"))
    replaced = {paper.replaces_id for paper in rows}
    return [
        GivenPaper(paper=paper, title=paper.title) for paper in rows if paper.pk not in replaced
    ]


def _refusal_in(papers: list[GivenPaper]) -> Refusal | None:
    for given in papers:
        if given.paper.form == Form.REFUSAL:
            content = json.loads(given.paper.data)
            return Refusal(reasons=content.get("reasons", []), note=content.get("note", ""))
    return None


def _moves_of_applicant(dossier: Dossier) -> frozenset[str]:
    return frozenset(
        code
        for code, move in MOVES.items()
        if move.relation is Relation.APPLICANT
        and dossier.state in move.sources
        and not (dossier.is_member and code in OF_THE_WHOLE)
        and (code != "ask_stop" or may_be_stopped(dossier))
        and code != "undo_proactive"
    )


def _contact(dossier: Dossier) -> Contact:
    at_desk = dossier.assignee is None or dossier.state in {"submitted", "intake_supplement"}
    unit = organization.unit(dossier.receiving_unit_id if at_desk else dossier.resolving_unit_id)
    agency = organization.agency(
        dossier.receiving_agency_id if at_desk else dossier.resolving_agency_id
    )
    return Contact(
        name="" if at_desk else dossier.assignee_name,
        unit=unit.name,
        phone=unit.phone or agency.phone,
    )


def _results_of(dossier: Dossier) -> list[Result]:
    """Return the sealed results, each with the signed files that go with it."""
    signed = ResultAnnex.objects.filter(sealed_file__isnull=False).select_related("sealed_file")
    beside = Prefetch("annexes", signed.order_by("pk"), to_attr="signed_annexes")
    rows = dossier.results.filter(sealed_at__isnull=False).select_related("final_file")
    return list(rows.prefetch_related(beside))
