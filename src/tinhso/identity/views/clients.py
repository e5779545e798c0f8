"""Systems that call the API: a list, one by one, their secrets shown once."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tinhso.identity.forms import ClientForm
from tinhso.identity.models import SystemClient
from tinhso.identity.permissions import GRANTED_ONLY, IdentityPermission
from tinhso.identity.registry import permission_names
from tinhso.identity.services import open_client, renew_secret, revoke_client
from tinhso.identity.services.clients import NewSecret
from tinhso.identity.web import show_once, shown_once
from tinhso.identity.words import permission_name
from tinhso.kernel.actors import Actor, actor_of, require
from tinhso.kernel.db import fetch
from tinhso.kernel.web.accepting import accepted
from tinhso.kernel.web.lists import (
    ChoiceFilter,
    Column,
    DateRangeFilter,
    ListAct,
    ListPage,
    PresetView,
)
from tinhso.organization.queries import agencies_at, agency_name_column, agency_names

STATES = (("True", gettext_lazy("đang dùng")), ("False", gettext_lazy("đã thu hồi")))


def _manager(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    require(actor, IdentityPermission.MANAGE_CLIENTS)
    return actor


def _scopes() -> list[tuple[str, str]]:
    return [
        (str(code), f"{name} ({code})")
        for _r, names in permission_names
        for code, name in names.items()
        if str(code) not in GRANTED_ONLY
    ]


def _agencies(_actor: Actor) -> list[tuple[str, str]]:
    return [(str(p.agency_id), p.short_name or p.name) for p in agencies_at()]


class ClientList(ListPage[SystemClient]):
    """Every system that may call, or might once."""

    name = "identity.clients"
    title = gettext_lazy("Hệ thống kết nối")
    template = "identity/client_list.html"
    key_field = "uid"
    columns = (
        Column("name", gettext_lazy("Tên hệ thống"), lambda c: c.name, sort="name"),
        Column("client_id", "client_id", lambda c: c.client_id, sort="client_id"),
        Column("agency", gettext_lazy("Cơ quan"), lambda c: getattr(c, "agency_name", "")),
        Column("scopes", gettext_lazy("Phạm vi"), lambda c: " ".join(c.scopes), data=False),
        Column(
            "state",
            gettext_lazy("Trạng thái"),
            template="identity/_client_state.html",
            export=lambda c: str(dict(STATES)[str(c.is_active)]),
        ),
        Column(
            "opened",
            gettext_lazy("Mở ngày"),
            lambda c: c.created_at,
            sort="created_at",
            data=False,
        ),
        Column(
            "revoked", gettext_lazy("Thu hồi lúc"), lambda c: c.revoked_at, data=False, shown=False
        ),
    )
    filters = (
        ChoiceFilter("trang-thai", gettext_lazy("Trạng thái"), "is_active", STATES, in_tabs=True),
        ChoiceFilter("co-quan", gettext_lazy("Cơ quan"), "agency_id", _agencies, data=True),
        DateRangeFilter("mo", gettext_lazy("Mở ngày"), "created_at"),
    )
    views = (
        PresetView("active", gettext_lazy("Đang dùng"), {"trang-thai": "True"}),
        PresetView("revoked", gettext_lazy("Đã thu hồi"), {"trang-thai": "False"}),
    )
    acts = (
        ListAct(
            key="revoke",
            label=gettext_lazy("Thu hồi"),
            icon="x-lg",
            danger=True,
            run=lambda row, actor: revoke_client(uid=row.uid, actor=actor),
        ),
    )
    default_sort = "name"
    words_in = ("name", "client_id")
    search_hint = gettext_lazy("Tên hệ thống hoặc client_id")
    empty_title = gettext_lazy("Chưa có hệ thống nào gọi vào.")

    def permit(self, actor: Actor) -> None:
        """Let in who keeps the clients."""
        require(actor, IdentityPermission.MANAGE_CLIENTS)

    def rows(self, actor: Actor) -> QuerySet[SystemClient]:
        """Return every client with the name of its agency."""
        seen = SystemClient.objects.visible_to(actor)
        return seen.annotate(agency_name=agency_name_column("agency_id"))

    def url(self, row: SystemClient) -> str:
        """Lead to the client."""
        return reverse("identity:client", args=[row.uid])

    def label(self, row: SystemClient) -> str:
        """Name the row for screen readers."""
        return row.name


@never_cache
@require_http_methods(["GET", "POST"])
def client_new_view(request: HttpRequest) -> HttpResponse:
    """Let a system call from now on; its secret is shown once."""
    actor = _manager(request)
    agencies = [("", _("Toàn tỉnh")), *((str(p.agency_id), p.name) for p in agencies_at())]
    form = ClientForm(request.POST or None, scopes=_scopes(), agencies=agencies)
    form.fields["agency"].required = False
    if request.method == "POST" and form.is_valid():
        made = accepted(
            form,
            lambda: open_client(
                name=form.cleaned_data["name"],
                scopes=form.cleaned_data["scopes"],
                agency_id=int(form.cleaned_data["agency"] or 0) or None,
                actor=actor,
            ),
        )
        if made is not None:
            return _show_secret(request, made)
    context = {
        "form": form,
        "page_title": _("Thêm hệ thống"),
        "intro": "",
        "button": _("Tạo khóa"),
        "back": reverse("identity:client_list"),
        "back_label": _("Hệ thống kết nối"),
    }
    status = 422 if form.errors else 200
    return render(request, "identity/form_page.html", context, status=status)


@never_cache
@require_GET
def client_view(request: HttpRequest, uid: str) -> HttpResponse:
    """Show one client, and its new secret once."""
    actor = _manager(request)
    client = fetch(SystemClient.objects.visible_to(actor), uid=uid)
    agency = client.agency_id
    context = {
        "client": client,
        "agency": agency_names([agency]).get(agency, "") if agency else "",
        "scopes": [(code, permission_name(code)) for code in client.scopes],
        "made": shown_once(request),
    }
    return render(request, "identity/client.html", context)


def _show_secret(request: HttpRequest, made: NewSecret) -> HttpResponse:
    words = {"client_id": made.client.client_id, "client_secret": made.secret}
    there = reverse("identity:client", args=[made.client.uid])
    return redirect(show_once(request, there, **words))


@never_cache
@require_POST
def client_renew_view(request: HttpRequest, uid: str) -> HttpResponse:
    """Give a client a new secret, shown once."""
    actor = _manager(request)
    return _show_secret(request, renew_secret(uid=uid, actor=actor))


@require_POST
def client_revoke_view(request: HttpRequest, uid: str) -> HttpResponse:
    """Shut a client out."""
    revoke_client(uid=uid, actor=_manager(request))
    messages.success(request, _("Đã thu hồi, có hiệu lực ngay."))
    return redirect("identity:client_list")
