"""Role templates: what each allows, how it changed, who gains and who loses by a change."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from tinhso.identity.forms import RoleForm
from tinhso.identity.models import RoleTemplate
from tinhso.identity.permissions import IdentityPermission
from tinhso.identity.queries.roles import effect_of, role_by_code, role_history
from tinhso.identity.registry import permission_names
from tinhso.identity.rules import Sight
from tinhso.identity.services import save_role
from tinhso.identity.web import accepted
from tinhso.identity.words import permission_name
from tinhso.kernel.actors import actor_of, require


@never_cache
@require_GET
def role_list_view(request: HttpRequest) -> HttpResponse:
    """List the role templates with what they allow."""
    actor = actor_of(request)
    require(actor, IdentityPermission.VIEW_ACCOUNTS)
    roles = [
        (role, [permission_name(code) for code in role.permissions])
        for role in RoleTemplate.objects.order_by("name")
    ]
    context = {"roles": roles, "may_change": actor.may(IdentityPermission.ASSIGN_ROLES)}
    return render(request, "identity/role_list.html", context)


def _known() -> list[tuple[str, str]]:
    """Return every permission a room has named, with its words."""
    return [
        (str(code), str(name)) for _room, names in permission_names for code, name in names.items()
    ]


@never_cache
@require_http_methods(["GET", "POST"])
def role_view(request: HttpRequest, code: str) -> HttpResponse:
    """Change a role template: the first button shows what it does to whom, the second does it."""
    actor = actor_of(request)
    require(actor, IdentityPermission.ASSIGN_ROLES)
    role = role_by_code(code)
    known = dict(_known())
    unnamed = {one: one for one in role.permissions if one not in known}
    form = RoleForm(
        request.POST or None,
        initial={"name": role.name, "summary": role.summary, "permissions": role.permissions},
        known=list((known | unnamed).items()),
    )
    effect = None
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["permissions"]
        if "luu" in request.POST:
            done = accepted(
                form,
                lambda: save_role(
                    code=role.code,
                    name=form.cleaned_data["name"],
                    summary=form.cleaned_data["summary"],
                    permissions=chosen,
                    sight=Sight(role.sight),
                    is_everywhere=role.is_everywhere,
                    needs_second_factor=role.needs_second_factor,
                    reason=form.cleaned_data["reason"],
                    actor=actor,
                ),
            )
            if done is not None:
                messages.success(request, _("Đã đổi vai trò, có hiệu lực ngay."))
                return redirect("identity:role", code=role.code)
        effect = effect_of(role, chosen)
    context = {
        "role": role,
        "form": form,
        "effect": effect,
        "added": [permission_name(one) for one in effect.added] if effect else [],
        "removed": [permission_name(one) for one in effect.removed] if effect else [],
        "history": [
            (
                row,
                [permission_name(c) for c in row.added],
                [permission_name(c) for c in row.removed],
            )
            for row in role_history(role)
        ],
    }
    return render(request, "identity/role.html", context)
