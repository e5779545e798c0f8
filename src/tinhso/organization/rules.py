"""Levels, kinds and codes of agencies and administrative units; pure, no database."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

MERGER_DAY: Final = date(2025, 7, 1)
"""The day two tiers replaced three (Resolution 202/2025/QH15)."""

SINCE_RECORDS_BEGAN: Final = date(1900, 1, 1)
"""Stands for "before these records": never shown as a date."""

CODE_LENGTH: Final = 35
"""Longest agency code (Decision 20/2020/QĐ-TTg, Article 3)."""

NEW_CODE: Final = re.compile(r"[A-Y]\d{2}(\.[0-9A-Z]+)*")
"""Decision 20/2020/QĐ-TTg: groups from the left, `H14.12.03`."""

OLD_CODE: Final = re.compile(r"(?:\d{3}|[0-9A-Z]{2,3})(\.[0-9A-Z]{2}){2}\.[A-Y]\d{2}")
"""QCVN 102:2016: four groups from the right, `001.03.12.H14`."""


class AdminLevel(models.TextChoices):
    """The tier of an administrative unit."""

    PROVINCE = "province", _("cấp tỉnh")
    DISTRICT = "district", _("cấp huyện")
    COMMUNE = "commune", _("cấp xã")


class AdminKind(models.TextChoices):
    """What an administrative unit calls itself: official words, data in every language."""

    PROVINCE = "province", "Tỉnh"
    CENTRAL_CITY = "central_city", "Thành phố trực thuộc trung ương"
    CITY = "city", "Thành phố"
    TOWN = "town", "Thị xã"
    URBAN = "urban", "Quận"
    DISTRICT = "district", "Huyện"
    WARD = "ward", "Phường"
    TOWNSHIP = "township", "Thị trấn"
    COMMUNE = "commune", "Xã"
    SPECIAL = "special", "Đặc khu"


class AgencyLevel(models.TextChoices):
    """The tier at which an agency works; district closed on 1 July 2025."""

    CENTRAL = "central", _("trung ương")
    PROVINCE = "province", _("cấp tỉnh")
    DEPARTMENT = "department", _("sở, ban, ngành")
    DISTRICT = "district", _("cấp huyện")
    COMMUNE = "commune", _("cấp xã")


class UnitKind(models.TextChoices):
    """What a unit does for its agency, so that processes name a relation and never a unit."""

    LEADERSHIP = "leadership", _("lãnh đạo")
    DESK = "desk", _("bộ phận một cửa")
    OFFICE = "office", _("văn phòng")
    SPECIALIST = "specialist", _("phòng chuyên môn")
    OTHER = "other", _("đơn vị khác")


class SuccessionKind(models.TextChoices):
    """Whether all of a predecessor went into the successor, or a part of it."""

    WHOLE = "whole", _("toàn bộ")
    PART = "part", _("một phần")


class MergerKind(models.TextChoices):
    """What a decision does to agencies."""

    INTO_NEW = "new", _("hợp nhất thành cơ quan mới")
    INTO_OLD = "into", _("sáp nhập, giải thể hoặc chia vào cơ quan đang có")
    RENAME = "rename", _("đổi tên hoặc mã")
    UNITS = "units", _("sắp xếp đơn vị trong một cơ quan")


class MergerState(models.TextChoices):
    """How far a merger is."""

    DRAFT = "draft", _("dự thảo")
    CONFIRMED = "confirmed", _("đã duyệt, chờ ngày")
    SWITCHED = "switched", _("đang hoàn tất")
    FINISHED = "finished", _("đã thực hiện")
    CANCELLED = "cancelled", _("đã hủy")
    UNDONE = "undone", _("đã hoàn tác")


class MergerDeed(models.TextChoices):
    """What somebody did with a plan."""

    PLANNED = "planned", _("lập phương án")
    CHANGED = "changed", _("sửa phương án")
    DIVIDED = "divided", _("chia đơn vị")
    CONFIRMED = "confirmed", _("duyệt")
    TAKEN_BACK = "taken_back", _("rút lại để sửa")
    CANCELLED = "cancelled", _("hủy")
    UNDONE = "undone", _("hoàn tác")


WRITING: Final = frozenset({MergerDeed.PLANNED, MergerDeed.CHANGED, MergerDeed.DIVIDED})
"""Whoever did one of these wrote the plan, and is not its second person."""

MERGER_MOVES: Final[dict[str, frozenset[str]]] = {
    MergerState.DRAFT: frozenset({MergerState.CONFIRMED, MergerState.CANCELLED}),
    MergerState.CONFIRMED: frozenset(
        {MergerState.SWITCHED, MergerState.CANCELLED, MergerState.DRAFT}
    ),
    MergerState.SWITCHED: frozenset({MergerState.FINISHED}),
    MergerState.FINISHED: frozenset({MergerState.UNDONE}),
    MergerState.CANCELLED: frozenset(),
    MergerState.UNDONE: frozenset(),
}

ENDING: Final = frozenset({MergerKind.INTO_NEW, MergerKind.INTO_OLD})
"""Kinds by which agencies end; their codes are retired."""

ONE_OF_A_KIND: Final = frozenset({UnitKind.DESK, UnitKind.LEADERSHIP, UnitKind.OFFICE})
"""What an agency has once: units of these kinds are proposed to become one."""


def proposed_place(kind: str, name: str, offered: Iterable[tuple[int, str, str]]) -> int | None:
    """Return which of some units (id, kind, name) is proposed to go on with a unit's work.

    The one of the same kind and name, else the first of the kind where an agency has it once.
    """
    known = [(pk, called) for pk, is_of, called in offered if is_of == kind]
    same = [pk for pk, called in known if called == name]
    if same:
        return same[0]
    return known[0][0] if known and kind in ONE_OF_A_KIND else None


def is_code(text: str) -> bool:
    """Tell whether a text is an agency code of the new form, at most 35 characters."""
    return len(text) <= CODE_LENGTH and NEW_CODE.fullmatch(text) is not None


def is_old_code(text: str) -> bool:
    """Tell whether a text is an agency code of QCVN 102:2016."""
    return OLD_CODE.fullmatch(text) is not None


def new_code(old: str) -> str:
    """Return `H14.12.03.001` for `001.03.12.H14`; ValueError when it is not an old code.

    Groups are turned round and those of zeros only are dropped (QĐ 20/2020/QĐ-TTg).
    """
    if not is_old_code(old):
        raise ValueError(old)
    first, *rest = reversed(old.split("."))
    while rest and not rest[-1].strip("0"):
        rest.pop()
    if any(not group.strip("0") for group in rest):
        raise ValueError(old)
    return ".".join([first, *rest])


def old_code(new: str) -> str:
    """Return `000.00.12.H14` for `H14.12`, or an empty text for a code deeper than four levels.

    The old form holds four levels of fixed width; ValueError when `new` is not a code.
    """
    if not is_code(new):
        raise ValueError(new)
    groups = new.split(".")
    widths = (3, 2, 2, 3)
    if len(groups) > len(widths):
        return ""
    groups += ["0"] * (len(widths) - len(groups))
    padded = [g.zfill(w) for g, w in zip(groups, (3, 2, 2, 3), strict=True)]
    if any(len(g) != w for g, w in zip(padded, widths, strict=True)):
        return ""
    return ".".join(reversed(padded))


def either_code(text: str) -> str:
    """Return the new form of a code typed in either form; ValueError for anything else."""
    typed = text.strip().upper()
    if is_old_code(typed):
        return new_code(typed)
    if is_code(typed):
        return typed
    raise ValueError(text)


def place_of(agency: str) -> str:
    """Return the place a paper of an agency names before its date, by the agency's name.

    It is the name behind the kind of commune or province, as it is written.
    """
    for word in (" xã ", " phường ", " thị trấn ", " đặc khu ", " tỉnh "):
        if word in f" {agency} ":
            return f"{agency} ".split(word, 1)[1].strip() or agency
    return ""
