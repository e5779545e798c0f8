"""Where the desk works: its list, one dossier beside it, its acts, the walk-in intake."""

from django.urls import path

from tinhso.dossiers.views import (
    conversions,
    desk,
    desk_list,
    desk_papers,
    hand_over,
    intake,
    post,
    together,
    unclaimed,
)

DESK = "lam-viec/mot-cua/"
POST = f"{DESK}buu-chinh/danh-sach/"
ONE = f"{DESK}<uuid:uid>/"

urlpatterns = [
    path(f"{DESK}tiep-nhan/", intake.choose_view, name="desk_intake"),
    path(f"{DESK}tiep-nhan/the/", intake.card_view, name="desk_card"),
    path(f"{DESK}tiep-nhan/<str:code>/", intake.intake_view, name="desk_intake_form"),
    path(f"{DESK}tiep-nhan/<str:code>/luu/", intake.keep_view, name="desk_intake_keep"),
    path(f"{DESK}tiep-nhan/<str:code>/bo/", intake.forget_view, name="desk_intake_forget"),
    path(f"{DESK}ban-giao/", hand_over.hand_over_view, name="desk_hand_over"),
    path(f"{DESK}ca-ky/", hand_over.shift_view, name="desk_shift"),
    path(f"{DESK}ca-ky/giay/", hand_over.sign_waiting_view, name="desk_sign_waiting"),
    path(f"{DESK}so/", hand_over.book_view, name="desk_book"),
    path(f"{DESK}so/<uuid:uid>/", hand_over.issued_book_view, name="issued_book"),
    path(f"{DESK}so/<uuid:uid>/ky/", hand_over.sign_book_view, name="issued_book_sign"),
    *post.PostLists.urls(f"{DESK}buu-chinh/", name="post_lists"),
    path(f"{DESK}buu-chinh/moi/", post.make_view, name="post_list_new"),
    path(f"{POST}<uuid:list_uid>/", post.list_view, name="post_list"),
    path(f"{POST}<uuid:list_uid>/in.pdf", post.print_view, name="post_list_print"),
    path(f"{POST}<uuid:list_uid>/<uuid:item_uid>/", post.settle_view, name="post_item"),
    *unclaimed.UnclaimedList.urls(f"{DESK}chua-nhan/", name="unclaimed"),
    *conversions.ConversionList.urls(f"{DESK}ban-giay/", name="conversions"),
    path(f"{ONE}lap-lai.pdf", desk_papers.rebuilt_view, name="desk_rebuilt"),
    path(
        f"{ONE}phan-anh/<uuid:complaint_uid>/giay-xac-nhan.pdf",
        desk_papers.complaint_receipt_view,
        name="desk_complaint_receipt",
    ),
    path(
        f"{ONE}ban-giay/<uuid:conversion_uid>.pdf",
        conversions.conversion_view,
        name="desk_conversion",
    ),
    path(ONE, desk.dossier_view, name="desk_dossier"),
    path(f"{ONE}tiep-nhan/", desk.accept_view, name="desk_accept"),
    path(f"{ONE}hien-so/<slug:role>/", desk.unmask_view, name="desk_unmask"),
    path(f"{ONE}nhan-tin/", desk.message_view, name="desk_message"),
    path(f"{ONE}dang-mo/", desk.heartbeat_view, name="desk_heartbeat"),
    path(f"{ONE}giay/<uuid:paper_uid>/", desk.paper_view, name="desk_paper"),
    path(f"{ONE}giay/<uuid:paper_uid>/ky/", desk.sign_paper_view, name="desk_sign_paper"),
    path(f"{ONE}luu-giu/", unclaimed.keep_view, name="desk_keep"),
    path(f"{ONE}tra-cung/", together.return_together_view, name="desk_return_together"),
    path(f"{ONE}phieu-kiem-soat/", desk.control_sheet_view, name="desk_control_sheet"),
    path(f"{ONE}<slug:slug>/", desk.act_view, name="desk_act"),
    *desk_list.DeskList.urls(DESK, name="desk"),
]
