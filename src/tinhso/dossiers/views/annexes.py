"""The page on which an officer puts files beside the draft of a result."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tinhso.dossiers import services
from tinhso.dossiers.forms.annexes import AnnexForm
from tinhso.dossiers.views._work import act_page, both, officer_of, open_work, posted, work_url
from tinhso.kernel.errors import NotFound


@both
def annexes_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show the annexes of the draft, and take another."""
    actor = officer_of(request)
    page = open_work(uid, actor)
    if page.result is None:
        raise NotFound
    form = AnnexForm(
        posted(request), request.FILES if request.method == "POST" else None, desk=page
    )
    return act_page(
        request,
        page,
        form,
        lambda: services.add_annex(
            uid=uid,
            actor=actor,
            title=form.cleaned_data["title"],
            content=form.upload(),
            name=form.upload().name,
            version=form.seen_version,
        ),
        there=f"{work_url(uid)}phu-luc/",
        told=_("Đã thêm phụ lục; lãnh đạo xem cùng dự thảo."),
        acts=("draft_result",),
        title=_("Phụ lục ở tệp riêng"),
        lead=_(
            "Mỗi tệp là một phụ lục của kết quả. Khi đóng dấu, cơ quan ký số từng tệp; số, ký hiệu"
            " và thời gian ký hiện ở góc trên bên phải trang đầu."
        ),
        button=_("Thêm phụ lục"),
        template="dossiers/officer/annexes.html",
        has_files=True,
    )


@require_POST
def remove_view(request: HttpRequest, uid: UUID, annex_uid: UUID) -> HttpResponse:
    """Take an annex away again."""
    services.remove_annex(uid=uid, annex_uid=annex_uid, actor=officer_of(request))
    messages.success(request, _("Đã bỏ phụ lục."))
    return redirect("work_annexes", uid=uid)
