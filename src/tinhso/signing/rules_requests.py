"""Requests on certificates to their authority: kinds, forms, states, terms of Decree 68/2024."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.signing.rules import CertificateRole, ProposalCause, RevocationReason


class RequestKind(models.TextChoices):
    """What an agency asks the authority for."""

    PERSON = "person", _("Cấp mới cho cá nhân")
    AGENCY = "agency", _("Cấp mới cho cơ quan")
    DEVICE = "device", _("Cấp mới cho thiết bị, dịch vụ, phần mềm")
    RENEW = "renew", _("Gia hạn chứng thư")
    CHANGE = "change", _("Thay đổi nội dung")
    REVOKE = "revoke", _("Thu hồi")
    RESTORE = "restore", _("Khôi phục thiết bị lưu khóa")


NEW: Final = frozenset({RequestKind.PERSON, RequestKind.AGENCY, RequestKind.DEVICE})
"""Kinds after which there is a certificate where there was none; these forms carry lists."""

FORMS: Final[dict[str, str]] = {
    RequestKind.PERSON: "01",
    RequestKind.AGENCY: "02",
    RequestKind.DEVICE: "03",
    RequestKind.RENEW: "04",
    RequestKind.CHANGE: "04",
    RequestKind.REVOKE: "05",
    RequestKind.RESTORE: "06",
}
ROLES: Final[dict[str, CertificateRole]] = {
    RequestKind.PERSON: CertificateRole.PERSON,
    RequestKind.AGENCY: CertificateRole.AGENCY,
    RequestKind.DEVICE: CertificateRole.DEVICE,
}
MOST_LINES: Final = 50
MOST_RENEWALS: Final = 500
"""A renewal asks for nothing but the certificates, so one form carries hundreds."""


class RequestState(models.TextChoices):
    """Where a request stands."""

    DRAFT = "draft", _("Đang soạn")
    BEFORE_HEAD = "before_head", _("Chờ người đứng đầu ký")
    SIGNED = "signed", _("Đã ký, chờ đóng dấu")
    SENDING = "sending", _("Đang gửi")
    SENT = "sent", _("Đã gửi, chờ trả lời")
    ANSWERED = "answered", _("Đã trả lời, còn bàn giao")
    DONE = "done", _("Đã xong")
    REFUSED = "refused", _("Bị từ chối")
    WITHDRAWN = "withdrawn", _("Đã rút")


REQUEST_MOVES: Final[dict[str, frozenset[str]]] = {
    RequestState.DRAFT: frozenset({"before_head", "withdrawn"}),
    RequestState.BEFORE_HEAD: frozenset({"draft", "signed", "withdrawn"}),
    RequestState.SIGNED: frozenset({"sending", "draft"}),
    RequestState.SENDING: frozenset({"sent"}),
    RequestState.SENT: frozenset({"answered", "done", "refused"}),
    RequestState.ANSWERED: frozenset({"done"}),
    RequestState.DONE: frozenset(),
    RequestState.REFUSED: frozenset(),
    RequestState.WITHDRAWN: frozenset(),
}
REPORTED: Final = (RequestState.SENDING, RequestState.SENT, RequestState.ANSWERED)
"""In these a request to revoke stands signed and sealed, and its certificate is not revoked yet."""

ANSWER_USE: Final = "signing.answer"
"""Of the papers with which an authority elsewhere answered."""
OPEN_REQUESTS: Final = tuple(state for state, ways in REQUEST_MOVES.items() if ways)
"""A certificate has one request at a time among these."""


class LineState(models.TextChoices):
    """What became of one certificate of a request."""

    ASKED = "asked", _("Chờ trả lời")
    REFUSED = "refused", _("Bị từ chối")
    ISSUED = "issued", _("Đã cấp, chờ bàn giao")
    HANDED = "handed", _("Đã bàn giao, đang dùng")
    SETTLED = "settled", _("Đã giải quyết")
    REVOKED = "revoked", _("Đã thu hồi, chờ trả thiết bị")
    RETURNED = "returned", _("Đã trả thiết bị")
    LOST = "lost", _("Mất thiết bị")


class AnsweredOutcome(models.TextChoices):
    """What became of a certificate that an authority elsewhere sent."""

    TAKEN = "taken", _("Đã ghi vào sổ")
    LEFT = "left", _("Không ghi vào sổ")


OPEN_LINES: Final = frozenset({LineState.ISSUED, LineState.REVOKED})
"""Something is still to be handed over or given back."""

CAUSES: Final[dict[str, RevocationReason]] = {
    ProposalCause.LEFT: RevocationReason.LEFT,
    ProposalCause.MOVED: RevocationReason.POSITION_CHANGED,
    ProposalCause.MERGED: RevocationReason.AGENCY_ENDED,
}
"""For which reason a certificate is revoked that a proposal names."""


class Addressee(models.TextChoices):
    """Who handles a request: the authority, or the department to which it gave the work."""

    AUTHORITY = "ca", _("Cục Chứng thực số và Bảo mật thông tin")
    DEPARTMENT = "department", _("Sở Khoa học và Công nghệ")


DEVICE_BACK: Final = "return"
"""The term in which a device goes back after a revocation (Decree 68/2024, Articles 20-21)."""
TERM_NAMES: Final = frozenset({"new", DEVICE_BACK, *(set(RequestKind) - NEW)})


@dataclass(frozen=True)
class DatedTerm:
    """So many working days for one kind of act, for requests sent from a day on."""

    since: date
    name: str
    days: int


def terms_of(texts: Iterable[str]) -> tuple[DatedTerm, ...]:
    """Read terms written as `2024-08-15:new=3`; raises `ValueError` on anything else."""
    found = []
    for text in texts:
        day, _colon, rest = text.strip().partition(":")
        name, _equals, days = rest.partition("=")
        term = DatedTerm(date.fromisoformat(day), name, int(days))
        if term.name not in TERM_NAMES or term.days < 1:
            raise ValueError(f"no term of certificates: {text}")
        found.append(term)
    return tuple(found)


def days_for(name: str, *, on: date, terms: Iterable[DatedTerm]) -> int | None:
    """Return the working days in force on a day; None where nothing is laid down."""
    known = [term for term in terms if term.name == name and term.since <= on]
    return max(known, key=lambda term: term.since).days if known else None


def term_name(kind: str) -> str:
    """Return under which name the term of a kind of request stands."""
    return "new" if kind in NEW else kind


def opens_at(not_after: datetime, *, days: int) -> datetime:
    """Return from when a certificate's renewal may be asked for."""
    return not_after - timedelta(days=days)
