"""Addresses of the editor, under `/quan-tri/thu-tuc/soan/`."""

from django.urls import URLPattern, re_path

from tinhso.procedures.editor import lists, pages, publishing, rows, trying

_DRAFT = r"^quan-tri/thu-tuc/soan/(?P<uid>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/"
_WHERE = r"(?P<where>(?:[a-z-]+/(?:\d{1,3}|them)/){1,4})"

urlpatterns: list[URLPattern] = [
    *lists.DraftList.urls("quan-tri/thu-tuc/soan/", name="draft_list"),
    re_path(r"^quan-tri/thu-tuc/soan/moi/$", lists.begin, name="draft_begin"),
    re_path(r"^quan-tri/thu-tuc/soan/nhap/$", lists.bring_in, name="draft_import"),
    re_path(rf"{_DRAFT}$", pages.overview, name="draft"),
    re_path(rf"{_DRAFT}phan/(?P<key>[a-z-]+)/$", pages.part_page, name="draft_part"),
    re_path(rf"{_DRAFT}muc/{_WHERE}$", rows.row_page, name="draft_row"),
    re_path(rf"{_DRAFT}muc/{_WHERE}sap-xep/$", rows.arrange, name="draft_arrange"),
    re_path(
        rf"{_DRAFT}muc/{_WHERE}dieu-kien/(?P<key>[a-z]+)/$",
        rows.condition_page,
        name="draft_condition",
    ),
    re_path(rf"{_DRAFT}hoan-tac/$", pages.undo, name="draft_undo"),
    re_path(rf"{_DRAFT}lich-su/$", pages.history, name="draft_history"),
    re_path(rf"{_DRAFT}so-sanh/$", pages.compare, name="draft_compare"),
    re_path(rf"{_DRAFT}so-sanh/tiep-theo/$", pages.rebase, name="draft_rebase"),
    re_path(rf"{_DRAFT}ban-ghi/$", pages.raw_record, name="draft_record"),
    re_path(rf"{_DRAFT}ban-ghi/da-xem/$", pages.settle, name="draft_settle"),
    re_path(rf"{_DRAFT}xuat/$", pages.take_out, name="draft_export"),
    re_path(rf"{_DRAFT}thu-bieu-mau/$", trying.try_form, name="draft_try_form"),
    re_path(rf"{_DRAFT}chay-thu/$", trying.run_process, name="draft_run"),
    re_path(rf"{_DRAFT}kiem-tra/$", publishing.check, name="draft_check"),
    re_path(rf"{_DRAFT}cong-bo/$", publishing.publish, name="draft_publish"),
    re_path(rf"{_DRAFT}bo/$", publishing.abandon, name="draft_abandon"),
]
