"""Addresses of a tax agency's officers, and of those who ask and pay."""

from django.urls import path

from tinhso.dossiers.urls.applicant import OWN
from tinhso.dossiers.urls.work import ONE
from tinhso.dossiers.views import tax, tax_list, tax_sides

SLIP = "lam-viec/thue/<uuid:uid>/"

urlpatterns = [
    *tax_list.TaxList.urls("lam-viec/thue/", name="tax_list"),
    path(SLIP, tax.slip_view, name="tax_slip"),
    path(f"{SLIP}phieu-chuyen.pdf", tax.slip_pdf_view, name="tax_slip_pdf"),
    path(f"{SLIP}van-ban-xin-loi.pdf", tax.apology_pdf_view, name="tax_apology_pdf"),
    path(f"{SLIP}ky-xin-loi/", tax.sign_apology_view, name="tax_sign_apology"),
    path(f"{SLIP}thong-bao/", tax.notice_view, name="tax_notice"),
    path(f"{SLIP}khong-phai-nop/", tax.nothing_view, name="tax_nothing"),
    path(f"{SLIP}gui-tra/", tax.send_back_view, name="tax_send_back"),
    path(f"{SLIP}xin-loi/", tax.extend_view, name="tax_extend"),
    path("lam-viec/thue/thong-bao/<uuid:notice_uid>/thay/", tax.replace_view, name="tax_replace"),
    path(f"{ONE}thue/", tax_sides.ask_view, name="work_ask_tax"),
    path(f"{ONE}thue/rut/", tax_sides.recall_view, name="work_recall_tax"),
    path(f"{OWN}nop-tien/", tax_sides.proof_view, name="my_tax_proof"),
]
