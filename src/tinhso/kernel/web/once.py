"""One act per form, however often it is sent: double tap, two tabs, back button, lost answer.

Every form with `{% csrf_token %}` carries a key of its own (`templatetags.acting`). The first post
claims key, account and content before any page looks at it, and keeps where it led; the same post
again is led there without acting. Another content under the same key is another post, which the
state of the matter judges. What is refused, or shown again for mending, leaves no trace.
"""

from collections.abc import Callable
from datetime import timedelta
from time import sleep
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.actors import actor_of
from tinhso.kernel.db.asked import fingerprint
from tinhso.kernel.errors import Conflict
from tinhso.kernel.web.errors import is_api, refusal_page
from tinhso.kernel.web.models import FormOnce

FIELD: Final = "_once"
KEPT: Final = timedelta(days=1)
LOST: Final = timedelta(minutes=2)
"""Whoever claimed a form so long ago and said nothing since was killed; the next may try."""
PAUSES: Final = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 1.6)
"""How long the second of two at the same moment waits for the first, in seconds."""
_UNASKED: Final = frozenset({FIELD, "csrfmiddlewaretoken"})
_CLAIM: Final = "tinhso.form_once"


class StillRunning(Conflict):
    """The same form is being handled at this moment by another request."""

    code = "kernel.form_still_running"
    title = _("Việc này đang được làm")


def new_token() -> str:
    """Return a fresh key for a form."""
    return str(uuid4())


def once(request: HttpRequest, act: Callable[[], str]) -> str:
    """Do the act of a posted form in one transaction with where it led, and return that path.

    A process killed right behind the act then still knows that it was done. A form whose view does
    not ask for this is kept as soon as the view has answered.
    """
    with transaction.atomic():
        where = act()
        _keep(request, where)
    return where


class OnceMiddleware:
    """Lead a form that was sent before to where it led, before its view looks at anything."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Stand in the chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the first post by its view, the same post again by where the first led."""
        token = _token_of(request)
        if token is None:
            return self.get_response(request)
        key = f"{actor_of(request).id}:{fingerprint(request, without=_UNASKED)}"
        try:
            claim = _claim(token, key)
        except StillRunning as running:
            return refusal_page(request, running)
        if claim.outcome:
            return HttpResponseRedirect(claim.outcome)
        request.META[_CLAIM] = claim.pk
        had_session = request.user.is_authenticated
        try:
            response = self.get_response(request)
            is_same = request.user.is_authenticated == had_session
            if is_same and _leads_on(response):
                _keep(request, response["Location"])
        finally:
            FormOnce.objects.filter(pk=claim.pk, outcome="").delete()
        return response


def forget_forms() -> None:
    """Forget the forms of yesterday."""
    FormOnce.objects.filter(created_at__lt=timezone.now() - KEPT).delete()


def _claim(token: UUID, key: str) -> FormOnce:
    """Return the row of a form: done, or without outcome and ours to handle."""
    for pause in PAUSES:
        kept = FormOnce.objects.filter(token=token, key=key).first()
        if kept is None:
            kept = _begun(token, key)
            if kept is not None:
                return kept
        elif kept.outcome or _taken_over(kept):
            return kept
        sleep(pause)
    raise StillRunning(_("Biểu mẫu này vừa được gửi và đang được xử lý. Đợi một chút rồi tải lại."))


def _begun(token: UUID, key: str) -> FormOnce | None:
    try:
        with transaction.atomic():
            return FormOnce.objects.create(token=token, key=key)
    except IntegrityError:
        return None


def _taken_over(kept: FormOnce) -> bool:
    now = timezone.now()
    if kept.created_at > now - LOST:
        return False
    same = FormOnce.objects.filter(pk=kept.pk, created_at=kept.created_at, outcome="")
    return bool(same.update(created_at=now))


def _keep(request: HttpRequest, where: str) -> None:
    claim = request.META.get(_CLAIM)
    if claim is not None:
        FormOnce.objects.filter(pk=claim, outcome="").update(outcome=where)


def _leads_on(response: HttpResponse) -> bool:
    """Tell whether a form was acted upon: it led on, and not back to the door."""
    if not 300 <= response.status_code < 400 or not response.has_header("Location"):
        return False
    return urlsplit(response["Location"]).path != settings.LOGIN_URL


def _token_of(request: HttpRequest) -> UUID | None:
    """Return the key of a form that an account posted; scripts that save meanwhile have none.

    A form that is too much (files, fields, bytes) raises here: once its reading has failed it looks
    empty to whoever comes later, as if it had been posted without its token.
    """
    if request.method != "POST" or is_api(request) or not actor_of(request).is_signed_in:
        return None
    if request.headers.get("Accept") == "application/json":
        return None
    try:
        return UUID(request.POST.get(FIELD, ""))
    except (ValueError, OSError):
        return None
