"""Anybody's check of a signature: a file sent here, or a paper named by its printed code."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from tinhso.kernel import files
from tinhso.kernel.actors import actor_of
from tinhso.signing import services
from tinhso.signing.forms import ReportForm, VerifyForm
from tinhso.signing.wording import worded


@require_http_methods(["GET", "POST"])
def verify_view(request: HttpRequest) -> HttpResponse:
    """Let anybody check the signatures of a file, sent here or named by its printed code."""
    form = VerifyForm(request.POST or None, request.FILES or None)
    code = request.GET.get("ma", "").strip()[:64]
    address = request.META.get("REMOTE_ADDR", "")
    found, status, missing, paper, name = None, 200, False, None, ""
    if request.method == "POST":
        services.count_check(address=address)
        if form.is_valid():
            found = worded(services.verify(form.content_read(), outside=form.outside()))
            name = form.file_name()
        else:
            status = 422
    elif code:
        services.count_check(address=address)
        paper = services.check_printed_code(code=code, address=address, actor=actor_of(request))
        missing = paper is None
        if paper is not None:
            found = worded(services.verify(files.open_file(paper.file)))
            name = paper.number or paper.title
    if found is not None or request.method == "GET":
        form = form if status == 422 else VerifyForm()
    context = {"form": form, "found": found, "code": code, "missing": missing, "paper": paper}
    if found is not None:
        context["sealed"] = services.sealed_report(found, name=name)
    return render(request, "signing/verify.html", context, status=status)


@require_POST
def verify_report_view(request: HttpRequest) -> HttpResponse:
    """Answer with the report of a check as a PDF that this house signs."""
    services.count_check(address=request.META.get("REMOTE_ADDR", ""))
    form = ReportForm(request.POST)
    sealed = form.cleaned_data["report"] if form.is_valid() else ""
    response = HttpResponse(services.report_pdf(sealed=sealed), content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="bao-cao-kiem-tra-chu-ky.pdf"'
    return response
