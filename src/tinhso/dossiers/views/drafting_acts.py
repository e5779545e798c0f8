"""Pages on which an officer drafts a result, refuses one, or hands it up."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from tinhso.dossiers import services
from tinhso.dossiers.forms.drafting import DraftForm, RefusalForm, SubmitForm
from tinhso.dossiers.queries.work_page import WorkPage
from tinhso.dossiers.services.drafting import draft_data, draft_fields
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
from tinhso.kernel.errors import NotFound


@both
def draft_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Draft the result from the procedure's template."""
    actor = officer_of(request)
    page = open_work(uid, actor)
    kinds = page.dossier.procedure_version.results
    wanted = (
        draft_fields(page.dossier, template=kinds[0].template, last=page.result) if kinds else []
    )
    form = DraftForm(posted(request), None, desk=page, wanted=wanted)

    return act_page(
        request,
        page,
        form,
        lambda: services.draft_result(
            uid=uid,
            actor=actor,
            data=draft_data(page.dossier, wanted, form.given()),
            version=form.seen_version,
        ),
        there=f"{work_url(uid)}trinh-ky/",
        told=_("Đã lập dự thảo. Hãy xem lại rồi trình ký."),
        acts=("draft_result",),
        title=_("Dự thảo kết quả"),
        lead=_("Nội dung lấy từ hồ sơ; bạn chỉ điền những gì hồ sơ chưa nói."),
        button=_("Lập dự thảo"),
        template="dossiers/officer/draft.html",
        from_form=[as_data(one) for one in form.form_fields()],
    )


@work_act(RefusalForm)
def refuse_view(request: HttpRequest, page: WorkPage, form: RefusalForm) -> HttpResponse:
    """Draft the notice that it cannot be granted; it is signed and numbered like a result."""
    uid, actor = page.dossier.uid, page.actor
    return act_page(
        request,
        page,
        form,
        lambda: services.draft_result(
            uid=uid,
            actor=actor,
            kind="refusal",
            data={"reason": form.cleaned_data["reason"]},
            version=form.seen_version,
        ),
        there=f"{work_url(uid)}trinh-ky/",
        told=_("Đã lập thông báo. Hãy xem lại rồi trình ký."),
        acts=("draft_refusal",),
        title=_("Không giải quyết"),
        lead=_("Thông báo theo mẫu 03 được lãnh đạo ký, văn thư vào số và đóng dấu."),
        button=_("Lập thông báo"),
    )


@both
def submit_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Read the draft, choose who signs, put it into his queue."""
    actor = officer_of(request)
    page = open_work(uid, actor)
    if page.result is None:
        raise NotFound
    form = SubmitForm(posted(request), None, desk=page)
    return act_page(
        request,
        page,
        form,
        lambda: services.submit_for_signing(
            uid=uid, actor=actor, signer=form.chosen(), version=form.seen_version
        ),
        there=work_url(uid),
        told=_("Đã trình ký."),
        acts=("submit_for_signing",),
        title=_("Trình ký"),
        button=_("Trình ký"),
        template="dossiers/officer/submit.html",
        fields=[as_data(form["signer"])],
        shown=page.paper_at(f"kq-{page.result.pk}"),
    )
