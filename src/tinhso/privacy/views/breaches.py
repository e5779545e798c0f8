"""Pages of breaches: the list, one breach with its hours, the notice to print."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import BooleanField as Boolean
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tinhso.kernel.actors import Actor, actor_of, require
from tinhso.kernel.errors.sentences import told
from tinhso.kernel.web.accepting import accepted
from tinhso.kernel.web.lists import ChoiceFilter, Column, DateRangeFilter, ListPage, YesNoFilter
from tinhso.kernel.web.once import once
from tinhso.privacy.breach_forms import BreachForm, ConcernedForm, NoticeForm, ReportForm
from tinhso.privacy.breach_rules import BreachState, DataKind
from tinhso.privacy.models import Breach
from tinhso.privacy.permissions import PrivacyPermission as P
from tinhso.privacy.queries.breaches import breach_of, breaches
from tinhso.privacy.services import breaches as services

MOST_SHOWN: Final = 100


class BreachList(ListPage[Breach]):
    """Breaches of one's agency, the last found first."""

    name = "privacy.breaches"
    title = gettext_lazy("Vi phạm dữ liệu cá nhân")
    template = "privacy/breach_list.html"
    key_field = "uid"
    columns = (
        Column("number", gettext_lazy("Số"), lambda b: b.number, sort="number"),
        Column("state", gettext_lazy("Tình trạng"), lambda b: b.get_state_display(), data=False),
        Column(
            "found",
            gettext_lazy("Phát hiện lúc"),
            lambda b: b.found_at,
            sort="found_at",
            data=False,
        ),
        Column("people", gettext_lazy("Dữ liệu của ai"), lambda b: b.people),
        Column(
            "count",
            gettext_lazy("Số người"),
            lambda b: b.people_count,
            sort="people_count",
            data=False,
        ),
        Column("due", gettext_lazy("Hạn báo cáo"), lambda b: b.due_at, sort="due_at", data=False),
        Column("reported", gettext_lazy("Báo cáo lúc"), lambda b: b.reported_at, data=False),
        Column(
            "late",
            gettext_lazy("Trễ hạn"),
            lambda b: _("trễ") if getattr(b, "late", False) else "",
            data=False,
        ),
        Column("place", gettext_lazy("Nơi xảy ra"), lambda b: b.place, shown=False),
    )
    filters = (
        ChoiceFilter("tinh-trang", gettext_lazy("Tình trạng"), "state", BreachState.choices),
        YesNoFilter("tre", gettext_lazy("Trễ hạn"), "late"),
        DateRangeFilter("phat-hien", gettext_lazy("Phát hiện lúc"), "found_at"),
    )
    default_sort = "-found"
    words_in = ("number", "place", "people")
    search_hint = gettext_lazy("Số, nơi xảy ra hoặc dữ liệu của ai")
    empty_title = gettext_lazy("Chưa có vi phạm nào")
    empty_text = gettext_lazy(
        "Khi phát hiện dữ liệu bị lộ, mất hoặc dùng sai, hãy ghi ngay: 72 giờ tính từ lúc đó."
    )

    def permit(self, actor: Actor) -> None:
        """Let in who handles breaches."""
        require(actor, P.HANDLE_BREACHES)

    def rows(self, actor: Actor) -> QuerySet[Breach]:
        """Return what the actor may see, each with whether its 72 hours ran out."""
        missing = Q(reported_at__isnull=True, due_at__lt=timezone.now())
        late = missing | Q(reported_at__gt=F("due_at"))
        return breaches(actor=actor).annotate(
            late=Case(When(late, then=Value(True)), default=Value(False), output_field=Boolean())
        )

    def url(self, row: Breach) -> str:
        """Lead to the breach."""
        return reverse("privacy:breach", args=[row.uid])

    def label(self, row: Breach) -> str:
        """Name the row for screen readers."""
        return row.number


def _data(form: BreachForm) -> services.BreachData:
    return services.BreachData(**form.cleaned_data)


@never_cache
@require_http_methods(["GET", "POST"])
def breach_new_view(request: HttpRequest) -> HttpResponse:
    """Write a breach down."""
    actor = actor_of(request)
    require(actor, P.HANDLE_BREACHES)
    form = BreachForm(request.POST or None, initial={"contact_name": actor.name})
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            made = services.record_breach(data=_data(form), actor=actor)
            return reverse("privacy:breach", args=[made.uid])

        where = accepted(form, lambda: once(request, act))
        if where is not None:
            messages.success(request, _("Đã ghi vi phạm; 72 giờ tính từ lúc phát hiện."))
            return redirect(where)
    return _form_page(request, form, _("Ghi vi phạm dữ liệu"), reverse("privacy:breach_list"))


@never_cache
@require_http_methods(["GET", "POST"])
def breach_change_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Say more of a breach."""
    actor = actor_of(request)
    found = breach_of(uid=uid, actor=actor)
    known = {one.name: getattr(found, one.name) for one in fields(services.BreachData)}
    form = BreachForm(request.POST or None, initial=known)
    here = reverse("privacy:breach", args=[uid])
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            services.change_breach(uid=uid, data=_data(form), actor=actor)
            return here

        where = accepted(form, lambda: once(request, act))
        if where is not None:
            messages.success(request, _("Đã lưu."))
            return redirect(where)
    return _form_page(request, form, _("Bổ sung thông tin vi phạm"), here)


def _form_page(request: HttpRequest, form: forms.Form, title: str, back: str) -> HttpResponse:
    context = {
        "form": form,
        "page_title": title,
        "intro": _("Nội dung theo Điều 28 Nghị định 356/2025."),
        "button": _("Lưu"),
        "back": back,
        "back_label": _("Vi phạm dữ liệu cá nhân"),
    }
    return render(request, "privacy/form_page.html", context)


@never_cache
@require_GET
def breach_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show one breach with what can be done now."""
    return _page(request, uid)


def _page(
    request: HttpRequest, uid: UUID, *, typed: dict[str, forms.Form] | None = None
) -> HttpResponse:
    found = breach_of(uid=uid, actor=actor_of(request))
    given = typed or {}
    is_open, is_over = found.state == BreachState.OPEN, found.state == BreachState.CLOSED
    shapes: dict[str, type[forms.Form]] = {}
    if is_open:
        shapes["report"] = ReportForm
    if not is_over:
        shapes |= {"concerned": ConcernedForm, "notice": NoticeForm}
    concerned = found.concerned.all()
    context = {
        "row": found,
        "record_words": _("Vi phạm dữ liệu cá nhân"),
        "list_url": reverse("privacy:breach_list"),
        "kinds": [DataKind(kind).label for kind in found.data_kinds],
        "late": found.late_at(timezone.now()),
        "people_late": not is_over and found.people_wait() and timezone.now() > found.due_at,
        "concerned": concerned.count(),
        "untold": concerned.filter(told_at__isnull=True).count(),
        "forms": {name: given.get(name) or shape(prefix=name) for name, shape in shapes.items()},
        "may_change": not is_over,
        "may_close": found.state == BreachState.REPORTED,
        "now": timezone.now(),
    }
    return render(request, "privacy/breach.html", context)


@require_POST
def breach_report_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Keep that the competent body was told."""
    actor, form = actor_of(request), ReportForm(request.POST, prefix="report")
    if form.is_valid():
        done = accepted(
            form, lambda: services.report_breach(uid=uid, actor=actor, **form.cleaned_data)
        )
        if done is not None:
            messages.success(request, _("Đã ghi việc báo cáo."))
            return redirect("privacy:breach", uid=uid)
    return _page(request, uid, typed={"report": form})


@require_POST
def breach_concerned_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Name those concerned; unknown numbers stay in the box to be looked at."""
    actor, form = actor_of(request), ConcernedForm(request.POST, prefix="concerned")
    if form.is_valid():
        said = form.cleaned_data["numbers"]
        done = accepted(form, lambda: services.add_concerned(uid=uid, numbers=said, actor=actor))
        if done is not None:
            added, unknown = done
            words = ngettext("Đã ghi %(n)d người.", "Đã ghi %(n)d người.", added)
            messages.success(request, told(words, n=added))
            if unknown:
                messages.warning(request, _not_found(unknown))
            return redirect("privacy:breach", uid=uid)
    return _page(request, uid, typed={"concerned": form})


def _not_found(unknown: Sequence[str]) -> str:
    return told(_("Không có trong hệ thống: %(numbers)s"), numbers=", ".join(unknown[:20]))


@require_POST
def breach_tell_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Tell those concerned."""
    count = services.tell_concerned(uid=uid, actor=actor_of(request))
    words = ngettext("Đã báo %(n)d người.", "Đã báo %(n)d người.", count)
    messages.success(request, told(words, n=count))
    return redirect("privacy:breach", uid=uid)


@require_POST
def breach_notice_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Keep how the public was told."""
    actor, form = actor_of(request), NoticeForm(request.POST, prefix="notice")
    if form.is_valid():
        said = form.cleaned_data["words"]
        if accepted(form, lambda: services.keep_public_notice(uid=uid, words=said, actor=actor)):
            messages.success(request, _("Đã lưu."))
            return redirect("privacy:breach", uid=uid)
    return _page(request, uid, typed={"notice": form})


@require_POST
def breach_close_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Close a breach."""
    services.close_breach(uid=uid, actor=actor_of(request))
    messages.success(request, _("Đã khép vi phạm."))
    return redirect("privacy:breach", uid=uid)


@never_cache
@require_GET
def breach_pdf_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Give the notice to print or send."""
    content = services.breach_pdf(uid=uid, actor=actor_of(request))
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="vi-pham-{uid}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response
