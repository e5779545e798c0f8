"""Pages of this room."""

from django.urls import URLPattern, URLResolver, path

from tinhso.privacy.views import handling, own

app_name = "privacy"
OWN = "tai-khoan/du-lieu/"
WORK = "lam-viec/du-lieu-ca-nhan/"

urlpatterns: list[URLPattern | URLResolver] = [
    path(OWN, own.own_data_view, name="own"),
    path(f"{OWN}yeu-cau/", own.ask_view, name="ask"),
    path(f"{OWN}<uuid:uid>/", own.own_request_view, name="own_request"),
    path(f"{OWN}<uuid:uid>/rut-lai/", own.take_back_view, name="take_back"),
    path(f"{OWN}<uuid:uid>/xac-minh/", own.prove_view, name="prove"),
    path(f"{OWN}<uuid:uid>/ban-sao/", own.own_copy_view, name="own_copy"),
    *handling.RequestList.urls(WORK, name="request_list"),
    path(f"{WORK}moi/", handling.enter_view, name="enter"),
    path(f"{WORK}<uuid:uid>/", handling.request_view, name="request"),
    path(f"{WORK}<uuid:uid>/nhan/", handling.accept_view, name="accept"),
    path(f"{WORK}<uuid:uid>/tu-choi/", handling.refuse_view, name="refuse"),
    path(f"{WORK}<uuid:uid>/gia-han/", handling.extend_view, name="extend"),
    path(f"{WORK}<uuid:uid>/sua/", handling.correct_view, name="correct"),
    path(f"{WORK}<uuid:uid>/han-che/", handling.restrict_view, name="restrict"),
    path(f"{WORK}<uuid:uid>/thoi-han-che/", handling.lift_view, name="lift"),
    path(f"{WORK}<uuid:uid>/lap-ban-sao/", handling.copy_view, name="copy"),
    path(f"{WORK}<uuid:uid>/xoa/", handling.delete_view, name="delete"),
    path(f"{WORK}<uuid:uid>/ban-sao/", handling.hand_over_view, name="hand_over"),
]
