"""The payments of an agency, which of them are due at the treasury, and those that were sent."""

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet, Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import get_template
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from tinhso.dossiers import services
from tinhso.dossiers.desk_plugs import works_at_desk
from tinhso.dossiers.forms.fees import RemitForm
from tinhso.dossiers.models import Payment
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.payments import (
    collectors_of,
    received,
    remit_state_of,
    remit_where,
    to_remit,
)
from tinhso.dossiers.rules.fees import PaymentMethod, RemitState, TryState
from tinhso.dossiers.views._inbox_filters import ConditionFilter, _is_uid
from tinhso.dossiers.views.desk import officer_of
from tinhso.dossiers.work_navigation import may_read_payments, may_reconcile
from tinhso.kernel.actors import Actor, actor_of
from tinhso.kernel.calendar import remaining, say_remaining
from tinhso.kernel.errors import Invalid, NotFound
from tinhso.kernel.errors.sentences import told
from tinhso.kernel.web.lists import (
    ChoiceFilter,
    Column,
    DateRangeFilter,
    ListAct,
    ListPage,
    MultiFilter,
    PresetView,
    money_column,
)
from tinhso.kernel.web.lists.state import ListState
from tinhso.kernel.web.once import once

REMIT = "remit"
MOST_AT_ONCE = 500


class RemitColumn(Column[Payment]):
    """When it is due at the treasury, whether that is past, or the voucher under which it went."""

    def cell(self, row: Payment) -> SafeString:
        """Return the state and what is left of the hours."""
        now = timezone.now()
        remit = remit_state_of(row, at=now)
        left = ""
        if row.remit_due_at is not None and remit in (RemitState.WAITING, RemitState.LATE):
            left = say_remaining(
                remaining(due_at=row.remit_due_at, agency_id=row.agency_id, now=now)
            )
        values = {"row": row, "remit": remit, "left": left}
        return SafeString(get_template("dossiers/fees/_remit_cell.html").render(values))


def _remit_words(row: Payment) -> str:
    return str(remit_state_of(row, at=timezone.now()).label)


def voucher_first(_row: Payment, _actor: Actor) -> object:
    """Refuse: what goes to the treasury carries a voucher, which the next page asks for."""
    raise Invalid(_("Hãy ghi số chứng từ chuyển kho bạc."))


class PaymentList(ListPage[Payment]):
    """The money an agency received, the newest first."""

    name = "dossiers.payments"
    title = gettext_lazy("Khoản thu phí, lệ phí")
    template = "dossiers/fees/payments.html"
    columns = (
        Column("paid", gettext_lazy("Nộp lúc"), lambda p: p.paid_at, sort=("paid_at", "id")),
        Column("receipt", gettext_lazy("Số biên lai"), lambda p: p.receipt_number),
        Column("dossier", gettext_lazy("Hồ sơ"), lambda p: p.charge.dossier.shown_number),
        Column(
            "procedure",
            gettext_lazy("Thủ tục"),
            lambda p: p.charge.dossier.procedure_version.name,
            shown=False,
        ),
        money_column("amount", gettext_lazy("Số tiền"), lambda p: p.amount_vnd),
        Column(
            "method",
            gettext_lazy("Cách trả tiền"),
            lambda p: p.get_method_display(),
            data=False,
        ),
        Column(
            "state",
            gettext_lazy("Trạng thái"),
            template="dossiers/fees/_payment_state.html",
            export=lambda p: p.get_state_display(),
        ),
        Column("officer", gettext_lazy("Người thu"), lambda p: p.received_by_name),
        RemitColumn("remit", gettext_lazy("Chuyển kho bạc"), export=_remit_words),
        Column(
            "remit_due", gettext_lazy("Hạn chuyển kho bạc"), lambda p: p.remit_due_at, shown=False
        ),
        Column(
            "voucher",
            gettext_lazy("Chứng từ chuyển kho bạc"),
            lambda p: p.remit_document,
            shown=False,
        ),
    )
    filters = (
        DateRangeFilter("nop", gettext_lazy("Nộp"), "paid_at"),
        MultiFilter("cach", gettext_lazy("Cách trả tiền"), "method", PaymentMethod.choices),
        ChoiceFilter(
            "trang-thai",
            gettext_lazy("Trạng thái"),
            "state",
            [(state.value, state.label) for state in (TryState.PAID, TryState.REFUNDED)],
        ),
        ChoiceFilter("nguoi", gettext_lazy("Người thu"), "received_by", collectors_of, data=True),
        ConditionFilter(
            "kho-bac",
            gettext_lazy("Chuyển kho bạc"),
            choices=tuple((s.value, s.label) for s in RemitState if s.value),
            where=lambda _actor, value: remit_where(value, at=timezone.now()),
            in_tabs=True,
        ),
    )
    views = (
        PresetView("waiting", RemitState.WAITING.label, {"kho-bac": RemitState.WAITING.value}),
        PresetView("late", RemitState.LATE.label, {"kho-bac": RemitState.LATE.value}),
        PresetView("done", RemitState.DONE.label, {"kho-bac": RemitState.DONE.value}),
    )
    acts = (
        ListAct(
            key=REMIT,
            label=gettext_lazy("Đã chuyển kho bạc…"),
            run=voucher_first,
            icon="bank",
            visible=may_reconcile,
        ),
    )
    default_order = ("-paid_at", "-id")
    key_field = "uid"
    words_in = (
        "receipt_number",
        "bank_reference",
        "charge__reference",
        "charge__dossier__code",
        "received_by_name",
    )
    export_permission = P.EXPORT
    empty_title = gettext_lazy("Chưa có khoản thu nào")
    empty_text = gettext_lazy("Tiền thu tại quầy hoặc ngân hàng báo đến sẽ hiện ở đây.")

    def permit(self, actor: Actor) -> None:
        """Let those read it who reconcile or lead."""
        super().permit(actor)
        if not may_read_payments(actor):
            raise NotFound

    def rows(self, actor: Actor) -> QuerySet[Payment]:
        """Return what the actor's agency received for dossiers he sees, and where he opens them."""
        return received(actor=actor).annotate(at_desk=Value(works_at_desk(actor)))

    def bulk(self, request: HttpRequest) -> HttpResponse:
        """Ask for the voucher of the chosen payments."""
        if request.POST.get("viec") == REMIT and request.POST.getlist("chon"):
            chosen = urlencode({"chon": request.POST.getlist("chon")}, doseq=True)
            return redirect(f"{reverse('payments_remit')}?{chosen}")
        return super().bulk(request)

    def url(self, row: Payment) -> str:
        """Open the dossier: the desk's page for who works there, else where it is resolved.

        A tax agency opens its slip.
        """
        if row.charge.notice is not None:
            return reverse("tax_slip", kwargs={"uid": row.charge.notice.slip.uid})
        page = "desk_dossier" if row.__dict__["at_desk"] else "work_dossier"
        return reverse(page, kwargs={"uid": row.charge.dossier.uid})

    def label(self, row: Payment) -> str:
        """Name a row by its receipt."""
        return row.receipt_number

    def context(self, request: HttpRequest, state: ListState[Payment]) -> dict[str, object]:
        """Tell whether the way to reconciliation is shown."""
        return {"may_reconcile": may_reconcile(actor_of(request))}


@require_http_methods(["GET", "POST"])
def remit_view(request: HttpRequest) -> HttpResponse:
    """Ask for the voucher under which the chosen payments went to the treasury, and keep it."""
    actor = officer_of(request)
    if not may_reconcile(actor):
        raise NotFound
    given = request.POST if request.method == "POST" else request.GET
    keys = [UUID(key) for key in given.getlist("chon") if _is_uid(key)][:MOST_AT_ONCE]
    form = RemitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            sent = services.remit(uids=keys, actor=actor, document=form.cleaned_data["document"])
            said = ngettext(
                "Đã ghi %(n)s khoản đã chuyển kho bạc.",
                "Đã ghi %(n)s khoản đã chuyển kho bạc.",
                len(sent),
            )
            messages.success(request, told(said, n=len(sent)))
            return reverse("payments")

        return redirect(once(request, act))
    rows = to_remit(actor=actor, uids=keys, at=timezone.now())
    if not rows:
        raise Invalid(_("Trong các dòng đã chọn không có khoản nào phải chuyển kho bạc."))
    context = {
        "rows": rows,
        "total": sum(row.amount_vnd for row in rows),
        "left_out": len(keys) - len(rows),
        "form": form,
        "back_url": reverse("payments"),
    }
    return render(request, "dossiers/fees/remit.html", context, status=422 if form.errors else 200)
