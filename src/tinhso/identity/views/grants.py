"""Timed, recorded rights to see: give, look at, end."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tinhso.identity.forms import GrantForm
from tinhso.identity.models import SightGrant
from tinhso.identity.permissions import IdentityPermission
from tinhso.identity.queries import account_names
from tinhso.identity.services import end_grant, grant_sight
from tinhso.identity.words import permission_name
from tinhso.kernel.actors import actor_of, require
from tinhso.kernel.db import fetch
from tinhso.kernel.web.accepting import accepted
from tinhso.organization.queries import agencies_at, agency_names


@never_cache
@require_http_methods(["GET", "POST"])
def grant_new_view(request: HttpRequest) -> HttpResponse:
    """Let somebody see an agency's matters for a stated purpose and time."""
    actor = actor_of(request)
    require(actor, IdentityPermission.GRANT_ACCESS)
    agencies = [(str(p.agency_id), p.short_name or p.name) for p in agencies_at()]
    form = GrantForm(request.POST or None, agencies=agencies)
    if request.method == "POST" and form.is_valid():
        grant = accepted(
            form,
            lambda: grant_sight(
                account_uid=form.cleaned_data["account"],
                purpose=form.cleaned_data["purpose"],
                basis=form.cleaned_data["basis"],
                valid_from=timezone.now(),
                valid_to=form.ends_at(),
                keys=form.keys(),
                permissions=form.cleaned_data["permissions"],
                actor=actor,
            ),
        )
        if grant is not None:
            messages.success(request, _("Đã cấp quyền xem, có hiệu lực ngay."))
            return redirect("identity:grant_list")
    context = {
        "form": form,
        "page_title": _("Cấp quyền xem"),
        "intro": _(
            "Mỗi quyền có mục đích, căn cứ và ngày hết; người được xem biết và mọi lần mở được ghi."
        ),
        "button": _("Cấp quyền xem"),
        "back": reverse("identity:grant_list"),
        "back_label": _("Quyền xem có thời hạn"),
    }
    return render(request, "identity/form_page.html", context)


@never_cache
@require_GET
def grant_view(request: HttpRequest, uid: str) -> HttpResponse:
    """Show one grant: to whom, of what, why, until when."""
    require(actor_of(request), IdentityPermission.GRANT_ACCESS)
    grant = fetch(SightGrant.objects.select_related("account"), uid=uid)
    agencies = agency_names(int(key[2:]) for key in grant.keys)
    context = {
        "grant": grant,
        "places": [agencies.get(int(key[2:]), "") for key in grant.keys],
        "permissions": [permission_name(code) for code in grant.permissions],
        "by": account_names([grant.granted_by]).get(grant.granted_by, ""),
        "holds": grant.ended_at is None and grant.valid_to > timezone.now(),
    }
    return render(request, "identity/grant.html", context)


@require_POST
def grant_end_view(request: HttpRequest, uid: str) -> HttpResponse:
    """End a grant now."""
    end_grant(uid=uid, actor=actor_of(request))
    messages.success(request, _("Đã thôi quyền xem, có hiệu lực ngay."))
    return redirect("identity:grant_list")
