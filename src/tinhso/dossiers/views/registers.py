"""The book (form 07) and the register of official numbers: grown from events, never typed."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import cast

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from tinhso.dossiers import queries, services
from tinhso.dossiers.models import Dossier, DossierSight
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.piles import units_with
from tinhso.dossiers.queries.sheets import book
from tinhso.dossiers.rules.states import Channel, DossierState
from tinhso.dossiers.templatetags.dossiers import dossier_state
from tinhso.dossiers.views._periods import day_in
from tinhso.dossiers.views._work import officer_of
from tinhso.dossiers.views.work import pdf
from tinhso.dossiers.work_navigation import may_read_book
from tinhso.identity import services as identity_services
from tinhso.kernel.actors import Actor, actor_of
from tinhso.kernel.errors import Invalid, NotFound
from tinhso.kernel.numbering.models import OfficialNumber
from tinhso.kernel.numbering.permissions import NumberingPermission
from tinhso.kernel.numbering.registry import known_registers
from tinhso.kernel.web.fields import Text, drawn
from tinhso.kernel.web.lists import (
    ChoiceFilter,
    Column,
    DateRangeFilter,
    ListPage,
    MultiFilter,
    TextFilter,
)
from tinhso.kernel.web.lists.state import ListState
from tinhso.organization import queries as organization
from tinhso.organization.queries import UnitKind


class BookList(ListPage[Dossier]):
    """The book of the actor's agency: what was taken in, the newest first."""

    name = "dossiers.book"
    title = gettext_lazy("Sổ theo dõi hồ sơ")
    template = "dossiers/officer/book.html"
    columns = (
        Column("code", gettext_lazy("Mã hồ sơ"), lambda d: d.shown_number),
        Column("procedure", gettext_lazy("Thủ tục"), lambda d: d.procedure_version.name),
        Column("owner", gettext_lazy("Chủ hồ sơ"), lambda d: d.owner_masked),
        Column(
            "channel",
            gettext_lazy("Kênh"),
            lambda d: d.get_channel_display(),
            shown=False,
            data=False,
        ),
        Column(
            "accepted", gettext_lazy("Nhận"), lambda d: d.accepted_at, sort=("accepted_at", "id")
        ),
        Column("due", gettext_lazy("Hẹn trả"), lambda d: d.due_at),
        Column("returned", gettext_lazy("Trả"), lambda d: d.returned_at),
        Column(
            "way",
            gettext_lazy("Cách trả"),
            lambda d: d.get_delivery_state_display() if d.returned_at else "",
            data=False,
        ),
        Column(
            "state",
            gettext_lazy("Trạng thái"),
            draw=dossier_state,
            export=lambda d: d.get_state_display(),
        ),
    )
    filters = (
        DateRangeFilter("nhan", gettext_lazy("Nhận"), "accepted_at"),
        DateRangeFilter("tra", gettext_lazy("Trả"), "returned_at"),
        MultiFilter("trang-thai", gettext_lazy("Trạng thái"), "state", DossierState.choices),
        ChoiceFilter("kenh", gettext_lazy("Kênh"), "channel", Channel.choices),
    )
    default_order = ("-accepted_at", "-id")
    export_permission = P.EXPORT
    sight = DossierSight
    key_field = "uid"
    search_hint = gettext_lazy("Mã, tên, số giấy tờ, điện thoại")
    empty_title = gettext_lazy("Sổ chưa có dòng nào")
    empty_text = gettext_lazy("Mỗi hồ sơ được tiếp nhận tự vào sổ; không ai phải chép.")

    def permit(self, actor: Actor) -> None:
        """Let those read it who take in, watch over, issue or assign."""
        super().permit(actor)
        if not may_read_book(actor):
            raise NotFound

    def rows(self, actor: Actor) -> QuerySet[Dossier]:
        """Return what the actor's agency took in, of what he sees."""
        visible = Dossier.objects.visible_to(actor).filter(accepted_at__isnull=False)
        own = visible.filter(receiving_agency_id=actor.agency_id)
        return own.for_lists()

    def search(self, rows: QuerySet[Dossier], query: str) -> QuerySet[Dossier]:
        """Find by code, number, telephone or words of a name."""
        return queries.search(rows, text=query)  # type: ignore[arg-type]  # the room's own queryset

    def url(self, row: Dossier) -> str:
        """Open the dossier."""
        return f"/lam-viec/ho-so/{row.uid}/"

    def label(self, row: Dossier) -> str:
        """Name a row by its number."""
        return row.shown_number

    def was_shown(self, *, actor: Actor, count: int, filters: Sequence[str]) -> None:
        """Keep one line on the masked list: who, which filters, how many."""
        identity_services.record_list_reading(
            actor=actor, list_name=self.name, filters=dict.fromkeys(filters, "1"), count=count
        )

    def was_exported(self, *, actor: Actor, rows: Sequence[Dossier]) -> None:
        """Keep each dossier that left in a file, for its people to read."""
        services.note_export(dossiers=rows, actor=actor)

    def context(self, request: HttpRequest, state: ListState[Dossier]) -> dict[str, object]:
        """Return the stretch of days a print would take."""
        today = timezone.localdate()
        actor = actor_of(request)
        return {
            "start": request.GET.get("nhan_tu") or today.replace(day=1).isoformat(),
            "end": request.GET.get("nhan_den") or today.isoformat(),
            "may_read_numbers": actor.may(NumberingPermission.READ_REGISTER),
        }


@require_safe
def print_view(request: HttpRequest) -> HttpResponse:
    """Give the book between two days as form 07."""
    actor = officer_of(request)
    if not may_read_book(actor) or actor.agency_id is None:
        raise NotFound
    start, end = day_of(request, "tu"), day_of(request, "den")
    if end < start or end - start > timedelta(days=366):
        raise Invalid(_("Hãy chọn ngày đầu trước ngày cuối, trong vòng một năm."))
    desk = organization.unit_for(actor.agency_id, UnitKind.DESK)
    held = units_with(actor, P.RECEIVE)
    unit_id = next(iter(sorted(held)), None) if held else None
    unit_id = unit_id or (desk.id if desk is not None else actor.unit_id)
    if unit_id is None:
        raise NotFound
    content = book(actor=actor, agency_id=actor.agency_id, unit_id=unit_id, start=start, end=end)
    return pdf(content, f"so-theo-doi-{start}-{end}.pdf")


def day_of(request: HttpRequest, name: str) -> date:
    """Read a day an address names."""
    try:
        return day_in(request.GET.get(name, ""))
    except ValueError as wrong:
        raise Invalid(_("Hãy ghi ngày, ví dụ 25/11/2026.")) from wrong


def register_label(number: OfficialNumber) -> Text:
    """Return what a register is called, as `NumberList.prepare` found it."""
    return cast(Text, getattr(number, "register_label", number.register))


class NumberList(ListPage[OfficialNumber]):
    """The register of official numbers of the actor's agency, voided ones among them."""

    name = "dossiers.numbers"
    title = gettext_lazy("Sổ số văn bản")
    columns = (
        Column("text", gettext_lazy("Số, ký hiệu"), lambda n: n.text),
        Column(
            "register",
            gettext_lazy("Vào sổ"),
            lambda n: str(register_label(n)),
            draw=lambda n: drawn(register_label(n)),
        ),
        Column("on", gettext_lazy("Ngày"), lambda n: n.on),
        Column("given", gettext_lazy("Cấp lúc"), lambda n: n.given_at),
        Column(
            "voided",
            gettext_lazy("Hủy"),
            lambda n: n.void_reason if n.voided_at is not None else "",
        ),
    )
    filters = (
        ChoiceFilter(
            "so",
            gettext_lazy("Vào sổ"),
            "register",
            lambda _actor: [(key, kept.label) for key, kept in known_registers().items()],
        ),
        TextFilter("so-ky-hieu", gettext_lazy("Số, ký hiệu"), "text"),
        DateRangeFilter("ngay", gettext_lazy("Ngày"), "on", is_time=False),
    )
    default_order = ("-id",)
    words_in = ("text", "void_reason")
    empty_title = gettext_lazy("Chưa có số nào được cấp")
    empty_text = gettext_lazy("Số được cấp khi vào sổ, đóng dấu; số đã hủy vẫn giữ kèm lý do.")

    def permit(self, actor: Actor) -> None:
        """Let those read it who may read registers."""
        super().permit(actor)
        if not actor.may(NumberingPermission.READ_REGISTER):
            raise NotFound

    def rows(self, actor: Actor) -> QuerySet[OfficialNumber]:
        """Return the numbers of the actor's agency."""
        return OfficialNumber.objects.visible_to(actor)

    def prepare(self, rows: Sequence[OfficialNumber], *, actor: Actor) -> None:
        """Name the registers; one that no room keeps any more has its key."""
        known = known_registers()
        for row in rows:
            kept = known.get(row.register)
            row.register_label = kept.label if kept is not None else row.register  # type: ignore[attr-defined]  # for the column
