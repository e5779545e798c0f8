"""What operators do: accounts, roles, system clients."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tinhso.identity.forms import (
    AccountForm,
    AssignForm,
    ReasonForm,
    ResetForm,
)
from tinhso.identity.models import Account
from tinhso.identity.permissions import IdentityPermission
from tinhso.identity.queries import account_by_uid, previous_positions
from tinhso.identity.services import (
    AccountData,
    assign_role,
    end_assignment,
    lock_account,
    open_account,
    unlock_account,
)
from tinhso.identity.services.accounts import IDLE, locks_when_idle
from tinhso.identity.services.recovery import operator_link
from tinhso.identity.web import show_once, shown_once
from tinhso.identity.words import assignment_lines
from tinhso.kernel.actors import Actor, actor_of, require
from tinhso.kernel.web.accepting import accepted
from tinhso.organization.queries import unit_choices


def _operator(request: HttpRequest, permission: str = IdentityPermission.VIEW_ACCOUNTS) -> Actor:
    actor = actor_of(request)
    require(actor, permission)
    return actor


@never_cache
@require_http_methods(["GET", "POST"])
def account_new_view(request: HttpRequest) -> HttpResponse:
    """Open an account."""
    actor = _operator(request, IdentityPermission.MANAGE_ACCOUNTS)
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        account = accepted(
            form, lambda: open_account(data=AccountData(**form.cleaned_data), actor=actor)
        )
        if account is not None:
            messages.success(request, _("Đã mở tài khoản. Hãy phân công vai trò."))
            return redirect("identity:account", uid=account.uid)
    return render(request, "identity/account_new.html", {"form": form})


def _places() -> list[tuple[str, str]]:
    """Return every unit and agency of today as choices `agency:unit`."""
    return [(f"{agency_id}:{unit_id or ''}", name) for agency_id, unit_id, name in unit_choices()]


@never_cache
@require_GET
def account_view(request: HttpRequest, uid: str) -> HttpResponse:
    """Show one account with its roles, and what can be done to it."""
    actor = _operator(request)
    account = account_by_uid(uid=uid, actor=actor)
    return _account_page(request, account)


def _account_page(
    request: HttpRequest,
    account: Account,
    *,
    assign: AssignForm | None = None,
    reason: ReasonForm | None = None,
    reset: ResetForm | None = None,
) -> HttpResponse:
    context = {
        "account": account,
        "assignments": assignment_lines(previous_positions(account_id=account.pk)),
        "assign_form": assign or AssignForm(places=_places()),
        "lock_form": reason or ReasonForm(),
        "reset_form": reset or ResetForm(),
        "link": shown_once(request).get("link", ""),
        "idle": IDLE,
        "locks_on": locks_when_idle(account),
    }
    return render(request, "identity/account.html", context)


@require_POST
def assign_view(request: HttpRequest, uid: str) -> HttpResponse:
    """Give a role."""
    actor = _operator(request)
    account = account_by_uid(uid=uid, actor=actor)
    form = AssignForm(request.POST, places=_places())
    if form.is_valid():
        agency_id, _colon, unit_id = form.cleaned_data["place"].partition(":")
        done = accepted(
            form,
            lambda: assign_role(
                account_uid=account.uid,
                role_code=form.cleaned_data["role"],
                agency_id=int(agency_id),
                unit_id=int(unit_id) if unit_id else None,
                valid_to=form.ends_at(),
                actor=actor,
            ),
        )
        if done is not None:
            messages.success(request, _("Đã phân công, có hiệu lực ngay."))
            return redirect("identity:account", uid=account.uid)
    return _account_page(request, account, assign=form)


@require_POST
def assignment_end_view(request: HttpRequest, uid: str) -> HttpResponse:
    """Take a role away."""
    row = end_assignment(uid=uid, actor=_operator(request))
    messages.success(request, _("Đã thôi vai trò, có hiệu lực ngay."))
    return redirect("identity:account", uid=row.account.uid)


@require_POST
def lock_view(request: HttpRequest, uid: str) -> HttpResponse:
    """Lock an account with a reason."""
    actor = _operator(request)
    account = account_by_uid(uid=uid, actor=actor)
    form = ReasonForm(request.POST)
    if form.is_valid():
        done = accepted(
            form,
            lambda: lock_account(uid=uid, reason=form.cleaned_data["reason"], actor=actor),
        )
        if done is not None:
            messages.success(request, _("Đã khóa tài khoản, các phiên đã đăng xuất."))
            return redirect("identity:account", uid=uid)
    return _account_page(request, account, reason=form)


@require_POST
def unlock_view(request: HttpRequest, uid: str) -> HttpResponse:
    """Unlock an account."""
    unlock_account(uid=uid, actor=_operator(request))
    messages.success(request, _("Đã mở lại tài khoản."))
    return redirect("identity:account", uid=uid)


@never_cache
@require_POST
def reset_view(request: HttpRequest, uid: str) -> HttpResponse:
    """Make a one-day link for somebody whose identity was verified; shown once."""
    actor = _operator(request)
    account = account_by_uid(uid=uid, actor=actor)
    form = ResetForm(request.POST)
    if form.is_valid():
        link = accepted(
            form, lambda: operator_link(account_uid=uid, actor=actor, **form.cleaned_data)
        )
        if link is not None:
            there = reverse("identity:account", kwargs={"uid": uid})
            return redirect(show_once(request, there, link=request.build_absolute_uri(link)))
    return _account_page(request, account, reset=form)
