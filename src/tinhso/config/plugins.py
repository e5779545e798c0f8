"""What putting the house together plugs into its running: the look round, and its words."""

from django.utils.translation import gettext_lazy as _

from tinhso.config import readiness  # noqa: F401  # registered by being imported
from tinhso.config.doctor import examine
from tinhso.kernel.registry.operations import ConcernWords, concern_words, looks_round

SET_THE_CLOCK = _("Bật đồng bộ giờ (NTP) trên máy chủ: hạn trả và nhật ký theo đồng hồ này.")

WORDS = {
    "config.pending": ConcernWords(
        _("Thay đổi cơ sở dữ liệu chưa áp dụng: %(count)d."),
        _("Chạy `tinhso upgrade` trên máy chủ."),
    ),
    "config.disk": ConcernWords(
        _("Ổ đĩa của %(home)s chỉ còn %(free)d MB."),
        _(
            "Chuyển bản sao lưu cũ sang máy khác hoặc thêm dung lượng. Hết chỗ thì không ghi được"
            " gì nữa."
        ),
    ),
    "config.backup_old": ConcernWords(
        _("Không có bản sao lưu nào mới hơn hai ngày (mới nhất: %(day)s)."),
        _("Mở Quản trị, Sao lưu: sao lưu ngay, rồi xem vì sao việc ban đêm không chạy."),
    ),
    "config.backup_damaged": ConcernWords(
        _("Bản sao lưu mới nhất %(name)s không đọc lại được."),
        _("Mở Quản trị, Sao lưu: xem lỗi, sao lưu lại và kiểm tra ổ đĩa."),
    ),
    "config.verify_found": ConcernWords(
        _("Kiểm tra toàn vẹn ngày %(day)s thấy %(count)d chỗ sai, chỗ đầu tiên: %(first)s"),
        _("Chạy `tinhso verify` trên máy chủ để xem đủ, rồi lấy lại bản đúng từ bản sao lưu."),
    ),
    "config.clock_impossible": ConcernWords(
        _("Đồng hồ máy chủ chỉ ngày %(day)s, không thể đúng."), SET_THE_CLOCK
    ),
    "config.clock_apart": ConcernWords(
        _("Đồng hồ của máy này và của cơ sở dữ liệu lệch nhau %(seconds)d giây."), SET_THE_CLOCK
    ),
    "config.clock_back": ConcernWords(
        _("Đồng hồ chạy lùi: niêm phong mới nhất của nhật ký ghi %(sealed)s (UTC)."),
        SET_THE_CLOCK,
    ),
    "config.permissions": ConcernWords(
        _("Người dùng khác trên máy chủ đọc được %(path)s."),
        _("Chạy `chmod go= %(path)s`."),
    ),
    "config.check": ConcernWords(
        _("Kiểm tra cài đặt %(id)s: %(message)s"),
        _("Sửa cài đặt (docs/configuration.md) rồi khởi động lại."),
    ),
    "config.tls": ConcernWords(
        _("TINHSO_TLS đang tắt: phiên đăng nhập đi qua mạng không mã hóa."),
        _("Đặt máy chủ TLS ở trước và bật TINHSO_TLS."),
    ),
    "config.cache": ConcernWords(
        _("%(count)d tiến trình web đếm lượt gọi API riêng rẽ, nên giới hạn rộng gấp bấy nhiêu."),
        _("Đặt TINHSO_CACHE_URL để các tiến trình đếm chung."),
    ),
    "config.bind": ConcernWords(
        _("Bản trình diễn đang phục vụ cả mạng tại %(address)s."),
        _("Đặt TINHSO_BIND về 127.0.0.1 nếu không cố ý."),
    ),
}

for _code, _words in WORDS.items():
    concern_words.register(_code, _words)
looks_round.register("house", examine)
