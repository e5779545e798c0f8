"""Make one PAdES signature, as an incremental update, with a key that stays loaded.

Both the person's and the agency's are approval signatures: a certification signature first,
followed by another, makes readers suspect the first.
"""

import asyncio
import io
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial

from django.utils import timezone
from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import (
    AxisAlignment,
    BoxConstraints,
    InnerScaling,
    Margins,
    SimpleBoxLayoutRule,
)
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner
from pyhanko.stamp import StaticStampStyle

from tinhso.signing.checking.report import Trouble
from tinhso.signing.formats.cades import stamp_of
from tinhso.signing.formats.messages import signed_message
from tinhso.signing.formats.signer import Evidence, SealingKey, loaded
from tinhso.signing.formats.stamping import LocalTimeStamper
from tinhso.signing.pdf.extending import extend_pdf
from tinhso.signing.pdf.laid import Laid
from tinhso.signing.pdf.measuring import Area, open_and_measure
from tinhso.signing.pdf.quick import (
    Message,
    Proof,
    Wanted,
    lay_quickly,
    prove_quickly,
    sign_quickly,
)
from tinhso.signing.pdf.refusing import Unsignable, free_name, open_signable
from tinhso.signing.pdf.signers import IsClosing, refuse_closed, refuse_closed_at_length
from tinhso.signing.pdf.store import Kept
from tinhso.signing.pdf.updates import Odd, Update, open_update

_FIT = SimpleBoxLayoutRule(x_align=AxisAlignment.ALIGN_MID, y_align=AxisAlignment.ALIGN_MID)


OWN_ROOM = 2048
"""Bytes of a signature besides its certificates: attributes and the value itself."""

TIME_STAMP_ROOM = 12288
"""Bytes of a time-stamp with its own chain."""

ARCHIVE_FIELD = "DauThoiGian"
"""The field of the document's own time-stamp."""


@dataclass(frozen=True)
class Look:
    """Where a signature stands when no field was laid, and its picture."""

    picture: bytes | None = None
    page: int = 0
    rectangle: tuple[int, int, int, int] | None = None
    reason: str = ""
    spot: Area | None = None
    """Where within its place the picture is drawn, as large as this; else in the middle of it."""


def _room_for(key: SealingKey, evidence: Evidence) -> int:
    """Return how many hexadecimal digits the signature needs at most.

    Left to itself pyHanko would build the whole signature once more just to measure it.
    """
    certificates = len(key.certificate) + sum(len(one) for one in key.chain)
    stamp = TIME_STAMP_ROOM if evidence.time_stamper is not None else 0
    return 2 * (certificates + OWN_ROOM + stamp)


def _has_empty_field(writer: IncrementalPdfFileWriter, name: str) -> bool:
    """Tell whether the file carries this signature field, still empty."""
    return any(
        found == name and value is None
        for found, value, _ in enumerate_sig_fields(writer.prev, filled_status=False)
    )


class _Picture(PdfContent):
    """One page of a PDF drawn as the background of a signature."""

    def __init__(self, pdf: bytes) -> None:
        """Take the one-page PDF."""
        self._pdf = pdf
        super().__init__()

    def render(self) -> bytes:
        """Import the page and return the operator that draws it."""
        drawn = self._ensure_writer.import_page_as_xobject(PdfFileReader(io.BytesIO(self._pdf)))
        self.resources.xobject["/TinhSoPicture"] = drawn
        left, bottom, right, top = (float(edge) for edge in drawn.get_object()["/BBox"])
        self.box = BoxConstraints(width=right - left, height=top - bottom)
        return b"/TinhSoPicture Do"


def is_strict(pdf: bytes) -> bool:
    """Tell whether a signature may go into this file as it stands."""
    try:
        open_update(pdf).file.close()
    except Odd:
        try:
            open_signable(pdf)
        except Unsignable:
            return False
    return True


@dataclass(frozen=True, kw_only=True)
class _Task:
    """What is asked of either way of signing."""

    key: SealingKey
    field: str
    fresh: bool
    look: Look
    evidence: Evidence
    holder: str
    closing: IsClosing | None

    def refuse_closed(self, update: Update) -> None:
        """Refuse a file that is closed to this signature."""
        if self.closing is not None:
            refuse_closed(update.file, self.closing)


def add_signature(
    pdf: bytes,
    key: SealingKey,
    *,
    field_name: str,
    fresh: bool = False,
    look: Look | None = None,
    evidence: Evidence | None = None,
    holder: str = "",
    closing: IsClosing | None = None,
) -> bytes:
    """Return the PDF with one more signature; every byte of the given file stays as it was.

    `field_name` is an empty signature field of the file, or a new one at `look.rectangle`
    (invisible without it); with `fresh` it gets a number when it is signed already. Raises
    `Unsignable` for a file that takes no signature, and for one with a signature that is `closing`.
    """
    task = _Task(
        key=key,
        field=field_name,
        fresh=fresh,
        look=look or Look(),
        evidence=evidence or Evidence(),
        holder=holder,
        closing=closing,
    )
    with suppress(Odd):
        return _sign_quickly(pdf, task)
    return _sign_at_length(pdf, task)


def lay_signature(
    pdf: bytes,
    key: SealingKey,
    *,
    field_name: str,
    look: Look,
    evidence: Evidence,
    holder: str,
    fresh: bool = False,
    closing: IsClosing | None = None,
) -> Laid:
    """Return what goes behind the PDF for one more signature, whose value the key gives later.

    Its level is B-B or B-T; what proves more is put behind the signed file. Raises `Unsignable`
    for a file that takes no signature.
    """
    now = Evidence(time_stamper=evidence.time_stamper)
    task = _Task(
        key=key,
        field=field_name,
        fresh=fresh,
        look=look,
        evidence=now,
        holder=holder,
        closing=closing,
    )
    with suppress(Odd):
        return lay_quickly(pdf, _wanted(task), task.refuse_closed)
    return _lay_at_length(pdf, task)


def _sign_quickly(pdf: bytes, task: _Task) -> bytes:
    """Sign an ordinary file in one small update, or two with its evidence; `Odd` for others."""
    stamp = stamp_of(task.evidence)
    message = partial(signed_message, task.key, stamp=stamp)
    return sign_quickly(pdf, _wanted(task), message, _proof(task), task.refuse_closed)


def _proof(task: _Task) -> Proof | None:
    """Return what puts evidence behind the signature; `Odd` when it is not all this house's own."""
    evidence, stamper = task.evidence, task.evidence.time_stamper
    if evidence.validation is None:
        return None
    if not isinstance(stamper, LocalTimeStamper):
        raise Odd("a time-stamp of somebody else")
    own, *above = stamper.certificates
    if not {*above, *task.key.chain} <= set(evidence.authorities):
        raise Odd("a certificate of another authority")
    kept = Kept((task.key.certificate, own, *evidence.authorities), evidence.crls)
    over = _archive_stamp(stamper, kept) if evidence.archive else None

    def prove(signed: bytes, contents: bytes) -> bytes:
        try:
            return prove_quickly(signed, kept, contents, over)
        except Odd:
            return extend_pdf(signed, evidence)

    return prove


def _archive_stamp(stamper: LocalTimeStamper, kept: Kept) -> tuple[Wanted, Message]:
    room = sum(len(one) for one in kept.certificates) + OWN_ROOM
    wanted = Wanted(
        field=ARCHIVE_FIELD, fresh=True, at=timezone.localtime(), room=2 * room, is_stamp=True
    )
    return wanted, partial(stamper.token, name=wanted.digest)


def _wanted(task: _Task) -> Wanted:
    look = task.look
    return Wanted(
        field=task.field,
        fresh=task.fresh,
        page=look.page,
        rectangle=look.rectangle,
        picture=look.picture,
        spot=look.spot,
        reason=look.reason,
        holder=task.holder,
        at=timezone.localtime(),
        digest=task.key.algorithm.digest,
        room=_room_for(task.key, task.evidence),
    )


def _sign_at_length(pdf: bytes, task: _Task) -> bytes:
    """Sign any file that pyHanko takes."""
    writer, signer = _signer_at_length(pdf, task)
    out = io.BytesIO()
    with _refused_at_length(writer):
        signer.sign_pdf(writer, output=out, bytes_reserved=_room_for(task.key, task.evidence))
    return out.getvalue()


def _lay_at_length(pdf: bytes, task: _Task) -> Laid:
    """Lay out any file that pyHanko takes."""
    writer, signer = _signer_at_length(pdf, task)
    out = io.BytesIO()
    with _refused_at_length(writer):
        laid, _document, _out = asyncio.run(
            signer.async_digest_doc_for_signing(
                writer, output=out, bytes_reserved=_room_for(task.key, task.evidence)
            )
        )
    whole = out.getvalue()
    start, end = laid.reserved_region_start, laid.reserved_region_end
    return Laid(
        whole[len(pdf) : start], whole[end:], end - start - len(b"<>"), laid.document_digest
    )


@contextmanager
def _refused_at_length(writer: IncrementalPdfFileWriter) -> Iterator[None]:
    """Say as `Unsignable` what the general library refuses."""
    try:
        yield
    except SigningError as refusal:
        if "/Perms" in writer.root:
            raise Unsignable(Trouble.CERTIFIED) from refusal
        raise
    except PdfError as fault:
        raise Unsignable(Trouble.BROKEN) from fault


def _signer_at_length(pdf: bytes, task: _Task) -> tuple[IncrementalPdfFileWriter, PdfSigner]:
    opened = open_signable(pdf)
    writer, look, evidence = opened.writer, task.look, task.evidence
    if task.closing is not None:
        refuse_closed_at_length(writer.prev, task.closing)
    name = free_name(task.field, opened.filled) if task.fresh else task.field
    if name in opened.filled:
        raise Unsignable(Trouble.FIELD_TAKEN)
    laid = _has_empty_field(writer, name)
    spec = None if laid else SigFieldSpec(name, on_page=look.page, box=look.rectangle)
    signer = PdfSigner(
        PdfSignatureMetadata(
            field_name=name,
            md_algorithm=task.key.algorithm.digest,
            subfilter=SigSeedSubFilter.PADES,
            name=task.holder or None,
            reason=look.reason or None,
            embed_validation_info=evidence.validation is not None,
            use_pades_lta=evidence.archive,
            validation_context=evidence.validation() if evidence.validation is not None else None,
            signer_key_usage={"digital_signature"},
        ),
        signer=loaded(task.key),
        timestamper=evidence.time_stamper,
        stamp_style=_style(look, laid=laid, place=_place_of(pdf, name, look)),
        new_field_spec=spec,
    )
    return writer, signer


def _place_of(pdf: bytes, name: str, look: Look) -> Area | None:
    """Return where the field stands in which a spot is meant, if one is."""
    if look.spot is None:
        return None
    if look.rectangle is not None:
        return Area(*(float(edge) for edge in look.rectangle))
    return open_and_measure(pdf, person="", agency=name)[1]


def _style(look: Look, *, laid: bool, place: Area | None) -> StaticStampStyle | None:
    if look.picture is None or not (laid or look.rectangle is not None):
        return None
    picture = _Picture(look.picture)
    layout = _FIT if place is None or look.spot is None else _within(place, look.spot)
    return StaticStampStyle(background=picture, background_layout=layout, border_width=0)


def _within(place: Area, spot: Area) -> SimpleBoxLayoutRule:
    """Return the layout that draws a picture as large as a spot of its place."""
    margins = (
        spot.left - place.left,
        place.right - spot.right,
        place.top - spot.top,
        spot.bottom - place.bottom,
    )
    left, right, top, bottom = (max(0.0, edge) for edge in margins)
    return SimpleBoxLayoutRule(
        x_align=AxisAlignment.ALIGN_MID,
        y_align=AxisAlignment.ALIGN_MID,
        margins=Margins(
            left=left,  # type: ignore[arg-type]  # pyHanko says int and reckons with any number
            right=right,  # type: ignore[arg-type]  # as above
            top=top,  # type: ignore[arg-type]  # as above
            bottom=bottom,  # type: ignore[arg-type]  # as above
        ),
        inner_content_scaling=InnerScaling.STRETCH_TO_FIT,
    )
