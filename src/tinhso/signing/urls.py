"""Pages of this room."""

from django.urls import path

from tinhso.signing.views import (
    batches,
    certificates,
    key_grants,
    key_uses,
    proposals,
    queue,
    register,
    trust_services,
    verifying,
)

app_name = "signing"
urlpatterns = [
    path("lam-viec/cho-ky/", queue.queue_view, name="queue"),
    path("lam-viec/cho-ky/ky/", queue.start_view, name="start"),
    path("lam-viec/cho-ky/xac-nhan/<uuid:uid>/", queue.confirm_view, name="confirm"),
    path("lam-viec/cho-ky/<uuid:uid>/", queue.item_view, name="item"),
    path("lam-viec/cho-ky/<uuid:uid>/tra-lai/", queue.return_view, name="return"),
    path("lam-viec/cho-ky/<uuid:uid>/de-sau/", queue.postpone_view, name="postpone"),
    path(f"{batches.PLACE}moi/", batches.new_view, name="batch_new"),
    path(f"{batches.PLACE}<uuid:uid>/", batches.batch_view, name="batch"),
    path(f"{batches.PLACE}<uuid:uid>/xac-nhan/", batches.start_view, name="batch_start"),
    path(
        f"{batches.PLACE}<uuid:uid>/xac-nhan/<uuid:confirmation>/",
        batches.confirm_view,
        name="batch_confirm",
    ),
    path(f"{batches.PLACE}<uuid:uid>/dung/", batches.cancel_view, name="batch_cancel"),
    path(f"{batches.PLACE}<uuid:uid>/lam-lai/", batches.retry_view, name="batch_retry"),
    path(f"{batches.PLACE}<uuid:uid>/ket-qua/", batches.results_view, name="batch_results"),
    *batches.BatchList.urls(batches.PLACE, name="batches"),
    *key_uses.AgencyKeyUses.urls(key_uses.AGENCY_PLACE, name="agency_key_uses"),
    *key_uses.OwnKeyUses.urls(key_uses.OWN_PLACE, name="own_key_uses"),
    path("lam-viec/dong-dau/", queue.seal_list_view, name="seal_list"),
    path("lam-viec/dong-dau/<uuid:uid>/", queue.seal_view, name="seal"),
    path("lam-viec/chung-thu-so/thong-ke/", register.board_view, name="board"),
    *proposals.ProposalList.urls("lam-viec/chung-thu-so/de-nghi/", name="proposals"),
    *register.WithoutList.urls("lam-viec/chung-thu-so/chua-co/", name="without"),
    *register.LeadersWithoutList.urls(
        "lam-viec/chung-thu-so/lanh-dao-chua-co/", name="leaders_without"
    ),
    *register.RegisterList.urls("lam-viec/chung-thu-so/", name="register"),
    path("dien-thoai-thu/", queue.telephone_view, name="telephone"),
    path("kiem-tra-chu-ky/", verifying.verify_view, name="verify"),
    path("kiem-tra-chu-ky/bao-cao/", verifying.verify_report_view, name="verify_report"),
    path("dich-vu-tin-cay/ocsp", trust_services.ocsp_view, name="ocsp"),
    path("dich-vu-tin-cay/tsa", trust_services.tsa_view, name="tsa"),
    path("dich-vu-tin-cay/<str:name>", trust_services.published_view, name="published"),
    path("tai-khoan/chu-ky-so/", certificates.own_view, name="own"),
    path("quan-tri/chung-thu-so/cap/", certificates.issue_view, name="issue"),
    path("quan-tri/chung-thu-so/tu-xa/", certificates.link_view, name="link"),
    path("quan-tri/chung-thu-so/dich-vu/", trust_services.standing_view, name="trust_services"),
    path("quan-tri/chung-thu-so/goc-tin-cay/", certificates.trust_view, name="trust"),
    path(
        "quan-tri/chung-thu-so/goc-tin-cay/<str:fingerprint>/bo/",
        certificates.untrust_view,
        name="untrust",
    ),
    path("quan-tri/chung-thu-so/<uuid:uid>/chu-the/", certificates.holder_view, name="holder"),
    path("quan-tri/chung-thu-so/<uuid:uid>/", certificates.certificate_view, name="certificate"),
    path("quan-tri/chung-thu-so/<uuid:uid>/he-thong/", key_grants.grant_view, name="grant_key"),
    path(
        "quan-tri/chung-thu-so/<uuid:uid>/he-thong/<uuid:client>/thoi/",
        key_grants.withdraw_view,
        name="withdraw_key",
    ),
    *certificates.CertificateList.urls("quan-tri/chung-thu-so/", name="certificates"),
]
