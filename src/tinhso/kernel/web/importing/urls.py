"""Addresses of imports."""

from django.urls import path

from tinhso.kernel.web.importing import views
from tinhso.kernel.web.importing.lists import Imports

HERE = "quan-tri/nhap-du-lieu/"
urlpatterns = [
    *Imports.urls(HERE, name="imports"),
    path(f"{HERE}lan/<uuid:uid>/", views.run_page, name="import_run"),
    path(f"{HERE}lan/<uuid:uid>/nhap/", views.write, name="import_write"),
    path(f"{HERE}lan/<uuid:uid>/ky-duyet/", views.sign, name="import_sign"),
    path(f"{HERE}lan/<uuid:uid>/dong-sai.xlsx", views.wrong, name="import_wrong"),
    path(f"{HERE}lan/<uuid:uid>/tep-lech.xlsx", views.files_apart, name="import_files"),
    path(f"{HERE}lan/<uuid:uid>/bien-ban.pdf", views.minute_file, name="import_minute"),
    path(f"{HERE}loai/<str:key>/", views.kind_page, name="import_kind"),
    path(f"{HERE}loai/<str:key>/mau.xlsx", views.template, name="import_template"),
]
