"""The few papers every invented applicant hands in: set once, marked as demonstration."""

from functools import cache
from io import BytesIO
from typing import Final

from PIL import Image

from tinhso.kernel import files
from tinhso.kernel import papers as setting
from tinhso.kernel.actors import system_actor
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.files.previews import draw_page

ACTOR: Final = system_actor("dossiers.demonstration")

KINDS: Final = {
    "giay_chung_sinh": (
        "Giấy chứng sinh",
        ("Cơ sở: Bệnh viện Đa khoa tỉnh Cao Bằng", "Tình trạng bé: khỏe", "Cân nặng: 3.150 g"),
        True,
    ),
    "giay_to_dat": (
        "Giấy chứng nhận quyền sử dụng đất",
        ("Loại đất: đất ở tại nông thôn", "Thời hạn sử dụng: lâu dài"),
        True,
    ),
    "ban_ve": (
        "Bản vẽ thiết kế xây dựng",
        ("Mặt bằng, mặt đứng, mặt cắt, móng", "Tỷ lệ 1/100"),
        False,
    ),
    "giay_to_khac": (
        "Giấy tờ kèm hồ sơ",
        ("Bản chụp để đối chiếu", "Đủ trang, rõ chữ"),
        True,
    ),
}
"""Title, lines, and whether applicants send a photograph of it."""
VARIANTS: Final = 3


def pool() -> dict[str, list[StoredFile]]:
    """Return kept papers by the component they stand for, three of each."""
    return {
        key: [
            files.store(
                content=_content(title, lines, variant, is_photograph=photographed),
                name=f"{key}-minh-hoa-{variant}.{'jpg' if photographed else 'pdf'}",
                use="dossiers.component",
                actor=ACTOR,
                owner_class="personal",
            )
            for variant in range(1, VARIANTS + 1)
        ]
        for key, (title, lines, photographed) in KINDS.items()
    }


def paper_of(title: str, lines: tuple[str, ...], number: int) -> bytes:
    """Return a paper of its own as PDF."""
    return _content(title, lines, number, is_photograph=False)


@cache
def _content(title: str, lines: tuple[str, ...], variant: int, *, is_photograph: bool) -> bytes:
    """Set one paper, and photograph it where applicants would."""
    pdf = setting.render(
        "dossiers/demonstration_paper.typ",
        {"title": title, "number": f"{variant:02d}/MH", "lines": list(lines)},
        paper="a5",
    )
    if not is_photograph:
        return pdf
    out = BytesIO()
    with Image.open(BytesIO(draw_page(pdf, "application/pdf", 1))) as drawn:
        drawn.convert("RGB").save(out, "JPEG", quality=80)
    return out.getvalue()
