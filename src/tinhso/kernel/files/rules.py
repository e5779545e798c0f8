"""What kinds of file there are, and the limits that hold for all of them."""

import re
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KIB: Final = 1024
MIB: Final = 1024 * KIB

CHUNK: Final = MIB
"""Bytes encrypted at once, so that a large file is read without being held in memory."""

LONGEST_NAME: Final = 180
MAX_PIXELS: Final = 80_000_000
MAX_SIDE: Final = 2600
"""A photographed paper stays readable at 220 dpi of A4; more is only slow to send."""

MAX_ZIP_ENTRIES: Final = 3000
MAX_ZIP_RATIO: Final = 120
MAX_UNPACKED: Final = 300 * MIB
MAX_PDF_OBJECTS: Final = 300_000
SWEEP_AFTER_HOURS: Final = 24

_BASE64: Final = re.compile(rb"[A-Za-z0-9+/=\s]+")
_FIELD: Final = re.compile(rb"[A-Za-z-]+:")
_MAIL_MESSAGE: Final = re.compile(rb"application/(?:x-)?pkcs7-mime", re.IGNORECASE)


@dataclass(frozen=True)
class FileType:
    """One type of file, known by its content."""

    content_type: str
    extension: str
    label: str | Promise


JPEG = FileType("image/jpeg", "jpg", _("ảnh JPEG"))
PNG = FileType("image/png", "png", _("ảnh PNG"))
WEBP = FileType("image/webp", "webp", _("ảnh WebP"))
PDF = FileType("application/pdf", "pdf", "PDF")
DOCX = FileType(
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx", "Word"
)
XLSX = FileType(
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", "Excel"
)
CSV = FileType("text/csv", "csv", "CSV")
"""Text shows no type: only a use that takes CSV takes text for it."""
ZIP = FileType("application/zip", "zip", _("tệp nén ZIP"))
"""Word and Excel are archives too: only a use that takes archives takes one for what it is."""
XML = FileType("application/xml", "xml", "XML")
P7S = FileType("application/pkcs7-signature", "p7s", _("chữ ký số rời (.p7s)"))
ASIC = FileType("application/vnd.etsi.asic-e+zip", "asice", "ASiC")
"""Forms of signed files beside PDF: only a use that takes them takes such bytes for them."""
TYPES: Final = {
    kind.content_type: kind for kind in (JPEG, PNG, WEBP, PDF, DOCX, XLSX, CSV, ZIP, XML, P7S, ASIC)
}

PHOTOS: Final = frozenset({JPEG.content_type, PNG.content_type, WEBP.content_type})
PDFS: Final = frozenset({PDF.content_type})
TABLES: Final = frozenset({XLSX.content_type, CSV.content_type})
ARCHIVES: Final = frozenset({ZIP.content_type})
SIGNED_FORMS: Final = frozenset({XML.content_type, P7S.content_type, ASIC.content_type})
OFFICE: Final = frozenset({DOCX.content_type, XLSX.content_type})
DOCUMENTS: Final = PDFS | OFFICE


def sniff(content: bytes) -> str:
    """Return the content type that the bytes themselves show, or "" when it is none of ours."""
    if content.startswith(b"%PDF-"):
        return PDF.content_type
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG.content_type
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG.content_type
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return WEBP.content_type
    if is_archive(content):
        if b"word/document.xml" in content:
            return DOCX.content_type
        if b"xl/workbook.xml" in content:
            return XLSX.content_type
    return ""


def signed_form(content: bytes) -> str:
    """Return as which form of signed file these bytes may be read, or ""."""
    start = content[:KIB].lstrip(b"\xef\xbb\xbf \t\r\n")
    if is_archive(content):
        return ASIC.content_type
    if start.startswith(b"<") or content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return XML.content_type
    is_message = start.startswith(b"-----BEGIN") or content[:1] == b"\x30"
    return P7S.content_type if is_message or _is_message_as_text(start) else ""


def _is_message_as_text(start: bytes) -> bool:
    """Tell whether a file begins as bare base64 of a long sequence, or as an `smime.p7m`."""
    if _FIELD.match(start) is not None:
        return _MAIL_MESSAGE.search(start) is not None
    return start.startswith(b"MI") and _BASE64.fullmatch(start) is not None


def is_archive(content: bytes) -> bool:
    """Tell whether these bytes are an archive of any kind."""
    return content.startswith(b"PK\x03\x04")


def is_apple_photo(content: bytes) -> bool:
    """Tell whether these bytes are a HEIC photo, which few readers can show."""
    return content[4:8] == b"ftyp" and content[8:12] in {b"heic", b"heix", b"mif1", b"msf1"}


def types_in_words(types: frozenset[str]) -> str:
    """Return the allowed types for a sentence: "PDF, JPG, PNG"."""
    return ", ".join(
        kind.extension.upper() for content_type, kind in TYPES.items() if content_type in types
    )


def clean_name(name: str, extension: str) -> str:
    """Return a file name safe to keep and to offer for download, with the true extension."""
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    base = "".join(c for c in base if c.isprintable() and c not in '<>:"|?*').strip(" .")
    stem = base.rsplit(".", 1)[0] if "." in base else base
    stem = stem.strip(" .")[: LONGEST_NAME - len(extension) - 1] or "tep"
    return f"{stem}.{extension}"
