"""What a form asks of one holder, and what is wrong with what was typed."""

import re
from dataclasses import dataclass, fields
from datetime import date
from typing import Final, Self

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.identity.queries import clean_phone
from tinhso.kernel.db.text import nfc
from tinhso.signing.models import Certificate, CertificateRequestLine
from tinhso.signing.rules import DeviceKind, RevocationReason
from tinhso.signing.rules_requests import RequestKind

IDENTITY_NUMBER: Final = re.compile(r"\d{9}|\d{12}")


@dataclass(frozen=True, kw_only=True)
class LineValues:
    """All that may be typed about one holder; each kind of request uses its part (`ASKED`)."""

    name: str = ""
    title: str = ""
    agency_name: str = ""
    email: str = ""
    identity_number: str = ""
    identity_on: date | None = None
    identity_by: str = ""
    phone: str = ""
    address: str = ""
    tax_code: str = ""
    budget_code: str = ""
    device_kind: str = ""
    receiver: str = ""
    reason: str = ""
    note: str = ""

    @classmethod
    def of(cls, line: CertificateRequestLine) -> Self:
        """Return what stands in a line."""
        return cls(**{one.name: getattr(line, one.name) for one in fields(cls)})


ASKED: Final[dict[str, tuple[str, ...]]] = {
    RequestKind.PERSON: (
        "title",
        "email",
        "identity_number",
        "identity_on",
        "identity_by",
        "device_kind",
        "phone",
    ),
    RequestKind.AGENCY: (
        "address",
        "tax_code",
        "budget_code",
        "email",
        "device_kind",
        "receiver",
    ),
    RequestKind.DEVICE: ("name", "email", "device_kind", "receiver"),
    RequestKind.RENEW: ("note",),
    RequestKind.CHANGE: ("name", "title", "agency_name", "email", "note"),
    RequestKind.REVOKE: ("reason", "note"),
    RequestKind.RESTORE: ("note",),
}
"""What is typed for each kind, in the order of its form."""
REQUIRED: Final[dict[str, frozenset[str]]] = {
    RequestKind.PERSON: frozenset(ASKED[RequestKind.PERSON]) - {"phone", "title"},
    RequestKind.AGENCY: frozenset({"address", "email", "device_kind", "receiver"}),
    RequestKind.DEVICE: frozenset(ASKED[RequestKind.DEVICE]),
    RequestKind.RENEW: frozenset(),
    RequestKind.CHANGE: frozenset({"name", "agency_name"}),
    RequestKind.REVOKE: frozenset({"reason"}),
    RequestKind.RESTORE: frozenset({"note"}),
}
CHANGED: Final = ("name", "title", "agency_name", "email")
"""What of a certificate a change may touch (Decree 68/2024, Article 15)."""


def faults_of(values: LineValues, *, kind: str, certificate: Certificate | None) -> dict[str, str]:
    """Say at each field what keeps it from the form; nothing is wrong when the answer is empty."""
    wrong = {
        name: _("Mẫu này cần thông tin ở đây.")
        for name in ASKED[kind]
        if name in REQUIRED[kind] and not _text(values, name)
    }
    wrong |= {name: text for name, text in _implausible(values).items() if name in ASKED[kind]}
    if kind == RequestKind.PERSON and values.device_kind == DeviceKind.SIM and not values.phone:
        wrong["phone"] = _("SIM PKI cần số điện thoại.")
    if kind == RequestKind.CHANGE and certificate is not None and not wrong:
        was = [getattr(certificate, name) for name in CHANGED]
        if was == [_text(values, name) for name in CHANGED]:
            wrong["name"] = _("Chưa có thông tin nào khác với chứng thư đang dùng.")
    return wrong


def _text(values: LineValues, name: str) -> str:
    return str(getattr(values, name) or "").strip()


def _implausible(values: LineValues) -> dict[str, str]:
    wrong: dict[str, str] = {}
    if values.email:
        try:
            validate_email(values.email)
        except ValidationError:
            wrong["email"] = _("Thư công vụ chưa đúng, ví dụ hanh@caobang.gov.vn.")
    number = "".join(values.identity_number.split())
    if number and not IDENTITY_NUMBER.fullmatch(number):
        wrong["identity_number"] = _("Số căn cước có 12 chữ số (chứng minh cũ: 9).")
    if values.identity_on and values.identity_on > timezone.localdate():
        wrong["identity_on"] = _("Ngày cấp chưa tới.")
    if values.phone:
        try:
            clean_phone(values.phone)
        except ValueError:
            wrong["phone"] = _("Số điện thoại chưa đúng.")
    if values.device_kind and values.device_kind not in DeviceKind.values:
        wrong["device_kind"] = _("Hãy chọn loại thiết bị.")
    if values.reason and values.reason not in RevocationReason.values:
        wrong["reason"] = _("Hãy chọn lý do thu hồi.")
    return wrong


def lacks(line: CertificateRequestLine, *, kind: str) -> bool:
    """Tell whether something of a line is still to be typed."""
    return bool(faults_of(LineValues.of(line), kind=kind, certificate=line.certificate))


def kept_in(line: CertificateRequestLine, values: LineValues, *, kind: str) -> None:
    """Put into a line what its form asks for, and nothing else."""
    for name in ASKED[kind]:
        given = getattr(values, name)
        setattr(line, name, nfc(given.strip()) if isinstance(given, str) else given)
