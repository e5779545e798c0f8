"""What the authority answers, certificate by certificate, and what each answer changes here.

This house's own authority answers here. Where a clerk carried the request elsewhere, he notes what
was answered: a new certificate is named by its number, once it stands in the register.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.kernel import audit, files, papers
from tinhso.kernel.actors import Actor, require, system_actor
from tinhso.kernel.db import fetch
from tinhso.kernel.errors import Conflict, Invalid
from tinhso.kernel.events import publish
from tinhso.kernel.notifications.services import notify
from tinhso.kernel.papers import in_vietnamese
from tinhso.organization.queries import agency
from tinhso.signing import pki
from tinhso.signing.algorithms import PublicKey
from tinhso.signing.events import CertificateRequestAnswered
from tinhso.signing.kinds import HAND_OVER, REQUEST_ANSWERED
from tinhso.signing.models import (
    Certificate,
    CertificateRequest,
    CertificateRequestLine,
)
from tinhso.signing.permissions import SigningPermission as P
from tinhso.signing.rules import CertificateRole, RevocationReason, serial_of
from tinhso.signing.rules_requests import (
    DEVICE_BACK,
    NEW,
    OPEN_LINES,
    ROLES,
    LineState,
    RequestKind,
    RequestState,
)
from tinhso.signing.services.authority import (
    ANSWERING,
    SERVICES,
    answering_identity,
    certified,
    issue_certificate,
    revoke_certificate,
)
from tinhso.signing.services.holders import on_seal
from tinhso.signing.services.queue import SIGNED_USE
from tinhso.signing.services.register_devices import give_device
from tinhso.signing.services.reporting import signed_by_service
from tinhso.signing.services.requests.drafting import locked, move
from tinhso.signing.services.requests.forms import require_signed_form
from tinhso.signing.services.requests.papers import (
    TITLES,
    device_words,
    term_words,
    today_words,
)
from tinhso.signing.services.requests.sending import channel_of, due_of

HOUSE = system_actor("signing.requests")
MOST_RENEWED = 3
"""Decree 68/2024, Article 9: a renewal adds three years at most."""
OWN_PLACE = "/tai-khoan/chu-ky-so/"


@transaction.atomic
def grant_line(
    *,
    uid: UUID,
    actor: Actor,
    years: int = 3,
    device_serial: str = "",
    serial: str = "",
) -> CertificateRequestLine:
    """Answer yes for one certificate: it is issued, continued, revoked, or its device freed.

    The house's own authority does so only on a form that the head signed and the agency sealed.
    `device_serial` is the number of the device that a new key lies on. `serial` names the
    certificate that an authority elsewhere issued. The last answer closes the request.
    """
    line, request, by_hand = _line_to_answer(uid, actor)
    if not by_hand:
        require_signed_form(request)
    if request.kind in NEW:
        line.issued = (
            _registered(line, request, serial)
            if by_hand
            else _new(line, request, years, device_serial)
        )
        line.state = LineState.ISSUED
    elif request.kind in {RequestKind.RENEW, RequestKind.CHANGE}:
        line.issued = (
            _registered(line, request, serial) if by_hand else _continued(line, request, years)
        )
        line.state = LineState.SETTLED
    elif request.kind == RequestKind.REVOKE:
        line.state = _revoked(line, request)
    else:
        line.state = LineState.SETTLED
    return _answered(line, request, actor)


@transaction.atomic
def refuse_line(*, uid: UUID, reason: str, actor: Actor) -> CertificateRequestLine:
    """Answer no for one certificate, with the reason."""
    line, request, _by_hand = _line_to_answer(uid, actor)
    if not reason.strip():
        raise Invalid(fields={"reason": _("Hãy ghi lý do từ chối.")})
    line.state, line.refusal = LineState.REFUSED, reason.strip()[:500]
    return _answered(line, request, actor)


def _line_to_answer(
    uid: UUID, actor: Actor
) -> tuple[CertificateRequestLine, CertificateRequest, bool]:
    """Return a line that waits for its answer; here only who issues certificates answers."""
    seen = CertificateRequest.objects.visible_to(actor)
    found = fetch(CertificateRequestLine.objects.filter(request__in=seen), uid=uid)
    request = locked(fetch(seen, pk=found.request_id).uid, actor)
    by_hand = require_answerer(request, actor)
    line = request.lines.select_related("certificate__device").get(pk=found.pk)
    if request.state != RequestState.SENT or line.state != LineState.ASKED:
        raise Conflict(_("Dòng này không còn chờ trả lời."))
    return line, request, by_hand


def require_answerer(request: CertificateRequest, actor: Actor) -> bool:
    """Refuse whoever does not answer it; tell whether the clerk who carried it notes the answer."""
    plug = channel_of(request)
    by_hand = plug is not None and plug.is_by_hand
    if not (by_hand and actor.may(P.ASK_CERTIFICATE)):
        require(actor, P.MANAGE_CERTIFICATES)
    return by_hand


def _new(
    line: CertificateRequestLine, request: CertificateRequest, years: int, device_serial: str
) -> Certificate:
    at = agency(line.holder_agency_id or request.agency_id)
    parent = agency(at.parent_id).name if at.parent_id else ""
    made = issue_certificate(
        role=ROLES[request.kind],
        name=line.name,
        title=line.title,
        account_uid=line.account_uid,
        agency_id=at.id,
        agency_name=line.agency_name,
        parent_name=on_seal(parent) if request.kind == RequestKind.AGENCY else "",
        agency_code=line.agency_code,
        email=line.email,
        years=years,
        actor=HOUSE,
    )
    if device_serial.strip():
        made.device = give_device(
            certificate_uid=made.uid, kind=line.device_kind, serial=device_serial, actor=HOUSE
        )
    return made


def _continued(
    line: CertificateRequestLine, request: CertificateRequest, years: int
) -> Certificate:
    """Issue the next certificate of the same key on the same device, and end the one before."""
    before = line.certificate
    if before is None or before.revoked_at is not None:
        raise Conflict(_("Chứng thư này đã được thu hồi."))
    if before.issuer != pki.AUTHORITY_NAME:
        raise Conflict(_("Chứng thư này do nơi khác cấp; hãy gửi yêu cầu tới nơi đó."))
    until: datetime = before.not_after
    if request.kind == RequestKind.RENEW:
        if not 1 <= years <= MOST_RENEWED:
            raise Invalid(fields={"years": _("Gia hạn từ 1 đến 3 năm.")})
        until += timedelta(days=365 * years)
    changes = request.kind == RequestKind.CHANGE
    said = line if changes else before
    made = Certificate(
        role=before.role,
        account_uid=before.account_uid,
        agency_id=line.holder_agency_id if changes else before.agency_id,
        name=said.name,
        title=said.title,
        agency_name=said.agency_name,
        parent_name=before.parent_name,
        agency_code=said.agency_code,
        email=said.email,
        key_store=before.key_store,
        key_reference=before.key_reference,
        device=before.device,
        follows=before,
    )
    public_key = pki.load_certificate(before.certificate).public_key()
    if not isinstance(public_key, PublicKey):
        raise Conflict(_("Khóa của chứng thư này không tiếp tục dùng được; hãy đề nghị cấp mới."))
    made = certified(made, public_key, until=until, actor=HOUSE)
    Certificate.objects.filter(pk=before.pk, revoked_at=None).update(
        revoked_at=made.not_before, revocation_reason=RevocationReason.SUPERSEDED
    )
    return made


def _revoked(line: CertificateRequestLine, request: CertificateRequest) -> LineState:
    before = line.certificate
    if before is None:
        raise Conflict(_("Dòng này không nêu chứng thư nào."))
    if before.revoked_at is None:
        revoke_certificate(certificate_uid=before.uid, reason=line.reason, actor=HOUSE)
    if before.device is None:
        return LineState.SETTLED
    line.device_due_at = due_of(DEVICE_BACK, start=timezone.now(), agency_id=request.agency_id)
    return LineState.REVOKED


def _registered(
    line: CertificateRequestLine, request: CertificateRequest, serial: str
) -> Certificate:
    """Return the certificate that was issued elsewhere, of this very holder, from the register."""
    role = line.certificate.role if line.certificate else ROLES[request.kind]
    rows = Certificate.objects.in_force().filter(serial=serial_of(serial), role=role)
    rows = (
        rows.filter(account_uid=line.account_uid)
        if role == CertificateRole.PERSON
        else rows.filter(agency_id=line.holder_agency_id)
    )
    found = rows.first()
    if found is None:
        raise Invalid(
            fields={
                "serial": _(
                    "Sổ chưa có chứng thư này của chủ thể; hãy nhập chứng thư vào sổ trước."
                )
            }
        )
    before = line.certificate
    if before is not None and before.pk != found.pk:
        Certificate.objects.filter(pk=found.pk, follows=None).update(follows=before)
        Certificate.objects.filter(pk=before.pk, revoked_at=None).update(
            revoked_at=timezone.now(), revocation_reason=RevocationReason.SUPERSEDED
        )
    return found


def _answered(
    line: CertificateRequestLine, request: CertificateRequest, actor: Actor
) -> CertificateRequestLine:
    line.answered_at = timezone.now()
    line.save()
    audit.record(
        "signing.request_line_answered",
        actor=actor,
        target=request,
        line=str(line.uid),
        state=str(line.state),
    )
    if line.state == LineState.ISSUED and line.account_uid is not None and line.issued:
        notify(
            account_uid=line.account_uid,
            kind=HAND_OVER.code,
            values={"name": line.name, "serial": line.issued.serial[-8:]},
            link=OWN_PLACE,
            key=str(line.uid),
        )
    if not request.lines.filter(state=LineState.ASKED).exists():
        whole = request.lines.select_related("issued__device", "certificate__device")
        _close_answer(request, list(whole.order_by("pk")))
    return line


def _close_answer(request: CertificateRequest, lines: list[CertificateRequestLine]) -> None:
    """Write the answer down as a signed paper, tell who asked, and see what is left to do."""
    refused = [one for one in lines if one.state == LineState.REFUSED]
    request.answered_at = timezone.now()
    if len(refused) == len(lines):
        move(request, RequestState.REFUSED)
    elif any(one.state in OPEN_LINES for one in lines):
        move(request, RequestState.ANSWERED)
    else:
        move(request, RequestState.DONE)
    if request.state != RequestState.ANSWERED:
        request.closed_at = request.answered_at
    plug = channel_of(request)
    if plug is None or not plug.is_by_hand:
        pdf = papers.render("signing/request_answer.typ", _answer(request, lines))
        request.answer_file = files.store(
            content=signed_by_service(
                pdf, answering_identity(), field="NoiCap", holder=SERVICES[ANSWERING]
            ),
            name="tra-loi-yeu-cau.pdf",
            use=SIGNED_USE,
            actor=HOUSE,
            owner_class="personal",
        )
    request.save(update_fields=["state", "answered_at", "closed_at", "answer_file"])
    if request.asked_by is not None:
        notify(
            account_uid=request.asked_by,
            kind=REQUEST_ANSWERED.code,
            values={
                "number": request.number,
                "granted": len(lines) - len(refused),
                "refused": len(refused),
            },
            link=request.get_absolute_url(),
            key=str(request.uid),
        )
    publish(
        CertificateRequestAnswered(
            request_uid=request.uid,
            kind=request.kind,
            agency_id=request.agency_id,
            granted=len(lines) - len(refused),
            refused=len(refused),
        )
    )


RESULTS = {
    LineState.REFUSED: "Từ chối",
    LineState.ISSUED: "Đã cấp",
    LineState.SETTLED: "Đã giải quyết",
    LineState.REVOKED: "Đã thu hồi",
}


@in_vietnamese
def _answer(request: CertificateRequest, lines: list[CertificateRequestLine]) -> dict[str, object]:
    filing = agency(request.agency_id)
    hands_over = request.kind in NEW and any(one.state == LineState.ISSUED for one in lines)
    return {
        "hands_over": hands_over,
        "authority": pki.AUTHORITY_NAME,
        "agency": filing.name,
        "date": today_words(),
        "number": request.number,
        "numbered_on": f"{request.numbered_on:%d/%m/%Y}" if request.numbered_on else "",
        "kind": TITLES[request.kind],
        "place": f"{filing.name}{f', {filing.address}' if filing.address else ''}",
        "sample": filing.is_demonstration,
        "lines": [_answer_line(one) for one in lines],
    }


def _answer_line(line: CertificateRequestLine) -> dict[str, str]:
    shown = line.issued or line.certificate
    return {
        "name": line.name,
        "result": RESULTS[LineState(line.state)],
        "serial": shown.serial if shown else "",
        "term": term_words(line.issued) if line.issued else "",
        "device": device_words(shown.device) if shown else "",
        "note": line.refusal,
    }
