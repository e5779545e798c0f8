"""Where an applicant files, follows and answers, and where anybody tracks."""

from django.urls import path

from tinhso.dossiers.views import filing, my_post, own, paper_store, proactive, tracking
from tinhso.dossiers.views.published import ServiceList

FILING = "dich-vu-cong/<str:code>/nop/"
OWN = "ho-so/<uuid:uid>/"
OFFER = "chu-dong/<uuid:uid>/"

urlpatterns = [
    path(FILING, filing.start_view, name="filing_start"),
    path(f"{FILING}<uuid:uid>/", filing.resume_view, name="filing_resume"),
    path(f"{FILING}<uuid:uid>/giay-to/", filing.papers_view, name="filing_papers"),
    path(f"{FILING}<uuid:uid>/kiem-tra/", filing.review_view, name="filing_review"),
    path(f"{FILING}<uuid:uid>/xoa/", filing.delete_view, name="filing_delete"),
    path(f"{FILING}<uuid:uid>/<slug:step>/", filing.step_view, name="filing_step"),
    path(f"{FILING}<uuid:uid>/<slug:step>/luu/", filing.autosave_view, name="filing_autosave"),
    path("ho-so/", own.list_view, name="my_dossiers"),
    path(OWN, own.dossier_view, name="my_dossier"),
    path(f"{OWN}bo-sung/", own.supplement_view, name="my_supplement"),
    path(f"{OWN}rut/", own.withdraw_view, name="my_withdraw"),
    path(f"{OWN}dung/", own.stop_view, name="my_stop"),
    path(f"{OWN}nhan-tin/", own.message_view, name="my_message"),
    path(f"{OWN}thuc-dia/<uuid:check_uid>/", own.field_check_view, name="my_field_check"),
    path(f"{OWN}ket-qua/<uuid:result_uid>/", own.result_view, name="my_result"),
    path(f"{OWN}giay/<uuid:paper_uid>/", own.paper_view, name="my_paper"),
    path(f"{OWN}danh-gia/", own.rating_view, name="my_rating"),
    path(f"{OWN}qua-buu-chinh/", my_post.wish_view, name="my_post"),
    path(f"{OWN}qua-buu-chinh/bo/", my_post.drop_view, name="my_post_drop"),
    path("giay-to-cua-toi/", paper_store.list_view, name="my_papers"),
    path("giay-to-cua-toi/<uuid:uid>/han/", paper_store.validity_view, name="my_paper_validity"),
    path("giay-to-cua-toi/<uuid:uid>/bo-ra/", paper_store.away_view, name="my_paper_away"),
    path("giay-to-cua-toi/<uuid:uid>/dua-lai/", paper_store.back_view, name="my_paper_back"),
    path("chu-dong/", proactive.offers_view, name="my_offers"),
    path(OFFER, proactive.offer_view, name="my_offer"),
    path(f"{OFFER}tu-dien/", proactive.take_over_view, name="my_offer_take_over"),
    path(f"{OFFER}tu-choi/", proactive.refuse_view, name="my_offer_refuse"),
    path(f"{OFFER}xin-sua/", proactive.correct_view, name="my_offer_correct"),
    path("tra-cuu/", tracking.tracking_view, name="tracking"),
    path("danh-gia/", tracking.rate_view, name="rate_by_code"),
    *ServiceList.urls("ket-qua-phuc-vu/", name="published_services"),
]
