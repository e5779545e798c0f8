"""The clerk's list: what is signed and waits for number and seal, narrowed, sorted, sealed."""

from collections.abc import Sequence
from typing import ClassVar
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from tinhso.kernel import audit
from tinhso.kernel.actors import Actor, actor_of, require
from tinhso.kernel.errors import DomainError, Invalid, NotFound
from tinhso.kernel.errors.sentences import told
from tinhso.kernel.web.lists import Column, DateRangeFilter, ListAct, PresetView, YesNoFilter
from tinhso.kernel.web.lists.state import ListState
from tinhso.kernel.web.templatetags.kernel import state
from tinhso.signing import queries, services
from tinhso.signing.models import Certificate, SealAct, SigningItem
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.registry import KeySecret
from tinhso.signing.rules import SealState
from tinhso.signing.views._item_lists import (
    DRAFTED,
    KIND,
    LATE,
    OF_KIND,
    OVERDUE,
    ItemList,
    due_column,
    title_column,
)
from tinhso.signing.views.queue import uids_of

PLACE = "lam-viec/dong-dau/"
SEAL = "seal"


def may_seal(actor: Actor) -> bool:
    """Tell whether the actor seals for his agency."""
    return actor.may(SigningPermission.SEAL_DOCUMENT)


def _numbered(row: SigningItem) -> SealAct | None:
    """Return the act on a paper that has its number and no seal yet; a voided number is none."""
    act: SealAct | None = getattr(row, "seal_act", None)
    return act if act is not None and act.state == SealState.NUMBERED else None


def _lost(row: SigningItem) -> services.LostSignature | None:
    found: services.LostSignature | None = vars(row).get("lost")
    return found


def _standing(row: SigningItem) -> str:
    """Say how a paper stands, in words."""
    if (lost := _lost(row)) is not None:
        said = _("Phải ký lại: %(why)s")
        return told(said, why=lost.sentence)
    act = _numbered(row)
    return str(_("Chờ cấp số, đóng dấu") if act is None else act.get_state_display())


def _state(row: SigningItem) -> SafeString:
    if (lost := _lost(row)) is not None:
        return format_html(
            '{} <span class="small">{}</span>', state("late", _("Phải ký lại")), lost.sentence
        )
    return state("wait" if _numbered(row) is None else "soon", _standing(row))


def _act(row: SigningItem) -> SafeString:
    """Draw the one thing that a clerk does with a paper."""
    if _lost(row) is not None:
        return format_html(
            '<a class="button small" href="{}">{}<span class="visually-hidden" lang="vi"> {}</span>'
            "</a>",
            reverse("signing:void", args=[row.uid]),
            _("Trả lại để ký lại"),
            row.title,
        )
    return format_html(
        '<button class="button small" type="submit" formaction="{}">{}'
        '<span class="visually-hidden" lang="vi"> {}</span></button>',
        reverse("signing:seal", args=[row.uid]),
        _("Cấp số, đóng dấu") if _numbered(row) is None else _("Đóng dấu lại"),
        row.title,
    )


def _number(row: SigningItem) -> str:
    act = _numbered(row)
    return "" if act is None else act.number_text


def _seal_in_bulk(_row: SigningItem, _actor: Actor) -> object:
    """Refuse: number and seal are two transactions, so `bulk` does them itself."""
    raise Invalid(_("Hãy cấp số, đóng dấu ở danh sách."))


class SealList(ItemList):
    """What the clerk's agency has signed and not sealed, the oldest signature on top."""

    name = "signing.seals"
    title = gettext_lazy("Cấp số, đóng dấu")
    template = "signing/seal_list.html"
    columns = (
        title_column(gettext_lazy("Văn bản chờ đóng dấu")),
        KIND,
        DRAFTED,
        Column(
            "signed",
            gettext_lazy("Ký lúc"),
            lambda i: i.decided_at,
            sort=("decided_at", "id"),
            data=False,
        ),
        due_column(shown=False),
        Column("number", gettext_lazy("Số"), _number, shown=False),
        Column("state", gettext_lazy("Tình trạng"), draw=_state, export=_standing),
        Column("act", gettext_lazy("Việc cần làm"), draw=_act),
    )
    filters = (
        OF_KIND,
        DateRangeFilter("ky", gettext_lazy("Ký lúc"), "decided_at"),
        OVERDUE,
        YesNoFilter("co-so", gettext_lazy("Đã cấp số, chưa đóng dấu"), "is_numbered"),
    )
    views = (
        LATE,
        PresetView("numbered", gettext_lazy("Đã cấp số, chưa đóng dấu"), {"co-so": "co"}),
    )
    acts: ClassVar[tuple[ListAct[SigningItem], ...]] = (
        ListAct(
            key=SEAL,
            label=gettext_lazy("Cấp số, đóng dấu các văn bản đã chọn"),
            run=_seal_in_bulk,
            icon="patch-check",
            hotkey="Alt+D",
            primary=True,
            visible=may_seal,
        ),
    )
    default_order = ("decided_at", "id")
    together = SEAL
    empty_title = gettext_lazy("Không có văn bản nào chờ cấp số")
    empty_text = gettext_lazy("Văn bản đã ký của cơ quan sẽ hiện ở đây.")

    def permit(self, actor: Actor) -> None:
        """Let the clerk in."""
        require(actor, SigningPermission.SEAL_DOCUMENT)

    def rows(self, actor: Actor) -> QuerySet[SigningItem]:
        """Return what waits in the clerk's agency."""
        return queries.seal_rows(actor=actor)

    def prepare(self, rows: Sequence[SigningItem], *, actor: Actor) -> None:
        """Look which of the rows lost a signature, for all of them at once."""
        lost = services.lost_among(rows)
        for row in rows:
            vars(row)["lost"] = lost.get(row.pk)

    def may_choose(self, row: SigningItem) -> bool:
        """Let a paper be chosen whose signatures all hold."""
        return _lost(row) is None

    def act_on(self, request: HttpRequest, chosen: Sequence[str]) -> HttpResponse:
        """Number and seal the chosen papers one after another; each that is refused says why."""
        actor = actor_of(request)
        self.permit(actor)
        rows = list(queries.seal_rows(actor=actor).filter(uid__in=uids_of(chosen)))
        if not rows:
            raise NotFound
        if len(rows) > 1 and _at_agent(actor):
            raise Invalid(_("Khóa con dấu nằm trên máy của bạn: hãy đóng dấu từng văn bản."))
        if len(rows) == 1:
            return _seal_one(request, rows[0].uid)
        _seal_all(request, rows, actor)
        return redirect("signing:seal_list")

    def context(self, request: HttpRequest, state: ListState[SigningItem]) -> dict[str, object]:
        """Say with what the clerk seals."""
        return {"certificate": _certificate(actor_of(request))}


def _certificate(actor: Actor) -> Certificate | None:
    if actor.agency_id is None:
        return None
    return queries.agency_certificate(agency_id=actor.agency_id)


def _at_agent(actor: Actor) -> bool:
    """Tell whether the agency's key is on the clerk's computer, which is asked for each paper."""
    return services.secret_asked(_certificate(actor)) is KeySecret.AGENT


@require_POST
def seal_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Number and seal one paper, or make up for a seal left behind."""
    return _seal_one(request, uid)


def _seal_one(request: HttpRequest, uid: UUID) -> HttpResponse:
    act = services.number_and_seal(item_uid=uid, actor=actor_of(request))
    turn = queries.seal_turn(item_uid=uid)
    if act.state != SealState.SEALED and turn is not None:
        said = _("Đã cấp số %(number)s. Hãy đồng ý trên máy ký để đóng dấu.")
        messages.info(request, told(said, number=act.number_text))
        return redirect(turn)
    messages.success(request, told(_("Đã cấp số %(number)s và đóng dấu."), number=act.number_text))
    return redirect("signing:seal_list")


def _seal_all(request: HttpRequest, rows: Sequence[SigningItem], actor: Actor) -> None:
    """Number and seal paper after paper; say how many, and of each other why not."""
    done = 0
    for row in rows:
        try:
            services.number_and_seal(item_uid=row.uid, actor=actor)
            done += 1
        except DomainError as refusal:
            audit.record_refusal(refusal, actor=actor, route=f"list:{SealList.name}:{SEAL}")
            said = _("“%(title)s”: %(why)s")
            messages.warning(request, told(said, title=row.title, why=refusal.message))
    if done:
        said = ngettext(
            "Đã cấp số và đóng dấu %(count)s văn bản.",
            "Đã cấp số và đóng dấu %(count)s văn bản.",
            done,
        )
        messages.success(request, told(said, count=done))


@require_http_methods(["GET", "POST"])
def void_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Say why a signature carries no seal any more, and send the paper back to be signed again."""
    actor = actor_of(request)
    require(actor, SigningPermission.SEAL_DOCUMENT)
    if request.method == "POST":
        services.void_signature(item_uid=uid, actor=actor)
        messages.success(request, _("Đã trả lại để ký lại; người trình và người ký đã được báo."))
        return redirect("signing:seal_list")
    item = queries.item(uid=uid, actor=actor)
    context = {
        "item": item,
        "lost": services.lost_signature(item, asks=True),
        "act": queries.seal_act_of(item_uid=uid),
    }
    return render(request, "signing/void.html", context)
