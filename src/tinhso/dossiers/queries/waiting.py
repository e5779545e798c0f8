"""What waits for an applicant on the first page: to finish, to bring, to answer, to fetch."""

from datetime import datetime

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from tinhso.dossiers.models import Dossier, Draft, ProactiveOffer, SupplementRequest
from tinhso.dossiers.queries.applicant import drafts_of, my_dossiers, own_sight
from tinhso.dossiers.queries.proactive import offers_waiting, waiting_words
from tinhso.kernel.actors import actor_of
from tinhso.kernel.db.paging import by_key_if_few
from tinhso.kernel.web.words import short_day, when
from tinhso.procedures.registry import Waiting, WaitingItem

SHOWN = 3
SUPPLEMENT = {"intake_supplement", "supplement"}


def waiting_at_home(request: HttpRequest) -> Waiting:
    """Return the few things a person should do next, the most pressing first."""
    actor = actor_of(request)
    dossiers = by_key_if_few(my_dossiers(actor=actor), own_sight(actor))
    open_ones = list(dossiers.exclude(state__in=["returned", "withdrawn"])[:20])
    closing = _closing(open_ones)
    items = [_of_dossier(dossier, closing.get(dossier.pk)) for dossier in open_ones]
    items += [_of_draft(draft) for draft in drafts_of(actor=actor)]
    items += [_of_offer(offer) for offer in offers_waiting(actor=actor)]
    items.sort(key=lambda item: item.order)
    return Waiting(items=tuple(items[:SHOWN]), total=len(items), all_url=reverse("my_dossiers"))


def _closing(dossiers: list[Dossier]) -> dict[int, datetime]:
    """Return until when what is missing can be handed in, by dossier."""
    asked = [dossier.pk for dossier in dossiers if dossier.state in SUPPLEMENT]
    if not asked:
        return {}
    waits = SupplementRequest.objects.filter(
        dossier_id__in=asked,
        answered_at__isnull=True,
        closed_at__isnull=True,
        close_at__isnull=False,
    )
    return {wait.dossier_id: wait.close_at for wait in waits if wait.close_at is not None}


def _of_dossier(dossier: Dossier, closes_at: datetime | None) -> WaitingItem:
    """Return the line of a dossier: what to do, and the day that matters for it."""
    address = reverse("my_dossier", kwargs={"uid": dossier.uid})
    order, state, action = 60, "run", _("Xem hồ sơ")
    left = _("hẹn %(at)s") % {"at": when(dossier.due_at)} if dossier.due_at else ""
    if dossier.state in SUPPLEMENT:
        order, state, action = 10, "soon", _("Bổ sung ngay")
        address = reverse("my_supplement", kwargs={"uid": dossier.uid})
        left = _("bổ sung đến %(day)s") % {"day": short_day(closes_at)} if closes_at else ""
    elif dossier.has_wait:
        order, state, action = 20, "soon", _("Trả lời")
    elif dossier.state in {"issued", "at_desk", "refused_result"}:
        order, state, action, left = 30, "done", _("Nhận kết quả"), ""
    elif dossier.is_over:
        order, state = 90, "done"
    return WaitingItem(
        title=dossier.procedure_version.name,
        url=address,
        action=action,
        line=f"{dossier.owner_name} · {dossier.shown_number}",
        state=state,
        state_words=str(dossier.get_state_display()),
        left="" if dossier.is_over else left,
        order=order,
    )


def _of_offer(offer: ProactiveOffer) -> WaitingItem:
    address, action, until = waiting_words(offer)
    return WaitingItem(
        title=offer.procedure_version.name,
        url=address,
        action=action,
        line=str(offer.source.number),
        state="soon",
        state_words=str(offer.get_state_display()),
        left=_("đến %(at)s") % {"at": until} if until else "",
        order=25,
    )


def _of_draft(draft: Draft) -> WaitingItem:
    code = draft.procedure_version.procedure.code
    return WaitingItem(
        title=draft.title or draft.procedure_version.name,
        url=reverse("filing_resume", kwargs={"code": code, "uid": draft.uid}),
        action=_("Điền tiếp"),
        line=_("lưu %(at)s") % {"at": when(draft.saved_at)},
        state="soon",
        state_words=_("Đang điền dở"),
        order=40,
    )
