"""Questions to the registers."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection
from django.db.models import F, QuerySet

from tinhso.kernel.actors import Actor, require
from tinhso.kernel.numbering.models import (
    Counter,
    EarlierNumber,
    OfficialNumber,
    OfficialNumberQuerySet,
    RegisterStart,
)
from tinhso.kernel.numbering.permissions import NumberingPermission


def register_of(
    *, actor: Actor, register: str, agency_id: int, period: str
) -> OfficialNumberQuerySet:
    """Return one register in one period, in order of number, voided ones among them."""
    return (
        OfficialNumber.objects.visible_to(actor)
        .filter(register=register, agency_id=agency_id, period=period)
        .order_by("number")
    )


def has_begun(*, register: str, agency_id: int, period: str) -> bool:
    """Tell whether a register has given a number of its own in a period."""
    counters = Counter.objects.filter(register=register, agency_id=agency_id, period=period)
    return counters.filter(last__gte=F("first")).exists()


def earlier_taken(
    *, register: str, agency_id: int, period: str, numbers: Collection[int]
) -> set[int]:
    """Return which of these an earlier system gave, or this house: none of them comes in again."""
    asked = {"register": register, "agency_id": agency_id, "period": period}
    earlier = EarlierNumber.objects.filter(**asked, number__in=numbers)
    taken = set(earlier.values_list("number", flat=True))
    first = Counter.objects.filter(**asked, last__gte=F("first")).values_list("first", flat=True)
    begun = first.first()
    return taken | {number for number in numbers if begun is not None and number >= begun}


def starts(*, actor: Actor) -> "QuerySet[RegisterStart]":
    """Return which registers went on from numbers given elsewhere, to who manages them."""
    require(actor, NumberingPermission.MANAGE_REGISTERS)
    rows = RegisterStart.objects.select_related("counter")
    if actor.may(NumberingPermission.MANAGE_REGISTERS, unit_id=0):
        return rows
    return rows.filter(counter__agency_id=actor.agency_id or 0)


def count_of(*, register: str, period: str) -> tuple[int, int] | None:
    """Return the agency that has counted furthest in a period, and its last number."""
    counters = Counter.objects.filter(register=register, period=period, last__gte=F("first"))
    return counters.order_by("-last").values_list("agency_id", "last").first()


def number_of(*, target: str, target_id: str, register: str) -> OfficialNumber | None:
    """Return the standing number of a thing in a register, or None while it has none."""
    return OfficialNumber.objects.filter(
        target=target, target_id=target_id, register=register, voided_at__isnull=True
    ).first()


@dataclass(frozen=True)
class RegisterFault:
    """A register whose numbers and counter disagree: what `tinhso verify` names.

    A sound register has `first` to `last` of its counter, each once: `given` of them.
    """

    register: str
    agency_id: int
    period: str
    first: int | None
    last: int | None
    given: int
    lowest: int | None
    highest: int | None


_FAULTS = """
SELECT COALESCE(c.register, n.register), COALESCE(c.agency_id, n.agency_id),
       COALESCE(c.period, n.period), c.first, c.last, COALESCE(n.given, 0), n.lowest, n.highest
FROM {outer} LEFT JOIN {inner}
  ON c.register = n.register AND c.agency_id = n.agency_id AND c.period = n.period
WHERE {fault}
"""
_NUMBERS = """
(SELECT register, agency_id, period, count(*) AS given, min(number) AS lowest,
        max(number) AS highest
 FROM numbering_officialnumber GROUP BY register, agency_id, period) n
"""


def register_faults() -> list[RegisterFault]:
    """Return every register with a gap, a number outside its count, or no counter at all.

    A number is unique in its register, so its count and its two ends tell whether any is missing.
    """
    counters = "numbering_counter c"
    queries = (
        _FAULTS.format(
            outer=counters,
            inner=_NUMBERS,
            fault="COALESCE(n.given, 0) <> c.last - c.first + 1"
            " OR n.lowest <> c.first OR n.highest <> c.last",
        ),
        _FAULTS.format(outer=_NUMBERS, inner=counters, fault="c.register IS NULL"),
    )
    with connection.cursor() as cursor:
        found = []
        for query in queries:
            cursor.execute(query)
            found += cursor.fetchall()
    return [RegisterFault(*row) for row in sorted(found, key=lambda row: row[:3])]
