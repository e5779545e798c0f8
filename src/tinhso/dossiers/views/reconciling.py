"""The day's reconciliation: fetch or upload a statement, each difference with what to do."""

from collections.abc import Callable, Mapping
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from tinhso.dossiers import services
from tinhso.dossiers.forms.fees import HandlingForm, StatementForm
from tinhso.dossiers.models import StatementLine
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.fees import last_statement, statement_lines_of, unhandled_calls
from tinhso.dossiers.rules.fees import LineOutcome
from tinhso.dossiers.views.desk import officer_of
from tinhso.dossiers.work_navigation import may_reconcile
from tinhso.kernel.actors import Actor, actor_of
from tinhso.kernel.db import fetch
from tinhso.kernel.errors import Invalid, NotFound
from tinhso.kernel.files.sheets import blank_sheet
from tinhso.kernel.web.lists import ChoiceFilter, Column, DateRangeFilter, ListPage, money_column
from tinhso.kernel.web.lists.state import ListState
from tinhso.kernel.web.once import once
from tinhso.kernel.web.words import short_day

WHAT_TO_DO: Final[dict[str, str | Promise]] = {
    LineOutcome.MATCHED: "",
    LineOutcome.OTHER_AMOUNT: gettext_lazy("Xem chứng từ; thu thêm hoặc hoàn phần thừa."),
    LineOutcome.ONLY_BANK: gettext_lazy(
        "Tìm hồ sơ theo nội dung chuyển khoản; ghi nhận chuyển khoản có chứng từ, hoặc trả lại."
    ),
    LineOutcome.ONLY_OURS: gettext_lazy("Hỏi ngân hàng; chưa có tiền thì không chuyển kho bạc."),
    LineOutcome.DOUBLE: gettext_lazy("Trả lại lần thứ hai cho người nộp."),
}


def to_do(row: StatementLine) -> str:
    """Return what a line asks for; of a match, the day on which the house heard of it."""
    if row.outcome == LineOutcome.MATCHED and row.other_day is not None:
        return _("Hệ thống ghi nhận ngày %(day)s.") % {"day": short_day(row.other_day)}
    return str(WHAT_TO_DO[row.outcome])


class ReconciliationList(ListPage[StatementLine]):
    """The compared lines of the actor's agency, the newest day first."""

    name = "dossiers.reconciliation"
    title = gettext_lazy("Đối soát phí, lệ phí")
    template = "dossiers/fees/reconciliation.html"
    columns = (
        Column("day", gettext_lazy("Ngày"), lambda row: row.day, sort=("day", "id")),
        Column(
            "outcome",
            gettext_lazy("Đối chiếu"),
            lambda row: row.get_outcome_display(),
            data=False,
        ),
        Column("bank_reference", gettext_lazy("Mã giao dịch"), lambda row: row.bank_reference),
        Column("reference", gettext_lazy("Mã nộp tiền"), lambda row: row.reference),
        Column(
            "dossier",
            gettext_lazy("Hồ sơ"),
            lambda row: row.charge.dossier.shown_number if row.charge else "",
        ),
        money_column("bank", gettext_lazy("Ngân hàng"), lambda row: row.bank_vnd),
        money_column("ours", gettext_lazy("Hệ thống"), lambda row: row.ours_vnd),
        Column(
            "todo",
            gettext_lazy("Việc cần làm"),
            lambda row: row.handling or to_do(row),
            data=False,
        ),
    )
    filters = (
        DateRangeFilter("ngay", gettext_lazy("Ngày"), "day", is_time=False),
        ChoiceFilter("doi-chieu", gettext_lazy("Đối chiếu"), "outcome", LineOutcome.choices),
    )
    default_order = ("-day", "-id")
    key_field = "uid"
    words_in = ("bank_reference", "reference", "charge__dossier__code", "handling")
    export_permission = P.EXPORT
    empty_title = gettext_lazy("Chưa đối soát ngày nào")
    empty_text = gettext_lazy("Lấy sao kê của ngân hàng hoặc nhập từ bảng tính để đối chiếu.")

    def permit(self, actor: Actor) -> None:
        """Let those read it who reconcile."""
        super().permit(actor)
        if not may_reconcile(actor):
            raise NotFound

    def rows(self, actor: Actor) -> QuerySet[StatementLine]:
        """Return the lines of the actor's agency."""
        return statement_lines_of(actor=actor)

    def url(self, row: StatementLine) -> str:
        """Open what was and is to be done."""
        return reverse("difference", kwargs={"uid": row.uid})

    def label(self, row: StatementLine) -> str:
        """Name a row by its references."""
        return row.bank_reference or row.reference

    def context(self, request: HttpRequest, state: ListState[StatementLine]) -> dict[str, object]:
        """Return the last statement and the form for another day."""
        return {
            "statement": last_statement(actor=actor_of(request)),
            "form": StatementForm(None, None, initial={"day": timezone.localdate()}),
            "unhandled": unhandled_calls(actor=actor_of(request)),
        }


@require_http_methods(["POST"])
def statement_view(request: HttpRequest) -> HttpResponse:
    """Fetch a day's statement, or read the one that was brought."""
    actor = officer_of(request)
    if not may_reconcile(actor):
        raise NotFound
    form = StatementForm(request.POST, request.FILES)
    if form.is_valid():
        given = form.cleaned_data

        def act() -> str:
            if given["file"]:
                services.upload_statement(
                    actor=actor, day=given["day"], content=given["file"].read()
                )
                messages.success(request, _("Đã đối chiếu sao kê."))
            else:
                services.ask_statement(actor=actor, day=given["day"])
                messages.success(request, _("Đang lấy sao kê của ngân hàng; tải lại sau ít giây."))
            return reverse("reconciliation")

        try:
            return redirect(once(request, act))
        except Invalid as refusal:
            for name, sentence in refusal.fields.items():
                form.add_error(name if name in form.fields else None, str(sentence))
    context = {"form": form, "back_url": reverse("reconciliation")}
    return render(request, "dossiers/fees/statement.html", context, status=422)


@require_safe
def template_view(request: HttpRequest) -> HttpResponse:
    """Give the spreadsheet to fill in."""
    if not may_reconcile(officer_of(request)):
        raise NotFound
    content = blank_sheet(
        "Sao kê", services.STATEMENT_COLUMNS, ("FT123", "800000", "PHI 123456789012")
    )
    response = HttpResponse(
        content,
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
    response["Content-Disposition"] = 'attachment; filename="sao-ke-mau.xlsx"'
    return response


def handling(
    request: HttpRequest,
    *,
    template: str,
    shown: Mapping[str, object],
    back_url: str,
    handle: Callable[[str], object],
) -> HttpResponse:
    """Show money that does not fit with what to do; posted, keep what was done."""
    form = HandlingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            handle(form.cleaned_data["handling"])
            return back_url

        return redirect(once(request, act))
    context = {**shown, "form": form, "back_url": back_url}
    return render(request, template, context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def difference_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show one line with what to do; posted, what was done."""
    actor = officer_of(request)
    if not may_reconcile(actor):
        raise NotFound
    row = fetch(statement_lines_of(actor=actor), uid=uid)
    return handling(
        request,
        template="dossiers/fees/difference.html",
        shown={"row": row, "todo": to_do(row)},
        back_url=reverse("reconciliation"),
        handle=lambda said: services.handle_line(uid=uid, actor=actor, handling=said),
    )
