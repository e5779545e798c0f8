"""What became of a PDF after it was signed: what is harmless, and what nobody signed."""

import re
from typing import Final

from pyhanko.pdf_utils.generic import DictionaryObject
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel

from tinhso.signing.checking.report import Reason

_BEGIN: Final = b"startxref"
_END: Final = re.compile(rb"startxref\s+\d+\s+%%EOF")
_BLANK: Final = b"\0\t\n\x0c\r "


def against_changes(result: object, allowed: bool | None) -> list[Reason]:
    """Return what stands against the changes that were found; `allowed` is the author's word."""
    level, _filled = changes_of(result)
    harmless = level is not None and level != ModificationLevel.OTHER
    return [] if harmless and allowed is not False else [Reason.CHANGED_AFTER]


def changes_of(result: object) -> tuple[ModificationLevel | None, tuple[str, ...]]:
    """Return how far the file changed after the signature, and which fields were filled."""
    if not isinstance(result, DiffResult):
        return None, ()
    return result.modification_level, tuple(sorted(result.changed_form_fields))[:50]


def is_filled(result: object) -> bool:
    """Tell whether fields were filled or added after the signature."""
    level, filled = changes_of(result)
    return level == ModificationLevel.FORM_FILLING and bool(filled)


def is_redrawn(reader: PdfFileReader, revision: int) -> bool:
    """Tell whether readers were told, after that revision, to draw all fields anew.

    What a field showed when it was signed need not be its value, of which they then draw it.
    """
    was, now = reader.get_historical_root(revision), reader.root
    return _draws_anew(now) and not _draws_anew(was)


def _draws_anew(root: DictionaryObject) -> bool:
    form = root.get("/AcroForm", None)
    return isinstance(form, DictionaryObject) and bool(form.get("/NeedAppearances", False))


def has_loose_end(pdf: bytes, end: int, updates: int) -> bool:
    """Tell whether something lies behind the signed bytes that belongs to none of the updates.

    Readers that find no table near the end of a file gather the objects anew, and take such ones.
    """
    if pdf.count(_BEGIN, end) != updates:
        return True
    last = _END.match(pdf, pdf.rfind(_BEGIN))
    return last is None or bool(pdf[last.end() :].strip(_BLANK))
