"""Pages of this part of the kernel."""

from django.urls import URLPattern, URLResolver, include, path

from tinhso.kernel.web import gallery, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("tinhso.kernel.web.operations.urls")),
    path("", include("tinhso.kernel.web.calendar_pages")),
    path("", include("tinhso.kernel.web.notification_pages")),
    path("", include("tinhso.kernel.web.importing.urls")),
    path("", include("tinhso.kernel.web.going_live")),
    path("", include("tinhso.kernel.web.law_changes")),
    path("favicon.ico", views.mark),
    path("ngon-ngu/", views.choose_language, name="choose_language"),
    path("giao-dien/", views.choose_theme, name="choose_theme"),
    path("lam-viec/", views.desk, name="work"),
    path("lam-viec/so-dem/", views.counts, name="counts"),
    path("lenh/", views.palette_page, name="palette"),
    path("phim-tat/", views.shortcuts, name="shortcuts"),
    path("ma-bao-mat/", views.fresh_token, name="fresh_token"),
    path("quan-tri/", views.operators, name="operators"),
    path("quan-tri/mau/", gallery.gallery, name="gallery"),
    path("quan-tri/mau/<slug:name>/", gallery.sample, name="gallery_sample"),
    path("quan-tri/nhan-dien/", views.brand_page, name="brand"),
    path("nhan-dien/<slug:stamp>/mau.css", views.brand_colour, name="brand_colour"),
    path("nhan-dien/<slug:stamp>/dau.svg", views.brand_mark, name="brand_mark"),
]
