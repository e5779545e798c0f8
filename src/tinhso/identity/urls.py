"""Pages of this room."""

from django.urls import URLPattern, URLResolver, path

from tinhso.identity.views import (
    accesses,
    delegations,
    grants,
    lists,
    operators,
    own,
    people,
    roles,
    sign_in,
    tokens,
)

app_name = "identity"
urlpatterns: list[URLPattern | URLResolver] = [
    path("dang-nhap/", sign_in.sign_in_view, name="sign_in"),
    path("dang-nhap/minh-hoa/", sign_in.demonstration_view, name="demonstration"),
    path("dang-nhap/buoc-hai/", sign_in.second_step_view, name="second_step"),
    path("dang-nhap/khoa/", sign_in.passkey_view, name="passkey"),
    path("dang-nhap/quoc-gia/", sign_in.national_view, name="national"),
    path("dang-nhap/quoc-gia/tro-lai/", sign_in.national_back_view, name="national_back"),
    path("dang-xuat/", sign_in.sign_out_view, name="sign_out"),
    path("quen-mat-khau/", sign_in.forgotten_view, name="forgotten"),
    path("dat-mat-khau/<str:token>/", sign_in.new_password_view, name="new_password"),
    path("tai-khoan/", own.profile_view, name="profile"),
    path("tai-khoan/mat-khau/", own.password_view, name="password"),
    path("tai-khoan/bao-mat/", own.security_view, name="security"),
    path("tai-khoan/bao-mat/ma-xac-thuc/", own.totp_view, name="totp"),
    path("tai-khoan/bao-mat/ma-du-phong/", own.recovery_codes_view, name="recovery_codes"),
    path("tai-khoan/bao-mat/khoa/", own.passkey_add_view, name="passkey_add"),
    path("tai-khoan/bao-mat/<int:pk>/bo/", own.factor_remove_view, name="factor_remove"),
    path("tai-khoan/phien/<uuid:uid>/", own.session_end_view, name="session_end"),
    *accesses.AccessList.urls("tai-khoan/ai-da-xem/", name="accesses"),
    *delegations.DelegationList.urls("tai-khoan/uy-quyen/", name="delegation"),
    path("tai-khoan/uy-quyen/moi/", delegations.delegation_new_view, name="delegation_new"),
    path("tai-khoan/uy-quyen/<uuid:uid>/", delegations.delegation_row_view, name="delegation_row"),
    path(
        "tai-khoan/uy-quyen/<uuid:uid>/thoi/",
        delegations.delegation_end_view,
        name="delegation_end",
    ),
    path("tai-khoan/tim-can-bo/", delegations.officials_view, name="officials"),
    path("tai-khoan/dai-dien/them/", own.represent_view, name="represent"),
    path(
        "tai-khoan/dai-dien/<uuid:uid>/thoi/",
        own.representation_end_view,
        name="representation_end",
    ),
    *lists.AccountList.urls("quan-tri/tai-khoan/", name="account_list"),
    path("quan-tri/tai-khoan/moi/", operators.account_new_view, name="account_new"),
    path("quan-tri/tai-khoan/nhap/", operators.import_view, name="staff_import"),
    path(
        "quan-tri/tai-khoan/nhap/mau.xlsx", operators.import_template_view, name="import_template"
    ),
    path("quan-tri/tai-khoan/nhap/<uuid:uid>/", operators.import_run_view, name="import_run"),
    path("quan-tri/tai-khoan/<uuid:uid>/", operators.account_view, name="account"),
    path("quan-tri/tai-khoan/<uuid:uid>/vai-tro/", operators.assign_view, name="assign"),
    path("quan-tri/tai-khoan/<uuid:uid>/khoa/", operators.lock_view, name="lock"),
    path("quan-tri/tai-khoan/<uuid:uid>/mo/", operators.unlock_view, name="unlock"),
    path("quan-tri/tai-khoan/<uuid:uid>/khoi-phuc/", operators.reset_view, name="reset"),
    path("quan-tri/vai-tro/", roles.role_list_view, name="role_list"),
    path("quan-tri/vai-tro/<slug:code>/", roles.role_view, name="role"),
    path("quan-tri/vai-tro/<uuid:uid>/thoi/", operators.assignment_end_view, name="assignment_end"),
    *lists.GrantList.urls("quan-tri/quyen-xem/", name="grant_list"),
    path("quan-tri/quyen-xem/moi/", grants.grant_new_view, name="grant_new"),
    path("quan-tri/quyen-xem/<uuid:uid>/", grants.grant_view, name="grant"),
    path("quan-tri/quyen-xem/<uuid:uid>/thoi/", grants.grant_end_view, name="grant_end"),
    *lists.PersonList.urls("lam-viec/cong-dan/", name="person_list"),
    path("lam-viec/cong-dan/<uuid:uid>/", people.person_view, name="person"),
    *lists.RepresentationList.urls("lam-viec/dai-dien/", name="representation_list"),
    path("lam-viec/dai-dien/<uuid:uid>/", people.representation_view, name="representation"),
    path(
        "lam-viec/dai-dien/<uuid:uid>/xac-nhan/",
        people.representation_verify_view,
        name="representation_verify",
    ),
    path(
        "lam-viec/dai-dien/<uuid:uid>/tu-choi/",
        people.representation_refuse_view,
        name="representation_refuse",
    ),
    path("quan-tri/he-thong/", operators.client_list_view, name="client_list"),
    path(
        "quan-tri/he-thong/<uuid:uid>/khoa-moi/", operators.client_renew_view, name="client_renew"
    ),
    path(
        "quan-tri/he-thong/<uuid:uid>/thu-hoi/", operators.client_revoke_view, name="client_revoke"
    ),
    path("api/v1/oauth/token", tokens.token_view, name="token"),
]
