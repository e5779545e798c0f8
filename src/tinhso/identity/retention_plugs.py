"""How long accounts, people and what the kernel's parts hold about them are kept."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.notifications.retaining import OldNotices
from tinhso.kernel.registry.retention import Lasting, lasting, retained

retained.register("notifications.notices", OldNotices())
lasting.register(
    "identity.people",
    Lasting(
        title=_("Người, tài khoản, đại diện"),
        models=("identity.Person", "identity.Account", "identity.Representation"),
        why=_(
            "cần để nhận ra người trong hồ sơ đã nộp và trong nhật ký; liên hệ, dân tộc xóa theo"
            " yêu cầu của chính người đó"
        ),
    ),
)
lasting.register(
    "identity.looks",
    Lasting(
        title=_("Nhật ký ai đã xem dữ liệu"),
        models=("identity.AccessRecord",),
        why=_("là bằng chứng để người dân và cơ quan kiểm tra việc xem dữ liệu"),
    ),
)
lasting.register(
    "identity.recovery",
    Lasting(
        title=_("Liên kết đặt lại mật khẩu"),
        models=("identity.RecoveryLink",),
        why=_("mã xóa ngay khi dùng hoặc có liên kết mới"),
    ),
)
lasting.register(
    "files",
    Lasting(
        title=_("Tệp: tên và dấu băm"),
        models=("files.StoredFile", "files.Blob"),
        why=_("mất cùng bản ghi cuối cùng còn giữ tệp; byte không còn ai giữ thì việc nền dọn"),
        job="files.sweep",
    ),
)
lasting.register(
    "numbering.earlier",
    Lasting(
        title=_("Sổ số của hệ thống cũ"),
        models=("numbering.EarlierNumber",),
        why=_("sổ đăng ký giữ liên tục, không xóa dòng"),
    ),
)
lasting.register(
    "notifications.demonstration",
    Lasting(
        title=_("Tin nhắn minh họa"),
        models=("notifications.DemonstrationMessage",),
        why=_("chỉ có ở bản minh họa"),
        job="notifications.forget_demonstration",
    ),
)
lasting.register(
    "importing",
    Lasting(
        title=_("Bảng dữ liệu đã nhập từ hệ thống cũ và dòng sai"),
        models=("importing.ImportRun", "importing.ImportFault"),
        why=_("là chứng cứ đối chiếu và ký duyệt việc chuyển dữ liệu"),
    ),
)
lasting.register(
    "workflow.reasons",
    Lasting(
        title=_("Lý do ở các bước xử lý"),
        models=("workflow.StepInstance",),
        why=_("là một phần của hồ sơ, văn bản đang xử lý; giữ theo hồ sơ"),
    ),
)
