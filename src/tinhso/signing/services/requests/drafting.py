"""Requests to the authority while their agency writes them: drawn up, completed, put to the head.

Names, offices and agencies come from the house's own lists; what it does not know is typed for
each certificate. Nothing leaves before the head has signed and the clerk has sealed.
"""

from collections.abc import Sequence
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.identity.queries import accounts_in
from tinhso.kernel import audit
from tinhso.kernel.actors import Actor, require
from tinhso.kernel.db import fetch
from tinhso.kernel.errors import Conflict, Invalid
from tinhso.kernel.errors.sentences import Told, told
from tinhso.organization.queries import agency, position_names
from tinhso.signing.models import (
    Certificate,
    CertificateProposal,
    CertificateRequest,
    CertificateRequestLine,
)
from tinhso.signing.permissions import SigningPermission as P
from tinhso.signing.queries.queue import item_of
from tinhso.signing.requests_values import LineValues, faults_of, kept_in, lacks
from tinhso.signing.rules import CertificateRole, RequestForm
from tinhso.signing.rules_requests import (
    CAUSES,
    MOST_LINES,
    MOST_RENEWALS,
    OPEN_REQUESTS,
    REQUEST_MOVES,
    Addressee,
    RequestKind,
    RequestState,
)
from tinhso.signing.services.queue import withdraw_request as take_from_queue
from tinhso.signing.services.requests.holders import (
    agency_lines,
    device_lines,
    files_for,
    people_lines,
    some,
)
from tinhso.signing.services.requests.papers import KIND, put_paper
from tinhso.signing.services.requests.renewable import require_renewable


@transaction.atomic
def draft_request(
    *,
    kind: str,
    actor: Actor,
    agency_id: int | None = None,
    accounts: Sequence[UUID] = (),
    agencies: Sequence[int] = (),
    names: Sequence[str] = (),
    certificates: Sequence[UUID] = (),
) -> CertificateRequest:
    """Draw a request up for officials, agencies, devices by name, or certificates of the register.

    The first three are for new certificates, one kind each; the last for all else: renewals by
    the list, other kinds one at a time.
    Raises `Invalid` at the field whose holders cannot be asked for.
    """
    filing = require_filing(actor, agency_id)
    if kind not in RequestKind.values:
        raise Invalid(fields={"kind": _("Hãy chọn loại yêu cầu.")})
    if kind == RequestKind.PERSON:
        lines = people_lines(filing, accounts)
    elif kind == RequestKind.AGENCY:
        lines = agency_lines(actor, agencies)
    elif kind == RequestKind.DEVICE:
        lines = device_lines(filing, names)
    else:
        lines = [line_about(row) for row in _certificates(actor, certificates, kind)]
    return _drawn_up(kind, filing, lines, actor)


def require_filing(actor: Actor, agency_id: int | None) -> int:
    """Return the agency that asks: the one named, or the actor's own; refuse who does not file."""
    _may_ask(actor)
    filing = agency_id if agency_id is not None else actor.agency_id
    if filing is None or not files_for(actor, filing):
        raise Invalid(fields={"agency": _("Hãy chọn cơ quan đề nghị.")})
    return filing


@transaction.atomic
def request_of_proposal(*, uid: UUID, actor: Actor) -> CertificateRequest:
    """Turn a form that is due into a filled-in request; asked again, the same one is returned."""
    rows = CertificateProposal.objects.visible_to(actor).select_for_update(of=("self",))
    proposal = fetch(rows.select_related("certificate"), uid=uid)
    _may_ask(actor)
    known = CertificateRequest.objects.filter(proposal=proposal, state__in=OPEN_REQUESTS).first()
    if known is not None:
        return known
    if proposal.outcome:
        raise Conflict(_("Đề nghị này đã được giải quyết."))
    certificate = proposal.certificate
    _one_at_a_time([certificate], field="")
    if proposal.form == RequestForm.REVOKE:
        line = line_about(certificate)
        line.reason = CAUSES[proposal.cause]
        return _drawn_up(RequestKind.REVOKE, proposal.agency_id, [line], actor, proposal)
    line = line_about(certificate)
    there = agency(proposal.agency_id)
    line.agency_name, line.agency_code = there.name, there.code
    line.holder_agency_id = there.id
    if certificate.role == CertificateRole.PERSON and certificate.account_uid is not None:
        line.title = _title_of(certificate.account_uid, there.id) or line.title
    return _drawn_up(RequestKind.CHANGE, proposal.agency_id, [line], actor, proposal)


def _drawn_up(
    kind: str,
    agency_id: int,
    lines: Sequence[CertificateRequestLine],
    actor: Actor,
    proposal: CertificateProposal | None = None,
) -> CertificateRequest:
    made = CertificateRequest.objects.create(
        kind=kind,
        agency_id=agency_id,
        proposal=proposal,
        addressee=addressee_of(kind),
        asked_by=actor.id,
        asked_at=timezone.now(),
    )
    for line in lines:
        line.request = made
    CertificateRequestLine.objects.bulk_create(lines)
    audit.record("signing.request_drawn_up", actor=actor, target=made, kind=kind, lines=len(lines))
    return made


def _certificates(actor: Actor, given: Sequence[UUID], kind: str) -> list[Certificate]:
    """Return the certificates that such a request is about; only renewals carry lists."""
    is_list = kind == RequestKind.RENEW
    most = MOST_RENEWALS if is_list else MOST_LINES
    wanted = some(given, "certificates", _("Hãy chọn chứng thư."), most=most)
    rows = list(
        Certificate.objects.visible_to(actor)
        .in_force()
        .filter(uid__in=wanted)
        .select_related("device")
        .order_by("agency_id", "name", "pk")
    )
    if len(rows) != len(wanted) or (len(rows) > 1 and not is_list):
        raise Invalid(fields={"certificates": _("Hãy chọn một chứng thư còn dùng được.")})
    if is_list:
        require_renewable(rows)
    else:
        _one_at_a_time(rows, field="certificates")
    return rows


def _one_at_a_time(rows: Sequence[Certificate], *, field: str) -> None:
    open_lines = CertificateRequestLine.objects.filter(
        certificate__in=rows, request__state__in=OPEN_REQUESTS
    )
    if open_lines.exists():
        text = _("Chứng thư này đang có một yêu cầu chưa xong.")
        raise Invalid(fields={field: text}) if field else Conflict(text)


def line_about(row: Certificate) -> CertificateRequestLine:
    """Return the line of a certificate as the register has it."""
    return CertificateRequestLine(
        certificate=row,
        account_uid=row.account_uid,
        holder_agency_id=row.agency_id,
        name=row.name,
        title=row.title,
        agency_name=row.agency_name,
        agency_code=row.agency_code,
        email=row.email,
        device_kind=row.device.kind if row.device else "",
    )


def _title_of(account_uid: UUID, agency_id: int) -> str:
    lines = accounts_in(agency_id=agency_id, account_uid=account_uid)
    at = lines[0].position_id if lines else None
    return position_names([at]).get(at, "") if at else ""


@transaction.atomic
def complete_line(*, uid: UUID, values: LineValues, actor: Actor) -> CertificateRequestLine:
    """Write down what the form asks of one holder; raises `Invalid` at fields that are wrong."""
    line, request = _line_of_draft(uid, actor)
    wrong = faults_of(values, kind=request.kind, certificate=line.certificate)
    if wrong:
        raise Invalid(fields=wrong)
    kept_in(line, values, kind=request.kind)
    line.save()
    audit.record("signing.request_line_completed", actor=actor, target=request, line=str(line.uid))
    return line


@transaction.atomic
def drop_line(*, uid: UUID, actor: Actor) -> CertificateRequest:
    """Take one holder off a list; the last one stays, the request is withdrawn instead."""
    line, request = _line_of_draft(uid, actor)
    if request.lines.count() == 1:
        raise Conflict(_("Đây là dòng duy nhất; hãy rút yêu cầu."))
    line.delete()
    audit.record("signing.request_line_dropped", actor=actor, target=request)
    return request


@transaction.atomic
def put_before_head(
    *,
    uid: UUID,
    signer: UUID | None,
    actor: Actor,
    contact_name: str = "",
    contact_phone: str = "",
) -> CertificateRequest:
    """Print the form and put it into the head's queue of papers to sign.

    Raises `Invalid` while a line lacks something its form asks for.
    """
    request = locked(uid, actor)
    _may_ask(actor)
    heads = {line.uid for line in accounts_in(agency_id=request.agency_id, permission=P.SIGN_ITEM)}
    lines = list(request.lines.select_related("certificate__device").order_by("pk"))
    wrong: dict[str, str] = {}
    if signer not in heads:
        wrong["signer"] = _("Hãy chọn người có quyền ký của cơ quan đề nghị.")
    if request.kind == RequestKind.RESTORE and not contact_name.strip():
        wrong["contact_name"] = _("Mẫu 06 ghi người phối hợp khôi phục thiết bị.")
    lacking = [line.name for line in lines if lacks(line, kind=request.kind)]
    if lacking:
        wrong["lines"] = _("Hãy điền đủ thông tin của: %(names)s.") % {"names": ", ".join(lacking)}
    if wrong or signer is None:
        raise Invalid(fields=wrong)

    move(request, RequestState.BEFORE_HEAD)
    request.signer_uid = signer
    request.return_reason = ""
    request.contact_name = contact_name.strip()[:200]
    request.contact_phone = contact_phone.strip()[:32]
    request.file = put_paper(request, lines, signer=signer, actor=actor)
    request.save()
    audit.record("signing.request_put_before_head", actor=actor, target=request)
    return request


@transaction.atomic
def withdraw(*, uid: UUID, actor: Actor) -> CertificateRequest:
    """Give a request up before it was signed; it leaves the head's queue."""
    request = locked(uid, actor)
    _may_ask(actor)
    was_before_head = request.state == RequestState.BEFORE_HEAD
    move(request, RequestState.WITHDRAWN)
    request.closed_at = timezone.now()
    request.save(update_fields=["state", "closed_at"])
    if was_before_head:
        item = item_of(kind=KIND, reference=str(request.uid))
        if item is not None:
            take_from_queue(item_uid=item.uid, actor=actor)
    audit.record("signing.request_withdrawn", actor=actor, target=request)
    return request


def addressee_of(kind: str) -> Addressee:
    """Return who handles a kind of request: by delegation the department, else the authority."""
    given: list[str] = settings.TINHSO_CERTIFICATE_DELEGATED
    return Addressee.DEPARTMENT if kind in given else Addressee.AUTHORITY


def locked(uid: UUID, actor: Actor) -> CertificateRequest:
    """Return a request the actor may see, locked for a change."""
    rows = CertificateRequest.objects.visible_to(actor).select_for_update(of=("self",))
    return fetch(rows, uid=uid)


def move(request: CertificateRequest, to: RequestState) -> None:
    """Let a request go on; `Conflict` where its state does not allow it."""
    if to not in REQUEST_MOVES[request.state]:
        raise Conflict(
            told(
                _("Yêu cầu đang ở tình trạng “%(state)s” nên chưa làm được việc này."),
                state=Told(request.get_state_display()),
            )
        )
    request.state = to


def _line_of_draft(uid: UUID, actor: Actor) -> tuple[CertificateRequestLine, CertificateRequest]:
    """Return a line with its request, which is still being written."""
    seen = CertificateRequest.objects.visible_to(actor)
    line = fetch(
        CertificateRequestLine.objects.filter(request__in=seen).select_related("certificate"),
        uid=uid,
    )
    request = CertificateRequest.objects.select_for_update(of=("self",)).get(pk=line.request_id)
    _may_ask(actor)
    if request.state != RequestState.DRAFT:
        raise Conflict(_("Yêu cầu đã trình ký nên không sửa được; hãy rút về hoặc đợi trả lại."))
    return line, request


def _may_ask(actor: Actor) -> None:
    if not actor.may(P.MANAGE_CERTIFICATES):
        require(actor, P.ASK_CERTIFICATE)
