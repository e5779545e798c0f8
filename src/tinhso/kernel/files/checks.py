"""Look at what was sent before anything keeps it: type by content, size, traps.

Every refusal is an `Invalid` whose sentence says what is wrong and how to mend it.
"""

import io
import re
import zipfile
import zlib
from dataclasses import dataclass, field

import pikepdf
import puremagic
from django.utils.translation import gettext as _

from tinhso.kernel.db.numbers import say_number
from tinhso.kernel.errors import Invalid
from tinhso.kernel.errors.sentences import Told, told
from tinhso.kernel.files import rules
from tinhso.kernel.files.archives import Archive, entries_of, is_outside, refuse_swollen
from tinhso.kernel.files.images import mend_image
from tinhso.kernel.files.registry import FileUse
from tinhso.kernel.files.tables import foreign_kind, looks_like_text, open_table
from tinhso.kernel.files.virus import scan

ACTIVE_NAMES = frozenset({"/JS", "/JavaScript", "/RichMedia", "/XFA", "/EmbeddedFiles", "/EF"})
ACTIVE_ACTIONS = frozenset(
    {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/GoToR", "/Rendition"}
)
_STREAM = re.compile(rb"/(?:ObjStm|XRef)\b[^>]{0,2000}>>\s*stream\r?\n", re.DOTALL)
_MACRO = re.compile(r"(vbaProject\.bin|activeX/|\.exe$|\.dll$|\.js$|\.vbs$)", re.IGNORECASE)


@dataclass(frozen=True)
class Checked:
    """Bytes that may be kept: what they are, and what was mended in them."""

    content: bytes
    name: str
    content_type: str
    pages: int | None = None
    changes: list[str] = field(default_factory=list)


def check(content: bytes, name: str, use: FileUse) -> Checked:
    """Return what may be kept of the bytes sent, or raise `Invalid` with the reason."""
    if not content:
        raise Invalid(told(_("Tệp “%(name)s” rỗng; hãy chọn lại tệp."), name=name))
    if len(content) > use.max_bytes:
        raise Invalid(
            told(
                _("Tệp “%(name)s” nặng %(size)s MB; nhiều nhất là %(limit)s MB."),
                name=name,
                size=_megabytes(len(content)),
                limit=_megabytes(use.max_bytes),
            )
        )
    content_type = _type_of(content, use)
    if content_type not in use.types:
        raise Invalid(_wrong_type(content, content_type, name, use))

    clean = rules.clean_name(name, rules.TYPES[content_type].extension)
    if use.trusted:
        pages = _count_pages(content) if content_type == rules.PDF.content_type else None
        return Checked(content, clean, content_type, pages)
    scan(content, name)
    if content_type == rules.ZIP.content_type:
        Archive(content, name)
        return Checked(content, clean, content_type)
    if content_type in rules.SIGNED_FORMS:
        if content_type == rules.ASIC.content_type:
            Archive(content, name)
        return Checked(content, clean, content_type)
    if content_type == rules.CSV.content_type:
        _check_table(content)
        return Checked(content, clean, content_type)
    if content_type in rules.PHOTOS:
        mended = mend_image(content, content_type, name)
        return Checked(mended.content, clean, content_type, 1, mended.changes)
    if content_type == rules.PDF.content_type:
        return Checked(content, clean, content_type, _check_pdf(content, name))
    _check_office(content, name)
    return Checked(content, clean, content_type)


def _type_of(content: bytes, use: FileUse) -> str:
    if rules.ZIP.content_type in use.types and rules.is_archive(content):
        return rules.ZIP.content_type
    if use.types & rules.SIGNED_FORMS and (form := rules.signed_form(content)):
        return form
    return rules.sniff(content) or _text_type(content, use)


def _text_type(content: bytes, use: FileUse) -> str:
    takes_text = rules.CSV.content_type in use.types
    is_text = takes_text and not foreign_kind(content) and looks_like_text(content)
    return rules.CSV.content_type if is_text else ""


def _check_table(content: bytes) -> None:
    try:
        open_table(content)
    except Invalid as refusal:
        raise Invalid(str(refusal.fields["file"])) from None


def _megabytes(size: int) -> str:
    whole, rest = divmod(round(size * 10 / rules.MIB), 10)
    return say_number(whole + rest / 10, decimals=1) if rest else say_number(whole)


def _wrong_type(content: bytes, content_type: str, name: str, use: FileUse) -> str:
    allowed = Told(rules.types_in_words(use.types))
    if use.types & rules.TABLES and (said := foreign_kind(content)):
        return said
    if rules.is_apple_photo(content):
        return told(
            _(
                "Ảnh “%(name)s” ở dạng HEIC của iPhone, nhiều máy không xem được. Vào Cài đặt → "
                "Máy ảnh → Định dạng → Tương thích nhất rồi chụp lại, hoặc gửi %(allowed)s."
            ),
            name=name,
            allowed=allowed,
        )
    if rules.is_archive(content):
        entries_of(content, name)  # what begins like one and cannot be opened is said to be broken
    sent = str(rules.TYPES[content_type].label) if content_type else _guess(content)
    if sent:
        return told(
            _("Tệp “%(name)s” là %(sent)s; ở đây nhận %(allowed)s."),
            name=name,
            sent=Told(sent),
            allowed=allowed,
        )
    return told(
        _("Không nhận ra loại của tệp “%(name)s”; ở đây nhận %(allowed)s."),
        name=name,
        allowed=allowed,
    )


def _guess(content: bytes) -> str:
    try:
        return str(puremagic.from_string(content)).lstrip(".").upper()
    except (puremagic.PureError, ValueError):
        return ""


def _count_pages(content: bytes) -> int:
    with pikepdf.Pdf.open(io.BytesIO(content)) as pdf:
        return len(pdf.pages)


def _check_pdf(content: bytes, name: str) -> int:
    """Return the number of pages of a PDF that only shows, and does nothing."""
    said = {"name": name}
    end = content.rfind(b"%%EOF")
    if end < 0 or len(content[end + 5 :].strip(b"\0\r\n\t ")) > 0:
        raise Invalid(
            told(_("Tệp “%(name)s” có dữ liệu lạ sau phần PDF; hãy lưu lại tệp."), **said)
        )
    _refuse_inflating(content, said)
    try:
        with pikepdf.Pdf.open(io.BytesIO(content)) as pdf:
            if pdf.is_encrypted:
                raise Invalid(_locked(said))
            pages = len(pdf.pages)
            _refuse_active(pdf, said)
    except pikepdf.PasswordError:
        raise Invalid(_locked(said)) from None
    except pikepdf.PdfError:
        raise Invalid(
            told(_("Tệp “%(name)s” hỏng, không mở được; hãy lưu lại hoặc quét lại."), **said)
        ) from None
    if pages == 0:
        raise Invalid(told(_("Tệp “%(name)s” không có trang nào; hãy chọn lại tệp."), **said))
    return pages


def _locked(said: dict[str, str]) -> str:
    return told(_("Tệp “%(name)s” có mật khẩu; hãy bỏ mật khẩu rồi gửi lại."), **said)


def _refuse_inflating(content: bytes, said: dict[str, str]) -> None:
    """Refuse object streams that swell to far more than they weigh, before a parser opens them."""
    left = rules.MAX_UNPACKED
    for found in _STREAM.finditer(content):
        inflater = zlib.decompressobj()
        try:
            out = inflater.decompress(content[found.end() :], left)
        except zlib.error:
            continue
        left -= len(out)
        if left <= 0 or inflater.unconsumed_tail:
            raise Invalid(
                told(_("Tệp “%(name)s” phình ra quá lớn khi mở; không nhận được."), **said)
            )


def _refuse_active(pdf: pikepdf.Pdf, said: dict[str, str]) -> None:
    pixels = 0
    for number, obj in enumerate(pdf.objects):
        if number > rules.MAX_PDF_OBJECTS:
            raise Invalid(
                told(_("Tệp “%(name)s” quá phức tạp; hãy in ra PDF mới rồi gửi."), **said)
            )
        if not isinstance(obj, pikepdf.Dictionary | pikepdf.Stream):
            continue
        if obj.get("/Subtype") == "/Image":
            pixels = max(pixels, _count_of(obj, "/Width") * _count_of(obj, "/Height"))
        for part in _dictionaries(obj):
            if ACTIVE_NAMES.intersection(part.keys()) or part.get("/S") in ACTIVE_ACTIONS:
                raise Invalid(
                    told(
                        _(
                            "Tệp “%(name)s” có lệnh tự chạy hoặc tệp kèm bên trong;"
                            " hãy in ra PDF mới."
                        ),
                        **said,
                    )
                )
    if pixels > rules.MAX_PIXELS * 2:
        raise Invalid(told(_("Tệp “%(name)s” có ảnh quá lớn; hãy quét lại ở 200–300 dpi."), **said))


def _count_of(obj: pikepdf.Object, name: str) -> int:
    """Return a number of a dictionary; what stands there and is none counts nothing."""
    try:
        return int(obj.get(name, 0))
    except (TypeError, ValueError, ArithmeticError):
        return 0


def _dictionaries(obj: pikepdf.Object) -> list[pikepdf.Object]:
    """Return a dictionary and those written directly inside it, a few levels down."""
    found = [obj]
    waiting = [(obj, 0)]
    while waiting:
        part, depth = waiting.pop()
        is_list = isinstance(part, pikepdf.Array)
        values = list(part) if is_list else [value for _key, value in part.items()]
        for value in values:
            if not isinstance(value, pikepdf.Object) or value.is_indirect or depth > 5:
                continue
            if isinstance(value, pikepdf.Dictionary):
                found.append(value)
                waiting.append((value, depth + 1))
            elif isinstance(value, pikepdf.Array):
                waiting.append((value, depth + 1))
    return found


def _check_office(content: bytes, name: str) -> None:
    said = {"name": name}
    entries, comment = entries_of(content, name)
    refuse_swollen(entries, name)
    if any(_unsafe(entry) for entry in entries) or comment:
        raise Invalid(
            told(
                _("Tệp “%(name)s” có macro hoặc phần lạ bên trong; hãy lưu lại không kèm macro."),
                **said,
            )
        )
    names = {entry.filename for entry in entries}
    if "[Content_Types].xml" not in names:
        raise Invalid(told(_("Tệp “%(name)s” không phải Word hay Excel thật."), **said))


def _unsafe(entry: zipfile.ZipInfo) -> bool:
    return is_outside(entry) or bool(_MACRO.search(entry.filename))
