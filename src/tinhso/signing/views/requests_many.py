"""Many certificates of one request: renewals of a whole list, answers by a spreadsheet."""

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.kernel.actors import actor_of
from tinhso.kernel.errors import Invalid, NotFound
from tinhso.kernel.errors.sentences import joined, told
from tinhso.kernel.web.lists.export import FORMATS, write
from tinhso.kernel.web.words import number
from tinhso.signing import services
from tinhso.signing.forms_requests import SheetForm
from tinhso.signing.queries import requests as asked
from tinhso.signing.rules_requests import MOST_RENEWALS
from tinhso.signing.services.requests.sheets import AT_ONCE, COLUMNS, sheet_rows
from tinhso.signing.views.register import RegisterList
from tinhso.signing.views.requests import put_errors


@require_POST
def renew_many_view(request: HttpRequest) -> HttpResponse:
    """Ask for the renewal of whatever the register's list shows and may be renewed now."""
    actor = actor_of(request)
    page = RegisterList()
    page.permit(actor)
    query = request.POST.get("cau-hoi", "")
    state = page.state_of(actor, QueryDict(query))
    rows = page.ordered(actor, state).values_list("uid", flat=True)[: MOST_RENEWALS + 1]
    try:
        made = services.requests.renew_many(certificates=list(rows), actor=actor)
    except Invalid as refusal:
        messages.warning(request, joined(refusal.fields.values()))
        return redirect(f"{reverse('signing:register')}?{QueryDict(query).urlencode()}")
    taken = _("Đã đưa vào yêu cầu gia hạn: %(n)s chứng thư.")
    messages.success(request, told(taken, n=number(made.taken)))
    for words, count in made.left_out.items():
        left = _("Bỏ qua %(n)s chứng thư. %(why)s")
        messages.warning(request, told(left, n=number(count), why=joined([words])))
    return redirect("signing:request", uid=made.request.uid)


@never_cache
@require_http_methods(["GET", "POST"])
def sheet_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take a spreadsheet of answers, and show how far each was carried."""
    actor = actor_of(request)
    page = asked.request_page(uid=uid, actor=actor)
    form = SheetForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
    )
    if request.method == "POST" and form.is_valid():
        try:
            sheet = services.requests.take_answers(
                uid=uid, content=form.cleaned_data["file"].read(), actor=actor
            )
        except Invalid as refusal:
            put_errors(form, refusal)
        else:
            if sheet.total <= AT_ONCE:
                services.requests.work_off_answers(
                    sheet_uid=sheet.uid, say=lambda _done, _total: None, actor=actor
                )
            return redirect("signing:answer_sheet", uid=uid)
    context = {
        "page": page,
        "form": form,
        "sheets": asked.answer_sheets(uid=uid, actor=actor)[:10],
    }
    partial = getattr(request, "htmx", False)
    template = "signing/_answer_sheets.html" if partial else "signing/answer_sheet.html"
    return render(request, template, context, status=422 if form.errors else 200)


@require_safe
def sheet_file_view(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """Give the spreadsheet to fill in, with a row for each line that waits for its answer."""
    page = asked.request_page(uid=uid, actor=actor_of(request))
    if not page.may_answer:
        raise NotFound
    file = write(
        "xlsx",
        title=_("Trả lời"),
        headings=COLUMNS,
        rows=sheet_rows(request=page.request),
        about=None,
    )
    return FileResponse(
        file, as_attachment=True, filename="tra-loi-yeu-cau.xlsx", content_type=FORMATS["xlsx"]
    )
