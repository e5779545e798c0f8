"""What a verification found, in the reader's words."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.signing.checking.report import (
    UNREAD,
    Check,
    CheckName,
    Kind,
    Outcome,
    Reason,
    Report,
    Revocation,
    SignatureFinding,
    TimeSource,
    Trouble,
    Verdict,
)
from tinhso.signing.pki import AUTHORITY_NAME
from tinhso.signing.registry import ClockTrouble

TITLES: dict[Verdict, Promise] = {
    Verdict.VALID: gettext_lazy("Chữ ký hợp lệ"),
    Verdict.INVALID: gettext_lazy("Chữ ký không hợp lệ"),
    Verdict.UNKNOWN: gettext_lazy("Chưa đủ thông tin để kết luận"),
    Verdict.UNSIGNED: gettext_lazy("Tệp không có chữ ký số"),
    Verdict.UNREADABLE: gettext_lazy("Không đọc được tệp này"),
}
KNOWN_BY: dict[str, Promise] = {
    "login": gettext_lazy("Tên đăng nhập"),
    "number": gettext_lazy("Số định danh cá nhân"),
    "email": gettext_lazy("Thư điện tử"),
    "name": gettext_lazy("Họ tên trong cơ quan"),
    "agency_name": gettext_lazy("Tên cơ quan"),
    "key": gettext_lazy("Khóa của chứng thư trước"),
    "person": gettext_lazy("Văn thư chỉ định"),
}
CLOCK_TROUBLES: dict[ClockTrouble, Promise] = {
    ClockTrouble.UNREADABLE: gettext_lazy(
        "Hệ điều hành không cho biết đồng hồ có được giữ đúng không."
    ),
    ClockTrouble.UNSYNCHRONISED: gettext_lazy(
        "Đồng hồ máy chủ không được dịch vụ giờ (chrony, ntpd, systemd-timesyncd) giữ đúng."
    ),
    ClockTrouble.INEXACT: gettext_lazy(
        "Đồng hồ máy chủ có thể sai nhiều hơn mức cho phép (TINHSO_CLOCK_MOST_SECONDS)."
    ),
    ClockTrouble.WENT_BACK: gettext_lazy(
        "Giờ máy chủ đứng trước lúc niêm phong nhật ký gần nhất: đồng hồ đã bị lùi."
    ),
}
MEANINGS: dict[Verdict, Promise] = {
    Verdict.VALID: gettext_lazy(
        "Nội dung còn nguyên như khi ký, và người ký có chứng thư do nơi được tin cậy cấp."
    ),
    Verdict.INVALID: gettext_lazy(
        "Đừng dựa vào tệp này. Hãy hỏi lại cơ quan ghi trên văn bản và xin bản đúng."
    ),
    Verdict.UNKNOWN: gettext_lazy(
        "Nội dung đã ký còn nguyên, nhưng chưa biết chắc ai ký, ký phần nào hay ký có đúng thứ tự."
    ),
    Verdict.UNSIGNED: gettext_lazy(
        "Hình con dấu hay chữ ký quét trên trang không phải là chữ ký số."
    ),
    Verdict.UNREADABLE: gettext_lazy("Tệp hỏng hoặc có mật khẩu; hãy tải lại tệp gốc."),
}
TROUBLES: dict[Trouble, Promise] = {
    Trouble.BROKEN: gettext_lazy("Tệp hỏng hoặc bị cắt; hãy tải lại tệp gốc."),
    Trouble.ENCRYPTED: gettext_lazy("Tệp có mật khẩu; hãy gửi bản không đặt mật khẩu."),
    Trouble.DOCUMENT_TYPE: gettext_lazy(
        "XML này có khai báo DOCTYPE, có thể kéo nội dung từ nơi khác; vì an toàn, không đọc."
    ),
    Trouble.TOO_LARGE_INSIDE: gettext_lazy(
        "Tệp nén bung ra quá lớn hoặc quá nhiều phần; vì an toàn, không mở."
    ),
    Trouble.TOO_MANY_SIGNATURES: gettext_lazy("Tệp có quá nhiều chữ ký hoặc quá nhiều lần sửa."),
    Trouble.UNKNOWN_KIND: gettext_lazy(
        "Tệp này không phải PDF, XML, .p7s hay gói ASiC; hãy chọn tệp đã ký."
    ),
    Trouble.SIGNED_MAIL: gettext_lazy(
        "Đây là cả một bức thư điện tử có chữ ký hoặc bị khóa (S/MIME). Hãy mở thư bằng phần mềm"
        " thư, lưu tệp đã ký kèm trong thư (PDF, XML, .p7s, smime.p7m) rồi gửi tệp đó."
    ),
    Trouble.HYBRID: gettext_lazy(
        "PDF này có hai mục lục nên mỗi phần mềm có thể thấy một khác; hãy in lại ra PDF rồi ký."
    ),
    Trouble.ACTIVE_FORM: gettext_lazy(
        "PDF này là biểu mẫu tự đổi nội dung (XFA); hãy in lại ra PDF rồi ký."
    ),
    Trouble.CERTIFIED: gettext_lazy("Người lập tệp đã khóa, không cho ký thêm."),
    Trouble.FIELD_TAKEN: gettext_lazy("Ô ký này đã có chữ ký."),
    Trouble.SEALED: gettext_lazy(
        "Tệp đã có dấu của cơ quan, là bản gốc điện tử: ký thêm thì dấu không còn bao trùm cả tệp."
        " Hãy giữ nguyên tệp này, hoặc ký rời (.p7s, gói ASiC-E)."
    ),
}
KINDS: dict[Kind, Promise] = {
    Kind.PDF: gettext_lazy("PDF"),
    Kind.XML: gettext_lazy("XML"),
    Kind.CMS: gettext_lazy("chữ ký rời .p7s"),
    Kind.ASIC: gettext_lazy("gói ASiC"),
    Kind.OTHER: gettext_lazy("loại khác"),
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
    Reason.CLAIMED_AHEAD: gettext_lazy(
        "Giờ ký ghi trong tệp chưa tới; không có dấu thời gian nào xác nhận giờ ấy."
    ),
    Reason.REVOKED_SINCE: gettext_lazy(
        "Chứng thư đã bị thu hồi sau giờ ký ghi trong tệp; giờ ấy không có dấu thời gian xác nhận."
    ),
    Reason.ISSUER_UNKNOWN: gettext_lazy(
        "Nơi cấp chứng thư không nằm trong danh sách tin cậy ở đây."
    ),
    Reason.WEAK_ALGORITHM: gettext_lazy("Chữ ký dùng thuật toán cũ, không còn an toàn."),
    Reason.MALFORMED: gettext_lazy("Chữ ký sai cấu trúc, không kiểm tra được."),
    Reason.WRAPPED: gettext_lazy(
        "Có phần giả cùng tên với phần đã ký: người đọc dễ đọc nhầm phần không được ký."
    ),
    Reason.CERTIFICATE_SWAPPED: gettext_lazy(
        "Chứng thư kèm theo không phải chứng thư mà người ký đã ghi trong chữ ký."
    ),
    Reason.WRONG_PURPOSE: gettext_lazy("Chứng thư này không được cấp để ký văn bản."),
    Reason.STAMP_BROKEN: gettext_lazy("Dấu thời gian kèm theo sai hoặc của chữ ký khác."),
    Reason.STAMP_UNSURE: gettext_lazy(
        "Chứng thư nay đã hết hạn hoặc bị thu hồi, mà chưa biết máy chủ dấu thời gian xác nhận giờ"
        " ký lúc ấy có bị thu hồi chứng thư không."
    ),
    Reason.REVOCATION_UNKNOWN: gettext_lazy(
        "Chưa có danh sách thu hồi để biết chứng thư lúc ký còn hiệu lực hay không."
    ),
    Reason.ISSUER_REVOCATION_UNKNOWN: gettext_lazy(
        "Chưa có danh sách thu hồi để biết nơi cấp chứng thư lúc ký còn hiệu lực hay không."
    ),
    Reason.MISLEADING_NAME: gettext_lazy(
        "Tên trong chứng thư lẫn chữ cái lạ trông giống chữ thường dùng; có thể là giả danh."
    ),
    Reason.PARTLY_COVERED: gettext_lazy("Chữ ký chỉ bao trùm một phần; phần còn lại không ai ký."),
    Reason.SIGNED_AFTER_SEAL: gettext_lazy(
        "Sau dấu của cơ quan còn có người ký thêm: người ký phải ký trước, cơ quan đóng dấu sau"
        " cùng cho cả tệp."
    ),
    Reason.CONTENT_MISSING: gettext_lazy(
        "Chữ ký để rời: hãy gửi kèm tệp nội dung đã ký thì mới kiểm tra được."
    ),
    Reason.UNSUPPORTED: gettext_lazy("Chữ ký dùng cách làm chưa được hỗ trợ ở đây."),
    Reason.HYBRID_FILE: gettext_lazy(
        "PDF có hai bảng mục lục: phần mềm cũ và mới có thể hiện hai nội dung khác nhau."
    ),
    Reason.ACTIVE_FORM: gettext_lazy(
        "PDF có biểu mẫu động (XFA): nội dung hiện ra có thể khác tùy phần mềm."
    ),
}
DOUBTED_STAMPS: dict[Reason, Promise] = {
    Reason.UNSUPPORTED: gettext_lazy(
        "Dấu thời gian không được tính: không kèm chứng thư của máy chủ đã đóng dấu."
    ),
    Reason.WEAK_ALGORITHM: gettext_lazy(
        "Dấu thời gian không được tính: thuật toán hoặc khóa đã cũ, không còn an toàn."
    ),
    Reason.WRONG_PURPOSE: gettext_lazy(
        "Dấu thời gian không được tính: có chứng thư trên đường dẫn không được cấp để đóng dấu thời"
        " gian."
    ),
    Reason.ISSUER_UNKNOWN: gettext_lazy(
        "Dấu thời gian không được tính: máy chủ đóng dấu không dẫn tới gốc tin cậy ở đây."
    ),
    Reason.CERTIFICATE_EXPIRED: gettext_lazy(
        "Dấu thời gian không được tính: có chứng thư trên đường dẫn đã hết hạn vào giờ ghi trong"
        " dấu."
    ),
    Reason.CERTIFICATE_NOT_YET: gettext_lazy(
        "Dấu thời gian không được tính: có chứng thư trên đường dẫn chưa có hiệu lực vào giờ ghi"
        " trong dấu."
    ),
    Reason.CERTIFICATE_REVOKED: gettext_lazy(
        "Dấu thời gian không được tính: có chứng thư trên đường dẫn đã bị thu hồi trước giờ ghi"
        " trong dấu."
    ),
    Reason.REVOKED_SINCE: gettext_lazy(
        "Dấu thời gian không được tính: có chứng thư trên đường dẫn bị thu hồi sau đó, có thể vì"
        " lộ khóa, nên giờ trong dấu không còn chắc."
    ),
    Reason.REVOCATION_UNKNOWN: gettext_lazy(
        "Chưa biết chứng thư của máy chủ dấu thời gian hoặc nơi cấp nó có bị thu hồi hay không."
    ),
}
"""Why a time-stamp that is intact proves no time, or is not wholly known."""

UNREAD_ACTIONS: Promise = gettext_lazy(
    "Chưa xem hết được tệp này có mã lệnh hay hành động tự chạy hay không."
)
NOT_IN_ORDER = frozenset({Reason.PARTLY_COVERED, Reason.SIGNED_AFTER_SEAL})
"""What was added behind such a signature is not what the rules let follow."""

CHECKS: dict[CheckName, Promise] = {
    CheckName.STRUCTURE: gettext_lazy("Cấu trúc"),
    CheckName.INTEGRITY: gettext_lazy("Nội dung nguyên vẹn"),
    CheckName.SIGNATURE: gettext_lazy("Giá trị chữ ký"),
    CheckName.ALGORITHM: gettext_lazy("Thuật toán và độ dài khóa"),
    CheckName.TIME: gettext_lazy("Thời điểm ký"),
    CheckName.VALIDITY: gettext_lazy("Thời hạn chứng thư"),
    CheckName.CHAIN: gettext_lazy("Đường dẫn đến gốc tin cậy"),
    CheckName.REVOCATION: gettext_lazy("Tình trạng thu hồi"),
    CheckName.PURPOSE: gettext_lazy("Mục đích chứng thư"),
    CheckName.NAME: gettext_lazy("Tên chủ thể"),
    CheckName.COVERAGE: gettext_lazy("Phạm vi được ký"),
    CheckName.CHANGES: gettext_lazy("Thay đổi sau khi ký"),
}
OUTCOMES: dict[Outcome, Promise] = {
    Outcome.PASSED: gettext_lazy("Qua"),
    Outcome.FAILED: gettext_lazy("Không qua"),
    Outcome.UNKNOWN: gettext_lazy("Chưa rõ"),
}
OUTCOME_STATES = {Outcome.PASSED: "done", Outcome.FAILED: "late", Outcome.UNKNOWN: "soon"}


@dataclass(frozen=True)
class WordedCheck:
    """One check in words, with what it rests on as it was found."""

    name: str
    outcome: str
    state: str
    evidence: str


@dataclass(frozen=True)
class WordedSignature:
    """One signature in words."""

    found: SignatureFinding
    title: str
    state: str
    reasons: list[str]
    notes: list[str]
    details: list[tuple[str, str]]
    checks: list[WordedCheck]


@dataclass(frozen=True)
class WordedReport:
    """A verdict in words."""

    report: Report
    title: str
    meaning: str
    state: str
    signatures: list[WordedSignature]
    notes: list[str]
    limits: list[str]
    kind: str


def worded(report: Report) -> WordedReport:
    """Return the verdict in the reader's language, with what it cannot tell."""
    return WordedReport(
        report=report,
        title=str(TITLES[report.verdict]),
        meaning=str(TROUBLES.get(report.trouble) or MEANINGS[report.verdict]),
        state=STATES[report.verdict],
        signatures=[_signature(found) for found in report.signatures],
        notes=_notes(report),
        limits=_limits(report),
        kind=str(KINDS[report.kind]),
    )


def _signature(found: SignatureFinding) -> WordedSignature:
    notes: list[str] = []
    if found.whole_file:
        notes.append(_("Bao trùm toàn bộ tệp."))
    elif found.filled_after and not NOT_IN_ORDER & set(found.reasons):
        notes.append(_("Sau đó tệp chỉ được điền số, ngày và ký tiếp, đúng như quy định."))
    if found.time_source == TimeSource.TIME_STAMP:
        notes.append(_("Giờ ký do máy chủ dấu thời gian xác nhận."))
    elif found.time_source == TimeSource.CLAIMED and _has_ended(found):
        notes.append(
            _("Chứng thư nay đã hết hạn; giờ ký do máy của người ký ghi, không có dấu thời gian.")
        )
    elif found.time_source == TimeSource.CLAIMED:
        notes.append(_("Giờ ký do máy của người ký ghi, chưa có dấu thời gian xác nhận."))
    said = [str(DOUBTED_STAMPS[one.reason]) for one in found.doubted_stamps]
    notes += dict.fromkeys(said)
    if found.revocation == Revocation.UNKNOWN and Reason.REVOCATION_UNKNOWN not in found.reasons:
        notes.append(_("Chưa biết chứng thư có bị thu hồi hay không."))
    if found.issuer == AUTHORITY_NAME:
        notes.append(_of_demonstration(found))
    return WordedSignature(
        found=found,
        title=str(TITLES[found.verdict]),
        state=STATES[found.verdict],
        reasons=[str(REASONS[reason]) for reason in found.reasons],
        notes=notes,
        details=_details(found),
        checks=[_check(check) for check in found.checks],
    )


def _details(found: SignatureFinding) -> list[tuple[str, str]]:
    """Return what bears a name of the file's own: labels for the reader, values as found."""
    said = [
        (_("Máy chủ dấu thời gian"), found.stamped_by),
        (
            _("Dấu thời gian cần xem lại, chứng thư của"),
            ", ".join(dict.fromkeys(one.of or one.by for one in found.doubted_stamps)),
        ),
        (_("Phần được ký"), ", ".join(found.covers)),
        (_("Phần không ai ký"), ", ".join(found.not_covered)),
        (_("Ô điền sau khi ký"), ", ".join(found.changes_after)),
    ]
    return [(label, value) for label, value in said if value]


def _has_ended(found: SignatureFinding) -> bool:
    return found.valid_until is not None and found.valid_until < timezone.now()


def _check(check: Check) -> WordedCheck:
    return WordedCheck(
        name=str(CHECKS[check.name]),
        outcome=str(OUTCOMES[check.outcome]),
        state=OUTCOME_STATES[check.outcome],
        evidence=check.evidence,
    )


def _notes(report: Report) -> list[str]:
    """Say what a reader should know of a file whose signatures stand all the same."""
    notes: list[str] = []
    kinds = [one for one in report.actions if one != UNREAD]
    if kinds:
        notes.append(
            _(
                "Tệp có mã lệnh hoặc hành động (%(kinds)s): khi mở hay bấm vào, phần mềm đọc có thể"
                " đổi điều hiện ra hoặc gửi dữ liệu đi. Chữ ký cho biết ai ký, không cho biết mã ấy"
                " vô hại."
            )
            % {"kinds": ", ".join(kinds)}
        )
    if UNREAD in report.actions:
        notes.append(str(UNREAD_ACTIONS))
    return notes


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


KEY_PLACES = {
    "software": _("khóa trên máy chủ"),
    "pkcs11": _("thiết bị của máy chủ"),
    "csc": _("dịch vụ ký từ xa"),
    "csc2": _("dịch vụ ký từ xa"),
    "agent": _("thiết bị ở máy của bạn"),
}
"""Where a key lies, as its holder knows it, by its store."""


def _of_demonstration(found: SignatureFinding) -> str:
    """Say whose demonstration issued a certificate: every installation's bears the same name."""
    if any(one.name == CheckName.CHAIN and one.evidence for one in found.checks):
        return _(
            "Chứng thư do CA thử nghiệm của chính bản cài đặt này cấp: chữ ký để trình diễn,"
            " ngoài hệ thống này không ai buộc phải tin."
        )
    return _(
        "Nơi cấp mang tên CA thử nghiệm, nhưng không phải của bản cài đặt này: tên ấy ai cũng"
        " đặt được, nên chữ ký này không cho biết ai đã ký."
    )
