"""Where a dossier stands, and every way it may go on: one table.

Facts: NĐ 61/2018 Arts. 15-20, NĐ 118/2025 Arts. 16-23, TT 03/2025 Art. 7. The ten national codes
are those by which the national portal is told (0 is transport only).
"""

from datetime import date
from enum import StrEnum
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class DossierState(models.TextChoices):
    """The business state; payment, delivery and synchronisation are states of their own."""

    SUBMITTED = "submitted", _("Chờ tiếp nhận")
    PREPAY_WAIT = "prepay_wait", _("Chờ nộp phí trước tiếp nhận")
    INTAKE_SUPPLEMENT = "intake_supplement", _("Chờ bổ sung trước tiếp nhận")
    REFUSED_INTAKE = "refused_intake", _("Từ chối tiếp nhận")
    RECEIVED = "received", _("Đã tiếp nhận")
    TRANSFERRED = "transferred", _("Đã chuyển cơ quan giải quyết")
    ASSIGNED = "assigned", _("Đã phân công")
    APPRAISING = "appraising", _("Đang thẩm định")
    CONSULTING = "consulting", _("Đang lấy ý kiến")
    FIELD_CHECK = "field_check", _("Kiểm tra thực địa")
    SUPPLEMENT = "supplement", _("Chờ bổ sung giấy tờ")
    TAX_WAIT = "tax_wait", _("Chờ cơ quan thuế thông báo")
    FIN_OBLIGATION = "fin_obligation", _("Chờ thực hiện nghĩa vụ tài chính")
    DRAFTED = "drafted", _("Đã dự thảo kết quả")
    SUBMITTED_FOR_SIGN = "submitted_for_sign", _("Đang trình ký")
    REWORK = "rework", _("Trả lại để sửa dự thảo")
    SIGNED = "signed", _("Đã ký, chờ vào số")
    ISSUED = "issued", _("Đã có kết quả")
    REFUSED_RESULT = "refused_result", _("Có thông báo không giải quyết")
    AT_DESK = "at_desk", _("Kết quả đã về quầy")
    RETURNED = "returned", _("Đã trả kết quả")
    CORRECTING = "correcting", _("Đang sửa kết quả sai")
    WITHDRAWN = "withdrawn", _("Người nộp đã rút")
    STOPPED = "stopped", _("Dừng theo đề nghị")
    CLOSED = "closed", _("Đóng vì quá hạn bổ sung")


class PaymentState(models.TextChoices):
    """Whether money is owed."""

    NONE = "none", _("Không phải nộp")
    DUE = "due", _("Chờ nộp")
    PAID = "paid", _("Đã nộp")
    REFUNDED = "refunded", _("Đã hoàn trả")


class DeliveryState(models.TextChoices):
    """Where the result is; a signed result is not a delivered one."""

    NOTHING = "nothing", _("Chưa có kết quả")
    AT_AGENCY = "at_agency", _("Ở cơ quan giải quyết")
    AT_DESK = "at_desk", _("Ở quầy trả kết quả")
    HANDED_OVER = "handed_over", _("Đã trao tay")
    DOWNLOADED = "downloaded", _("Đã tải về")
    POSTED = "posted", _("Đã gửi bưu chính")


class SyncState(models.TextChoices):
    """Whether the national portal knows what we know."""

    NONE = "none", _("Không phải đồng bộ")
    WAITING = "waiting", _("Chờ đồng bộ")
    SYNCED = "synced", _("Đã đồng bộ")
    FAILED = "failed", _("Lỗi đồng bộ")


UNSYNCED: Final = (SyncState.WAITING, SyncState.FAILED)
"""What the national portal has not taken yet."""
TO_TELL: Final = (*UNSYNCED, SyncState.SYNCED)
"""What the national portal is to know of, told already or not."""


class Told(models.TextChoices):
    """When the national portal first had a dossier, against the hours it is to have it in."""

    NEVER = "", _("Chưa đồng bộ")
    IN_TIME = "in_time", _("Đã đồng bộ đúng hạn")
    LATE = "late", _("Đã đồng bộ, quá hạn")


class Channel(models.TextChoices):
    """How a dossier came (118 Art. 15).

    What was filed in VNeID (367/2025) or at a smart kiosk (309/2026) comes in as online: neither
    the national message nor any other source tells it apart.
    """

    DESK = "desk", _("Trực tiếp tại quầy")
    ONLINE = "online", _("Trực tuyến")
    POST = "post", _("Bưu chính, dịch vụ thuê")


class FiledAt(models.TextChoices):
    """Where a dossier was filed; the routes of `procedures` use the same codes."""

    OWN = "own", _("Tại hệ thống của tỉnh")
    NATIONAL = "national", _("Tại Cổng Dịch vụ công quốc gia")


NATIONAL_CHANNEL: Final[dict[str, int]] = {
    Channel.DESK: 1,
    Channel.ONLINE: 2,
    Channel.POST: 3,
}
"""KenhThucHien of the national messages."""

REMOTE_CHANNELS: Final = frozenset({Channel.ONLINE})
"""Channels on which the answer within eight working hours is owed."""


class ServiceLevel(models.TextChoices):
    """The level of the online service at the moment of receipt (column of report 07)."""

    FULL = "full", _("Toàn trình")
    PARTIAL = "partial", _("Một phần")
    INFORMATION = "information", _("Cung cấp thông tin")


class IntakePlace(models.TextChoices):
    """Where a dossier was taken in (118 Art. 14(3))."""

    DESK = "desk", _("Tại bộ phận một cửa")
    MOBILE = "mobile", _("Lưu động")
    ON_SITE = "on_site", _("Tại hiện trường")
    ONLINE_ONLY = "online_only", _("Chỉ trực tuyến")


class ResultClass(models.TextChoices):
    """How the end stands to the promised time."""

    EARLY = "early", _("Trước hạn")
    ON_TIME = "on_time", _("Đúng hạn")
    LATE = "late", _("Quá hạn")


class DigitisedState(models.IntegerChoices):
    """DuocSoHoa and DuocTaiSuDung of a component."""

    NOT_DIGITISED = 0, _("Chưa số hóa")
    DIGITISED = 1, _("Đã số hóa")
    REUSED_COMPONENT = 2, _("Dùng lại giấy tờ của hồ sơ khác")
    REUSED_RESULT = 3, _("Dùng lại kết quả của hồ sơ khác")


class Relation(StrEnum):
    """How the one who acts must stand to the dossier."""

    APPLICANT = "applicant"
    RECEIVING = "receiving"
    RESOLVING = "resolving"
    SIGNER = "signer"
    CLERK = "clerk"
    TAX = "tax"
    SYSTEM = "system"


class Form(models.TextChoices):
    """The papers of TT 03/2025 Annex I by their number, and our own by two letters.

    `1b` is form 01 for several dossiers at once.
    """

    RECEIPT = "01", _("Giấy tiếp nhận và hẹn trả")
    SUPPLEMENT = "02", _("Phiếu yêu cầu bổ sung")
    REFUSAL = "03", _("Phiếu từ chối")
    APOLOGY = "04", _("Văn bản xin lỗi và đề nghị gia hạn")
    STOP = "05", _("Thông báo dừng giải quyết")
    CONTROL_SHEET = "06", _("Phiếu kiểm soát")
    BOOK = "07", _("Sổ theo dõi")
    JOINT_RECEIPT = "1b", _("Giấy tiếp nhận và hẹn trả nhiều hồ sơ")
    FEE_RECEIPT = "BL", _("Biên lai thu phí, lệ phí")
    DUTY_RECEIPT = "NT", _("Biên lai nộp nghĩa vụ tài chính")
    REFUND_SLIP = "HP", _("Phiếu hoàn trả phí, lệ phí")
    TRANSFER = "PC", _("Phiếu chuyển hồ sơ liên thông")
    TAX_SLIP = "PT", _("Phiếu chuyển thông tin để xác định nghĩa vụ tài chính")
    LOSS = "XM", _("Thư xin lỗi làm mất, hư hỏng hồ sơ")


APPLICANT_FORMS: Final = frozenset(
    {
        Form.RECEIPT,
        Form.JOINT_RECEIPT,
        Form.SUPPLEMENT,
        Form.REFUSAL,
        Form.APOLOGY,
        Form.STOP,
        Form.FEE_RECEIPT,
        Form.DUTY_RECEIPT,
        Form.REFUND_SLIP,
        Form.LOSS,
    }
)
"""The papers an applicant is given, on A5; control sheet and book stay in the house, on A4."""


MONEY_FORMS: Final = frozenset({Form.FEE_RECEIPT, Form.DUTY_RECEIPT, Form.REFUND_SLIP})
"""Papers about money."""
EACH_ITS_OWN: Final = MONEY_FORMS | {Form.SUPPLEMENT}
"""Made anew each is another paper; only issued again does it take the place of one."""

STRIP_FORMS: Final = MONEY_FORMS | {Form.RECEIPT, Form.JOINT_RECEIPT}
"""What a receipt printer of 80 mm prints as well."""
SLIPS: Final = frozenset({Form.TRANSFER, Form.TAX_SLIP})
"""By which a dossier, or what a tax office needs, goes to another agency."""

OWN_FORMS: Final = MONEY_FORMS | SLIPS | {Form.LOSS}
"""Papers no circular gives a number to."""

S = DossierState
NATIONAL_STATE: Final[dict[str, int]] = {
    S.SUBMITTED: 1,
    S.PREPAY_WAIT: 6,
    S.INTAKE_SUPPLEMENT: 5,
    S.REFUSED_INTAKE: 3,
    S.RECEIVED: 2,
    S.TRANSFERRED: 4,
    S.ASSIGNED: 4,
    S.APPRAISING: 4,
    S.CONSULTING: 4,
    S.FIELD_CHECK: 4,
    S.SUPPLEMENT: 5,
    S.TAX_WAIT: 4,
    S.FIN_OBLIGATION: 6,
    S.DRAFTED: 4,
    S.SUBMITTED_FOR_SIGN: 4,
    S.REWORK: 4,
    S.SIGNED: 4,
    S.ISSUED: 9,
    S.REFUSED_RESULT: 8,
    S.AT_DESK: 9,
    S.RETURNED: 10,
    S.CORRECTING: 4,
    S.WITHDRAWN: 7,
    S.STOPPED: 8,
    S.CLOSED: 8,
}
"""Internal state to national code (facts 1.1), as a table."""

END_STATES: Final = frozenset({S.REFUSED_INTAKE, S.RETURNED, S.WITHDRAWN, S.STOPPED, S.CLOSED})
"""Where the business ends; only a wrong result opens a returned one again."""
LIVE: Final = tuple(sorted(str(state) for state in S if state not in END_STATES))
"""Where somebody still has something to do: a few in a hundred of all that ever were."""

BEFORE_ACCEPTANCE: Final = frozenset({S.SUBMITTED, S.PREPAY_WAIT, S.INTAKE_SUPPLEMENT})
WITH_RESULT: Final = frozenset({S.ISSUED, S.REFUSED_RESULT, S.AT_DESK})
IN_HAND: Final = frozenset({S.ASSIGNED, S.APPRAISING, S.CONSULTING, S.FIELD_CHECK, S.REWORK})
IN_PROCESS: Final = frozenset(
    {
        S.RECEIVED,
        S.TRANSFERRED,
        *IN_HAND,
        S.SUPPLEMENT,
        S.TAX_WAIT,
        S.FIN_OBLIGATION,
        S.DRAFTED,
        S.SUBMITTED_FOR_SIGN,
        S.SIGNED,
    }
)
"""Accepted and not finished: these can be late."""
CLOCK_RUNS: Final = IN_PROCESS - {S.SUPPLEMENT, S.FIN_OBLIGATION}
"""Where working time counts against the agency."""
STOPPABLE: Final = IN_PROCESS - {S.SIGNED}
"""No decision or notice of result exists yet (118 Art. 21, TT 03/2025 Art. 7)."""


def result_class(*, due_on: date, finished_on: date) -> ResultClass:
    """Tell early, on time (the same day) or late, comparing local days (facts 4.2)."""
    if finished_on < due_on:
        return ResultClass.EARLY
    return ResultClass.ON_TIME if finished_on == due_on else ResultClass.LATE
