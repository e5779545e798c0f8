"""The sheets by which an old system's dossiers come in: their columns, as data."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.rules.states import Channel, DossierState
from tinhso.kernel.importing.rules import Column, Kind

CHANNELS: Final[dict[str, Channel]] = {
    "truc-tiep": Channel.DESK,
    "truc-tuyen": Channel.ONLINE,
    "buu-chinh": Channel.POST,
}
PARTIES: Final[dict[str, str]] = {
    "ca-nhan": "citizen",
    "doanh-nghiep": "business",
    "to-chuc": "organization",
}
ENDINGS: Final[dict[str, DossierState]] = {
    "da-tra": DossierState.RETURNED,
    "dung": DossierState.STOPPED,
    "dong": DossierState.CLOSED,
}
ENTRY_ACTS: Final[dict[str, DossierState]] = {
    "assign": DossierState.TRANSFERRED,
    "take": DossierState.TRANSFERRED,
    "submit_for_signing": DossierState.ASSIGNED,
    "consult": DossierState.ASSIGNED,
    "invite_field_check": DossierState.ASSIGNED,
}
"""A dossier enters at a step that offers one of these acts, in this state.

Behind them stands what only this house can have made: a draft, a signature, a number."""

WAITS: Final[Mapping[str, str]] = {
    "bo-sung": "request_supplement",
    "nghia-vu": "ask_obligation",
    "y-kien": "consult",
}
"""What a dossier may wait for when it comes, and the act that would have made it wait here."""

_FIRST: Final = (
    Column(
        key="ma_ho_so",
        label=_("Mã hồ sơ"),
        about=_("Mã ở hệ thống cũ; hồ sơ giữ mã này và nhập lại không thành hai."),
        required=True,
        most=64,
        example="H14.31-260312-0007",
    ),
    Column(
        key="ma_thu_tuc",
        label=_("Mã thủ tục"),
        about=_("Mã trong danh mục thủ tục hành chính."),
        required=True,
        most=16,
        example="1.013225",
    ),
    Column(
        key="ma_co_quan",
        label=_("Mã cơ quan giải quyết"),
        about=_("Mã định danh, dạng mới hay cũ."),
        required=True,
        most=40,
        example="H14.31",
    ),
    Column(
        key="ma_don_vi",
        label=_("Mã đơn vị giải quyết"),
        about=_("Để trống: theo bảng phân việc của cơ quan."),
        most=40,
    ),
    Column(
        key="ma_co_quan_tiep_nhan",
        label=_("Mã cơ quan tiếp nhận"),
        about=_("Để trống: cơ quan giải quyết."),
        most=40,
    ),
    Column(
        key="kenh",
        label=_("Kênh nộp"),
        about=_("Để trống: nộp trực tiếp."),
        kind=Kind.CHOICE,
        choices={
            "truc-tiep": _("tại quầy"),
            "truc-tuyen": _("trực tuyến"),
            "buu-chinh": _("bưu chính công ích"),
        },
        example="truc-tiep",
    ),
    Column(
        key="ngay_nop",
        label=_("Nộp lúc"),
        kind=Kind.MOMENT,
        required=True,
        example="12/03/2026 08:15",
    ),
    Column(
        key="ngay_tiep_nhan",
        label=_("Tiếp nhận lúc"),
        kind=Kind.MOMENT,
        required=True,
        example="12/03/2026 08:30",
    ),
)
_PEOPLE: Final = (
    Column(
        key="chu_ho_so",
        label=_("Chủ hồ sơ"),
        about=_("Họ tên người hoặc tên tổ chức."),
        required=True,
        is_personal=True,
        example="Nguyễn Văn An",
    ),
    Column(
        key="loai_chu",
        label=_("Loại chủ hồ sơ"),
        about=_("Để trống: cá nhân."),
        kind=Kind.CHOICE,
        choices={
            "ca-nhan": _("công dân"),
            "doanh-nghiep": _("doanh nghiệp"),
            "to-chuc": _("tổ chức khác"),
        },
        example="ca-nhan",
    ),
    Column(
        key="so_dinh_danh",
        label=_("Số định danh hoặc mã số"),
        about=_("Định dạng ô là văn bản để không mất số 0 ở đầu."),
        most=20,
        is_personal=True,
        example="001085012345",
    ),
    Column(
        key="dien_thoai",
        label=_("Điện thoại"),
        most=20,
        is_personal=True,
        example="0912345678",
    ),
    Column(key="thu_dien_tu", label=_("Thư điện tử"), is_personal=True),
    Column(key="dia_chi", label=_("Địa chỉ"), most=500, is_personal=True),
    Column(
        key="ghi_chu",
        label=_("Lịch sử, ghi chú"),
        about=_("Điều đã làm ở hệ thống cũ; cán bộ đọc được, người nộp không."),
        most=4000,
        is_personal=True,
    ),
)

OPEN_COLUMNS: Final = (
    *_FIRST,
    Column(
        key="han_tra",
        label=_("Hẹn trả"),
        about=_("Hạn đã hẹn ở hệ thống cũ, được giữ nguyên; chỉ ghi ngày thì hết giờ làm việc."),
        kind=Kind.MOMENT,
        required=True,
        example="30/03/2026",
    ),
    Column(
        key="buoc",
        label=_("Bước trong quy trình"),
        about=_("Mã bước của quy trình thủ tục này, từ đó hồ sơ đi tiếp."),
        required=True,
        most=64,
        example="phan-cong",
    ),
    Column(
        key="nguoi_xu_ly",
        label=_("Người đang xử lý"),
        about=_("Tên đăng nhập; cần khi bước không phải là bước phân công."),
        most=64,
    ),
    Column(
        key="cho_gi",
        label=_("Đang chờ gì"),
        about=_("Để trống: không chờ gì, thời hạn đang chạy."),
        kind=Kind.CHOICE,
        choices={
            "bo-sung": _("chờ người nộp bổ sung; bổ sung xong thời hạn tính lại từ đầu"),
            "nghia-vu": _("chờ nghĩa vụ tài chính; xong thì hẹn trả lùi đúng thời gian đã chờ"),
            "y-kien": _("chờ ý kiến cơ quan khác; thời hạn vẫn chạy"),
        },
    ),
    Column(
        key="cho_tu",
        label=_("Chờ từ lúc"),
        about=_("Lúc yêu cầu; cần khi có cột đang chờ gì."),
        kind=Kind.MOMENT,
    ),
    Column(
        key="cho_noi_dung",
        label=_("Chờ điều gì"),
        about=_(
            "Bổ sung: từng giấy tờ, ngăn bằng dấu chấm phẩy. Nghĩa vụ tài chính: số văn bản"
            " thông báo. Ý kiến: câu hỏi."
        ),
        most=2000,
    ),
    Column(
        key="cho_den",
        label=_("Chờ đến lúc"),
        about=_("Bổ sung: để trống thì theo luật, tính từ lúc yêu cầu. Ý kiến: hạn trả lời."),
        kind=Kind.MOMENT,
    ),
    Column(
        key="cho_co_quan",
        label=_("Chờ ý kiến của"),
        about=_("Mã cơ quan được hỏi; nhiều cơ quan thì ngăn bằng dấu chấm phẩy."),
    ),
    *_PEOPLE,
)
CLOSED_COLUMNS: Final = (
    *_FIRST,
    Column(key="han_tra", label=_("Hẹn trả"), kind=Kind.MOMENT, example="30/03/2026"),
    Column(
        key="ket_cuc",
        label=_("Kết cục"),
        kind=Kind.CHOICE,
        required=True,
        choices={
            "da-tra": _("đã trả kết quả"),
            "dung": _("dừng theo đề nghị của người nộp"),
            "dong": _("đóng vì quá hạn bổ sung"),
        },
        example="da-tra",
    ),
    Column(
        key="ngay_xong",
        label=_("Xong lúc"),
        kind=Kind.MOMENT,
        required=True,
        example="27/03/2026 16:00",
    ),
    Column(
        key="ngay_tra",
        label=_("Trả kết quả lúc"),
        about=_("Để trống: lúc xong."),
        kind=Kind.MOMENT,
    ),
    Column(
        key="so_ket_qua",
        label=_("Số, ký hiệu kết quả"),
        most=100,
        example="15/QĐ-UBND",
    ),
    *_PEOPLE,
)

SENTENCES: Final[Mapping[str, str | Promise]] = {
    "unknown_procedure": _("Không có thủ tục mã này trong danh mục."),
    "unknown_agency": _("Không có cơ quan nào mang mã này."),
    "ended_agency": _(
        "Cơ quan mang mã này đã thôi hoạt động; hãy ghi mã cơ quan tiếp nhận: %(heir)s."
    ),
    "unknown_unit": _("Cơ quan này không có đơn vị mã này."),
    "no_desk": _("Cơ quan này chưa có bộ phận một cửa hoặc đơn vị giải quyết trong hệ thống."),
    "no_process": _("Thủ tục này chưa có quy trình trong hệ thống nên hồ sơ chưa đi tiếp được."),
    "unknown_step": _("Quy trình không có bước này. Các bước vào được: %(steps)s."),
    "step_not_open": _(
        "Không vào giữa bước này được vì trước nó phải có dự thảo hay chữ ký của hệ thống này."
        " Các bước vào được: %(steps)s."
    ),
    "who_works": _("Bước này cần người đang xử lý."),
    "unknown_official": _("Không có cán bộ nào mang tên đăng nhập này thẩm định được ở đơn vị."),
    "taken": _("Mã này đã là của một hồ sơ khác trong hệ thống."),
    "in_series": _(
        "Hệ thống đã bắt đầu cấp mã của ngày này cho cơ quan, mã cũ có thể trùng. Hãy nhập trước"
        " giờ mở quầy hoặc vào hôm sau."
    ),
    "in_future": _("Thời điểm này ở sau lúc nhập."),
    "before_arrival": _("Thời điểm này ở trước lúc nộp."),
    "wait_unsaid": _("Đã ghi hồ sơ đang chờ thì phải ghi ô này."),
    "wait_unnamed": _("Ô này chỉ ghi khi hồ sơ đang chờ: hãy chọn đang chờ gì."),
    "wait_step": _("Chỉ hồ sơ đã ở trong tay người thẩm định mới chờ được. Các bước: %(steps)s."),
    "wait_over": _(
        "Hạn bổ sung đã qua. Hãy kết thúc hồ sơ ở hệ thống cũ rồi đưa vào sổ hồ sơ đã kết thúc."
    ),
    "wait_long": _("Số văn bản dài quá %(most)s ký tự."),
    "before_wait": _("Thời điểm này ở trước lúc bắt đầu chờ."),
    "own_agency": _("Đây là cơ quan giải quyết; chỉ chờ ý kiến của cơ quan khác."),
    "nobody_answers": _("Cơ quan này chưa có đơn vị nào để trả lời."),
    "before_acceptance": _("Thời điểm này ở trước lúc tiếp nhận."),
    "before_end": _("Thời điểm này ở trước lúc xong."),
    "lost_zeros": _(
        "Số định danh có 9 hoặc 12 chữ số. Nếu ô là số thì số 0 ở đầu bị mất: hãy định dạng ô là"
        " văn bản rồi ghi lại."
    ),
}
