"""What a person sees and asks about his own data."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tinhso.identity.services import prove_identity
from tinhso.kernel.calendar import explain, lines_from_text
from tinhso.kernel.web.accepting import accepted
from tinhso.kernel.web.once import once
from tinhso.organization.queries import agency
from tinhso.privacy import queries, services
from tinhso.privacy.forms import AskForm, ProofForm
from tinhso.privacy.models import DataRequest
from tinhso.privacy.queries.authorities import given_about
from tinhso.privacy.queries.purposes import purposes_for
from tinhso.privacy.rules import OPEN, RequestKind
from tinhso.privacy.web import person_of, served
from tinhso.privacy.words import worded

PROVED: Final = "privacy.proved"
PROOF_LASTS: Final = timedelta(minutes=10)


@never_cache
@require_GET
def own_data_view(request: HttpRequest) -> HttpResponse:
    """Show one's requests, what the house must keep, and where to ask."""
    actor = person_of(request)
    restricted = queries.restricted_now([actor.person_id or 0])
    context = {
        "rows": list(queries.own_requests(actor=actor)[:50]),
        "kept": queries.kept_about(actor.person_id or 0),
        "restricted": restricted.get(actor.person_id or 0, ""),
        "given": given_about(actor=actor)[:50],
        "purposes": purposes_for(actor=actor),
        "now": timezone.now(),
    }
    return render(request, "privacy/own.html", context)


@require_POST
def withdraw_view(request: HttpRequest) -> HttpResponse:
    """Take a consent back."""
    services.withdraw_consent(purpose=request.POST.get("purpose", ""), actor=person_of(request))
    messages.success(request, _("Đã rút lại sự đồng ý; việc dùng dữ liệu đó dừng từ bây giờ."))
    return redirect("privacy:own")


@never_cache
@require_http_methods(["GET", "POST"])
def ask_view(request: HttpRequest) -> HttpResponse:
    """Ask for something to be done with one's data."""
    actor = person_of(request)
    agencies = queries.agencies_that_answer()
    chosen = {"kind": request.GET.get("viec", RequestKind.PROVIDE)}
    form = AskForm(request.POST or None, agencies=agencies, initial=chosen)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data

        def act() -> str:
            made = services.ask(
                kind=said["kind"], wish=said["wish"], agency_id=said["agency"], actor=actor
            )
            return reverse("privacy:own_request", args=[made.uid])

        where = accepted(form, lambda: once(request, act))
        if where is not None:
            messages.success(request, _("Đã gửi yêu cầu. Bạn được trả lời trong 2 ngày làm việc."))
            return redirect(where)
    return render(request, "privacy/ask.html", {"form": form, "has_agencies": bool(agencies)})


@never_cache
@require_GET
def own_request_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show one of one's own requests: its clocks, its answer, what was done."""
    found = queries.own_request(uid=uid, actor=person_of(request))
    return _own_page(request, found, ProofForm())


def _own_page(request: HttpRequest, found: DataRequest, form: ProofForm) -> HttpResponse:
    return render(
        request,
        "privacy/own_request.html",
        {
            **request_context(found),
            "form": form,
            "may_take_back": found.state in OPEN,
        },
    )


def request_context(found: DataRequest) -> dict[str, object]:
    """Return what both sides see of a request."""
    return {
        "row": found,
        "agency": agency(found.agency_id),
        "steps": worded(found.steps.all()),
        "answer_reckoning": explain(lines_from_text(found.answer_lines)),
        "due_reckoning": explain(lines_from_text(found.due_lines)),
        "copy": getattr(found, "copy", None),
        "restriction": getattr(found, "restriction", None),
        "corrections": list(found.corrections.all()),
        "destructions": list(found.destructions.all()),
        "kept": queries.kept_about(found.person_id) if found.kind == RequestKind.DELETE else [],
        "answered_late": (found.answered_at or timezone.now()) > found.answer_due_at,
        "ended_late": (found.ended_at or timezone.now()) > found.due_at,
        "now": timezone.now(),
    }


@require_POST
def take_back_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take one's own request back."""
    services.take_back_request(uid=uid, actor=person_of(request))
    messages.success(request, _("Đã rút lại yêu cầu."))
    return redirect("privacy:own_request", uid=uid)


@sensitive_post_parameters("password")
@require_POST
def prove_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Prove who is at the keyboard; the copy can be downloaded for some minutes then."""
    actor = person_of(request)
    found = queries.own_request(uid=uid, actor=actor)
    form = ProofForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data["password"]

        def prove() -> bool:
            prove_identity(password=said, actor=actor)
            return True

        if accepted(form, prove):
            request.session[PROVED] = timezone.now().isoformat()
            return redirect("privacy:own_copy", uid=uid)
    return _own_page(request, found, form)


@never_cache
@require_GET
def own_copy_view(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """Give one's own copy to who has just proved who he is; others are led back to do so."""
    actor = person_of(request)
    said = request.session.get(PROVED)
    fresh = said is not None and timezone.now() - datetime.fromisoformat(said) < PROOF_LASTS
    if not fresh:
        found = queries.own_request(uid=uid, actor=actor)
        return redirect("privacy:own_request", uid=found.uid)
    return served(services.open_own_copy(uid=uid, actor=actor))
