"""Role templates: what each allows, how it changed, who gains and who loses by a change."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tinhso.identity.forms import RoleForm
from tinhso.identity.models import RoleTemplate
from tinhso.identity.permissions import GRANTED_ONLY, IdentityPermission
from tinhso.identity.queries.roles import (
    effect_of,
    role_by_code,
    role_history,
    roles_with_holders,
)
from tinhso.identity.registry import permission_names
from tinhso.identity.rules import Sight
from tinhso.identity.services import save_role
from tinhso.identity.words import permission_name
from tinhso.kernel.actors import Actor, actor_of, require
from tinhso.kernel.db.text import fold
from tinhso.kernel.web.accepting import accepted
from tinhso.kernel.web.lists import ChoiceFilter, Column, ListPage, YesNoFilter


def _permissions(row: RoleTemplate) -> str:
    return ", ".join(permission_name(code) for code in row.permissions)


class RoleList(ListPage[RoleTemplate]):
    """The role templates: what each allows and shows, and how many hold it."""

    name = "identity.roles"
    title = gettext_lazy("Vai trò")
    template = "identity/role_list.html"
    columns = (
        Column("name", gettext_lazy("Vai trò"), lambda r: r.name, sort="name"),
        Column("code", gettext_lazy("Mã vai trò"), lambda r: r.code, sort="code", data=False),
        Column("summary", gettext_lazy("Làm gì"), lambda r: r.summary, shown=False),
        Column("sees", gettext_lazy("Thấy"), lambda r: r.get_sight_display(), data=False),
        Column("permissions", gettext_lazy("Quyền"), _permissions, data=False),
        Column(
            "everywhere",
            gettext_lazy("Trên toàn tỉnh"),
            lambda r: r.is_everywhere,
            data=False,
            shown=False,
        ),
        Column(
            "factor",
            gettext_lazy("Bước xác thực thứ hai"),
            lambda r: r.needs_second_factor,
            data=False,
        ),
        Column(
            "holders",
            gettext_lazy("Số người giữ"),
            lambda r: getattr(r, "holders", 0),
            sort="holders",
            numeric=True,
        ),
    )
    filters = (
        ChoiceFilter("thay", gettext_lazy("Thấy"), "sight", Sight.choices),
        YesNoFilter("toan-tinh", gettext_lazy("Trên toàn tỉnh"), "is_everywhere"),
        YesNoFilter("buoc-hai", gettext_lazy("Bước xác thực thứ hai"), "needs_second_factor"),
    )
    default_sort = "name"
    search_hint = gettext_lazy("Tên, mã vai trò hoặc tên một quyền")
    empty_title = gettext_lazy("Không có vai trò nào như vậy")

    def permit(self, actor: Actor) -> None:
        """Let in who may view accounts."""
        require(actor, IdentityPermission.VIEW_ACCOUNTS)

    def rows(self, actor: Actor) -> QuerySet[RoleTemplate]:
        """Return every template, how many accounts hold it, and whether the actor may change it."""
        return roles_with_holders(may_change=actor.may(IdentityPermission.ASSIGN_ROLES))

    def search(self, rows: QuerySet[RoleTemplate], query: str) -> QuerySet[RoleTemplate]:
        """Find by name, code, or the words of a permission; templates are few."""
        wanted = fold(query).split()
        texts = ((r.pk, fold(f"{r.name} {r.code} {r.summary} {_permissions(r)}")) for r in rows)
        return rows.filter(pk__in=[pk for pk, text in texts if all(w in text for w in wanted)])

    def url(self, row: RoleTemplate) -> str:
        """Lead to the template for who may change it."""
        may_change = getattr(row, "may_change", False)
        return reverse("identity:role", args=[row.code]) if may_change else ""

    def label(self, row: RoleTemplate) -> str:
        """Name the row for screen readers."""
        return row.name


def _known() -> list[tuple[str, str]]:
    """Return every permission that roles may bear, with its words."""
    named = (pair for _room, names in permission_names for pair in names.items())
    return [(str(code), str(name)) for code, name in named if str(code) not in GRANTED_ONLY]


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
