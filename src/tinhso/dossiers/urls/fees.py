"""Addresses about money: the bank's messages, the applicant's fee, the drawer, reconciliation."""

from django.urls import path

from tinhso.dossiers.views import bank_calls

urlpatterns = [
    path("thanh-toan/<slug:provider>/bao/", bank_calls.call_view, name="bank_call"),
]
