"""Addresses of the leaders' boards."""

from django.urls import path

from tinhso.dossiers.views import board, figure_list, ratings, statistics

urlpatterns = [
    path("lam-viec/dieu-hanh/", board.board_view, name="board"),
    path("lam-viec/dieu-hanh/nhac/", board.remind_view, name="board_remind"),
    path("lam-viec/danh-gia/", ratings.rating_view, name="board_ratings"),
    path("lam-viec/thong-ke/", statistics.statistics_view, name="statistics"),
    path(
        "lam-viec/thong-ke/tep/<slug:kind>/",
        statistics.statistics_file_view,
        name="statistics_file",
    ),
    *figure_list.FigureList.urls("lam-viec/thong-ke/ho-so/", name="figure_list"),
]
