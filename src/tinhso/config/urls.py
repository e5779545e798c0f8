"""The addresses of the house; each room keeps its own in its `urls.py`."""

from django.urls import include, path

from tinhso.config.api import api

urlpatterns = [
    path("api/v1/", api.urls),  # first: a call need not walk past every page
    path("", include("tinhso.kernel.web.urls")),
    path("", include("tinhso.kernel.files.urls")),
    path("", include("tinhso.organization.urls")),
    path("", include("tinhso.identity.urls")),
    path("", include("tinhso.procedures.urls")),
    path("", include("tinhso.signing.urls")),
    path("", include("tinhso.privacy.urls")),
    path("", include("tinhso.dossiers.urls")),
]

handler400 = "tinhso.kernel.web.errors.bad_request"
handler403 = "tinhso.kernel.web.errors.forbidden"
handler404 = "tinhso.kernel.web.errors.not_found"
handler500 = "tinhso.kernel.web.errors.server_error"
