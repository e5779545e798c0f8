"""Pages of agents: one's own computers, the wait for them, and the keys that want a certificate."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tinhso.identity.queries import names_of_officials
from tinhso.kernel.actors import Actor, actor_of, require
from tinhso.kernel.db.folding import having
from tinhso.kernel.errors import Invalid
from tinhso.kernel.errors.sentences import told
from tinhso.kernel.web.lists import Column, ListPage
from tinhso.signing import queries, services
from tinhso.signing.forms_agents import CertifyKeyForm
from tinhso.signing.models import AgentKey, Certificate
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.rules import PAIRING_MINUTES, PaperState, TurnKind
from tinhso.signing.views.requests import put_errors

BACK = {TurnKind.SEAL: "signing:seal_list", TurnKind.SCAN: "signing:scans"}


@never_cache
@require_http_methods(["GET", "POST"])
def agents_view(request: HttpRequest) -> HttpResponse:
    """Show the actor's own computers; posted, one more gets its code."""
    actor = actor_of(request)
    services.require_own_key(actor)
    if request.method == "POST":
        services.offer_pairing(actor=actor)
        return redirect("signing:agents")
    rows = list(queries.own_agents(actor=actor))
    context = {
        "rows": rows,
        "waits": any(row.accepted_at is None for row in rows),
        "address": request.build_absolute_uri("/"),
        "minutes": PAIRING_MINUTES,
        "back_url": reverse("signing:own"),
    }
    is_part = request.headers.get("HX-Request") == "true"
    return render(request, "signing/_agents.html" if is_part else "signing/agents.html", context)


@require_POST
def accept_agent_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Let the computer in whose check number the actor has compared."""
    agent = services.accept_agent(uid=uid, actor=actor_of(request))
    messages.success(request, told(_("Đã ghép máy %(name)s."), name=agent.name))
    return redirect("signing:agents")


@require_POST
def unpair_agent_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Let a computer in no longer."""
    services.unpair_agent(uid=uid, actor=actor_of(request))
    messages.success(request, _("Đã bỏ ghép. Từ giờ máy đó không nhận được gì nữa."))
    return redirect("signing:agents")


@never_cache
@require_GET
def turn_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show how far the actor's computer has come with what he confirmed."""
    turn = queries.agent_turn(uid=uid, actor=actor_of(request))
    papers = list(turn.papers.order_by("position"))
    context = {
        "turn": turn,
        "papers": papers,
        "done": sum(paper.state != PaperState.WAITING for paper in papers),
        "signed": sum(paper.state == PaperState.SIGNED for paper in papers),
        "agent": turn.key.agent,
        "back_url": reverse(BACK.get(TurnKind(turn.kind), "signing:queue")),
    }
    is_part = request.headers.get("HX-Request") == "true"
    template = "signing/_agent_turn.html" if is_part else "signing/agent_turn.html"
    return render(request, template, context)


@require_POST
def cancel_turn_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Ask the actor's computer no longer."""
    turn = services.cancel_agent_turn(uid=uid, actor=actor_of(request))
    return redirect(turn)


class AgentKeyList(ListPage[AgentKey]):
    """Keys that officials made on their own devices and that wait for a certificate."""

    name = "signing.agent_keys"
    title = gettext_lazy("Khóa trên máy cán bộ chờ cấp chứng thư")
    columns = (
        Column("person", gettext_lazy("Cán bộ"), value=lambda k: vars(k).get("person", "")),
        Column("computer", gettext_lazy("Máy"), value=lambda k: k.agent.name),
        Column("device", gettext_lazy("Thiết bị lưu khóa"), value=lambda k: k.device),
        Column("kind", gettext_lazy("Loại khóa"), value=lambda k: k.kind),
        Column("print", gettext_lazy("Dấu vân tay"), value=lambda k: k.fingerprint_text),
        Column("asked", gettext_lazy("Gửi khóa lúc"), value=lambda k: k.asked_at, sort="asked_at"),
    )
    default_sort = "asked"
    key_field = "uid"
    search_hint = gettext_lazy("Số thiết bị hoặc dấu vân tay của khóa")
    empty_title = gettext_lazy("Không có khóa nào chờ cấp chứng thư")
    empty_text = gettext_lazy("Khi cán bộ tạo khóa bằng máy ký của mình, khóa hiện ở đây.")

    def permit(self, actor: Actor) -> None:
        """Let operators of certificates in."""
        require(actor, SigningPermission.MANAGE_CERTIFICATES)

    def rows(self, actor: Actor) -> QuerySet[AgentKey]:
        """Return what waits."""
        return queries.keys_to_certify(actor=actor)

    def search(self, rows: QuerySet[AgentKey], query: str) -> QuerySet[AgentKey]:
        """Find by the device's number or the beginning of the fingerprint, blanks left out."""
        start = "".join(query.split()).lower()
        return rows.filter(Q(fingerprint__startswith=start) | having(query, "device"))

    def prepare(self, rows: Sequence[AgentKey], *, actor: Actor) -> None:
        """Name the persons of all rows at once."""
        names = names_of_officials({row.account_uid for row in rows})
        for row in rows:
            vars(row)["person"] = names.get(row.account_uid, "")

    def url(self, row: AgentKey) -> str:
        """Lead to the key."""
        return reverse("signing:agent_key", args=[row.uid])

    def label(self, row: AgentKey) -> str:
        """Name the row for screen readers."""
        return str(vars(row).get("person", "")) or row.device


@never_cache
@require_http_methods(["GET", "POST"])
def agent_key_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Issue the certificate of a key whose fingerprint was compared with its holder."""
    actor = actor_of(request)
    key = queries.key_to_certify(uid=uid, actor=actor)
    given = request.POST if request.method == "POST" else None
    form = CertifyKeyForm(
        given, has_certificate=bool(key.shown), may_hold_seal=services.may_hold_seal(key)
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = _certified(key, form, actor)
        except Invalid as refusal:
            put_errors(form, refusal)
        else:
            said = _("Từ giờ khóa này dùng được: %(name)s.")
            messages.success(request, told(said, name=made.name))
            return redirect("signing:certificate", uid=made.uid)
    names = names_of_officials({key.account_uid})
    context = {
        "form": form,
        "key": key,
        "person": names.get(key.account_uid, ""),
        "held": queries.held_certificate(key=key),
        "back_url": reverse("signing:agent_keys"),
    }
    status = 422 if form.errors else 200
    return render(request, "signing/agent_key.html", context, status=status)


def _certified(key: AgentKey, form: CertifyKeyForm, actor: Actor) -> Certificate:
    given = form.cleaned_data
    return services.certify_shown_key(
        uid=key.uid,
        years=given.get("years", 0),
        compared=given["compared"],
        for_agency=given.get("whose") == "agency",
        name_reason=given.get("name_reason", ""),
        actor=actor,
    )


@require_POST
def decline_key_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Issue nothing for a key."""
    services.decline_agent_key(uid=uid, actor=actor_of(request))
    messages.success(request, _("Đã từ chối khóa này; không chứng thư nào được cấp."))
    return redirect("signing:agent_keys")
