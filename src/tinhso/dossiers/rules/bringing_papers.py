"""The index by which papers of an old system come in: its columns and its sentences, as data."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.importing.rules import Column

COLUMNS: Final = (
    Column(
        key="ma_ho_so",
        label=_("Mã hồ sơ"),
        about=_("Mã của hồ sơ đã mang sang."),
        required=True,
        most=64,
        example="H14.31-260312-0007",
    ),
    Column(
        key="tep",
        label=_("Tệp"),
        about=_("Đường dẫn của tệp trong tệp nén, thư mục ngăn bằng dấu /."),
        required=True,
        most=400,
        example="0007/ban-ve.pdf",
        is_personal=True,
    ),
    Column(
        key="thanh_phan",
        label=_("Thành phần hồ sơ"),
        about=_("Mã thành phần của thủ tục, ví dụ ban_ve; để trống: giấy tờ khác."),
        most=64,
        example="ban_ve",
    ),
)
OTHER: Final = "khac"
"""The component of a paper whose kind the old system did not say."""

SENTENCES: Final[Mapping[str, str | Promise]] = {
    "unknown_dossier": _("Không có hồ sơ mã này. Hãy nhập hồ sơ trước, rồi nhập giấy tờ."),
    "not_brought": _("Hồ sơ này nhận ở đây, không phải mang sang; giấy tờ thêm ở trang hồ sơ."),
    "unknown_component": _("Thủ tục của hồ sơ không có thành phần này. Các thành phần: %(known)s."),
    "no_file": _("Trong tệp nén không có tệp này."),
    "too_large": _("Tệp nặng hơn %(limit)s MB."),
    "wrong_type": _("Tệp không phải PDF, ảnh JPEG, PNG, WebP, Word hay Excel."),
    "unsafe": _(
        "Tệp hỏng, có mật khẩu, có lệnh tự chạy hoặc phình quá lớn khi mở. Hãy in ra PDF mới rồi"
        " thay trong tệp nén."
    ),
}
