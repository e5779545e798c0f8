"""Pages of this room: home, catalogue, desks, and the list for officials."""

from django.urls import URLPattern, URLResolver, path, re_path

from tinhso.procedures import pause_pages, staff_views, views
from tinhso.procedures.editor.urls import urlpatterns as editor_patterns

CODE = r"(?P<code>\d\.\d{6})"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("dich-vu-cong/", views.catalogue, name="procedure_catalogue"),
    path("diem-phuc-vu/", views.desks, name="service_desks"),
    re_path(rf"^dich-vu-cong/{CODE}/$", views.procedure, name="procedure"),
    re_path(rf"^dich-vu-cong/{CODE}/kiem-tra/$", views.eligibility, name="procedure_eligibility"),
    re_path(rf"^dich-vu-cong/{CODE}/gop-y/$", views.rate, name="procedure_rate"),
    *editor_patterns,
    *pause_pages.urlpatterns,
    *staff_views.ProcedureList.urls("quan-tri/thu-tuc/", name="procedure_list"),
    re_path(rf"^quan-tri/thu-tuc/{CODE}/$", staff_views.detail, name="procedure_detail"),
    re_path(rf"^quan-tri/thu-tuc/{CODE}/xuat/$", staff_views.take_out, name="procedure_export"),
    re_path(rf"^quan-tri/thu-tuc/{CODE}/so-sanh/$", staff_views.compare, name="procedure_compare"),
]
