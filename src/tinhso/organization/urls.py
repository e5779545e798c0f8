"""Pages of this room."""

from django.urls import URLPattern, URLResolver, path

from tinhso.organization import editing, views

app_name = "organization"
urlpatterns: list[URLPattern | URLResolver] = [
    *views.AgencyList.urls("quan-tri/co-quan/", name="agency_list"),
    path("quan-tri/co-quan/moi/", editing.agency_new_view, name="agency_new"),
    path("quan-tri/co-quan/<uuid:uid>/sua/", editing.agency_change_view, name="agency_change"),
    path("quan-tri/co-quan/<uuid:uid>/ket-thuc/", editing.agency_close_view, name="agency_close"),
    path("quan-tri/co-quan/<uuid:uid>/don-vi/", editing.unit_new_view, name="unit_new"),
    path("quan-tri/don-vi/<uuid:uid>/sua/", editing.unit_change_view, name="unit_change"),
    path("quan-tri/don-vi/<uuid:uid>/ket-thuc/", editing.unit_close_view, name="unit_close"),
    path("quan-tri/co-quan/<uuid:uid>/", views.agency_view, name="agency"),
    path("co-quan/ban-do.json", views.map_view, name="map"),
]
