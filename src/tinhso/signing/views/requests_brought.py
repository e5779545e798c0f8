"""What the clerk brought back from an authority elsewhere: its paper and its certificates."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tinhso.kernel.actors import Actor, actor_of
from tinhso.kernel.errors import Invalid, NotFound
from tinhso.kernel.errors.sentences import joined, told
from tinhso.kernel.web.words import number
from tinhso.signing import services
from tinhso.signing.checking.report import Verdict
from tinhso.signing.forms_requests import BroughtForm
from tinhso.signing.models import AnsweredCertificate
from tinhso.signing.queries import requests as asked
from tinhso.signing.rules_names import NameMatch, compare_names
from tinhso.signing.views.requests import put_errors
from tinhso.signing.wording import KNOWN_BY, TITLES


@never_cache
@require_http_methods(["GET", "POST"])
def brought_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take paper and certificates, say for which line each is, and write them into the register."""
    actor = actor_of(request)
    page = asked.request_page(uid=uid, actor=actor)
    if not page.by_hand:
        raise NotFound
    if request.method == "POST" and request.POST.get("viec"):
        _act(request, uid, actor)
        return redirect("signing:brought", uid=uid)
    form = BroughtForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        held = given["certificates"]
        try:
            services.requests.take_authority_answer(
                uid=uid,
                paper=given["paper"],
                number=given["number"],
                certificates=held.read() if held else b"",
                name=held.name or "" if held else "",
                actor=actor,
            )
        except Invalid as refusal:
            put_errors(form, refusal)
        else:
            messages.success(request, _("Đã giữ văn bản, đọc xong tệp chứng thư."))
            return redirect("signing:brought", uid=uid)
    found = asked.brought(uid=uid, actor=actor)
    context = {
        "page": page,
        "form": form,
        "found": found,
        "papers": [
            (one, TITLES[Verdict(one.verdict)] if one.verdict else "") for one in found.papers
        ],
        "rows": [(row, KNOWN_BY.get(row.known_by, ""), _warned(row)) for row in found.certificates],
    }
    return render(request, "signing/brought.html", context, status=422 if form.errors else 200)


def _warned(row: AnsweredCertificate) -> str:
    """Warn of a certificate whose name is not that of its line, or only looks like it."""
    match = compare_names(row.name, row.line.name) if row.line else NameMatch.SAME
    if match is NameMatch.LOOK_ALIKE:
        return _("Tên chỉ trông giống: khác dấu, khác bảng chữ hoặc có ký tự ẩn.")
    return _("Tên khác với tên trong yêu cầu.") if match is NameMatch.OTHER else ""


def _act(request: HttpRequest, uid: UUID, actor: Actor) -> None:
    """Do what was pressed beside the certificates that wait."""
    act = request.POST["viec"]
    if act == "ghi":
        done = services.requests.accept_answered(uid=uid, actor=actor)
        said = _("Đã ghi vào sổ và trả lời: %(n)s dòng.")
        messages.success(request, told(said, n=number(done.taken)))
        for name, words in done.refused:
            messages.warning(request, told("%(name)s: %(words)s", name=name, words=joined([words])))
        return
    certificate = _uuid(request.POST.get("chung-thu", ""))
    if act == "gan":
        line = _uuid(request.POST.get("dong", ""))
        services.requests.match_answered(uid=certificate, line_uid=line, actor=actor)
        messages.success(request, _("Đã gắn chứng thư với dòng."))
    elif act == "bo":
        services.requests.leave_answered(uid=certificate, actor=actor)
        messages.success(request, _("Chứng thư này không vào sổ."))
    else:
        raise NotFound


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None
