"""Which dossiers wait for whom, as conditions a list can join with its own filters."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.models import Consultation, Dossier, StopRequest
from tinhso.dossiers.models.live import IsLive, IsUnsynced
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.law import law_in_force
from tinhso.dossiers.queries.tax import late_at_tax
from tinhso.dossiers.rules.clocks import apology_until
from tinhso.dossiers.rules.rating import SATISFIED_FROM
from tinhso.dossiers.rules.states import CLOCK_RUNS, IN_HAND, IN_PROCESS, DossierState, SyncState
from tinhso.kernel.actors import Actor
from tinhso.kernel.calendar import calendar_for
from tinhso.kernel.db.among import Among
from tinhso.kernel.db.sight import MANY_KEYS

S = DossierState
HELD: Final = frozenset(
    {S.DRAFTED, S.SUPPLEMENT, S.CORRECTING, S.TAX_WAIT, S.FIN_OBLIGATION, *IN_HAND}
)
"""What lies in an officer's hands, also while it waits for the applicant."""
SOON_DAYS: Final = 3
"""Working days within which a dossier counts as due soon."""
STANDINGS: Final[Mapping[str, str | Promise]] = {
    "open": _("Đang giải quyết"),
    "within": _("Đang giải quyết, trong hạn"),
    "late": _("Quá hạn"),
    "soon": _("Đến hạn trong 3 ngày làm việc"),
    "step_late": _("Quá hạn của bước"),
    "apology": _("Phải xin lỗi và hẹn lại"),
    "correcting": _("Đang sửa kết quả sai"),
    "correcting_late": _("Quá hạn sửa kết quả sai"),
    "stop": _("Người nộp xin dừng"),
    "supplement": _("Chờ người nộp bổ sung"),
    "tax": _("Chờ cơ quan thuế"),
    "tax_late": _("Cơ quan thuế quá hạn"),
    "obligation": _("Chờ nghĩa vụ tài chính"),
    "silent": _("Cơ quan được hỏi im lặng"),
    "unsynced": _("Cổng quốc gia chưa nhận"),
    "finished": _("Đã có kết quả"),
    "rated": _("Đã được đánh giá"),
    "satisfied": _("Người nộp hài lòng"),
    "unsatisfied": _("Người nộp chưa hài lòng"),
}


def units_with(actor: Actor, permission: str) -> frozenset[int] | None:
    """Return the units for which the actor holds a permission; None stands for all."""
    scope = actor.permissions.get(permission, frozenset())
    return None if 0 in scope else scope


def live(*states: str) -> Q:
    """Keep some states of business that has not ended."""
    return Q(IsLive(states))


def in_units(field: str, units: frozenset[int]) -> Q:
    """Keep what lies in some units; hundreds of them are compared, not looked up one by one.

    Whoever works in hundreds of units sees nearly all: a list then walks its own order.
    """
    if len(units) <= MANY_KEYS:
        return Q(**{f"{field}__in": units})
    return Q(Among(F(field) + 0, units))


def inbox_where(*, actor: Actor, view: str) -> Q:
    """Return the condition of one view of those who resolve; sight is the caller's.

    Views: `mine` in the actor's hands, `unit` nobody's yet, `consultations` asked of his unit, or
    for who oversees of his agency, `to_sign` before a leader, `to_issue` for the clerk, `all` of
    his units.
    """
    if view == "consultations":
        asked = Consultation.objects.filter(
            answered_at__isnull=True, silent_at__isnull=True, is_council=False
        )
        units = units_with(actor, P.ANSWER_CONSULTATION)
        if units is not None:
            theirs = in_units("unit_id", units)
            if units and actor.agency_id is not None and actor.may(P.OVERSEE):
                theirs |= Q(agency_id=actor.agency_id)
            asked = asked.filter(theirs)
        return Q(pk__in=asked.values("dossier_id"))
    if view == "mine":
        return live(*HELD) & Q(assignee=actor.id)
    if view == "to_sign":
        return _of_agency(actor, P.SIGN) & live(S.SUBMITTED_FOR_SIGN)
    if view == "to_issue":
        return _of_agency(actor, P.ISSUE) & live(S.SIGNED)
    if actor.may(P.ASSIGN) and not actor.may(P.APPRAISE):
        own = _of_agency(actor, P.ASSIGN)
    else:
        units = units_with(actor, P.APPRAISE)
        own = Q() if units is None else in_units("resolving_unit_id", units)
    return own & live(S.TRANSFERRED) if view == "unit" else own


def standing_where(*, actor: Actor, standing: str, at: datetime | None = None) -> Q:
    """Return the condition behind one number of a board, so that the number opens its rows."""
    now = at or timezone.now()
    to_correct = Q(pk__in=Dossier.objects.all().to_correct())

    def corrected() -> Q:
        return Q(IsLive()) & to_correct

    def at_tax() -> Q:
        return Q(pk__in=late_at_tax(now))

    def running() -> Q:
        return live(*CLOCK_RUNS) & ~to_correct & ~at_tax()

    def open_now() -> Q:
        return live(*IN_PROCESS) & ~to_correct

    simple: dict[str, Callable[[], Q]] = {  # a board asks for six: only these are composed
        "open": open_now,
        "late": lambda: running() & Q(due_at__lt=now),
        "within": lambda: open_now() & ~(Q(state__in=CLOCK_RUNS) & Q(due_at__lt=now) & ~at_tax()),
        "step_late": lambda: running() & Q(step_due_at__lt=now),
        "correcting": corrected,
        "correcting_late": lambda: corrected() & Q(correction_due_at__lt=now),
        "supplement": lambda: live(S.SUPPLEMENT, S.INTAKE_SUPPLEMENT),
        "tax": lambda: live(S.TAX_WAIT),
        "tax_late": lambda: live(S.TAX_WAIT) & at_tax(),
        "obligation": lambda: live(S.FIN_OBLIGATION),
        "finished": lambda: Q(finished_at__isnull=False),
        "unsynced": lambda: Q(IsUnsynced([SyncState.FAILED])),
        "rated": lambda: Q(rating__isnull=False),
        "satisfied": lambda: Q(rating__average__gte=SATISFIED_FROM),
        "unsatisfied": lambda: Q(rating__average__lt=SATISFIED_FROM),
    }
    if standing in simple:
        return simple[standing]()
    if standing == "stop":
        open_wishes = StopRequest.objects.filter(decided_at__isnull=True)
        return Q(pk__in=open_wishes.values("dossier_id"))
    if standing == "silent":
        silent = Consultation.objects.filter(answered_at__isnull=True, silent_at__isnull=False)
        return live(S.CONSULTING) & Q(pk__in=silent.values("dossier_id"))
    calendar = calendar_for(actor.agency_id)
    if standing == "apology":
        owed = apology_until(now, calendar, law=law_in_force())
        return running() & Q(due_at__lt=owed, extension_count=0)
    last = calendar.closing(calendar.next_working_day(timezone.localdate(now), count=SOON_DAYS))
    return running() & Q(due_at__gte=now, due_at__lte=last)


def _of_agency(actor: Actor, permission: P) -> Q:
    """Keep the dossiers of the actor's agency (a head's, leader's or clerk's reach)."""
    scope = units_with(actor, permission)
    if scope is None:
        return Q()
    own = in_units("resolving_unit_id", scope)
    if actor.agency_id is not None and scope:
        own |= Q(resolving_agency_id=actor.agency_id)
    return own


def answered_where(question: str) -> Q:
    """Return the condition of dossiers whose applicant answered one of the nine questions."""
    return Q(rating__scores__has_key=question)
