"""Addresses of those who resolve: the inbox, one dossier, the acts on it, the books."""

from django.urls import path

from tinhso.dossiers.views import (
    copies,
    drafting_acts,
    duties,
    inbox,
    merger_records,
    registers,
    work,
    work_acts,
)

ONE = "lam-viec/ho-so/<uuid:uid>/"

urlpatterns = [
    *merger_records.MergerRecordList.urls("lam-viec/ban-giao-ho-so/", name="merger_records"),
    path("lam-viec/ban-giao-ho-so/<uuid:uid>/", merger_records.record_view, name="merger_record"),
    path(
        "lam-viec/ban-giao-ho-so/<uuid:uid>/bien-ban.pdf",
        merger_records.record_pdf_view,
        name="merger_record_pdf",
    ),
    *inbox.InboxList.urls("lam-viec/ho-so/", name="work_list"),
    path("lam-viec/ho-so/phan-cong/", inbox.assign_many_view, name="work_assign_many"),
    path(ONE, work.dossier_view, name="work_dossier"),
    path(f"{ONE}xem-nhanh/", work.preview_view, name="work_preview"),
    path(f"{ONE}dang-mo/", work.heartbeat_view, name="work_heartbeat"),
    path(f"{ONE}tham-dinh/", work.appraise_view, name="work_appraise"),
    path(f"{ONE}tham-dinh/luu/", work.keep_appraisal_view, name="work_keep_appraisal"),
    path(f"{ONE}so-day-du/", work.unmask_view, name="work_unmask"),
    path(f"{ONE}ghi-chu/", work.note_view, name="work_note"),
    path(f"{ONE}nhan-nguoi-nop/", work.tell_view, name="work_tell"),
    path(f"{ONE}lien-quan/", work.link_view, name="work_link"),
    path(f"{ONE}y-kien/<uuid:consultation_uid>/", work.answer_view, name="work_answer"),
    path(f"{ONE}ban-word/", work.word_view, name="work_word"),
    path(f"{ONE}phieu-kiem-soat/", work.control_sheet_view, name="work_control_sheet"),
    path(f"{ONE}vao-so/", work.issue_view, name="work_issue"),
    path(f"{ONE}nhan-viec/", work_acts.take_view, name="work_take"),
    path(f"{ONE}phan-cong/", work_acts.assign_view, name="work_assign"),
    path(f"{ONE}lay-y-kien/", work_acts.consult_view, name="work_consult"),
    path(
        f"{ONE}lay-y-kien/xong/",
        work_acts.finish_consultation_view,
        name="work_finish_consultation",
    ),
    path(f"{ONE}thuc-dia/", work_acts.invite_view, name="work_invite_field_check"),
    path(f"{ONE}thuc-dia/ghi/", work_acts.record_view, name="work_record_field_check"),
    path(f"{ONE}bo-sung/", work_acts.supplement_view, name="work_supplement"),
    path(f"{ONE}nghia-vu/", work_acts.obligation_view, name="work_obligation"),
    path(f"{ONE}du-thao/", drafting_acts.draft_view, name="work_draft"),
    path(f"{ONE}tu-choi/", drafting_acts.refuse_view, name="work_refuse"),
    path(f"{ONE}trinh-ky/", drafting_acts.submit_view, name="work_submit"),
    path(f"{ONE}gia-han/", work_acts.extend_view, name="work_extend"),
    *duties.DutyList.urls("lam-viec/phan-viec/", name="duties"),
    path("lam-viec/phan-viec/them/", duties.divide_view, name="duty_new"),
    path("lam-viec/phan-viec/nhap/", duties.import_view, name="duty_import"),
    path("lam-viec/phan-viec/nhap/mau.xlsx", duties.template_view, name="duty_template"),
    *registers.BookList.urls("lam-viec/so/", name="book"),
    path("lam-viec/so/in/", registers.print_view, name="book_print"),
    *copies.CopyBook.urls("lam-viec/so/chung-thuc/", name="copy_book"),
    path("lam-viec/so/chung-thuc/in/", copies.print_view, name="copy_book_print"),
    *registers.NumberList.urls("lam-viec/so/van-ban/", name="number_register"),
]
