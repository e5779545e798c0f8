"""An applicant's own dossiers: where each is, and the few things he does about it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.dossiers import queries, services
from tinhso.dossiers.forms.own import (
    FieldCheckForm,
    MessageForm,
    RatingForm,
    ReasonForm,
    SupplementForm,
)
from tinhso.dossiers.queries.own_list import own_list
from tinhso.dossiers.queries.proactive import offers_waiting
from tinhso.dossiers.services.inputs import AttachmentInput
from tinhso.dossiers.views.filing import applicant_of
from tinhso.kernel import files
from tinhso.kernel.errors import NotFound
from tinhso.kernel.web.once import once


def _page_of(uid: UUID) -> str:
    return reverse("my_dossier", kwargs={"uid": uid})


@require_safe
def list_view(request: HttpRequest) -> HttpResponse:
    """Show one's drafts and dossiers, what waits for the person first; found by words and stage."""
    actor = applicant_of(request)
    text, stage = request.GET.get("q", "")[:100], request.GET.get("tinh-hinh", "")
    shown = own_list(actor=actor, text=text, stage=stage, cursor=request.GET.get("c", ""))
    context = {
        "drafts": [] if shown.is_narrowed else queries.drafts_of(actor=actor),
        "shown": shown,
        "offers": [] if shown.is_narrowed else offers_waiting(actor=actor),
        "text": text,
        "stage": stage,
        "asked": urlencode({"q": text, "tinh-hinh": stage}),
        "now": timezone.now(),
        "back_url": "/",
    }
    return render(request, "dossiers/applicant/list.html", context)


@require_safe
def dossier_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show where a dossier is, the promised date and why, and whom to call."""
    actor = applicant_of(request)
    page = queries.applicant_page(uid=uid, actor=actor)
    if any(not m.from_applicant and m.read_at is None for m in page.messages):
        services.mark_read(uid=uid, actor=actor)
    context = {
        "page": page,
        "dossier": page.dossier,
        "just_filed": "vua-nop" in request.GET,
        "message_form": MessageForm(),
        "now": timezone.now(),
        "back_url": reverse("my_dossiers"),
        "shell_title": page.dossier.shown_number,
    }
    return render(request, "dossiers/applicant/dossier.html", context)


@require_http_methods(["GET", "POST"])
def supplement_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Bring what is missing: choose, photograph, send."""
    actor = applicant_of(request)
    page = queries.applicant_page(uid=uid, actor=actor)
    if page.supplement is None:
        return redirect(_page_of(uid))
    form = SupplementForm(request.POST or None, request.FILES or None, page=page)
    if request.method == "POST" and form.is_valid():

        def send() -> str:
            papers = [
                AttachmentInput(
                    component_key=key,
                    file=files.store(
                        content=upload,
                        name=upload.name,
                        use="dossiers.component",
                        actor=actor,
                    ),
                )
                for key, upload in form.uploads()
            ]
            services.answer_supplement(
                uid=uid, actor=actor, answers=form.answers(), attachments=papers
            )
            return _page_of(uid)

        where = once(request, send)
        messages.success(request, _("Đã gửi bổ sung. Cơ quan đã được báo."))
        return redirect(where)
    context = {"page": page, "form": form, "back_url": _page_of(uid)}
    status = 422 if form.errors else 200
    return render(request, "dossiers/applicant/supplement.html", context, status=status)


@require_http_methods(["GET", "POST"])
def withdraw_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take a dossier back before it is accepted."""
    return _ask_reason(request, uid, act="withdraw")


@require_http_methods(["GET", "POST"])
def stop_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Ask the desk to stop after it is accepted."""
    return _ask_reason(request, uid, act="ask_stop")


def _ask_reason(request: HttpRequest, uid: UUID, *, act: str) -> HttpResponse:
    actor = applicant_of(request)
    page = queries.applicant_page(uid=uid, actor=actor)
    if act not in page.moves:
        return redirect(_page_of(uid))
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        service = services.withdraw if act == "withdraw" else services.ask_stop

        def send() -> str:
            service(uid=uid, actor=actor, reason=form.cleaned_data["reason"])
            return _page_of(uid)

        where = once(request, send)
        messages.success(
            request,
            _("Đã rút hồ sơ. Cơ quan đã được báo.")
            if act == "withdraw"
            else _("Đã gửi đề nghị dừng. Cơ quan trả lời bạn ở đây."),
        )
        return redirect(where)
    context = {"page": page, "form": form, "act": act, "back_url": _page_of(uid)}
    return render(
        request, "dossiers/applicant/reason.html", context, status=422 if form.errors else 200
    )


@require_POST
def message_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Ask the officers something."""
    actor = applicant_of(request)
    form = MessageForm(request.POST)
    if form.is_valid():
        where = f"{_page_of(uid)}#trao-doi"

        def send() -> str:
            services.send_message(uid=uid, actor=actor, text=form.cleaned_data["text"])
            return where

        return redirect(once(request, send))
    page = queries.applicant_page(uid=uid, actor=actor)
    context = {
        "page": page,
        "dossier": page.dossier,
        "message_form": form,
        "now": timezone.now(),
        "back_url": reverse("my_dossiers"),
        "shell_title": page.dossier.shown_number,
    }
    return render(request, "dossiers/applicant/dossier.html", context, status=422)


@require_http_methods(["GET", "POST"])
def field_check_view(request: HttpRequest, uid: UUID, check_uid: UUID) -> HttpResponse:
    """Say that one will be there, or ask for another hour."""
    actor = applicant_of(request)
    page = queries.applicant_page(uid=uid, actor=actor)
    if page.field_check is None or page.field_check.uid != check_uid:
        raise NotFound
    form = FieldCheckForm(request.POST or None)
    if request.method == "POST" and form.is_valid():

        def reply() -> str:
            services.reply_field_check(
                uid=uid,
                check_uid=check_uid,
                actor=actor,
                confirmed=form.cleaned_data["answer"] == "confirmed",
                wished_at=form.cleaned_data["wished_at"],
            )
            return _page_of(uid)

        return redirect(once(request, reply))
    context = {"page": page, "form": form, "check": page.field_check, "back_url": _page_of(uid)}
    return render(
        request, "dossiers/applicant/field_check.html", context, status=422 if form.errors else 200
    )


@require_POST
def result_view(request: HttpRequest, uid: UUID, result_uid: UUID) -> HttpResponse:
    """Download the signed result; an electronic one counts as handed over."""
    actor = applicant_of(request)
    queries.my_dossier(uid=uid, actor=actor)
    result = services.download_result(uid=uid, result_uid=result_uid, actor=actor)
    if result.final_file is None:
        raise NotFound
    return redirect(f"{files.file_url(result.final_file)}?tai-ve")


@require_safe
def paper_view(request: HttpRequest, uid: UUID, paper_uid: UUID) -> HttpResponse:
    """Open a form one was given as PDF, set the first time it is wanted."""
    paper = queries.my_paper(uid=uid, paper_uid=paper_uid, actor=applicant_of(request))
    response = HttpResponse(services.pdf_of(paper), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{paper.file_name}.pdf"'
    return response


@require_http_methods(["GET", "POST"])
def rating_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Rate the service by the nine questions (118/2025 Art. 33)."""
    actor = applicant_of(request)
    page = queries.applicant_page(uid=uid, actor=actor)
    if not page.may_rate:
        return redirect(_page_of(uid))
    form = RatingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():

        def send() -> str:
            services.rate(
                uid=uid,
                actor=actor,
                scores=form.scores(),
                comment=form.cleaned_data["comment"],
            )
            return _page_of(uid)

        where = once(request, send)
        messages.success(request, _("Cảm ơn bạn. Đánh giá đã được ghi."))
        return redirect(where)
    context = {"page": page, "form": form, "back_url": _page_of(uid)}
    return render(
        request, "dossiers/applicant/rating.html", context, status=422 if form.errors else 200
    )
