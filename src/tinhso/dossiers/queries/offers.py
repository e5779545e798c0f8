"""The acts an officer may be offered on a dossier, as buttons."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    pass


@dataclass(frozen=True, kw_only=True)
class Offer:
    """One act that this officer may do now, as a button."""

    act: str
    label: str | Promise
    icon: str
    url_name: str
    by_post: bool = False
    """Whether the button itself does it, without a page of its own."""
    hotkey: str = ""


OFFERS: Final[Mapping[str, Offer]] = {
    offer.act: offer
    for offer in (
        Offer(
            act="take",
            label=gettext_lazy("Nhận việc"),
            icon="person-check",
            url_name="work_take",
            by_post=True,
            hotkey="Alt+N",
        ),
        Offer(
            act="assign",
            label=gettext_lazy("Phân công"),
            icon="person-plus",
            url_name="work_assign",
        ),
        Offer(
            act="record_field_check",
            label=gettext_lazy("Ghi kết quả thực địa"),
            icon="geo-alt",
            url_name="work_record_field_check",
        ),
        Offer(
            act="settle_obligation",
            label=gettext_lazy("Đã nộp nghĩa vụ tài chính"),
            icon="cash-coin",
            url_name="work_obligation",
        ),
        Offer(
            act="call_council",
            label=gettext_lazy("Đưa ra hội đồng"),
            icon="people",
            url_name="work_call_council",
        ),
        Offer(
            act="finish_consultation",
            label=gettext_lazy("Làm tiếp, không chờ nữa"),
            icon="skip-forward",
            url_name="work_finish_consultation",
            by_post=True,
        ),
        Offer(
            act="submit_for_signing",
            label=gettext_lazy("Trình ký"),
            icon="send",
            url_name="work_submit",
            hotkey="Alt+T",
        ),
        Offer(
            act="issue",
            label=gettext_lazy("Cấp số và đóng dấu"),
            icon="patch-check",
            url_name="work_issue",
            by_post=True,
        ),
        Offer(
            act="invite_field_check",
            label=gettext_lazy("Hẹn thực địa"),
            icon="geo-alt",
            url_name="work_invite_field_check",
        ),
        Offer(
            act="draft_result",
            label=gettext_lazy("Dự thảo kết quả"),
            icon="file-earmark-text",
            url_name="work_draft",
            hotkey="Alt+D",
        ),
        Offer(
            act="consult",
            label=gettext_lazy("Lấy ý kiến"),
            icon="chat-square-quote",
            url_name="work_consult",
        ),
        Offer(
            act="request_supplement",
            label=gettext_lazy("Yêu cầu bổ sung"),
            icon="file-earmark-plus",
            url_name="work_supplement",
        ),
        Offer(
            act="ask_tax",
            label=gettext_lazy("Chuyển cơ quan thuế"),
            icon="bank",
            url_name="work_ask_tax",
        ),
        Offer(
            act="recall_tax",
            label=gettext_lazy("Rút phiếu chuyển thuế"),
            icon="arrow-counterclockwise",
            url_name="work_recall_tax",
        ),
        Offer(
            act="ask_obligation",
            label=gettext_lazy("Báo nghĩa vụ tài chính"),
            icon="cash-coin",
            url_name="work_obligation",
        ),
        Offer(
            act="draft_refusal",
            label=gettext_lazy("Không giải quyết"),
            icon="x-octagon",
            url_name="work_refuse",
        ),
        Offer(
            act="extend",
            label=gettext_lazy("Xin lỗi và hẹn lại"),
            icon="calendar-plus",
            url_name="work_extend",
        ),
        Offer(
            act="reassign",
            label=gettext_lazy("Giao cho người khác"),
            icon="arrow-left-right",
            url_name="work_assign",
        ),
    )
}


"""In the order in which they are offered: what the step waits for stands first."""


IN_HAND_ACTS: Final = frozenset(
    {
        "appraise",
        "consult",
        "call_council",
        "invite_field_check",
        "record_field_check",
        "request_supplement",
        "ask_tax",
        "recall_tax",
        "ask_obligation",
        "draft_result",
        "draft_refusal",
        "submit_for_signing",
    }
)


"""Only for the officer in whose hands the dossier is."""


BESIDE: Final = frozenset({"call_council", "consult", "invite_field_check"})
"""Acts that come first only where a step asks for them, and last where it does not."""


DEMANDED: Final = frozenset({"submit_for_signing", "issue"})


"""Acts that the process must stand ready for; the others are made beside it as well."""
