"""Operators' pages about the national portal: messages both ways, the map of fields."""

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from tinhso.dossiers import services
from tinhso.dossiers.forms.national import FieldForm, PurposeForm
from tinhso.dossiers.models import (
    MessageKind,
    MessageState,
    NationalMessage,
    NationalSending,
    SendingState,
)
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries import national as queries
from tinhso.dossiers.queries.national_map import mapped_field, mapped_parts
from tinhso.dossiers.rules.national import Service, Trouble
from tinhso.dossiers.views._work import both, officer_of
from tinhso.kernel.actors import Actor, require
from tinhso.kernel.errors import Invalid
from tinhso.kernel.web.lists import (
    ChoiceFilter,
    Column,
    DateRangeFilter,
    ListAct,
    ListPage,
    PresetView,
)
from tinhso.kernel.web.lists.state import ListState
from tinhso.kernel.web.operations.permissions import OperationsPermission


def _may_send(actor: Actor) -> bool:
    return actor.may(OperationsPermission.SEND_AGAIN)


def _permit_operator(actor: Actor) -> None:
    require(actor, OperationsPermission.VIEW)


def send_row(row: NationalSending, actor: Actor) -> object:
    """Send one message again."""
    return services.national.send_again(uid=row.uid, actor=actor)


def take_row(row: NationalMessage, actor: Actor) -> object:
    """Try one message of the portal again."""
    return services.national.take_again(uid=row.uid, actor=actor)


class SendingList(ListPage[NationalSending]):
    """Messages to the portal: what was refused and why, what is tried again, what was taken."""

    name = "dossiers.national_sendings"
    title = gettext_lazy("Gói tin tới Cổng quốc gia")
    template = "dossiers/national/sendings.html"
    columns = (
        Column("number", gettext_lazy("Hồ sơ"), lambda s: s.dossier.shown_number),
        Column("procedure", gettext_lazy("Thủ tục"), lambda s: s.dossier.procedure_code),
        Column("service", gettext_lazy("Nội dung"), lambda s: s.get_service_display(), data=False),
        Column(
            "state",
            gettext_lazy("Trạng thái"),
            template="dossiers/national/_sending_state.html",
            export=lambda s: s.get_state_display(),
        ),
        Column("trouble", gettext_lazy("Vấn đề"), lambda s: s.get_trouble_display(), data=False),
        Column("field", gettext_lazy("Trường"), lambda s: s.field),
        Column("reason", gettext_lazy("Cổng nói"), lambda s: s.reason),
        Column("code", gettext_lazy("Mã trả lời"), lambda s: s.code, shown=False),
        Column(
            "attempts",
            gettext_lazy("Số lần gửi"),
            lambda s: s.attempts,
            sort=("attempts", "id"),
            numeric=True,
        ),
        Column(
            "tried_at",
            gettext_lazy("Gửi gần nhất"),
            lambda s: s.tried_at,
            sort=("tried_at", "id"),
        ),
    )
    filters = (
        ChoiceFilter("trang-thai", gettext_lazy("Trạng thái"), "state", SendingState.choices),
        ChoiceFilter("noi-dung", gettext_lazy("Nội dung"), "service", Service.choices),
        ChoiceFilter("van-de", gettext_lazy("Vấn đề"), "trouble", Trouble.choices),
        DateRangeFilter("gui", gettext_lazy("Gửi"), "tried_at"),
    )
    views = (
        PresetView(
            "refused", gettext_lazy("Bị từ chối"), {"trang-thai": SendingState.REFUSED.value}
        ),
        PresetView(
            "retrying", gettext_lazy("Đang thử lại"), {"trang-thai": SendingState.RETRYING.value}
        ),
    )
    default_order = ("-tried_at", "-id")
    search_hint = gettext_lazy("Mã hồ sơ, số nộp, mã tại Cổng, trường")
    acts = (
        ListAct(
            key="send",
            label=gettext_lazy("Gửi lại"),
            run=send_row,
            icon="send",
            visible=_may_send,
        ),
    )
    empty_title = gettext_lazy("Chưa có gói tin nào")
    empty_text = gettext_lazy("Khi hồ sơ có bước mới, gói tin gửi Cổng quốc gia hiện ở đây.")

    def permit(self, actor: Actor) -> None:
        """Let operators read it."""
        super().permit(actor)
        _permit_operator(actor)

    def rows(self, actor: Actor) -> QuerySet[NationalSending]:
        """Return every message to the portal, without what it said."""
        return queries.sendings(actor=actor)

    def search(self, rows: QuerySet[NationalSending], query: str) -> QuerySet[NationalSending]:
        """Find by number or field."""
        return queries.search_sendings(rows, query)

    def url(self, row: NationalSending) -> str:
        """Open the page that asks for a purpose."""
        return reverse("national_open", args=[row.uid])

    def label(self, row: NationalSending) -> str:
        """Name a row by its dossier and service."""
        return f"{row.dossier.shown_number} {row.service}"

    def context(self, request: HttpRequest, state: ListState[NationalSending]) -> dict[str, object]:
        """Add the figures and who may do what."""
        actor = officer_of(request)
        return {"figures": queries.figures(actor=actor), "may_map": actor.may(P.MAP_FIELDS)}


class MessageList(ListPage[NationalMessage]):
    """Messages of the portal: what took effect, and what could not and why."""

    name = "dossiers.national_messages"
    title = gettext_lazy("Gói tin từ Cổng quốc gia")
    template = "dossiers/national/messages.html"
    columns = (
        Column("number", gettext_lazy("Mã tại Cổng"), lambda m: m.number),
        Column("kind", gettext_lazy("Loại"), lambda m: m.get_kind_display(), data=False),
        Column(
            "state",
            gettext_lazy("Trạng thái"),
            template="dossiers/national/_message_state.html",
            export=lambda m: m.get_state_display(),
        ),
        Column(
            "dossier",
            gettext_lazy("Hồ sơ tại đây"),
            lambda m: m.dossier.shown_number if m.dossier else "",
        ),
        Column("code", gettext_lazy("Mã lỗi"), lambda m: m.code),
        Column("fields", gettext_lazy("Trường"), lambda m: ", ".join(m.fields)),
        Column("reason", gettext_lazy("Vì sao"), lambda m: m.reason),
        Column("deliveries", gettext_lazy("Số lần Cổng gửi"), lambda m: m.deliveries, numeric=True),
        Column(
            "arrived_at",
            gettext_lazy("Đến lúc"),
            lambda m: m.arrived_at,
            sort=("arrived_at", "id"),
        ),
    )
    filters = (
        ChoiceFilter("trang-thai", gettext_lazy("Trạng thái"), "state", MessageState.choices),
        ChoiceFilter("loai", gettext_lazy("Loại"), "kind", MessageKind.choices),
        DateRangeFilter("den", gettext_lazy("Đến"), "arrived_at"),
    )
    views = (
        PresetView(
            "refused", gettext_lazy("Không làm được"), {"trang-thai": MessageState.REFUSED.value}
        ),
        PresetView(
            "waiting", gettext_lazy("Chờ xử lý"), {"trang-thai": MessageState.WAITING.value}
        ),
    )
    default_order = ("-arrived_at", "-id")
    search_hint = gettext_lazy("Mã tại Cổng, mã gói tin, mã hồ sơ")
    acts = (
        ListAct(
            key="take",
            label=gettext_lazy("Xử lý lại"),
            run=take_row,
            icon="arrow-repeat",
            visible=_may_send,
        ),
    )
    empty_title = gettext_lazy("Chưa có gói tin nào")
    empty_text = gettext_lazy("Hồ sơ nộp tại Cổng quốc gia đến đây rồi thành hồ sơ của một cửa.")

    def permit(self, actor: Actor) -> None:
        """Let operators read it."""
        super().permit(actor)
        _permit_operator(actor)

    def rows(self, actor: Actor) -> QuerySet[NationalMessage]:
        """Return every message of the portal, without what it said."""
        return queries.messages(actor=actor)

    def search(self, rows: QuerySet[NationalMessage], query: str) -> QuerySet[NationalMessage]:
        """Find by number."""
        return queries.search_messages(rows, query)

    def label(self, row: NationalMessage) -> str:
        """Name a row by the portal's number and its kind."""
        return f"{row.number} {row.kind}"

    def context(self, request: HttpRequest, state: ListState[NationalMessage]) -> dict[str, object]:
        """Add the figures."""
        return {"figures": queries.figures(actor=officer_of(request))}


@both
def open_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Ask for what purpose a message is opened, then show what it says; the look is kept."""
    actor = officer_of(request)
    sending = queries.sending_of(uid=uid, actor=actor)
    form = PurposeForm(request.POST if request.method == "POST" else None)
    context: dict[str, object] = {
        "sending": sending,
        "form": form,
        "may_open": actor.may(OperationsPermission.OPEN_PAYLOAD),
    }
    if request.method == "POST" and form.is_valid():
        try:
            context["opened"] = services.national.open_sending(
                uid=uid, purpose=form.cleaned_data["purpose"], actor=actor
            )
        except Invalid as refusal:
            form.refuse(refusal)
    status = 422 if form.errors else 200
    return render(request, "dossiers/national/payload.html", context, status=status)


@require_safe
def map_view(request: HttpRequest) -> HttpResponse:
    """Show each field: from where it is taken, since when, and what last went wrong with it."""
    actor = officer_of(request)
    require(actor, P.MAP_FIELDS)
    return render(request, "dossiers/national/map.html", {"parts": mapped_parts()})


@both
def field_view(request: HttpRequest, part: str, name: str) -> HttpResponse:
    """Fill one field in another way from a day on."""
    actor = officer_of(request)
    require(actor, P.MAP_FIELDS)
    mapped = mapped_field(part=part, name=name)
    form = FieldForm(request.POST if request.method == "POST" else None, rule=mapped.rule)
    if request.method == "POST" and form.is_valid():
        try:
            services.national.map_field(part=part, name=name, actor=actor, **form.given())
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Đã ghi cách lấy giá trị của trường này."))
            return redirect("national_map")
    context = {"form": form, "mapped": mapped}
    status = 422 if form.errors else 200
    return render(request, "dossiers/national/field.html", context, status=status)
