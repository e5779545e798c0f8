"""A procedure as the national database gives it (facts 1.3), read as a source record of ours.

Its keys are upper-case and its numbers may be texts. Nothing in it is guessed: a value that is not
known is refused by where it stands, an amount of nought that no word explains is unknown.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from tinhso.kernel.db.text import fold
from tinhso.kernel.errors import Invalid
from tinhso.procedures.content import Rows, term_row
from tinhso.procedures.drafting.objects import Held
from tinhso.procedures.models import ResolvingBody as Body

KEYS: Final = frozenset(
    {"MATTHC", "TENTTHC", "LINHVUCTHUCHIEN", "TRINHTUTHUCHIEN", "CACHTHUCTHUCHIEN", "THANHPHANHOSO"}
    | {"YEUCAU", "MOTADOITUONGTHUCHIEN", "COQUANTHUCHIEN", "KETQUATHUCHIEN", "CANCUPHAPLY"}
)
"""What a record holds; any of them tells that a file is one."""

_NEEDED: Final = ("MATTHC", "TENTTHC", "CACHTHUCTHUCHIEN", "THANHPHANHOSO", "KETQUATHUCHIEN")
_MOST_SENTENCES: Final = 8
SOURCE: Final = "Cơ sở dữ liệu quốc gia về thủ tục hành chính"

_CHANNELS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("1", "truc tiep"), "direct"),
    **dict.fromkeys(("2", "truc tuyen"), "online"),
    **dict.fromkeys(("3", "buu chinh", "dich vu buu chinh", "buu chinh cong ich"), "post"),
}
_UNITS: Final[Mapping[str, str]] = {
    "ngay lam viec": "working_day",
    "ngay": "calendar_day",
    "gio lam viec": "working_hour",
    "gio": "hour",
    "thang": "month",
}
_MONEY: Final[Mapping[str, int]] = {
    **dict.fromkeys(("", "dong", "d", "vnd"), 1),
    **dict.fromkeys(("nghin dong", "ngan dong"), 1_000),
    "trieu dong": 1_000_000,
}
_UNITS_SHOWN: Final = "Ngày làm việc, Ngày, Giờ làm việc, Giờ, Tháng"
_MONEY_SHOWN: Final = "Đồng, Nghìn đồng, Triệu đồng"
_COUNCIL: Final = re.compile(r"\bhdnd\b|hoi dong nhan dan|dia phuong quy dinh")
_OTHER_LAW: Final = re.compile(r"phap luat (?:ve )?phi")
_FREE: Final = re.compile(
    r"\bmien (?:phi|le phi|thu)\b|\bkhong (?:thu|mat|phai nop|quy dinh thu)\b"
)
_ALL_CASES: Final = re.compile(r"(?:thanh phan ho so|ho so|giay to)? ?(?:bao gom|gom)?:?\.?")

_COMMUNE: Final = r"(?:cap )?(?:xa|phuong|dac khu)\b"
_PROVINCE: Final = r"(?:cap )?(?:tinh|thanh pho)\b"
_COMMITTEE: Final = r"(?:ubnd|uy ban nhan dan) "
_AGENCIES: Final = (
    (rf"cong an {_COMMUNE}", "xa", Body.COMMUNE_POLICE.value),
    (rf"cong an {_PROVINCE}", "tinh", Body.PROVINCE_POLICE.value),
    (rf"{_COMMITTEE}{_COMMUNE}", "xa", Body.COMMUNE_COMMITTEE.value),
    (r"so tu phap\b", "tinh", Body.JUSTICE.value),
    (r"so tai chinh\b", "tinh", Body.FINANCE.value),
    (r"so xay dung\b", "tinh", Body.CONSTRUCTION.value),
    (r"so nong nghiep va moi truong\b", "tinh", Body.AGRICULTURE.value),
    (r"(?:chi nhanh )?van phong dang ky dat dai\b", "tinh", Body.LAND_OFFICE.value),
    (r"trung tam tro giup phap ly\b", "tinh", Body.LEGAL_AID.value),
    (rf"(?:so\b|{_COMMITTEE}{_PROVINCE})", "tinh", ""),
    (r"(?:bo|cuc|tong cuc)\b", "bo", ""),
)
"""How an agency's name begins, its level, and which body of ours it is; none for the others."""


@dataclass(frozen=True, kw_only=True)
class National:
    """A record in the shape of our sources, and what that shape has no place for."""

    record: Mapping[str, object]
    parts: Mapping[str, object]


def is_national(read: Mapping[str, object]) -> bool:
    """Tell whether an object has keys of the national record."""
    return bool(KEYS & set(read))


def read_record(read: Mapping[str, object], *, fields: Mapping[str, str]) -> National:
    """Read a national record; `fields` are our fields of work by their folded names.

    Raises `Invalid` with a sentence for each key that cannot be read.
    """
    whole = Held(read, "", [])
    missing = [key for key in _NEEDED if read.get(key) in (None, "")]
    if missing:
        said = _("Bản ghi thiếu các mục: %(keys)s.") % {"keys": ", ".join(missing)}
        raise Invalid(fields={"file": said})
    found = _read(whole, fields)
    if whole.troubles:
        raise Invalid(fields={"file": _told(list(dict.fromkeys(whole.troubles)))})
    return found


def _told(troubles: list[str]) -> str:
    more = len(troubles) - _MOST_SENTENCES
    first = " ".join(troubles[:_MOST_SENTENCES])
    rest = _("Và %(n)d chỗ khác.") % {"n": more}
    return f"{first} {rest}" if more > 0 else first


def _read(whole: Held, fields: Mapping[str, str]) -> National:
    times = [_Time.of(row, time) for row in whole.rows("CACHTHUCTHUCHIEN") for time in _each(row)]
    fees = _merged(fee for time in times for fee in time.fees)
    terms = _merged(time.term for time in times)
    levels, body = _agencies(whole)
    work = [row.text("TENLINHVUC", needed=True) for row in whole.rows("LINHVUCTHUCHIEN")]
    steps = list(_steps(whole))
    laws = [
        {"number": row.text("SOVANBAN", needed=True), "name": row.text("TENVANBAN")}
        for row in whole.rows("CANCUPHAPLY")
    ]
    name, applicants = whole.text("TENTTHC", needed=True), whole.text("MOTADOITUONGTHUCHIEN")
    record = {
        "code": whole.text("MATTHC", needed=True),
        "name": name,
        "official_name": name,
        "field": ", ".join(work),
        "level": levels,
        "applicant": [one for one in re.split(r"\s*[;\n]\s*", applicants) if one],
        "time_limit": terms[0] if terms else {},
        "channels": [time.printed for time in times],
        "components": list(_papers(whole)),
        "fee": fees[0] if fees else {},
        "fees": fees,
        "steps": steps,
        "results": _results(whole),
        "laws": [law["number"] for law in laws],
        "source": SOURCE,
    }
    known = {fields[fold(one)] for one in work if fold(one) in fields}
    return National(
        record=record,
        parts={
            "field": known.pop() if len(known) == 1 else "",
            "resolving_body": body,
            "terms_data": terms,
            "fees_data": fees,
            "steps_data": steps,
            "laws_data": laws,
        },
    )


def _each(way: Held) -> list[Held | None]:
    """Return the times of a way of filing; one that tells none is a way all the same."""
    return list(way.rows("THOIGIAN")) or [None]


@dataclass(frozen=True, kw_only=True)
class _Time:
    """One line of the time column: the term, what was printed, and what is paid with it."""

    term: dict[str, object]
    printed: dict[str, object]
    fees: list[dict[str, object]]

    @classmethod
    def of(cls, way: Held, line: Held | None) -> "_Time":
        """Read a line of a way of filing."""
        time = line or Held({}, way.at("THOIGIAN"), way.troubles)
        channel = _known(way, "KENH", _CHANNELS, shown="1, 2, 3")
        number = time.whole("THOIGIANGIAIQUYET") or None
        printed = time.text("DONVITINH")
        unit = _known(time, "DONVITINH", _UNITS, shown=_UNITS_SHOWN) if printed else ""
        origin = "source_channel" if unit else "source_channel_unit_assumed"
        term = {
            "value": number,
            "unit": (unit or "working_day") if number else "",
            "note": time.text("MOTA"),
            "origin": origin if number else "not_in_source",
        }
        raw = f"{number} {printed}".strip() if number else ""
        return cls(
            term=term_row(term, channel=channel, raw=raw),
            printed={
                "channel": channel,
                "days_in_source": number,
                "unit_in_source": printed or None,
            },
            fees=[_fee(row, channel) for row in time.rows("PHILEPHI")],
        )


def _known(held: Held, key: str, table: Mapping[str, str], *, shown: str) -> str:
    """Return what a code stands for; one that is not known is told with those that are."""
    said = held.text(key, needed=True)
    if said and fold(said) not in table:
        held.trouble(_not_known(), key=held.at(key), value=said, known=shown)
    return table.get(fold(said), "")


def _not_known() -> str:
    return _("%(key)s: không biết “%(value)s”; những cách ghi đã biết: %(known)s.")


def _fee(row: Held, channel: str) -> dict[str, object]:
    """Read what is paid: the note tells more than the number, which is nought where it is unknown.

    The portal prints "free" for what a province's council sets (facts 10).
    """
    printed, note = row.whole("SOTIEN"), row.text("MOTA")
    unit, _slash, per = row.text("DONVI").partition("/")
    times = _MONEY.get(fold(unit.strip()))
    if times is None:
        row.trouble(_not_known(), key=row.at("DONVI"), value=unit, known=_MONEY_SHOWN)
    said = fold(note)
    set_by = "province" if _COUNCIL.search(said) else "national"
    if set_by == "national" and _OTHER_LAW.search(said):
        set_by = "other_law"
    is_told = set_by == "national" and (bool(printed) or bool(_FREE.search(said)))
    amount = (printed or 0) * (times or 1) if is_told else None
    if printed and not is_told:
        note = f"{note} (nguồn ghi {printed} {row.text('DONVI')})"
    return {
        "channel": channel,
        "case": "",
        "kind": _kind(said),
        "amount_vnd": amount,
        "per": per.strip(),
        "note": note,
        "set_by": set_by,
        "origin": "source" if is_told else "source_without_amount",
    }


def _kind(said: str) -> str:
    if said.startswith("le phi"):
        return "le_phi"
    return "phi" if said.startswith("phi") else ""


def _merged(rows: Iterable[dict[str, object]]) -> Rows:
    """Return rows of channels, those that every channel has alike once, for all of them."""
    kept = list({repr(row): row for row in rows}.values())
    channels = {row["channel"] for row in kept}
    alike: dict[str, set[object]] = {}
    for row in kept:
        alike.setdefault(_apart(row), set()).add(row["channel"])
    if all(where == channels for where in alike.values()):
        kept = [{**row, "channel": ""} for row in kept]
    return list({repr(row): row for row in kept}.values())


def _apart(row: Mapping[str, object]) -> str:
    return repr({**row, "channel": ""})


def _agencies(whole: Held) -> tuple[list[str], str]:
    """Return the levels of who resolves, and our body when all name the same."""
    levels: set[str] = set()
    bodies: set[str] = set()
    for row in whole.rows("COQUANTHUCHIEN"):
        name = fold(row.text("TENDONVI", needed=True))
        for pattern, level, body in _AGENCIES:
            if re.match(pattern, name):
                levels.add(level)
                bodies.add(body)
                break
    return sorted(levels), bodies.pop() if len(bodies) == 1 else ""


def _steps(whole: Held) -> Iterator[dict[str, object]]:
    """Return the steps in words, those of a case under its name; then what must hold."""
    for case in whole.rows("TRINHTUTHUCHIEN"):
        named = case.text("TRUONGHOP")
        for step in case.rows("TRINHTU"):
            yield {"who": named, "text": step.text("TENTRINHTU", needed=True)}
    wanted = whole.text("YEUCAU")
    if wanted and fold(wanted).strip(" .") not in {"khong", "khong co"}:
        yield {"who": "Yêu cầu, điều kiện", "text": wanted}


def _papers(whole: Held) -> Iterator[dict[str, object]]:
    """Return the papers; those of a named case are needed in that case only."""
    for case in whole.rows("THANHPHANHOSO"):
        named = case.text("TRUONGHOP")
        condition = "" if _ALL_CASES.fullmatch(fold(named)) else named
        for paper in case.rows("GIAYTO"):
            form = ", ".join(filter(None, (paper.text("TENMAUDON"), paper.text("URL"))))
            name = paper.text("TENGIAYTO") or paper.text("TENMAUDON")
            if not name:
                paper.text("TENGIAYTO", needed=True)
            yield {
                "name": name,
                "originals": paper.whole("SOBANCHINH") or 0,
                "copies": paper.whole("SOBANSAO") or 0,
                "required": not condition,
                "condition": condition,
                "paper_type": paper.text("MAGIAYTO"),
                "hint": f"Mẫu đơn: {form}" if form else "",
            }


def _results(whole: Held) -> Rows:
    return [
        {"name": row.text("TENKETQUA", needed=True), "code": row.text("MAKETQUA")}
        for row in whole.rows("KETQUATHUCHIEN")
    ]
