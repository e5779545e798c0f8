"""What a figure of the statistics means: one condition, that counts and that lists."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import F, Q
from django.db.models.functions import TruncDate
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.models import Dossier, DossierQuerySet
from tinhso.dossiers.queries.sides import (
    AGENCY,
    Side,
    had_by,
    moved_since,
    overseen,
    was_moved,
    with_days,
)
from tinhso.dossiers.queries.spans import Span
from tinhso.dossiers.rules.states import (
    CLOCK_RUNS,
    REMOTE_CHANNELS,
    Channel,
    DossierState,
    FiledAt,
    ResultClass,
    ServiceLevel,
)
from tinhso.kernel.actors import Actor
from tinhso.kernel.db.repointing import moves_of

S = DossierState


def measured(actor: Actor, agency_ids: Collection[int] | None = None) -> DossierQuerySet:
    """Return what a leader's statistics count: what his agency and those below resolve.

    What agencies resolved before they went into his as a whole counts, too. Each of those dossiers
    carries the key of his agency (`organization.queries.sight_keys_for`) or of one that he holds
    with it, so whoever holds it sees them all and nothing is looked up row by row; others see what
    they see. `agency_ids` are some of `overseen`.
    """
    if actor.agency_id is None:
        return Dossier.objects.none()
    ids = overseen(actor) if agency_ids is None else agency_ids
    return seen(Dossier.objects.filter(resolving_agency_id__in=ids), actor)


def once_measured(actor: Actor, span: Span) -> DossierQuerySet:
    """Return what `measured` does, and what a merger since has moved away from these agencies."""
    ids = overseen(actor)
    went = moved_since(span).filter(old__in=ids)
    here = Q(resolving_agency_id__in=ids) | Q(pk__in=went.values("row"))
    return seen(Dossier.objects.filter(here), actor)


def seen(rows: DossierQuerySet, actor: Actor) -> DossierQuerySet:
    """Leave out what the actor does not see, without a look where he surely sees all."""
    return rows if f"a:{actor.agency_id}" in actor.sight_keys else rows.visible_to(actor)


def ever_measured(actor: Actor) -> DossierQuerySet:
    """Return what the lists behind the figures choose from: also what mergers moved away."""
    agencies = overseen(actor)
    moves = moves_of(Dossier, AGENCY).filter(old__in=agencies)
    here = Q(resolving_agency_id__in=agencies)
    if moves.exists():
        here |= Q(pk__in=moves.values("row"))
    return with_days(Dossier.objects.filter(here).visible_to(actor))


def taken_in(span: Span) -> Q:
    """Accepted in the period."""
    return Q(accepted_at__gte=span.start, accepted_at__lt=span.at)


def carried(span: Span) -> Q:
    """Accepted before the period and not ended when it began."""
    return Q(accepted_at__lt=span.start) & _not_ended_at(span.start)


def ended(span: Span) -> Q:
    """Accepted, and ended in the period."""
    return Q(accepted_at__isnull=False, finished_at__gte=span.start, finished_at__lt=span.at)


def still_open(span: Span) -> Q:
    """Accepted and not ended at the end of the period."""
    return Q(accepted_at__lt=span.at) & _not_ended_at(span.at)


def _not_ended_at(moment: datetime) -> Q:
    return Q(finished_at__isnull=True) | Q(finished_at__gte=moment)


def over(span: Span) -> Q:
    """The promised time had passed while the agency's clock ran."""
    return Q(due_at__lt=span.at) & (Q(finished_at__isnull=False) | Q(state__in=sorted(CLOCK_RUNS)))


def not_over(span: Span) -> Q:
    """In time, without a promise, or waiting for the applicant."""
    waits = Q(finished_at__isnull=True) & ~Q(state__in=sorted(CLOCK_RUNS))
    return Q(due_at__gte=span.at) | Q(due_at__isnull=True) | waits


STOPPED: Final = Q(result_class="", state=S.STOPPED, due_at__isnull=False)
"""Ended without a result at the applicant's wish: its days are compared here."""
EARLY: Final = Q(result_class=ResultClass.EARLY) | (
    STOPPED & Q(finished_at__date__lt=TruncDate(F("due_at")))
)
LATE: Final = Q(result_class=ResultClass.LATE) | (
    STOPPED & Q(finished_at__date__gt=TruncDate(F("due_at")))
)
ON_TIME: Final = (
    Q(result_class=ResultClass.ON_TIME)
    | (STOPPED & Q(finished_at__date=TruncDate(F("due_at"))))
    | (Q(result_class="") & (~Q(state=S.STOPPED) | Q(due_at__isnull=True)))
)
"""What was closed because papers never came counts as in time: the agency's clock stood still."""

OWN: Final = Q(filed_at=FiledAt.OWN)
REMOTE: Final = Q(channel__in=sorted(REMOTE_CHANNELS))


@dataclass(frozen=True)
class Figure:
    """One figure: its words, and which dossiers it counts."""

    label: str | Promise
    where: Callable[[Span], Q]
    parts: tuple[str, ...] = ()
    """Figures that are counted and whose sum this one is."""
    side: Side | None = None
    """Whose its dossiers are where a merger moved them; None for who has them now."""
    leaves: "tuple[Figure, ...]" = ()
    """What it is made of where those are no figures of their own."""


def _received(label: str | Promise, kind: Q) -> Figure:
    return Figure(label, lambda span: taken_in(span) & kind, side=Side.ACCEPTED)


def _ended(label: str | Promise, kind: Q) -> Figure:
    return Figure(label, lambda span: ended(span) & kind, side=Side.FINISHED)


def _not_accepted(label: str | Promise, state: S) -> Figure:
    return Figure(
        label,
        lambda span: Q(
            accepted_at__isnull=True,
            finished_at__gte=span.start,
            finished_at__lt=span.at,
            state=state,
        ),
        side=Side.FINISHED,
    )


FIGURES: Final[Mapping[str, Figure]] = {
    "online": _received(_("Nhận trực tuyến"), OWN & REMOTE),
    "national": _received(_("Nhận từ Cổng quốc gia"), Q(filed_at=FiledAt.NATIONAL)),
    "post": _received(_("Nhận qua bưu chính"), OWN & Q(channel=Channel.POST)),
    "desk": _received(_("Nhận tại quầy"), OWN & Q(channel=Channel.DESK)),
    "received": Figure(_("Nhận trong kỳ"), taken_in, parts=("online", "national", "post", "desk")),
    "carried": Figure(_("Kỳ trước chuyển sang"), carried, side=Side.START),
    "taken_over": Figure(_("Nhận bàn giao khi sắp xếp"), was_moved, side=Side.TAKEN_OVER),
    "from_before": Figure(
        _("Kỳ trước và cơ quan trước chuyển sang"),
        lambda span: carried(span) | was_moved(span),
        parts=("carried", "taken_over"),
    ),
    "total": Figure(
        _("Tổng phải giải quyết"),
        lambda span: taken_in(span) | carried(span),
        parts=("received", "from_before"),
    ),
    "early": _ended(_("Xong trước hạn"), EARLY),
    "on_time": _ended(_("Xong đúng hạn"), ON_TIME),
    "late": _ended(_("Xong quá hạn"), LATE),
    "resolved": Figure(_("Đã giải quyết"), ended, parts=("early", "on_time", "late")),
    "open_within": Figure(
        _("Đang giải quyết, trong hạn"),
        lambda span: still_open(span) & not_over(span),
        side=Side.END,
    ),
    "open_late": Figure(
        _("Đang giải quyết, quá hạn"), lambda span: still_open(span) & over(span), side=Side.END
    ),
    "open": Figure(_("Đang giải quyết"), still_open, parts=("open_within", "open_late")),
    "handed_over": Figure(_("Đã bàn giao khi sắp xếp"), was_moved, side=Side.HANDED_OVER),
    "refused": _not_accepted(_("Từ chối tiếp nhận"), S.REFUSED_INTAKE),
    "withdrawn": _not_accepted(_("Rút trước tiếp nhận"), S.WITHDRAWN),
    "unanswered": _not_accepted(_("Đóng vì không bổ sung"), S.CLOSED),
    "online_full": _received(
        _("Trực tuyến toàn trình"), REMOTE & Q(service_level=ServiceLevel.FULL)
    ),
    "online_partial": _received(
        _("Trực tuyến một phần"), REMOTE & ~Q(service_level=ServiceLevel.FULL)
    ),
    "by_post": _received(_("Bưu chính công ích"), Q(channel=Channel.POST)),
    "at_desk": _received(_("Trực tiếp"), Q(channel=Channel.DESK)),
}
"""Every figure there is. The last four are the columns of report 07, whatever door was used."""
ARRIVING: Final = (
    *("online", "national", "post", "desk"),
    *("online_full", "online_partial", "by_post", "at_desk"),
)
CARRIED: Final = ("carried",)
ENDING: Final = ("early", "on_time", "late")
LEFT: Final = ("open_within", "open_late")
TURNED_AWAY: Final = ("refused", "withdrawn", "unanswered")


def leaves_of(figure: Figure) -> list[Figure]:
    """Return the figures that are counted to make one: itself, where it is no sum."""
    parts = [*figure.leaves, *(FIGURES[part] for part in figure.parts)]
    return [leaf for part in parts for leaf in leaves_of(part)] or [figure]


def behind(figure: Figure, *, span: Span, ids: Collection[int], field: str = AGENCY) -> Q:
    """Return the dossiers of `ever_measured` that a figure counts for some agencies or units."""
    own = Q(**{f"{field}__in": ids})
    if not moved_since(span).exists():
        return figure.where(span) & own
    found = Q()
    for leaf in leaves_of(figure):
        here = own if leaf.side is None else had_by(ids, side=leaf.side, span=span, field=field)
        found |= leaf.where(span) & here
    return found
