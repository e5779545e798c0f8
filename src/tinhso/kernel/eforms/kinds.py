"""From what a person typed to the canonical value, or to a sentence that helps.

Each reader says what was typed and what was probably meant. Nothing is guessed silently except
what cannot be wrong: spaces, dots between digits, the country's telephone prefix.
"""

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from stdnum.exceptions import ValidationError as NumberError
from stdnum.vn import mst

from tinhso.kernel.db.text import nfc
from tinhso.kernel.eforms.saying import say_date, say_number
from tinhso.kernel.eforms.spec import Field, Json
from tinhso.kernel.errors.sentences import told

_LIKE_DIGITS: Final = str.maketrans({"O": "0", "o": "0", "I": "1", "l": "1", "|": "1"})
_PREFIXES_2018: Final = {
    "0120": "070", "0121": "079", "0122": "077", "0126": "076", "0128": "078",
    "0123": "083", "0124": "084", "0125": "085", "0127": "081", "0129": "082",
    "0162": "032", "0163": "033", "0164": "034", "0165": "035", "0166": "036",
    "0167": "037", "0168": "038", "0169": "039",
    "0186": "056", "0188": "058", "0199": "059",
}  # fmt: skip
_MAIL_SLIPS: Final = {
    "gmail.con": "gmail.com", "gmail.co": "gmail.com", "gmai.com": "gmail.com",
    "gmial.com": "gmail.com", "gamil.com": "gmail.com", "gmail.com.vn": "gmail.com",
    "yahoo.con": "yahoo.com", "yaho.com": "yahoo.com", "hotmail.con": "hotmail.com",
}  # fmt: skip
_MOST_MONEY: Final = 10**15


class Wrong(Exception):
    """What was typed cannot be taken; the text is the sentence for the person."""


def read_text(typed: str, field: Field) -> str:
    """Return text in NFC; a long text keeps its lines."""
    lines = [nfc(line) for line in typed.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    text = "\n".join(lines).strip() if field.kind == "long_text" else nfc(typed)
    if any(ord(c) < 32 and c != "\n" for c in text):
        raise Wrong(_("Có ký tự không đọc được. Hãy gõ lại chỗ này."))
    most = field.max_length or (5_000 if field.kind == "long_text" else 500)
    if len(text) > most:
        raise Wrong(
            told(
                _("Chỗ này ghi được tối đa %(most)d chữ. Bạn đã gõ %(length)d; hãy rút gọn."),
                most=most,
                length=len(text),
            )
        )
    if len(text) < field.min_length:
        raise Wrong(told(_("Hãy ghi ít nhất %(least)d chữ."), least=field.min_length))
    return text


def read_person_name(typed: str, _field: Field) -> str:
    """Return a name as its bearer writes it; all capitals become a name again."""
    name = nfc(typed).replace("`", "'").replace("’", "'")
    if match := re.search(r"[0-9]", name):
        raise Wrong(
            told(
                _("Tên không có chữ số. Bạn đã gõ “%(digit)s” trong “%(typed)s”."),
                digit=match[0],
                typed=name,
            )
        )
    if wrong := re.search(r"[^\w' .\-]|_", name):
        raise Wrong(told(_("Tên không có dấu “%(sign)s”. Hãy gõ như trên giấy tờ."), sign=wrong[0]))
    if len(name) > 100:
        raise Wrong(_("Tên dài quá 100 chữ. Hãy xem lại."))
    if name.isupper() or name.islower():
        return re.sub(r"[^\s'\-.]+", lambda word: word[0].capitalize(), name)
    return name


def read_number(typed: str, field: Field) -> Json:
    """Return a whole number, or a fraction as text; dots group, a comma begins the fraction."""
    text = typed.replace(" ", "").replace("\u00a0", "")
    match = re.fullmatch(r"([+-]?)([0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+)(?:,([0-9]+))?", text)
    if match is None and (dotted := re.fullmatch(r"([+-]?)([0-9]+)\.([0-9]{1,2}|[0-9]{4,})", text)):
        match = dotted
    if match is None:
        raise Wrong(
            told(_("Chỗ này là một số, ví dụ 1.250 hoặc 12,5. Bạn đã gõ “%(typed)s”."), typed=typed)
        )
    sign, whole, fraction = match[1], match[2].replace(".", ""), (match[3] or "").rstrip("0")
    if len(whole) > 15:
        raise Wrong(_("Số này lớn quá. Hãy xem lại."))
    if len(fraction) > field.decimals:
        raise Wrong(_too_fine(field))
    number = Decimal(f"{'-' if sign == '-' else ''}{whole}.{fraction or 0}")
    _check_range(number, field)
    if not field.decimals:
        return int(number)
    return format(number.normalize() + 0, "f")


def _too_fine(field: Field) -> str:
    if not field.decimals:
        return _("Chỗ này là số nguyên, không có phần lẻ.")
    return told(_("Chỗ này lấy tối đa %(places)d chữ số lẻ."), places=field.decimals)


def _check_range(number: Decimal, field: Field) -> None:
    least = None if field.min is None else Decimal(str(field.min))
    most = None if field.max is None else Decimal(str(field.max))
    if least is not None and number < least:
        raise Wrong(
            told(
                _("Số nhỏ nhất ở đây là %(least)s. Bạn đã gõ %(number)s."),
                least=say_number(least),
                number=say_number(number),
            )
        )
    if most is not None and number > most:
        raise Wrong(
            told(
                _("Số lớn nhất ở đây là %(most)s. Bạn đã gõ %(number)s."),
                most=say_number(most),
                number=say_number(number),
            )
        )


def read_money(typed: str, field: Field) -> int:
    """Return whole đồng."""
    text = re.sub(r"(?i)\s*(đồng|đ|vnđ|vnd|₫)\.?$", "", nfc(typed)).replace(" ", "")
    grouped = re.fullmatch(r"[0-9]{1,3}(?:([.,])[0-9]{3}(?:\1[0-9]{3})*)?|[0-9]+", text)
    if grouped is None:
        raise Wrong(
            told(
                _("Hãy ghi số tiền bằng đồng, ví dụ 1.250.000. Bạn đã gõ “%(typed)s”."), typed=typed
            )
        )
    amount = int(re.sub(r"[.,]", "", text)[:18])
    if amount > _MOST_MONEY:
        raise Wrong(_("Số này lớn quá. Hãy xem lại."))
    _check_range(Decimal(amount), field)
    return amount


def read_date(typed: str, field: Field, today: date) -> str:
    """Return an ISO day, or a month or year when the form takes no more exact one."""
    text = nfc(typed)
    numbers = re.findall(r"[0-9]+", text)
    if re.fullmatch(r"[0-9]{8}", text):
        numbers = [text[:2], text[2:4], text[4:]]
    if re.fullmatch(r"[0-9]{4}-[0-9]{1,2}(-[0-9]{1,2})?", text):
        numbers = numbers[::-1]
    if not numbers or len(numbers) > 3 or re.search(r"[^0-9\s/.\-]", text):
        raise Wrong(told(_("Hãy ghi ngày như 19/11/2026. Bạn đã gõ “%(typed)s”."), typed=typed))
    parts = [int(number[:6]) for number in numbers[::-1]]
    if len(numbers[-1]) != 4:
        raise Wrong(
            told(
                _("Hãy ghi đủ bốn chữ số của năm, như 19/11/2026. Bạn đã gõ “%(typed)s”."),
                typed=typed,
            )
        )
    if len(parts) < {"day": 3, "month": 2, "year": 1}[field.precision]:
        raise Wrong(
            told(_("Hãy ghi đủ ngày, tháng, năm. Bạn đã gõ “%(typed)s”."), typed=typed)
            if field.precision == "day"
            else told(_("Hãy ghi tháng và năm, như 11/2026. Bạn đã gõ “%(typed)s”."), typed=typed)
        )
    value = _real_date(parts, typed)
    _check_bounds(value, parts, field, today)
    return value


def _real_date(parts: list[int], typed: str) -> str:
    year = parts[0]
    if not 1850 <= year <= 2200:
        raise Wrong(told(_("Năm %(year)d có đúng không? Hãy xem lại."), year=year))
    if len(parts) > 1 and not 1 <= parts[1] <= 12:
        if len(parts) == 3 and 1 <= parts[2] <= 12 and 1 <= parts[1] <= 31:
            raise Wrong(
                told(
                    _("Không có tháng %(month)d. Bạn đã gõ “%(typed)s”; có phải %(meant)s?"),
                    month=parts[1],
                    typed=typed,
                    meant=f"{parts[1]:02}/{parts[2]:02}/{year}",
                )
            )
        raise Wrong(told(_("Không có tháng %(month)d."), month=parts[1]))
    if len(parts) > 2:
        last = monthrange(year, parts[1])[1]
        if not 1 <= parts[2] <= last:
            raise Wrong(
                told(
                    _("Tháng %(month)d năm %(year)d có %(last)d ngày. Bạn đã gõ “%(typed)s”."),
                    month=parts[1],
                    year=year,
                    last=last,
                    typed=typed,
                )
            )
    return "-".join([f"{year:04}", *(f"{part:02}" for part in parts[1:])])


def _check_bounds(value: str, parts: list[int], field: Field, today: date) -> None:
    latest = today.isoformat() if field.not_after == "today" else field.not_after
    earliest = today.isoformat() if field.not_before == "today" else field.not_before
    if latest and value > latest[: len(value)]:
        meant = _meant(parts, before=date.fromisoformat(latest))
        typed = say_date(value)
        if meant:
            raise Wrong(
                told(
                    _("Ngày này không sau %(latest)s. Bạn đã gõ %(typed)s; có phải %(meant)s?"),
                    latest=say_date(latest),
                    typed=typed,
                    meant=meant,
                )
            )
        raise Wrong(
            told(
                _("Ngày này không sau %(latest)s. Bạn đã gõ %(typed)s."),
                latest=say_date(latest),
                typed=typed,
            )
        )
    if earliest and value < earliest[: len(value)]:
        raise Wrong(
            told(
                _("Ngày này không trước %(earliest)s. Bạn đã gõ %(typed)s."),
                earliest=say_date(earliest),
                typed=say_date(value),
            )
        )


def _meant(parts: list[int], *, before: date) -> str:
    """Return the nearest day one slip away: the month before, day and month swapped, last year."""
    if len(parts) < 3:
        return ""
    year, month, day = parts
    for y, m, d in ((year, month - 1, day), (year, day, month), (year - 1, month, day)):
        if 1 <= m <= 12 and d <= monthrange(y, m)[1] and date(y, m, d) <= before:
            return f"{d:02}/{m:02}/{y}"
    return ""


def read_identity_number(typed: str, _field: Field) -> str:
    """Return twelve digits; says how many were typed and which sign is no digit."""
    text = re.sub(r"[\s.\-]", "", typed)
    if strange := re.search(r"[^0-9]", text):
        meant = text.translate(_LIKE_DIGITS)
        if meant.isascii() and meant.isdigit() and len(meant) == 12:
            raise Wrong(
                told(
                    _("Số định danh chỉ có chữ số. Bạn đã gõ chữ “%(sign)s”; có phải %(meant)s?"),
                    sign=strange[0],
                    meant=meant,
                )
            )
        raise Wrong(told(_("Số định danh chỉ có chữ số. Bạn đã gõ “%(sign)s”."), sign=strange[0]))
    if len(text) == 9:
        raise Wrong(
            _("Bạn đã gõ 9 chữ số, là số chứng minh nhân dân cũ. Hãy gõ 12 chữ số trên thẻ.")
        )
    if len(text) != 12:
        raise Wrong(
            told(
                _("Số định danh có 12 chữ số. Bạn đã gõ %(count)d; hãy xem lại mặt trước thẻ."),
                count=len(text),
            )
        )
    if not 1 <= int(text[:3]) <= 96:
        raise Wrong(
            told(
                _("Ba số đầu “%(head)s” không phải mã của tỉnh nào. Hãy xem lại mặt trước thẻ."),
                head=text[:3],
            )
        )
    return text


def read_tax_code(typed: str, _field: Field) -> str:
    """Return a tax code of 10 or 13 digits, or a person's identity number that serves as one."""
    text = re.sub(r"[\s.\-]", "", typed)
    if re.fullmatch(r"[0-9]{12}", text):
        return text
    try:
        compact: str = mst.validate(text)
    except NumberError:
        is_long_enough = re.fullmatch(r"[0-9]{10}(?:[0-9]{3})?", text) is not None
        raise Wrong(
            told(
                _("Mã số thuế “%(typed)s” có chữ số sai; hãy so từng số với giấy đăng ký.")
                if is_long_enough
                else _(
                    "Mã số thuế có 10 chữ số, chi nhánh có thêm 3."
                    " Bạn đã gõ “%(typed)s”; hãy xem lại."
                ),
                typed=typed,
            )
        ) from None
    return compact if len(compact) == 10 else f"{compact[:10]}-{compact[10:]}"


def read_phone(typed: str, _field: Field) -> str:
    """Return a telephone number of this country as it is dialled here."""
    text = re.sub(r"[\s.\-()]", "", typed)
    text = re.sub(r"^(\+84|0084|84(?=[0-9]{9}$))0?", "0", text)
    if text.startswith("+") and re.fullmatch(r"\+[0-9]{8,15}", text):
        return text
    if not re.fullmatch(r"[0-9]+", text):
        raise Wrong(
            told(
                _("Số điện thoại chỉ có chữ số, như 0912 345 678. Bạn đã gõ “%(typed)s”."),
                typed=typed,
            )
        )
    if len(text) == 11 and text[:4] in _PREFIXES_2018:
        raise Wrong(
            told(
                _("Đầu số %(old)s đã đổi. Có phải %(meant)s?"),
                old=text[:4],
                meant=_PREFIXES_2018[text[:4]] + text[4:],
            )
        )
    if not re.fullmatch(r"0[35789][0-9]{8}|02[0-9]{9}", text):
        raise Wrong(
            told(
                _(
                    "Số điện thoại di động có 10 chữ số, bắt đầu bằng 03, 05, 07, 08 hoặc 09. "
                    "Bạn đã gõ %(count)d chữ số."
                ),
                count=len(text),
            )
        )
    return text


def read_email(typed: str, _field: Field) -> str:
    """Return an e-mail address; its host in small letters."""
    text = typed.strip()
    name, at, host = text.rpartition("@")
    host = host.lower()
    if at and host in _MAIL_SLIPS:
        raise Wrong(
            told(
                _("Bạn đã gõ “%(typed)s”; có phải %(meant)s?"),
                typed=text,
                meant=f"{name}@{_MAIL_SLIPS[host]}",
            )
        )
    try:
        validate_email(f"{name}@{host}")
    except ValidationError:
        raise Wrong(
            told(_("Địa chỉ thư có dạng ten@noigui.vn. Bạn đã gõ “%(typed)s”."), typed=text)
        ) from None
    return f"{name}@{host}"


def read_choice(typed: str, field: Field) -> str:
    """Return one of the answers to choose from."""
    if typed not in {choice.value for choice in field.options}:
        raise Wrong(_("Câu trả lời này không có trong danh sách. Hãy chọn lại."))
    return typed


def read_multi(typed: Sequence[str], field: Field) -> list[Json]:
    """Return the answers chosen, in the order of the form."""
    known = [choice.value for choice in field.options]
    if set(typed) - set(known):
        raise Wrong(_("Câu trả lời này không có trong danh sách. Hãy chọn lại."))
    return [value for value in known if value in set(typed)]


def read_files(typed: Sequence[str], field: Field) -> list[Json]:
    """Return the ids of the files handed in."""
    most = int(str(field.max)) if field.max is not None else 20
    if len(typed) > most:
        raise Wrong(told(_("Chỗ này nhận tối đa %(most)d tệp."), most=most))
    try:
        return [str(UUID(uid)) for uid in dict.fromkeys(typed)]
    except ValueError:
        raise Wrong(_("Tệp này không còn. Hãy tải lên lại.")) from None
