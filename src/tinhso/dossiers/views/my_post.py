"""An applicant has his paper result sent by post, or comes for it after all."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tinhso.dossiers import queries, services
from tinhso.dossiers.forms.own import PostWishForm
from tinhso.dossiers.queries.post import envelope_for
from tinhso.dossiers.views.filing import applicant_of
from tinhso.kernel.errors import Invalid
from tinhso.kernel.web.once import once


@require_http_methods(["GET", "POST"])
def wish_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Ask where to; posted, keep it."""
    actor = applicant_of(request)
    page = queries.applicant_page(uid=uid, actor=actor)
    there = reverse("my_dossier", kwargs={"uid": uid})
    if not page.may_wish_post:
        return redirect(there)
    form = PostWishForm(request.POST or None, known=envelope_for(page.dossier))
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            services.wish_post(uid=uid, actor=actor, address=form.cleaned_data["address"])
            return there

        try:
            where = once(request, act)
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Đã ghi. Kết quả giấy sẽ được gửi qua bưu chính."))
            return redirect(where)
    context = {"page": page, "form": form, "back_url": there}
    status = 422 if form.errors else 200
    return render(request, "dossiers/applicant/post.html", context, status=status)


@require_POST
def drop_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take it back."""
    actor = applicant_of(request)

    def act() -> str:
        services.drop_post_wish(uid=uid, actor=actor)
        return reverse("my_dossier", kwargs={"uid": uid})

    where = once(request, act)
    messages.success(request, _("Đã bỏ. Bạn đến quầy nhận kết quả."))
    return redirect(where)
