"""Sign an ordinary PDF in one small update: what nearly every signature of a day needs.

The file is read by qpdf; only the field, its picture and the signature are written. What a reader
might see otherwise (certified, locked, with an active form, fields in fields) raises `Odd`.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import pikepdf

from tinhso.signing.pdf.laid import Laid
from tinhso.signing.pdf.limits import MOST_SIGNATURES
from tinhso.signing.pdf.measuring import Area
from tinhso.signing.pdf.pictures import picture_of
from tinhso.signing.pdf.refusing import free_name
from tinhso.signing.pdf.signers import plain_fields
from tinhso.signing.pdf.store import Kept, put_into_store, refuse_odd_store
from tinhso.signing.pdf.updates import (
    Odd,
    Update,
    open_update,
    reference,
    text,
    with_entries,
    with_one_more,
)

SIGNATURES_EXIST_APPEND_ONLY: Final = 3
CADES_IN_PDF: Final = (
    b"<< /ESIC << /Type /DeveloperExtensions /BaseVersion /1.7 /ExtensionLevel 1 >> >>"
)
"""Tells readers of PDF 1.7 that signatures are of ETSI's kind (TS 102 778-4)."""

PRINTED_AND_LOCKED: Final = 132
RANGE_ROOM: Final = 62

Message = Callable[[bytes], bytes]
"""Returns the signature (DER) over a digest."""

Proof = Callable[[bytes, bytes], bytes]
"""Returns a signed file with what proves the signature of these contents behind it."""

Before = Callable[[Update], None]


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """One signature: in which field, with which picture, what it says of itself."""

    field: str
    fresh: bool = False
    page: int = 0
    rectangle: tuple[int, int, int, int] | None = None
    picture: bytes | None = None
    spot: Area | None = None
    reason: str = ""
    holder: str = ""
    at: datetime
    digest: str = "sha256"
    room: int
    is_stamp: bool = False
    """Whether it is the document's own time-stamp, which stands in a field too."""


def sign_quickly(
    pdf: bytes,
    wanted: Wanted,
    message: Message,
    proof: Proof | None = None,
    before: Before | None = None,
) -> bytes:
    """Return the PDF with one more signature behind it; raise `Odd` when it is not ordinary.

    Nothing is raised after `message` was called: then the key was used.
    """
    laid = lay_quickly(pdf, wanted, before)
    value = message(laid.digest)
    signed = laid.filled(pdf, value)
    return signed if proof is None else proof(signed, laid.contents(value))


def prove_quickly(
    pdf: bytes, kept: Kept, contents: bytes, stamp: tuple[Wanted, Message] | None = None
) -> bytes:
    """Return the PDF with what proves a signature in its store; raise `Odd` as signing does.

    With a stamp the document's own time-stamp goes over all of it, in the same update.
    """

    def put(update: Update) -> None:
        put_into_store(update, kept, contents)

    if stamp is not None:
        wanted, message = stamp
        laid = lay_quickly(pdf, wanted, put)
        return laid.filled(pdf, message(laid.digest))
    update = open_update(pdf)
    with update.file:
        put(update)
        return b"".join((pdf, *update.pieces()))


def lay_quickly(pdf: bytes, wanted: Wanted, before: Before | None = None) -> Laid:
    """Return what goes behind the PDF for one more signature; raise `Odd` as signing does.

    `before` looks at the file, or puts more into the same update.
    """
    update = open_update(pdf)
    with update.file:
        _refuse_odd(update.file)
        if before is not None:
            before(update)
        signature = update.reserve()
        _place(update, wanted, reference((signature, 0)))
        update.written[signature, 0] = _signature(wanted)
        if update.file.get_warnings():
            raise Odd("read only with repairs")
        return _laid(update, wanted)


def _refuse_odd(file: pikepdf.Pdf) -> None:
    """Leave to the general library what may forbid or hide something."""
    root = file.Root
    form = root.get("/AcroForm")
    refuse_odd_store(file)
    if "/Perms" in root or "/Collection" in root:
        raise Odd("certified, or a portfolio")
    if form is None:
        return
    if "/XFA" in form or "/NeedAppearances" in form:
        raise Odd("an active form")
    fields = plain_fields(file)
    if sum("/V" in one and one.get("/FT") == "/Sig" for one in fields) >= MOST_SIGNATURES:
        raise Odd("a crowd of signatures")
    if any("/Lock" in one or "/SV" in one for one in fields):
        raise Odd("a field with conditions")


def _place(update: Update, wanted: Wanted, signature: bytes) -> None:
    """Write the field's value, in the empty field of that name or a new one."""
    form = update.file.Root.get("/AcroForm")
    fields = {str(one.get("/T", "")): one for one in (form.Fields if form is not None else ())}
    filled = [name for name, one in fields.items() if "/V" in one and one.get("/FT") == "/Sig"]
    name = free_name(wanted.field, filled) if wanted.fresh else wanted.field
    if name not in fields:
        _new_field(update, wanted, name, signature)
        return
    one = fields[name]
    if one.get("/FT") != "/Sig" or "/V" in one or "/Rect" not in one:
        raise Odd("the field is another's")
    shown = _shown(update, wanted, [float(edge) for edge in one.Rect])
    update.change(one, V=signature, **shown)
    _flag(update)


def _new_field(update: Update, wanted: Wanted, name: str, signature: bytes) -> None:
    if "." in name or not 0 <= wanted.page < len(update.file.pages):
        raise Odd("a field inside another, or a page that is not there")
    page = update.file.pages[wanted.page].obj
    edges = wanted.rectangle or (0, 0, 0, 0)
    entries = {
        "FT": b"/Sig",
        "T": text(name),
        "Type": b"/Annot",
        "Subtype": b"/Widget",
        "F": b"%d" % PRINTED_AND_LOCKED,
        "Rect": b"[ %d %d %d %d ]" % edges,
        "P": reference(page.objgen),
        "V": signature,
        **_shown(update, wanted, edges),
    }
    field = update.add(with_entries(pikepdf.Dictionary(), **entries))
    _append(update, page, "Annots", field)
    _flag(update, field)


def _append(update: Update, holder: pikepdf.Object, name: str, item: bytes) -> None:
    """Add an item to a list of a dictionary, wherever that list is kept."""
    known = holder.get(f"/{name}")
    if known is None:
        update.change(holder, **{name: b"[ %b ]" % item})
    elif known.is_indirect:
        update.written[known.objgen] = with_one_more(known, item)
    else:
        update.change(holder, **{name: with_one_more(known, item)})


def _flag(update: Update, field: bytes | None = None) -> None:
    """Say in the form that there are signatures and that only appending keeps them."""
    root = update.file.Root
    form = root.get("/AcroForm")
    flags = b"%d" % SIGNATURES_EXIST_APPEND_ONLY
    said = {} if "/Extensions" in root else {"Extensions": CADES_IN_PDF}
    if form is None:
        said["AcroForm"] = update.add(b"<< /Fields [ %b ] /SigFlags %b >>" % (field or b"", flags))
        update.change(root, **said)
        return
    entries = {}
    if int(form.get("/SigFlags", 0)) != SIGNATURES_EXIST_APPEND_ONLY:
        entries["SigFlags"] = flags
    if field is not None:
        if form.Fields.is_indirect:
            update.written[form.Fields.objgen] = with_one_more(form.Fields, field)
        else:
            entries["Fields"] = with_one_more(form.Fields, field)
    if entries and form.is_indirect:
        update.change(form, **entries)
    elif entries:
        said["AcroForm"] = with_entries(form, **entries)
    if said:
        update.change(root, **said)


def _shown(update: Update, wanted: Wanted, rectangle: Sequence[float]) -> dict[str, bytes]:
    """Return the appearance: the picture in its spot, or in the middle, shrunk if it is larger."""
    left, bottom, right, top = rectangle
    width, height = abs(right - left), abs(top - bottom)
    if not width or not height:
        return {}
    if wanted.picture is None:
        raise Odd("a place without a picture")
    picture = picture_of(wanted.picture)
    scale = min(1, width / picture.width, height / picture.height)
    right_by, up_by = (width - picture.width * scale) / 2, (height - picture.height * scale) / 2
    if wanted.spot is not None:
        scale = wanted.spot.width / picture.width
        right_by, up_by = wanted.spot.left - min(left, right), wanted.spot.bottom - min(bottom, top)
    place = (scale, scale, right_by, up_by)
    content = b"q %.6f 0 0 %.6f %.4f %.4f cm /TinhSoPicture Do Q" % place
    form = update.add(
        b"<< /Type /XObject /Subtype /Form /BBox [ 0 0 %g %g ] /Resources << /XObject << "
        b"/TinhSoPicture %b >> >> /Length %d >>\nstream\n%b\nendstream"
        % (width, height, picture.put_into(update), len(content), content)
    )
    return {"AP": b"<< /N %b >>" % form}


def _signature(wanted: Wanted) -> bytes:
    """Return the signature's dictionary, with room for ranges and value."""
    if wanted.is_stamp:
        said = [b"<< /Type /DocTimeStamp /Filter /Adobe.PPKLite /SubFilter /ETSI.RFC3161"]
    else:
        said = [
            b"<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached",
            b"/M %b" % text(_pdf_time(wanted.at)),
        ]
    if wanted.holder:
        said.append(b"/Name %b" % text(wanted.holder))
    if wanted.reason:
        said.append(b"/Reason %b" % text(wanted.reason))
    said.append(b"/ByteRange %b" % (b" " * RANGE_ROOM))
    said.append(b"/Contents <%b> >>" % (b"0" * wanted.room))
    return b" ".join(said)


def _pdf_time(at: datetime) -> str:
    zone = at.strftime("%z") or "+0000"
    return f"D:{at:%Y%m%d%H%M%S}{zone[:3]}'{zone[3:]}'"


def _laid(update: Update, wanted: Wanted) -> Laid:
    """Fill in the ranges, then hash all but the signature's own room."""
    pieces = update.pieces()
    tail = b"".join(pieces)
    before = len(update.before)
    start = tail.rindex(b"/Contents <" + b"0" * wanted.room) + len(b"/Contents ")
    end = start + wanted.room + 2
    ranges = b"[ 0 %d %d %d ]" % (before + start, before + end, len(tail) - end)
    spot = tail.rindex(b"/ByteRange ", 0, start) + len(b"/ByteRange ")
    first = tail[:spot] + ranges.ljust(RANGE_ROOM) + tail[spot + RANGE_ROOM : start]
    rest = tail[end:]
    hashed = hashlib.new(wanted.digest, update.before)
    hashed.update(first)
    hashed.update(rest)
    return Laid(first, rest, wanted.room, hashed.digest())
