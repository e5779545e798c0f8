"""Delegations: what was handed on, by whom, from when until when; hand on, call off, end early."""

from typing import Final

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tinhso.identity.choosing import Asked, found_context
from tinhso.identity.forms import DelegateForm
from tinhso.identity.models import Delegation
from tinhso.identity.permissions import IdentityPermission
from tinhso.identity.queries import own_permissions
from tinhso.identity.queries.delegations import delegation, delegations
from tinhso.identity.rules import DelegationPhase
from tinhso.identity.services import delegate, end_delegation
from tinhso.identity.web import own_account
from tinhso.identity.words import permission_name
from tinhso.kernel.actors import Actor, actor_of
from tinhso.kernel.errors import NotFound, SignInNeeded
from tinhso.kernel.web.accepting import accepted
from tinhso.kernel.web.lists import (
    ChoiceFilter,
    Column,
    DateRangeFilter,
    ListAct,
    ListPage,
    PresetView,
)

MOST_NAME: Final = 40


def official_of(request: HttpRequest) -> Actor:
    """Return the official who asks; others do not know that these pages exist."""
    return _official(actor_of(request))


def _official(actor: Actor) -> Actor:
    if not actor.is_signed_in:
        raise SignInNeeded
    if not actor.is_official:
        raise NotFound
    return actor


def _permissions(row: Delegation) -> str:
    return ", ".join(permission_name(code) for code in row.permissions)


def phase_label(row: Delegation) -> str:
    """Return the words for where a delegation stands."""
    return str(DelegationPhase(getattr(row, "phase", "")).label)


class DelegationList(ListPage[Delegation]):
    """Every delegation the actor is part of, running, coming and past."""

    name = "identity.delegations"
    title = gettext_lazy("Ủy quyền")
    template = "identity/delegation_list.html"
    key_field = "uid"
    columns = (
        Column("giver", gettext_lazy("Người giao"), lambda d: d.giver.name),
        Column("taker", gettext_lazy("Người nhận"), lambda d: d.taker.name),
        Column("what", gettext_lazy("Quyền"), _permissions, data=False),
        Column("from", gettext_lazy("Từ"), lambda d: d.valid_from, sort="valid_from", data=False),
        Column("to", gettext_lazy("Đến"), lambda d: d.valid_to, sort="valid_to", data=False),
        Column(
            "phase",
            gettext_lazy("Tình trạng"),
            template="identity/_delegation_phase.html",
            export=phase_label,
        ),
        Column("reason", gettext_lazy("Lý do"), lambda d: d.reason),
        Column("ended", gettext_lazy("Thôi từ"), lambda d: d.ended_at, data=False, shown=False),
    )
    filters = (
        ChoiceFilter(
            "giai-doan",
            gettext_lazy("Tình trạng"),
            "phase",
            DelegationPhase.choices,
            in_tabs=True,
        ),
        ChoiceFilter(
            "chieu",
            gettext_lazy("Của tôi"),
            "side",
            (("given", gettext_lazy("tôi giao")), ("taken", gettext_lazy("tôi nhận"))),
        ),
        DateRangeFilter("tu", gettext_lazy("Từ"), "valid_from"),
        DateRangeFilter("den", gettext_lazy("Đến"), "valid_to"),
    )
    views = tuple(
        PresetView(phase.value, label, {"giai-doan": phase.value})
        for phase, label in (
            (DelegationPhase.RUNNING, gettext_lazy("Đang có hiệu lực")),
            (DelegationPhase.COMING, gettext_lazy("Sắp tới")),
            (DelegationPhase.PAST, gettext_lazy("Đã qua")),
        )
    )
    acts = (
        ListAct(
            key="end",
            label=gettext_lazy("Thôi ủy quyền"),
            icon="x-lg",
            danger=True,
            run=lambda row, actor: end_delegation(uid=row.uid, actor=actor),
        ),
    )
    default_sort = "-from"
    words_in = ("giver__name", "taker__name", "reason")
    search_hint = gettext_lazy("Tên người giao, người nhận hoặc lý do")
    empty_title = gettext_lazy("Chưa có ủy quyền nào như vậy")
    empty_text = gettext_lazy("Khi nghỉ phép hay đi công tác, hãy giao bớt việc cho người khác.")

    def permit(self, actor: Actor) -> None:
        """Let officials in."""
        _official(actor)

    def rows(self, actor: Actor) -> QuerySet[Delegation]:
        """Return what the actor may see, each with its place in time and the actor's side."""
        return delegations(actor=actor)

    def url(self, row: Delegation) -> str:
        """Lead to the delegation."""
        return reverse("identity:delegation_row", args=[row.uid])

    def label(self, row: Delegation) -> str:
        """Name the row for screen readers."""
        return f"{row.giver} → {row.taker}"


@never_cache
@require_http_methods(["GET", "POST"])
def delegation_new_view(request: HttpRequest) -> HttpResponse:
    """Hand some of one's permissions on, from now or from a later day."""
    actor = official_of(request)
    account = own_account(request)
    held = [(code, permission_name(code)) for code in own_permissions(account_id=account.pk)]
    form = DelegateForm(request.POST or None, held=held)
    if request.method == "POST" and form.is_valid():
        row = accepted(
            form,
            lambda: delegate(
                giver_uid=account.uid,
                taker_uid=form.cleaned_data["taker"],
                permissions=form.cleaned_data["permissions"],
                valid_from=form.begins_at(),
                valid_to=form.ends_at(),
                reason=form.cleaned_data["reason"],
                actor=actor,
            ),
        )
        if row is not None:
            messages.success(request, _("Đã ủy quyền."))
            return redirect("identity:delegation_row", uid=row.uid)
    context = {
        "form": form,
        "page_title": _("Ủy quyền mới"),
        "intro": _("Chỉ ủy quyền được những quyền mình đang có; thôi lúc nào cũng được."),
        "button": _("Ủy quyền"),
        "back": reverse("identity:delegation"),
        "back_label": _("Ủy quyền"),
    }
    return render(request, "identity/form_page.html", context)


@never_cache
@require_GET
def delegation_row_view(request: HttpRequest, uid: str) -> HttpResponse:
    """Show one delegation: who, what, from when until when, why."""
    actor = official_of(request)
    row = delegation(uid=uid, actor=actor)
    may_end = row.giver.uid == actor.id or actor.may(IdentityPermission.ASSIGN_ROLES)
    is_over = getattr(row, "phase", "") == DelegationPhase.PAST
    context = {
        "row": row,
        "permissions": [permission_name(code) for code in row.permissions],
        "phase_label": phase_label(row),
        "may_end": may_end and not is_over,
    }
    return render(request, "identity/delegation.html", context)


@require_POST
def delegation_end_view(request: HttpRequest, uid: str) -> HttpResponse:
    """End a delegation now, or call it off before it begins."""
    end_delegation(uid=uid, actor=official_of(request))
    messages.success(request, _("Đã thôi ủy quyền."))
    return redirect("identity:delegation")


@never_cache
@require_GET
def officials_view(request: HttpRequest) -> HttpResponse:
    """Give the officials some typed words fit, for the list under an input of a form."""
    official_of(request)
    name = request.GET.get("o", "")
    if not name.isidentifier() or len(name) > MOST_NAME:
        raise NotFound
    asked = Asked(request.GET.get(name, ""))
    return render(request, "identity/_officials_found.html", found_context(name, asked))
