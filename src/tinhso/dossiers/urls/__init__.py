"""Addresses of this room: the applicant's, the desk's, the officers'."""

from django.urls import URLPattern, URLResolver

from tinhso.dossiers.urls import (
    applicant,
    board,
    complaints,
    desk,
    fees,
    groups,
    law,
    national,
    queueing,
    tax,
    work,
)

urlpatterns: list[URLPattern | URLResolver] = [
    *fees.urlpatterns,
    *complaints.urlpatterns,
    *groups.urlpatterns,
    *applicant.urlpatterns,
    *queueing.urlpatterns,
    *desk.urlpatterns,
    *work.urlpatterns,
    *tax.urlpatterns,
    *board.urlpatterns,
    *national.urlpatterns,
    *law.urlpatterns,
]
