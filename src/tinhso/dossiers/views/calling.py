"""Calling people to a counter, from the desk's page or from one of its own."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from tinhso.dossiers.desk_plugs import works_at_desk
from tinhso.dossiers.models import Queue, Ticket
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.queueing import hours, tickets
from tinhso.dossiers.rules.queueing import TicketSource, TicketState
from tinhso.dossiers.services import waiting
from tinhso.dossiers.views._calling import panel_of
from tinhso.dossiers.views._work import officer_of
from tinhso.dossiers.views.board import stretch_of
from tinhso.kernel.actors import Actor, require
from tinhso.kernel.errors import NotFound
from tinhso.kernel.errors.sentences import told
from tinhso.kernel.web.lists import ChoiceFilter, Column, DateRangeFilter, ListPage
from tinhso.kernel.web.once import once
from tinhso.organization import queries as organization


def caller_of(request: HttpRequest) -> Actor:
    """Return the officer; for who does not work at a desk there is nothing to call."""
    actor = officer_of(request)
    if not works_at_desk(actor):
        raise NotFound
    return actor


@require_safe
def calling_view(request: HttpRequest) -> HttpResponse:
    """Show the officer's counter: whom it serves, who waits, what he can do."""
    actor = caller_of(request)
    context = {
        **panel_of(actor),
        "agency": organization.agency(actor.agency_id) if actor.agency_id else None,
        "may_arrange": actor.may(P.DIVIDE_WORK),
        "from_page": "quay",
        "back_url": reverse("desk"),
    }
    template = "_waiting" if request.headers.get("HX-Request") else "calling"
    return render(request, f"dossiers/queue/{template}.html", context)


def _called(ticket: Ticket | None) -> str:
    if ticket is None:
        return _("Không còn ai chờ quầy này.")
    return told(_("Đang gọi %(number)s."), number=ticket.said)


def _next(_request: HttpRequest, actor: Actor) -> str:
    return _called(waiting.call_next(actor=actor))


def _again(_request: HttpRequest, actor: Actor) -> str:
    return _called(waiting.call_again(actor=actor))


def _skip(_request: HttpRequest, actor: Actor) -> str:
    ticket = waiting.skip_ticket(actor=actor)
    return told(_("%(number)s không có mặt; gọi lại được trong ngày."), number=ticket.said)


def _done(_request: HttpRequest, actor: Actor) -> str:
    return told(_("%(number)s đã xong."), number=waiting.finish_ticket(actor=actor).said)


def _hand_on(request: HttpRequest, actor: Actor) -> str:
    ticket = waiting.hand_ticket_on(queue_uid=_uid(request, "queue"), actor=actor)
    return told(_("%(number)s đã sang hàng chờ khác."), number=ticket.said)


def _recall(request: HttpRequest, actor: Actor) -> str:
    return _called(waiting.call_skipped(uid=_uid(request, "ticket"), actor=actor))


def _sit(request: HttpRequest, actor: Actor) -> str:
    counter = waiting.sit_at(counter_uid=_uid(request, "counter"), actor=actor)
    return told(_("Bạn ngồi quầy %(number)s."), number=counter.number)


def _leave(_request: HttpRequest, actor: Actor) -> str:
    waiting.leave_counter(actor=actor)
    return _("Bạn đã rời quầy.")


ACTS: dict[str, Callable[[HttpRequest, Actor], str]] = {
    "goi-tiep": _next,
    "goi-lai": _again,
    "vang-mat": _skip,
    "xong": _done,
    "chuyen": _hand_on,
    "goi-so-vang": _recall,
    "ngoi-quay": _sit,
    "roi-quay": _leave,
}
"""Each act of the panel by the end of its address."""


@require_POST
def act_view(request: HttpRequest, act: str) -> HttpResponse:
    """Do one act of the counter and go back to the page it was done on."""
    actor = caller_of(request)
    run = ACTS.get(act)
    if run is None:
        raise NotFound
    there = reverse("desk" if request.POST.get("from") == "desk" else "queue_calling")

    def do() -> str:
        messages.success(request, run(request, actor))
        return there

    return redirect(once(request, do))


def _uid(request: HttpRequest, name: str) -> UUID:
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        raise NotFound from None


# --- the tickets of the desk


def minutes(spent: timedelta | None) -> str:
    """Return a stretch of time in minutes and seconds, or nothing."""
    if spent is None:
        return ""
    whole, seconds = divmod(max(0, int(spent.total_seconds())), 60)
    return f"{whole}:{seconds:02d}"


def queues_of(actor: Actor) -> list[tuple[str, str]]:
    """Return the queues of the actor's agency for the filter."""
    rows = Queue.objects.visible_to(actor)
    return [(str(row.pk), str(row)) for row in rows]


class TicketList(ListPage[Ticket]):
    """The tickets of the actor's agency, the newest first."""

    name = "dossiers.tickets"
    title = gettext_lazy("Số thứ tự tại quầy")
    columns = (
        Column("text", gettext_lazy("Số"), lambda t: t.said),
        Column("queue", gettext_lazy("Xếp hàng"), lambda t: t.queue.name),
        Column("taken", gettext_lazy("Lấy lúc"), lambda t: t.taken_at, sort="taken_at", data=False),
        Column("called", gettext_lazy("Gọi lúc"), lambda t: t.called_at, data=False),
        Column(
            "waited",
            gettext_lazy("Chờ (phút)"),
            lambda t: minutes(t.called_at - t.taken_at if t.called_at else None),
            numeric=True,
            data=False,
        ),
        Column(
            "counter",
            gettext_lazy("Gọi đến quầy"),
            lambda t: str(t.counter.number) if t.counter else "",
            numeric=True,
        ),
        Column("state", gettext_lazy("Tình trạng"), lambda t: t.get_state_display(), data=False),
        Column("priority", gettext_lazy("Ưu tiên"), lambda t: t.get_priority_display(), data=False),
        Column("source", gettext_lazy("Lấy ở"), lambda t: t.get_source_display(), data=False),
    )
    filters = (
        ChoiceFilter("hang", gettext_lazy("Xếp hàng"), "queue_id", queues_of, data=True),
        ChoiceFilter("tinh-hinh", gettext_lazy("Tình trạng"), "state", TicketState.choices),
        ChoiceFilter("lay-o", gettext_lazy("Lấy ở"), "source", TicketSource.choices),
        ChoiceFilter(
            "gio",
            gettext_lazy("Giờ lấy số"),
            "hour",
            tuple((str(hour), f"{hour:02d}:00") for hour in range(24)),
        ),
        DateRangeFilter("ngay", gettext_lazy("Ngày"), "taken_at"),
    )
    default_order = ("-taken_at", "-id")
    key_field = "uid"
    words_in = ("text", "place")
    export_permission = P.EXPORT
    empty_title = gettext_lazy("Chưa ai lấy số")
    empty_text = gettext_lazy("Số lấy ở máy hoặc trên điện thoại hiện ở đây.")

    def permit(self, actor: Actor) -> None:
        """Let those read it who work at the desk or watch over it."""
        super().permit(actor)
        if not (works_at_desk(actor) or actor.may(P.OVERSEE)):
            raise NotFound

    def rows(self, actor: Actor) -> QuerySet[Ticket]:
        """Return the tickets of the actor's agency."""
        return tickets(actor=actor)

    def label(self, row: Ticket) -> str:
        """Name a row by its number."""
        return row.said


@require_safe
def figures_view(request: HttpRequest) -> HttpResponse:
    """Show a leader how long people waited, hour by hour."""
    actor = officer_of(request)
    require(actor, P.OVERSEE)
    start, end = stretch_of(request)
    rows = hours(actor=actor, start=start, end=end)
    most = max((row.taken for row in rows), default=0)
    period = f"ngay_tu={start}&ngay_den={end}"
    lines = [
        {
            "row": row,
            "hour": f"{row.hour:02d}:00",
            "waited": minutes(row.waited),
            "longest": minutes(row.longest),
            "each": minutes(row.each),
            "share": round(100 * row.taken / most) if most else 0,
            "url": f"{reverse('tickets')}?gio={row.hour}&{period}",
            "skipped_url": f"{reverse('tickets')}?gio={row.hour}&tinh-hinh=skipped&{period}",
            "closed_url": f"{reverse('tickets')}?gio={row.hour}&tinh-hinh=closed&{period}",
        }
        for row in rows
    ]
    context = {
        "lines": lines,
        "start": start,
        "end": end,
        "agency_name": organization.agency_name(actor.agency_id) if actor.agency_id else "",
        "back_url": reverse("board"),
    }
    return render(request, "dossiers/queue/figures.html", context)
