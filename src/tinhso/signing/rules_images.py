"""Pictures of signatures and seals: states, moves, sizes, and who may decide."""

from typing import Final
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

SIGNATURE_MM: Final = (15.0, 70.0)
"""How wide a person's signature may be; one wider than the place left for it is shrunk."""

LEAST_DPI: Final = 200
"""A picture has at least as many points as a digitised paper (Decree 30/2020, Appendix I)."""

MOST_DPI: Final = 300
MOST_BYTES: Final = 2 * 1024 * 1024
MOST_PIXELS: Final = 25_000_000
INK_SHARE: Final = 0.85
"""So much of what is drawn must have the colour of the rule; the rest is the scanner's noise."""


class ImageRole(models.TextChoices):
    """Of what a picture is."""

    PERSON = "person", _("Chữ ký cá nhân")
    AGENCY = "agency", _("Con dấu cơ quan")


class ImageState(models.TextChoices):
    """Where a picture stands."""

    PROPOSED = "proposed", _("Chờ duyệt")
    APPROVED = "approved", _("Đã duyệt")
    REFUSED = "refused", _("Không duyệt")
    WITHDRAWN = "withdrawn", _("Đã thôi dùng")


IMAGE_MOVES: Final[dict[str, frozenset[str]]] = {
    ImageState.PROPOSED: frozenset({"approved", "refused", "withdrawn"}),
    ImageState.APPROVED: frozenset({"withdrawn"}),
    ImageState.REFUSED: frozenset(),
    ImageState.WITHDRAWN: frozenset(),
}


class ImageFault(models.TextChoices):
    """Why a picture is not taken."""

    TYPE = "type", _("Chỉ nhận tệp PNG, JPEG hoặc SVG.")
    HEAVY = "heavy", _("Tệp nặng hơn 2 MB; hãy cắt sát nét vẽ rồi gửi lại.")
    LARGE = "large", _("Ảnh có quá nhiều điểm; hãy thu nhỏ rồi gửi lại.")
    BROKEN = "broken", _("Tệp hỏng, không mở được.")
    SVG = "svg", _("Tệp SVG chỉ được có đường vẽ: không chữ, không ảnh lồng, không kịch bản.")
    EMPTY = "empty", _("Ảnh không có nét vẽ nào.")
    NOT_BLUE = (
        "not_blue",
        _("Chữ ký phải màu xanh (Nghị định 30/2020, Phụ lục I), trên nền trắng hoặc trong suốt."),
    )
    NOT_RED = (
        "not_red",
        _("Con dấu phải màu đỏ (Nghị định 30/2020, Phụ lục I), trên nền trắng hoặc trong suốt."),
    )
    COARSE = "coarse", _("Ảnh quá ít điểm cho cỡ này: cần từ 200 dpi. Hãy quét lại nét hơn.")


def may_move_image(state: str, to: str) -> bool:
    """Tell whether a picture may go from one state to another."""
    return to in IMAGE_MOVES[state]


def is_his_own(
    *, account_uid: UUID | None, proposed_by: UUID | None, deciders: set[UUID | None]
) -> bool:
    """Tell whether somebody would decide over his own picture, or one that he put forward."""
    return bool({account_uid, proposed_by} & (deciders - {None}))


def has_size(*, millimetres: float, between: tuple[float, float]) -> bool:
    """Tell whether a picture has a size that such a picture may have."""
    least, most = between
    return least <= millimetres <= most
