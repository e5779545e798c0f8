"""One act per form, however often it is sent: double tap, back button, lost answer.

A form carries a token (`{% once %}`); the view hands its act to `once`. The first post does the
act and keeps where it led; the same token again leads there without acting. The token is
remembered in the act's own transaction, so a refused or failed act leaves the form usable.
"""

from collections.abc import Callable
from typing import Final
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.actors import actor_of
from tinhso.kernel.errors import Conflict
from tinhso.kernel.web.models import FormOnce

FIELD: Final = "_once"


class StillRunning(Conflict):
    """The same form is being handled at this moment by another request."""

    code = "kernel.form_still_running"
    title = _("Việc này đang được làm")


def new_token() -> str:
    """Return a fresh token for a form."""
    return str(uuid4())


def once(request: HttpRequest, act: Callable[[], str]) -> str:
    """Do the act of a posted form once and return where to go next.

    `act` runs inside one transaction with the token and returns a path. A form without a token
    (an older page, a plain client) simply acts.
    """
    token = _token_of(request)
    if token is None:
        with transaction.atomic():
            return act()
    who = str(actor_of(request).id or request.session.session_key or "")
    key = f"{who}:{request.path}"[:200]
    done = FormOnce.objects.filter(token=token, key=key).first()
    if done is not None:
        return done.outcome
    try:
        with transaction.atomic():
            row = FormOnce.objects.create(token=token, key=key, outcome="")
            row.outcome = act()
            row.save(update_fields=["outcome"])
            return row.outcome
    except IntegrityError:
        done = FormOnce.objects.filter(token=token, key=key).first()
        if done is None:
            raise
        return done.outcome


def _token_of(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.POST.get(FIELD, ""))
    except ValueError:
        return None
