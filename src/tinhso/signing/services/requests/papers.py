"""What requests, answers and minutes print: data for the templates, and the paper for the head."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils import timezone

from tinhso.identity.queries import account_names, accounts_in
from tinhso.kernel import files, papers
from tinhso.kernel.actors import Actor
from tinhso.kernel.files.models import StoredFile
from tinhso.organization.queries import agency, place_of, position_names, province_of
from tinhso.signing.models import Certificate, CertificateRequest, CertificateRequestLine, KeyDevice
from tinhso.signing.requests_values import CHANGED
from tinhso.signing.rules import DeviceKind, RevocationReason, date_in_words
from tinhso.signing.rules_requests import Addressee, RequestKind
from tinhso.signing.services.queue import request_signature
from tinhso.signing.services.signatures import prepare_for_signing

KIND: Final = "signing.request"
"""Of papers in the queue, and of the register they are numbered in."""
REGISTER_PLACE: Final = "/lam-viec/chung-thu-so/yeu-cau/"
TITLES: Final[dict[str, str]] = {
    RequestKind.PERSON: "Đề nghị cấp chứng thư số cho cá nhân",
    RequestKind.AGENCY: "Đề nghị cấp chứng thư số cho cơ quan",
    RequestKind.DEVICE: "Đề nghị cấp chứng thư số cho thiết bị, dịch vụ, phần mềm",
    RequestKind.RENEW: "Đề nghị gia hạn chứng thư số",
    RequestKind.CHANGE: "Đề nghị thay đổi nội dung chứng thư số",
    RequestKind.REVOKE: "Đề nghị thu hồi chứng thư số",
    RequestKind.RESTORE: "Đề nghị khôi phục thiết bị lưu khóa",
}
"""Names of papers: data, Vietnamese in every language."""
DEVICES: Final[dict[str, str]] = {
    DeviceKind.TOKEN: "Thiết bị USB (token)",
    DeviceKind.SIM: "SIM PKI",
    DeviceKind.SERVER: "Tài khoản ký trên máy chủ",
}
REASONS: Final[dict[str, str]] = {
    RevocationReason.KEY_COMPROMISE: "Khóa bị lộ hoặc nghi bị lộ",
    RevocationReason.DEVICE_LOST: "Mất hoặc hỏng thiết bị",
    RevocationReason.POSITION_CHANGED: "Thay đổi vị trí công tác",
    RevocationReason.LEFT: "Nghỉ hưu, thôi việc, từ trần",
    RevocationReason.AGENCY_ENDED: "Cơ quan giải thể, chia tách, sáp nhập",
    RevocationReason.SUPERSEDED: "Đã cấp chứng thư mới",
}
NAMES: Final[dict[str, str]] = {
    "name": "Tên",
    "title": "Chức vụ",
    "agency_name": "Cơ quan",
    "email": "Thư công vụ",
}
"""What each part of a certificate is called where form 04 says what changes."""
ADDRESSEES: Final[dict[str, str]] = {
    Addressee.AUTHORITY: "Cục Chứng thực số và Bảo mật thông tin, Ban Cơ yếu Chính phủ",
    Addressee.DEPARTMENT: "Sở Khoa học và Công nghệ",
}


def put_paper(
    request: CertificateRequest,
    lines: Sequence[CertificateRequestLine],
    *,
    signer: UUID,
    actor: Actor,
) -> StoredFile:
    """Print the form with its fields for number, date and both signatures; put it to the signer."""
    paper = papers.render_with_boxes("signing/request.typ", form_data(request, lines, signer))
    draft = files.store(
        content=prepare_for_signing(paper),
        name=f"mau-{request.form}.pdf",
        use="signing.draft",
        actor=actor,
        owner_class="personal",
    )
    request_signature(
        kind=KIND,
        reference=str(request.uid),
        file=draft,
        title=title_of(request, lines),
        for_account=signer,
        agency_id=request.agency_id,
        drafted_by=account_names([request.asked_by]).get(request.asked_by, "")
        if request.asked_by
        else "",
        link=request.get_absolute_url(),
        actor=actor,
    )
    return draft


def title_of(request: CertificateRequest, lines: Sequence[CertificateRequestLine]) -> str:
    """Return what the paper is called: its kind, and whom it is about."""
    more = f" và {len(lines) - 1} chủ thể khác" if len(lines) > 1 else ""
    return f"{TITLES[request.kind]}: {lines[0].name}{more}" if lines else TITLES[request.kind]


def form_data(
    request: CertificateRequest, lines: Sequence[CertificateRequestLine], signer: UUID
) -> dict[str, object]:
    """Return what forms 01 to 06 say."""
    filing = agency(request.agency_id)
    offices = accounts_in(agency_id=request.agency_id, account_uid=signer)
    at = offices[0].position_id if offices else None
    contact = " - ".join(filter(None, (request.contact_name, request.contact_phone)))
    return {
        "kind": request.kind,
        "form": request.form,
        "parent": agency(filing.parent_id).name if filing.parent_id else "",
        "agency": filing.name,
        "place": place_named(filing.name, filing.parent_id),
        "addressee": ADDRESSEES[request.addressee],
        "contact": contact,
        "title": position_names([at]).get(at, "") if at else "Thủ trưởng cơ quan",
        "signer": offices[0].name if offices else "",
        "sample": filing.is_demonstration,
        "lines": [_line(line, request.kind) for line in lines],
    }


def place_named(name: str, parent_id: int | None) -> str | None:
    """Return the place that a paper names before its date: the agency's own, else its parent's."""
    return place_of(name) or (place_of(agency(parent_id).name) if parent_id else "") or None


def _line(line: CertificateRequestLine, kind: str) -> dict[str, object]:
    held = line.certificate
    identity = [line.identity_number, _day(line.identity_on), line.identity_by]
    return {
        "name": line.name,
        "holder": held.name if held else line.name,
        "office": office(line.title, line.agency_name),
        "agency": line.agency_name,
        "identity": ", ".join(filter(None, identity)),
        "email": line.email,
        "phone": line.phone,
        "address": line.address,
        "province": province_of(line.holder_agency_id)
        if kind == RequestKind.AGENCY and line.holder_agency_id
        else "",
        "tax_code": line.tax_code,
        "budget_code": line.budget_code,
        "receiver": line.receiver,
        "note": line.note,
        "device": device_words(held.device)
        if held and held.device
        else DEVICES.get(line.device_kind, ""),
        "reason": REASONS.get(line.reason, ""),
        "serial": held.serial if held else "",
        "ends": _day(held.not_after) if held else "",
        "was": _changed(held, line, held) if held else "",
        "becomes": _changed(held, line, line) if held else "",
    }


def _changed(
    held: Certificate, line: CertificateRequestLine, shown: Certificate | CertificateRequestLine
) -> str:
    """Return one side of what changes, the parts that stay left out."""
    parts = [
        f"{NAMES[name]}: {getattr(shown, name) or '(để trống)'}"
        for name in CHANGED
        if getattr(held, name) != getattr(line, name)
    ]
    return "; ".join(parts)


def office(title: str, agency_name: str) -> str:
    """Return title and agency as one text."""
    return ", ".join(filter(None, (title, agency_name)))


def device_words(device: KeyDevice | None) -> str:
    """Return a device as papers name it."""
    return f"{DEVICES[device.kind]} {device.serial}" if device else ""


def term_words(certificate: Certificate) -> str:
    """Return from when to when a certificate holds."""
    return f"{_day(certificate.not_before)} - {_day(certificate.not_after)}"


def today_words() -> str:
    """Return today as a paper dates itself."""
    return date_in_words(timezone.localdate())


def _day(at: object) -> str:
    if isinstance(at, datetime):
        at = timezone.localdate(at)
    return f"{at:%d/%m/%Y}" if at else ""
