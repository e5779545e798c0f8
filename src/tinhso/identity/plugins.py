"""What this room plugs into the house: roles, the demonstration, checks, bearers and menus."""

from collections.abc import Callable, Iterable

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tinhso.identity import (
    checks,  # noqa: F401  # registered by being imported
    import_plugs,  # noqa: F401  # registered by being imported
    kinds,  # noqa: F401  # what people are told
    notices,  # noqa: F401  plugs the address book in by being imported
    readiness,  # noqa: F401  # registered by being imported
    retention_plugs,  # noqa: F401  # registered by being imported
)
from tinhso.identity.models import Account
from tinhso.identity.permissions import IdentityPermission
from tinhso.identity.queries import (
    actor_of_account,
    names_of_officials,
    representations,
    waiting_representations,
)
from tinhso.identity.registry import permission_names, role_permissions
from tinhso.identity.services import client_actor, load_demonstration
from tinhso.identity.services.demonstration import DEMONSTRATION_LOGINS, PASSWORD
from tinhso.identity.services.holding import PersonHolder
from tinhso.identity.services.merging import StaffMoves
from tinhso.identity.services.roles import load_standard_roles
from tinhso.kernel.actors import Actor
from tinhso.kernel.api.registry import bearers
from tinhso.kernel.calendar.permissions import CalendarPermission
from tinhso.kernel.errors import NotFound
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.files.registry import MIB, PDFS, PHOTOS, FileUse, file_guards, file_uses
from tinhso.kernel.importing.permissions import ImportPermission
from tinhso.kernel.notifications.holding import NoticeHolder
from tinhso.kernel.notifications.permissions import NotificationPermission
from tinhso.kernel.numbering.permissions import NumberingPermission
from tinhso.kernel.registry.holdings import holders
from tinhso.kernel.registry.mergers import merger_effects
from tinhso.kernel.registry.operations import (
    Concern,
    ConcernWords,
    Step,
    concern_words,
    doctors,
    first_start,
    start_notes,
)
from tinhso.kernel.registry.purposes import Purpose, purposes
from tinhso.kernel.web.operations.permissions import OperationsPermission
from tinhso.kernel.web.permissions import WebPermission
from tinhso.kernel.web.registry import (
    MenuLine,
    NavGroup,
    NavItem,
    account_names,
    actor_sources,
    navigation,
    who_menu,
)
from tinhso.organization.permissions import OrganizationPermission as Org

P = IdentityPermission
role_permissions.register(
    "identity",
    {
        "operator": [
            P.VIEW_ACCOUNTS,
            P.MANAGE_ACCOUNTS,
            P.ASSIGN_ROLES,
            P.GRANT_ACCESS,
            P.MANAGE_CLIENTS,
        ],
        "desk": [
            P.VIEW_PERSONS,
            P.CHANGE_PERSONS,
            P.UNMASK_NUMBERS,
            P.VERIFY_REPRESENTATION,
            P.DELEGATE_OWN,
        ],
        "specialist": [P.DELEGATE_OWN],
        "leader": [P.DELEGATE_OWN],
        "clerk": [P.DELEGATE_OWN],
    },
)
role_permissions.register(
    "operations",
    {
        "operator": [
            OperationsPermission.VIEW,
            OperationsPermission.VIEW_AUDIT,
            OperationsPermission.RUN_AGAIN,
            OperationsPermission.SEND_AGAIN,
            OperationsPermission.BACK_UP,
        ],
        "soc": [OperationsPermission.VIEW_AUDIT],
    },
)
role_permissions.register(
    "organization",
    {
        "operator": [Org.VIEW_AGENCIES, Org.CHANGE_AGENCIES, Org.PLAN_MERGERS],
        "committee": [Org.VIEW_AGENCIES, Org.CONFIRM_MERGERS],
        "editor": [Org.VIEW_AGENCIES],
    },
)
role_permissions.register(
    "kernel",
    {
        "operator": [
            *CalendarPermission,
            NotificationPermission.MANAGE,
            NumberingPermission.MANAGE_REGISTERS,
            *ImportPermission,
            WebPermission.SET_BRAND,
            WebPermission.SEE_GALLERY,
            WebPermission.SHARE_VIEW,
            *(
                code
                for code in OperationsPermission
                if code is not OperationsPermission.OPEN_PAYLOAD
            ),
        ],
        "clerk": [NumberingPermission.READ_REGISTER, NumberingPermission.VOID_NUMBER],
        "leader": [
            NumberingPermission.READ_REGISTER,
            CalendarPermission.DECLARE_DAY_OFF,
            WebPermission.SHARE_VIEW,
        ],
        "desk": [WebPermission.SHARE_VIEW],
        "specialist": [WebPermission.SHARE_VIEW],
    },
)
permission_names.register(
    "identity",
    {
        P.VIEW_ACCOUNTS: _("Xem danh sách tài khoản"),
        P.MANAGE_ACCOUNTS: _("Mở, khóa, khôi phục tài khoản"),
        P.ASSIGN_ROLES: _("Phân công vai trò"),
        P.DELEGATE_OWN: _("Ủy quyền việc của mình"),
        P.VIEW_PERSONS: _("Tra cứu công dân, tổ chức"),
        P.CHANGE_PERSONS: _("Ghi và sửa thông tin công dân, tổ chức"),
        P.UNMASK_NUMBERS: _("Xem số định danh đầy đủ"),
        P.GRANT_ACCESS: _("Cấp quyền xem có thời hạn"),
        P.MANAGE_CLIENTS: _("Quản lý hệ thống kết nối"),
        P.VERIFY_REPRESENTATION: _("Kiểm tra giấy tờ đại diện"),
    },
)
permission_names.register(
    "operations",
    {
        OperationsPermission.VIEW: _("Xem việc nền, hộp thư đi, sao lưu"),
        OperationsPermission.VIEW_AUDIT: _("Xem nhật ký hệ thống"),
        OperationsPermission.RUN_AGAIN: _("Chạy lại hoặc dừng việc nền"),
        OperationsPermission.SEND_AGAIN: _("Gửi lại bản đã dừng"),
        OperationsPermission.BACK_UP: _("Sao lưu"),
        OperationsPermission.OPEN_PAYLOAD: _("Mở nội dung gói tin"),
    },
)
permission_names.register(
    "organization",
    {
        Org.VIEW_AGENCIES: _("Xem danh sách cơ quan"),
        Org.CHANGE_AGENCIES: _("Sửa danh sách cơ quan"),
        Org.PLAN_MERGERS: _("Lập phương án sắp xếp cơ quan"),
        Org.CONFIRM_MERGERS: _("Duyệt phương án sắp xếp cơ quan"),
        Org.CONFIRM_OWN_MERGERS: _("Tự duyệt phương án sắp xếp mình lập"),
    },
)
permission_names.register(
    "kernel",
    {
        CalendarPermission.MANAGE_CALENDAR: _("Quản lý lịch làm việc"),
        CalendarPermission.DECLARE_DAY_OFF: _("Công bố ngày nghỉ"),
        NotificationPermission.MANAGE: _("Quản lý thông báo"),
        NumberingPermission.READ_REGISTER: _("Xem sổ đăng ký số"),
        NumberingPermission.VOID_NUMBER: _("Hủy số đã cấp"),
        NumberingPermission.MANAGE_REGISTERS: _("Quản lý sổ đăng ký số"),
        ImportPermission.IMPORT: _("Nhập dữ liệu từ hệ thống cũ"),
        ImportPermission.SIGN_OFF: _("Ký duyệt lần nhập dữ liệu"),
        WebPermission.SET_BRAND: _("Đổi tên, màu, biểu trưng của trang"),
        WebPermission.SEE_GALLERY: _("Xem bộ thành phần giao diện"),
        WebPermission.SHARE_VIEW: _("Chia sẻ khung nhìn danh sách"),
    },
)


def _load_roles(say: Callable[[str], None]) -> None:
    say(f"{load_standard_roles()} roles")


def _load_people(say: Callable[[str], None]) -> None:
    if load_demonstration():
        say(f"{Account.objects.count()} accounts")


first_start.register("identity.roles", Step(15, "Standard roles", _load_roles, every_start=True))
first_start.register(
    "identity.demonstration", Step(30, "Demonstration accounts", _load_people, demonstration=True)
)


def _demonstration_in_production() -> Iterable[Concern]:
    """Say so when a production installation holds accounts whose password everybody knows."""
    if settings.PRODUCTION and Account.objects.filter(is_demonstration=True).exists():
        yield Concern(code="identity.demonstration_account")


def _notes() -> Iterable[str]:
    if settings.DEMONSTRATION and Account.objects.filter(login=DEMONSTRATION_LOGINS[0]).exists():
        yield f"Accounts (password {PASSWORD}): {', '.join(DEMONSTRATION_LOGINS)}"


def _signed_in(actor: Actor) -> bool:
    return actor.is_signed_in


concern_words.register(
    "identity.demonstration_account",
    ConcernWords(
        _("Có tài khoản trình diễn trong hệ thống chính thức."),
        _("Khóa các tài khoản đó ở Quản trị, Tài khoản: mật khẩu của chúng ai cũng biết."),
    ),
)
doctors.register("identity.demonstration", _demonstration_in_production)
start_notes.register("identity.demonstration", _notes)
bearers.register("identity", client_actor)
actor_sources.register("identity", actor_of_account)
account_names.register("identity", names_of_officials)
navigation.register(
    "identity.accounts",
    NavItem(
        label=_("Tài khoản, vai trò"),
        url="/quan-tri/tai-khoan/",
        icon="people",
        group=NavGroup.OPERATORS,
        order=10,
        hint=_("Mở, khóa tài khoản, phân công, ủy quyền, nhập danh sách"),
        visible=lambda actor: actor.may(IdentityPermission.VIEW_ACCOUNTS),
    ),
)
navigation.register(
    "identity.clients",
    NavItem(
        label=_("Hệ thống kết nối"),
        url="/quan-tri/he-thong/",
        icon="plug",
        group=NavGroup.OPERATORS,
        order=60,
        hint=_("Khóa truy cập của các hệ thống gọi vào"),
        visible=lambda actor: actor.may(IdentityPermission.MANAGE_CLIENTS),
    ),
)
who_menu.register(
    "identity.profile",
    MenuLine(label=_("Tài khoản của tôi"), url="/tai-khoan/", icon="person", visible=_signed_in),
)
who_menu.register(
    "identity.security",
    MenuLine(
        label=_("Bảo mật và phiên đăng nhập"),
        url="/tai-khoan/bao-mat/",
        icon="shield-lock",
        order=110,
        visible=_signed_in,
    ),
)
who_menu.register(
    "identity.accesses",
    MenuLine(
        label=_("Ai đã xem dữ liệu của tôi"),
        url="/tai-khoan/ai-da-xem/",
        icon="eye",
        order=120,
        visible=lambda actor: actor.person_id is not None,
    ),
)
navigation.register(
    "identity.persons",
    NavItem(
        label=_("Công dân, tổ chức"),
        url="/lam-viec/cong-dan/",
        icon="person-vcard",
        order=70,
        visible=lambda actor: actor.may(IdentityPermission.VIEW_PERSONS),
    ),
)
navigation.register(
    "identity.representations",
    NavItem(
        label=_("Giấy tờ đại diện"),
        url="/lam-viec/dai-dien/",
        icon="people",
        order=75,
        visible=lambda actor: actor.may(IdentityPermission.VERIFY_REPRESENTATION),
        count=lambda actor: waiting_representations(actor=actor, most=1000),
    ),
)


def _guard_proof(actor: Actor, stored: StoredFile) -> str:
    """Let who may see a representation open its proof."""
    if not representations(actor=actor).filter(proof_file=stored.uid).exists():
        raise NotFound
    return "representation_proof"


file_uses.register(
    "identity.representation_proof",
    FileUse(types=PHOTOS | PDFS, max_bytes=10 * MIB, label=_("giấy tờ đại diện")),
)
file_guards.register("identity", _guard_proof)
merger_effects.register("identity", StaffMoves())
holders.register("identity", PersonHolder())
purposes.register(
    "identity.account",
    Purpose(
        label=_("Nhận biết bạn khi đăng nhập và nộp hồ sơ"),
        data=_("họ tên, ngày sinh, số định danh, liên hệ"),
        law="45/2020/NĐ-CP, 310/2026/NĐ-CP",
        order=10,
    ),
)
purposes.register(
    "identity.accesses",
    Purpose(
        label=_("Ghi ai đã xem dữ liệu của bạn và để làm gì"),
        data=_("người xem, lúc xem, lý do"),
        law="91/2025/QH15",
        order=60,
    ),
)
holders.register("notifications", NoticeHolder())  # whose account is whose is known here
