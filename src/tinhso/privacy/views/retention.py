"""Pages of keeping: what runs out when, terms, holds, and decisions of two people to destroy."""

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tinhso.kernel import files
from tinhso.kernel.actors import Actor, actor_of, require
from tinhso.kernel.registry.retention import retained
from tinhso.kernel.web.accepting import accepted
from tinhso.kernel.web.lists import ChoiceFilter, Column, DateRangeFilter, ListPage
from tinhso.kernel.web.once import once
from tinhso.privacy.models import DestructionAct, DestructionItem
from tinhso.privacy.permissions import PrivacyPermission as P
from tinhso.privacy.queries import retention as queries
from tinhso.privacy.retention_forms import HoldForm, RuleForm
from tinhso.privacy.retention_rules import ActState, ItemOutcome
from tinhso.privacy.services import retention as services

MOST_SHOWN = 200


def _title(act: DestructionAct) -> str:
    plug = retained.find(act.kind)
    return str(plug.title) if plug is not None else act.kind


class ActList(ListPage[DestructionAct]):
    """Decisions to destroy of one's agency, the newest first."""

    name = "privacy.destructions"
    title = gettext_lazy("Các đợt tiêu hủy")
    key_field = "uid"
    columns = (
        Column("number", gettext_lazy("Số biên bản"), lambda a: a.number, sort="number"),
        Column("kind", gettext_lazy("Loại dữ liệu"), _title, data=False),
        Column("state", gettext_lazy("Tình trạng"), lambda a: a.get_state_display(), data=False),
        Column("proposed", gettext_lazy("Người lập"), lambda a: a.proposed_by_name),
        Column(
            "proposed_at",
            gettext_lazy("Lập lúc"),
            lambda a: a.proposed_at,
            sort="proposed_at",
            data=False,
        ),
        Column("confirmed", gettext_lazy("Người duyệt"), lambda a: a.confirmed_by_name),
        Column("finished", gettext_lazy("Xong lúc"), lambda a: a.finished_at, data=False),
    )
    filters = (
        ChoiceFilter("tinh-trang", gettext_lazy("Tình trạng"), "state", ActState.choices),
        DateRangeFilter("lap", gettext_lazy("Lập lúc"), "proposed_at"),
    )
    default_sort = "-proposed_at"
    words_in = ("number", "proposed_by_name", "confirmed_by_name")
    search_hint = gettext_lazy("Số biên bản hoặc tên người")
    empty_title = gettext_lazy("Chưa có đợt tiêu hủy nào")
    empty_text = gettext_lazy("Lập đợt tiêu hủy ở trang Lưu giữ khi có dữ liệu hết thời hạn.")

    def permit(self, actor: Actor) -> None:
        """Let in who proposes or confirms."""
        queries.permit_retention(actor)

    def rows(self, actor: Actor) -> QuerySet[DestructionAct]:
        """Return what the actor may see."""
        return queries.acts(actor=actor)

    def url(self, row: DestructionAct) -> str:
        """Lead to the decision."""
        return reverse("privacy:destruction", args=[row.uid])

    def label(self, row: DestructionAct) -> str:
        """Name the row for screen readers."""
        return row.number or _title(row)


def _kind(item: DestructionItem) -> str:
    return _title(item.act)


class DestroyedList(ListPage[DestructionItem]):
    """What was destroyed of one's agency, record by record, each with its proof."""

    name = "privacy.destroyed"
    title = gettext_lazy("Đã tiêu hủy")
    key_field = "pk"
    columns = (
        Column("label", gettext_lazy("Bản ghi"), lambda i: i.label, sort="label"),
        Column("kind", gettext_lazy("Loại dữ liệu"), _kind, data=False),
        Column(
            "ended",
            gettext_lazy("Kết thúc lúc"),
            lambda i: i.ended_at,
            sort="ended_at",
            data=False,
        ),
        Column("at", gettext_lazy("Tiêu hủy lúc"), lambda i: i.at, sort="at", data=False),
        Column("number", gettext_lazy("Số biên bản"), lambda i: i.act.number),
        Column("basis", gettext_lazy("Căn cứ"), lambda i: i.act.basis),
        Column("count", gettext_lazy("Số dấu băm"), lambda i: len(i.hashes), data=False),
        Column(
            "hash",
            gettext_lazy("Dấu băm đầu"),
            lambda i: str(i.hashes[0])[:16] if i.hashes else "",
            data=False,
        ),
    )
    filters = (DateRangeFilter("luc", gettext_lazy("Tiêu hủy lúc"), "at"),)
    default_sort = "-at"
    words_in = ("label",)
    search_hint = gettext_lazy("Số hồ sơ, số phản ánh")
    empty_title = gettext_lazy("Chưa tiêu hủy gì")
    empty_text = gettext_lazy("Mỗi bản ghi đã tiêu hủy để lại ở đây chứng cứ: dấu băm, căn cứ.")

    def permit(self, actor: Actor) -> None:
        """Let in who sets terms, proposes or confirms."""
        queries.permit_retention(actor)

    def rows(self, actor: Actor) -> QuerySet[DestructionItem]:
        """Return what the actor may see."""
        return queries.proved(actor=actor)

    def url(self, row: DestructionItem) -> str:
        """Lead to the decision by which it went."""
        return reverse("privacy:destruction", args=[row.act.uid])

    def label(self, row: DestructionItem) -> str:
        """Name the row for screen readers."""
        return row.label


@never_cache
@require_GET
def retention_view(request: HttpRequest) -> HttpResponse:
    """Show what is kept how long, what has run out, what will, and what is held."""
    actor = actor_of(request)
    queries.permit_retention(actor)
    context = {
        "kinds": queries.kept_kinds(actor=actor),
        "lasting": queries.lasting_kinds(),
        "holds": queries.holds(actor=actor),
        "may_set": actor.may(P.SET_RETENTION),
        "may_propose": actor.may(P.PROPOSE_DESTRUCTION),
    }
    return render(request, "privacy/retention.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def rule_view(request: HttpRequest) -> HttpResponse:
    """Say how long a kind of record is kept."""
    actor = actor_of(request)
    require(actor, P.SET_RETENTION)
    first = {"kind": request.GET.get("loai", ""), "valid_from": timezone.localdate()}
    form = RuleForm(request.POST or None, initial=first)
    back = reverse("privacy:retention")
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            services.set_retention(actor=actor, **form.cleaned_data)
            return back

        where = accepted(form, lambda: once(request, act))
        if where is not None:
            messages.success(request, _("Đã lưu thời hạn."))
            return redirect(where)
    context = {
        "form": form,
        "page_title": _("Đặt thời hạn lưu giữ"),
        "intro": _("Thời hạn cũ vẫn được giữ trong lịch sử; không gì bị xóa vì đổi thời hạn."),
        "button": _("Lưu"),
        "back": back,
        "back_label": _("Lưu giữ và tiêu hủy"),
    }
    return render(request, "privacy/form_page.html", context)


@require_POST
def propose_view(request: HttpRequest, kind: str) -> HttpResponse:
    """Put down what has run out for a second person to decide on."""
    act = services.propose_destruction(kind=kind, actor=actor_of(request))
    messages.success(request, _("Đã lập danh sách; chờ người thứ hai duyệt."))
    return redirect("privacy:destruction", uid=act.uid)


@never_cache
@require_GET
def destruction_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show one decision: its list, what became of each record, its minutes."""
    return _page(request, uid, HoldForm())


def _page(request: HttpRequest, uid: UUID, form: HoldForm) -> HttpResponse:
    actor = actor_of(request)
    act = queries.act_of(uid=uid, actor=actor)
    items = act.items.all()
    is_proposed = act.state == ActState.PROPOSED
    context = {
        "row": act,
        "title": _title(act),
        "items": items[:MOST_SHOWN],
        "total": items.count(),
        "done": items.exclude(outcome=ItemOutcome.WAITING).count(),
        "form": form,
        "may_hold": is_proposed and actor.may(P.PROPOSE_DESTRUCTION),
        "may_confirm": is_proposed
        and actor.may(P.CONFIRM_DESTRUCTION)
        and act.proposed_by != actor.id,
        "waits_for_other": is_proposed and act.proposed_by == actor.id,
        "may_cancel": is_proposed,
        "running": act.state == ActState.CONFIRMED,
    }
    return render(request, "privacy/destruction.html", context)


@require_POST
def hold_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Keep one record of the list, whatever its age."""
    form = HoldForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        done = accepted(form, lambda: services.hold(act_uid=uid, actor=actor_of(request), **said))
        if done is not None:
            messages.success(request, _("Đã giữ lại."))
            return redirect("privacy:destruction", uid=uid)
    return _page(request, uid, form)


@require_POST
def lift_hold_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a held record be destroyed again by a later decision."""
    services.lift_hold(hold_id=pk, actor=actor_of(request))
    messages.success(request, _("Đã thôi giữ lại."))
    return redirect("privacy:retention")


@require_POST
def confirm_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Decide as the second person."""
    services.confirm_destruction(uid=uid, actor=actor_of(request))
    messages.success(request, _("Đã duyệt; việc tiêu hủy chạy nền và có biên bản."))
    return redirect("privacy:destruction", uid=uid)


@require_POST
def cancel_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Drop a proposal."""
    services.cancel_destruction(uid=uid, actor=actor_of(request))
    messages.success(request, _("Đã bỏ đợt tiêu hủy."))
    return redirect("privacy:retention")


@never_cache
@require_GET
def minutes_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Give the minutes: sealed once all is done, else as the decision stands."""
    act = queries.act_of(uid=uid, actor=actor_of(request))
    content = files.open_file(act.minutes) if act.minutes else services.minutes_pdf(act)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="bien-ban-{uid}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response
