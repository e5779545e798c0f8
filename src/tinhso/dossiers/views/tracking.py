"""Anybody with the code and a second item learns how far a dossier is, and nothing more."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tinhso.dossiers import services
from tinhso.dossiers.forms.own import RatingForm
from tinhso.dossiers.forms.tracking import TrackingForm
from tinhso.dossiers.views.tickets import asked_from, kiosk_agency, machine_context
from tinhso.kernel.actors import actor_of
from tinhso.kernel.errors import NotFound
from tinhso.kernel.web.once import once


def tracking_view(request: HttpRequest) -> HttpResponse:
    """Ask for code and second item; show completion only (TT 01/2018 Art. 16(2)d)."""
    form = TrackingForm(request.POST or None, initial={"code": request.GET.get("ma", "")})
    found = None
    is_missing = False
    if request.method == "POST" and form.is_valid():
        try:
            found = services.track(
                code=form.cleaned_data["code"],
                second_item=form.cleaned_data["second_item"],
                **asked_from(request),
            )
        except NotFound:
            is_missing = True
    context = {"form": form, "found": found, "is_missing": is_missing, "back_url": "/"}
    status = 422 if form.errors else 404 if is_missing else 200
    return render(request, "dossiers/applicant/tracking.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def rate_view(request: HttpRequest) -> HttpResponse:
    """Let whoever holds the receipt rate the service, at the desk's screen or on his own telephone.

    An officer who is signed in is turned away: nobody rates in the applicant's place.
    """
    actor = actor_of(request)
    kiosk = kiosk_agency(request)
    known = TrackingForm(request.POST or None, initial={"code": request.GET.get("ma", "")})
    form = RatingForm(request.POST or None)
    refusal = ""
    is_sound = known.is_valid() and form.is_valid()
    if request.method == "POST" and is_sound and not actor.is_official:
        typed = {
            "code": known.cleaned_data["code"],
            "second_item": known.cleaned_data["second_item"],
            **asked_from(request),
        }

        def send() -> str:
            services.rate_by_code(
                **typed,
                scores=form.scores(),
                comment=form.cleaned_data["comment"],
                channel="kiosk" if kiosk else "code",
                actor=actor,
            )
            return f"{reverse('rate_by_code')}?{urlencode({'xong': 1})}"

        try:
            services.track(**typed)  # a wrong guess is counted, whatever becomes of the act
            where = once(request, send)
        except NotFound:
            refusal = _("Không có hồ sơ như vậy. Mã và bốn số cuối phải khớp với giấy hẹn.")
        except (services.WrongState, services.AlreadyRated) as error:
            refusal = str(error)
        else:
            messages.success(request, _("Cảm ơn bạn. Đánh giá đã được ghi."))
            return redirect(where)
    wrong = request.method == "POST" and (refusal or known.errors or form.errors)
    context = {
        "known": known,
        "form": form,
        "refusal": refusal,
        "is_done": "xong" in request.GET,
        "is_official": actor.is_official,
        "is_kiosk": kiosk is not None,
        "back_url": reverse("queue_kiosk", kwargs={"code": kiosk.code})
        if kiosk
        else reverse("tracking"),
        **(machine_context(kiosk) if kiosk else {}),
    }
    status = 422 if wrong else 200
    return render(request, "dossiers/applicant/rate_by_code.html", context, status=status)
