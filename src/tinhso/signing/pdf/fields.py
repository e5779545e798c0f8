"""Number, date and signature fields: laid before the personal signature, filled after it.

A number is known only once the leader has signed, and what he signed must not change. So the
paper carries empty form fields for number and date from the start; filling them in an
incremental update is the one later change that every reader accepts.
"""

import io
from functools import lru_cache

import pikepdf
from django.conf import settings
from pikepdf import Array, Dictionary, Name, String
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from tinhso.kernel.papers import Box, Paper
from tinhso.kernel.papers.fonts import face_file
from tinhso.signing.appearance import MILLIMETRE

NUMBER_FIELD = "SoVanBan"
DATE_FIELD = "NgayVanBan"
PERSON_FIELD = "NguoiKy"
AGENCY_FIELD = "CoQuan"
COSIGNER_BOX = "signer_"
"""How the boxes of those begin who sign before the competent person."""

TEXT_FIELDS = {"number": NUMBER_FIELD, "date": DATE_FIELD}
TEXT_SIZE = 13.0

CHARACTERS = (
    " !\"#%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]_abcdefghijklmnopqrstuvwxyz"
    "ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúýĂăĐđĨĩŨũƠơƯư"
    "ẠạẢảẤấẦầẨẩẪẫẬậẮắẰằẲẳẴẵẶặẸẹẺẻẼẽẾếỀềỂểỄễỆệỈỉỊịỌọỎỏỐốỒồỔổỖỗỘộỚớỜờỞởỠỡỢợ"
    "ỤụỦủỨứỪừỬửỮữỰựỲỳỴỵỶỷỸỹ"
)
"""What a number or a date may be written with. Its order is the font's encoding in every paper
ever laid, so characters are only ever added at the end."""


class FieldsMissing(ValueError):
    """The PDF carries none of the fields that were to be filled."""


REGULAR, ITALIC = "Tinos", "TinosItalic"
FACES = {REGULAR: "400-normal", ITALIC: "400-italic"}


@lru_cache(maxsize=2)
def _field_font(font_name: str) -> tuple[bytes, bytes, list[int]]:
    """Return the cut font file, the CID to glyph map and the widths in thousandths."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    font = TTFont(face_file(FACES[font_name]), recalcTimestamp=False)
    options = subset.Options(hinting=False, layout_features=[], name_IDs=[1, 2, 4, 6])
    cutter = subset.Subsetter(options)
    cutter.populate(text=CHARACTERS)
    cutter.subset(font)
    out = io.BytesIO()
    font.save(out)
    glyphs, metrics = font.getBestCmap(), font["hmtx"]
    scale = 1000 / font["head"].unitsPerEm
    identities = [0] + [font.getGlyphID(glyphs[ord(c)]) for c in CHARACTERS]
    widths = [500] + [round(metrics[glyphs[ord(c)]][0] * scale) for c in CHARACTERS]
    mapping = b"".join(glyph.to_bytes(2, "big") for glyph in identities)
    return out.getvalue(), mapping, widths


def _embed_font(pdf: pikepdf.Pdf, font_name: str) -> pikepdf.Object:
    file, mapping, widths = _field_font(font_name)
    base_font = Name(f"/TINHSO+{font_name}")
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=base_font,
        Flags=4,
        FontBBox=Array([-600, -300, 2100, 1050]),
        ItalicAngle=0 if font_name == REGULAR else -16,
        Ascent=891,
        Descent=-216,
        CapHeight=662,
        StemV=80,
        FontFile2=pdf.make_stream(file, Length1=len(file)),
    )
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=base_font,
        CIDSystemInfo=Dictionary(
            Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0
        ),
        FontDescriptor=pdf.make_indirect(descriptor),
        W=Array([0, Array(widths)]),
        CIDToGIDMap=pdf.make_stream(mapping),
    )
    pairs = "".join(
        f"<{number:04X}> <{character.encode('utf-16-be').hex().upper()}>\n"
        for number, character in enumerate(CHARACTERS, start=1)
    )
    lines = pairs.splitlines()
    blocks = "".join(
        f"{len(lines[i : i + 100])} beginbfchar\n" + "\n".join(lines[i : i + 100]) + "\nendbfchar\n"
        for i in range(0, len(lines), 100)
    )
    to_unicode = (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CMapName /TinhSo def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
        f"{blocks}endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    )
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=base_font,
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array([pdf.make_indirect(descendant)]),
            ToUnicode=pdf.make_stream(to_unicode.encode()),
        )
    )


def field_of_signatory(box: str) -> str:
    """Return the signature field that a box of a template becomes."""
    if not box.startswith(COSIGNER_BOX):
        return PERSON_FIELD
    return f"{PERSON_FIELD}_{box.removeprefix(COSIGNER_BOX)}"


def lay_fields(paper: Paper) -> bytes:
    """Return the paper with empty fields where its boxes lie.

    Boxes `number` and `date` become text fields; `signer` becomes the signature field of the
    person and, over its left third, that of the agency; `signer_...` those of others who sign
    before him. Boxes that are not there are left out.
    """
    pdf = pikepdf.Pdf.open(io.BytesIO(paper.pdf))
    fonts = {name: _embed_font(pdf, name) for name in FACES}
    fields: list[pikepdf.Object] = []
    for box_name, field_name in TEXT_FIELDS.items():
        if box_name in paper.boxes:
            box = paper.boxes[box_name]
            face = ITALIC if box_name == "date" else REGULAR
            fields.append(_text_field(pdf, field_name, box, face, fonts[face]))
    for box_name, box in paper.boxes.items():
        if box_name.startswith(COSIGNER_BOX):
            fields.append(_signature_field(pdf, field_of_signatory(box_name), box))
    signer = paper.boxes.get("signer")
    if signer is not None:
        fields.append(_signature_field(pdf, PERSON_FIELD, signer))
    seal = paper.boxes.get("seal") or (signer and over_left_third(signer))
    if seal is not None:
        fields.append(_signature_field(pdf, AGENCY_FIELD, seal))
    pdf.Root.AcroForm = pdf.make_indirect(
        Dictionary(
            Fields=Array(fields),
            DR=Dictionary(Font=Dictionary({f"/{name}": font for name, font in fonts.items()})),
            DA=String(f"/{REGULAR} {TEXT_SIZE} Tf 0 g"),
        )
    )
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue()


def over_left_third(signer: Box) -> Box:
    """Leave room for any seal that covers a third of the personal signature, to its left.

    How large the seal is and how wide the signature are known only when it is sealed: the seal is
    then drawn in its true size where it belongs within this place (`services.sealing_spot`).
    """
    largest = settings.TINHSO_SEAL_MM_BETWEEN[1] * MILLIMETRE
    left = max(0.0, signer.left + signer.width / 3 - largest)
    return Box(
        page=signer.page,
        left=left,
        bottom=max(0.0, signer.bottom + (signer.height - largest) / 2),
        width=signer.left + signer.width / 2 - left,
        height=largest,
    )


def _widget(pdf: pikepdf.Pdf, name: str, box: Box, kind: str) -> pikepdf.Object:
    page = pdf.pages[box.page]
    widget = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name(kind),
            T=String(name),
            F=4,
            Rect=Array([round(edge, 2) for edge in box.rectangle]),
            P=page.obj,
        )
    )
    if "/Annots" not in page:
        page.Annots = pdf.make_indirect(Array([]))
    page.Annots.append(widget)
    return widget


def _text_field(
    pdf: pikepdf.Pdf, name: str, box: Box, face: str, font: pikepdf.Object
) -> pikepdf.Object:
    widget = _widget(pdf, name, box, "/Tx")
    widget.DA = String(f"/{face} {TEXT_SIZE} Tf 0 g")
    widget.AP = Dictionary(
        N=pdf.make_stream(
            b"/Tx BMC EMC",
            Type=Name.XObject,
            Subtype=Name.Form,
            BBox=Array([0, 0, round(box.width, 2), round(box.height, 2)]),
            Resources=Dictionary(Font=Dictionary({f"/{face}": font})),
        )
    )
    return widget


def _signature_field(pdf: pikepdf.Pdf, name: str, box: Box) -> pikepdf.Object:
    return _widget(pdf, name, box, "/Sig")


def fill_fields(pdf: bytes, values: dict[str, str]) -> bytes:
    """Return the PDF with text fields filled in one incremental update; the old bytes stay.

    `values` are texts by field name. Raises `FieldsMissing` unless every named field is there.
    """
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    if "/AcroForm" not in writer.root:
        raise FieldsMissing(", ".join(sorted(values)))
    form = writer.root["/AcroForm"]
    left = dict(values)
    for reference in form["/Fields"]:
        field = reference.get_object() if hasattr(reference, "get_object") else reference
        name = str(field.get("/T", ""))
        if name not in left or field.get("/FT") != "/Tx":
            continue
        text = left.pop(name)
        field["/V"] = generic.TextStringObject(text)
        field["/AP"] = generic.DictionaryObject(
            {generic.NameObject("/N"): writer.add_object(_written(field, form, text))}
        )
        writer.update_container(field)
    if left:
        raise FieldsMissing(", ".join(sorted(left)))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _written(
    field: generic.DictionaryObject, form: generic.DictionaryObject, text: str
) -> generic.StreamObject:
    """Return the appearance of a filled field: its text in the font laid with it."""
    x1, y1, x2, y2 = (float(edge) for edge in field["/Rect"])
    width, height = x2 - x1, y2 - y1
    face = str(field["/DA"]).split()[0].removeprefix("/")
    widths = _field_font(face)[2]
    codes = [CHARACTERS.find(c) + 1 for c in text]
    natural = sum(widths[code] for code in codes) / 1000
    size = min(TEXT_SIZE, (width - 2) / natural if natural else TEXT_SIZE)
    hexed = "".join(f"{code:04X}" for code in codes)
    baseline = height * 0.3
    content = f"/Tx BMC q BT /{face} {size:.2f} Tf 0 g 1 {baseline:.2f} Td <{hexed}> Tj ET Q EMC"
    name = generic.NameObject
    return generic.StreamObject(
        {
            name("/Type"): name("/XObject"),
            name("/Subtype"): name("/Form"),
            name("/BBox"): generic.ArrayObject(
                [
                    generic.NumberObject(0),
                    generic.NumberObject(0),
                    generic.FloatObject(width),
                    generic.FloatObject(height),
                ]
            ),
            name("/Resources"): generic.DictionaryObject(
                {
                    name("/Font"): generic.DictionaryObject(
                        {name(f"/{face}"): form["/DR"]["/Font"].raw_get(f"/{face}")}
                    )
                }
            ),
        },
        stream_data=content.encode(),
    )
