"""Who acts in this request."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from tinhso.identity.guarding import idle_time, may_come_from, noted_every, seconds_left
from tinhso.identity.models import Account, AccountSession
from tinhso.identity.queries import actor_for
from tinhso.identity.services.accounts import password_is_old
from tinhso.identity.web import address_of, remember_browser
from tinhso.kernel.actors import ANONYMOUS, Actor

CHANGE_PASSWORD = "/tai-khoan/mat-khau/"  # noqa: S105  # an address, not a secret
OPEN_TO_ALL = (CHANGE_PASSWORD, "/dang-xuat/", "/dang-nhap/", settings.STATIC_URL, "/ngon-ngu/")
BY_ITSELF = "X-Background"
"""What a page asks without its reader (a look for news) carries this header: it is no use of it."""


class ActorMiddleware:
    """Set `request.actor`: anonymous without a session, else made of the account's rights."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = self._actor(request)  # type: ignore[attr-defined]  # read by actor_of
        user = getattr(request, "_cached_user", None)
        if (
            isinstance(user, Account)
            and not request.path.startswith(OPEN_TO_ALL)
            and (user.must_change_password or self._password_has_served(request, user))
        ):
            return HttpResponseRedirect(CHANGE_PASSWORD)
        response = self.get_response(request)
        remember_browser(request, response)
        return response

    @staticmethod
    def _password_has_served(request: HttpRequest, account: Account) -> bool:
        """Tell whether who came in by a password must take a new one first."""
        return request.session.get("way") in ("password", "code") and password_is_old(account)

    @staticmethod
    def _actor(request: HttpRequest) -> Actor:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return ANONYMOUS
        if not request.user.is_authenticated:
            return ANONYMOUS
        account = request.user
        second_factor = bool(request.session.get("second_factor"))
        is_here = may_come_from(account, address=address_of(request), second_factor=second_factor)
        if not is_here or not _still_fresh(request, account, second_factor=second_factor):
            logout(request)
            return ANONYMOUS
        return actor_for(account, second_factor=second_factor)


def _still_fresh(request: HttpRequest, account: Account, *, second_factor: bool) -> bool:
    """Tell whether the session was used lately; note it now and then, not at each request.

    `request.seconds_left` says to the page when it locks.
    """
    now = timezone.now()
    seen = parse_datetime(request.session.get("seen_at", "")) or now
    idle = idle_time(account, second_factor=second_factor)
    left = seconds_left(seen=seen, now=now, idle=idle)
    if idle and left <= 0:
        return False
    is_use = BY_ITSELF not in request.headers
    if "seen_at" not in request.session or (is_use and now - seen > noted_every(idle)):
        left = seconds_left(seen=now, now=now, idle=idle)
        request.session["seen_at"] = now.isoformat()
        AccountSession.objects.filter(session_key=request.session.session_key).update(seen_at=now)
        Account.objects.filter(pk=account.pk).exclude(last_seen_on=timezone.localdate(now)).update(
            last_seen_on=timezone.localdate(now)
        )
    request.seconds_left = left if idle else 0  # type: ignore[attr-defined]  # the page reads it
    return True
