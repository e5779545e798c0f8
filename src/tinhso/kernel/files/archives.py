"""Archives of many files: opened only where they cannot unfold into something very large."""

import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Final

from django.utils.translation import gettext as _

from tinhso.kernel.db.text import nfc
from tinhso.kernel.errors import Invalid
from tinhso.kernel.errors.sentences import told
from tinhso.kernel.files import rules

BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    ValueError,
    IndexError,
    EOFError,
    OSError,
    RuntimeError,
)
"""What the reader of archives raises on one that is broken, locked or packed in a strange way."""

_UTF8: Final = 0x800
"""The flag of an entry whose name is written in UTF-8."""


def entries_of(content: bytes, name: str) -> tuple[list[zipfile.ZipInfo], bytes]:
    """Return what lies in an archive and its comment; a broken one is refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return archive.infolist(), archive.comment
    except BROKEN:
        said = _("Tệp “%(name)s” hỏng, không mở được; hãy lưu lại tệp.")
        raise Invalid(told(said, name=name)) from None


def refuse_swollen(entries: Sequence[zipfile.ZipInfo], name: str) -> None:
    """Refuse what unfolds into far more than was sent, or whose parts lie over each other."""
    swollen = any(
        entry.file_size > rules.MIB
        and entry.file_size > rules.MAX_ZIP_RATIO * max(entry.compress_size, 1)
        for entry in entries
    )
    overlapping = len({entry.header_offset for entry in entries}) < len(entries)
    unpacked = sum(entry.file_size for entry in entries)
    if (
        len(entries) > rules.MAX_ZIP_ENTRIES
        or unpacked > rules.MAX_UNPACKED
        or swollen
        or overlapping
    ):
        said = _("Tệp “%(name)s” phình ra quá lớn khi mở; không nhận được.")
        raise Invalid(told(said, name=name))


def is_outside(entry: zipfile.ZipInfo) -> bool:
    """Tell whether a part is locked, or would be put elsewhere than below the archive."""
    path = entry.filename
    return bool(entry.flag_bits & 1 or path.startswith("/") or ".." in path.split("/"))


class Archive:
    """An archive whose parts were all looked at; its files are then read one at a time."""

    def __init__(self, content: bytes, name: str) -> None:
        """Look at it as a whole; raises `Invalid` when it is broken, swollen, locked or strange."""
        entries, _comment = entries_of(content, name)
        refuse_swollen(entries, name)
        if any(is_outside(entry) for entry in entries):
            said = _("Tệp “%(name)s” có mật khẩu hoặc đường dẫn lạ bên trong; hãy nén lại.")
            raise Invalid(told(said, name=name))
        self.name = name
        self._zip = zipfile.ZipFile(io.BytesIO(content))
        self._entries = {path_of(entry): entry for entry in entries if _is_file(entry)}

    def __contains__(self, path: str) -> bool:
        """Tell whether a file lies there."""
        return path in self._entries

    def paths(self) -> Sequence[str]:
        """Return where files lie, in the order of the archive."""
        return list(self._entries)

    def size_of(self, path: str) -> int:
        """Return how large a file is once unpacked."""
        return self._entries[path].file_size

    def read(self, path: str) -> bytes:
        """Unpack one file."""
        try:
            return self._zip.read(self._entries[path])
        except BROKEN:
            said = _("Tệp “%(name)s” hỏng, không mở được; hãy lưu lại tệp.")
            raise Invalid(told(said, name=self.name)) from None


def path_of(entry: zipfile.ZipInfo) -> str:
    """Return where a file lies, its marks composed; UTF-8 without its flag is read too."""
    path = entry.filename
    if not entry.flag_bits & _UTF8:
        with suppress(UnicodeError):
            path = path.encode("cp437").decode("utf-8")
    return nfc(path)


def _is_file(entry: zipfile.ZipInfo) -> bool:
    plain = entry.filename.rpartition("/")[2]
    aside = plain.startswith(".") or "__MACOSX" in entry.filename
    return bool(plain) and not entry.is_dir() and not aside


def files_in(content: bytes, name: str) -> Iterator[tuple[str, bytes]]:
    """Yield the name, without folders, and the content of each file in an archive.

    All of it is looked at before anything is unpacked; one file is in memory at a time.
    """
    archive = Archive(content, name)
    for path in archive.paths():
        yield path.rpartition("/")[2], archive.read(path)
