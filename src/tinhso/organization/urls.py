"""Pages of this room."""

from django.urls import URLPattern, URLResolver, path

from tinhso.organization import views

app_name = "organization"
urlpatterns: list[URLPattern | URLResolver] = [
    *views.AgencyList.urls("quan-tri/co-quan/", name="agency_list"),
    path("quan-tri/co-quan/<uuid:uid>/", views.agency_view, name="agency"),
    path("co-quan/ban-do.json", views.map_view, name="map"),
]
