"""What a session needs beside a password: to be used now and then, and to come from the office.

Officials' sessions lock sooner than citizens', those of who runs the house soonest; from outside
the offices' networks an official acts only with a second factor (TCVN 14423:2026).
The published accounts of a demonstration are excused, as they are from the second factor itself.
"""

from datetime import datetime, timedelta
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Final

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tinhso.identity.models import Account
from tinhso.identity.queries import administers
from tinhso.identity.rules import AccountKind
from tinhso.kernel.errors import DomainError

MOST_BETWEEN: Final = timedelta(minutes=5)
PARTS: Final = 15
"""Use is noted so many times within the idle time, so that few requests write."""


class SecondFactorNeeded(DomainError):
    """An official comes from outside the offices' networks by a password alone."""

    code = "identity.second_factor_needed"
    status = 403
    title = _("Ngoài mạng cơ quan cần hai bước")


def idle_time(account: Account, *, second_factor: bool) -> timedelta:
    """Return how long a session of this account may stand unused; zero: as long as it lasts."""
    minutes: int = settings.TINHSO_SESSION_IDLE_MINUTES
    if _is_guarded(account):
        minutes = settings.TINHSO_SESSION_IDLE_MINUTES_OFFICIALS
        if administers(account, second_factor=second_factor):
            minutes = settings.TINHSO_SESSION_IDLE_MINUTES_ADMINISTRATORS
    return timedelta(minutes=minutes)


def noted_every(idle: timedelta) -> timedelta:
    """Return after how long use is written down again."""
    return min(idle / PARTS, MOST_BETWEEN) if idle else MOST_BETWEEN


def seconds_left(*, seen: datetime, now: datetime, idle: timedelta) -> int:
    """Return in how many seconds a session locks if nobody uses it; 0 or less: it is locked.

    It may have been used a while after it was last noted: nobody is locked before his time.
    """
    return int((seen + idle + noted_every(idle) - now).total_seconds())


def may_come_from(account: Account, *, address: str, second_factor: bool) -> bool:
    """Tell whether an account may act from here; `TINHSO_OFFICE_NETWORKS` says what is inside."""
    networks = _networks(tuple(settings.TINHSO_OFFICE_NETWORKS))
    if not networks or second_factor or not _is_guarded(account):
        return True
    return any(ip_address(address) in network for network in networks)


def refuse_outside(account: Account, *, address: str) -> None:
    """Refuse a sign-in by one factor from outside; raises `SecondFactorNeeded`."""
    if not may_come_from(account, address=address, second_factor=False):
        raise SecondFactorNeeded(
            _(
                "Bạn đang ở ngoài mạng của cơ quan, và tài khoản này chưa có bước xác thực thứ hai."
                " Hãy đăng ký mã xác thực hoặc khóa bảo mật khi ngồi ở cơ quan, rồi đăng nhập lại."
            )
        )


def _is_guarded(account: Account) -> bool:
    return account.kind == AccountKind.OFFICIAL and not account.is_demonstration


@lru_cache(maxsize=4)
def _networks(named: tuple[str, ...]) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(name) for name in named)
