"""One dossier on an officer's desk: the page, and what is written on it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tinhso.dossiers import queries, services
from tinhso.dossiers.forms.work import (
    AnswerForm,
    AppraisalForm,
    LinkForm,
    NoteForm,
    TellForm,
    UnmaskForm,
    WorkForm,
)
from tinhso.dossiers.queries.sheets import control_sheet
from tinhso.dossiers.queries.work_page import WorkPage
from tinhso.dossiers.rules.answers import from_json
from tinhso.dossiers.views._shift import shift_of
from tinhso.dossiers.views._work import acted, officer_of, open_work, work_url
from tinhso.kernel import files
from tinhso.kernel.db.text import whole
from tinhso.kernel.errors import Conflict, Invalid
from tinhso.kernel.errors.sentences import told
from tinhso.kernel.web.words import clock
from tinhso.signing import queries as signing

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_safe
def dossier_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show a dossier: papers, the chosen one large, appraisal, colleagues, what may be done now."""
    actor = officer_of(request)
    page = open_work(uid, actor)
    if page.may_write and any(m.from_applicant and m.read_at is None for m in page.page.messages):
        services.mark_read(uid=uid, actor=actor)
    return _show(request, page)


def _show(
    request: HttpRequest, page: WorkPage, *forms: WorkForm, whole: bool = False
) -> HttpResponse:
    """Show the page; a form that was refused takes the place of its empty one.

    `whole` shows identity numbers in full, after `unmask_dossier` has kept who reads them.
    """
    given = {type(form): form for form in forms}
    actor = page.actor
    others = services.heartbeat(uid=page.dossier.uid, actor=actor)
    answers = [
        (row, given.get(AnswerForm) or AnswerForm(None, None, desk=page)) for row in page.to_answer
    ]
    appraisal = given.get(AppraisalForm)
    if appraisal is None and "appraise" in page.acts:
        appraisal = AppraisalForm(None, None, desk=page)
        _fill_in(appraisal, page)
    context = {
        "page": page,
        "dossier": page.dossier,
        "shown": page.paper_at(request.GET.get("giay", "")),
        "others": others,
        "appraisal": appraisal,
        "answers": answers,
        "note_form": given.get(NoteForm) or NoteForm(None, None, desk=page),
        "tell_form": given.get(TellForm) or TellForm(None, None, desk=page),
        "link_form": given.get(LinkForm) or LinkForm(None, None, desk=page),
        "unmask_form": given.get(UnmaskForm) or UnmaskForm(None, None, desk=page),
        "may_unmask": page.may_unmask,
        "is_whole": whole,
        "summary": page.whole_summary if whole else page.summary,
        "now": timezone.now(),
        **shift_of(page.actor),
        "purpose": _("Giải quyết hồ sơ"),
    }
    status = 422 if any(form.errors for form in forms) else 200
    return render(request, "dossiers/officer/dossier.html", context, status=status)


def _fill_in(form: AppraisalForm, page: WorkPage) -> None:
    """Go on where the officer stopped writing, else from the last sheet."""
    kept = services.kept_appraisal(uid=page.dossier.uid, actor=page.actor)
    sheets = [row for row in page.page.notes if row.kind == "appraisal"]
    last = kept or (sheets[-1] if sheets else None)
    if last is None:
        return
    form.fields["text"].initial = kept.text if kept is not None else ""
    for key, value in from_json(last.data).items():
        if f"muc_{key}" in form.fields:
            form.fields[f"muc_{key}"].initial = bool(value)


@require_safe
def preview_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show a dossier beside the list: where it stands and the buttons; no paper is opened."""
    page = open_work(uid, officer_of(request))
    partial = getattr(request, "htmx", False)
    template = "dossiers/officer/_preview.html" if partial else "dossiers/officer/preview.html"
    return render(request, template, {"page": page, "dossier": page.dossier, "partial": partial})


@require_POST
def unmask_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show the numbers in full this once; who read them and why, their owners can read."""
    actor = officer_of(request)
    page = open_work(uid, actor)
    form = UnmaskForm(request.POST, None, desk=page)
    if not form.is_valid():
        return _show(request, page, form)
    services.unmask_dossier(uid=uid, actor=actor, purpose=form.cleaned_data["purpose"])
    return _show(request, page, whole=True)


@require_POST
def appraise_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Keep the appraisal sheet."""
    actor = officer_of(request)
    page = open_work(uid, actor)
    form = AppraisalForm(request.POST, None, desk=page)
    answer = acted(
        request,
        form,
        lambda: services.appraise(
            uid=uid,
            actor=actor,
            text=form.cleaned_data["text"],
            items=form.items(),
            version=form.seen_version,
        ),
        there=f"{work_url(uid)}#tham-dinh",
        told=_("Đã ghi phiếu thẩm định."),
    )
    return answer or _show(request, page, form)


@require_POST
def keep_appraisal_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Keep the sheet while it is written; nobody else reads it and nothing moves."""
    actor = officer_of(request)
    page = WorkPage(queries.dossier_page(uid=uid, actor=actor), actor)
    form = AppraisalForm(request.POST, None, desk=page)
    if not form.is_valid():
        raise Invalid(fields={name: str(lines[0]) for name, lines in form.errors.items()})
    kept = services.keep_appraisal(
        uid=uid, actor=actor, text=form.cleaned_data["text"], items=form.items()
    )
    return JsonResponse({"saved_at": clock(kept.at)})


@require_POST
def answer_view(request: HttpRequest, uid: UUID, consultation_uid: UUID) -> HttpResponse:
    """Give the opinion of one's unit."""
    actor = officer_of(request)
    page = open_work(uid, actor)
    form = AnswerForm(request.POST, request.FILES, desk=page)

    def act() -> None:
        upload = form.upload()
        stored = None
        if upload is not None:
            stored = files.store(
                content=upload, name=upload.name, use="dossiers.component", actor=actor
            )
        services.answer_consultation(
            consultation_uid=consultation_uid,
            actor=actor,
            opinion=form.cleaned_data["opinion"],
            answer=form.cleaned_data["answer"],
            file=stored,
        )

    there = f"{work_url(uid)}#y-kien"
    answer = acted(request, form, act, there=there, told=_("Đã gửi ý kiến."))
    return answer or _show(request, page, form)


@require_POST
def note_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Write to colleagues."""
    actor = officer_of(request)
    page = open_work(uid, actor)
    form = NoteForm(request.POST, None, desk=page)
    answer = acted(
        request,
        form,
        lambda: services.add_note(uid=uid, actor=actor, text=form.cleaned_data["text"]),
        there=f"{work_url(uid)}#ghi-chu",
    )
    return answer or _show(request, page, form)


@require_POST
def tell_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Write to the applicant."""
    actor = officer_of(request)
    page = open_work(uid, actor)
    form = TellForm(request.POST, None, desk=page)
    answer = acted(
        request,
        form,
        lambda: services.send_message(uid=uid, actor=actor, text=form.cleaned_data["text"]),
        there=f"{work_url(uid)}#nguoi-nop",
    )
    return answer or _show(request, page, form)


@require_POST
def link_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Tie another dossier to this one."""
    actor = officer_of(request)
    page = open_work(uid, actor)
    form = LinkForm(request.POST, None, desk=page)

    def act() -> None:
        code = form.cleaned_data["code"].strip().upper()
        other = queries.visible_by_code(code=code, actor=actor)
        if other is None:
            raise Invalid(fields={"code": _("Không tìm thấy hồ sơ có mã này.")})
        reason = form.cleaned_data["reason"]
        services.link(uid=uid, other_uid=other.uid, actor=actor, reason=reason)

    answer = acted(request, form, act, there=f"{work_url(uid)}#lien-quan")
    return answer or _show(request, page, form)


@require_POST
def heartbeat_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Say that the page is still open; answer who else has it open, and whether it changed."""
    actor = officer_of(request)
    others = services.heartbeat(uid=uid, actor=actor)
    version = queries.dossier_of(uid=uid, actor=actor).version
    seen = whole(request.POST.get("version", ""))
    context = {"others": others, "has_changed": seen is not None and seen != version}
    return render(request, "dossiers/officer/_others.html", context)


@require_safe
def word_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Give the draft as a Word file."""
    actor = officer_of(request)
    content = services.draft_as_word(uid=uid, actor=actor)
    dossier = queries.dossier_of(uid=uid, actor=actor)
    response = HttpResponse(content, content_type=WORD)
    name = f"du-thao-{dossier.shown_number}.docx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
def control_sheet_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Give the control sheet (form 06) as it stands now."""
    actor = officer_of(request)
    open_work(uid, actor)
    return pdf(control_sheet(uid=uid, actor=actor), f"phieu-kiem-soat-{uid}.pdf")


def pdf(content: bytes, name: str) -> HttpResponse:
    """Return a PDF that opens in the browser."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response


@require_POST
def issue_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Number and seal in one act; a broken-off one goes on where it stopped.

    It opens its own transactions, so it stands outside `once`: by its own rule it is done once.
    """
    actor = officer_of(request)
    result = services.issue(uid=uid, actor=actor)
    if result.sealed_at is None:
        if (turn := signing.seal_turn(item_uid=result.signing_item)) is not None:
            return redirect(turn)
        raise Conflict(_("Đã cấp số nhưng chưa đóng được dấu; hãy bấm lại để đóng dấu tiếp."))
    messages.success(request, told(_("Đã vào số %(number)s và đóng dấu."), number=result.number))
    return redirect(work_url(uid))
