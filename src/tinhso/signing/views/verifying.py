"""Anybody's check of a signature: a file sent here, or a paper named by its printed code."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from tinhso.kernel import files
from tinhso.kernel.actors import actor_of
from tinhso.signing import services
from tinhso.signing.forms import VerifyForm
from tinhso.signing.wording import worded


@require_http_methods(["GET", "POST"])
def verify_view(request: HttpRequest) -> HttpResponse:
    """Let anybody check the signatures of a file, sent here or named by its printed code."""
    form = VerifyForm(request.POST or None, request.FILES or None)
    code = request.GET.get("ma", "").strip()[:64]
    address = request.META.get("REMOTE_ADDR", "")
    found, status, missing, paper = None, 200, False, None
    if request.method == "POST":
        services.count_check(address=address)
        if form.is_valid():
            found = worded(services.verify(form.content_read(), outside=form.outside()))
        else:
            status = 422
    elif code:
        services.count_check(address=address)
        paper = services.check_printed_code(code=code, address=address, actor=actor_of(request))
        missing = paper is None
        if paper is not None:
            found = worded(services.verify(files.open_file(paper.file)))
    if found is not None or request.method == "GET":
        form = form if status == 422 else VerifyForm()
    context = {"form": form, "found": found, "code": code, "missing": missing, "paper": paper}
    return render(request, "signing/verify.html", context, status=status)
