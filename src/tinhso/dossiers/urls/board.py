"""Addresses of the leaders' boards."""

from django.urls import path

from tinhso.dossiers.views import board, ratings

urlpatterns = [
    path("lam-viec/dieu-hanh/", board.board_view, name="board"),
    path("lam-viec/dieu-hanh/nhac/", board.remind_view, name="board_remind"),
    path("lam-viec/danh-gia/", ratings.rating_view, name="board_ratings"),
]
