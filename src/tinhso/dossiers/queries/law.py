"""The dated rules of the house as they stand: what it is shipped with, and what officials dated."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from tinhso.dossiers.models.dossier import Dossier
from tinhso.dossiers.models.law import LawRule
from tinhso.dossiers.permissions import LawPermission
from tinhso.dossiers.rules.clocks import SHIPPED, ClockCode, Law
from tinhso.dossiers.rules.codes import DossierCode, parse_dossier_code
from tinhso.dossiers.rules.house_rules import (
    DOSSIER_CODES,
    REPORT_CUT_OFF,
    RuleState,
    RuleValue,
    rule_on,
    rules_of,
    value_of,
    with_dated,
    without,
)
from tinhso.dossiers.rules.number_formats import as_format, has_agency
from tinhso.dossiers.rules.own_terms import OWN_TERMS
from tinhso.dossiers.rules.periods import Length, Period, Reckoning, whole
from tinhso.dossiers.rules.states import LIVE
from tinhso.kernel.actors import Actor, ActorKind, require
from tinhso.kernel.db.keeping import kept
from tinhso.kernel.numbering import format_number, period_key, registers
from tinhso.kernel.numbering.models import OfficialNumber
from tinhso.kernel.numbering.queries import count_of
from tinhso.organization import queries as organization
from tinhso.procedures import queries as procedures

EVERYWHERE = 0
_TAKEN_BACK: Final = Q(state=RuleState.WITHDRAWN, is_shipped=True)


@kept("dossiers.law")
def law_in_force() -> Law:
    """Return every rule with its days; asked at each act, read once for each change."""
    law = SHIPPED
    rows = LawRule.objects.filter(_TAKEN_BACK | Q(state=RuleState.PUBLISHED, is_shipped=False))
    for row in rows.order_by("-is_shipped", "effective_from", "pk"):
        if row.is_shipped:
            law = without(law, row.code, since=row.effective_from)
            continue
        law = with_dated(law, row.code, row.value, basis=row.legal_basis, since=row.effective_from)
    return law


def read_dossier_code(text: str) -> DossierCode | None:
    """Read a dossier code of any look that holds, held or will hold; None when it is none."""
    formats = law_in_force().formats
    looks = (look.pattern for look in formats if look.register == DOSSIER_CODES)
    return parse_dossier_code(text, looks=looks)


def written_code(text: str) -> str:
    """Return a code as it is kept and found: in capitals, whatever an old system made of it."""
    code = read_dossier_code(text)
    return str(code) if code is not None else text.strip().upper()


def shipped_law() -> Law:
    """Return what the house is shipped with, but for what officials took back before its day."""
    law = SHIPPED
    for row in LawRule.objects.filter(_TAKEN_BACK):
        law = without(law, row.code, since=row.effective_from)
    return law


def may_read_law(actor: Actor) -> bool:
    """Tell whether the dated rules are the actor's: for the whole province, not one agency."""
    if actor.kind is ActorKind.SYSTEM:
        return True
    return any(actor.may(permission, unit_id=EVERYWHERE) for permission in LawPermission)


def law_rules(*, actor: Actor) -> QuerySet[LawRule]:
    """Return every version of every rule, drafts among them, to who writes or publishes them."""
    if not may_read_law(actor):
        require(actor, LawPermission.WRITE, unit_id=EVERYWHERE)
    return LawRule.objects.all()


def may_publish_rule(*, row: LawRule, actor: Actor) -> bool:
    """Tell whether this actor may publish: another than the writer where the province says so."""
    if actor.kind is ActorKind.SYSTEM:
        return True
    if not actor.may(LawPermission.PUBLISH, unit_id=EVERYWHERE):
        return False
    return not settings.TINHSO_PROCEDURES_SECOND_PERSON or row.written_by != actor.id


@dataclass(frozen=True, kw_only=True)
class RuleEffect:
    """What a version changes for whom.

    `before` is what holds until the day, `replaced_on` when another version follows; `open_before`
    counts open dossiers that keep the old value, `open_since` those that have the new one;
    `own_terms` are procedures with a term of their own, which stays. Of a look of numbers
    `numbers_given` stay as given, and while its day is to come `next_number` is the first one by
    it, as counted today. Of a cut of reports `report_months` are the last month reckoned wholly by
    what holds before, the month that ends by this version, and the one after it.
    """

    before: RuleValue
    before_basis: str
    replaced_on: date | None
    open_before: int
    open_since: int
    own_terms: int
    numbers_given: int = 0
    next_number: str = ""
    report_months: tuple[Period, ...] = ()


def effect_of_rule(row: LawRule) -> RuleEffect:
    """Return what a version changes, with what is under way on both sides of its day."""
    law = law_in_force()
    day = row.effective_from
    others = [r for r in rules_of(row.code, law=law) if r.since < day]
    before = others[-1] if others else rule_on(row.code, on=day, law=law)
    later = [r.since for r in rules_of(row.code, law=law) if r.since > day]
    live = Dossier.objects.in_states(LIVE)
    begins = timezone.make_aware(datetime.combine(day, time()))
    return RuleEffect(
        before=value_of(before),
        before_basis=before.law,
        replaced_on=min(later, default=None),
        open_before=live.filter(arrived_at__lt=begins).count(),
        open_since=live.filter(arrived_at__gte=begins).count(),
        own_terms=_own_terms(row.code, day),
        numbers_given=_numbers_given(row),
        next_number=(
            first_number(row.code, row.pattern, on=day)
            if row.pattern and day > timezone.localdate()
            else ""
        ),
        report_months=_report_months(row, law),
    )


def _report_months(row: LawRule, law: Law) -> tuple[Period, ...]:
    if row.code != REPORT_CUT_OFF:
        return ()
    meant = law
    if row.state == RuleState.DRAFT:
        basis, since = row.legal_basis, row.effective_from
        meant = with_dated(law, row.code, row.value, basis=basis, since=since)
    first = row.effective_from.replace(day=1)
    if first < row.effective_from:
        first = (first + timedelta(days=32)).replace(day=1)
    turning = whole(Reckoning.DECREE_09, Length.MONTH, first.year, first.month, law=meant)
    after = (first + timedelta(days=32)).replace(day=1)
    following = whole(Reckoning.DECREE_09, Length.MONTH, after.year, after.month, law=meant)
    return (turning.before, turning, following)


def _numbers_given(row: LawRule) -> int:
    if not row.pattern:
        return 0
    given = OfficialNumber.objects.filter(register=row.code, on__lt=row.effective_from)
    return given.count()


def first_number(register: str, pattern: str, *, on: date) -> str:
    """Return the first number of a day by a look: of the agency whose count goes furthest.

    The count goes on as the register has it: a new look does not begin it anew.
    """
    period = period_key(registers.get(register).period, on)
    agency_id, last = count_of(register=register, period=period) or (0, 0)
    values = {"agency": _code_of(agency_id, on)} if has_agency(pattern) else {}
    return format_number(as_format(pattern), n=last + 1, on=on, values=values)


def _code_of(agency_id: int, on: date) -> str:
    """Return the code of an agency, or of the first one where none has counted yet."""
    found = agency_id or organization.agencies_at(on).values_list("agency_id", flat=True).first()
    return organization.agency(found, on).code if found else ""


def _own_terms(code: str, on: date) -> int:
    own: Mapping[str, object] = {clock.value: term for clock, term in OWN_TERMS.items()}
    if code not in own:
        return 0
    setting = OWN_TERMS[ClockCode(code)].setting
    versions = procedures.versions_in_force(on=on)
    return sum(1 for version in versions if version.settings_data.get(setting))
