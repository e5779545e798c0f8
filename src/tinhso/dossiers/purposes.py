"""For what dossiers use the data of people: duties of the state, each with its law."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.registry.purposes import Purpose, purposes

PURPOSES: Final = {
    "dossiers.resolving": Purpose(
        label=_("Giải quyết hồ sơ bạn nộp và trả kết quả"),
        data=_("lời khai, giấy tờ, người liên quan, phí đã nộp"),
        law="118/2025/NĐ-CP",
        order=20,
    ),
    "dossiers.notices": Purpose(
        label=_("Báo cho bạn về hồ sơ trong hộp thông báo và qua thư điện tử"),
        data=_("tài khoản, địa chỉ thư điện tử, tình trạng hồ sơ"),
        law="118/2025/NĐ-CP Đ.17(2), 22",
        order=25,
    ),
    "dossiers.reuse": Purpose(
        label=_("Dùng lại giấy tờ đã có để bạn không phải nộp lại"),
        data=_("giấy tờ và kết quả trong kho của bạn; bạn chọn từng giấy khi nộp"),
        law="118/2025/NĐ-CP Đ.5(1)i",
        order=30,
    ),
    "dossiers.proactive": Purpose(
        label=_("Nhắc và chuẩn bị sẵn dịch vụ trước khi giấy tờ của bạn hết hạn"),
        data=_("kết quả đã cấp, ngày hết hạn; bạn xác nhận, từ chối hoặc hoàn lại được"),
        law="224/2026/NĐ-CP Đ.16",
        order=40,
    ),
    "dossiers.rating": Purpose(
        label=_("Thống kê mức độ hài lòng từ phiếu bạn tự nguyện gửi"),
        data=_("câu trả lời của phiếu; chỉ công bố số gộp"),
        law="118/2025/NĐ-CP Đ.33",
        order=50,
    ),
}


def register() -> None:
    """Put them in."""
    for code, purpose in PURPOSES.items():
        purposes.register(code, purpose)
