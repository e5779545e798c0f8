"""Check, publish, give up."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tinhso.kernel.actors import actor_of
from tinhso.kernel.errors.sentences import told
from tinhso.kernel.web.once import once
from tinhso.kernel.web.words import short_day
from tinhso.procedures import queries, services
from tinhso.procedures.editor.pages import base_context, draft_of, seen_by
from tinhso.procedures.permissions import ProcedurePermission

form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
def check(request: HttpRequest, uid: str) -> HttpResponse:
    """Say what keeps the draft from being published, each thing with the way to its place."""
    draft = draft_of(request, uid)
    if request.method == "POST":
        services.check_draft(uid=uid, actor=actor_of(request))
        draft.refresh_from_db()
    found = queries.draft_faults(draft=draft)
    context = base_context(request, draft, "kiem-tra") | {
        "faults": [fault for fault in found if not fault.is_warning],
        "warnings": [fault for fault in found if fault.is_warning],
    }
    return render(request, "procedures/editor/check.html", context)


@form_page
def publish(request: HttpRequest, uid: str) -> HttpResponse:
    """Show what publishing changes for whom, and do it."""
    draft = draft_of(request, uid)
    actor = actor_of(request)
    if request.method == "POST":
        seen = seen_by(request, draft)

        def act() -> str:
            version = services.publish_draft(uid=uid, seen=seen, actor=actor)
            said = _("Đã công bố phiên bản %(n)d, từ ngày %(day)s.")
            day = short_day(version.effective_from)
            messages.success(request, told(said, n=version.number, day=day))
            code = version.procedure.code
            return f"/quan-tri/thu-tuc/{code}/?phien-ban={version.number}"

        return redirect(once(request, act))
    faults = [f for f in queries.draft_faults(draft=draft) if not f.is_warning]
    context = base_context(request, draft, "cong-bo") | {
        "effect": queries.effect_of(draft=draft),
        "faults": faults,
        "holds_permission": actor.may(ProcedurePermission.PUBLISH_VERSION),
        "is_other_person": queries.may_publish(draft=draft, actor=actor),
    }
    return render(request, "procedures/editor/publish.html", context)


@require_POST
def abandon(request: HttpRequest, uid: str) -> HttpResponse:
    """Give the draft up."""
    services.abandon_draft(uid=uid, actor=actor_of(request))
    messages.success(request, _("Đã bỏ bản thảo. Vẫn xem lại được trong danh sách."))
    return redirect("/quan-tri/thu-tuc/soan/")
