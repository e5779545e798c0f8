"""Devices that change hands: a new one received, one that goes back, one that was lost.

Who receives his own signs the record with the new key, which shows that it works. What belongs to
an agency is recorded by its clerk under the agency's signature.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.identity.queries import account_names
from tinhso.kernel import audit, files, papers
from tinhso.kernel.actors import Actor, require
from tinhso.kernel.db import fetch
from tinhso.kernel.errors import Conflict, Invalid
from tinhso.kernel.papers import in_vietnamese
from tinhso.organization.queries import agency
from tinhso.signing.models import (
    Certificate,
    CertificateRequest,
    CertificateRequestLine,
    Confirmation,
    KeyDevice,
)
from tinhso.signing.permissions import SigningPermission as P
from tinhso.signing.registry import key_stores
from tinhso.signing.rules import DeviceState, UseSource, account_of
from tinhso.signing.rules_requests import OPEN_LINES, LineState, RequestState
from tinhso.signing.services.confirming import RECEIVE, ask_for, use_confirmation
from tinhso.signing.services.devices import unlocked
from tinhso.signing.services.key_uses import KeyAct, key_act
from tinhso.signing.services.queue import SIGNED_USE
from tinhso.signing.services.requests.drafting import move
from tinhso.signing.services.requests.papers import (
    device_words,
    office,
    place_named,
    term_words,
    today_words,
)
from tinhso.signing.services.sealing import seal_as_agency
from tinhso.signing.services.signatures import prepare_for_signing, sign_pdf

REASON = "Biên bản bàn giao thiết bị lưu khóa"


def start_receipt(*, line_uid: UUID, actor: Actor) -> Confirmation:
    """Ask the holder for the one second factor with which he signs that he received his device."""
    line = _mine(line_uid, actor)
    return ask_for(actor, RECEIVE, [str(line.uid)], "")


def receive_certificate(
    *, line_uid: UUID, confirmation_uid: UUID, code: str, actor: Actor, secret: str = ""
) -> CertificateRequestLine:
    """Let the holder sign, with his new key, that he received it; from now it is in use."""
    line = _mine(line_uid, actor)
    asked = use_confirmation(
        confirmation_uid=confirmation_uid, code=code, purpose=RECEIVE, actor=actor
    )
    if asked.items != [str(line.uid)] or line.issued is None:
        raise Conflict(_("Mã này xác nhận việc khác; hãy lấy mã mới."))
    certificate = line.issued
    pdf = _printed(line, "given", actor, by_holder=True)
    with (
        unlocked(certificate, secret),
        key_act(source=UseSource.DIRECT, actor=actor, title=REASON) as used,
    ):
        signed = sign_pdf(pdf, certificate=certificate, reason=REASON)
        return _commit_receipt(line, signed, used, actor)


@transaction.atomic
def _commit_receipt(
    line: CertificateRequestLine, signed: bytes, used: KeyAct, actor: Actor
) -> CertificateRequestLine:
    request = CertificateRequest.objects.select_for_update(of=("self",)).get(pk=line.request_id)
    kept = request.lines.get(pk=line.pk)
    if kept.state != LineState.ISSUED:
        raise Conflict(_("Chứng thư này đã được bàn giao."))
    _close(kept, request, LineState.HANDED, signed, actor)
    used.keep()
    return kept


@transaction.atomic
def hand_over(*, line_uid: UUID, actor: Actor) -> CertificateRequestLine:
    """Record that an agency received its certificate, or a person whose key signs only elsewhere.

    The record carries the agency's signature. A person whose key is used here signs by himself.
    """
    line, request = _of_agency(line_uid, actor)
    if line.state != LineState.ISSUED or line.issued is None:
        raise Conflict(_("Không có gì chờ bàn giao ở dòng này."))
    if line.account_uid is not None and line.issued.key_store in key_stores:
        raise Conflict(_("Chủ thể tự nhận và ký bằng khóa mới ở trang Chữ ký số của tôi."))
    _close(line, request, LineState.HANDED, _sealed(line, request, "given", actor), actor)
    return line


@transaction.atomic
def return_device(
    *, line_uid: UUID, is_lost: bool, note: str, actor: Actor
) -> CertificateRequestLine:
    """Record that a revoked certificate's device was given back (form 08) or lost (form 09)."""
    line, request = _of_agency(line_uid, actor)
    device = line.certificate.device if line.certificate is not None else None
    if line.state != LineState.REVOKED or device is None:
        raise Conflict(_("Không có thiết bị nào chờ trả ở dòng này."))
    if is_lost and not note.strip():
        raise Invalid(fields={"note": _("Mẫu 09 ghi mất khi nào, ra sao.")})
    line.note = note.strip()[:500] or line.note
    what = "lost" if is_lost else "returned"
    sealed = _sealed(line, request, what, actor)
    KeyDevice.objects.filter(pk=device.pk).update(
        state=DeviceState.LOST if is_lost else DeviceState.RETURNED
    )
    _close(line, request, LineState.LOST if is_lost else LineState.RETURNED, sealed, actor)
    return line


def _mine(line_uid: UUID, actor: Actor) -> CertificateRequestLine:
    """Return what waits for the actor to receive."""
    rows = CertificateRequestLine.objects.filter(
        account_uid=account_of(actor), state=LineState.ISSUED
    )
    return fetch(rows.select_related("issued__device", "request"), uid=line_uid)


def _of_agency(line_uid: UUID, actor: Actor) -> tuple[CertificateRequestLine, CertificateRequest]:
    seen = CertificateRequest.objects.visible_to(actor)
    found = fetch(CertificateRequestLine.objects.filter(request__in=seen), uid=line_uid)
    if not actor.may(P.MANAGE_CERTIFICATES):
        require(actor, P.ASK_CERTIFICATE)
    request = CertificateRequest.objects.select_for_update(of=("self",)).get(pk=found.request_id)
    line = request.lines.select_related("issued__device", "certificate__device").get(pk=found.pk)
    return line, request


def _sealed(
    line: CertificateRequestLine, request: CertificateRequest, what: str, actor: Actor
) -> bytes:
    at = line.holder_agency_id if what == "given" and line.issued else request.agency_id
    return seal_as_agency(
        _printed(line, what, actor),
        agency_id=at or request.agency_id,
        reason=REASON,
        actor=actor,
        visible=True,
    )


def _printed(
    line: CertificateRequestLine, what: str, actor: Actor, *, by_holder: bool = False
) -> bytes:
    """Print the record, with the field of the side that signs it: the holder, or an agency."""
    data = _minute(line, what, by=actor.name, by_holder=by_holder)
    return prepare_for_signing(papers.render_with_boxes("signing/request_minute.typ", data))


@in_vietnamese
def _minute(
    line: CertificateRequestLine, what: str, *, by: str, by_holder: bool
) -> dict[str, object]:
    request = line.request
    filing = agency(request.agency_id)
    shown: Certificate | None = line.issued or line.certificate
    holder = line.receiver or line.name
    asker = account_names([request.asked_by]) if request.asked_by else {}
    clerk = asker.get(request.asked_by, "") if request.asked_by else ""
    given = what == "given"
    return {
        "what": what,
        "agency": filing.name,
        "place": place_named(filing.name, filing.parent_id),
        "date": today_words(),
        "sample": filing.is_demonstration,
        "holder": line.name,
        "office": office(line.title, line.agency_name),
        "serial": shown.serial if shown else "",
        "term": term_words(shown) if shown else "",
        "device": device_words(shown.device if shown else None)
        or "Khóa giữ trong hệ thống, mã hóa",
        "request": f"{request.number} ngày {request.numbered_on:%d/%m/%Y}"
        if request.numbered_on
        else "",
        "note": line.note,
        "giver": f"{clerk or by}, {filing.name}" if given else holder,
        "receiver": holder if given else f"{by}, {filing.name}",
        "giver_name": clerk or by if given else holder,
        "receiver_name": holder if given else by,
        "signs": "giver" if given and line.account_uid and not by_holder else "receiver",
        "box": "signer" if by_holder else "seal",
    }


def _close(
    line: CertificateRequestLine,
    request: CertificateRequest,
    to: LineState,
    signed: bytes,
    actor: Actor,
) -> None:
    """Keep the record, and close the request once nothing of it is left to hand over."""
    now: datetime = timezone.now()
    line.state, line.closed_at = to, now
    line.minute_file = files.store(
        content=signed,
        name="bien-ban-thiet-bi.pdf",
        use=SIGNED_USE,
        actor=actor,
        owner_class="personal",
    )
    line.save(update_fields=["state", "closed_at", "minute_file", "note"])
    audit.record(
        "signing.request_line_closed",
        actor=actor,
        target=request,
        line=str(line.uid),
        state=str(to),
    )
    if not request.lines.filter(state__in=OPEN_LINES).exists():
        move(request, RequestState.DONE)
        request.closed_at = now
        request.save(update_fields=["state", "closed_at"])
