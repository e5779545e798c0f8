"""Pages of requests of competent bodies: the list, one request with its hours and acts."""

from collections.abc import Callable
from typing import Final
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

from tinhso.kernel.actors import Actor, actor_of, require
from tinhso.kernel.web.accepting import accepted
from tinhso.kernel.web.lists import ChoiceFilter, Column, DateRangeFilter, ListPage, YesNoFilter
from tinhso.kernel.web.once import once
from tinhso.privacy.authority_forms import (
    AnswerForm,
    AuthorityForm,
    GrantForm,
    RefusalForm,
    SilenceForm,
)
from tinhso.privacy.authority_rules import AskedKind, AskedState, hours_of
from tinhso.privacy.models import AuthorityLook, AuthorityRequest
from tinhso.privacy.permissions import PrivacyPermission as P
from tinhso.privacy.queries.authorities import authority_request, authority_requests
from tinhso.privacy.services import authorities as services
from tinhso.privacy.web import served


class AuthorityList(ListPage[AuthorityRequest]):
    """Requests of competent bodies to one's agency, the last received first."""

    name = "privacy.authorities"
    title = gettext_lazy("Yêu cầu của cơ quan có thẩm quyền")
    template = "privacy/authority_list.html"
    key_field = "uid"
    columns = (
        Column("number", gettext_lazy("Số"), lambda a: a.number, sort="number"),
        Column("kind", gettext_lazy("Yêu cầu"), lambda a: a.get_kind_display(), data=False),
        Column(
            "urgent",
            gettext_lazy("Khẩn cấp"),
            lambda a: _("khẩn cấp") if a.is_urgent else "",
            data=False,
        ),
        Column("body", gettext_lazy("Cơ quan yêu cầu"), lambda a: a.body, sort="body"),
        Column("paper", gettext_lazy("Số văn bản yêu cầu"), lambda a: a.paper_number),
        Column(
            "paper_on",
            gettext_lazy("Ngày văn bản yêu cầu"),
            lambda a: a.paper_on,
            data=False,
            shown=False,
        ),
        Column(
            "received",
            gettext_lazy("Nhận lúc"),
            lambda a: a.received_at,
            sort="received_at",
            data=False,
        ),
        Column("due", gettext_lazy("Hạn"), lambda a: a.due_at, sort="due_at", data=False),
        Column("state", gettext_lazy("Tình trạng"), lambda a: a.get_state_display(), data=False),
        Column("done", gettext_lazy("Thực hiện lúc"), lambda a: a.answered_at, data=False),
        Column(
            "late",
            gettext_lazy("Trễ hạn"),
            lambda a: _("trễ") if getattr(a, "late", False) else "",
            data=False,
        ),
        Column("basis", gettext_lazy("Căn cứ"), lambda a: a.basis, shown=False),
    )
    filters = (
        ChoiceFilter("tinh-trang", gettext_lazy("Tình trạng"), "state", AskedState.choices),
        ChoiceFilter("yeu-cau", gettext_lazy("Yêu cầu"), "kind", AskedKind.choices),
        YesNoFilter("khan", gettext_lazy("Khẩn cấp"), "is_urgent"),
        YesNoFilter("tre", gettext_lazy("Trễ hạn"), "late"),
        DateRangeFilter("nhan", gettext_lazy("Nhận lúc"), "received_at"),
    )
    default_sort = "-received"
    words_in = ("number", "body", "paper_number")
    search_hint = gettext_lazy("Số, cơ quan yêu cầu hoặc số văn bản")
    empty_title = gettext_lazy("Chưa có yêu cầu nào")
    empty_text = gettext_lazy(
        "Khi công an hoặc cơ quan có thẩm quyền yêu cầu dữ liệu hay gỡ nội dung, hãy ghi ngay:"
        " giờ tính từ lúc nhận."
    )

    def permit(self, actor: Actor) -> None:
        """Let in who handles them."""
        super().permit(actor)
        require(actor, P.HANDLE_AUTHORITIES)

    def rows(self, actor: Actor) -> QuerySet[AuthorityRequest]:
        """Return what the actor may see, each with whether its hours ran out."""
        missing = Q(answered_at__isnull=True, due_at__lt=timezone.now())
        late = missing | Q(answered_at__gt=F("due_at"))
        return authority_requests(actor=actor).annotate(
            late=Case(When(late, then=Value(True)), default=Value(False), output_field=Boolean())
        )

    def url(self, row: AuthorityRequest) -> str:
        """Lead to the request."""
        return reverse("privacy:authority", args=[row.uid])

    def label(self, row: AuthorityRequest) -> str:
        """Name the row for screen readers."""
        return row.number


@never_cache
@require_http_methods(["GET", "POST"])
def authority_new_view(request: HttpRequest) -> HttpResponse:
    """Write a request down."""
    actor = actor_of(request)
    require(actor, P.HANDLE_AUTHORITIES)
    form = AuthorityForm(request.POST or None, initial={"received_at": timezone.localtime()})
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            data = services.AuthorityData(**form.cleaned_data)
            made = services.enter_authority_request(data=data, actor=actor)
            return reverse("privacy:authority", args=[made.uid])

        where = accepted(form, lambda: once(request, act))
        if where is not None:
            messages.success(request, _("Đã ghi yêu cầu; giờ tính từ lúc nhận."))
            return redirect(where)
    context = {
        "form": form,
        "page_title": _("Ghi yêu cầu của cơ quan có thẩm quyền"),
        "intro": _("Theo Điều 25 Luật 116/2025/QH15. Giờ chạy cả đêm và ngày nghỉ."),
        "button": _("Lưu"),
        "back": reverse("privacy:authority_list"),
        "back_label": _("Yêu cầu của cơ quan có thẩm quyền"),
    }
    return render(request, "privacy/form_page.html", context)


@never_cache
@require_GET
def authority_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show one request with what can be done now."""
    return _page(request, uid)


def _page(
    request: HttpRequest, uid: UUID, *, typed: dict[str, forms.Form] | None = None
) -> HttpResponse:
    actor = actor_of(request)
    found = authority_request(uid=uid, actor=actor)
    now, given = timezone.now(), typed or {}
    shapes: dict[str, type[forms.Form]] = {}
    if found.state == AskedState.OPEN:
        shapes = {"answer": AnswerForm, "refuse": RefusalForm}
    elif found.file_id is not None:
        shapes = {"grant": GrantForm}
    if found.person_id is not None and found.silent_on(timezone.localdate(now)):
        shapes["silence"] = SilenceForm
    grants = found.grants.order_by("-pk")
    context = {
        "row": found,
        "record_words": _("Yêu cầu của cơ quan có thẩm quyền"),
        "list_url": reverse("privacy:authority_list"),
        "hours": hours_of(found.kind, is_urgent=found.is_urgent),
        "late": found.late_at(now),
        "is_open": found.state == AskedState.OPEN,
        "silent": found.silent_on(timezone.localdate(now)),
        "forms": {name: given.get(name) or shape(prefix=name) for name, shape in shapes.items()},
        "grants": grants,
        "looks": AuthorityLook.objects.filter(grant__request=found).select_related("grant"),
        "may_open": found.file_id is not None
        and grants.filter(until__gt=now, by=actor.id).exists(),
        "now": now,
    }
    return render(request, "privacy/authority.html", context)


SHAPES: Final[dict[str, type[forms.Form]]] = {
    "answer": AnswerForm,
    "refuse": RefusalForm,
    "grant": GrantForm,
    "silence": SilenceForm,
}
ACTS: Final[dict[str, Callable[..., object]]] = {
    "answer": services.answer_authority,
    "refuse": services.refuse_authority,
    "grant": services.grant_given,
    "silence": services.end_silence,
}
SAID: Final[dict[str, str | Promise]] = {
    "answer": gettext_lazy("Đã ghi việc thực hiện."),
    "refuse": gettext_lazy("Đã ghi việc từ chối."),
    "grant": gettext_lazy("Đã mở tệp; mỗi lần mở đều được ghi lại."),
    "silence": gettext_lazy("Đã ghi văn bản cho phép báo."),
}


@require_POST
def authority_act_view(request: HttpRequest, uid: UUID, name: str) -> HttpResponse:
    """Do, refuse, open what was given, end the silence; what is wrong is said at its field."""
    actor, form = actor_of(request), SHAPES[name](request.POST, request.FILES, prefix=name)
    if form.is_valid():
        done = accepted(form, lambda: ACTS[name](uid=uid, actor=actor, **form.cleaned_data))
        if done is not None:
            messages.success(request, str(SAID[name]))
            return redirect("privacy:authority", uid=uid)
    return _page(request, uid, typed={name: form})


@never_cache
@require_GET
def authority_file_view(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """Give what was given, while its hours run; each look is kept."""
    return served(services.open_given(uid=uid, actor=actor_of(request)))
