"""What waits for an applicant on the first page: to finish, to bring, to answer, to fetch."""

import re
from datetime import datetime

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tinhso.dossiers.models import (
    Charge,
    Dossier,
    Draft,
    FieldCheck,
    ProactiveOffer,
    SupplementRequest,
)
from tinhso.dossiers.queries.applicant import drafts_of, my_dossiers, own_sight
from tinhso.dossiers.queries.proactive import offers_waiting, waiting_words
from tinhso.dossiers.rules.states import PaymentState
from tinhso.kernel.actors import actor_of
from tinhso.kernel.db.paging import by_key_if_few
from tinhso.kernel.errors.sentences import told
from tinhso.kernel.web.words import money, short_day, when
from tinhso.procedures import queries as procedures
from tinhso.procedures.queries import component_names
from tinhso.procedures.registry import Waiting, WaitingItem

SHOWN = 3
SUPPLEMENT = {"intake_supplement", "supplement"}
RESULT = {"issued", "at_desk", "refused_result"}
LONGEST_ON_A_BUTTON = 40
"""Characters of a paper's name; a longer one stands above the button and not on it."""


def waiting_at_home(request: HttpRequest) -> Waiting:
    """Return the few things a person should do next, the most pressing first."""
    actor = actor_of(request)
    dossiers = by_key_if_few(my_dossiers(actor=actor), own_sight(actor))
    open_ones = list(dossiers.exclude(state__in=["returned", "withdrawn"])[:20])
    asked, owed, visits = _asked(open_ones), _owed(open_ones), _visits(open_ones)
    items = [
        _of_dossier(one, asked.get(one.pk), owed.get(one.pk, 0), visits.get(one.pk))
        for one in open_ones
    ]
    items += [_of_draft(draft) for draft in drafts_of(actor=actor)]
    items += [_of_offer(offer) for offer in offers_waiting(actor=actor)]
    items.sort(key=lambda item: item.order)
    return Waiting(items=tuple(items[:SHOWN]), total=len(items), all_url=reverse("my_dossiers"))


def _asked(dossiers: list[Dossier]) -> dict[int, SupplementRequest]:
    """Return what each dossier that stands still for its applicant still lacks."""
    still = [dossier.pk for dossier in dossiers if dossier.state in SUPPLEMENT]
    if not still:
        return {}
    waits = SupplementRequest.objects.filter(
        dossier_id__in=still, answered_at__isnull=True, closed_at__isnull=True
    )
    return {wait.dossier_id: wait for wait in waits}


def _owed(dossiers: list[Dossier]) -> dict[int, int]:
    """Return how many đồng can be paid for each dossier now."""
    sums: dict[int, int] = {}
    owing = [one.pk for one in dossiers if one.payment_state == PaymentState.DUE]
    if not owing:
        return sums
    for charge in Charge.objects.fees().due().filter(dossier_id__in=owing):
        if charge.is_payable:
            sums[charge.dossier_id] = sums.get(charge.dossier_id, 0) + charge.amount_vnd
    return sums


def _visits(dossiers: list[Dossier]) -> dict[int, datetime]:
    """Return when somebody comes to see the place, where the applicant has not answered yet."""
    waiting = [dossier.pk for dossier in dossiers if dossier.has_wait]
    if not waiting:
        return {}
    invited = FieldCheck.objects.filter(dossier_id__in=waiting, reply="", outcome="")
    return dict(invited.order_by("at").values_list("dossier_id", "at"))


def _of_dossier(
    dossier: Dossier, asked: SupplementRequest | None, owed_vnd: int, visit_at: datetime | None
) -> WaitingItem:
    """Return the line of a dossier: what to do, and the day that matters for it."""
    address = reverse("my_dossier", kwargs={"uid": dossier.uid})
    order, state, action = 60, "run", _("Xem hồ sơ")
    words = str(dossier.get_state_display())
    needs: tuple[str, ...] = ()
    left = _("hẹn %(at)s") % {"at": when(dossier.due_at)} if dossier.due_at else ""
    if dossier.state in SUPPLEMENT:
        order, state, action, left = 10, "soon", _("Bổ sung ngay"), ""
        address = reverse("my_supplement", kwargs={"uid": dossier.uid})
        if asked is not None:
            words, action, needs = _words_of(asked, dossier)
        if asked is not None and asked.close_at is not None:
            left = _("bổ sung đến %(day)s") % {"day": short_day(asked.close_at)}
    elif owed_vnd and dossier.state not in RESULT:
        order, state, action, left = 15, "soon", _("Xem và nộp phí"), ""
        address = reverse("my_fee", kwargs={"uid": dossier.uid})
        words = _("Chờ nộp %(amount)s") % {"amount": money(owed_vnd)}
    elif dossier.has_wait:
        order, state, action = 20, "soon", _("Trả lời")
        if visit_at is not None:
            left = _("cán bộ đến %(at)s") % {"at": when(visit_at)}
    elif dossier.state in RESULT:
        order, state, action, left = 30, "done", _("Nhận kết quả"), ""
        if owed_vnd:
            left = _("còn phải nộp %(amount)s") % {"amount": money(owed_vnd)}
    elif dossier.is_over:
        order, state = 90, "done"
    return WaitingItem(
        title=dossier.procedure_version.name,
        title_en=procedures.english_name(dossier.procedure_version.procedure),
        url=address,
        action=action,
        line=f"{dossier.owner_name} · {dossier.shown_number}",
        state=state,
        state_words=words,
        needs=needs,
        left="" if dossier.is_over else left,
        order=order,
    )


def _words_of(asked: SupplementRequest, dossier: Dossier) -> tuple[str, str, tuple[str, ...]]:
    """Return how much is missing, the button that names the paper, and what the button does not."""
    names = component_names(dossier.procedure_version)
    papers = [
        names.get(item["component"], item["text"]) for item in asked.items if item["component"]
    ]
    needs = tuple(str(item["text"]) for item in asked.items)
    if len(papers) < len(asked.items):
        words = ngettext("Chờ bạn bổ sung %(n)s điều", "Chờ bạn bổ sung %(n)s điều", len(needs))
        return words % {"n": len(needs)}, _("Bổ sung ngay"), needs
    words = ngettext("Chờ bạn bổ sung %(n)s giấy tờ", "Chờ bạn bổ sung %(n)s giấy tờ", len(papers))
    words %= {"n": len(papers)}
    short = _short(papers[0])
    if len(papers) == 1 and len(short) <= LONGEST_ON_A_BUTTON:
        return words, told(_("Chụp %(paper)s và gửi"), paper=short), ()
    return words, _("Chụp giấy tờ và gửi"), needs


def _short(name: str) -> str:
    """Return a paper's name as it stands within a sentence: without what follows the first stop."""
    name = re.split(r"[;,(.]", name, maxsplit=1)[0].strip()
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


def _of_offer(offer: ProactiveOffer) -> WaitingItem:
    address, action, until = waiting_words(offer)
    return WaitingItem(
        title=offer.procedure_version.name,
        title_en=procedures.english_name(offer.procedure_version.procedure),
        url=address,
        action=action,
        line=str(offer.source.number),
        state="soon",
        state_words=str(offer.get_state_display()),
        left=_("đến %(at)s") % {"at": until} if until else "",
        order=25,
    )


def _of_draft(draft: Draft) -> WaitingItem:
    procedure = draft.procedure_version.procedure
    code = procedure.code
    return WaitingItem(
        title=draft.title or draft.procedure_version.name,
        title_en=procedures.english_name(procedure),
        url=reverse("filing_resume", kwargs={"code": code, "uid": draft.uid}),
        action=_("Điền tiếp"),
        line=_("lưu %(at)s") % {"at": when(draft.saved_at)},
        state="soon",
        state_words=_("Đang điền dở"),
        order=40,
    )
