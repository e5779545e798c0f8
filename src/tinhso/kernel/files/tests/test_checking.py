"""What is sent is looked at before it is kept; each refusal says how to mend it."""

import io
import re
import zipfile
import zlib
from collections.abc import Callable
from contextlib import suppress

import pikepdf
import pytest
from PIL import Image

from tinhso.kernel.errors import Invalid, NotFound
from tinhso.kernel.files.checks import check
from tinhso.kernel.files.previews import draw_page
from tinhso.kernel.files.registry import FileUse
from tinhso.kernel.files.rules import DOCUMENTS, MAX_SIDE, MIB, PDFS, PHOTOS, TABLES
from tinhso.kernel.files.testing import a_pdf, a_photo

ANY = FileUse(types=PHOTOS | DOCUMENTS, max_bytes=2 * MIB)


def an_office_file(**more: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w:document/>")
        for name, content in more.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def a_pdf_with(change: Callable[[pikepdf.Pdf], None]) -> bytes:
    pdf = pikepdf.Pdf.open(io.BytesIO(a_pdf()))
    change(pdf)
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def refused(content: bytes, name: str = "giay.pdf", use: FileUse = ANY) -> str:
    with pytest.raises(Invalid) as refusal:
        check(content, name, use)
    return str(refusal.value)


def test_a_photo_is_turned_upright_and_says_not_where_it_was_taken() -> None:
    checked = check(a_photo(turned=True, place=True), "IMG_1.JPG", ANY)

    assert (checked.name, checked.content_type) == ("IMG_1.jpg", "image/jpeg")
    assert checked.changes == ["turned", "stripped"]
    with Image.open(io.BytesIO(checked.content)) as image:
        assert image.size == (40, 60)
        assert dict(image.getexif()) == {}
    assert b"DienThoai" not in checked.content


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_large_photo_is_shrunk(kind: str) -> None:
    checked = check(a_photo(size=(3200, 1600), kind=kind), "anh", ANY)

    assert "shrunk" in checked.changes
    with Image.open(io.BytesIO(checked.content)) as image:
        assert image.size == (MAX_SIDE, MAX_SIDE // 2)


def test_whatever_hides_behind_a_picture_is_dropped() -> None:
    script = b"<script>alert(1)</script>"

    checked = check(a_photo() + script + an_office_file(), "anh.jpg", ANY)

    assert script not in checked.content
    assert b"PK\x03\x04" not in checked.content


def test_a_picture_bomb_is_refused_before_it_is_opened() -> None:
    header = b"\x89PNG\r\n\x1a\n"
    size = (30000).to_bytes(4, "big") * 2 + b"\x08\x02\0\0\0"
    chunk = b"IHDR" + size
    bomb = header + (13).to_bytes(4, "big") + chunk + zlib.crc32(chunk).to_bytes(4, "big")
    pixels = zlib.compress(b"\0" * 1000)
    data = b"IDAT" + pixels
    bomb += len(pixels).to_bytes(4, "big") + data + zlib.crc32(data).to_bytes(4, "big")

    assert refused(bomb, "anh.png") == ("Ảnh “anh.png” có quá nhiều điểm; hãy chụp lại nhỏ hơn.")


def test_an_ordinary_pdf_is_kept_byte_for_byte() -> None:
    content = a_pdf(pages=3)

    checked = check(content, "giay", ANY)

    assert (checked.content, checked.pages, checked.name) == (content, 3, "giay.pdf")


def test_a_locked_pdf_is_refused() -> None:
    out = io.BytesIO()
    with pikepdf.Pdf.open(io.BytesIO(a_pdf())) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="chu", user="khach"))

    assert refused(out.getvalue()) == "Tệp “giay.pdf” có mật khẩu; hãy bỏ mật khẩu rồi gửi lại."


def add_script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def add_launch(pdf: pikepdf.Pdf) -> None:
    action = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")
    pdf.pages[0].AA = pikepdf.Dictionary(O=action)


def add_attachment(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["x.exe"] = b"MZ"


@pytest.mark.parametrize("change", [add_script, add_launch, add_attachment])
def test_a_pdf_that_acts_is_refused(change: Callable[[pikepdf.Pdf], None]) -> None:
    assert refused(a_pdf_with(change)) == (
        "Tệp “giay.pdf” có lệnh tự chạy hoặc tệp kèm bên trong; hãy in ra PDF mới."
    )


def test_a_pdf_with_something_behind_it_is_refused() -> None:
    assert refused(a_pdf() + an_office_file()) == (
        "Tệp “giay.pdf” có dữ liệu lạ sau phần PDF; hãy lưu lại tệp."
    )


def test_a_pdf_that_swells_is_refused() -> None:
    packed = zlib.compress(b" " * 310 * MIB, 9)
    head = b"%PDF-1.5\n1 0 obj\n<</Type /ObjStm /Filter /FlateDecode /N 1 /First 5 /Length "
    bomb = head + str(len(packed)).encode() + b">>\nstream\n" + packed + b"\nendstream\n%%EOF"

    assert refused(bomb) == "Tệp “giay.pdf” phình ra quá lớn khi mở; không nhận được."


def test_a_broken_pdf_is_refused() -> None:
    assert refused(b"%PDF-1.7\nkhong phai\n%%EOF").startswith("Tệp “giay.pdf”")


def test_a_pdf_whose_parts_are_odd_is_taken_or_refused_in_words() -> None:
    out = io.BytesIO()
    Image.new("RGB", (30, 20), "red").save(out, "PDF")
    odd = re.sub(rb"/Width \d+", b"/Width /A", out.getvalue())

    with suppress(Invalid):
        check(odd, "a.pdf", ANY)
    with pytest.raises(NotFound):
        draw_page(b"%PDF-1.7 hong", "application/pdf", 1)


def test_a_word_file_is_taken() -> None:
    checked = check(an_office_file(), "don.docx", ANY)

    assert checked.name == "don.docx"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            an_office_file(word__big=b"0" * (5 * MIB)),
            "Tệp “don.docx” phình ra quá lớn khi mở; không nhận được.",
        ),
        (
            an_office_file(word__vbaProject__bin=b"x").replace(
                b"vbaProject/bin", b"vbaProject.bin"
            ),
            "Tệp “don.docx” có macro hoặc phần lạ bên trong; hãy lưu lại không kèm macro.",
        ),
        (
            an_office_file()[:-30],
            "Tệp “don.docx” hỏng, không mở được; hãy lưu lại tệp.",
        ),
    ],
)
def test_an_office_file_that_hides_something_is_refused(content: bytes, sentence: str) -> None:
    assert refused(content, "don.docx") == sentence


def test_the_refusal_says_what_was_sent_and_what_is_taken() -> None:
    assert refused(a_photo(), "anh.pdf", FileUse(types=PDFS)) == (
        "Tệp “anh.pdf” là ảnh JPEG; ở đây nhận PDF."
    )
    assert refused(b"MZ" + b"\0" * 80, "giay.pdf").endswith(
        "ở đây nhận JPG, PNG, WEBP, PDF, DOCX, XLSX."
    )
    assert refused(b"", "giay.pdf") == "Tệp “giay.pdf” rỗng; hãy chọn lại tệp."
    assert refused(b"0" * (2 * MIB + 1)) == "Tệp “giay.pdf” nặng 2 MB; nhiều nhất là 2 MB."
    broken = b"PK\x03\x04" + b"\0" * 80
    assert refused(broken, "ds.xlsx", FileUse(types=TABLES)) == (
        "Tệp “ds.xlsx” hỏng, không mở được; hãy lưu lại tệp."
    )
    heic = b"\0\0\0\x18ftypheic" + b"\0" * 60
    assert refused(heic, "IMG_2.HEIC").startswith("Ảnh “IMG_2.HEIC” ở dạng HEIC của iPhone")
