"""What waits for an officer, on the first page of his day."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.dossiers import queries
from tinhso.dossiers.models import Dossier, DossierQuerySet
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.tax import may_determine, tax_slips
from tinhso.kernel.actors import Actor
from tinhso.kernel.web.registry import WorkGroup, WorkItem
from tinhso.kernel.web.words import short_day

FEW: Final = 5
"""So many of each pile are shown."""
MOST: Final = 1000
"""A pile is counted up to here."""


@dataclass(frozen=True, kw_only=True)
class Pile:
    """What waits of one kind, in the order in which it is worked off."""

    key: str
    title: str
    rows: DossierQuerySet
    url: str
    empty: str
    due: str = "due_at"
    """The field that says until when; none where the work is done and its owner is awaited."""


def work(actor: Actor) -> Sequence[WorkGroup]:
    """Put what waits for the officer on his desk: a query for each pile, one for what is shown."""
    piles = [(pile, list(pile.rows.values_list("pk", flat=True)[:MOST])) for pile in _piles(actor)]
    first = [pk for _pile, ids in piles for pk in ids[:FEW]]
    rows = Dossier.objects.for_lists().in_bulk(first)
    now = timezone.now()
    found = [_group(pile, ids, rows, now) for pile, ids in piles]
    return [*found, *_at_tax_office(actor, now)]


def _at_tax_office(actor: Actor, now: datetime) -> Iterator[WorkGroup]:
    """Put the slips of a tax officer's unit on his desk, what is due first."""
    if not may_determine(actor):
        return
    waiting = tax_slips(actor=actor).waiting().order_by("due_at", "pk")
    yield WorkGroup(
        key="dossiers.tax",
        title=_("Chờ ra thông báo nghĩa vụ tài chính"),
        items=[
            WorkItem(
                title=slip.dossier.procedure_version.name,
                url=f"/lam-viec/thue/{slip.uid}/",
                detail=f"{slip.dossier.shown_number} · {slip.dossier.owner_masked}",
                due_at=slip.due_at,
                agency_id=slip.agency_id,
                state="late" if slip.due_at < now else "wait",
                state_label=_("Quá hạn") if slip.due_at < now else _("Chờ thông báo"),
            )
            for slip in waiting[:FEW]
        ],
        count=waiting.order_by()[:MOST].count(),
        url="/lam-viec/thue/?tinh-hinh=open&xem=open",
        empty=_("Chưa có phiếu chuyển nào chờ thông báo."),
    )


def _piles(actor: Actor) -> Iterator[Pile]:
    if actor.may(P.RECEIVE):
        yield Pile(
            key="dossiers.waiting",
            title=_("Chờ tiếp nhận"),
            rows=queries.desk_list(actor=actor, view="waiting"),
            url="/lam-viec/mot-cua/",
            due="answer_due_at",
            empty=_("Chưa có hồ sơ nào chờ tiếp nhận. Hồ sơ mới sẽ hiện ở đây."),
        )
    if actor.may(P.RETURN_RESULT):
        yield Pile(
            key="dossiers.to_return",
            title=_("Chờ trả kết quả"),
            rows=queries.desk_list(actor=actor, view="to_return"),
            url="/lam-viec/mot-cua/?view=to_return",
            due="",
            empty=_("Chưa có kết quả nào chờ trả."),
        )
    if actor.may(P.APPRAISE):
        yield Pile(
            key="dossiers.mine",
            title=_("Hồ sơ đang thụ lý"),
            rows=queries.inbox(actor=actor, view="mine"),
            url="/lam-viec/ho-so/?view=mine&xem=mine",
            due="step_due_at",
            empty=_("Bạn chưa được giao hồ sơ nào."),
        )
    if actor.may(P.ASSIGN) or actor.may(P.APPRAISE):
        yield Pile(
            key="dossiers.unit",
            title=_("Chờ phân công"),
            rows=queries.inbox(actor=actor, view="unit"),
            url="/lam-viec/ho-so/?view=unit&xem=unit",
            empty=_("Chưa có hồ sơ nào chờ phân công."),
        )
    if actor.may(P.ANSWER_CONSULTATION):
        yield Pile(
            key="dossiers.consultations",
            title=_("Được hỏi ý kiến"),
            rows=queries.inbox(actor=actor, view="consultations"),
            url="/lam-viec/ho-so/?view=consultations&xem=consultations",
            empty=_("Chưa có cơ quan nào hỏi ý kiến."),
        )


def _group(pile: Pile, ids: Sequence[int], rows: Mapping[int, Dossier], now: datetime) -> WorkGroup:
    first = [rows[pk] for pk in ids[:FEW] if pk in rows]
    items = [
        (
            _item(dossier, _due(dossier, pile), now, agency_id=_whose_hours(dossier, pile))
            if pile.due
            else _awaiting(dossier)
        )
        for dossier in first
    ]
    return WorkGroup(
        key=pile.key,
        title=pile.title,
        items=items,
        count=len(ids),
        url=pile.url,
        empty=pile.empty,
    )


def _whose_hours(dossier: Dossier, pile: Pile) -> int:
    """Return the agency by whose office hours a row's time runs: who answers, else who resolves."""
    is_answer = pile.due == "answer_due_at"
    return dossier.receiving_agency_id if is_answer else dossier.resolving_agency_id


def _due(dossier: Dossier, pile: Pile) -> datetime | None:
    """Return until when a row is to be done: a correction by the days of the law."""
    if dossier.is_in_correction:
        return dossier.correction_due_at
    found: datetime | None = getattr(dossier, pile.due)
    return found


def _item(dossier: Dossier, due_at: datetime | None, now: datetime, *, agency_id: int) -> WorkItem:
    return WorkItem(
        title=dossier.procedure_version.name,
        url=f"/lam-viec/ho-so/{dossier.uid}/",
        detail=f"{dossier.shown_number} · {dossier.owner_masked}",
        due_at=due_at,
        agency_id=agency_id,
        state="late" if due_at is not None and due_at < now else "wait",
        state_label=dossier.get_state_display(),
    )


def _awaiting(dossier: Dossier) -> WorkItem:
    """Show since when a result awaits its owner; his not coming is no lateness of the desk."""
    since = dossier.finished_at
    return WorkItem(
        title=dossier.procedure_version.name,
        url=f"/lam-viec/mot-cua/{dossier.uid}/",
        detail=f"{dossier.shown_number} · {dossier.owner_masked}",
        state="done",
        state_label=(
            _("Có kết quả từ %(day)s") % {"day": short_day(timezone.localtime(since))}
            if since is not None
            else dossier.get_state_display()
        ),
    )
