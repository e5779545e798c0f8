"""What in a source record cannot be trusted as printed (facts/one-stop.md section 10).

The importer keeps the raw text and marks the version with these flags; an official settles them
in a new version. Each flag is a code with values; its words are made when it is shown.
"""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from typing import Final, TypeAlias

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tinhso.procedures.parts import Data, rows_of, text_of

Flag: TypeAlias = dict[str, str]

WORDS: Final[Mapping[str, Promise]] = {
    "bare_number": _("Cột thời hạn ghi số không kèm đơn vị."),
    "terms_differ_by_channel": _("Mỗi kênh ghi một thời hạn; thường đó là các trường hợp."),
    "term_unknown": _("Nguồn không ghi tổng thời hạn."),
    "term_from_memory": _("Thời hạn là hiểu biết chung, chưa kiểm tra."),
    "term_contradicts_steps": _("Cột thời hạn khác với phần trình tự; đã lấy theo trình tự."),
    "fee_unknown": _("Không biết mức phí; cổng có thể in “Miễn phí” nhưng đó không phải là miễn."),
    "fee_in_thousands": _("Số tiền rất nhỏ: có thể là nghìn đồng."),
    "fees_differ_by_channel": _("Mức phí khác nhau giữa các kênh."),
    "fee_partly_unknown": _("Có trường hợp phải nộp mức do nơi khác quy định."),
    "fee_from_memory": _("Mức phí là hiểu biết chung, chưa kiểm tra."),
    "fee_expired": _("Mức phí có phần đã hết hạn."),
    "names_district": _("Còn nhắc đến cấp huyện."),
    "household_book": _("Còn nhắc đến sổ hộ khẩu đã bãi bỏ, hoặc bản ghi cũ."),
    "no_laws": _("Nguồn không ghi căn cứ pháp lý."),
    "split_applicants": _("Đối tượng bị tách sai ở dấu phẩy."),
    "channel_twice": _("Một kênh xuất hiện nhiều lần."),
    "not_nfc": _("Chữ có dấu tổ hợp rời (không theo NFC)."),
    "level_of_service_assumed": _("Nguồn không ghi mức độ trực tuyến; suy ra từ kênh nộp."),
    "start_assumed": _("Nguồn không ghi ngày có hiệu lực; lấy ngày bắt đầu hai cấp, 01/07/2025."),
}
"""What each flag means; the value it carries is data and stands beside it."""

_BELOW_A_THOUSAND = re.compile(r"\b(?:ghi|VNĐ|đồng)\s+(\d{1,3})(?![\d.,])|\b(\d{1,3})\s*VNĐ")
_MONEY = re.compile(r"\d{1,3}(?:\.\d{3})+")


def flags_of(record: Data) -> list[Flag]:
    """Return all that must be looked at before this record is used in earnest."""
    term = record.get("time_limit")
    fee = record.get("fee")
    fees = rows_of(record, "fees") or [fee if isinstance(fee, Mapping) else {}]
    found = [
        *_term_flags(term if isinstance(term, Mapping) else {}, rows_of(record, "channels")),
        *(flag for one in fees for flag in _fee_flags(one)),
        *_text_flags(record),
    ]
    return [{"code": code, "value": value} for code, value in dict.fromkeys(found)]


def said(flag: Flag) -> str:
    """Return what a flag means, in the reader's language; its value is shown beside."""
    return str(WORDS[flag["code"]])


def printed_terms(channels: list[Data]) -> list[str]:
    """Return what the source printed in the time column, channel by channel."""
    return [
        f"{row['days_in_source']} {row.get('unit_in_source') or ''}".strip()
        for row in channels
        if row.get("days_in_source") is not None
    ]


def _term_flags(term: Data, channels: list[Data]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    bare = [
        r for r in channels if r.get("days_in_source") is not None and not r.get("unit_in_source")
    ]
    if bare:
        found.append(("bare_number", str(bare[0]["days_in_source"])))
    printed = list(dict.fromkeys(printed_terms(channels)))
    if len(printed) > 1:
        found.append(("terms_differ_by_channel", "; ".join(printed)))
    if term.get("value") is None:
        found.append(("term_unknown", ""))
    origin = text_of(term, "origin")
    if origin == "memory_unverified":
        found.append(("term_from_memory", ""))
    if origin == "source_steps" and printed:
        found.append(("term_contradicts_steps", "; ".join(printed)))
    twice = [
        name
        for name, times in Counter(text_of(r, "channel") for r in channels).items()
        if times > 1
    ]
    found += [("channel_twice", name) for name in twice]
    return found


def _fee_flags(fee: Data) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    amount, note = fee.get("amount_vnd"), text_of(fee, "note")
    if amount is None:
        found.append(("fee_unknown", note))
    small = _BELOW_A_THOUSAND.search(note)
    if small:
        found.append(("fee_in_thousands", small.group(1) or small.group(2)))
    elif isinstance(amount, int) and 0 < amount < 1000:
        found.append(("fee_in_thousands", str(amount)))
    if _MONEY.search(note) and ("trực tuyến" in note or "trực tiếp" in note):
        found.append(("fees_differ_by_channel", note))
    if amount == 0 and ("HĐND" in note or fee.get("set_by") in ("province", "other_law")):
        found.append(("fee_partly_unknown", note))
    if fee.get("origin") == "memory_unverified":
        found.append(("fee_from_memory", ""))
    if "hết hạn" in note:
        found.append(("fee_expired", note))
    return found


def _text_flags(record: Data) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    now_in_force = {k: v for k, v in record.items() if k != "level_before_2025_07_01"}
    text = json.dumps(now_in_force, ensure_ascii=False)
    plain = unicodedata.normalize("NFC", text)
    if plain != text:
        found.append(("not_nfc", ""))
    district = re.search(r"[^.;\"]{0,30}(?:cấp huyện|huyện)[^.;\"]{0,30}", plain)
    if district:
        found.append(("names_district", district.group().strip()))
    if "hộ khẩu" in plain:
        found.append(("household_book", ""))
    if not record.get("laws"):
        found.append(("no_laws", ""))
    applicants = record.get("applicant")
    split = [a for a in applicants if str(a)[:1].islower()] if isinstance(applicants, list) else []
    if split:
        found.append(("split_applicants", ", ".join(str(a) for a in split)))
    return found
