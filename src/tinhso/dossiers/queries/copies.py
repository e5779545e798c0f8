"""The book of certified copies: what was certified for whom, how many pages, for how much."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import QuerySet
from django.utils import timezone

from tinhso.dossiers.models import Charge, Dossier, Result, ResultKind
from tinhso.dossiers.rules.answers import from_json
from tinhso.dossiers.rules.fees import ChargeState
from tinhso.kernel import papers
from tinhso.kernel.actors import Actor
from tinhso.kernel.numbering.models import EarlierNumber, EarlierNumberQuerySet
from tinhso.kernel.papers import in_vietnamese
from tinhso.organization import queries as organization
from tinhso.organization.queries import place_of

COPIES: Final = "2.000815"
"""The procedure whose results stand in the book."""
REGISTER: Final = "procedures.chung-thuc-ban-sao"
"""Where their numbers come from."""
GROUP: Final = "van_ban"
MOST_PRINTED: Final = 2000


@dataclass(frozen=True, kw_only=True)
class CopyLine:
    """One number of the book: the papers certified under it, their pages, the fee."""

    names: tuple[str, ...]
    pages: int
    copies: int
    amount_vnd: int | None
    """None where no fee was written down."""


def book_of_copies(*, actor: Actor, agency_id: int) -> QuerySet[Result]:
    """Return what an agency certified, of the dossiers the actor sees; what was replaced stays."""
    seen = Dossier.objects.visible_to(actor).filter(
        procedure_code=COPIES, resolving_agency_id=agency_id
    )
    rows = Result.objects.filter(
        dossier__in=seen, kind=ResultKind.GRANT, sealed_at__isnull=False
    ).exclude(number="")
    return rows.select_related("dossier")


def lines_of_copies(rows: Sequence[Result]) -> dict[int, CopyLine]:
    """Return what stands beside each number, by the result's key; asks the fees once."""
    dossiers = [row.dossier_id for row in rows]
    owed: dict[int, int] = {}
    charges = (
        Charge.objects.fees().filter(dossier__in=dossiers).exclude(state=ChargeState.CANCELLED)
    )
    for dossier_id, amount in charges.values_list("dossier_id", "amount_vnd"):
        owed[dossier_id] = owed.get(dossier_id, 0) + amount
    return {row.pk: _line(row, owed.get(row.dossier_id)) for row in rows}


def earlier_copies(*, agency_id: int, start: date, end: date) -> EarlierNumberQuerySet:
    """Return what the old system's book held between two days, in the order of its numbers."""
    return EarlierNumber.objects.filter(
        register=REGISTER, agency_id=agency_id, on__gte=start, on__lte=end
    ).order_by("on", "number")


@in_vietnamese
def printed_copies(*, actor: Actor, agency_id: int, start: date, end: date) -> bytes:
    """Return the book between two days as a PDF, in the order of its numbers.

    Numbers brought in from the old system's book stand in it, marked; who may not read the
    register is told how many there are.
    """
    found = (
        book_of_copies(actor=actor, agency_id=agency_id)
        .filter(sealed_at__gte=_midnight(start), sealed_at__lt=_midnight(end + timedelta(days=1)))
        .order_by("sealed_at", "pk")
    )
    brought = earlier_copies(agency_id=agency_id, start=start, end=end)
    readable = brought.visible_to(actor)
    rows, earlier = list(found[:MOST_PRINTED]), list(readable[:MOST_PRINTED])
    lines = lines_of_copies(rows)
    printed = sorted(
        [*(_own_line(row, lines[row.pk]) for row in rows), *map(_earlier_line, earlier)],
        key=lambda line: str(line["at"]),
    )
    agency = organization.agency(agency_id)
    data = {
        "agency": agency.name,
        "place": place_of(agency.name),
        "desk": "",
        "start": start.isoformat(),
        "end": end.isoformat(),
        "date": timezone.localdate().isoformat(),
        "rows": printed[:MOST_PRINTED],
        "brought": len(earlier),
        "hidden": 0 if readable.exists() else brought.count(),
        "left": found.count() + readable.count() - len(printed[:MOST_PRINTED]),
        "total_copies": sum(line.copies for line in lines.values()),
        "total_amount": sum(line.amount_vnd or 0 for line in lines.values()),
        "sample": any(row.dossier.is_sample for row in rows),
    }
    return papers.render("dossiers/book_of_copies.typ", data)


def _own_line(row: Result, line: CopyLine) -> dict[str, object]:
    return {
        "number": row.number,
        "at": timezone.localtime(row.sealed_at).date().isoformat() if row.sealed_at else "",
        "owner": row.dossier.owner_name,
        "names": list(line.names),
        "pages": str(line.pages),
        "copies": str(line.copies),
        "amount": line.amount_vnd,
        "signer": str(from_json(row.data).get("signer", "")),
        "note": "đã có bản thay" if row.withdrawn_at is not None else "",
    }


def _earlier_line(row: EarlierNumber) -> dict[str, object]:
    """Return a line of the old book; it kept no pages, copies and fees apart."""
    return {
        "number": row.text,
        "at": row.on.isoformat(),
        "owner": row.given_to,
        "names": [row.subject] if row.subject else [],
        "pages": "",
        "copies": "",
        "amount": None,
        "signer": "",
        "note": "; ".join(filter(None, ("mang từ hệ thống cũ", row.note))),
    }


def _line(row: Result, amount: int | None) -> CopyLine:
    items = _items(row.dossier)
    return CopyLine(
        names=tuple(str(item.get("ten", "")) for item in items),
        pages=sum(_whole(item.get("so_trang")) for item in items),
        copies=sum(_whole(item.get("so_ban")) for item in items),
        amount_vnd=amount,
    )


def papers_certified(dossier: Dossier) -> list[dict[str, object]]:
    """Return which papers are to be certified, with pages and copies; none of other procedures."""
    if dossier.procedure_code != COPIES:
        return []
    return [
        {
            "name": str(item.get("ten", "")),
            "pages": _whole(item.get("so_trang")),
            "copies": _whole(item.get("so_ban")),
        }
        for item in _items(dossier)
    ]


def _items(dossier: Dossier) -> list[dict[str, object]]:
    listed = from_json(dossier.answers).get(GROUP)
    return [item for item in listed if isinstance(item, dict)] if isinstance(listed, list) else []


def _whole(value: object) -> int:
    text = str(value if value is not None else "")
    return int(text) if text.isdecimal() else 0


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day))  # noqa: DTZ001  # made aware
