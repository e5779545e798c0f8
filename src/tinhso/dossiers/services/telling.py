"""Telling applicants and officers: after the commit, once for each event."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from tinhso.dossiers.models import Dossier, GroupRow, Party, ProactiveOffer, TaxSlip
from tinhso.dossiers.notices import TAX, WORK
from tinhso.dossiers.permissions import DossierPermission
from tinhso.dossiers.rules.states import REMOTE_CHANNELS, DossierState
from tinhso.identity import queries as identity
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.notifications.services import notify
from tinhso.organization import queries as organization
from tinhso.procedures.queries import Degree

APPLICANT_LINK = "/ho-so/{uid}/"
OFFER_LINK = "/chu-dong/{uid}/"
OFFICER_LINK = "/lam-viec/ho-so/{uid}/"
DESK_LINK = "/lam-viec/mot-cua/{uid}/"
TAX_LINK = "/lam-viec/thue/{uid}/"
DESK_CODES = frozenset({"desk_alert", "answer_late", "stop_asked"})
LEADER_CODES = frozenset({"correction_soon", "correction_late"})
"""What the leaders of the resolving agency hear of beside who holds the dossier."""


@one_act()
def tell_applicant(
    *,
    dossier_id: int,
    kind: str,
    event_id: UUID,
    with_list: bool = False,
    moved_to: datetime | None = None,
) -> None:
    """Tell every account that may act for the applicant; a second call tells nobody again.

    Another agency's part of a linked request is told of under the request's number; that it went
    to the agency stands on the receipt already. What befell a whole list (`with_list`) its filer
    hears once for all: here only the others of each dossier are told.
    """
    dossier = Dossier.objects.select_related("lead").get(pk=dossier_id)
    if dossier.is_member and kind == "accepted":
        return
    known = _known(dossier)
    if moved_to is not None:
        known |= {"moved": moved_to}
    people = Party.objects.filter(dossier=dossier, person__isnull=False, ended_at__isnull=True)
    people = people.exclude(role="subject")
    if with_list:
        filers = GroupRow.objects.filter(dossier=dossier).values("group__person_id")
        people = people.exclude(person_id__in=filers)
    for person_id in set(people.values_list("person_id", flat=True)):
        notify(
            kind=f"dossiers.{kind}",
            values=known,
            person_id=person_id,
            link=APPLICANT_LINK.format(uid=dossier.uid),
            key=str(event_id),
        )


def _known(dossier: Dossier) -> dict[str, str | datetime]:
    """Return what a notice can say: the agency, who received it, who handles it, the times.

    All of these are what 224/2026 Art. 15(1)g wants told; where nobody is named the unit stands.
    """
    now = timezone.now()
    desk = organization.unit_name(dossier.receiving_unit_id)
    unit = organization.unit_name(dossier.resolving_unit_id)
    given = dossier.hand_overs.filter(received_by=dossier.assignee).order_by("-sequence").first()
    return {
        "number": (dossier.lead or dossier).shown_number,
        "part": dossier.part_name,
        "desk": desk,
        "agency": organization.agency_name(dossier.resolving_agency_id),
        "unit": unit,
        "receiver": dossier.accepted_by_name or desk,
        "handler": dossier.assignee_name or unit,
        "received": dossier.accepted_at or dossier.arrived_at,
        "assigned": now if given is None else given.at,
        "finished": dossier.finished_at or now,
        "due": dossier.due_at or now,
        "answer": dossier.answer_due_at or dossier.arrived_at,
        "until": dossier.correction_due_at or now,
    }


@one_act()
def tell_of_offer(*, offer_id: int, event_id: UUID) -> None:
    """Tell every account that may act for the person what the house foresaw for him."""
    row = ProactiveOffer.objects.select_related("procedure_version", "source").get(pk=offer_id)
    kind = {Degree.REMIND: "foreseen", Degree.EXECUTE: "done_for_you"}.get(
        Degree(row.level), "prepared"
    )
    notify(
        kind=f"dossiers.{kind}",
        values={
            "procedure": row.procedure_version.name,
            "number": row.source.number,
            "on": row.expires_on or timezone.localdate(row.offered_at),
            "until": row.answer_until or row.offered_at,
        },
        person_id=row.person_id,
        link=OFFER_LINK.format(uid=row.uid),
        key=str(event_id),
    )


@one_act()
def tell_desk_of_arrival(*, dossier_id: int, event_id: UUID) -> None:
    """Tell the desk's officers of what was filed from afar, as each wishes to be told."""
    dossier = Dossier.objects.select_related("procedure_version").get(pk=dossier_id)
    if dossier.channel not in REMOTE_CHANNELS or dossier.state != DossierState.SUBMITTED:
        return
    permission = DossierPermission.RECEIVE
    for line in identity.accounts_in(unit_id=dossier.receiving_unit_id, permission=permission):
        notify(
            kind="dossiers.arrived",
            values={
                "number": dossier.shown_number,
                "procedure": dossier.procedure_version.name,
                "due": dossier.answer_due_at or dossier.arrived_at,
            },
            account_uid=line.uid,
            link=DESK_LINK.format(uid=dossier.uid),
            key=str(event_id),
        )


@one_act()
def tell_officers(*, dossier_id: int, what: str, event_id: UUID) -> None:
    """Tell who holds the dossier, before it is in anybody's hands the desk; leaders of little."""
    dossier = Dossier.objects.select_related("procedure_version").get(pk=dossier_id)
    for uid in _holders(dossier, what):
        notify(
            kind="dossiers.work",
            values={
                "what": str(WORK[what]),
                "number": dossier.shown_number,
                "procedure": dossier.procedure_version.name,
            },
            account_uid=uid,
            link=OFFICER_LINK.format(uid=dossier.uid),
            key=str(event_id),
        )


@one_act()
def tell_desk_of_delay(
    *, dossier_id: int, old_due_at: datetime | None, new_due_at: datetime, event_id: UUID
) -> None:
    """Tell the desk that took the dossier in that it is promised anew (118/2025 Art. 19(6))."""
    dossier = Dossier.objects.get(pk=dossier_id)
    permission = DossierPermission.RECEIVE
    for line in identity.accounts_in(unit_id=dossier.receiving_unit_id, permission=permission):
        notify(
            kind="dossiers.put_off",
            values={
                "number": dossier.shown_number,
                "agency": organization.agency_name(dossier.resolving_agency_id),
                "promised": old_due_at or new_due_at,
                "due": new_due_at,
            },
            account_uid=line.uid,
            link=OFFICER_LINK.format(uid=dossier.uid),
            key=str(event_id),
        )


@one_act()
def tell_tax_office(*, dossier_id: int, what: str, event_id: UUID) -> None:
    """Tell those of the tax agency's unit who determine what is owed."""
    slip = _slip_of(dossier_id)
    if slip is not None:
        permission = DossierPermission.DETERMINE_TAX
        lines = identity.accounts_in(unit_id=slip.unit_id, permission=permission)
        _tell_of_slip(slip, what, [line.uid for line in lines], event_id)


@one_act()
def tell_tax_heads(*, dossier_id: int, event_id: UUID) -> None:
    """Tell those who sign for the tax agency that its letter of apology waits for them."""
    slip = _slip_of(dossier_id)
    if slip is not None:
        permission = DossierPermission.SIGN
        lines = identity.accounts_in(agency_id=slip.agency_id, permission=permission)
        _tell_of_slip(slip, "tax_apology", [line.uid for line in lines], event_id)


def _slip_of(dossier_id: int) -> TaxSlip | None:
    rows = TaxSlip.objects.select_related("dossier__procedure_version")
    return rows.filter(dossier_id=dossier_id).order_by("-pk").first()


def _tell_of_slip(slip: TaxSlip, what: str, uids: list[UUID], event_id: UUID) -> None:
    for uid in uids:
        notify(
            kind="dossiers.tax",
            values={
                "what": str(TAX[what]),
                "number": slip.dossier.shown_number,
                "procedure": slip.dossier.procedure_version.name,
                "due": slip.due_at,
            },
            account_uid=uid,
            link=TAX_LINK.format(uid=slip.uid),
            key=str(event_id),
        )


def _holders(dossier: Dossier, what: str) -> list[UUID]:
    if what in DESK_CODES or dossier.accepted_at is None:
        lines = identity.accounts_in(
            unit_id=dossier.receiving_unit_id, permission=DossierPermission.RECEIVE
        )
        return [line.uid for line in lines]
    leaders = _leaders(dossier) if what in LEADER_CODES else []
    if dossier.assignee is not None:
        return list(dict.fromkeys([dossier.assignee, *leaders]))
    lines = identity.accounts_in(
        unit_id=dossier.resolving_unit_id, permission=DossierPermission.APPRAISE
    )
    return list(dict.fromkeys([*(line.uid for line in lines), *leaders]))


def _leaders(dossier: Dossier) -> list[UUID]:
    lines = identity.accounts_in(
        agency_id=dossier.resolving_agency_id, permission=DossierPermission.OVERSEE
    )
    return [line.uid for line in lines]
