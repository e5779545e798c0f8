"""Addresses about money: the bank's messages, the applicant's fee, the drawer, reconciliation."""

from django.urls import path

from tinhso.dossiers.views import (
    accounts,
    bank_calls,
    bank_messages,
    drawers,
    joint_fees,
    my_fees,
    payments,
    reconciling,
    settlements,
)

MINE = "ho-so/<uuid:uid>/phi/"
DUTY = "ho-so/<uuid:uid>/nghia-vu-tai-chinh/"
DRAWER = "lam-viec/ca-thu/"
PAID = "lam-viec/khoan-thu/"
ACCOUNTS = "lam-viec/tai-khoan-thu/"
COMPARED = "lam-viec/doi-soat/"
LISTED = "nop-theo-danh-sach/<uuid:uid>/phi/"
LISTED_AT_DESK = "lam-viec/mot-cua/danh-sach-nop/<uuid:uid>/thu/"
SETTLED = "lam-viec/quyet-toan/"
UNAPPLIED = "lam-viec/tien-chua-khop/"

urlpatterns = [
    path("thanh-toan/<slug:provider>/bao/", bank_calls.call_view, name="bank_call"),
    path(MINE, my_fees.fee_view, name="my_fee"),
    path(f"{MINE}mien/", my_fees.claim_view, name="my_fee_claim"),
    path(f"{MINE}truc-tuyen/", my_fees.pay_online_view, name="my_pay_online"),
    path(f"{MINE}<uuid:payment_uid>/", my_fees.payment_view, name="my_payment"),
    path(DUTY, my_fees.duty_view, name="my_duty"),
    path(
        f"{DUTY}truc-tuyen/", my_fees.pay_online_view, kwargs={"is_duty": True}, name="my_pay_duty"
    ),
    path(LISTED, joint_fees.money_view, name="group_fees"),
    path(f"{LISTED}phieu/", joint_fees.bill_view, name="group_bill"),
    path(f"{LISTED}truc-tuyen/", joint_fees.online_view, name="group_pay_online"),
    path(LISTED_AT_DESK, joint_fees.collect_view, name="desk_joint_fees"),
    path(f"{DRAWER}cua-toi/", drawers.drawer_view, name="my_drawer"),
    path(f"{DRAWER}<uuid:uid>/", drawers.count_view, name="drawer"),
    path(f"{DRAWER}<uuid:uid>/phieu/", drawers.sheet_view, name="drawer_sheet"),
    path(f"{COMPARED}sao-ke/", reconciling.statement_view, name="statement"),
    path(f"{COMPARED}sao-ke/mau.xlsx", reconciling.template_view, name="statement_template"),
    path(f"{COMPARED}<uuid:uid>/", reconciling.difference_view, name="difference"),
    path(f"{PAID}chuyen-kho-bac/", payments.remit_view, name="payments_remit"),
    path(f"{ACCOUNTS}moi/", accounts.account_view, name="fee_account_new"),
    path(f"{SETTLED}<uuid:uid>/", settlements.settlement_view, name="settlement"),
    path(f"{SETTLED}<uuid:uid>/gui/", settlements.send_view, name="settlement_send"),
    path(f"{SETTLED}<uuid:uid>/xac-nhan/", settlements.agree_view, name="settlement_agree"),
    path(
        f"{SETTLED}<uuid:uid>/chua-thong-nhat/",
        settlements.dispute_view,
        name="settlement_dispute",
    ),
    path(f"{SETTLED}<uuid:uid>/in/", settlements.print_view, name="settlement_print"),
    path(f"{SETTLED}<uuid:uid>/xuat/", settlements.export_view, name="settlement_export"),
    *settlements.SettlementList.urls(SETTLED, name="settlements"),
    *accounts.AccountList.urls(ACCOUNTS, name="fee_accounts"),
    *payments.PaymentList.urls(PAID, name="payments"),
    path(f"{UNAPPLIED}<uuid:uid>/", bank_messages.call_view, name="bank_message"),
    *bank_messages.CallList.urls(UNAPPLIED, name="bank_messages"),
    *reconciling.ReconciliationList.urls(COMPARED, name="reconciliation"),
    *drawers.DrawerList.urls(DRAWER, name="drawers"),
]
