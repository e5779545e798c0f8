"""Taking a confirmed plan back to correct it, and the history of a plan in words."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tinhso.kernel.actors import actor_of
from tinhso.kernel.db.text import whole
from tinhso.kernel.errors import Invalid, NotPermitted
from tinhso.kernel.web.once import once
from tinhso.organization import services
from tinhso.organization.merger_forms import TakeBackForm
from tinhso.organization.models import Merger
from tinhso.organization.permissions import may_follow_mergers
from tinhso.organization.queries import merger_of, steps_of
from tinhso.organization.services.steps import Change, changes_in


@dataclass(frozen=True, kw_only=True)
class StepView:
    """One step of a plan as the page shows it."""

    what: str
    at: datetime
    by: str
    reason: str
    changes: list[Change]


def history_of(merger: Merger) -> list[StepView]:
    """Return what was done with a plan, in words."""
    return [
        StepView(
            what=step.get_what_display(),
            at=step.at,
            by=step.by_name,
            reason=step.reason,
            changes=changes_in(step),
        )
        for step in steps_of(merger)
    ]


@never_cache
@require_http_methods(["GET", "POST"])
def merger_take_back_view(request: HttpRequest, uid: str) -> HttpResponse:
    """Take a confirmed plan back with a reason; what was typed stays when something is wrong."""
    actor = actor_of(request)
    merger = merger_of(uid=uid, actor=actor)
    if not may_follow_mergers(actor):
        raise NotPermitted
    form = TakeBackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            services.take_merger_back(
                uid=uid,
                reason=form.cleaned_data["reason"],
                actor=actor,
                version=whole(request.POST.get("version", "")),
            )
            return reverse("organization:merger", args=[uid])

        try:
            where = once(request, act)
        except Invalid as refusal:
            form.add_error("reason", str(refusal.fields.get("reason", refusal)))
        else:
            messages.success(
                request, _("Đã rút lại. Hãy sửa phương án rồi trình người khác duyệt.")
            )
            return redirect(where)
    context = {
        "form": form,
        "merger": merger,
        "page_title": _("Rút lại để sửa"),
        "intro": _(
            "Phương án trở lại dự thảo, thông báo cho người dân được gỡ; sửa xong phải có người thứ"
            " hai duyệt lại."
        ),
        "button": _("Rút lại để sửa"),
    }
    return render(request, "organization/merger_form.html", context)
