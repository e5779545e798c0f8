"""What a verification found, in the reader's words."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.signing.pdf.checking import (
    Reason,
    Report,
    Revocation,
    SignatureFinding,
    TimeSource,
    Verdict,
)

TITLES: dict[Verdict, Promise] = {
    Verdict.VALID: gettext_lazy("Chữ ký hợp lệ"),
    Verdict.INVALID: gettext_lazy("Chữ ký không hợp lệ"),
    Verdict.UNKNOWN: gettext_lazy("Chưa đủ thông tin để kết luận"),
    Verdict.UNSIGNED: gettext_lazy("Tệp không có chữ ký số"),
    Verdict.UNREADABLE: gettext_lazy("Không đọc được tệp này"),
}
MEANINGS: dict[Verdict, Promise] = {
    Verdict.VALID: gettext_lazy(
        "Nội dung còn nguyên như khi ký, và người ký có chứng thư do nơi được tin cậy cấp."
    ),
    Verdict.INVALID: gettext_lazy(
        "Đừng dựa vào tệp này. Hãy hỏi lại cơ quan ghi trên văn bản và xin bản đúng."
    ),
    Verdict.UNKNOWN: gettext_lazy("Nội dung còn nguyên như khi ký, nhưng chưa biết chắc ai đã ký."),
    Verdict.UNSIGNED: gettext_lazy(
        "Hình con dấu hay chữ ký quét trên trang không phải là chữ ký số."
    ),
    Verdict.UNREADABLE: gettext_lazy("Tệp hỏng hoặc có mật khẩu; hãy tải lại tệp gốc."),
}
STATES: dict[Verdict, str] = {
    Verdict.VALID: "done",
    Verdict.INVALID: "late",
    Verdict.UNKNOWN: "soon",
    Verdict.UNSIGNED: "stopped",
    Verdict.UNREADABLE: "late",
}
REASONS: dict[Reason, Promise] = {
    Reason.CONTENT_CHANGED: gettext_lazy("Nội dung đã bị sửa sau khi ký."),
    Reason.SIGNATURE_BROKEN: gettext_lazy("Chữ ký không khớp với chứng thư của người ký."),
    Reason.CHANGED_AFTER: gettext_lazy(
        "Sau chữ ký này tệp đã bị sửa nhiều hơn việc điền số, ngày và ký tiếp."
    ),
    Reason.CERTIFICATE_EXPIRED: gettext_lazy("Chứng thư đã hết hạn vào lúc ký."),
    Reason.CERTIFICATE_NOT_YET: gettext_lazy("Chứng thư chưa có hiệu lực vào lúc ký."),
    Reason.CERTIFICATE_REVOKED: gettext_lazy("Chứng thư đã bị thu hồi trước lúc ký."),
    Reason.REVOKED_SINCE: gettext_lazy(
        "Chứng thư đã bị thu hồi sau giờ ký ghi trong tệp; giờ ấy không có dấu thời gian xác nhận."
    ),
    Reason.ISSUER_UNKNOWN: gettext_lazy(
        "Nơi cấp chứng thư không nằm trong danh sách tin cậy ở đây."
    ),
    Reason.WEAK_ALGORITHM: gettext_lazy("Chữ ký dùng thuật toán cũ, không còn an toàn."),
    Reason.MALFORMED: gettext_lazy("Chữ ký sai cấu trúc, không kiểm tra được."),
}


@dataclass(frozen=True)
class WordedSignature:
    """One signature in words."""

    found: SignatureFinding
    title: str
    state: str
    reasons: list[str]
    notes: list[str]


@dataclass(frozen=True)
class WordedReport:
    """A verdict in words."""

    report: Report
    title: str
    meaning: str
    state: str
    signatures: list[WordedSignature]
    limits: list[str]


def worded(report: Report) -> WordedReport:
    """Return the verdict in the reader's language, with what it cannot tell."""
    return WordedReport(
        report=report,
        title=str(TITLES[report.verdict]),
        meaning=str(MEANINGS[report.verdict]),
        state=STATES[report.verdict],
        signatures=[_signature(found) for found in report.signatures],
        limits=_limits(report),
    )


def _signature(found: SignatureFinding) -> WordedSignature:
    notes: list[str] = []
    if found.whole_file:
        notes.append(_("Bao trùm toàn bộ tệp."))
    elif found.filled_after:
        notes.append(_("Sau đó tệp chỉ được điền số, ngày và ký tiếp, đúng như quy định."))
    if found.time_source == TimeSource.TIME_STAMP:
        notes.append(_("Giờ ký do máy chủ dấu thời gian xác nhận."))
    elif found.time_source == TimeSource.CLAIMED:
        notes.append(_("Giờ ký do máy của người ký ghi, chưa có dấu thời gian xác nhận."))
    if found.revocation == Revocation.UNKNOWN:
        notes.append(_("Chưa biết chứng thư có bị thu hồi hay không."))
    return WordedSignature(
        found=found,
        title=str(TITLES[found.verdict]),
        state=STATES[found.verdict],
        reasons=[str(REASONS[reason]) for reason in found.reasons],
        notes=notes,
    )


def _limits(report: Report) -> list[str]:
    if not report.signatures:
        return []
    return [
        _("Chữ ký hợp lệ cho biết ai ký và nội dung không đổi, không cho biết nội dung có đúng."),
        _("Việc kiểm tra không cho biết văn bản còn hiệu lực, đã bị thay thế hay thu hồi."),
    ]


STANDINGS: list[tuple[str, Promise]] = [
    ("usable", gettext_lazy("Còn hiệu lực")),
    ("soon", gettext_lazy("Sắp hết hạn")),
    ("expired", gettext_lazy("Đã hết hạn")),
    ("revoked", gettext_lazy("Đã thu hồi")),
]
"""What a certificate is today: `queries.certificates()` works it out."""


def standing_words(standing: str) -> str:
    """Return the standing of a certificate in words."""
    return str(dict(STANDINGS)[standing])
