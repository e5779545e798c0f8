"""What is done to a signed PDF to show something else under its signature."""

import io
import re
from collections.abc import Callable

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String
from pyhanko.pdf_utils.generic import (
    ArrayObject,
    BooleanObject,
    DictionaryObject,
    IndirectObject,
    NumberObject,
    StreamObject,
    pdf_name,
    pdf_string,
)
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from tinhso.kernel.files.testing import a_pdf

Change = Callable[[IncrementalPdfFileWriter], None]
WHOLE_PAGE = (0, 0, 595, 842)
RANGES = re.compile(rb"/ByteRange \[ 0 (\d+) (\d+) (\d+) \] *")


def updated(pdf: bytes, *changes: Change) -> bytes:
    """Return a file with changes in an update behind it, as any program writes one."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    for change in changes:
        change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def in_place(pdf: bytes, entry: bytes, value: bytes) -> bytes:
    """Return a file with another value of a signature's entry, everything else where it was."""
    room = rb"\[[^\]]*\] *" if entry == b"ByteRange" else rb"<[^>]*>"
    found = re.search(rb"/%b (%b)" % (entry, room), pdf)
    assert found is not None
    start, end = found.span(1)
    return pdf[:start] + value.ljust(end - start) + pdf[end:]


def without(pdf: bytes, entry: bytes) -> bytes:
    """Return a file whose signature lacks an entry."""
    return pdf.replace(b"/%b " % entry, b"/%b " % (b"X" * len(entry)))


def a_form(place: tuple[int, int, int, int] = (10, 10, 100, 30)) -> bytes:
    """Return a page with a field of text and a picture over all that stands on it."""
    with Pdf.open(io.BytesIO(a_pdf("tiền 5"))) as pdf:
        page = pdf.pages[0]
        cover = Stream(
            pdf, b"1 g 0 0 595 842 re f", Type=Name.XObject, Subtype=Name.Form,
            BBox=Array(WHOLE_PAGE),
        )  # fmt: skip
        page.Resources.XObject = Dictionary(Che=pdf.make_indirect(cover))
        page.contents_add(b"/Che Do")
        field = Dictionary(
            Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String("So"), V=String("5"),
            Rect=Array(place), F=4, P=page.obj, DA=String("/Helv 12 Tf"),
        )  # fmt: skip
        kept = pdf.make_indirect(field)
        pdf.Root.AcroForm = Dictionary(Fields=Array([kept]))
        page.obj.Annots = Array([kept])
        out = io.BytesIO()
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
        return out.getvalue()


def _page(writer: IncrementalPdfFileWriter) -> DictionaryObject:
    page: DictionaryObject = writer.root["/Pages"]["/Kids"][0]
    return page


def _numbers(values: tuple[int, ...]) -> ArrayObject:
    return ArrayObject(NumberObject(one) for one in values)


def _white_sheet(writer: IncrementalPdfFileWriter) -> IndirectObject:
    entries = {
        pdf_name("/Type"): pdf_name("/XObject"),
        pdf_name("/Subtype"): pdf_name("/Form"),
        pdf_name("/BBox"): _numbers(WHOLE_PAGE),
    }
    made = StreamObject(dict_data=entries, stream_data=b"1 g 0 0 595 842 re f")
    return writer.add_object(made)


def _over_all(writer: IncrementalPdfFileWriter, entries: dict[str, object]) -> IndirectObject:
    """Lay something over the whole page."""
    shown = DictionaryObject({pdf_name("/N"): _white_sheet(writer)})
    said = {
        "/Type": pdf_name("/Annot"),
        "/Rect": _numbers(WHOLE_PAGE),
        "/F": NumberObject(4),
        "/AP": shown,
        **entries,
    }
    page = _page(writer)
    made = writer.add_object(DictionaryObject({pdf_name(key): one for key, one in said.items()}))
    page["/Annots"] = ArrayObject([*page.get("/Annots", ()), made])
    writer.update_container(page)
    return made


def evil_annotation(writer: IncrementalPdfFileWriter) -> None:
    """Lay a note over the page (an evil annotation)."""
    _over_all(writer, {"/Subtype": pdf_name("/FreeText"), "/Contents": pdf_string("9")})


def sneaky_field(writer: IncrementalPdfFileWriter) -> None:
    """Lay a field for a signature over the page, and sign nothing in it (a sneaky signature)."""
    entries: dict[str, object] = {
        "/Subtype": pdf_name("/Widget"),
        "/FT": pdf_name("/Sig"),
        "/T": pdf_string("Moi"),
    }
    made = _over_all(writer, entries)
    fields = writer.root["/AcroForm"]["/Fields"]
    fields.append(made)
    writer.update_container(fields)


def other_content(writer: IncrementalPdfFileWriter) -> None:
    """Put another content into the page."""
    page = _page(writer)
    page["/Contents"] = writer.add_object(StreamObject(stream_data=b"BT ET"))
    writer.update_container(page)


def other_fonts(writer: IncrementalPdfFileWriter) -> None:
    """Take the fonts away, with which digits can be shown as others."""
    resources = _page(writer)["/Resources"]
    resources["/Font"] = DictionaryObject()
    writer.update_container(resources)


def one_page_more(writer: IncrementalPdfFileWriter) -> None:
    """Show a page again."""
    pages = writer.root["/Pages"]
    pages["/Kids"].append(pages["/Kids"].raw_get(0))
    pages["/Count"] = NumberObject(2)
    writer.update_container(pages)


def a_program(writer: IncrementalPdfFileWriter) -> None:
    """Have a program run as the file is opened."""
    entries = {pdf_name("/S"): pdf_name("/JavaScript"), pdf_name("/JS"): pdf_string("1")}
    writer.root["/OpenAction"] = DictionaryObject(entries)
    writer.update_root()


def layers(writer: IncrementalPdfFileWriter) -> None:
    """Say anew which layers are seen."""
    entries = {pdf_name("/OCGs"): ArrayObject(), pdf_name("/D"): DictionaryObject()}
    writer.root["/OCProperties"] = DictionaryObject(entries)
    writer.update_root()


def uncovered(writer: IncrementalPdfFileWriter) -> None:
    """Take away the picture that lay over the text when it was signed (shadow: hide)."""
    held = _page(writer)["/Resources"]["/XObject"].raw_get("/Che").reference
    entries = {
        pdf_name("/Type"): pdf_name("/XObject"),
        pdf_name("/Subtype"): pdf_name("/Form"),
        pdf_name("/BBox"): _numbers((0, 0, 1, 1)),
    }
    nothing = StreamObject(dict_data=entries, stream_data=b"")
    writer.objects[held.generation, held.idnum] = nothing


def other_pages(writer: IncrementalPdfFileWriter) -> None:
    """Show other pages, which may have lain in the file unseen (shadow: hide and replace)."""
    page = DictionaryObject(_page(writer))
    page["/Contents"] = writer.add_object(StreamObject(stream_data=b"BT ET"))
    entries = {
        pdf_name("/Type"): pdf_name("/Pages"),
        pdf_name("/Kids"): ArrayObject([writer.add_object(page)]),
        pdf_name("/Count"): NumberObject(1),
    }
    writer.root["/Pages"] = writer.add_object(DictionaryObject(entries))
    writer.update_root()


def other_value(writer: IncrementalPdfFileWriter) -> None:
    """Write something else into a field."""
    field = writer.root["/AcroForm"]["/Fields"][0]
    field["/V"] = pdf_string("9000")
    writer.update_container(field)


def other_look(writer: IncrementalPdfFileWriter) -> None:
    """Draw something else in a field, whose value stays (shadow: replace)."""
    field = writer.root["/AcroForm"]["/Fields"][0]
    field["/AP"] = DictionaryObject({pdf_name("/N"): _white_sheet(writer)})
    writer.update_container(field)


def drawn_anew(writer: IncrementalPdfFileWriter) -> None:
    """Have readers draw the fields by their values, whatever was seen when it was signed."""
    form = writer.root["/AcroForm"]
    form["/NeedAppearances"] = BooleanObject(value=True)
    writer.update_container(form)


def larger_field(writer: IncrementalPdfFileWriter) -> None:
    """Draw a field over the page."""
    other_look(writer)
    field = writer.root["/AcroForm"]["/Fields"][0]
    field["/Rect"] = _numbers(WHOLE_PAGE)
    writer.update_container(field)
