"""The published attacks on signed PDFs: forged, saved on, shadowed, wrapped, laid over."""

import hashlib

import pytest
from pyhanko.sign.fields import MDPPerm

from tinhso.kernel.files.testing import a_pdf
from tinhso.signing import services
from tinhso.signing.checking.report import Reason, SignatureFinding, Verdict
from tinhso.signing.formats.messages import signed_message
from tinhso.signing.models import Certificate
from tinhso.signing.rules import Format
from tinhso.signing.services import Given
from tinhso.signing.services.key_uses import signing_over
from tinhso.signing.services.signatures import usable_key
from tinhso.signing.testing import certificate_for
from tinhso.signing.tests import bad_pdfs
from tinhso.signing.tests import pdf_attacks as attacks
from tinhso.signing.wording import worded

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency() -> Certificate:
    return certificate_for(agency_id=71)


def signed(agency: Certificate, pdf: bytes | None = None) -> bytes:
    given = Given(name="a.pdf", content=pdf or a_pdf("tờ"))
    return services.sign_file(file=given, certificate=agency, form=Format.PADES).content


def gap_of(pdf: bytes) -> tuple[int, int]:
    """Return where the signature itself lies."""
    found = attacks.RANGES.search(pdf)
    assert found is not None
    return int(found[1]), int(found[2])


def first_of(pdf: bytes) -> SignatureFinding:
    return services.verify(pdf).signatures[0]


@pytest.mark.parametrize(
    ("entry", "values"),
    [
        (
            b"ByteRange",
            [b"null", b"[]", b"[0 0 0 0]", b"[0 -1 0 -1]", b"[0 9]", b"(a)", b"[/a /b]"],
        ),
        (b"Contents", [b"null", b"<>", b"<00>", b"<" + b"0" * 99 + b">", b"12"]),
    ],
)
def test_a_signature_without_range_or_value_is_never_valid(
    agency: Certificate, entry: bytes, values: list[bytes]
) -> None:
    whole = signed(agency)

    forged = [attacks.in_place(whole, entry, value) for value in values]
    forged.append(attacks.without(whole, entry))

    assert services.verify(whole).verdict == Verdict.VALID
    for number, one in enumerate(forged):
        assert services.verify(one).verdict in {Verdict.INVALID, Verdict.UNREADABLE}, number


@pytest.mark.parametrize(
    "change",
    [
        attacks.evil_annotation,
        attacks.other_content,
        attacks.other_fonts,
        attacks.one_page_more,
        attacks.a_program,
        attacks.layers,
        attacks.uncovered,
        attacks.other_pages,
        attacks.larger_field,
        attacks.drawn_anew,
    ],
)
def test_what_is_saved_behind_a_signature_and_changes_what_is_seen_is_refused(
    agency: Certificate, change: attacks.Change
) -> None:
    whole = signed(agency, attacks.a_form())

    changed = first_of(attacks.updated(whole, change))

    assert first_of(whole).verdict == Verdict.VALID
    assert (changed.verdict, changed.reasons) == (Verdict.INVALID, (Reason.CHANGED_AFTER,))


@pytest.mark.parametrize(
    "behind",
    [
        b"4 0 obj\n<</Length 5>>\nstream\nBT ET\nendstream\nendobj\n",
        b"% a word\n",
    ],
)
def test_what_lies_behind_the_end_without_a_table_is_refused(
    agency: Certificate, behind: bytes
) -> None:
    whole = signed(agency)
    place = whole[whole.rindex(b"startxref") :]

    loose = first_of(whole + behind)
    closed = first_of(whole + behind + place)

    assert (loose.verdict, loose.reasons) == (Verdict.INVALID, (Reason.CHANGED_AFTER,))
    assert (closed.verdict, closed.reasons) == (Verdict.INVALID, (Reason.CHANGED_AFTER,))
    assert services.verify(whole + behind + b"%%EOF\n").verdict == Verdict.UNREADABLE
    assert first_of(whole + b"\r\n\0\0").verdict == Verdict.VALID


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (attacks.other_value, "So"),
        (attacks.other_look, "So"),
        (attacks.sneaky_field, "Moi"),
    ],
)
def test_what_is_filled_in_after_the_last_signature_is_signed_by_nobody(
    agency: Certificate, change: attacks.Change, field: str
) -> None:
    changed = attacks.updated(signed(agency, attacks.a_form(attacks.WHOLE_PAGE)), change)
    again = signed(agency, changed)

    report = services.verify(changed)
    (found,) = report.signatures
    covered = services.verify(again).signatures

    assert (found.verdict, found.reasons) == (Verdict.UNKNOWN, (Reason.PARTLY_COVERED,))
    assert found.not_covered == found.changes_after == (field,)
    (said,) = worded(report).signatures
    assert not any("đúng như quy định" in note for note in said.notes)
    # Whoever signs afterwards signs it too, and stands for it by his name.
    assert [one.verdict for one in covered] == [Verdict.VALID] * 2
    assert field in covered[0].changes_after


@pytest.mark.parametrize(
    ("permission", "refused"),
    [
        (MDPPerm.NO_CHANGES, [attacks.other_value, attacks.other_look]),
        (MDPPerm.FILL_FORMS, []),
        (MDPPerm.ANNOTATE, []),
    ],
)
def test_a_certified_pdf_shows_nothing_else_whatever_its_author_permits(
    agency: Certificate, permission: MDPPerm, refused: list[attacks.Change]
) -> None:
    whole = bad_pdfs.by_others(agency, attacks.a_form(), permission=permission)
    never = [
        attacks.evil_annotation,
        attacks.sneaky_field,
        attacks.uncovered,
        attacks.other_content,
        attacks.larger_field,
    ]

    assert first_of(whole).verdict == Verdict.VALID
    for change in [*never, *refused]:
        found = first_of(attacks.updated(whole, change))
        assert (found.verdict, found.reasons) == (Verdict.INVALID, (Reason.CHANGED_AFTER,)), change
    if not refused:
        filled = first_of(attacks.updated(whole, attacks.other_value))
        assert (filled.verdict, filled.reasons) == (Verdict.UNKNOWN, (Reason.PARTLY_COVERED,))


@pytest.mark.parametrize("more", [(0, 2), (2, 0), (9, 30)])
def test_a_range_that_leaves_out_more_than_the_signature_is_refused(
    agency: Certificate, more: tuple[int, int]
) -> None:
    whole = signed(agency)
    ranges = attacks.RANGES.search(whole)
    assert ranges is not None
    length, second, rest = (int(edge) for edge in ranges.groups())
    said = b"/ByteRange [ 0 %d %d %d ]" % (length - more[0], second + more[1], rest - more[1])
    wrapped = whole.replace(ranges[0], said.ljust(len(ranges[0])))
    covered = wrapped[: length - more[0]] + wrapped[second + more[1] :]
    with signing_over(["a.pdf"], [covered]):
        made = signed_message(usable_key(agency), hashlib.sha256(covered).digest())
    value = b"<" + made.hex().encode().ljust(second - length - 2, b"0") + b">"

    found = first_of(wrapped[:length] + value + wrapped[second:])

    assert (found.verdict, found.reasons) == (Verdict.INVALID, (Reason.MALFORMED,))


def test_a_signature_moved_into_another_file_is_refused(agency: Certificate) -> None:
    one, other = signed(agency), signed(agency, a_pdf("tờ khác"))
    (length, second), (start, end) = gap_of(one), gap_of(other)
    assert second - length == end - start

    moved = other[:start] + one[length:second] + other[end:]

    assert first_of(moved).reasons == (Reason.CONTENT_CHANGED,)
