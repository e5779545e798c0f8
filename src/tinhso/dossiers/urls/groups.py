"""Where a business files a list from a spreadsheet."""

from django.urls import path

from tinhso.dossiers.views import groups, row_papers

LISTS = "nop-theo-danh-sach/"
ONE = f"{LISTS}<uuid:uid>/"

urlpatterns = [
    path(LISTS, groups.list_view, name="groups"),
    path(f"{LISTS}thu-tuc/<str:code>/", groups.start_view, name="group_start"),
    path(ONE, groups.group_view, name="group"),
    path(f"{ONE}mau.xlsx", groups.template_view, name="group_template"),
    path(f"{ONE}tai-len/", groups.upload_view, name="group_upload"),
    path(f"{ONE}giay-to/", groups.paper_view, name="group_paper"),
    path(f"{ONE}giay-to-rieng/", row_papers.upload_view, name="row_papers"),
    path(f"{ONE}giay-to-rieng/<uuid:paper_uid>/", row_papers.place_view, name="row_paper"),
    path(f"{ONE}giay-to-rieng/<uuid:paper_uid>/bo/", row_papers.drop_view, name="row_paper_drop"),
    path(f"{ONE}dong/<int:line>/", groups.row_view, name="group_row"),
    path(f"{ONE}dong/<int:line>/bo/", groups.drop_view, name="group_drop"),
    path(f"{ONE}nop/", groups.confirm_view, name="group_confirm"),
    path(f"{ONE}xoa/", groups.delete_view, name="group_delete"),
    path(f"{ONE}xuat.xlsx", groups.export_view, name="group_export"),
]
