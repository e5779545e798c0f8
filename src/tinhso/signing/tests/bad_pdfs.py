"""PDFs as strangers send them: locked, certified, active, crowded, swollen."""

import io
import os
import zlib
from functools import cache, lru_cache
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigFieldSpec
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner

from tinhso.kernel.files.testing import a_pdf
from tinhso.signing.formats.signer import loaded
from tinhso.signing.models import Certificate
from tinhso.signing.services.key_uses import signing_over
from tinhso.signing.services.signatures import usable_key

MEGABYTE = 1024 * 1024


def saved(
    pdf: Pdf, *, encryption: pikepdf.Encryption | bool | None = None, compress: bool = True
) -> bytes:
    out = io.BytesIO()
    pdf.save(out, encryption=encryption, compress_streams=compress)
    return out.getvalue()


def locked(content: bytes | None = None) -> bytes:
    """Return a file that only a password opens."""
    with Pdf.open(io.BytesIO(content or a_pdf("mật"))) as pdf:
        return saved(pdf, encryption=pikepdf.Encryption(owner="chu", user="nguoi"))


def active_form() -> bytes:
    """Return a form that draws itself (XFA)."""
    with Pdf.open(io.BytesIO(a_pdf("mẫu"))) as pdf:
        form = Stream(pdf, b"<xdp:xdp xmlns:xdp='http://ns.adobe.com/xdp/'/>")
        pdf.Root.AcroForm = Dictionary(Fields=Array(), XFA=form)
        return saved(pdf)


def by_others(
    agency: Certificate,
    pdf: bytes,
    *,
    name: str = "ChungThuc",
    permission: MDPPerm | None = None,
    strict: bool = True,
) -> bytes:
    """Sign as another program would; with a permission, certify what may still be changed."""
    about = PdfSignatureMetadata(field_name=name, md_algorithm="sha256")
    if permission is not None:
        about = PdfSignatureMetadata(
            field_name=name, certify=True, docmdp_permissions=permission, md_algorithm="sha256"
        )
    out = io.BytesIO()
    with signing_over(["a.pdf"], [pdf]):
        signer = PdfSigner(
            about, signer=loaded(usable_key(agency)), new_field_spec=SigFieldSpec(name)
        )
        signer.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf), strict=strict), output=out)
    return out.getvalue()


def with_two_tables() -> bytes:
    """Return a small PDF with a table of contents for old readers and a stream of it for new."""
    parts = [
        b"1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n",
        b"2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n",
        b"3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>\nendobj\n",
    ]
    out, places = b"%PDF-1.5\n", []
    for part in parts:
        places.append(len(out))
        out += part
    stream_at = len(out)
    entries = bytes((0, 0, 0, 0)) + b"".join(
        bytes((1,)) + place.to_bytes(2, "big") + bytes(1) for place in (*places, stream_at)
    )
    out += (
        b"4 0 obj\n<</Type/XRef/W[1 2 1]/Size 5/Root 1 0 R/Length %d>>stream\n" % len(entries)
        + entries
        + b"\nendstream\nendobj\n"
    )
    table_at = len(out)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"xref\n0 4\n0000000000 65535 f \n" + rows
    out += b"trailer\n<</Size 5/Root 1 0 R/XRefStm %d>>\n" % stream_at
    return out + b"startxref\n%d\n%%%%EOF\n" % table_at


@lru_cache(maxsize=1)
def often_updated(times: int = 1000) -> bytes:
    """Return a file with so many updates behind it, as that many signatures leave it."""
    pdf = a_pdf("tờ")
    previous = int(pdf[pdf.rindex(b"startxref") + 9 :].split()[0])
    made, at = [pdf], len(pdf)
    with Pdf.open(io.BytesIO(pdf)) as read:
        size, root = int(read.trailer.Size), read.trailer.Root.objgen[0]
    for _time in range(times):
        made.append(
            b"xref\n0 0\ntrailer\n<</Size %d/Root %d 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n"
            % (size, root, previous, at)
        )
        previous, at = at, at + len(made[-1])
    return b"".join(made)


def crowded(agency: Certificate, many: int = 1000) -> bytes:
    """Return a file with so many signed fields."""
    with Pdf.open(io.BytesIO(by_others(agency, a_pdf()))) as pdf:
        first = pdf.Root.AcroForm.Fields[0]
        for number in range(many - 1):
            field = Dictionary(FT=Name.Sig, T=f"KY{number}", V=first.V)
            pdf.Root.AcroForm.Fields.append(pdf.make_indirect(field))
        return saved(pdf)


@cache
def swollen(megabytes: int) -> bytes:
    """Return a small file whose objects unpack to so many megabytes."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b" " * MEGABYTE) for _each in range(megabytes))
    packed += packer.flush()
    begun = b"%PDF-1.5\n"
    objects = [
        b"2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n",
        b"3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>\nendobj\n",
        b"4 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n%b\nendstream\n"
        b"endobj\n" % (len(packed), packed),
    ]
    places, out = [], begun
    for one in objects:
        places.append(len(out))
        out += one
    table = len(out)
    rows = [b"\0\0\0\0\0\xff", b"\2\0\0\0\4\0"]
    rows += [b"\1" + place.to_bytes(4, "big") + b"\0" for place in (*places, table)]
    data = b"".join(rows)
    return out + (
        b"5 0 obj\n<</Type/XRef/W[1 4 1]/Size 6/Root 1 0 R/Length %d>>stream\n%b\nendstream\n"
        b"endobj\nstartxref\n%d\n%%%%EOF\n" % (len(data), data, table)
    )


def heavy(path: Path, megabytes: int) -> None:
    """Write a file with one stream that does not pack, piece by piece."""
    pdf, chunk = a_pdf("bản quét"), os.urandom(MEGABYTE)
    previous = int(pdf[pdf.rindex(b"startxref") + 9 :].split()[0])
    with Pdf.open(io.BytesIO(pdf)) as read:
        size, root = int(read.trailer.Size), read.trailer.Root.objgen[0]
    with path.open("wb") as out:
        out.write(pdf)
        out.write(b"%d 0 obj\n<</Length %d>>stream\n" % (size, megabytes * MEGABYTE))
        for _each in range(megabytes):
            out.write(chunk)
        out.write(b"\nendstream\nendobj\n")
        out.write(
            b"xref\n%d 1\n%010d 00000 n \ntrailer\n<</Size %d/Root %d 0 R/Prev %d>>\n"
            b"startxref\n%d\n%%%%EOF\n" % (size, len(pdf), size + 1, root, previous, out.tell())
        )
