"""Arranging a desk: its queues and its counters, for who divides the agency's work."""

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.dossiers.forms.queueing import CounterForm, QueueForm
from tinhso.dossiers.models import Queue, ServiceCounter
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.rules.queueing import ReceiptWidth
from tinhso.dossiers.services import waiting
from tinhso.dossiers.views._work import both, officer_of
from tinhso.dossiers.views.duties import fields_now
from tinhso.kernel.actors import Actor, require
from tinhso.kernel.db import fetch
from tinhso.kernel.errors import Invalid
from tinhso.kernel.web.lists import Column, ListPage, YesNoFilter
from tinhso.kernel.web.once import once


def arranger_of(request: HttpRequest) -> Actor:
    """Return the official, who must divide the work of his agency."""
    actor = officer_of(request)
    require(actor, P.DIVIDE_WORK)
    return actor


def yes(holds: bool) -> str:  # a cell of a column takes one value
    """Return yes or no in words."""
    return _("Có") if holds else _("Không")


class QueueList(ListPage[Queue]):
    """The queues of the actor's agency."""

    name = "dossiers.queues"
    title = gettext_lazy("Hàng chờ")
    template = "dossiers/queue/queues.html"
    columns = (
        Column("letter", gettext_lazy("Chữ cái"), lambda q: q.letter, sort="letter"),
        Column("name", gettext_lazy("Tên hàng chờ"), lambda q: q.name),
        Column("detail", gettext_lazy("Giải thích"), lambda q: q.detail),
        Column(
            "slots", gettext_lazy("Lượt hẹn mỗi nửa giờ"), lambda q: q.slot_capacity, numeric=True
        ),
        Column("open", gettext_lazy("Đang dùng"), lambda q: yes(q.is_open), data=False),
    )
    filters = (YesNoFilter("dang-dung", gettext_lazy("Đang dùng"), "is_open"),)
    default_order = ("letter", "id")
    key_field = "uid"
    words_in = ("letter", "name", "detail")
    empty_title = gettext_lazy("Chưa có hàng chờ")
    empty_text = gettext_lazy("Lập hàng chờ trước, rồi lập quầy nhận hàng chờ đó.")

    def permit(self, actor: Actor) -> None:
        """Let those read it who arrange the desk."""
        super().permit(actor)
        require(actor, P.DIVIDE_WORK)

    def rows(self, actor: Actor) -> QuerySet[Queue]:
        """Return the queues of the actor's agency."""
        return Queue.objects.visible_to(actor)

    def url(self, row: Queue) -> str:
        """Open the queue."""
        return reverse("queue_change", kwargs={"uid": row.uid})

    def label(self, row: Queue) -> str:
        """Name a row by its letter and name."""
        return str(row)


class CounterList(ListPage[ServiceCounter]):
    """The counters of the actor's agency."""

    name = "dossiers.counters"
    title = gettext_lazy("Quầy")
    template = "dossiers/queue/counters.html"
    columns = (
        Column("number", gettext_lazy("Quầy số"), lambda c: str(c.number), sort="number"),
        Column(
            "queues",
            gettext_lazy("Nhận hàng chờ"),
            lambda c: ", ".join(str(one) for one in c.queues.all()),
        ),
        Column(
            "hours",
            gettext_lazy("Giờ mở"),
            lambda c: (
                f"{c.opens_at:%H:%M} – {c.closes_at:%H:%M}"
                if c.opens_at and c.closes_at
                else _("Theo cơ quan")
            ),
            data=False,
        ),
        Column("days", gettext_lazy("Trực ngày nghỉ"), lambda c: yes(c.on_days_off), data=False),
        Column("priority", gettext_lazy("Ưu tiên"), lambda c: yes(c.is_priority), data=False),
        Column(
            "receipt",
            gettext_lazy("Khổ giấy"),
            lambda c: c.get_receipt_width_display(),
            shown=False,
            data=False,
        ),
        Column("who", gettext_lazy("Đang ngồi"), lambda c: c.staffed_by_name),
        Column("open", gettext_lazy("Đang dùng"), lambda c: yes(c.is_open), data=False),
    )
    filters = (
        YesNoFilter("uu-tien", gettext_lazy("Ưu tiên"), "is_priority"),
        YesNoFilter("dang-dung", gettext_lazy("Đang dùng"), "is_open"),
    )
    default_order = ("number", "id")
    key_field = "uid"
    words_in = ("staffed_by_name",)
    empty_title = gettext_lazy("Chưa có quầy")
    empty_text = gettext_lazy("Mỗi quầy nhận một hay nhiều hàng chờ.")

    def permit(self, actor: Actor) -> None:
        """Let those read it who arrange the desk."""
        super().permit(actor)
        require(actor, P.DIVIDE_WORK)

    def rows(self, actor: Actor) -> QuerySet[ServiceCounter]:
        """Return the counters of the actor's agency."""
        return ServiceCounter.objects.visible_to(actor).prefetch_related("queues")

    def url(self, row: ServiceCounter) -> str:
        """Open the counter."""
        return reverse("counter_change", kwargs={"uid": row.uid})

    def label(self, row: ServiceCounter) -> str:
        """Name a row by its number."""
        return _("Quầy %(number)s") % {"number": row.number}


@both
def queue_view(request: HttpRequest, uid: UUID | None = None) -> HttpResponse:
    """Write a queue down, new or changed."""
    actor = arranger_of(request)
    queue = fetch(Queue.objects.visible_to(actor), uid=uid) if uid else None
    posted = request.POST if request.method == "POST" else None
    form = QueueForm(posted, queue=queue, fields=fields_now())
    if posted is not None and form.is_valid():

        def act() -> str:
            waiting.set_queue(actor=actor, uid=uid, **form.cleaned_data)
            return reverse("queues")

        try:
            where = once(request, act)
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Đã ghi hàng chờ."))
            return redirect(where)
    title = _("Hàng %(letter)s") % {"letter": queue.letter} if queue else _("Lập hàng chờ")
    context = {"form": form, "title": title, "within": _("Hàng chờ"), "list_url": reverse("queues")}
    status = 422 if form.errors else 200
    return render(request, "dossiers/queue/arrange.html", context, status=status)


@both
def counter_view(request: HttpRequest, uid: UUID | None = None) -> HttpResponse:
    """Write a counter down, new or changed."""
    actor = arranger_of(request)
    counter = fetch(ServiceCounter.objects.visible_to(actor), uid=uid) if uid else None
    queues = list(Queue.objects.visible_to(actor))
    posted = request.POST if request.method == "POST" else None
    form = CounterForm(posted, counter=counter, queues=queues)
    if posted is not None and form.is_valid():

        def act() -> str:
            given = form.cleaned_data
            waiting.set_counter(
                actor=actor,
                uid=uid,
                number=given["number"],
                queues=[UUID(one) for one in given["queues"]],
                hours=waiting.CounterHours(
                    opens_at=given["opens_at"],
                    closes_at=given["closes_at"],
                    on_days_off=given["on_days_off"],
                ),
                is_priority=given["is_priority"],
                is_open=given["is_open"],
                receipt_width=given["receipt_width"] or ReceiptWidth.A5,
            )
            return reverse("counters")

        try:
            where = once(request, act)
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Đã ghi quầy."))
            return redirect(where)
    title = _("Quầy %(number)s") % {"number": counter.number} if counter else _("Lập quầy")
    context = {"form": form, "title": title, "within": _("Quầy"), "list_url": reverse("counters")}
    status = 422 if form.errors else 200
    return render(request, "dossiers/queue/arrange.html", context, status=status)
