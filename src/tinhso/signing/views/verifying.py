"""Anybody's check of a signature: a file sent here, or a paper named by its printed code."""

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from tinhso.kernel import files
from tinhso.kernel.actors import Actor, actor_of
from tinhso.kernel.errors import Invalid, NotFound
from tinhso.kernel.files.services import permit_opening
from tinhso.signing import queries, services
from tinhso.signing.checking.report import Verdict
from tinhso.signing.forms import ReportForm, VerifyForm
from tinhso.signing.models import ReceivedFile
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.wording import TITLES, worded


@require_http_methods(["GET", "POST"])
def verify_view(request: HttpRequest) -> HttpResponse:
    """Let anybody check the signatures of a file, sent here or named by its printed code.

    A clerk may keep it; what was kept is shown again at an address of its own.
    """
    form = VerifyForm(request.POST or None, request.FILES or None)
    actor, address = actor_of(request), request.META.get("REMOTE_ADDR", "")
    code = request.GET.get("ma", "").strip()[:64]
    found, paper, kept, name = None, None, None, ""
    if request.method == "POST" or code or "giu" in request.GET:
        services.count_check(address=address)
    if request.method == "POST":
        if form.is_valid():
            content, name = form.content_read(), form.file_name()
            if form.cleaned_data["keep"] and (row := _kept(form, content, name, actor)):
                place = urlencode({"giu": str(row.file.uid)})
                return redirect(f"{reverse('signing:verify')}?{place}")
            found = worded(services.verify(content, outside=form.outside(), asks=True))
    elif code:
        paper = services.check_printed_code(code=code, address=address, actor=actor)
        if paper is not None:
            found = worded(services.verify(files.open_file(paper.file)))
            name = paper.number or paper.title
    elif "giu" in request.GET:
        kept = _kept_before(request.GET["giu"], actor)
        found, name = worded(services.verify_received(received=kept)), kept.file.name
    status = 422 if request.method == "POST" and not form.is_valid() else 200
    context = {
        "form": form if status == 422 else VerifyForm(),
        "found": found,
        "code": code,
        "missing": bool(code) and paper is None,
        "paper": paper,
        "kept": kept,
        "kept_as": TITLES[Verdict(kept.verdict)] if kept else "",
        "may_keep": actor.may(SigningPermission.SEAL_DOCUMENT),
    }
    if found is not None:
        context["sealed"] = services.sealed_report(found, name=name)
    return render(request, "signing/verify.html", context, status=status)


def _kept(form: VerifyForm, content: bytes, name: str, actor: Actor) -> ReceivedFile | None:
    """Keep what was checked, for a clerk who asks; a refusal stands at the file."""
    try:
        return services.keep_received(
            content=content, name=name, outside=form.outside(), actor=actor
        )
    except Invalid as refusal:
        form.add_error("file", str(refusal.fields.get("file", refusal.message)))
        return None


def _kept_before(named: str, actor: Actor) -> ReceivedFile:
    """Return a file that was kept, to whoever may open it; that it was looked at is kept."""
    try:
        row = queries.received(file_uid=UUID(named))
    except ValueError:
        raise NotFound from None
    permit_opening(row.file, actor=actor)
    return row


@require_POST
def verify_report_view(request: HttpRequest) -> HttpResponse:
    """Answer with the report of a check as a PDF that this house signs."""
    services.count_check(address=request.META.get("REMOTE_ADDR", ""))
    form = ReportForm(request.POST)
    sealed = form.cleaned_data["report"] if form.is_valid() else ""
    response = HttpResponse(services.report_pdf(sealed=sealed), content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="bao-cao-kiem-tra-chu-ky.pdf"'
    return response
