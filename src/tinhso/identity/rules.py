"""Kinds, numbers and names of people; pure, no database, no clock."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db import models
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.db.text import mask, nfc

StrOrPromise = str | Promise


class PersonKind(models.TextChoices):
    """Who a person in the sense of the law is."""

    CITIZEN = "citizen", _("Công dân")
    FOREIGNER = "foreigner", _("Người nước ngoài")
    CHILD = "child", _("Trẻ em")
    BUSINESS = "business", _("Doanh nghiệp, hộ kinh doanh")
    ORGANISATION = "organisation", _("Tổ chức khác")


class NumberKind(models.TextChoices):
    """Which number a person is known by; many have none."""

    NONE = "none", _("Chưa có số định danh")
    PERSONAL = "personal", _("Số định danh cá nhân (12 số)")
    OLD_CARD = "old_card", _("Chứng minh nhân dân cũ (9 số)")
    PASSPORT = "passport", _("Hộ chiếu")
    TAX = "tax", _("Mã số thuế, mã số doanh nghiệp")
    OTHER = "other", _("Giấy tờ khác")


class Sex(models.TextChoices):
    """As papers state it."""

    FEMALE = "female", _("Nữ")
    MALE = "male", _("Nam")
    UNKNOWN = "unknown", _("Không ghi")


class AccountKind(models.TextChoices):
    """What sort of party signs in."""

    CITIZEN = "citizen", _("Công dân")
    BUSINESS = "business", _("Doanh nghiệp, tổ chức")
    OFFICIAL = "official", _("Cán bộ, công chức")


class RepresentationKind(models.TextChoices):
    """On what ground one person acts for another."""

    CHILD = "child", _("Cha, mẹ hoặc người giám hộ của trẻ")
    COMPANY = "company", _("Người đại diện của doanh nghiệp, tổ chức")
    OTHER = "other", _("Người được ủy quyền")


class RepresentationState(models.TextChoices):
    """Declared by the representative, or checked by an official."""

    DECLARED = "declared", _("Đã khai, chờ kiểm tra")
    VERIFIED = "verified", _("Đã kiểm tra")
    ENDED = "ended", _("Đã hết")


class EndCause(models.TextChoices):
    """Why somebody no longer acts for another."""

    WITHDRAWN = "withdrawn", _("Một bên đã thôi")
    RAN_OUT = "ran_out", _("Giấy tờ chứng minh hết hạn")
    GROWN_UP = "grown_up", _("Con đã đủ 18 tuổi")
    REFUSED = "refused", _("Chưa được nhận")


class Sight(models.TextChoices):
    """What the holder of a role sees without being part of the matter."""

    NONE = "none", _("chỉ việc của mình")
    OWN_UNIT = "own_unit", _("đơn vị của mình")
    OWN_AGENCY = "own_agency", _("cơ quan của mình")
    AGENCY_AND_BELOW = "agency_and_below", _("cơ quan của mình và cấp dưới")
    REGISTERS = "registers", _("sổ đăng ký của cơ quan mình")


def locked_when_idle(*, idle_since: date | None, days: int) -> date | None:
    """Return the day on which an account locks if nobody uses it; None when it never does."""
    if idle_since is None or not days:
        return None
    return idle_since + timedelta(days=days + 1)


class DelegationPhase(models.TextChoices):
    """Where a delegation stands in time."""

    RUNNING = "running", _("đang có hiệu lực")
    COMING = "coming", _("sắp tới")
    PAST = "past", _("đã qua")


class AccessWhat(models.TextChoices):
    """What was done with a person's data."""

    OPENED = "opened", _("mở xem")
    UNMASKED = "unmasked", _("xem số đầy đủ")
    DOWNLOADED = "downloaded", _("tải tệp")
    EXPORTED = "exported", _("xuất dữ liệu")
    PRINTED = "printed", _("in")
    CHANGED = "changed", _("sửa")


LOOKED_AT: Final = {
    "dossiers.dossier": _("hồ sơ"),
    "files.file": _("tệp trong hồ sơ"),
    "dossiers.complaint": _("phản ánh của bạn"),
    "dossiers.national_sending": _("gói tin gửi Cổng quốc gia"),
    "identity.person": _("thông tin của bạn"),
    "identity.representation": _("giấy tờ đại diện"),
    "privacy.request": _("yêu cầu của bạn về dữ liệu"),
    "privacy.breach": _("hồ sơ vi phạm dữ liệu"),
}
"""What was looked at, by the kind of object; rooms name theirs by it in `record_access`."""

LONGEST_STATED: Final = 250
LONG_NUMBER: Final = re.compile(r"(?<![\d.-])\d{9,14}(?![\d.-])")


def shown_purpose(text: str) -> str:
    """Return a stated purpose as it is kept: whole, but for somebody's number typed into it."""
    return LONG_NUMBER.sub(lambda found: mask(found[0]), nfc(text))[:LONGEST_STATED]


PERSONAL_NUMBER: Final = re.compile(r"\d{12}")
OLD_CARD_NUMBER: Final = re.compile(r"\d{9}")
TAX_NUMBER: Final = re.compile(r"\d{10}(-?\d{3})?")
PASSPORT_NUMBER: Final = re.compile(r"[A-Z0-9]{6,12}")
PHONE: Final = re.compile(r"0\d{9,10}")
LOGIN: Final = re.compile(r"[a-z0-9][a-z0-9._@-]{1,62}[a-z0-9]")

TAX_WEIGHTS: Final = (31, 29, 23, 19, 17, 13, 7, 5, 3)
TAX_PERSONAL_FROM: Final = date(2025, 7, 1)
"""From this day people and household businesses use the 12-digit personal number for tax."""


@dataclass(frozen=True)
class BirthDate:
    """A birth date as precisely as it is known: the year, perhaps the month, perhaps the day."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        """Refuse what no calendar has; ValueError."""
        if self.day is not None and self.month is None:
            raise ValueError("a day without its month")
        date(self.year, self.month or 1, self.day or 1)

    @classmethod
    def parse(cls, text: str) -> "BirthDate":
        """Read `1957`, `03/1957` or `21/03/1957` (also with - or .); ValueError otherwise."""
        groups = re.split(r"[/.\-]", text.strip())
        if not all(g.isdigit() for g in groups) or not 1 <= len(groups) <= 3:
            raise ValueError(text)
        if len(groups[-1]) != 4:
            raise ValueError(text)
        numbers = [int(g) for g in reversed(groups)]
        return cls(*numbers)

    def __str__(self) -> str:
        if self.month is None:
            return f"{self.year}"
        if self.day is None:
            return f"{self.month:02d}/{self.year}"
        return f"{self.day:02d}/{self.month:02d}/{self.year}"

    def earliest(self) -> date:
        """Return the first day it can have been."""
        return date(self.year, self.month or 1, self.day or 1)

    def latest(self) -> date:
        """Return the last day it can have been."""
        if self.month is None:
            return date(self.year, 12, 31)
        if self.day is None:
            if self.month == 12:
                return date(self.year, 12, 31)
            return date.fromordinal(date(self.year, self.month + 1, 1).toordinal() - 1)
        return date(self.year, self.month, self.day)

    def eve_of(self, years: int) -> date:
        """Return the last day on which the person can still be younger than an age."""
        return date.fromordinal(_add_years(self.latest(), years).toordinal() - 1)

    def surely_younger_than(self, years: int, *, on: date) -> bool:
        """Tell whether the person has certainly not reached an age on a day."""
        return _add_years(self.earliest(), years) > on

    def surely_at_least(self, years: int, *, on: date) -> bool:
        """Tell whether the person has certainly reached an age on a day."""
        return _add_years(self.latest(), years) <= on


def _add_years(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return date(day.year + years, 3, 1)


def password_faults(
    password: str, *, length: int, four_classes: bool = False
) -> list[StrOrPromise]:
    """Return what a new password lacks; an empty list when it may be taken."""
    faults: list[StrOrPromise] = []
    if len(password) < length:
        faults.append(format_lazy(_("Mật khẩu cần ít nhất {length} ký tự."), length=length))
    classes = (str.islower, str.isupper, str.isdigit, lambda c: not c.isalnum())
    if four_classes and not all(any(has(c) for c in password) for has in classes):
        faults.append(_("Mật khẩu cần có chữ thường, chữ hoa, chữ số và dấu."))
    return faults


class Doubt(models.TextChoices):
    """What does not fit, without being wrong for sure: it warns and never refuses."""

    SEX = "sex", _("Giới tính không khớp với số định danh.")
    BIRTH_YEAR = "birth_year", _("Năm sinh không khớp với số định danh.")


def number_doubts(
    number: str, *, birth: BirthDate | None = None, sex: str = Sex.UNKNOWN
) -> list[Doubt]:
    """Compare a 12-digit number with birth year and sex; it has no check digit.

    Digit 4 is century and sex (0/1 = 20th century male/female, 2/3 = 21st …), 5-6 the year.
    """
    if PERSONAL_NUMBER.fullmatch(number) is None:
        return []
    century_and_sex = int(number[3])
    doubts = []
    stated = Sex.FEMALE if century_and_sex % 2 else Sex.MALE
    if sex in (Sex.FEMALE, Sex.MALE) and sex != stated:
        doubts.append(Doubt.SEX)
    year = 1900 + 100 * (century_and_sex // 2) + int(number[4:6])
    if birth is not None and birth.year != year:
        doubts.append(Doubt.BIRTH_YEAR)
    return doubts


def is_tax_number(text: str) -> bool:
    """Tell whether a text is a tax code: 10 digits with a check digit, 10-3, or 12 digits."""
    if PERSONAL_NUMBER.fullmatch(text):
        return True
    if TAX_NUMBER.fullmatch(text) is None:
        return False
    digits = [int(c) for c in text[:10]]
    weighted = sum(w * d for w, d in zip(TAX_WEIGHTS, digits[:9], strict=True))
    branch = text[10:].removeprefix("-")
    return digits[9] == 10 - weighted % 11 and branch != "000"


def number_kind(text: str) -> NumberKind | None:
    """Guess the kind of a number from its shape, or None when no kind fits."""
    if PERSONAL_NUMBER.fullmatch(text):
        return NumberKind.PERSONAL
    if OLD_CARD_NUMBER.fullmatch(text):
        return NumberKind.OLD_CARD
    if is_tax_number(text):
        return NumberKind.TAX
    return None


def is_number(text: str, kind: str) -> bool:
    """Tell whether a text has the shape of that kind of number."""
    match kind:
        case NumberKind.PERSONAL:
            return PERSONAL_NUMBER.fullmatch(text) is not None
        case NumberKind.OLD_CARD:
            return OLD_CARD_NUMBER.fullmatch(text) is not None
        case NumberKind.TAX:
            return is_tax_number(text)
        case NumberKind.PASSPORT:
            return PASSPORT_NUMBER.fullmatch(text) is not None
        case NumberKind.OTHER:
            return 0 < len(text) <= 30
    return text == ""


def clean_number(text: str) -> str:
    """Return a number without the spaces and dots people type, in capitals."""
    return re.sub(r"[\s.]", "", unicodedata.normalize("NFC", text)).upper()


def mask_email(address: str) -> str:
    """Return `la•••@caobang.gov.vn`: enough to know one's own, too little to write to."""
    name, at, place = address.partition("@")
    return f"{name[:2]}•••@{place}" if at else ""


def clean_phone(text: str) -> str:
    """Return a Vietnamese telephone number as `0912345678`; ValueError when it is none."""
    digits = re.sub(r"[\s.\-()]", "", text)
    if digits.startswith("+84"):
        digits = "0" + digits[3:]
    elif digits.startswith("84") and len(digits) >= 11:
        digits = "0" + digits[2:]
    if PHONE.fullmatch(digits) is None:
        raise ValueError(text)
    return digits


@dataclass(frozen=True, kw_only=True)
class CardData:
    """What the QR of an ID card says. It is not signed: a convenience, never a proof."""

    number: str
    old_number: str
    name: str
    birth: BirthDate | None
    sex: Sex
    address: str
    issued_on: date | None
    more: tuple[str, ...]
    doubts: tuple[Doubt, ...]


class UnreadableCard(ValueError):
    """The text is not the QR of an ID card."""


def read_card(text: str, *, separator: str = "|") -> CardData:
    """Read the QR text of a CCCD (6 or 7 fields) or căn cước card (11 fields).

    Empty fields are kept apart, never collapsed. `separator` serves scanners that type another
    sign. The address is text: it may be of the old three levels or the new two.
    Raises `UnreadableCard`.
    """
    cleaned = unicodedata.normalize("NFC", text.replace("\0", "").strip("\r\n "))
    fields = [field.strip() for field in cleaned.split(separator)]
    if len(fields) in (6, 10) and not OLD_CARD_NUMBER.fullmatch(fields[1]) and fields[1]:
        fields.insert(1, "")
    if len(fields) not in (7, 11):
        raise UnreadableCard(_("Mã QR không đúng số trường của thẻ căn cước."))
    number, old_number, name, born, sex_word, address, issued = fields[:7]
    if PERSONAL_NUMBER.fullmatch(number) is None:
        raise UnreadableCard(_("Số định danh trong mã QR không đủ 12 chữ số."))
    if old_number and OLD_CARD_NUMBER.fullmatch(old_number) is None:
        raise UnreadableCard(_("Số chứng minh nhân dân cũ trong mã QR không đủ 9 chữ số."))
    if not name:
        raise UnreadableCard(_("Mã QR không có họ tên."))
    birth = _card_birth(born)
    sex = {"nam": Sex.MALE, "nữ": Sex.FEMALE, "nu": Sex.FEMALE}.get(sex_word.lower(), Sex.UNKNOWN)
    return CardData(
        number=number,
        old_number=old_number,
        name=" ".join(name.split()),
        birth=birth,
        sex=sex,
        address=address,
        issued_on=_card_day(issued),
        more=tuple(fields[7:]),
        doubts=tuple(number_doubts(number, birth=birth, sex=sex)),
    )


def _card_birth(text: str) -> BirthDate | None:
    """Read `ddMMyyyy`, where 00 stands for an unknown day or month, or a bare year."""
    if re.fullmatch(r"\d{8}", text):
        day, month, year = int(text[:2]), int(text[2:4]), int(text[4:])
    elif re.fullmatch(r"\d{4}", text):
        day, month, year = 0, 0, int(text)
    else:
        return None
    try:
        return BirthDate(year, month or None, (day or None) if month else None)
    except ValueError:
        return None


def _card_day(text: str) -> date | None:
    if re.fullmatch(r"\d{8}", text) is None:
        return None
    try:
        return date(int(text[4:]), int(text[2:4]), int(text[:2]))
    except ValueError:
        return None
