"""The timeline in words: codes and values are kept, sentences are made when somebody reads."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.dossiers.models import Dossier, TimelineEntry
from tinhso.kernel.calendar import say_moment
from tinhso.organization import queries as organization

_l = gettext_lazy

SENTENCES: Final[Mapping[str, str | Promise]] = {
    "submit": _l("Đã nộp, số nộp %(number)s"),
    "change_content": _l("Người nộp đã sửa nội dung"),
    "ask_prepayment": _l("Cần nộp phí trước khi tiếp nhận"),
    "settle_prepayment": _l("Đã nộp phí"),
    "request_intake_supplement": _l("Cần bổ sung trước khi tiếp nhận"),
    "answer_intake_supplement": _l("Đã bổ sung"),
    "withdraw": _l("Người nộp đã rút hồ sơ"),
    "refuse_intake": _l("Không tiếp nhận, có phiếu nêu lý do"),
    "accept": _l("Đã tiếp nhận, mã hồ sơ %(code)s"),
    "transfer": _l("Đã chuyển cơ quan giải quyết"),
    "assign": _l("Đã giao cho %(to)s"),
    "reassign": _l("Đã giao lại cho %(to)s"),
    "take": _l("Chuyên viên đã nhận việc"),
    "appraise": _l("Đang thẩm định"),
    "consult": _l("Đang lấy ý kiến %(agencies)s cơ quan"),
    "consultation_answered": _l("Một cơ quan đã cho ý kiến"),
    "consultation_silent": _l("Một cơ quan quá hạn chưa cho ý kiến"),
    "finish_consultation": _l("Đã lấy ý kiến xong"),
    "invite_field_check": _l("Hẹn kiểm tra thực địa %(at)s"),
    "field_check_reply": _l("Người nộp đã trả lời lịch thực địa"),
    "record_field_check": _l("Đã kiểm tra thực địa"),
    "request_supplement": _l("Cần bổ sung giấy tờ; thời gian tính lại từ đầu khi đủ"),
    "answer_supplement": _l("Đã bổ sung; hẹn trả mới: %(due)s"),
    "close_unanswered": _l("Đóng vì quá hạn bổ sung"),
    "ask_obligation": _l("Chờ thực hiện nghĩa vụ tài chính"),
    "settle_obligation": _l("Đã xong nghĩa vụ tài chính; hẹn trả: %(due)s"),
    "draft_result": _l("Đã dự thảo kết quả"),
    "draft_refusal": _l("Đã dự thảo thông báo không giải quyết"),
    "submit_for_signing": _l("Đang chờ lãnh đạo ký"),
    "return_for_rework": _l("Lãnh đạo trả lại để sửa"),
    "sign": _l("Lãnh đạo đã ký"),
    "issue": _l("Đã có kết quả, số %(number)s"),
    "issue_refusal": _l("Có thông báo không giải quyết, số %(number)s"),
    "bring_to_desk": _l("Kết quả đã về quầy"),
    "return_result": _l("Đã trả kết quả"),
    "download_result": _l("Bạn đã tải kết quả"),
    "correct_result": _l("Kết quả có chỗ sai, cơ quan đang sửa"),
    "extend": _l("Cơ quan xin lỗi và hẹn lại: %(due)s"),
    "due_moved": _l("Hẹn trả lùi vì có ngày nghỉ mới: %(due)s"),
    "ask_stop": _l("Người nộp đề nghị dừng"),
    "stop_refused": _l("Không dừng được"),
    "stop": _l("Đã dừng theo đề nghị"),
    "reminded": _l("Lãnh đạo nhắc việc"),
    "paper_received": _l("Đã nhận hồ sơ giấy"),
    "paper_reissued": _l("Cấp lại giấy, mẫu %(form)s"),
    "party_mended": _l("Đã sửa thông tin người trong hồ sơ"),
    "rated": _l("Người nộp đã đánh giá"),
    "incident": _l("Ghi nhận sự cố"),
}
TIMES: Final = frozenset({"at", "due"})


@dataclass(frozen=True, kw_only=True)
class TimelineLine:
    """One line as the shell's timeline shows it."""

    title: str
    state: str
    at: datetime | None = None
    by: str = ""
    detail: str = ""
    url: str = ""
    link: str = ""
    data: bool = False


def timeline_words(entry: TimelineEntry) -> str:
    """Say one entry in the reader's language; a code without a sentence is its state."""
    sentence = SENTENCES.get(entry.code)
    if sentence is None:
        return str(entry.get_state_display()) if hasattr(entry, "get_state_display") else ""
    values = {name: _value(name, value) for name, value in entry.values.items()}
    for name in ("number", "code", "to", "agencies", "at", "due", "form"):
        values.setdefault(name, "…")
    return str(sentence) % values


def _value(name: str, value: object) -> str:
    if name in TIMES and isinstance(value, str):
        return say_moment(datetime.fromisoformat(value))
    return str(value)


def lines_of(entries: Iterable[TimelineEntry]) -> list[TimelineLine]:
    """Return what has happened as lines of the past, with who and where."""
    known = list(entries)
    units = organization.unit_names({e.unit_id for e in known if e.unit_id is not None})
    return [
        TimelineLine(
            title=timeline_words(entry),
            state="past",
            at=entry.at,
            by=", ".join(
                part for part in (entry.by_name, units.get(entry.unit_id or 0, "")) if part
            ),
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
