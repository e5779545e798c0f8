"""Money a bank told of that fits nothing owed: each with what to do, and what was done."""

from typing import Final
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from tinhso.dossiers import services
from tinhso.dossiers.models import BankCall
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.fees import calls_of, handled_where
from tinhso.dossiers.queries.joint import lies_at_desk
from tinhso.dossiers.rules.fees import UNAPPLIED, CallOutcome
from tinhso.dossiers.views._inbox_filters import ConditionFilter
from tinhso.dossiers.views.desk import officer_of
from tinhso.dossiers.views.reconciling import handling
from tinhso.dossiers.work_navigation import may_reconcile
from tinhso.kernel.actors import Actor
from tinhso.kernel.db import fetch
from tinhso.kernel.errors import NotFound
from tinhso.kernel.web.lists import (
    ChoiceFilter,
    Column,
    DateRangeFilter,
    ListPage,
    PresetView,
    money_column,
)

WAITING, DONE = "cho", "xong"
WHAT_TO_DO: Final[dict[str, str | Promise]] = {
    CallOutcome.OTHER_AMOUNT: gettext_lazy(
        "Khoản này vẫn chờ nộp. Gọi người nộp: trả lại để nộp đúng số, hoặc thu đủ tại quầy."
    ),
    CallOutcome.ALREADY_PAID: gettext_lazy(
        "Trả lại lần nộp này cho người chuyển; ghi số chứng từ trả."
    ),
    CallOutcome.NOT_OWED: gettext_lazy(
        "Hồ sơ đã rút, được miễn hoặc đổi mức. Trả lại cho người chuyển; ghi số chứng từ trả."
    ),
    CallOutcome.UNKNOWN: gettext_lazy(
        "Tìm hồ sơ theo lời chuyển khoản; thu tại hồ sơ với chứng từ này, hoặc trả lại."
    ),
}


class CallList(ListPage[BankCall]):
    """The money of the actor's agency that could not be applied, the newest first."""

    name = "dossiers.bank_messages"
    title = gettext_lazy("Tiền ngân hàng báo chưa khớp")
    columns = (
        Column("first", gettext_lazy("Báo đến lúc"), lambda c: c.first_at, sort=("first_at", "id")),
        Column(
            "outcome",
            gettext_lazy("Kết quả"),
            template="dossiers/fees/_call_state.html",
            export=lambda c: c.get_outcome_display(),
        ),
        money_column("amount", gettext_lazy("Số tiền"), lambda c: c.amount_vnd),
        Column(
            "reference", gettext_lazy("Mã nộp tiền hoặc lời chuyển"), lambda c: c.reference or "–"
        ),
        Column("bank_reference", gettext_lazy("Mã giao dịch"), lambda c: c.bank_reference),
        Column(
            "dossier",
            gettext_lazy("Hồ sơ"),
            lambda c: c.charge.dossier.shown_number if c.charge else "",
        ),
        Column(
            "todo",
            gettext_lazy("Việc cần làm"),
            lambda c: "" if c.handled_at else str(WHAT_TO_DO[c.outcome]),
            data=False,
        ),
        Column("handling", gettext_lazy("Đã làm gì"), lambda c: c.handling),
        Column("by", gettext_lazy("Người xử lý"), lambda c: c.handled_by_name, shown=False),
        Column("times", gettext_lazy("Số lần báo"), lambda c: c.times, numeric=True, shown=False),
    )
    filters = (
        DateRangeFilter("den", gettext_lazy("Báo đến"), "first_at"),
        ChoiceFilter(
            "ket-qua",
            gettext_lazy("Kết quả"),
            "outcome",
            [(outcome.value, outcome.label) for outcome in UNAPPLIED],
        ),
        ConditionFilter(
            "xu-ly",
            gettext_lazy("Xử lý"),
            choices=((WAITING, gettext_lazy("Chờ xử lý")), (DONE, gettext_lazy("Đã xử lý"))),
            where=lambda _actor, value: handled_where(is_handled=value == DONE),
            in_tabs=True,
        ),
    )
    views = (
        PresetView("waiting", gettext_lazy("Chờ xử lý"), {"xu-ly": WAITING}),
        PresetView("done", gettext_lazy("Đã xử lý"), {"xu-ly": DONE}),
    )
    default_order = ("-first_at", "-id")
    key_field = "uid"
    words_in = ("bank_reference", "reference", "key", "handling")
    export_permission = P.EXPORT
    empty_title = gettext_lazy("Không có khoản nào chưa khớp")
    empty_text = gettext_lazy(
        "Tiền sai số, nộp hai lần hoặc không rõ của hồ sơ nào sẽ hiện ở đây, kèm việc cần làm."
    )

    def permit(self, actor: Actor) -> None:
        """Let those read it who reconcile."""
        super().permit(actor)
        if not may_reconcile(actor):
            raise NotFound

    def rows(self, actor: Actor) -> QuerySet[BankCall]:
        """Return what the bank told of for the actor's agency, and for nobody."""
        return calls_of(actor=actor)

    def url(self, row: BankCall) -> str:
        """Open what was and is to be done."""
        return reverse("bank_message", kwargs={"uid": row.uid})

    def label(self, row: BankCall) -> str:
        """Name a row by its references."""
        return row.bank_reference or row.reference or row.key


@require_http_methods(["GET", "POST"])
def call_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show what the bank told of, with what to do; posted, what was done."""
    actor = officer_of(request)
    if not may_reconcile(actor):
        raise NotFound
    row = fetch(calls_of(actor=actor), uid=uid)
    return handling(
        request,
        template="dossiers/fees/call.html",
        shown={
            "row": row,
            "todo": WHAT_TO_DO[row.outcome],
            "may_open_list": row.bill is not None
            and lies_at_desk(group_uid=row.bill.group.uid, actor=actor),
        },
        back_url=reverse("bank_messages"),
        handle=lambda said: services.handle_call(uid=uid, actor=actor, handling=said),
    )
