"""What those who answer for personal data do with requests; what a desk writes down."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import BooleanField as Boolean
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tinhso.identity.services import record_access, record_list_reading
from tinhso.kernel.actors import Actor, actor_of, require
from tinhso.kernel.errors import NotPermitted
from tinhso.kernel.web.accepting import accepted
from tinhso.kernel.web.lists import ChoiceFilter, Column, DateRangeFilter, ListPage, YesNoFilter
from tinhso.kernel.web.lists.state import ListState
from tinhso.kernel.web.once import once
from tinhso.privacy import forms as shapes
from tinhso.privacy import queries, services
from tinhso.privacy.models import DataRequest
from tinhso.privacy.permissions import PrivacyPermission as P
from tinhso.privacy.rules import (
    COPIES,
    OPEN,
    RESTRICTING,
    CopyState,
    IdentityCheck,
    RequestChannel,
    RequestKind,
    RequestState,
)
from tinhso.privacy.views.own import request_context
from tinhso.privacy.web import served


def officer_of(request: HttpRequest) -> Actor:
    """Return an officer who answers for data or writes requests down."""
    actor = actor_of(request)
    if not (actor.may(P.HANDLE_REQUESTS) or actor.may(P.ENTER_REQUESTS)):
        raise NotPermitted
    return actor


Said = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class RequestAct:
    """What an officer does with a request: its form, its service, what is said when it is done."""

    form: type[forms.Form]
    run: Callable[[UUID, Said, Actor], object]
    done: str | Promise


def _correct(uid: UUID, said: Said, actor: Actor) -> object:
    """Write what is right over what was wrong."""
    values = {name: str(value) for name, value in said.items() if name != "proof"}
    return services.correct_data(uid=uid, values=values, proof=str(said["proof"]), actor=actor)


ACTS: Final = {
    "accept": RequestAct(
        form=shapes.AcceptForm,
        run=lambda uid, said, actor: services.accept_request(
            uid=uid, answer=said["answer"], with_others=said["with_others"], actor=actor
        ),
        done=gettext_lazy("Đã trả lời người yêu cầu."),
    ),
    "refuse": RequestAct(
        form=shapes.RefuseForm,
        run=lambda uid, said, actor: services.refuse_request(
            uid=uid, answer=said["answer"], basis=said["basis"], actor=actor
        ),
        done=gettext_lazy("Đã trả lời kèm lý do và căn cứ."),
    ),
    "extend": RequestAct(
        form=shapes.ReasonForm,
        run=lambda uid, said, actor: services.extend_request(
            uid=uid, reason=said["reason"], actor=actor
        ),
        done=gettext_lazy("Đã gia hạn, người yêu cầu đọc được lý do."),
    ),
    "correct": RequestAct(
        form=shapes.CorrectForm,
        run=_correct,
        done=gettext_lazy("Đã sửa dữ liệu, giá trị cũ được giữ lại."),
    ),
    "restrict": RequestAct(
        form=shapes.ReasonForm,
        run=lambda uid, said, actor: services.restrict_use(
            uid=uid, reason=said["reason"], actor=actor
        ),
        done=gettext_lazy("Đã hạn chế xử lý dữ liệu."),
    ),
    "lift": RequestAct(
        form=shapes.ReasonForm,
        run=lambda uid, said, actor: services.lift_restriction(
            uid=uid, reason=said["reason"], actor=actor
        ),
        done=gettext_lazy("Đã thôi hạn chế xử lý."),
    ),
}


class RequestList(ListPage[DataRequest]):
    """Requests over personal data of one's agency, what must be answered first on top."""

    name = "privacy.requests"
    title = gettext_lazy("Yêu cầu về dữ liệu cá nhân")
    template = "privacy/request_list.html"
    key_field = "uid"
    columns = (
        Column("number", gettext_lazy("Số"), lambda r: r.number, sort="number"),
        Column("kind", gettext_lazy("Yêu cầu"), lambda r: r.get_kind_display(), data=False),
        Column("state", gettext_lazy("Tình trạng"), lambda r: r.get_state_display(), data=False),
        Column("channel", gettext_lazy("Nhận qua"), lambda r: r.get_channel_display(), data=False),
        Column(
            "received",
            gettext_lazy("Nhận lúc"),
            lambda r: r.received_at,
            sort="received_at",
            data=False,
        ),
        Column(
            "answer_due",
            gettext_lazy("Hạn trả lời"),
            lambda r: r.answer_due_at,
            sort="answer_due_at",
            data=False,
        ),
        Column("answered", gettext_lazy("Trả lời lúc"), lambda r: r.answered_at, data=False),
        Column("due", gettext_lazy("Hạn thực hiện"), lambda r: r.due_at, sort="due_at", data=False),
        Column(
            "late",
            gettext_lazy("Trễ hạn"),
            lambda r: _("trễ") if getattr(r, "late", False) else "",
            data=False,
        ),
        Column("officer", gettext_lazy("Người xử lý"), lambda r: r.officer_name),
    )
    filters = (
        ChoiceFilter("tinh-trang", gettext_lazy("Tình trạng"), "state", RequestState.choices),
        ChoiceFilter("viec", gettext_lazy("Yêu cầu"), "kind", RequestKind.choices),
        ChoiceFilter("qua", gettext_lazy("Nhận qua"), "channel", RequestChannel.choices),
        YesNoFilter("tre", gettext_lazy("Trễ hạn"), "late"),
        DateRangeFilter("nhan", gettext_lazy("Nhận lúc"), "received_at"),
    )
    default_sort = "-received"
    words_in = ("number", "officer_name")
    search_hint = gettext_lazy("Số yêu cầu hoặc người xử lý")
    empty_title = gettext_lazy("Chưa có yêu cầu nào")
    empty_text = gettext_lazy("Khi có người yêu cầu xem, sửa, xóa dữ liệu, yêu cầu hiện ở đây.")

    def permit(self, actor: Actor) -> None:
        """Let in who answers for data or writes requests down."""
        if not actor.may(P.HANDLE_REQUESTS):
            require(actor, P.ENTER_REQUESTS)

    def rows(self, actor: Actor) -> QuerySet[DataRequest]:
        """Return what the actor may see, each with whether a clock of it has run out."""
        now = timezone.now()
        unanswered = Q(answered_at__isnull=True, answer_due_at__lt=now, state__in=OPEN)
        answered_late = Q(answered_at__gt=F("answer_due_at"))
        not_done = Q(state__in=OPEN, due_at__lt=now)
        late = unanswered | answered_late | not_done | Q(ended_at__gt=F("due_at"))
        return queries.data_requests(actor=actor).annotate(
            late=Case(When(late, then=Value(True)), default=Value(False), output_field=Boolean())
        )

    def url(self, row: DataRequest) -> str:
        """Lead to the request."""
        return reverse("privacy:request", args=[row.uid])

    def label(self, row: DataRequest) -> str:
        """Name the row for screen readers."""
        return row.number

    def context(self, request: HttpRequest, state: ListState[DataRequest]) -> dict[str, object]:
        """Say whether the reader writes requests down."""
        return {"may_enter": actor_of(request).may(P.ENTER_REQUESTS)}

    def was_exported(self, *, actor: Actor, rows: Sequence[DataRequest]) -> None:
        """Keep that the list was taken along in a file, and how long it was."""
        record_list_reading(
            actor=actor, list_name=f"{self.name}.export", filters={}, count=len(rows)
        )


@never_cache
@require_http_methods(["GET", "POST"])
def enter_view(request: HttpRequest) -> HttpResponse:
    """Write down what somebody asked at the desk or by post."""
    actor = actor_of(request)
    require(actor, P.ENTER_REQUESTS)
    form = shapes.EnterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            made = services.enter_request(actor=actor, **form.cleaned_data)
            return reverse("privacy:request", args=[made.uid])

        where = accepted(form, lambda: once(request, act))
        if where is not None:
            messages.success(request, _("Đã ghi nhận yêu cầu và báo người phụ trách."))
            return redirect(where)
    context = {
        "form": form,
        "page_title": _("Nhập yêu cầu về dữ liệu cá nhân"),
        "intro": _("Chỉ nhập khi đã chắc người yêu cầu là chính chủ dữ liệu."),
        "button": _("Ghi nhận"),
        "back": reverse("privacy:request_list"),
        "back_label": _("Yêu cầu về dữ liệu cá nhân"),
    }
    return render(request, "privacy/form_page.html", context)


@never_cache
@require_GET
def request_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show one request with what can be done for it now."""
    return _page(request, uid)


def _page(
    request: HttpRequest, uid: UUID, *, typed: dict[str, forms.Form] | None = None
) -> HttpResponse:
    actor = officer_of(request)
    found = queries.data_request(uid=uid, actor=actor)
    record_access(
        actor=actor,
        person_ids=[found.person_id],
        object_kind="privacy.request",
        object_uid=str(found.uid),
        purpose=_("Xử lý yêu cầu về dữ liệu cá nhân của chính người đó"),
    )
    handles = actor.may(P.HANDLE_REQUESTS) and found.agency_id == actor.agency_id
    handles = handles and found.person_id != actor.person_id
    doing = handles and found.state == RequestState.ACCEPTED
    copy = getattr(found, "copy", None)
    restriction = getattr(found, "restriction", None)
    may = {
        "accept": handles and found.state == RequestState.RECEIVED,
        "refuse": handles and found.state in OPEN,
        "extend": doing and found.extended_at is None,
        "correct": doing and found.kind == RequestKind.CORRECT,
        "restrict": doing and found.kind in RESTRICTING,
        "lift": handles and restriction is not None and restriction.ended_at is None,
    }
    given = typed or {}
    context = {
        **request_context(found),
        "forms": {
            name: given.get(name) or act.form(prefix=name)
            for name, act in ACTS.items()
            if may[name]
        },
        "may_copy": doing and found.kind in COPIES and copy is None,
        "may_delete": doing and found.kind == RequestKind.DELETE,
        "may_hand_over": handles
        and copy is not None
        and copy.state == CopyState.READY
        and found.identity_check != IdentityCheck.ACCOUNT,
    }
    return render(request, "privacy/request.html", context)


@require_POST
def act_view(request: HttpRequest, uid: UUID, name: str) -> HttpResponse:
    """Do one act of the page; what was typed stays beside what is wrong with it."""
    actor, act = officer_of(request), ACTS[name]
    form = act.form(request.POST, prefix=name)
    if form.is_valid():

        def do() -> str:
            act.run(uid, form.cleaned_data, actor)
            return reverse("privacy:request", args=[uid])

        where = accepted(form, lambda: once(request, do))
        if where is not None:
            messages.success(request, str(act.done))
            return redirect(where)
    return _page(request, uid, typed={name: form})


@require_POST
def copy_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Have the copy made."""
    services.make_copy_for(uid=uid, actor=officer_of(request))
    messages.success(request, _("Bản sao đang được lập; người yêu cầu được báo khi xong."))
    return redirect("privacy:request", uid=uid)


@require_POST
def delete_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Destroy what may go."""
    services.delete_data(uid=uid, actor=officer_of(request))
    messages.success(request, _("Đã xóa phần không còn buộc giữ; chứng cứ ghi bên dưới."))
    return redirect("privacy:request", uid=uid)


@never_cache
@require_GET
def hand_over_view(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """Give the copy to hand over at the desk or to send by post."""
    return served(services.open_copy(uid=uid, actor=officer_of(request)))
