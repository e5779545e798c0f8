"""Sittings of councils: the list, one with its members and votes, the acts of its secretary."""

from collections.abc import Callable, Sequence
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tinhso.dossiers.council_plugs import sits
from tinhso.dossiers.forms.council import CallForm, CallOffForm, MinutesForm, MoveForm
from tinhso.dossiers.forms.queueing import RefusedForm
from tinhso.dossiers.models import CouncilSitting
from tinhso.dossiers.queries.council import SittingPage, sitting_page, sittings
from tinhso.dossiers.rules.council import CouncilState
from tinhso.dossiers.services.council import (
    call_council,
    call_off_sitting,
    move_sitting,
    reply_to_sitting,
)
from tinhso.dossiers.services.council_minutes import hold_sitting, invitation_pdf, minutes_pdf
from tinhso.dossiers.views._work import act_page, both, officer_of, open_work, posted, work_url
from tinhso.dossiers.views.work import pdf
from tinhso.identity.services import record_list_reading
from tinhso.kernel.actors import Actor
from tinhso.kernel.db.text import whole
from tinhso.kernel.errors import Invalid, NotFound, NotPermitted
from tinhso.kernel.web.lists import ChoiceFilter, Column, DateRangeFilter, ListPage, TextFilter
from tinhso.kernel.web.once import once
from tinhso.organization import queries as organization


class SittingList(ListPage[CouncilSitting]):
    """The sittings one called, leads or is invited to."""

    name = "dossiers.councils"
    title = gettext_lazy("Phiên họp hội đồng")
    columns = (
        Column("name", gettext_lazy("Hội đồng, cuộc họp"), value=lambda s: s.name),
        Column("at", gettext_lazy("Thời gian"), value=lambda s: s.at, sort=("at", "pk")),
        Column("place", gettext_lazy("Địa điểm"), value=lambda s: s.place),
        Column("agency", gettext_lazy("Cơ quan"), value=lambda s: getattr(s, "shown_agency", "")),
        Column(
            "count",
            gettext_lazy("Số hồ sơ"),
            value=lambda s: getattr(s, "count", 0),
            numeric=True,
        ),
        Column(
            "state",
            gettext_lazy("Tình trạng"),
            value=lambda s: s.get_state_display(),
            data=False,
        ),
        Column("number", gettext_lazy("Số biên bản"), value=lambda s: s.number or "–"),
    )
    filters = (
        ChoiceFilter("tinh-trang", gettext_lazy("Tình trạng"), "state", CouncilState.choices),
        DateRangeFilter("hop", gettext_lazy("Ngày họp"), "at"),
        TextFilter("thu-tuc", gettext_lazy("Mã thủ tục"), "procedure_code"),
    )
    default_sort = "-at"
    search_hint = gettext_lazy("Tên hội đồng, địa điểm hoặc số biên bản")
    empty_title = gettext_lazy("Chưa có phiên họp nào")
    empty_text = gettext_lazy("Mở hồ sơ cần hội đồng cho ý kiến và chọn “Đưa ra hội đồng”.")

    def permit(self, actor: Actor) -> None:
        """Let those in whose business sittings are."""
        if not sits(actor):
            raise NotPermitted

    def rows(self, actor: Actor) -> QuerySet[CouncilSitting]:
        """Return what the actor may see."""
        return sittings(actor=actor)

    def search(self, rows: QuerySet[CouncilSitting], query: str) -> QuerySet[CouncilSitting]:
        """Find by name, place or number."""
        return rows.filter(pk__in=CouncilSitting.objects.with_words(query).values("pk"))

    def prepare(self, rows: Sequence[CouncilSitting], *, actor: Actor) -> None:
        """Name the agencies of all rows at once."""
        names = organization.agency_names({row.agency_id for row in rows})
        for row in rows:
            vars(row)["shown_agency"] = names.get(row.agency_id, "")

    def url(self, row: CouncilSitting) -> str:
        """Lead to the sitting."""
        return reverse("council", args=[row.uid])

    def label(self, row: CouncilSitting) -> str:
        """Name the row for screen readers."""
        return row.name


@both
def call_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Put a dossier before a council: a new sitting, or one that is called."""
    actor = officer_of(request)
    page = open_work(uid, actor)
    form = CallForm(posted(request), None, desk=page)
    return act_page(
        request,
        page,
        form,
        lambda: call_council(
            uid=uid,
            actor=actor,
            question=form.cleaned_data["question"],
            call=form.call(),
            sitting_uid=form.sitting_uid(),
            version=form.seen_version,
        ),
        there=f"{work_url(uid)}#y-kien",
        told=_("Đã đưa ra hội đồng; thành viên được báo."),
        acts=("call_council",),
        title=_("Đưa ra hội đồng"),
        lead=_("Chọn phiên đã mời thì chỉ cần ghi việc cần cho ý kiến."),
        button=_("Đưa ra hội đồng"),
    )


@never_cache
@require_safe
def sitting_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show a sitting: when, where, who, what, how it was decided."""
    actor = officer_of(request)
    page = sitting_page(uid=uid, actor=actor)
    record_list_reading(
        actor=actor, list_name="dossiers.council", filters={}, count=len(page.cases)
    )
    context = {
        "page": page,
        "sitting": page.sitting,
        "agency": organization.agency_name(page.sitting.agency_id),
    }
    return render(request, "dossiers/council/sitting.html", context)


@require_POST
def reply_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Keep whether an invited member comes."""
    actor = officer_of(request)

    def act() -> str:
        reply_to_sitting(uid=uid, actor=actor, is_coming=request.POST.get("reply") == "coming")
        return reverse("council", args=[uid])

    there = once(request, act)
    messages.success(request, _("Đã báo thư ký."))
    return redirect(there)


@both
def minutes_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Write down votes and what was said; the minutes go to the chair to be signed."""
    page = _led(request, uid)
    form = MinutesForm(posted(request), page=page)
    return _act(
        request,
        page,
        form,
        lambda: hold_sitting(
            uid=uid,
            actor=page.actor,
            attended=form.attended_seats(),
            votes=form.votes(),
            minutes=form.cleaned_data["minutes"],
            conditions=form.conditions(),
            version=_seen(request),
        ),
        template="dossiers/council/minutes.html",
        told=_("Đã lập biên bản và trình người chủ trì ký."),
        act_title=_("Lập biên bản"),
        button=_("Lập biên bản và trình ký"),
    )


@both
def move_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Put a sitting to another time or place."""
    page = _led(request, uid)
    initial = {"at": page.sitting.at, "place": page.sitting.place}
    form = MoveForm(posted(request), initial=initial)
    return _act(
        request,
        page,
        form,
        lambda: move_sitting(
            uid=uid,
            actor=page.actor,
            at=form.cleaned_data["at"],
            place=form.cleaned_data["place"],
            reason=form.cleaned_data["reason"],
            version=_seen(request),
        ),
        template="dossiers/council/act.html",
        told=_("Đã dời; thành viên được báo và hỏi lại."),
        act_title=_("Dời phiên họp"),
        button=_("Dời phiên họp"),
    )


@both
def call_off_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Call a sitting off."""
    page = _led(request, uid)
    form = CallOffForm(posted(request))
    return _act(
        request,
        page,
        form,
        lambda: call_off_sitting(
            uid=uid,
            actor=page.actor,
            reason=form.cleaned_data["reason"],
            version=_seen(request),
        ),
        template="dossiers/council/act.html",
        told=_("Đã hủy phiên họp; thành viên được báo."),
        act_title=_("Hủy phiên họp"),
        button=_("Hủy phiên họp"),
        lead=_("Hồ sơ trong chương trình chờ một phiên khác."),
    )


@require_safe
def invitation_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Give the invitations, a page for each member."""
    return pdf(invitation_pdf(uid=uid, actor=officer_of(request)), f"giay-moi-{uid}.pdf")


@require_safe
def minutes_pdf_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Give the minutes."""
    return pdf(minutes_pdf(uid=uid, actor=officer_of(request)), f"bien-ban-hop-{uid}.pdf")


def _led(request: HttpRequest, uid: UUID) -> SittingPage:
    """Return a sitting to whoever writes it down; others have no such page."""
    page = sitting_page(uid=uid, actor=officer_of(request))
    if not page.is_led:
        raise NotFound
    return page


def _seen(request: HttpRequest) -> int | None:
    return whole(request.POST.get("version", ""))


def _act(
    request: HttpRequest,
    page: SittingPage,
    form: RefusedForm,
    act: Callable[[], object],
    *,
    template: str,
    told: str,
    **more: object,
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():

        def run() -> str:
            act()
            return reverse("council", args=[page.sitting.uid])

        try:
            there = once(request, run)
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, told)
            return redirect(there)
    context = {"page": page, "sitting": page.sitting, "form": form, **more}
    return render(request, template, context, status=422 if form.errors else 200)
