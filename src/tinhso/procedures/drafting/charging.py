"""What the units of a fee can be counted by, and what keeps a fee from being published."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, cast

from django.utils.translation import gettext as _

from tinhso.kernel.db.words import Words, are_words, worded
from tinhso.procedures.drafting.layout import APART, FEES, Content, Row
from tinhso.procedures.drafting.places import Place, each_row

_FEES: Final = frozenset({FEES.key, APART.key})


@dataclass(frozen=True, kw_only=True)
class Countable:
    """A whole number the form asks for, in a repeating group or in the form itself."""

    group: str
    key: str
    label: str

    @property
    def address(self) -> str:
        """Return its group and its own key as one text."""
        return f"{self.group}/{self.key}"


def countables(content: Mapping[str, object]) -> list[Countable]:
    """Return the fields of the form by which units of a fee can be counted."""
    found = []
    groups: dict[str, Row] = {}
    for place, row in each_row(content):
        if place.rows.key != "o" or not row.get("key"):
            continue
        groups[place.address] = row
        above = groups.get(place.above.address) if place.above is not None else None
        if row.get("kind") == "number" and not row.get("decimals"):
            words = [_label(one) for one in (above, row) if one is not None]
            group = str(above["key"]) if above is not None else ""
            found.append(Countable(group=group, key=str(row["key"]), label=": ".join(words)))
    return found


def _label(row: Row) -> str:
    label = row.get("label")
    return worded(cast(Words, label)) if are_words(label) else str(row.get("key"))


def troubles_of(content: Content) -> Iterator[tuple[str, str]]:
    """Return each trouble with the address of its place."""
    known = {one.address for one in countables(content)}
    for place, row in each_row(content):
        if place.rows.key not in _FEES:
            continue
        where = f"muc/{place.address}"
        for text in (*_of_count(row, known), *_of_tiers(row)):
            yield text, where
        if place.rows is APART:
            yield from ((text, where) for text in _of_apart(content, row, place))


def _of_count(row: Row, known: set[str]) -> Iterator[str]:
    count = row.get("count")
    if not isinstance(count, Mapping):
        if row.get("most_vnd") is not None:
            yield _("Mức cao nhất cho một bản chỉ dùng khi số đơn vị được đếm theo biểu mẫu.")
        return
    group = count.get("group") or ""
    for key in filter(None, (count.get("number"), count.get("times"))):
        if f"{group}/{key}" not in known:
            yield _("Mức phí đếm theo ô “%(key)s” không có trong biểu mẫu.") % {"key": key}


def _of_tiers(row: Row) -> Iterator[str]:
    tiers = row.get("tiers")
    rows = [tier for tier in tiers if isinstance(tier, Mapping)] if isinstance(tiers, list) else []
    if not rows:
        return
    if not row.get("count"):
        yield _("Có bậc giá nhưng chưa chọn ô của biểu mẫu để đếm số đơn vị.")
    if row.get("amount_vnd") is None:
        yield _("Có bậc giá nhưng chưa ghi mức của các đơn vị đầu.")
    since = [tier.get("from") for tier in rows]
    if any(not isinstance(one, int) or one < 1 for one in since):
        yield _("Bậc giá chưa ghi từ đơn vị thứ mấy.")
    elif any(tier.get("amount_vnd") is None for tier in rows):
        yield _("Bậc giá chưa ghi mức.")
    elif since != sorted(set(cast("list[int]", since))):
        yield _("Các bậc giá phải xếp từ đơn vị nhỏ đến lớn, mỗi đơn vị một bậc.")


def _of_apart(content: Content, row: Row, place: Place) -> Iterator[str]:
    fees = content.get("fees_data")
    above = place.above.index if place.above is not None else None
    fee = fees[above] if isinstance(fees, list) and above is not None else {}
    if fee.get("amount_vnd") != 0:
        yield _("Khoản thu riêng chỉ có khi mức chung là 0 đồng.")
    if content.get("form_data") and not row.get("count"):
        yield _("Khoản thu riêng phải đếm theo một ô của biểu mẫu, nếu không ai cũng phải trả.")
