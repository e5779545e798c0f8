"""What the standard roles may do with dossiers, and what each permission is called."""

from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.permissions import LawPermission
from tinhso.identity.registry import permission_names, role_permissions


def register() -> None:
    """Put this room's permissions into the standard roles of `identity`."""
    role_permissions.register(
        "dossiers",
        {
            "desk": [P.RECEIVE, P.RETURN_RESULT, P.EXPORT, P.RECONCILE],
            "specialist": [P.APPRAISE, P.ANSWER_CONSULTATION],
            "tax": [P.DETERMINE_TAX, P.RECONCILE],
            "leader": [
                P.ASSIGN,
                P.SIGN,
                P.OVERSEE,
                P.ANSWER_CONSULTATION,
                P.OVERRIDE_SUPPLEMENT,
                P.EXPORT,
                P.DIVIDE_WORK,
                P.SET_ACCOUNT,
                P.SET_SEALING,
                P.ANSWER_COMPLAINT,
            ],
            "operator": [
                P.DIVIDE_WORK,
                P.MAP_FIELDS,
                LawPermission.WRITE,
                LawPermission.PUBLISH,
            ],
            "editor": [LawPermission.WRITE],
            "clerk": [P.ISSUE, P.EXPORT],
        },
    )
    permission_names.register(
        "dossiers",
        {
            P.RECEIVE: _("Tiếp nhận hồ sơ tại quầy"),
            P.RETURN_RESULT: _("Trả kết quả"),
            P.ASSIGN: _("Phân công hồ sơ"),
            P.APPRAISE: _("Thẩm định hồ sơ"),
            P.ANSWER_CONSULTATION: _("Trả lời lấy ý kiến"),
            P.DETERMINE_TAX: _("Xác định nghĩa vụ tài chính"),
            P.SIGN: _("Ký kết quả"),
            P.ISSUE: _("Vào số, đóng dấu"),
            P.OVERSEE: _("Theo dõi hồ sơ toàn cơ quan"),
            P.OVERRIDE_SUPPLEMENT: _("Yêu cầu bổ sung lần hai"),
            P.EXPORT: _("Xuất danh sách hồ sơ"),
            P.DIVIDE_WORK: _("Phân việc cho đơn vị"),
            P.RECONCILE: _("Đối soát phí, lệ phí"),
            P.SET_ACCOUNT: _("Đặt tài khoản thu phí của cơ quan"),
            P.SET_SEALING: _("Đặt cách đóng dấu bản số hóa"),
            P.ANSWER_COMPLAINT: _("Trả lời phản ánh, khiếu nại về hồ sơ"),
            P.HAND_IN: _("Cổng Dịch vụ công quốc gia gửi hồ sơ vào"),
            P.MAP_FIELDS: _("Đổi ánh xạ trường gửi Cổng quốc gia"),
            LawPermission.WRITE: _("Soạn quy định chung có ngày áp dụng"),
            LawPermission.PUBLISH: _("Công bố, rút quy định chung có ngày áp dụng"),
        },
    )
