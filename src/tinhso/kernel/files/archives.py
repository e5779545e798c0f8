"""Archives of many files: opened only where they cannot unfold into something very large."""

import io
import zipfile
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from tinhso.kernel.errors import Invalid
from tinhso.kernel.files import rules


def entries_of(content: bytes, name: str) -> tuple[list[zipfile.ZipInfo], bytes]:
    """Return what lies in an archive and its comment; a broken one is refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return archive.infolist(), archive.comment
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        said = _("Tệp “%(name)s” hỏng, không mở được; hãy lưu lại tệp.")
        raise Invalid(said % {"name": name}) from None


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
        raise Invalid(said % {"name": name})


def is_outside(entry: zipfile.ZipInfo) -> bool:
    """Tell whether a part is locked, or would be put elsewhere than below the archive."""
    path = entry.filename
    return bool(entry.flag_bits & 1 or path.startswith("/") or ".." in path.split("/"))


def files_in(content: bytes, name: str) -> Iterator[tuple[str, bytes]]:
    """Yield the name, without folders, and the content of each file in an archive.

    All of it is looked at before anything is unpacked; one file is in memory at a time.
    """
    entries, _comment = entries_of(content, name)
    refuse_swollen(entries, name)
    if any(is_outside(entry) for entry in entries):
        said = _("Tệp “%(name)s” có mật khẩu hoặc đường dẫn lạ bên trong; hãy nén lại.")
        raise Invalid(said % {"name": name})
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for entry in entries:
            plain = entry.filename.rpartition("/")[2]
            if entry.is_dir() or not plain or plain.startswith(".") or "__MACOSX" in entry.filename:
                continue
            try:
                yield plain, archive.read(entry)
            except (zipfile.BadZipFile, NotImplementedError, EOFError):
                said = _("Tệp “%(name)s” hỏng, không mở được; hãy lưu lại tệp.")
                raise Invalid(said % {"name": name}) from None
