"""The monthly settlements of an agency: listed, sent, agreed on or disputed, printed, exported."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from tinhso.dossiers import services
from tinhso.dossiers.forms.queueing import RefusedForm
from tinhso.dossiers.forms.settlements import (
    AgreeWithPostForm,
    DisputeSettlementForm,
    SendSettlementForm,
)
from tinhso.dossiers.models import FeeSettlement
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.settlements import (
    SettlementPage,
    heir_name,
    settlement_page,
    settlement_paper,
    settlements,
    side_where,
)
from tinhso.dossiers.rules.settlement import SettlementState
from tinhso.dossiers.views._inbox_filters import ConditionFilter
from tinhso.dossiers.views.desk import officer_of
from tinhso.dossiers.views.work import pdf
from tinhso.dossiers.work_navigation import may_read_payments
from tinhso.kernel.actors import Actor, require
from tinhso.kernel.errors import Invalid, NotFound
from tinhso.kernel.web.lists import (
    ChoiceFilter,
    Column,
    ListPage,
    NumberRangeFilter,
    PresetView,
    export,
    money_column,
)
from tinhso.kernel.web.once import once
from tinhso.organization import queries as organization

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OURS, THEIRS = "ta-thu", "thu-cho-ta"


def _other(row: FeeSettlement) -> str:
    return str(row.__dict__["owner_name"])


class SettlementList(ListPage[FeeSettlement]):
    """What the agency took in for others and others for it, the last month first."""

    name = "dossiers.settlements"
    title = gettext_lazy("Quyết toán phí, lệ phí theo tháng")
    template = "dossiers/fees/settlements.html"
    columns = (
        Column(
            "month",
            gettext_lazy("Tháng"),
            lambda s: f"{s.month:02d}/{s.year}",
            sort=("year", "month", "id"),
        ),
        Column("collector", gettext_lazy("Bên thu"), lambda s: s.__dict__["collector_name"]),
        Column(
            "owner",
            gettext_lazy("Thu cho"),
            template="dossiers/fees/_settled_with.html",
            export=_other,
        ),
        Column("count", gettext_lazy("Số lượng biên lai"), lambda s: s.kept.count),
        money_column("taken", gettext_lazy("Đã thu"), lambda s: s.kept.taken_vnd),
        money_column("back", gettext_lazy("Đã hoàn trả"), lambda s: s.kept.refunded_vnd),
        money_column("net", gettext_lazy("Còn phải quyết toán"), lambda s: s.net_vnd),
        Column(
            "state",
            gettext_lazy("Tình trạng"),
            template="dossiers/fees/_settlement_state.html",
            export=lambda s: s.get_state_display(),
        ),
        Column("number", gettext_lazy("Số bảng"), lambda s: s.number),
        Column("sent", gettext_lazy("Gửi"), lambda s: s.sent_at, shown=False),
        Column("answered", gettext_lazy("Trả lời"), lambda s: s.answered_at, shown=False),
    )
    filters = (
        ChoiceFilter("tinh-trang", gettext_lazy("Tình trạng"), "state", SettlementState.choices),
        NumberRangeFilter("nam", gettext_lazy("Năm"), "year"),
        NumberRangeFilter("thang", gettext_lazy("Tháng"), "month"),
        ConditionFilter(
            "ben",
            gettext_lazy("Bên"),
            choices=(
                (OURS, gettext_lazy("Cơ quan tôi thu hộ")),
                (THEIRS, gettext_lazy("Nơi khác thu cho cơ quan tôi")),
            ),
            where=lambda actor, value: side_where(actor, ours=value == OURS),
        ),
    )
    views = tuple(
        PresetView(state.value, state.label, {"tinh-trang": state.value})
        for state in SettlementState
    )
    default_order = ("-year", "-month", "-id")
    key_field = "uid"
    words_in = ("number", "collector_name", "owner_name")
    export_permission = P.EXPORT
    empty_title = gettext_lazy("Chưa có tháng nào phải quyết toán")
    empty_text = gettext_lazy(
        "Đầu mỗi tháng, hệ thống lập bảng cho từng nơi mà cơ quan bạn đã thu hộ tháng trước."
    )

    def permit(self, actor: Actor) -> None:
        """Let those read it who reconcile or lead."""
        super().permit(actor)
        if not may_read_payments(actor):
            raise NotFound

    def rows(self, actor: Actor) -> QuerySet[FeeSettlement]:
        """Return those of the actor's agency, with the names of both sides."""
        name = organization.last_agency_name_column
        return settlements(actor=actor).annotate(
            collector_name=name("collector_id"),
            owner_name=Coalesce(
                name("owner_id"),
                Value(_("Bưu chính công ích")),
                output_field=CharField(),
            ),
        )

    def url(self, row: FeeSettlement) -> str:
        """Open the settlement."""
        return reverse("settlement", kwargs={"uid": row.uid})

    def label(self, row: FeeSettlement) -> str:
        """Name a row by its month and other side."""
        return f"{row.month:02d}/{row.year} {_other(row)}"


def reader_of(request: HttpRequest) -> Actor:
    """Return the officer, who reads his agency's money."""
    actor = officer_of(request)
    if not may_read_payments(actor):
        raise NotFound
    return actor


@require_safe
def settlement_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show one settlement: sums, receipts, what is to be done with it."""
    actor = reader_of(request)
    return _show(request, settlement_page(uid=uid, actor=actor))


def _show(request: HttpRequest, page: SettlementPage, *forms: RefusedForm) -> HttpResponse:
    row = page.row
    given = {type(form): form for form in forms}
    context = {
        "page": page,
        "row": row,
        "collector": organization.agency_name(row.collector_id, page.period.end),
        "owner": organization.agency_name(row.owner_id, page.period.end) if row.owner_id else "",
        "heirs": list(
            filter(None, dict.fromkeys(heir_name(pk) for pk in (row.collector_id, row.owner_id)))
        ),
        "send_form": given.get(SendSettlementForm, SendSettlementForm()),
        "agree_form": given.get(AgreeWithPostForm, AgreeWithPostForm()),
        "dispute_form": given.get(DisputeSettlementForm, DisputeSettlementForm()),
        "is_disputing": DisputeSettlementForm in given,
        "may_export": page.actor.may(P.EXPORT),
        "list_url": reverse("settlements"),
    }
    status = 422 if any(form.errors for form in forms) else 200
    return render(request, "dossiers/fees/settlement.html", context, status=status)


@require_POST
def send_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Send it to the other side."""
    actor = reader_of(request)
    form = SendSettlementForm(request.POST)

    def act() -> None:
        services.send_settlement(uid=uid, actor=actor, document=form.cleaned_data["document"])
        messages.success(request, _("Đã chốt số liệu và gửi bảng quyết toán."))

    return _done(request, uid, actor, form, act)


@require_POST
def agree_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Agree with it, or write down that the post signed."""
    actor = reader_of(request)
    with_post = settlement_page(uid=uid, actor=actor, most=0).row.is_with_post
    form: RefusedForm = AgreeWithPostForm(request.POST) if with_post else RefusedForm(request.POST)

    def act() -> None:
        services.agree_settlement(
            uid=uid, actor=actor, signed_by=form.cleaned_data.get("signed_by", "")
        )
        messages.success(request, _("Đã xác nhận quyết toán."))

    return _done(request, uid, actor, form, act)


@require_POST
def dispute_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Say why it is not agreed on."""
    actor = reader_of(request)
    form = DisputeSettlementForm(request.POST)

    def act() -> None:
        services.dispute_settlement(uid=uid, actor=actor, reason=form.cleaned_data["reason"])
        messages.success(request, _("Đã gửi lại bên thu, kèm lý do."))

    return _done(request, uid, actor, form, act)


@require_safe
def print_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Give it as a paper for both signatures."""
    page = settlement_page(uid=uid, actor=reader_of(request), most=None)
    return pdf(settlement_paper(page), f"quyet-toan-{page.row.year}-{page.row.month:02d}.pdf")


@require_safe
def export_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Give the receipts of a settlement as a spreadsheet."""
    actor = reader_of(request)
    require(actor, P.EXPORT)
    page = settlement_page(uid=uid, actor=actor, most=None)
    services.note_export(dossiers=[one.charge.dossier for one in page.receipts], actor=actor)
    headings = [_("Số biên lai"), _("Nộp lúc"), _("Hồ sơ"), _("Thủ tục"), _("Cách trả tiền")]
    lines = (
        [
            one.receipt_number,
            one.paid_at,
            one.charge.dossier.shown_number,
            one.charge.dossier.procedure_version.name,
            str(one.get_method_display()),
            one.amount_vnd,
        ]
        for one in page.receipts
    )
    with export.write(
        "xlsx",
        title=f"{page.row.month:02d}-{page.row.year}",
        headings=[*headings, _("Số tiền (đồng)")],
        rows=lines,
        about=export.About.of(
            actor,
            (_("Tháng"), f"{page.row.month:02d}/{page.row.year}"),
            (_("Bên thu"), organization.agency_name(page.row.collector_id, page.period.end)),
            (_("Thu cho"), _owner(page)),
            summed=[len(headings)],
        ),
    ) as file:
        answer = HttpResponse(file.read(), content_type=XLSX)
    answer["Content-Disposition"] = 'attachment; filename="quyet-toan.xlsx"'
    return answer


def _owner(page: SettlementPage) -> str:
    """Return for whom it was taken: an agency, or the collector's own by way of the post."""
    if page.row.owner_id is None:
        return _("Cơ quan bên thu, qua bưu chính công ích")
    return organization.agency_name(page.row.owner_id, page.period.end)


def _done(
    request: HttpRequest, uid: UUID, actor: Actor, form: RefusedForm, act: Callable[[], None]
) -> HttpResponse:
    """Do an act once and lead back; what was typed wrongly stays in its form."""

    def run() -> str:
        act()
        return reverse("settlement", kwargs={"uid": uid})

    if form.is_valid():
        try:
            return redirect(once(request, run))
        except Invalid as refusal:
            form.refuse(refusal)
    return _show(request, settlement_page(uid=uid, actor=actor), form)
