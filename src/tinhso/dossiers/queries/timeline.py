"""The timeline in words: codes and values are kept, sentences are made when somebody reads."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.dossiers.models import Dossier, TimelineEntry
from tinhso.kernel.calendar import say_moment
from tinhso.kernel.web.words import money
from tinhso.organization import queries as organization

SENTENCES: Final[Mapping[str, str | Promise]] = {
    "submit": gettext_lazy("Đã nộp, số nộp %(number)s"),
    "unfit": gettext_lazy("Cổng Dịch vụ công quốc gia gửi %(count)s mục chưa đúng: %(fields)s"),
    "change_content": gettext_lazy("Người nộp đã sửa nội dung"),
    "ask_prepayment": gettext_lazy("Cần nộp phí trước khi tiếp nhận"),
    "settle_prepayment": gettext_lazy("Đã nộp phí"),
    "request_intake_supplement": gettext_lazy("Cần bổ sung trước khi tiếp nhận"),
    "answer_intake_supplement": gettext_lazy("Đã bổ sung"),
    "withdraw": gettext_lazy("Người nộp đã rút hồ sơ"),
    "refuse_intake": gettext_lazy("Không tiếp nhận, có phiếu nêu lý do"),
    "accept": gettext_lazy("Đã tiếp nhận, mã hồ sơ %(code)s"),
    "transfer": gettext_lazy("Đã chuyển cơ quan giải quyết"),
    "assign": gettext_lazy("Đã giao cho %(to)s"),
    "reassign": gettext_lazy("Đã giao lại cho %(to)s"),
    "take": gettext_lazy("Chuyên viên đã nhận việc"),
    "appraise": gettext_lazy("Đang thẩm định"),
    "consult": gettext_lazy("Đang lấy ý kiến %(agencies)s cơ quan"),
    "call_council": gettext_lazy("Đưa ra hội đồng, họp %(at)s"),
    "council_moved": gettext_lazy("Phiên họp hội đồng dời sang %(at)s"),
    "council_off": gettext_lazy("Phiên họp hội đồng bị hủy, sẽ mời lại"),
    "council_decided": gettext_lazy("Hội đồng đã họp và ký biên bản"),
    "consultation_answered": gettext_lazy("Một cơ quan đã cho ý kiến"),
    "consultation_silent": gettext_lazy("Một cơ quan quá hạn chưa cho ý kiến"),
    "finish_consultation": gettext_lazy("Đã lấy ý kiến xong"),
    "invite_field_check": gettext_lazy("Hẹn kiểm tra thực địa %(at)s"),
    "field_check_reply": gettext_lazy("Người nộp đã trả lời lịch thực địa"),
    "record_field_check": gettext_lazy("Đã kiểm tra thực địa"),
    "request_supplement": gettext_lazy("Cần bổ sung giấy tờ; thời gian tính lại từ đầu khi đủ"),
    "answer_supplement": gettext_lazy("Đã bổ sung; hẹn trả mới: %(due)s"),
    "close_unanswered": gettext_lazy("Đóng vì quá hạn bổ sung"),
    "ask_tax": gettext_lazy("Đã chuyển %(agency)s xác định nghĩa vụ tài chính, hẹn xong %(due)s"),
    "recall_tax": gettext_lazy("Rút phiếu chuyển cơ quan thuế"),
    "give_tax_notice": gettext_lazy("Cơ quan thuế thông báo phải nộp %(amount)s, số %(number)s"),
    "replace_tax_notice": gettext_lazy(
        "Cơ quan thuế thay thông báo: phải nộp %(amount)s, số %(number)s"
    ),
    "owe_nothing": gettext_lazy("Cơ quan thuế trả lời: không phải nộp tiền"),
    "send_back_tax": gettext_lazy("Cơ quan thuế gửi trả vì thiếu giấy tờ"),
    "extend_tax": gettext_lazy("Cơ quan thuế xin lỗi vì chậm, hẹn ra thông báo: %(due)s"),
    "tax_late": gettext_lazy("Cơ quan thuế quá hạn chưa ra thông báo"),
    "tax_proof_sent": gettext_lazy("Người nộp đã gửi chứng từ nộp tiền"),
    "ask_obligation": gettext_lazy("Chờ thực hiện nghĩa vụ tài chính"),
    "settle_obligation": gettext_lazy("Đã xong nghĩa vụ tài chính; hẹn trả: %(due)s"),
    "pass_on_proof": gettext_lazy(
        "Một cửa đã nhận chứng từ nộp tiền, cơ quan giải quyết đối chiếu; hẹn trả: %(due)s"
    ),
    "pay_duty": gettext_lazy("Đã nộp đủ nghĩa vụ tài chính; hẹn trả: %(due)s"),
    "duty_paid": gettext_lazy(
        "Đã nộp %(amount)s theo thông báo của cơ quan thuế, biên lai %(number)s"
    ),
    "draft_result": gettext_lazy("Đã dự thảo kết quả"),
    "draft_refusal": gettext_lazy("Đã dự thảo thông báo không giải quyết"),
    "submit_for_signing": gettext_lazy("Đang chờ lãnh đạo ký"),
    "return_for_rework": gettext_lazy("Lãnh đạo trả lại để sửa"),
    "sign": gettext_lazy("Lãnh đạo đã ký"),
    "void_signature": gettext_lazy("Chữ ký hết giá trị trước khi đóng dấu, phải ký lại"),
    "issue": gettext_lazy("Đã có kết quả, số %(number)s"),
    "issue_refusal": gettext_lazy("Có thông báo không giải quyết, số %(number)s"),
    "bring_to_desk": gettext_lazy("Kết quả đã về quầy"),
    "return_result": gettext_lazy("Đã trả kết quả"),
    "result_converted": gettext_lazy("Đã chuyển kết quả sang bản giấy, %(count)s bản"),
    "posted": gettext_lazy("Đã gửi bưu chính, số %(number)s"),
    "post_wished": gettext_lazy("Đăng ký nhận kết quả giấy qua bưu chính"),
    "post_unwished": gettext_lazy("Thôi nhận qua bưu chính, sẽ đến quầy lấy kết quả"),
    "post_failed": gettext_lazy("Bưu gửi %(number)s không phát được, kết quả về quầy"),
    "post_recalled": gettext_lazy("Rút lại bưu gửi %(number)s vì kết quả có chỗ sai"),
    "result_unclaimed": gettext_lazy("Nhắc đến nhận kết quả, lần %(number)s"),
    "result_kept": gettext_lazy("Kết quả chưa ai nhận đã chuyển lưu giữ"),
    "download_result": gettext_lazy("Bạn đã tải kết quả"),
    "correct_result": gettext_lazy("Kết quả có chỗ sai, cơ quan đang sửa"),
    "extend": gettext_lazy("Cơ quan xin lỗi và hẹn lại: %(due)s"),
    "due_moved": gettext_lazy("Hẹn trả lùi vì có ngày nghỉ mới: %(due)s"),
    "answer_moved": gettext_lazy(
        "Hạn trả lời tiếp nhận lùi vì có ngày nghỉ mới: %(due)s (%(why)s)"
    ),
    "alert_moved": gettext_lazy("Giờ báo một cửa lùi vì có ngày nghỉ mới: %(due)s (%(why)s)"),
    "correction_moved": gettext_lazy(
        "Hạn sửa kết quả sai lùi vì có ngày nghỉ mới: %(due)s (%(why)s)"
    ),
    "close_moved": gettext_lazy("Hạn bổ sung lùi vì có ngày nghỉ mới: %(due)s (%(why)s)"),
    "tax_moved": gettext_lazy("Hạn của cơ quan thuế lùi vì có ngày nghỉ mới: %(due)s (%(why)s)"),
    "consultation_moved": gettext_lazy("Hạn cho ý kiến lùi vì có ngày nghỉ mới: %(due)s (%(why)s)"),
    "paper_moved": gettext_lazy("Hạn chuyển hồ sơ giấy lùi vì có ngày nghỉ mới: %(due)s (%(why)s)"),
    "ask_stop": gettext_lazy("Người nộp đề nghị dừng"),
    "stop_refused": gettext_lazy("Không dừng được"),
    "stop": gettext_lazy("Đã dừng theo đề nghị"),
    "reminded": gettext_lazy("Lãnh đạo nhắc việc"),
    "paper_received": gettext_lazy("Đã nhận hồ sơ giấy"),
    "paper_reissued": gettext_lazy("Cấp lại giấy, mẫu %(form)s"),
    "party_mended": gettext_lazy("Đã sửa thông tin người trong hồ sơ"),
    "rated": gettext_lazy("Người nộp đã đánh giá"),
    "rebuilt": gettext_lazy("Đã lập lại hồ sơ từ dữ liệu của hệ thống"),
    "representation_ended": gettext_lazy("Người nộp thay không còn được làm thay chủ hồ sơ"),
    "grown_up": gettext_lazy("Chủ hồ sơ đã đủ 18 tuổi; người đã nộp vẫn theo đến khi xong"),
    "incident": gettext_lazy("Ghi nhận sự cố"),
    "fee_charged": gettext_lazy("Phải nộp phí, lệ phí %(amount)s"),
    "fee_claimed": gettext_lazy("Người nộp đề nghị miễn phí, lệ phí"),
    "fee_waived": gettext_lazy("Được miễn phí, lệ phí"),
    "fee_not_waived": gettext_lazy("Không được miễn phí, lệ phí"),
    "fee_paid": gettext_lazy("Đã nộp %(amount)s, biên lai số %(number)s"),
    "fee_refund_asked": gettext_lazy("Đang hoàn trả %(amount)s"),
    "foreseen": gettext_lazy("Cơ quan chủ động làm, bạn không phải nộp hồ sơ"),
    "undo_proactive": gettext_lazy("Bạn từ chối việc cơ quan tự làm; mọi thứ trở lại như trước"),
    "foreseen_correction": gettext_lazy("Bạn xin sửa việc cơ quan tự làm"),
    "foreseen_confirmed": gettext_lazy("Bạn đã xác nhận việc cơ quan chủ động làm"),
    "part_handed_on": gettext_lazy("Đã chuyển %(agency)s phần “%(part)s”, hẹn xong %(due)s"),
    "part_done": gettext_lazy("Phần “%(part)s” đã xong"),
    "part_result_again": gettext_lazy("Kết quả phần “%(part)s” đã sửa, thay bản cũ trong hồ sơ"),
    "part_dropped": gettext_lazy("Phần “%(part)s” không làm vì phần trước không được giải quyết"),
    "part_late": gettext_lazy("Phần “%(part)s” xin lỗi vì chậm; hẹn trả cả hồ sơ: %(due)s"),
    "parts_ready": gettext_lazy("Đã đủ kết quả các phần liên thông"),
    "agency_merged": gettext_lazy(
        "Chuyển sang %(agency)s do sắp xếp cơ quan; ngày hẹn trả không đổi"
    ),
    "merger_undone": gettext_lazy("Trở lại %(agency)s; ngày hẹn trả không đổi"),
    "brought_in": gettext_lazy("Chuyển từ hệ thống %(source)s, giữ mã %(code)s"),
    "papers_brought_in": gettext_lazy("Mang sang %(count)s giấy tờ từ hệ thống %(source)s"),
    "brought_in_with_result": gettext_lazy(
        "Chuyển từ hệ thống %(source)s, giữ mã %(code)s; kết quả số %(number)s"
    ),
    "fee_refunded": gettext_lazy("Đã hoàn trả %(amount)s, phiếu số %(number)s"),
}
TIMES: Final = frozenset({"at", "due"})
AMOUNT: Final = "amount"
DATA: Final = frozenset(
    {"number", "code", "to", "form", "fields", "agency", "source", "part", "why"}
)
"""What a sentence names that nobody translates."""
NAMED: Final = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True, kw_only=True)
class TimelineLine:
    """One line as the shell's timeline shows it."""

    title: str
    state: str
    shown_title: str = ""
    """The title as a page shows it, where data stands within."""
    at: datetime | None = None
    by: str = ""
    detail: str = ""
    url: str = ""
    link: str = ""
    data: bool = False
    detail_is_data: bool = False
    """Whether an officer typed the detail."""


def timeline_words(entry: TimelineEntry) -> str:
    """Say one entry in the reader's language; a code without a sentence says nothing."""
    return str(SENTENCES.get(entry.code, "")) % _values(entry)


def timeline_html(entry: TimelineEntry) -> SafeString:
    """Say one entry for a page, with names and numbers marked as data in whatever language."""
    values = {
        name: format_html('<span lang="vi">{}</span>', value) if name in DATA else value
        for name, value in _values(entry).items()
    }
    return format_html(NAMED.sub(r"{\1}", str(SENTENCES.get(entry.code, ""))), **values)


def _values(entry: TimelineEntry) -> dict[str, str]:
    """Return what a sentence names, as it is read; what an old entry has not kept is "…"."""
    known = {name: _value(name, value) for name, value in entry.values.items()}
    return dict.fromkeys((*DATA, *TIMES, "agencies", "count", AMOUNT), "…") | known


def _value(name: str, value: object) -> str:
    if name in TIMES and isinstance(value, str):
        return say_moment(datetime.fromisoformat(value))
    if name == AMOUNT and isinstance(value, int):
        return money(value)
    return str(value)


def lines_of(entries: Iterable[TimelineEntry]) -> list[TimelineLine]:
    """Return what has happened as lines of the past, with who and where."""
    known = list(entries)
    units = organization.unit_names({e.unit_id for e in known if e.unit_id is not None})
    return [
        TimelineLine(
            title=timeline_words(entry),
            shown_title=timeline_html(entry),
            state="past",
            at=entry.at,
            by=", ".join(
                part for part in (entry.by_name, units.get(entry.unit_id or 0, "")) if part
            ),
            detail=str(entry.values.get("note", "")),
            detail_is_data=True,
        )
        for entry in known
    ]


def ahead_of(dossier: Dossier) -> list[TimelineLine]:
    """Return what is still to come, in plain words, from where the dossier stands."""
    passed = _WAY.index(_PLACE[dossier.state]) if dossier.state in _PLACE else None
    if passed is None:
        return []
    words = {
        "intake": _("Một cửa kiểm tra và tiếp nhận"),
        "work": _("Cơ quan thẩm định"),
        "sign": _("Lãnh đạo ký"),
        "number": _("Văn thư vào số, đóng dấu"),
        "return": _("Trả kết quả: nhận bản điện tử tại đây"),
    }
    return [
        TimelineLine(title=words[place], state="now" if number == 0 else "next")
        for number, place in enumerate(_WAY[passed:])
    ]


_WAY: Final = ("intake", "work", "sign", "number", "return")
_PLACE: Final[Mapping[str, str]] = {
    "submitted": "intake",
    "prepay_wait": "intake",
    "intake_supplement": "intake",
    "received": "work",
    "transferred": "work",
    "assigned": "work",
    "appraising": "work",
    "consulting": "work",
    "field_check": "work",
    "supplement": "work",
    "tax_wait": "work",
    "fin_obligation": "work",
    "rework": "work",
    "drafted": "work",
    "correcting": "work",
    "submitted_for_sign": "sign",
    "signed": "number",
    "issued": "return",
    "refused_result": "return",
    "at_desk": "return",
}
