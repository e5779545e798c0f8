"""Which check a file needs, by what it is and not by its name."""

import hashlib
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO

from tinhso.signing.checking.cms import check_message, read_message
from tinhso.signing.checking.containers import check_container
from tinhso.signing.checking.pdf import check_signatures
from tinhso.signing.checking.report import Kind, Report, Trouble, Verdict, with_rest, worst
from tinhso.signing.checking.trust import Trust
from tinhso.signing.checking.written import is_signed_mail, is_written
from tinhso.signing.checking.xml import check_document

ENTRY = b"PK\x03\x04"
HEAD = 1024
"""A PDF may begin within its first kilobyte."""


def kind_of(content: bytes) -> Kind:
    """Return what kind of file this is."""
    start = content[:HEAD].lstrip(b"\xef\xbb\xbf \t\r\n")
    # A PDF that a container holds as it is may begin as early.
    if content.startswith(ENTRY) and zipfile.is_zipfile(BytesIO(content)):
        return Kind.ASIC
    if b"%PDF-" in content[:HEAD]:
        return Kind.PDF
    if start.startswith(b"<") or content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return Kind.XML
    if content[:1] == b"\x30" or is_written(content):
        return Kind.CMS if read_message(content) is not None else Kind.OTHER
    return Kind.OTHER


def _check_inside(content: bytes, trust: Trust, outside: Mapping[str, bytes]) -> Report:
    """Check a file in a container; one container within another is looked at, no third."""
    if kind_of(content) is Kind.ASIC:
        return check_container(content, trust)
    return _check(content, trust, outside)


def check_file(content: bytes, trust: Trust, outside: Mapping[str, bytes] | None = None) -> Report:
    """Return the report on a file of any kind; `outside` holds what detached signatures cover.

    A file under the name "" stands for any name that a signature uses. One that a signature does
    not reach is named with it: whoever brings it along takes it for signed.
    """
    report = _check(content, trust, outside)
    given = {name for name in outside or () if name}
    told = tuple(with_rest(one, given) for one in report.signatures)
    return replace(report, verdict=worst(told), signatures=told) if given and told else report


def _check(content: bytes, trust: Trust, outside: Mapping[str, bytes] | None) -> Report:
    match kind_of(content):
        case Kind.PDF:
            return check_signatures(content, trust)
        case Kind.XML:
            return check_document(content, trust, outside)
        case Kind.CMS:
            return check_message(content, trust, outside)
        case Kind.ASIC:
            return check_container(content, trust, _check_inside)
        case _:
            return Report(
                Verdict.UNREADABLE,
                hashlib.sha256(content).hexdigest(),
                len(content),
                (),
                Kind.OTHER,
                Trouble.SIGNED_MAIL if is_signed_mail(content) else Trouble.UNKNOWN_KIND,
            )
