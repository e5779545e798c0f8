"""The acts of those who resolve, each with a page of its own that works without JavaScript."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tinhso.dossiers import services
from tinhso.dossiers.forms.desk import SupplementRequestForm
from tinhso.dossiers.forms.work import (
    AssignForm,
    ConsultForm,
    ExtendForm,
    InviteForm,
    ObligationForm,
    RecordForm,
)
from tinhso.dossiers.queries.work_page import WorkPage
from tinhso.dossiers.views._work import (
    act_page,
    as_data,
    both,
    officer_of,
    open_work,
    posted,
    work_act,
    work_url,
)
from tinhso.kernel import files
from tinhso.kernel.db.text import whole
from tinhso.kernel.errors import NotFound
from tinhso.kernel.web.once import once


def _version(request: HttpRequest) -> int | None:
    return whole(request.POST.get("version", ""))


def _directly(
    request: HttpRequest, uid: UUID, act: Callable[[], object], *, told: str
) -> HttpResponse:
    """Do what a single button does."""

    def run() -> str:
        act()
        return work_url(uid)

    there = once(request, run)
    messages.success(request, told)
    return redirect(there)


@require_POST
def take_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take what lies in the unit and is in nobody's hands."""
    actor = officer_of(request)
    return _directly(
        request,
        uid,
        lambda: services.take(uid=uid, actor=actor, version=_version(request)),
        told=_("Bạn đã nhận hồ sơ này."),
    )


@require_POST
def finish_consultation_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Go on without those whose deadline has passed."""
    actor = officer_of(request)
    return _directly(
        request,
        uid,
        lambda: services.finish_consultation(uid=uid, actor=actor),
        told=_("Đã ghi nhận im lặng, thẩm định tiếp."),
    )


@work_act(AssignForm)
def assign_view(request: HttpRequest, page: WorkPage, form: AssignForm) -> HttpResponse:
    """Give the dossier to a person, or to another one."""
    uid, actor = page.dossier.uid, page.actor
    return act_page(
        request,
        page,
        form,
        lambda: services.assign(
            uid=uid,
            assignee=form.chosen(),
            actor=actor,
            note=form.cleaned_data["note"],
            version=form.seen_version,
        ),
        there=work_url(uid),
        told=_("Đã giao hồ sơ."),
        acts=("assign", "reassign"),
        title=_("Phân công"),
        button=_("Giao hồ sơ"),
        fields=[as_data(form["assignee"]), form["note"]],
    )


@work_act(ConsultForm)
def consult_view(request: HttpRequest, page: WorkPage, form: ConsultForm) -> HttpResponse:
    """Ask several agencies at once, each with its own hours."""
    uid, actor = page.dossier.uid, page.actor
    return act_page(
        request,
        page,
        form,
        lambda: services.consult(
            uid=uid, actor=actor, parties=form.parties(), version=form.seen_version
        ),
        there=f"{work_url(uid)}#y-kien",
        told=_("Đã gửi câu hỏi."),
        acts=("consult",),
        title=_("Lấy ý kiến"),
        lead=_("Các cơ quan trả lời song song; hạn của hồ sơ vẫn chạy."),
        button=_("Gửi câu hỏi"),
        template="dossiers/officer/consult.html",
        lines=[(as_data(agency), question, hours) for agency, question, hours in form.lines()],
    )


@work_act(InviteForm)
def invite_view(request: HttpRequest, page: WorkPage, form: InviteForm) -> HttpResponse:
    """Plan a visit and invite the applicant."""
    uid, actor = page.dossier.uid, page.actor
    return act_page(
        request,
        page,
        form,
        lambda: services.invite_field_check(
            uid=uid,
            actor=actor,
            at=form.cleaned_data["at"],
            place=form.cleaned_data["place"],
            people=form.cleaned_data["people"],
            content=form.cleaned_data["content"],
            version=form.seen_version,
        ),
        there=f"{work_url(uid)}#thuc-dia",
        told=_("Đã mời; người nộp được báo và trả lời được."),
        acts=("invite_field_check",),
        title=_("Hẹn kiểm tra thực địa"),
        button=_("Gửi lời mời"),
    )


@both
def record_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Write down what was found on site."""
    actor = officer_of(request)
    page = open_work(uid, actor)
    check = page.field_check
    if check is None:
        raise NotFound
    form = RecordForm(
        posted(request), request.FILES if request.method == "POST" else None, desk=page
    )

    def act() -> None:
        upload = form.upload()
        stored = None
        if upload is not None:
            stored = files.store(
                content=upload, name=upload.name, use="dossiers.component", actor=actor
            )
        services.record_field_check(
            uid=uid,
            check_uid=check.uid,
            actor=actor,
            outcome=form.cleaned_data["outcome"],
            findings=form.cleaned_data["findings"],
            file=stored,
        )

    return act_page(
        request,
        page,
        form,
        act,
        there=f"{work_url(uid)}#thuc-dia",
        told=_("Đã ghi kết quả thực địa."),
        acts=("record_field_check",),
        title=_("Ghi kết quả thực địa"),
        button=_("Ghi kết quả"),
        has_files=True,
        check=check,
    )


@work_act(SupplementRequestForm)
def supplement_view(
    request: HttpRequest, page: WorkPage, form: SupplementRequestForm
) -> HttpResponse:
    """Ask the applicant to complete the dossier, once (form 02, given out by the desk)."""
    uid, actor = page.dossier.uid, page.actor
    return act_page(
        request,
        page,
        form,
        lambda: services.request_supplement(
            uid=uid,
            actor=actor,
            items=form.items(),
            reasons=form.cleaned_data["reasons"],
            note=form.cleaned_data["note"],
            override_reason=form.cleaned_data.get("override_reason", ""),
            version=form.seen_version,
        ),
        there=work_url(uid),
        told=_("Đã yêu cầu bổ sung; hạn ngừng tính đến khi đủ."),
        after=lambda: services.sign_new_papers(uid=uid, actor=actor),
        acts=("request_supplement", "request_intake_supplement"),
        title=_("Yêu cầu bổ sung"),
        lead=_("Ghi đủ mọi thứ trong một lần: luật chỉ cho yêu cầu một lần."),
        button=_("Gửi yêu cầu"),
        template="dossiers/officer/supplement.html",
        notice_due_at=services.supplement_notice_due(page.dossier),
        now=page.now,
        reasons=as_data(form["reasons"]),
        papers=[as_data(one) for one in form.paper_fields()],
    )


@work_act(ObligationForm)
def obligation_view(request: HttpRequest, page: WorkPage, form: ObligationForm) -> HttpResponse:
    """Tell of money owed elsewhere, or that it was paid."""
    uid, actor = page.dossier.uid, page.actor
    is_owed = page.obligation is not None
    service = services.settle_obligation if is_owed else services.ask_obligation
    title = _("Đã nộp nghĩa vụ tài chính") if is_owed else _("Báo nghĩa vụ tài chính")
    lead = (
        _("Hạn tính tiếp với thời gian còn lại.")
        if is_owed
        else _("Hạn ngừng tính cho đến khi có chứng từ nộp tiền.")
    )
    return act_page(
        request,
        page,
        form,
        lambda: service(uid=uid, actor=actor, document=form.cleaned_data["document"]),
        there=work_url(uid),
        told=_("Đã ghi."),
        acts=("settle_obligation" if is_owed else "ask_obligation",),
        title=title,
        lead=lead,
        button=_("Ghi"),
    )


@work_act(ExtendForm)
def extend_view(request: HttpRequest, page: WorkPage, form: ExtendForm) -> HttpResponse:
    """Apologise and name another time, once (form 04)."""
    uid, actor = page.dossier.uid, page.actor
    return act_page(
        request,
        page,
        form,
        lambda: services.extend(
            uid=uid,
            actor=actor,
            reason=form.cleaned_data["reason"],
            due_at=form.moment(),
            version=form.seen_version,
        ),
        there=work_url(uid),
        told=_("Đã xin lỗi và hẹn lại; người nộp được báo."),
        after=lambda: services.sign_new_papers(uid=uid, actor=actor),
        acts=("extend",),
        title=_("Xin lỗi và hẹn lại"),
        button=_("Gửi phiếu xin lỗi"),
    )
