"""Background work of this room."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.jobs import every, job
from tinhso.privacy import services
from tinhso.privacy.services.authorities import watch_authorities
from tinhso.privacy.services.breaches import remind_of_breaches
from tinhso.privacy.services.consents import pause_unconsented
from tinhso.privacy.services.retention import carry_out, end_terms


@job("privacy.make_copy", title=_("Lập bản sao dữ liệu cá nhân"), lease_seconds=300)
def make_copy(*, uid: str) -> None:
    """Put the copy of somebody's data together and seal it."""
    services.make_copy(uid=UUID(uid))


@every("privacy.forget_copies", title=_("Xóa bản sao dữ liệu hết hạn tải"), daily_at="02:50")
def forget_copies() -> None:
    """Delete copies whose days for download are over."""
    services.forget_copies()


@every("privacy.remind_of_breaches", title=_("Nhắc hạn 72 giờ báo vi phạm dữ liệu"), hours=1)
def remind() -> None:
    """Tell officers before the 72 hours of a breach are over, and when they are."""
    remind_of_breaches()


@job("privacy.destroy", title=_("Tiêu hủy dữ liệu đã duyệt"), lease_seconds=300)
def destroy(*, uid: str) -> None:
    """Destroy what two people decided on; without their decision nothing happens."""
    carry_out(uid=UUID(uid))


@every(
    "privacy.end_terms", title=_("Xóa dữ liệu hết thời hạn không cần hai người"), daily_at="03:40"
)
def end() -> None:
    """Let what is no record of an agency go when its term is over."""
    end_terms()


@every(
    "privacy.watch_authorities", title=_("Nhắc giờ yêu cầu của cơ quan có thẩm quyền"), minutes=10
)
def watch() -> None:
    """Tell officers before the hours of a request are over, and people once they may know."""
    watch_authorities()


@every(
    "privacy.pause_unconsented",
    title=_("Tạm ngừng kênh tin nhắn chưa có sự đồng ý"),
    daily_at="06:10",
)
def pause() -> None:
    """Pause channels chosen before consents were kept, and ask their owners again."""
    pause_unconsented()
