"""Where a person complains, where a leader answers, where answers are public."""

from django.urls import path

from tinhso.dossiers.views import complaint_list, complaints

OWN = "phan-anh/<uuid:uid>/"
WORK = "lam-viec/phan-anh/<uuid:uid>/"

urlpatterns = [
    path("ho-so/<uuid:uid>/phan-anh/", complaints.complain_view, name="my_complain"),
    path("phan-anh/", complaints.list_view, name="my_complaints"),
    path("phan-anh/tra-loi/", complaints.published_view, name="complaint_answers"),
    path(OWN, complaints.complaint_view, name="my_complaint"),
    path(f"{OWN}bo-sung/", complaints.add_view, name="my_complaint_add"),
    path(f"{OWN}rut/", complaints.withdraw_view, name="my_complaint_withdraw"),
    path(f"{OWN}giay-xac-nhan.pdf", complaints.receipt_view, name="my_complaint_receipt"),
    path(f"{OWN}tra-loi.pdf", complaints.answer_pdf_view, name="my_complaint_answer"),
    *complaint_list.ComplaintList.urls("lam-viec/phan-anh/", name="complaints"),
    path(WORK, complaint_list.complaint_view, name="complaint"),
    path(f"{WORK}tra-loi/", complaint_list.answer_view, name="complaint_answer"),
    path(f"{WORK}yeu-cau-bo-sung/", complaint_list.ask_view, name="complaint_ask"),
    path(f"{WORK}chuyen/", complaint_list.forward_view, name="complaint_forward"),
    path(f"{WORK}khong-xem-xet/", complaint_list.refuse_view, name="complaint_refuse"),
    path(f"{WORK}tra-loi.pdf", complaint_list.answer_pdf_view, name="complaint_answer_pdf"),
]
