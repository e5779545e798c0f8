"""Numbers and codes of dossiers (facts 3.1-3.2, 118 E.2): how they are written and read."""

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from tinhso.dossiers.rules.number_formats import AGENCY, NUMBER, reader_of

AGENCY_CODE: Final = re.compile(r"^[A-Y]\d{2}(\.[0-9A-Z]+)*$")
DOSSIER_CODE: Final = re.compile(r"^(?P<agency>[0-9A-Z.]{3,35})-(?P<day>\d{6})-(?P<tail>\d{4,})$")
SUBMISSION_NUMBER: Final = re.compile(r"^\d{4}-\d{5,}$")
CENTRAL_OWNERS: Final = frozenset({"02", "03", "06", "09", "10", "15", "16", "17", "18"})
"""AA of central systems (TT 03/2025 Art. 13(3), added by TT 04/2025)."""


@dataclass(frozen=True, kw_only=True)
class DossierCode:
    """A dossier code taken apart."""

    agency: str
    on: date
    number: int
    central_owner: str = ""
    text: str = ""
    """How it is written, where its look is another than the shipped one."""

    def __str__(self) -> str:
        tail = f"{self.number:04d}"
        return self.text or f"{self.agency}-{self.on:%y%m%d}-{self.central_owner}{tail}"


def checked_agency_code(code: str) -> str:
    """Return the code of an agency as dossiers bear it; raises ValueError for what is none."""
    if not AGENCY_CODE.match(code) or len(code) > 35:
        raise ValueError(f"not an agency code: {code}")
    return code


def dossier_code(*, agency_code: str, on: date, number: int) -> str:
    """Write a code as it is shipped: the resolving agency, the day, a daily number (118 Art. 28).

    A dossier that is accepted here takes the text of its number, whose look officials date.
    """
    checked_agency_code(agency_code)
    return str(DossierCode(agency=agency_code, on=on, number=number))


def submission_number(*, on: date, number: int) -> str:
    """Write the number of a submission, e.g. 2611-00482: year and month, running number."""
    return f"{on:%y%m}-{number:05d}"


def parse_dossier_code(text: str, *, looks: Iterable[str] = ()) -> DossierCode | None:
    """Read a dossier code, old or new or of a central system; None when it is none.

    `looks` are those officials dated, as they wrote them; the shipped one is always read.
    """
    typed = text.strip().upper()
    match = DOSSIER_CODE.match(typed)
    if match is None:
        return _by_a_look(typed, looks)
    on = _day(match["day"])
    if on is None:
        return None
    tail, owner = match["tail"], ""
    if len(tail) >= 6 and tail[:2] in CENTRAL_OWNERS:
        owner, tail = tail[:2], tail[2:]
    return DossierCode(agency=match["agency"], on=on, number=int(tail), central_owner=owner)


def _by_a_look(typed: str, looks: Iterable[str]) -> DossierCode | None:
    for look in looks:
        match = reader_of(look).fullmatch(typed)
        on = _day(match["namthangngay"]) if match is not None else None
        if match is not None and on is not None:
            number = int(match[NUMBER])
            return DossierCode(agency=match[AGENCY], on=on, number=number, text=typed)
    return None


def _day(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%y%m%d").date()  # noqa: DTZ007 - a day, no time
    except ValueError:
        return None


CHECK_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no letter that is read as a digit."""
CHECK_LENGTH: Final = 16
_MISREAD: Final = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


def new_check_code() -> str:
    """Return a code nobody can guess (80 bits), to be printed on a result."""
    return "".join(secrets.choice(CHECK_LETTERS) for _letter in range(CHECK_LENGTH))


def in_groups(code: str) -> str:
    """Return a code as it is printed: in groups of four."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def read_check_code(typed: str) -> str:
    """Return a typed code as it is kept; what is easily misread is taken for what it is."""
    return typed.strip().upper().translate(_MISREAD)
