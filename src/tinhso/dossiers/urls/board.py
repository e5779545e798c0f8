"""Addresses of the leaders' boards."""

from django.urls import path

from tinhso.dossiers.views import (
    board,
    figure_list,
    flow,
    proactive,
    ratings,
    reasons,
    reminding,
    reports,
    statistics,
)

REPORTS = "lam-viec/thong-ke/bao-cao/"
ONE = f"{REPORTS}<slug:code>/<slug:length>/<int:year>/<int:number>/"

urlpatterns = [
    path("lam-viec/dieu-hanh/", board.board_view, name="board"),
    path("lam-viec/dieu-hanh/nhac/", reminding.remind_view, name="board_remind"),
    *proactive.OfferList.urls("lam-viec/chu-dong/", name="offers"),
    path("lam-viec/danh-gia/", ratings.rating_view, name="board_ratings"),
    path("lam-viec/thong-ke/", statistics.statistics_view, name="statistics"),
    path(
        "lam-viec/thong-ke/tep/<slug:kind>/",
        statistics.statistics_file_view,
        name="statistics_file",
    ),
    path("lam-viec/thong-ke/noi-cho/", flow.flow_view, name="flow"),
    path("lam-viec/thong-ke/ly-do/", reasons.reasons_view, name="reasons"),
    path("lam-viec/thong-ke/khoi-luong/", flow.workload_view, name="workload"),
    path(REPORTS, reports.reports_view, name="reports"),
    path(f"{REPORTS}mot-cua/<int:unit_id>/", reports.desk_facts_view, name="report_desk"),
    path(ONE, reports.report_view, name="report"),
    path(f"{ONE}trinh-ky/", reports.sign_view, name="report_sign"),
    path(f"{ONE}gui/", reports.send_view, name="report_send"),
    path(f"{ONE}tep/<slug:kind>/", reports.file_view, name="report_file"),
    *figure_list.FigureList.urls("lam-viec/thong-ke/ho-so/", name="figure_list"),
]
