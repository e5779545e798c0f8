"""Requests on certificates: their list, one of them, and beginning one."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.kernel.actors import Actor, actor_of
from tinhso.kernel.errors import Invalid, NotFound
from tinhso.kernel.errors.sentences import joined
from tinhso.kernel.web.lists import (
    ChoiceFilter,
    Column,
    DateRangeFilter,
    ListPage,
    MultiFilter,
    PresetView,
    TextFilter,
    YesNoFilter,
)
from tinhso.kernel.web.lists.state import ListState
from tinhso.organization.queries import agency_names
from tinhso.signing import services
from tinhso.signing.forms_requests import AgenciesForm, DevicesForm, HeadForm, PeopleForm, SentForm
from tinhso.signing.models import CertificateRequest
from tinhso.signing.queries import register as registered
from tinhso.signing.queries import requests as asked
from tinhso.signing.queries.requests_history import certificate_history
from tinhso.signing.rules_requests import NEW, RequestKind, RequestState

STATES = {
    RequestState.DRAFT: "wait",
    RequestState.BEFORE_HEAD: "wait",
    RequestState.SIGNED: "wait",
    RequestState.SENDING: "run",
    RequestState.SENT: "run",
    RequestState.ANSWERED: "soon",
    RequestState.DONE: "done",
    RequestState.REFUSED: "stopped",
    RequestState.WITHDRAWN: "stopped",
}
"""How each state looks."""


LINES = 50
"""So many holders stand on one page of a request."""


def look_of(request: CertificateRequest) -> str:
    """Return the look of a request's state: late goes before all."""
    return "late" if request.is_late else STATES[RequestState(request.state)]


def holders_words(row: CertificateRequest) -> str:
    """Return the first holder, and how many more."""
    held = vars(row)
    more = held["holders"] - 1
    return f"{held['holder'] or ''} (+{more})" if more > 0 else held["holder"] or ""


@dataclass(frozen=True)
class AgencyFilter(TextFilter):
    """Of one agency, by its code."""

    def _ask(self, **lookups: object) -> Q:
        (code,) = lookups.values()
        return registered.of_agency(str(code))


class RequestList(ListPage[CertificateRequest]):
    """What one's agency and those below asked the authority for; all, for who answers."""

    name = "signing.requests"
    title = gettext_lazy("Yêu cầu về chứng thư số")
    template = "signing/request_list.html"
    columns = (
        Column("holder", gettext_lazy("Chủ thể"), value=holders_words),
        Column(
            "kind", gettext_lazy("Loại yêu cầu"), value=lambda r: r.get_kind_display(), data=False
        ),
        Column("form", gettext_lazy("Mẫu"), value=lambda r: r.form, data=False),
        Column("agency", gettext_lazy("Nơi gửi"), value=lambda r: vars(r).get("filed_by", "")),
        Column("number", gettext_lazy("Số yêu cầu"), value=lambda r: r.number),
        Column(
            "state",
            gettext_lazy("Tình trạng"),
            template="signing/_request_state_cell.html",
            export=lambda r: str(r.get_state_display()),
        ),
        Column("asked", gettext_lazy("Ngày lập"), value=lambda r: r.asked_at, sort="asked_at"),
        Column("due", gettext_lazy("Hạn trả lời"), value=lambda r: r.due_at),
        Column(
            "addressee",
            gettext_lazy("Nơi nhận"),
            value=lambda r: r.get_addressee_display(),
            data=False,
            shown=False,
        ),
        Column("answered", gettext_lazy("Trả lời lúc"), value=lambda r: r.answered_at, shown=False),
    )
    filters = (
        MultiFilter("tinh-trang", gettext_lazy("Tình trạng"), "state", RequestState.choices),
        ChoiceFilter("loai", gettext_lazy("Loại yêu cầu"), "kind", RequestKind.choices),
        AgencyFilter("co-quan", gettext_lazy("Mã cơ quan"), "code"),
        YesNoFilter("qua-han", gettext_lazy("Quá hạn trả lời"), "is_overdue"),
        DateRangeFilter("lap", gettext_lazy("Ngày lập"), "asked_at"),
        DateRangeFilter("tra-loi", gettext_lazy("Trả lời lúc"), "answered_at"),
    )
    views = (
        PresetView("draft", gettext_lazy("Đang soạn"), {"tinh-trang": ["draft"]}),
        PresetView("sent", gettext_lazy("Chờ trả lời"), {"tinh-trang": ["sent"]}),
        PresetView("hand", gettext_lazy("Còn bàn giao"), {"tinh-trang": ["answered"]}),
        PresetView("late", gettext_lazy("Quá hạn"), {"qua-han": "co"}),
    )
    default_sort = "-asked"
    key_field = "uid"
    search_hint = gettext_lazy("Tên chủ thể, số văn bản hoặc số chứng thư")
    empty_title = gettext_lazy("Không có yêu cầu nào như vậy")
    empty_text = gettext_lazy("Bấm Lập yêu cầu để đề nghị cấp, gia hạn, thay đổi hoặc thu hồi.")

    def permit(self, actor: Actor) -> None:
        """Let in who asks and who answers."""
        asked.require_requester(actor)

    def rows(self, actor: Actor) -> QuerySet[CertificateRequest]:
        """Return what the actor may see."""
        return asked.requests(actor=actor)

    def search(
        self, rows: QuerySet[CertificateRequest], query: str
    ) -> QuerySet[CertificateRequest]:
        """Find by holder, number or certificate."""
        return rows.filter(asked.with_words(query))

    def prepare(self, rows: Sequence[CertificateRequest], *, actor: Actor) -> None:
        """Name the agencies of all rows at once."""
        names = agency_names({row.agency_id for row in rows})
        for row in rows:
            vars(row)["filed_by"] = names.get(row.agency_id, "")
            vars(row)["look"] = look_of(row)

    def url(self, row: CertificateRequest) -> str:
        """Lead to the request."""
        return row.get_absolute_url()

    def label(self, row: CertificateRequest) -> str:
        """Name the row for screen readers."""
        return holders_words(row)

    def context(
        self, request: HttpRequest, state: ListState[CertificateRequest]
    ) -> dict[str, object]:
        """Offer to begin one."""
        return {"may_begin": asked.may_request(actor_of(request))}


@never_cache
@require_safe
def begin_view(request: HttpRequest) -> HttpResponse:
    """Offer what can be asked for."""
    asked.require_requester(actor_of(request))
    kinds = [
        (kind, reverse("signing:request_new", args=[kind])) for kind in RequestKind if kind in NEW
    ]
    return render(request, "signing/request_begin.html", {"kinds": kinds})


@never_cache
@require_http_methods(["GET", "POST"])
def new_view(request: HttpRequest, kind: str) -> HttpResponse:
    """Choose for whom a new certificate is asked."""
    actor = actor_of(request)
    asked.require_requester(actor)
    form = _new_form(request, kind, actor)
    if request.method == "POST" and form.is_valid():
        try:
            made = _drafted(form, kind, actor)
        except Invalid as refusal:
            put_errors(form, refusal)
        else:
            return redirect("signing:request", uid=made.uid)
    context = {"form": form, "kind": RequestKind(kind)}
    return render(request, "signing/request_new.html", context, status=422 if form.errors else 200)


def _new_form(request: HttpRequest, kind: str, actor: Actor) -> BaseForm:
    given = request.POST if request.method == "POST" else None
    if kind == RequestKind.PERSON:
        people = asked.people_to_ask_for(actor=actor)
        return PeopleForm(given, choices=[(str(one.uid), one.name) for one in people])
    if kind == RequestKind.AGENCY:
        found = asked.agencies_to_ask_for(actor=actor)
        return AgenciesForm(given, choices=[(str(one.id), one.name) for one in found])
    if kind == RequestKind.DEVICE:
        return DevicesForm(given)
    raise NotFound


def _drafted(form: BaseForm, kind: str, actor: Actor) -> CertificateRequest:
    given = form.cleaned_data
    return services.requests.draft_request(
        kind=kind,
        accounts=[UUID(text) for text in given.get("accounts", ())],
        agencies=[int(text) for text in given.get("agencies", ())],
        names=given.get("names", ()),
        actor=actor,
    )


def put_errors(form: BaseForm, refusal: Invalid) -> None:
    """Put what a service refused to its fields; what has no field stands above the form."""
    if not refusal.fields:
        form.add_error(None, str(refusal.message))
    for name, text in refusal.fields.items():
        form.add_error(name if name in form.fields else None, str(text))


@require_POST
def ask_about_view(request: HttpRequest, uid: UUID, kind: str) -> HttpResponse:
    """Begin a request about a certificate of the register."""
    if kind not in RequestKind.values or kind in NEW:
        raise NotFound
    try:
        made = services.requests.draft_request(
            kind=kind, certificates=[uid], actor=actor_of(request)
        )
    except Invalid as refusal:
        messages.warning(request, joined(refusal.fields.values()))
        return redirect("signing:history", uid=uid)
    return redirect("signing:request", uid=made.uid)


@require_POST
def from_proposal_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Turn a form that is due into a request."""
    made = services.requests.request_of_proposal(uid=uid, actor=actor_of(request))
    return redirect("signing:request", uid=made.uid)


@never_cache
@require_http_methods(["GET", "POST"])
def request_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show one request; posted with a signer, it goes before the head."""
    actor = actor_of(request)
    page = asked.request_page(uid=uid, actor=actor)
    form = HeadForm(
        request.POST if request.method == "POST" else None,
        heads=[(str(head.uid), head.name) for head in page.heads],
        initial={
            "contact_name": page.request.contact_name,
            "contact_phone": page.request.contact_phone,
        },
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            services.requests.put_before_head(
                uid=uid,
                signer=UUID(given["signer"]),
                contact_name=given["contact_name"],
                contact_phone=given["contact_phone"],
                actor=actor,
            )
        except Invalid as refusal:
            put_errors(form, refusal)
        else:
            messages.success(request, _("Đã trình ký; văn bản chờ ở hàng ký của người đứng đầu."))
            return redirect("signing:request", uid=uid)
    context = {
        "page": page,
        "look": look_of(page.request),
        "form": form,
        "shown": Paginator(page.lines, LINES).get_page(request.GET.get("trang")),
        "is_long": len(page.lines) > LINES,
        "sent_form": SentForm(),
        "form_trouble": services.requests.trouble_with_form(page.request)
        if page.may_answer and not page.by_hand
        else "",
    }
    return render(request, "signing/request.html", context, status=422 if form.errors else 200)


@never_cache
@require_safe
def history_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show a certificate from its request to its end."""
    actor = actor_of(request)
    context = {
        "history": certificate_history(uid=uid, actor=actor),
        "may_request": asked.may_request(actor),
    }
    return render(request, "signing/certificate_history.html", context)
