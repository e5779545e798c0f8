"""What a draft is made of: the parts an official goes through, and the lists in them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias, cast

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tinhso.kernel.db.words import Words, are_words, worded
from tinhso.kernel.errors import NotFound
from tinhso.kernel.workflow.definition import StepKind

Content: TypeAlias = dict[str, object]
"""What a draft says: the fields of `VersionContent`, the identity and the day it begins."""

Row: TypeAlias = Mapping[str, object]

IDENTITY: Final = ("code", "field", "name_en", "keywords", "life_events")


@dataclass(frozen=True, kw_only=True)
class RowList:
    """One list of the content.

    `at` are the keys that lead to it from the content or from the row above. `named_by` are the
    keys of a row's own words, the first that is filled. `conditions` are its keys that hold a
    condition, each with its question; `of_kinds` the kinds of the row above that have this list.
    `is_single` is a row that stands alone under its key, shown as a list of at most one.
    """

    key: str
    at: tuple[str, ...]
    title: Promise
    one: Promise
    named_by: tuple[str, ...] = ("name",)
    conditions: Mapping[str, Promise] | None = None
    children: tuple["RowList", ...] = ()
    of_kinds: frozenset[str] | None = None
    is_single: bool = False
    hint: Promise | str = ""

    def child(self, key: str) -> "RowList | None":
        """Return the list of that key inside a row."""
        return next((inner for inner in self.children if inner.key == key), None)

    def name_of(self, row: Row) -> str:
        """Return what a row is called; data, shown as Vietnamese."""
        for key in self.named_by:
            value = row.get(key)
            if value and are_words(value):
                return worded(cast(Words, value))
            if value and isinstance(value, int):
                return str(value)
        return str(row.get("key") or "–")


_WHEN: Final = {"when": _("Khi nào thì áp dụng?")}

ANSWERS: Final = RowList(
    key="tra-loi",
    at=("choices",),
    title=_("Câu trả lời để chọn"),
    one=_("câu trả lời"),
    named_by=("label",),
    of_kinds=frozenset({"choice", "multi"}),
)
_ASKED: Final = {
    "when": _("Khi nào thì hỏi câu này?"),
    "required": _("Khi nào thì bắt buộc trả lời?"),
}
INNER_FIELDS: Final = RowList(
    key="o",
    at=("fields",),
    title=_("Các ô của nhóm"),
    one=_("ô"),
    named_by=("label",),
    conditions=_ASKED,
    children=(ANSWERS,),
    of_kinds=frozenset({"group"}),
)
FIELDS: Final = RowList(
    key="o",
    at=("fields",),
    title=_("Các ô của trang"),
    one=_("ô"),
    named_by=("label",),
    conditions=_ASKED,
    children=(ANSWERS, INNER_FIELDS),
)
FORM_PAGES: Final = RowList(
    key="trang",
    at=("form_data", "steps"),
    title=_("Các trang của biểu mẫu"),
    one=_("trang"),
    named_by=("title",),
    conditions={"when": _("Khi nào thì hỏi trang này?")},
    children=(FIELDS,),
)
CALCULATIONS: Final = RowList(
    key="tinh",
    at=("form_data", "calculations"),
    title=_("Giá trị do phần mềm tính"),
    one=_("phép tính"),
    named_by=("label",),
)
RULES: Final = RowList(
    key="quy-tac",
    at=("form_data", "rules"),
    title=_("Điều phải đúng giữa các ô"),
    one=_("điều phải đúng"),
    named_by=("message",),
    conditions={"require": _("Điều gì phải đúng?")},
)
MOVES: Final = RowList(
    key="chuyen",
    at=("moves",),
    title=_("Cách chuyển đi tiếp"),
    one=_("cách chuyển"),
    named_by=("label",),
    of_kinds=frozenset(kind.value for kind in StepKind if kind.is_worked),
    conditions={"when": _("Khi nào thì chuyển được cách này?")},
)
STATIONS: Final = RowList(
    key="buoc",
    at=("process_data", "steps"),
    title=_("Các bước"),
    one=_("bước"),
    conditions={"when": _("Khi nào thì cần bước này?")},
    children=(MOVES,),
)
CASES: Final = RowList(
    key="truong-hop",
    at=("cases_data",),
    title=_("Các trường hợp"),
    one=_("trường hợp"),
    conditions={"when": _("Khi nào thì là trường hợp này?")},
    hint=_("Trường hợp đứng trước được xét trước; trường hợp đầu tiên đúng sẽ được dùng."),
)
COMPONENTS: Final = RowList(
    key="giay-to",
    at=("components_data",),
    title=_("Giấy tờ phải nộp"),
    one=_("giấy tờ"),
    conditions={"when": _("Khi nào thì cần giấy tờ này?")},
)
EXEMPTIONS: Final = RowList(
    key="mien",
    at=("exemptions",),
    title=_("Ai được miễn"),
    one=_("đối tượng được miễn"),
)
TIERS: Final = RowList(
    key="bac",
    at=("tiers",),
    title=_("Bậc giá theo thứ tự đơn vị"),
    one=_("bậc giá"),
    named_by=("from",),
    hint=_("Chỉ dùng khi mức được đếm theo biểu mẫu. Đơn vị trước bậc đầu tính theo mức chung."),
)
APART: Final = RowList(
    key="thu-rieng",
    at=("apart",),
    title=_("Khoản thu riêng khi thủ tục không mất tiền"),
    one=_("khoản thu riêng"),
    named_by=("note", "per"),
    children=(TIERS, EXEMPTIONS),
    is_single=True,
    hint=_("Ví dụ: thủ tục được miễn lệ phí nhưng bản sao thu tiền theo số bản."),
)
FEES: Final = RowList(
    key="muc-phi",
    at=("fees_data",),
    title=_("Các mức phí, lệ phí"),
    one=_("mức phí"),
    named_by=("note", "per", "channel"),
    children=(TIERS, EXEMPTIONS, APART),
)
TERMS: Final = RowList(
    key="han",
    at=("terms_data",),
    title=_("Thời hạn theo kênh và trường hợp"),
    one=_("thời hạn"),
    named_by=("note", "raw", "channel"),
)
RESULTS: Final = RowList(
    key="ket-qua", at=("results_data",), title=_("Kết quả trả cho người dân"), one=_("kết quả")
)
SUPPLEMENTS: Final = RowList(
    key="bo-sung",
    at=("supplement_reasons_data",),
    title=_("Lý do yêu cầu bổ sung"),
    one=_("lý do yêu cầu bổ sung"),
    named_by=("text",),
)
REFUSALS: Final = RowList(
    key="tu-choi",
    at=("refusal_reasons_data",),
    title=_("Lý do từ chối"),
    one=_("lý do từ chối"),
    named_by=("text",),
)
LAWS: Final = RowList(
    key="van-ban",
    at=("laws_data",),
    title=_("Căn cứ pháp lý"),
    one=_("văn bản"),
    named_by=("number",),
)
PLAIN_STEPS: Final = RowList(
    key="trinh-tu",
    at=("steps_data",),
    title=_("Trình tự nói với người dân"),
    one=_("bước nói bằng lời"),
    named_by=("text",),
)
QUESTIONS: Final = RowList(
    key="cau-hoi",
    at=("questions_data",),
    title=_("Câu hỏi “bạn có làm được không?”"),
    one=_("câu hỏi"),
    named_by=("text",),
)
LINKED: Final = RowList(
    key="lien-thong",
    at=("settings_data", "linked"),
    title=_("Các phần của thủ tục liên thông"),
    one=_("phần của một cơ quan"),
    hint=_(
        "Phần đầu là của cơ quan chủ trì. Mỗi phần có cơ quan, số giờ và kết quả riêng; "
        "thủ tục không liên thông thì để trống."
    ),
)


RECOMMENDED: Final = RowList(
    key="de-xuat",
    at=("settings_data", "proactive", "options"),
    title=_("Cách làm được đề xuất trước"),
    one=_("cách làm được đề xuất"),
    conditions={"when": _("Khi nào thì đề xuất cách này?")},
    hint=_(
        "Dùng khi làm trước ở mức 3 hoặc 4. Cách đứng trước được xét trước; cách đầu tiên đúng"
        " được đề xuất, người dân vẫn chọn được cách khác."
    ),
)


@dataclass(frozen=True, kw_only=True)
class Part:
    """One page of the progress list: its lists, and the keys of the content it holds."""

    key: str
    title: Promise
    keys: tuple[str, ...]
    lists: tuple[RowList, ...] = ()
    has_form: bool = False
    hint: Promise | str = ""


PARTS: Final = (
    Part(
        key="chung",
        title=pgettext_lazy("part of a procedure", "Thông tin chung"),
        keys=(
            *IDENTITY,
            *("name", "official_name", "summary", "resolving_body", "ministry", "at_commune"),
            *("at_province", "at_ministry", "service_level", "applicants", "channels"),
            *("stop_allowed", "has_field_check", "can_be_filed", "is_demonstration"),
            *("as_of", "source", "source_note", "raw", "flags"),
        ),
        has_form=True,
    ),
    Part(
        key="cac-truong-hop",
        title=_("Trường hợp"),
        keys=("cases_data",),
        lists=(CASES,),
        hint=_("Trường hợp chia thủ tục theo câu trả lời trong biểu mẫu: thời hạn và phí riêng."),
    ),
    Part(
        key="thanh-phan",
        title=_("Thành phần hồ sơ"),
        keys=("components_data",),
        lists=(COMPONENTS,),
    ),
    Part(
        key="bieu-mau",
        title=_("Biểu mẫu điện tử"),
        keys=("form_data",),
        lists=(FORM_PAGES, CALCULATIONS, RULES),
        has_form=True,
    ),
    Part(
        key="phi",
        title=_("Phí, lệ phí và miễn giảm"),
        keys=("fees_data",),
        lists=(FEES,),
        hint=_(
            "Mức riêng cho kênh hoặc trường hợp thắng mức chung. "
            "Không biết mức thì để trống: chưa rõ không phải là miễn."
        ),
    ),
    Part(key="thoi-han", title=_("Thời hạn"), keys=("terms_data",), lists=(TERMS,)),
    Part(
        key="quy-trinh",
        title=_("Quy trình"),
        keys=("process_data",),
        lists=(STATIONS,),
        hint=_("Bước đầu danh sách là bước bắt đầu."),
    ),
    Part(key="ket-qua-tra", title=_("Kết quả"), keys=("results_data",), lists=(RESULTS,)),
    Part(
        key="ly-do",
        title=_("Lý do bổ sung và từ chối"),
        keys=("supplement_reasons_data", "refusal_reasons_data"),
        lists=(SUPPLEMENTS, REFUSALS),
        hint=_("Lý do được gửi nguyên văn cho người dân; hãy viết như nói với họ."),
    ),
    Part(
        key="huong-dan",
        title=_("Lời hướng dẫn"),
        keys=("steps_data", "questions_data"),
        lists=(PLAIN_STEPS, QUESTIONS),
    ),
    Part(
        key="thiet-lap",
        title=_("Thiết lập riêng"),
        keys=("settings_data",),
        lists=(LINKED, RECOMMENDED),
        has_form=True,
    ),
    Part(key="can-cu", title=_("Căn cứ pháp lý"), keys=("laws_data",), lists=(LAWS,)),
    Part(
        key="hieu-luc",
        title=_("Ngày hiệu lực"),
        keys=("effective_from", "decision"),
        has_form=True,
    ),
)
"""The parts in the order in which an official goes through them."""

_PART_OF: Final = {inner.key: part for part in PARTS for inner in part.lists}
_LISTS: Final = {inner.key: inner for part in PARTS for inner in part.lists}


def part_of(key: str) -> Part:
    """Return the part of that key; `NotFound` when there is none."""
    for part in PARTS:
        if part.key == key:
            return part
    raise NotFound


def part_of_list(key: str) -> Part:
    """Return the part in which a list of the first rank stands."""
    return _PART_OF[key]


def root_list(key: str) -> RowList | None:
    """Return the list of the first rank of that key."""
    return _LISTS.get(key)
