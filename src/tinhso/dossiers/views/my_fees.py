"""An applicant's fee: how much and why, exempt or not, the ways to pay, and whether it arrived."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.dossiers import queries, services
from tinhso.dossiers.forms.fees import ClaimForm
from tinhso.dossiers.models import Dossier
from tinhso.dossiers.queries.fees import (
    FeePage,
    collector_of,
    fee_page,
    may_pay_online,
    payment_of,
    place_of,
    transfer_for,
)
from tinhso.dossiers.queries.tax_money import duty_page
from tinhso.dossiers.rules.fees import TryState
from tinhso.dossiers.views.filing import applicant_of
from tinhso.kernel import files
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Invalid
from tinhso.kernel.web.once import once
from tinhso.organization import queries as organization


def _fee_of(uid: UUID, actor: Actor) -> tuple[Dossier, FeePage]:
    dossier = queries.my_dossier(uid=uid, actor=actor)
    return dossier, fee_page(dossier)


def _url(uid: UUID) -> str:
    return reverse("my_fee", kwargs={"uid": uid})


@require_safe
def fee_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show the amount, why it is that, and every way to pay it."""
    dossier, fees = _fee_of(uid, applicant_of(request))
    desk = organization.unit(dossier.receiving_unit_id)
    due = fees.due
    context = {
        "dossier": dossier,
        "fees": fees,
        "desk": desk,
        "may_pay_online": may_pay_online(agency_id=collector_of(dossier)),
        "transfer": transfer_for(due, agency_id=collector_of(dossier))
        if due is not None and fees.is_payable
        else None,
        "back_url": reverse("my_dossier", kwargs={"uid": uid}),
    }
    return render(request, "dossiers/applicant/fee.html", context)


@require_http_methods(["GET", "POST"])
def claim_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Ask to be exempt, with proof."""
    actor = applicant_of(request)
    dossier, fees = _fee_of(uid, actor)
    if not fees.may_claim:
        return redirect(_url(uid))
    form = ClaimForm(request.POST or None, request.FILES or None, fees=fees)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def send() -> str:
            upload = given["file"]
            services.claim_exemption(
                uid=uid,
                actor=actor,
                key=given["key"],
                words=given["words"],
                file=files.store(
                    content=upload, name=upload.name, use="dossiers.component", actor=actor
                )
                if upload
                else None,
            )
            return _url(uid)

        try:
            where = once(request, send)
        except Invalid as refusal:
            for name, sentence in refusal.fields.items():
                form.add_error(name if name in form.fields else None, str(sentence))
        else:
            messages.success(request, _("Đã gửi đề nghị miễn. Một cửa trả lời bạn ở đây."))
            return redirect(where)
    context = {"dossier": dossier, "fees": fees, "form": form, "back_url": _url(uid)}
    status = 422 if form.errors else 200
    return render(request, "dossiers/applicant/fee_claim.html", context, status=status)


@require_safe
def duty_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show what a tax agency's notice asks, and every way to pay it."""
    dossier = queries.my_dossier(uid=uid, actor=applicant_of(request))
    context = {
        "dossier": dossier,
        "duty": duty_page(dossier),
        "back_url": reverse("my_dossier", kwargs={"uid": uid}),
    }
    return render(request, "dossiers/applicant/duty.html", context)


@require_POST
def pay_online_view(request: HttpRequest, uid: UUID, *, is_duty: bool = False) -> HttpResponse:
    """Begin to pay online; the next page shows the way to the bank as soon as it is known."""
    actor = applicant_of(request)
    queries.my_dossier(uid=uid, actor=actor)

    def begin() -> str:
        payment = services.start_online(uid=uid, actor=actor, is_duty=is_duty)
        return reverse("my_payment", kwargs={"uid": uid, "payment_uid": payment.uid})

    return redirect(once(request, begin))


@require_safe
def payment_view(request: HttpRequest, uid: UUID, payment_uid: UUID) -> HttpResponse:
    """Show where one payment stands; the page asks again by itself until the bank has spoken."""
    dossier = queries.my_dossier(uid=uid, actor=applicant_of(request))
    payment = payment_of(uid=payment_uid, dossier=dossier)
    charge = payment.charge
    context = {
        "dossier": dossier,
        "payment": payment,
        "waits": payment.state == TryState.WAITING,
        "transfer": transfer_for(charge, agency_id=place_of(charge)[0])
        if payment.problem and charge.is_payable
        else None,
        "pay_url": reverse("my_pay_duty" if charge.is_duty else "my_pay_online", args=[uid]),
        "back_url": reverse("my_duty", args=[uid]) if charge.is_duty else _url(uid),
    }
    partial = getattr(request, "htmx", False) and not request.headers.get("HX-Boosted")
    name = "_payment.html" if partial else "payment.html"
    return render(request, f"dossiers/applicant/{name}", context)
