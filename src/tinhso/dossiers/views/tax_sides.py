"""Those on both sides of a tax agency: the officer who asks it, the applicant who pays."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tinhso.dossiers import queries
from tinhso.dossiers.forms.tax import AskTaxForm, RecallTaxForm, TaxProofForm
from tinhso.dossiers.queries.work_page import WorkPage
from tinhso.dossiers.services.tax_asking import ask_tax, recall_tax
from tinhso.dossiers.services.tax_paying import send_tax_proof
from tinhso.dossiers.views._kept_files import KeptFiles
from tinhso.dossiers.views._work import act_page, work_act, work_url
from tinhso.dossiers.views.filing import applicant_of
from tinhso.kernel.errors import Invalid, NotFound
from tinhso.kernel.web.once import once


@work_act(AskTaxForm)
def ask_view(request: HttpRequest, page: WorkPage, form: AskTaxForm) -> HttpResponse:
    """Send the slip to a tax agency."""
    uid, actor = page.dossier.uid, page.actor
    return act_page(
        request,
        page,
        form,
        lambda: ask_tax(
            uid=uid,
            actor=actor,
            unit_id=int(form.cleaned_data["office"]),
            has_land_use_fee=form.cleaned_data["has_land_use_fee"] == "1",
            content=form.cleaned_data["content"],
            version=form.seen_version,
        ),
        there=f"{work_url(uid)}#thue",
        told=_("Đã chuyển cơ quan thuế."),
        acts=("ask_tax",),
        title=_("Chuyển cơ quan thuế"),
        lead=_("Cơ quan thuế có thời hạn riêng; hạn của hồ sơ vẫn chạy cho đến khi có thông báo."),
        button=_("Gửi phiếu chuyển"),
    )


@work_act(RecallTaxForm)
def recall_view(request: HttpRequest, page: WorkPage, form: RecallTaxForm) -> HttpResponse:
    """Take the slip back before it is answered."""
    uid, actor = page.dossier.uid, page.actor
    return act_page(
        request,
        page,
        form,
        lambda: recall_tax(uid=uid, actor=actor, reason=form.cleaned_data["reason"]),
        there=f"{work_url(uid)}#thue",
        told=_("Đã rút phiếu chuyển; thẩm định tiếp."),
        acts=("recall_tax",),
        title=_("Rút phiếu chuyển cơ quan thuế"),
        button=_("Rút phiếu chuyển"),
    )


@require_http_methods(["GET", "POST"])
def proof_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Let the applicant hand in the voucher of what he paid."""
    actor = applicant_of(request)
    page = queries.applicant_page(uid=uid, actor=actor)
    if page.obligation is None:
        raise NotFound
    form = TaxProofForm(request.POST or None, request.FILES or None)
    kept = KeptFiles(
        request, actor, salt="dossiers.proof.kept", uses={"file": "dossiers.tax_proof"}
    )
    kept.spare(form)
    there = reverse("my_dossier", kwargs={"uid": uid})
    if request.method == "POST" and form.is_valid():

        def send() -> str:
            given = form.cleaned_data
            file = kept.stored("file", given["file"])
            send_tax_proof(uid=uid, actor=actor, number=given["number"], file=file)
            return f"{there}#nghia-vu"

        try:
            where = once(request, send)
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Đã gửi chứng từ; cơ quan đối chiếu rồi làm tiếp."))
            return redirect(where)
    context = {
        "page": page,
        "form": form,
        "back_url": there,
        "kept": kept.keep(form) if form.errors else (),
    }
    status = 422 if form.errors else 200
    return render(request, "dossiers/applicant/tax_proof.html", context, status=status)
