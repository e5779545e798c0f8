"""Addresses of the operators' pages about the national portal."""

from django.urls import path

from tinhso.dossiers.views import national

urlpatterns = [
    *national.SendingList.urls("quan-tri/cong-quoc-gia/", name="national_sendings"),
    *national.MessageList.urls("quan-tri/cong-quoc-gia/den/", name="national_messages"),
    path("quan-tri/cong-quoc-gia/<uuid:uid>/mo/", national.open_view, name="national_open"),
    path("quan-tri/cong-quoc-gia/truong/", national.map_view, name="national_map"),
    path(
        "quan-tri/cong-quoc-gia/truong/<slug:part>/<slug:name>/",
        national.field_view,
        name="national_field",
    ),
]
