"""What accounts show of the way to production."""

from collections.abc import Iterator

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tinhso.identity.models import Account, Assignment
from tinhso.identity.rules import AccountKind
from tinhso.identity.second_factor import has_second_factor
from tinhso.kernel.registry.readiness import ReadyLine, Standing, readiness, standing

ENOUGH_OPERATORS = 2
"""One of them on leave, and the house still has somebody."""


def lines() -> Iterator[ReadyLine]:
    """Yield whether invented people are gone and the province's own can work."""
    invented = Account.objects.filter(is_demonstration=True).count()
    yield ReadyLine(
        order=100,
        title=_("Không còn tài khoản trình diễn"),
        said=(
            _(
                "Còn %(count)s tài khoản trình diễn, mật khẩu ai cũng biết; hệ thống chính thức"
                " không khởi động được. Dừng hệ thống, bật TINHSO_PRODUCTION với hai khóa riêng,"
                " rồi chạy lệnh này: nó cất bản trình diễn sang chỗ khác và mở hệ thống trống."
            )
            if invented
            else _("Không còn tài khoản trình diễn nào.")
        ),
        values={"count": invented},
        standing=standing(not invented),
        url="/quan-tri/tai-khoan/" if invented else "",
        how="tinhso demo remove --to /backups" if invented else "",
    )
    yield from _operators()
    yield from _staff()


def _operators() -> Iterator[ReadyLine]:
    holders = Account.objects.filter(
        is_active=True,
        is_demonstration=False,
        pk__in=Assignment.objects.in_force(timezone.now())
        .filter(role__code="operator")
        .values("account_id"),
    )
    ready = sum(has_second_factor(account) for account in holders[:100])
    yield ReadyLine(
        order=130,
        title=_("Người quản trị"),
        said=_(
            "%(ready)s người quản trị đã có xác thực hai lớp. Cần ít nhất hai, để một người vắng"
            " mặt hệ thống vẫn có người coi."
        ),
        values={"ready": ready},
        standing=standing(ready >= ENOUGH_OPERATORS),
        url="/quan-tri/tai-khoan/",
        how="" if holders.exists() else "tinhso operator LOGIN --name … --email …",
    )


def _staff() -> Iterator[ReadyLine]:
    officials = Account.objects.filter(
        kind=AccountKind.OFFICIAL, is_active=True, is_demonstration=False
    )
    count = officials.count()
    placed = Assignment.objects.in_force(timezone.now()).values("account_id")
    idle = officials.exclude(pk__in=placed).count()
    waiting = officials.filter(password__startswith=UNUSABLE_PASSWORD_PREFIX).count()
    yield ReadyLine(
        order=140,
        title=_("Cán bộ, vai trò"),
        said=_(
            "%(count)s tài khoản cán bộ; %(idle)s chưa có vai trò, %(waiting)s chưa đặt mật khẩu."
            " Nhập từ bảng tính, rồi gửi đường dẫn đặt mật khẩu."
        ),
        values={"count": count, "idle": idle, "waiting": waiting},
        standing=(
            Standing.TODO if not count or idle else Standing.JUDGE if waiting else Standing.DONE
        ),
        url="/quan-tri/nhap-du-lieu/loai/identity.staff/",
    )


readiness.register("identity", lines)
