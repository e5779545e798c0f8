"""Complaints of a person: made from his dossier, followed, taken back; answers anybody may read."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.dossiers import queries, services
from tinhso.dossiers.forms.complaints import AddToComplaintForm, ComplaintFields
from tinhso.dossiers.queries.complaints import MOST_SHOWN, my_complaints, my_page, published
from tinhso.dossiers.services.complaint_answers import answer_pdf
from tinhso.dossiers.services.complaint_receipts import complaint_receipt
from tinhso.dossiers.views.filing import applicant_of
from tinhso.dossiers.views.work import pdf
from tinhso.kernel import files
from tinhso.kernel.errors import Invalid
from tinhso.kernel.web.once import once


@require_safe
def list_view(request: HttpRequest) -> HttpResponse:
    """Show what one complained about, the newest first."""
    rows = my_complaints(actor=applicant_of(request))[:MOST_SHOWN]
    context = {"rows": rows, "now": timezone.now(), "back_url": reverse("my_dossiers")}
    return render(request, "dossiers/complaints/mine.html", context)


@require_http_methods(["GET", "POST"])
def complain_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Ask what happened, and send it to a leader who is not meant."""
    actor = applicant_of(request)
    dossier = queries.my_dossier(uid=uid, actor=actor)
    form = ComplaintFields(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():

        def send() -> str:
            upload = form.cleaned_data["file"]
            kept = None
            if upload is not None:
                kept = files.store(
                    content=upload,
                    name=upload.name,
                    use="dossiers.complaint",
                    actor=actor,
                    owner_class="personal",
                )
            made = services.complain(
                uid=uid,
                about=form.cleaned_data["about"],
                place=form.cleaned_data["place"],
                text=form.cleaned_data["text"],
                file=kept,
                actor=actor,
            )
            return reverse("my_complaint", kwargs={"uid": made.uid})

        try:
            where = once(request, send)
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Đã gửi phản ánh."))
            return redirect(where)
    back = reverse("my_dossier", kwargs={"uid": uid})
    context = {"dossier": dossier, "form": form, "back_url": back}
    status = 422 if form.errors else 200
    return render(request, "dossiers/complaints/new.html", context, status=status)


@require_safe
def complaint_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show where one's complaint is, who answers until when, and the answer."""
    return _shown(request, uid, AddToComplaintForm())


@require_http_methods(["GET", "POST"])
def add_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Add what the agency asked for."""
    actor = applicant_of(request)
    form = AddToComplaintForm(request.POST or None)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            services.add_to_complaint(uid=uid, text=form.cleaned_data["text"], actor=actor)
            return reverse("my_complaint", kwargs={"uid": uid})

        where = once(request, act)
        messages.success(request, _("Đã gửi bổ sung."))
        return redirect(where)
    return _shown(request, uid, form)


def _shown(request: HttpRequest, uid: UUID, form: AddToComplaintForm) -> HttpResponse:
    page = my_page(uid=uid, actor=applicant_of(request))
    context = {
        "page": page,
        "form": form,
        "complaint": page.complaint,
        "now": timezone.now(),
        "back_url": reverse("my_complaints"),
    }
    status = 422 if form.errors else 200
    return render(request, "dossiers/complaints/one.html", context, status=status)


@require_POST
def withdraw_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take one's complaint back."""
    actor = applicant_of(request)

    def act() -> str:
        services.withdraw_complaint(uid=uid, actor=actor)
        return reverse("my_complaint", kwargs={"uid": uid})

    where = once(request, act)
    messages.success(request, _("Đã rút phản ánh."))
    return redirect(where)


@never_cache
@require_safe
def answer_pdf_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Give the signed answer to who complained."""
    actor = applicant_of(request)
    my_page(uid=uid, actor=actor)
    return pdf(answer_pdf(uid=uid, actor=actor), "tra-loi-phan-anh.pdf")


@require_safe
def receipt_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Give the paper that says a complaint was received."""
    return pdf(complaint_receipt(uid=uid, actor=applicant_of(request)), "giay-xac-nhan.pdf")


@require_safe
def published_view(request: HttpRequest) -> HttpResponse:
    """Show the answers that are public; nobody is named."""
    context = {"rows": published(), "back_url": "/"}
    return render(request, "dossiers/complaints/published.html", context)
