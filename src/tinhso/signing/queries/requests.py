"""Requests to the authority: the list, and one of them with what may be done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.identity.queries import AccountLine, account_names, accounts_in
from tinhso.kernel.actors import Actor, require
from tinhso.kernel.db import fetch
from tinhso.kernel.db.folding import having
from tinhso.kernel.files.models import StoredFile
from tinhso.organization.queries import AgencyInfo, agency, agency_infos, below_all
from tinhso.signing.models import (
    AnsweredCertificate,
    AnswerSheet,
    AuthorityAnswer,
    Certificate,
    CertificateRequest,
    CertificateRequestLine,
    CertificateRequestQuerySet,
)
from tinhso.signing.models.certificates import agencies_of
from tinhso.signing.permissions import SigningPermission as P
from tinhso.signing.queries.queue import item_of, seal_act_of
from tinhso.signing.registry import certificate_channels
from tinhso.signing.requests_values import lacks
from tinhso.signing.rules import CertificateRole, account_of
from tinhso.signing.rules_requests import LineState, RequestState

QUEUE_KIND = "signing.request"
MOST_STEPS = 20
"""A history of more holders tells of them by their number."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One line of a history: what happened, when, by whom, and the paper of it."""

    title: str
    at: datetime | None = None
    by: str = ""
    detail: str = ""
    detail_is_data: bool = True
    state: str = "past"
    url: str = ""
    link: str = ""


@dataclass(frozen=True, kw_only=True)
class RequestPage:
    """One request with its holders, what the actor may do, and how it went."""

    request: CertificateRequest
    agency: AgencyInfo
    lines: Sequence[CertificateRequestLine]
    heads: Sequence[AccountLine]
    channel: str
    by_hand: bool
    may_write: bool
    may_answer: bool
    may_hand_over: bool
    lacking: frozenset[UUID]
    """Holders of whom the form still asks something."""
    steps: Sequence[Step]

    @property
    def answered(self) -> int:
        """Return how many lines have their answer."""
        return sum(line.state != LineState.ASKED for line in self.lines)

    @property
    def refused(self) -> int:
        """Return how many were answered with no."""
        return sum(line.state == LineState.REFUSED for line in self.lines)


def may_request(actor: Actor) -> bool:
    """Tell whether requests are somebody's business: who asks, and who issues."""
    return actor.may(P.MANAGE_CERTIFICATES) or actor.may(P.ASK_CERTIFICATE)


def require_requester(actor: Actor) -> None:
    """Refuse whoever neither asks for certificates nor issues them."""
    if not may_request(actor):
        require(actor, P.ASK_CERTIFICATE)


def requests(*, actor: Actor) -> CertificateRequestQuerySet:
    """Return the requests the actor may see, with the first holder, their number, and lateness."""
    lines = CertificateRequestLine.objects.filter(request=OuterRef("pk")).order_by("pk")
    late = Q(state=RequestState.SENT, due_at__lt=timezone.now())
    return CertificateRequest.objects.visible_to(actor).annotate(
        holder=Subquery(lines.values("name")[:1]),
        holders=Count("lines"),
        is_overdue=Case(
            When(late, then=Value(True)), default=Value(False), output_field=BooleanField()
        ),
    )


def with_words(words: str) -> Q:
    """Return the condition of requests with a number, a holder or a certificate like that."""
    about = CertificateRequestLine.objects.filter(request=OuterRef("pk")).filter(
        having(words, "name")
        | Q(certificate__serial__istartswith=words)
        | Q(issued__serial__istartswith=words)
    )
    return Q(number__istartswith=words) | Q(Exists(about))


def waiting_requests(*, actor: Actor) -> int:
    """Return how many requests wait for the actor's own act: to be answered, or to go on."""
    rows = CertificateRequest.objects.visible_to(actor)
    if actor.may(P.MANAGE_CERTIFICATES):
        return rows.filter(state=RequestState.SENT).count()
    mine = (RequestState.DRAFT, RequestState.ANSWERED)
    return rows.filter(state__in=mine).count()


def request_page(*, uid: UUID, actor: Actor) -> RequestPage:
    """Return one request the actor may see, with all that its page shows."""
    require_requester(actor)
    rows = CertificateRequest.objects.visible_to(actor)
    request = fetch(rows.select_related("file", "answer_file"), uid=uid)
    lines = list(
        request.lines.select_related(
            "certificate__device", "issued__device", "minute_file"
        ).order_by("pk")
    )
    plug = certificate_channels.find(request.channel) if request.channel else None
    by_hand = plug is not None and plug.is_by_hand
    answers = actor.may(P.MANAGE_CERTIFICATES) or (by_hand and actor.may(P.ASK_CERTIFICATE))
    is_draft = request.state == RequestState.DRAFT
    return RequestPage(
        request=request,
        agency=agency(request.agency_id),
        lines=lines,
        heads=heads_of(request.agency_id) if is_draft else (),
        channel=str(plug.label) if plug is not None else "",
        by_hand=by_hand,
        may_write=is_draft,
        may_answer=answers and request.state == RequestState.SENT,
        may_hand_over=request.state in {RequestState.ANSWERED, RequestState.SENT},
        lacking=frozenset(
            line.uid for line in lines if is_draft and lacks(line, kind=request.kind)
        ),
        steps=steps_of(request, lines),
    )


def request_line(*, uid: UUID, actor: Actor) -> CertificateRequestLine:
    """Return one holder of a request the actor may see."""
    require_requester(actor)
    seen = CertificateRequest.objects.visible_to(actor)
    rows = CertificateRequestLine.objects.filter(request__in=seen)
    return fetch(rows.select_related("request", "certificate__device", "issued"), uid=uid)


def heads_of(agency_id: int) -> list[AccountLine]:
    """Return who may sign for an agency, each once."""
    found = accounts_in(agency_id=agency_id, permission=P.SIGN_ITEM)
    return list({line.uid: line for line in reversed(found)}.values())[::-1]


def people_to_ask_for(*, actor: Actor) -> list[AccountLine]:
    """Return the officials of the actor's agency, each once, those without a certificate first."""
    if actor.agency_id is None:
        return []
    found = {line.uid: line for line in reversed(accounts_in(agency_id=actor.agency_id))}
    held = set(
        Certificate.objects.in_force()
        .filter(account_uid__in=found, role=CertificateRole.PERSON)
        .values_list("account_uid", flat=True)
    )
    return sorted(found.values(), key=lambda line: (line.uid in held, line.name))


def agencies_to_ask_for(*, actor: Actor) -> list[AgencyInfo]:
    """Return the actor's agency and those below it, by code."""
    found = agency_infos(below_all(agencies_of(actor)))
    return sorted(found.values(), key=lambda info: (len(info.code), info.code))


def lines_to_receive(*, actor: Actor) -> "QuerySet[CertificateRequestLine]":
    """Return the actor's own new certificates whose hand-over he has not signed."""
    rows = CertificateRequestLine.objects.filter(
        account_uid=account_of(actor), state=LineState.ISSUED
    )
    return rows.select_related("request", "issued__device").order_by("pk")


def own_minutes(*, actor: Actor) -> dict[int, StoredFile]:
    """Return the hand-over record of each certificate of the actor that has one, by its key."""
    rows = CertificateRequestLine.objects.filter(
        account_uid=account_of(actor), issued__isnull=False, minute_file__isnull=False
    ).select_related("minute_file")
    return {row.issued_id: row.minute_file for row in rows if row.issued_id and row.minute_file}


def line_to_receive(*, uid: UUID, actor: Actor) -> CertificateRequestLine:
    """Return one of them."""
    rows = CertificateRequestLine.objects.filter(
        account_uid=account_of(actor), state=LineState.ISSUED
    )
    return fetch(rows.select_related("request", "issued__device"), uid=uid)


def steps_of(
    request: CertificateRequest, lines: Sequence[CertificateRequestLine], *, named: bool = False
) -> list[Step]:
    """Tell how a request went, first things first; `named` says which request each step is of."""
    names = account_names([uid for uid in (request.asked_by, request.signer_uid) if uid])
    item = item_of(kind=QUEUE_KIND, reference=str(request.uid))
    steps = [
        Step(
            title=_("Lập yêu cầu"),
            at=request.asked_at,
            detail=str(request.get_kind_display()) if named else "",
            detail_is_data=False,
            by=names.get(request.asked_by, "") if request.asked_by else "",
        )
    ]
    if item is not None and item.signed_file_id is not None:
        signer = names.get(request.signer_uid, "") if request.signer_uid else ""
        steps.append(Step(title=_("Người đứng đầu ký"), at=item.decided_at, by=signer))
    if request.number:
        url = request.file.get_absolute_url() if request.file is not None else ""
        act = seal_act_of(item_uid=item.uid) if item is not None else None
        sealed_at = act.sealed_at if act is not None else None
        steps.append(
            Step(
                title=_("Cấp số, đóng dấu"),
                at=sealed_at,
                detail=request.number,
                url=url,
                link=_("Tải về"),
            )
        )
    if request.sent_at is not None:
        steps.append(Step(title=_("Đã gửi"), at=request.sent_at, detail=request.channel_reference))
    if len(lines) > MOST_STEPS:
        steps += _steps_of_many(lines)
    else:
        for line in lines:
            steps += _steps_of_line(line)
    if request.answer_file is not None:
        steps.append(
            Step(
                title=_("Văn bản trả lời"),
                at=request.answered_at,
                url=request.answer_file.get_absolute_url(),
                link=_("Tải về"),
            )
        )
    if request.state == RequestState.WITHDRAWN:
        steps.append(Step(title=_("Đã rút"), at=request.closed_at))
    if request.state in UNDER_WAY:
        steps.append(Step(title=str(request.get_state_display()), state="now"))
    return sorted(steps, key=when)


UNDER_WAY = frozenset(
    {
        RequestState.BEFORE_HEAD,
        RequestState.SIGNED,
        RequestState.SENDING,
        RequestState.SENT,
        RequestState.ANSWERED,
    }
)


def when(step: Step) -> tuple[bool, datetime]:
    """Return where a step stands in a history: what is past first, by its time."""
    return step.state != "past", step.at or datetime.min.replace(tzinfo=UTC)


def _steps_of_many(lines: Sequence[CertificateRequestLine]) -> list[Step]:
    """Tell of hundreds by their numbers; each line says its own outcome."""
    answered = [line.answered_at for line in lines if line.answered_at is not None]
    closed = [line.closed_at for line in lines if line.closed_at is not None]
    said = _("%(done)s trên %(all)s chủ thể")
    found = ((_("Được trả lời"), answered), (_("Đã bàn giao, trả thiết bị"), closed))
    return [
        Step(
            title=title,
            at=max(times),
            detail=said % {"done": len(times), "all": len(lines)},
            detail_is_data=False,
        )
        for title, times in found
        if times
    ]


def _steps_of_line(line: CertificateRequestLine) -> list[Step]:
    steps = []
    if line.answered_at is not None:
        refused = line.state == LineState.REFUSED
        title = _("Bị từ chối") if refused else _("Được giải quyết")
        detail = f"{line.name}: {line.refusal}" if refused else line.name
        steps.append(Step(title=title, at=line.answered_at, detail=detail))
    if line.closed_at is not None and line.minute_file is not None:
        steps.append(
            Step(
                title=str(line.get_state_display()),
                at=line.closed_at,
                detail=line.name,
                url=line.minute_file.get_absolute_url(),
                link=_("Tải biên bản"),
            )
        )
    return steps


def answer_sheets(*, uid: UUID, actor: Actor) -> "QuerySet[AnswerSheet]":
    """Return the spreadsheets of answers given to a request, the newest first."""
    require_requester(actor)
    seen = CertificateRequest.objects.visible_to(actor).filter(uid=uid)
    return AnswerSheet.objects.filter(request__in=seen).order_by("-pk")


@dataclass(frozen=True, kw_only=True)
class Brought:
    """What a clerk brought back from the authority for one request."""

    papers: Sequence[AuthorityAnswer]
    certificates: Sequence[AnsweredCertificate]
    """Those nobody has decided on, with the line each is for."""
    open_lines: Sequence[CertificateRequestLine]

    @property
    def matched(self) -> int:
        """Return how many can come into the register as they are."""
        return sum(row.line is not None for row in self.certificates)


def brought(*, uid: UUID, actor: Actor) -> Brought:
    """Return the answers of an authority elsewhere to a request the actor may see."""
    require_requester(actor)
    seen = CertificateRequest.objects.visible_to(actor).filter(uid=uid)
    waiting = AnsweredCertificate.objects.filter(answer__request__in=seen, outcome="")
    return Brought(
        papers=list(
            AuthorityAnswer.objects.filter(request__in=seen).select_related("file").order_by("-pk")
        ),
        certificates=list(waiting.select_related("line__certificate").order_by("pk")),
        open_lines=list(
            CertificateRequestLine.objects.filter(request__in=seen, state=LineState.ASKED).order_by(
                "pk"
            )
        ),
    )
