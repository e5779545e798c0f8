"""Pages of this room."""

from django.urls import URLPattern, URLResolver, path

from tinhso.organization import (
    editing,
    merger_acts,
    merger_history,
    merger_pages,
    number_pages,
    views,
)

app_name = "organization"
urlpatterns: list[URLPattern | URLResolver] = [
    *number_pages.urlpatterns,
    *views.AgencyList.urls("quan-tri/co-quan/", name="agency_list"),
    path("quan-tri/co-quan/moi/", editing.agency_new_view, name="agency_new"),
    path("quan-tri/co-quan/<uuid:uid>/sua/", editing.agency_change_view, name="agency_change"),
    path("quan-tri/co-quan/<uuid:uid>/ket-thuc/", editing.agency_close_view, name="agency_close"),
    path("quan-tri/co-quan/<uuid:uid>/don-vi/", editing.unit_new_view, name="unit_new"),
    path("quan-tri/don-vi/<uuid:uid>/sua/", editing.unit_change_view, name="unit_change"),
    path("quan-tri/don-vi/<uuid:uid>/ket-thuc/", editing.unit_close_view, name="unit_close"),
    *merger_pages.MergerList.urls("quan-tri/sap-xep/", name="merger_list"),
    path("quan-tri/sap-xep/lap/", merger_pages.merger_plan_view, name="merger_plan"),
    path("quan-tri/sap-xep/<uuid:uid>/", merger_acts.merger_view, name="merger"),
    path("quan-tri/sap-xep/<uuid:uid>/sua/", merger_pages.merger_plan_view, name="merger_change"),
    path(
        "quan-tri/sap-xep/<uuid:uid>/don-vi/", merger_pages.merger_units_view, name="merger_units"
    ),
    path(
        "quan-tri/sap-xep/<uuid:uid>/gom/<str:room>/<int:number>/",
        merger_acts.merger_line_view,
        name="merger_line",
    ),
    path(
        "quan-tri/sap-xep/<uuid:uid>/da-chuyen/<int:line_id>/",
        merger_acts.merger_handed_view,
        name="merger_handed",
    ),
    path(
        "quan-tri/sap-xep/<uuid:uid>/duyet/",
        merger_acts.merger_confirm_view,
        name="merger_confirm",
    ),
    path(
        "quan-tri/sap-xep/<uuid:uid>/rut-lai/",
        merger_history.merger_take_back_view,
        name="merger_take_back",
    ),
    path("quan-tri/sap-xep/<uuid:uid>/huy/", merger_acts.merger_cancel_view, name="merger_cancel"),
    path("quan-tri/sap-xep/<uuid:uid>/hoan-tac/", merger_acts.merger_undo_view, name="merger_undo"),
    path("quan-tri/co-quan/<uuid:uid>/", views.agency_view, name="agency"),
    path("co-quan/<uuid:uid>/", views.public_agency_view, name="public_agency"),
    path("co-quan/ban-do.json", views.map_view, name="map"),
]
