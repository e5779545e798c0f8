"""Control sheet and book: grown from hand-overs and dossiers, never typed.

Forms 06 and 07 since 15/09/2025; 05 and 06 in the set of 2018.
"""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.models import (
    Dossier,
    DossierQuerySet,
    HandOver,
    Party,
    PartyRole,
    TimelineEntry,
)
from tinhso.dossiers.queries.law import law_in_force
from tinhso.dossiers.queries.page import dossier_of
from tinhso.dossiers.rules.clocks import form_set
from tinhso.dossiers.rules.form_sets import layout_of, mark_of
from tinhso.dossiers.rules.states import Form
from tinhso.kernel import papers
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Invalid
from tinhso.kernel.errors.sentences import told
from tinhso.kernel.papers import in_vietnamese
from tinhso.organization import queries as organization
from tinhso.organization.queries import place_of

MOST_IN_BOOK = 2000


@in_vietnamese
def control_sheet(*, uid: UUID, actor: Actor) -> bytes:
    """Return the control sheet of a dossier as a PDF: every hand-over with its time and outcome.

    It shows how things stand and bears no number; `services.issue_control_sheet` gives it one.
    """
    dossier = dossier_of(uid=uid, actor=actor)
    data = {
        **_head(dossier.receiving_agency_id, dossier.receiving_unit_id),
        **sheet_of(dossier),
        "code": dossier.shown_number,
        "submission_number": dossier.submission_number,
        "received_at": _text(dossier.accepted_at or dossier.arrived_at),
        "due_at": _text(dossier.due_at),
        "form_mark": mark_of(Form.CONTROL_SHEET, dossier.form_set),
        "owner": dossier.owner_name,
        "sample": dossier.is_sample,
        "qr": papers.qr_svg(dossier.shown_number),
    }
    return papers.render(layout_of(Form.CONTROL_SHEET, dossier.form_set), data)


def sheet_of(dossier: Dossier) -> dict[str, object]:
    """Return what a control sheet says beyond other forms: who gave what to whom, and when."""
    lines = list(HandOver.objects.filter(dossier=dossier))
    asked = list(dossier.consultations.values_list("agency_id", flat=True))
    units = _units(lines, at_home=dossier.receiving_agency_id)
    brought_by = _bringer(dossier)
    names = organization.agency_names([dossier.resolving_agency_id, *asked])
    rows = [
        {
            "from": units.get(line.from_unit_id or 0, "Người nộp"),
            "to": units.get(line.to_unit_id, ""),
            "at": _text(line.at),
            "giver": line.given_by_name if line.from_unit_id else brought_by,
            "receiver": line.received_by_name,
            "outcome": line.outcome,
            "note": line.note,
        }
        for line in lines
    ]
    return {
        "resolving": names.get(dossier.resolving_agency_id, ""),
        "cooperating": ", ".join(dict.fromkeys(names.get(pk, "") for pk in asked)),
        "rows": rows,
    }


def _units(lines: list[HandOver], *, at_home: int) -> dict[int, str]:
    """Return the units' names; of those of another agency than the desk's, whose they are too."""
    ids = {pk for line in lines for pk in (line.from_unit_id, line.to_unit_id) if pk is not None}
    found = [organization.unit(pk) for pk in ids]
    agencies = organization.agency_names([unit.agency_id for unit in found])
    return {
        unit.id: unit.name
        if unit.agency_id == at_home
        else f"{unit.name}, {agencies.get(unit.agency_id, '')}"
        for unit in found
    }


def _bringer(dossier: Dossier) -> str:
    """Return who handed the dossier in: the one who came or files for the owner, else the owner."""
    people = {party.role: party.name for party in Party.objects.filter(dossier=dossier)}
    for role in (PartyRole.SUBMITTER, PartyRole.REPRESENTATIVE, PartyRole.OWNER):
        if people.get(role):
            return people[role]
    return ""


@in_vietnamese
def book(*, actor: Actor, agency_id: int, unit_id: int, start: date, end: date) -> bytes:
    """Return the book of a desk between two days as a PDF, of the dossiers the actor sees.

    It shows how things stand and bears no number; `services.issue_book` gives it one.
    """
    data = book_of(actor=actor, agency_id=agency_id, unit_id=unit_id, start=start, end=end)
    return papers.render(layout_of(Form.BOOK, form_set(end, law=law_in_force())), data)


def book_of(
    *, actor: Actor, agency_id: int, unit_id: int, start: date, end: date
) -> dict[str, object]:
    """Return what the book of a desk says between two days, of the dossiers the actor sees.

    It carries every one of them: `Invalid` at `end` where they are more than one book prints.
    """
    first = _midnight(start)
    last = _midnight(end + timedelta(days=1))
    rows = Dossier.objects.visible_to(actor).filter(
        receiving_agency_id=agency_id, accepted_at__gte=first, accepted_at__lt=last
    )
    found = list(_whole(rows.select_related("procedure_version").order_by("accepted_at", "pk")))
    owners = {
        party.dossier_id: party
        for party in Party.objects.filter(dossier__in=found, role=PartyRole.OWNER)
    }
    names = organization.agency_names({dossier.resolving_agency_id for dossier in found})
    sent, answered = _passed(found, unit_id)
    brought = _brought(found)
    return {
        **_head(agency_id, unit_id),
        "start": start.isoformat(),
        "end": end.isoformat(),
        "form_mark": mark_of(Form.BOOK, form_set(end, law=law_in_force())),
        "rows": [
            {
                "n": n,
                "code": dossier.shown_number + (" (*)" if dossier.pk in brought else ""),
                "procedure": dossier.procedure_version.name,
                "owner": dossier.owner_name,
                "contact": _contact(owners.get(dossier.pk)),
                "agency": names.get(dossier.resolving_agency_id, ""),
                "received": _text(dossier.accepted_at),
                "due": _text(dossier.due_at),
                "copies": dossier.copies,
                "sent": _text(sent.get(dossier.pk)),
                "answered": _text(answered.get(dossier.pk)),
                "returned": _text(dossier.returned_at),
                "way": str(dossier.get_delivery_state_display()) if dossier.returned_at else "",
            }
            for n, dossier in enumerate(found, 1)
        ],
        "brought": len(brought),
    }


def _whole(rows: DossierQuerySet) -> DossierQuerySet:
    """Return the rows of a book that is printed whole, or not at all."""
    if (count := rows.count()) > MOST_IN_BOOK:
        many = _(
            "Những ngày này có %(n)s hồ sơ; một lần in sổ được nhiều nhất %(most)s."
            " Hãy chọn khoảng ngày ngắn hơn."
        )
        raise Invalid(fields={"end": told(many, n=count, most=MOST_IN_BOOK)})
    return rows


def _head(agency_id: int, unit_id: int) -> dict[str, object]:
    agency = organization.agency(agency_id)
    return {
        "agency": agency.name,
        "desk": organization.unit_name(unit_id),
        "number": "",
        "place": place_of(agency.name),
        "date": timezone.localdate().isoformat(),
        "issue": 1,
    }


def _brought(dossiers: list[Dossier]) -> set[int]:
    """Return which of them came from an old system."""
    told = TimelineEntry.objects.filter(dossier__in=dossiers, code__startswith="brought_in")
    return set(told.values_list("dossier_id", flat=True))


def _passed(
    dossiers: list[Dossier], desk_id: int
) -> tuple[dict[int, datetime], dict[int, datetime]]:
    """Return when each dossier first left the desk, and when it came back to it last."""
    lines = HandOver.objects.filter(dossier__in=dossiers).order_by("sequence")
    sent: dict[int, datetime] = {}
    answered: dict[int, datetime] = {}
    for pk, source, target, at in lines.values_list(
        "dossier_id", "from_unit_id", "to_unit_id", "at"
    ):
        if source == desk_id:
            sent.setdefault(pk, at)
        elif target == desk_id and pk in sent:
            answered[pk] = at
    return sent, answered


def _contact(party: Party | None) -> str:
    if party is None:
        return ""
    return ", ".join(part for part in (party.address, party.phone) if part)


def _text(at: datetime | None) -> str:
    return timezone.localtime(at).isoformat(timespec="minutes") if at is not None else ""


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day))  # noqa: DTZ001  # made aware
