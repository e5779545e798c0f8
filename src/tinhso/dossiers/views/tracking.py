"""Anybody with the code and a second item learns how far a dossier is, and nothing more."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tinhso.dossiers import services
from tinhso.dossiers.forms.tracking import TrackingForm
from tinhso.kernel.errors import NotFound


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
                address=request.META.get("REMOTE_ADDR", ""),
            )
        except NotFound:
            is_missing = True
    context = {"form": form, "found": found, "is_missing": is_missing, "back_url": "/"}
    status = 422 if form.errors else 404 if is_missing else 200
    return render(request, "dossiers/applicant/tracking.html", context, status=status)
