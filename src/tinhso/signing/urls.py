"""Pages of this room."""

from django.urls import path

from tinhso.signing import views

app_name = "signing"
urlpatterns = [
    path("lam-viec/cho-ky/", views.queue_view, name="queue"),
    path("lam-viec/cho-ky/ky/", views.start_view, name="start"),
    path("lam-viec/cho-ky/xac-nhan/<uuid:uid>/", views.confirm_view, name="confirm"),
    path("lam-viec/cho-ky/<uuid:uid>/", views.item_view, name="item"),
    path("lam-viec/cho-ky/<uuid:uid>/tra-lai/", views.return_view, name="return"),
    path("lam-viec/cho-ky/<uuid:uid>/de-sau/", views.postpone_view, name="postpone"),
    path("lam-viec/dong-dau/", views.seal_list_view, name="seal_list"),
    path("lam-viec/dong-dau/<uuid:uid>/", views.seal_view, name="seal"),
    path("dien-thoai-thu/", views.telephone_view, name="telephone"),
    path("kiem-tra-chu-ky/", views.verify_view, name="verify"),
]
