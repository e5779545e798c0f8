"""Background work of the notices."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.jobs import enqueue, every, job
from tinhso.kernel.notifications import sending
from tinhso.kernel.notifications.models import Delivery
from tinhso.kernel.notifications.rules import MOST_ATTEMPTS, DeliveryState
from tinhso.kernel.notifications.services import forget_demonstration


@job(
    "notifications.deliver",
    title=_("Gửi một thông báo"),
    max_attempts=MOST_ATTEMPTS,
    lease_seconds=60,
)
def deliver(*, delivery_id: int) -> None:
    """Send one notice by one channel."""
    sending.deliver(delivery_id)


@job(
    "notifications.deliver_digest",
    title=_("Gửi thư tổng hợp trong ngày"),
    max_attempts=MOST_ATTEMPTS,
    lease_seconds=60,
)
def deliver_digest(*, account_uid: str) -> None:
    """Send an account its daily letter."""
    sending.deliver_digest(UUID(account_uid))


@every("notifications.digest", title=_("Lập thư tổng hợp hằng ngày"), daily_at="07:00")
def digest() -> None:
    """Ask for the daily letter of each account that gathered something, after its quiet hours."""
    gathered = Delivery.objects.filter(state=DeliveryState.DIGEST, channel="email")
    accounts = gathered.values_list("notification__account_uid", flat=True).distinct()
    for account_uid in accounts.iterator():
        enqueue(
            "notifications.deliver_digest",
            run_at=sending.digest_goes_out_at(account_uid),
            key=f"digest:{account_uid}",
            account_uid=str(account_uid),
        )


@every("notifications.forget_demonstration", title=_("Dọn tin nhắn minh họa cũ"), daily_at="03:30")
def forget_old_demonstration_messages() -> None:
    """Remove what demonstration channels wrote a month ago."""
    forget_demonstration()
