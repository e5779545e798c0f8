"""Pages of this room."""

from django.urls import URLPattern, URLResolver, path

from tinhso.privacy.views import authorities, breaches, handling, late_authorities, own, retention

app_name = "privacy"
OWN = "tai-khoan/du-lieu/"
WORK = "lam-viec/du-lieu-ca-nhan/"
BREACHES = "lam-viec/vi-pham-du-lieu/"
AUTHORITIES = "lam-viec/co-quan-yeu-cau/"
KEEPING = "lam-viec/luu-giu/"
ACTS = f"{KEEPING}tieu-huy/"

urlpatterns: list[URLPattern | URLResolver] = [
    path(OWN, own.own_data_view, name="own"),
    path(f"{OWN}yeu-cau/", own.ask_view, name="ask"),
    path(f"{OWN}rut-dong-y/", own.withdraw_view, name="withdraw_consent"),
    path(f"{OWN}<uuid:uid>/", own.own_request_view, name="own_request"),
    path(f"{OWN}<uuid:uid>/rut-lai/", own.take_back_view, name="take_back"),
    path(f"{OWN}<uuid:uid>/xac-minh/", own.prove_view, name="prove"),
    path(f"{OWN}<uuid:uid>/ban-sao/", own.own_copy_view, name="own_copy"),
    *handling.RequestList.urls(WORK, name="request_list"),
    path(f"{WORK}moi/", handling.enter_view, name="enter"),
    path(f"{WORK}<uuid:uid>/", handling.request_view, name="request"),
    path(f"{WORK}<uuid:uid>/nhan/", handling.act_view, {"name": "accept"}, name="accept"),
    path(f"{WORK}<uuid:uid>/tu-choi/", handling.act_view, {"name": "refuse"}, name="refuse"),
    path(f"{WORK}<uuid:uid>/gia-han/", handling.act_view, {"name": "extend"}, name="extend"),
    path(f"{WORK}<uuid:uid>/sua/", handling.act_view, {"name": "correct"}, name="correct"),
    path(f"{WORK}<uuid:uid>/han-che/", handling.act_view, {"name": "restrict"}, name="restrict"),
    path(f"{WORK}<uuid:uid>/thoi-han-che/", handling.act_view, {"name": "lift"}, name="lift"),
    path(f"{WORK}<uuid:uid>/lap-ban-sao/", handling.copy_view, name="copy"),
    path(f"{WORK}<uuid:uid>/xoa/", handling.delete_view, name="delete"),
    path(f"{WORK}<uuid:uid>/ban-sao/", handling.hand_over_view, name="hand_over"),
    *breaches.BreachList.urls(BREACHES, name="breach_list"),
    path(f"{BREACHES}moi/", breaches.breach_new_view, name="breach_new"),
    path(f"{BREACHES}<uuid:uid>/", breaches.breach_view, name="breach"),
    path(f"{BREACHES}<uuid:uid>/sua/", breaches.breach_change_view, name="breach_change"),
    path(f"{BREACHES}<uuid:uid>/bao-cao/", breaches.breach_report_view, name="breach_report"),
    path(f"{BREACHES}<uuid:uid>/nguoi/", breaches.breach_concerned_view, name="breach_concerned"),
    path(f"{BREACHES}<uuid:uid>/bao-nguoi/", breaches.breach_tell_view, name="breach_tell"),
    path(f"{BREACHES}<uuid:uid>/cong-khai/", breaches.breach_notice_view, name="breach_notice"),
    path(f"{BREACHES}<uuid:uid>/khep/", breaches.breach_close_view, name="breach_close"),
    path(f"{BREACHES}<uuid:uid>/thong-bao.pdf", breaches.breach_pdf_view, name="breach_pdf"),
    *authorities.AuthorityList.urls(AUTHORITIES, name="authority_list"),
    *late_authorities.LateAuthorityList.urls(f"{AUTHORITIES}tre/", name="late_authority_list"),
    path(f"{AUTHORITIES}moi/", authorities.authority_new_view, name="authority_new"),
    path(f"{AUTHORITIES}<uuid:uid>/", authorities.authority_view, name="authority"),
    path(
        f"{AUTHORITIES}<uuid:uid>/thuc-hien/",
        authorities.authority_act_view,
        {"name": "answer"},
        name="authority_answer",
    ),
    path(
        f"{AUTHORITIES}<uuid:uid>/tu-choi/",
        authorities.authority_act_view,
        {"name": "refuse"},
        name="authority_refuse",
    ),
    path(
        f"{AUTHORITIES}<uuid:uid>/mo-tep/",
        authorities.authority_act_view,
        {"name": "grant"},
        name="authority_grant",
    ),
    path(
        f"{AUTHORITIES}<uuid:uid>/het-cam-bao/",
        authorities.authority_act_view,
        {"name": "silence"},
        name="authority_silence",
    ),
    path(f"{AUTHORITIES}<uuid:uid>/tep/", authorities.authority_file_view, name="authority_file"),
    path(KEEPING, retention.retention_view, name="retention"),
    path(f"{KEEPING}thoi-han/", retention.rule_view, name="retention_rule"),
    path(f"{KEEPING}lap/<str:kind>/", retention.propose_view, name="destruction_propose"),
    path(f"{KEEPING}giu-lai/<int:pk>/thoi/", retention.lift_hold_view, name="hold_lift"),
    *retention.DestroyedList.urls(f"{KEEPING}da-tieu-huy/", name="destroyed_list"),
    *retention.ActList.urls(ACTS, name="destruction_list"),
    path(f"{ACTS}<uuid:uid>/", retention.destruction_view, name="destruction"),
    path(f"{ACTS}<uuid:uid>/giu-lai/", retention.hold_view, name="destruction_hold"),
    path(f"{ACTS}<uuid:uid>/duyet/", retention.confirm_view, name="destruction_confirm"),
    path(f"{ACTS}<uuid:uid>/bo/", retention.cancel_view, name="destruction_cancel"),
    path(f"{ACTS}<uuid:uid>/bien-ban.pdf", retention.minutes_view, name="minutes"),
]
