"""What keeps a draft from being published, and what should be looked at: each with its place."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from typing import Final, cast

from django.utils.translation import gettext as _

from tinhso.kernel.calendar import TermUnit, WorkCalendar, say_day
from tinhso.kernel.db.words import Words, are_words, worded
from tinhso.kernel.eforms import check as check_form
from tinhso.kernel.workflow.definition import Definition
from tinhso.kernel.workflow.definition import check as check_process
from tinhso.kernel.workflow.definition import read as read_process
from tinhso.kernel.workflow.expressions import problems
from tinhso.procedures import traps
from tinhso.procedures.drafting import charging, deadlines, foreseen, linking
from tinhso.procedures.drafting.conditions import known_answers
from tinhso.procedures.drafting.layout import Content, Row
from tinhso.procedures.drafting.places import Place, each_row
from tinhso.procedures.models import ResolvingBody, ServiceLevel
from tinhso.procedures.parts import TermRule, rows_of
from tinhso.procedures.registry import process_acts

CODE = re.compile(r"\d\.\d{6}")
CHANNELS = ("online", "direct", "post")
FURTHEST: Final = timedelta(days=3653)
"""No law is published for a day further away; 9999 is a slip of the finger."""


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One thing to mend: the sentence, and the address of its place inside the draft's pages."""

    text: str
    where: str
    is_warning: bool = False


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What a check needs to know beside the draft itself.

    `newest_from` is the first day of the procedure's newest version, `is_outdated` that a version
    was published after the draft began, `is_same` that the draft says what that version says.
    """

    today: date
    calendar: WorkCalendar
    fields: frozenset[str]
    newest_from: date | None = None
    is_outdated: bool = False
    is_same: bool = False


def faults_of(content: Content, around: Surroundings) -> list[Fault]:
    """Return all that must be mended before publishing, and after it the warnings."""
    found = [
        *_general(content, around),
        *_rows(content),
        *_conditions(content),
        *_form(content),
        *_process(content),
        *_terms(content),
        *(
            Fault(text=text, where=where)
            for room in (charging, linking, foreseen)
            for text, where in room.troubles_of(content)
        ),
        *_deadlines(content, around),
        *_dates(content, around),
        *_warnings(content),
    ]
    return sorted(found, key=lambda fault: fault.is_warning)


def _general(content: Content, around: Surroundings) -> Iterator[Fault]:
    where = "phan/chung/"
    if not CODE.fullmatch(str(content.get("code", ""))):
        yield Fault(text=_("Mã thủ tục có dạng 1.001193."), where=where)
    if content.get("field") not in around.fields:
        yield Fault(text=_("Chưa chọn lĩnh vực."), where=where)
    for key, sentence in {
        "name": _("Chưa có tên thường gọi."),
        "official_name": _("Chưa có tên theo quyết định."),
        "name_en": _("Chưa có tên tiếng Anh."),
        "source": _("Chưa ghi nguồn của nội dung."),
    }.items():
        if not content.get(key):
            yield Fault(text=sentence, where=where)
    if content.get("resolving_body") not in ResolvingBody.values:
        yield Fault(text=_("Chưa chọn cơ quan giải quyết."), where=where)
    if content.get("service_level") not in ServiceLevel.values:
        yield Fault(text=_("Chưa chọn mức độ trực tuyến."), where=where)
    if not any(content.get(f"at_{level}") for level in ("commune", "province", "ministry")):
        yield Fault(text=_("Chưa chọn cấp giải quyết."), where=where)
    channels = content.get("channels")
    if not channels or not set(cast("list[str]", channels)) <= set(CHANNELS):
        yield Fault(text=_("Chưa chọn cách nộp."), where=where)
    if content.get("can_be_filed"):
        missing = {
            "bieu-mau": ("form_data", _("Thủ tục nộp được phải có biểu mẫu.")),
            "quy-trinh": ("process_data", _("Thủ tục nộp được phải có quy trình.")),
            "thoi-han": ("terms_data", _("Thủ tục nộp được phải có thời hạn.")),
            "ket-qua-tra": ("results_data", _("Thủ tục nộp được phải có kết quả.")),
        }
        for part, (key, sentence) in missing.items():
            if not content.get(key):
                yield Fault(text=sentence, where=f"phan/{part}/")


_NEEDED = {
    "truong-hop": ("name",),
    "giay-to": ("name",),
    "bo-sung": ("text",),
    "tu-choi": ("text",),
    "ket-qua": ("name",),
    "mien": ("name",),
    "van-ban": ("number",),
    "trinh-tu": ("text",),
    "cau-hoi": ("text",),
}


def _rows(content: Content) -> Iterator[Fault]:
    cases = {str(row.get("key")) for row in rows_of(content, "cases_data")}
    components = {str(row.get("key")) for row in rows_of(content, "components_data")}
    seen: Counter[tuple[str, str]] = Counter()
    for place, row in each_row(content):
        where = f"muc/{place.address}"
        kind = place.rows.key
        for key in _NEEDED.get(kind, ()):
            if not row.get(key):
                yield Fault(
                    text=_("%(list)s: mục thứ %(n)d còn trống.")
                    % {"n": (place.index or 0) + 1, "list": place.rows.title},
                    where=where,
                )
        if kind in {"truong-hop", "giay-to", "bo-sung", "tu-choi", "ket-qua", "cau-hoi"}:
            seen[(kind, str(row.get("key")))] += 1
            if seen[(kind, str(row.get("key")))] == 2:
                text = _("%(list)s: có hai mục cùng khóa “%(key)s”.")
                said = {"list": place.rows.title, "key": row.get("key")}
                yield Fault(text=text % said, where=where)
        if kind in {"muc-phi", "han"}:
            yield from _per_channel_and_case(content, row, cases, where)
        used = row.get("component")
        if used and kind in {"bo-sung", "tu-choi"} and used not in components:
            text = _("Lý do “%(reason)s” nói đến giấy tờ không có trong thành phần hồ sơ.")
            yield Fault(text=text % {"reason": place.rows.name_of(row)}, where=where)
        if kind == "ket-qua":
            yield from _result(row, where)


def _per_channel_and_case(
    content: Content, row: Row, cases: set[str], where: str
) -> Iterator[Fault]:
    if row.get("case") and row["case"] not in cases:
        text = _("Có mục dùng trường hợp “%(case)s” không có trong danh sách.")
        yield Fault(text=text % {"case": row["case"]}, where=where)
    channels = cast("list[str]", content.get("channels") or [])
    if row.get("channel") and row["channel"] not in channels:
        text = _("Có mục dành cho cách nộp mà thủ tục không nhận.")
        yield Fault(text=text, where=where)


def _result(row: Row, where: str) -> Iterator[Fault]:
    name = str(row.get("template") or "")
    if name and not (files("tinhso.procedures") / "papers" / f"{name}.typ").is_file():
        text = _("Không có mẫu giấy “%(name)s”.") % {"name": name}
        yield Fault(text=text, where=where)
    if name and not (row.get("register") and row.get("number_format")):
        text = _("Kết quả có mẫu giấy phải có sổ và cách ghi số.")
        yield Fault(text=text, where=where)


def _conditions(content: Content) -> Iterator[Fault]:
    names = frozenset(answer.key for answer in known_answers(content))
    for place, row in each_row(content):
        if place.rows.key not in {"truong-hop", "giay-to", "buoc", "chuyen", "de-xuat"}:
            continue
        if row.get("when") is None:
            continue
        for sentence in problems(row["when"], names=names):
            text = _("“%(row)s”: %(problem)s") % {
                "row": place.rows.name_of(row),
                "problem": sentence,
            }
            yield Fault(text=text, where=f"muc/{place.address}dieu-kien/when/")


def _form(content: Content) -> Iterator[Fault]:
    form = content.get("form_data")
    if form is None:
        return
    names = _names(content, {"trang", "o", "tinh", "quy-tac"})
    for sentence in check_form(form):
        yield Fault(text=sentence, where=_place_named_in(sentence, names) or "phan/bieu-mau/")


def _process(content: Content) -> Iterator[Fault]:
    process = content.get("process_data")
    if process is None:
        return
    names = _names(content, {"buoc"})
    for sentence in check_process(process):
        yield Fault(text=sentence, where=_place_named_in(sentence, names) or "phan/quy-trinh/")
    acts = dict(process_acts)
    for place, row in each_row(content):
        if place.rows.key == "chuyen" and acts and row.get("key") not in acts:
            text = _("Cách chuyển “%(move)s” không phải là việc mà hệ thống làm được.")
            yield Fault(text=text % {"move": row.get("key")}, where=f"muc/{place.address}")


def _names(content: Content, lists: set[str]) -> list[tuple[str, Place]]:
    return [
        (place.rows.name_of(row), place)
        for place, row in each_row(content)
        if place.rows.key in lists
    ]


def _place_named_in(sentence: str, names: Iterable[tuple[str, Place]]) -> str:
    """Return the address of the row a sentence quotes: they all begin with the row's own words."""
    quoted = [
        (len(name), place)
        for name, place in names
        if f"“{name}”" in sentence.partition(":")[0] or f"“{name}”" in sentence
    ]
    best = max(quoted, key=lambda found: found[0], default=None)
    return "" if best is None else f"muc/{best[1].address}"


def _terms(content: Content) -> Iterator[Fault]:
    for place, row in each_row(content):
        if place.rows.key != "han":
            continue
        where = f"muc/{place.address}"
        value, unit = row.get("value"), row.get("unit")
        if value is None:
            continue
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            yield Fault(text=_("Thời hạn phải là số từ 1 trở lên."), where=where)
        elif unit not in TermUnit.values:
            yield Fault(text=_("Thời hạn chưa có đơn vị."), where=where)
        elif unit == TermUnit.SAME_DAY and value != 1:
            yield Fault(text=_("Thời hạn “trong ngày” chỉ là một ngày."), where=where)


def _deadlines(content: Content, around: Surroundings) -> Iterator[Fault]:
    process = content.get("process_data")
    if process is None or check_process(process):
        return
    definition = read_process(cast("Mapping[str, object]", process))
    if any(_terms(content)):
        return
    tried: set[object] = set()
    start = _day(content.get("effective_from")) or around.today
    if start > around.today + FURTHEST:
        return
    first_day = max(around.today, start)
    for row in rows_of(content, "terms_data"):
        rule = TermRule.from_data(row)
        term = rule.term
        if term is None or term in tried:
            continue
        tried.add(term)
        worst = deadlines.worst_overrun(
            hours=definition.total_hours, term=term, calendar=around.calendar, first_day=first_day
        )
        if worst is not None:
            yield _overrun(definition, rule, worst)
        yield from _linked_deadline(content, rule, around, first_day)


def _linked_deadline(
    content: Content, rule: TermRule, around: Surroundings, first_day: date
) -> Iterator[Fault]:
    """Say when the agencies' hours, one after another, pass the date promised for the whole."""
    hours, term = linking.hours_of_parts(content), rule.term
    if not hours or term is None:
        return
    worst = deadlines.worst_overrun(
        hours=hours, term=term, calendar=around.calendar, first_day=first_day
    )
    if worst is not None:
        text = _(
            "Các phần liên thông nối nhau hết %(hours)d giờ làm việc, có lúc dài hơn thời hạn "
            "chung %(term)s; ngày ngắn nhất chỉ đủ %(fits)d giờ."
        )
        said = {
            "hours": hours,
            "term": f"{rule.value} {TermUnit(rule.unit).label}",
            "fits": worst.fits_hours,
        }
        yield Fault(text=text % said, where=linking.LIST)


def _overrun(definition: Definition, rule: TermRule, worst: deadlines.Overrun) -> Fault:
    said = {
        "total": definition.total_hours,
        "term": f"{rule.value} {TermUnit(rule.unit).label}",
        "start": say_day(worst.starts_at.date()),
        "due": say_day(worst.due_at.date()),
        "end": say_day(worst.ends_at.date()),
        "fits": worst.fits_hours,
    }
    text = _(
        "Các bước cộng lại %(total)d giờ làm việc, có lúc dài hơn thời hạn %(term)s: hồ sơ nhận "
        "%(start)s phải xong %(due)s nhưng các bước đến %(end)s mới hết. Hôm đó chỉ đủ chỗ cho "
        "%(fits)d giờ; hãy giảm giờ của các bước."
    )
    return Fault(text=text % said, where="phan/quy-trinh/")


def _day(value: object) -> date | None:
    return date.fromisoformat(str(value)) if value else None


def _dates(content: Content, around: Surroundings) -> Iterator[Fault]:
    where = "phan/hieu-luc/"
    start = _day(content.get("effective_from"))
    if start is None:
        yield Fault(text=_("Chưa chọn ngày bắt đầu có hiệu lực."), where=where)
    elif start < around.today:
        yield Fault(text=_("Ngày có hiệu lực không được ở quá khứ."), where=where)
    elif start > around.today + FURTHEST:
        text = _("Ngày có hiệu lực còn hơn mười năm nữa. Hãy xem lại năm.")
        yield Fault(text=text, where=where)
    elif around.newest_from is not None and start <= around.newest_from:
        text = _("Ngày có hiệu lực phải sau %(day)s, ngày bắt đầu của phiên bản mới nhất.")
        yield Fault(text=text % {"day": say_day(around.newest_from)}, where=where)
    if around.is_outdated:
        text = _("Từ khi bắt đầu soạn đã có phiên bản khác được công bố. Hãy so sánh trước.")
        yield Fault(text=text, where="so-sanh/")
    if around.is_same:
        text = _("Bản thảo giống hệt phiên bản đang có; chưa có gì để công bố.")
        yield Fault(text=text, where="")


def _warnings(content: Content) -> Iterator[Fault]:
    def warn(text: str, where: str) -> Fault:
        return Fault(text=text, where=where, is_warning=True)

    if not content.get("laws_data"):
        yield warn(_("Chưa ghi căn cứ pháp lý nào."), "phan/can-cu/")
    if not content.get("decision"):
        yield warn(_("Chưa ghi quyết định công bố."), "phan/hieu-luc/")
    if not content.get("summary"):
        yield warn(_("Chưa có câu nói ngắn gọn cho người dân."), "phan/chung/")
    if not content.get("keywords"):
        yield warn(_("Chưa có từ thường gọi để người dân tìm."), "phan/chung/")
    if _is_partial_without_reason(content):
        text = _(
            "Dịch vụ công trực tuyến một phần phải công khai lý do (Nghị định 224/2026/NĐ-CP,"
            " Điều 14)."
        )
        yield warn(text, "phan/thiet-lap/")
    if not content.get("fees_data"):
        yield warn(_("Chưa ghi mức phí nào; trang sẽ nói là chưa rõ."), "phan/phi/")
    for place, row in each_row(content):
        where = f"muc/{place.address}"
        if place.rows.key in {"muc-phi", "thu-rieng"} and row.get("amount_vnd") is None:
            yield warn(_("Có mức phí chưa rõ; người dân được mời hỏi nơi tiếp nhận."), where)
        if place.rows.key == "han" and row.get("value") is None:
            yield warn(_("Có thời hạn chưa rõ; hồ sơ không có ngày hẹn trả."), where)
        if place.rows.key == "giay-to" and _asked_without_reason(row):
            text = _(
                "Giấy tờ “%(name)s” đã có trong cơ sở dữ liệu; chỉ được yêu cầu nộp khi có "
                "lý do (Nghị định 118/2025/NĐ-CP, Điều 4 khoản 2a)."
            )
            yield warn(text % {"name": place.rows.name_of(row)}, where)
        if place.rows.key in {"trang", "o", "tra-loi", "buoc", "chuyen"}:
            yield from _without_english(place, row)
    for index, flag in enumerate(rows_of(content, "flags")):
        kept = {str(key): str(value) for key, value in flag.items()}
        if kept.get("code") in traps.WORDS:
            value = kept.get("value", "")
            said = f"{traps.said(kept)} “{value}”" if value else traps.said(kept)
            yield warn(said, f"ban-ghi/#nghi-van-{index}")


def _is_partial_without_reason(content: Content) -> bool:
    settings = cast("Row", content.get("settings_data") or {})
    is_partial = content.get("service_level") == ServiceLevel.PARTIAL
    return is_partial and not str(settings.get("partial_online_reason", "")).strip()


def _asked_without_reason(row: Row) -> bool:
    asked = bool(row.get("data_source")) and bool(row.get("required"))
    return asked and not row.get("asked_anyway_reason")


def _without_english(place: Place, row: Row) -> Iterator[Fault]:
    for key in ("title", "label", "name"):
        words = row.get(key)
        if not words or not are_words(words):
            continue
        kept = cast(Words, words)
        if isinstance(kept, str) or not kept.get("en"):
            name = worded(kept, "vi")
            text = _("“%(name)s” chưa có tiếng Anh.") % {"name": name}
            yield Fault(text=text, where=f"muc/{place.address}", is_warning=True)
