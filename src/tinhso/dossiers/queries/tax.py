"""What tax agencies are asked: their list, one slip with what it needs of the dossier, figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from tinhso.dossiers.models import (
    Attachment,
    Charge,
    Dossier,
    Obligation,
    Paper,
    Payment,
    TaxNotice,
    TaxSlip,
    TaxSlipQuerySet,
)
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.law import law_in_force
from tinhso.dossiers.rules.answers import from_json, plain
from tinhso.dossiers.rules.clocks import apology_until
from tinhso.dossiers.rules.states import DossierState, Form
from tinhso.identity import queries as identity
from tinhso.kernel.actors import Actor
from tinhso.kernel.calendar import calendar_for
from tinhso.kernel.db import fetch
from tinhso.organization import queries as organization
from tinhso.procedures import queries as procedures

if TYPE_CHECKING:
    from tinhso.kernel.eforms import SummarySection
    from tinhso.procedures.financial_duty import FinancialDuty


@dataclass(frozen=True, kw_only=True)
class TaxOffice:
    """A unit of a tax agency that can be asked."""

    agency_id: int
    unit_id: int
    name: str


def tax_offices() -> list[TaxOffice]:
    """Return the units in which somebody determines what is owed."""
    places = identity.places_with(P.DETERMINE_TAX)
    agencies = organization.agency_names({agency for agency, _unit in places})
    units = organization.unit_names({unit for _agency, unit in places})
    return [
        TaxOffice(agency_id=agency, unit_id=unit, name=f"{agencies[agency]}, {units[unit]}")
        for agency, unit in places
        if agency in agencies and unit in units
    ]


def may_determine(actor: Actor) -> bool:
    """Tell whether slips to a tax agency are the actor's work."""
    return actor.is_official and actor.may(P.DETERMINE_TAX)


def tax_slips(*, actor: Actor) -> TaxSlipQuerySet:
    """Return the slips of the actor's unit, or of the agency he oversees."""
    rows = TaxSlip.objects.visible_to(actor)
    if not (actor.may(P.DETERMINE_TAX) or actor.may(P.OVERSEE)):
        return rows.none()
    return rows.select_related("dossier__procedure_version")


def is_overdue(at: datetime) -> Q:
    """Keep slips whose tax agency is past its own time and owes its answer."""
    return Q(answered_at__isnull=True, due_at__lt=at)


def late_at_tax(at: datetime) -> "QuerySet[TaxSlip]":
    """Return the dossiers that wait for a tax agency past its own time, as ids.

    What goes late meanwhile is that agency's lateness and not the resolving one's.
    """
    return TaxSlip.objects.filter(is_overdue(at)).values("dossier_id")  # type: ignore[return-value]  # ids for a subquery


def apologies_of(slip: TaxSlip) -> "QuerySet[Paper]":
    """Return the letter in which the tax agency apologised, the newest first."""
    made = Paper.objects.filter(dossier=slip.dossier, form=Form.APOLOGY)
    at = slip.apologised_at
    return (made.filter(made_at=at) if at is not None else made.none()).order_by("-pk")[:1]


def owes_apology(at: datetime, agency_id: int | None) -> Q:
    """Keep slips for which an apology is owed by the end of the day (118 Art. 19(6))."""
    return Q(
        answered_at__isnull=True,
        apologised_at__isnull=True,
        due_at__lt=apology_until(at, calendar_for(agency_id), law=law_in_force()),
    )


@dataclass(frozen=True, kw_only=True)
class AmountLine:
    """One kind of money with how much of it is owed."""

    name: str
    amount: int


@dataclass(frozen=True)
class TaxPage:
    """A slip as the tax agency reads it: the facts it needs, its answer, nothing else."""

    slip: TaxSlip
    actor: Actor
    now: datetime

    @property
    def dossier(self) -> Dossier:
        """Return the dossier it is about."""
        return self.slip.dossier

    @cached_property
    def duty(self) -> "FinancialDuty | None":
        """Return what the procedure says of the money."""
        return procedures.financial_duty(version=self.dossier.procedure_version)

    @cached_property
    def resolving(self) -> str:
        """Return the agency that asks."""
        return organization.agency_name(self.dossier.resolving_agency_id)

    @cached_property
    def agency(self) -> str:
        """Return the agency that is asked."""
        return organization.agency_name(self.slip.agency_id)

    @cached_property
    def summary(self) -> "list[SummarySection]":
        """Return the answers the procedure shows to a tax agency, numbers of people masked."""
        shown = self.duty.shown_fields if self.duty is not None else frozenset()
        spec = procedures.form_of(version=self.dossier.procedure_version)
        if spec is None:
            return []
        answers = plain(from_json(self.dossier.answers))
        sections = spec.summary(spec.masked(answers))
        for section in sections:
            section.rows[:] = [row for row in section.rows if row.key in shown]
        return [section for section in sections if section.rows]

    @cached_property
    def papers(self) -> list[tuple[str, Attachment]]:
        """Return the papers the procedure shows to a tax agency."""
        version = self.dossier.procedure_version
        names = {component.key: component.name for component in version.components}
        shown = self.duty.shown_components if self.duty is not None else frozenset()
        rows = self.dossier.attachments.filter(
            component_key__in=shown, superseded_at__isnull=True, file__isnull=False
        )
        return [(names.get(row.component_key, ""), row) for row in rows.select_related("file")]

    @cached_property
    def slip_paper(self) -> Paper | None:
        """Return the slip as it is printed."""
        made = self.dossier.papers.filter(form=Form.TAX_SLIP, made_at=self.slip.asked_at)
        return made.first()

    @cached_property
    def notices(self) -> list[TaxNotice]:
        """Return the notices given, the one that holds last."""
        return list(self.slip.notices.select_related("notice_file", "voucher_file"))

    @property
    def notice(self) -> TaxNotice | None:
        """Return the notice that holds."""
        return self.notices[-1] if self.notices else None

    @cached_property
    def obligation(self) -> Obligation | None:
        """Return whether what is owed was paid."""
        return Obligation.objects.filter(dossier=self.dossier, tax_notice=self.notice).first()

    @cached_property
    def charge(self) -> Charge | None:
        """Return what the notice that holds asks, and how it stands."""
        rows = Charge.objects.filter(notice=self.notice) if self.notice is not None else None
        return rows.first() if rows is not None else None

    @cached_property
    def receipts(self) -> list[Payment]:
        """Return the money that came for it, with its receipts."""
        if self.charge is None:
            return []
        return list(self.charge.payments.filter(paid_at__isnull=False).order_by("pk"))

    @cached_property
    def apology(self) -> Paper | None:
        """Return the letter in which the tax agency apologised."""
        return apologies_of(self.slip).first() if self.slip.apologised_at is not None else None

    @property
    def may_sign_apology(self) -> bool:
        """Tell whether the actor is the head whose signature the letter wants."""
        letter = self.apology
        is_here = self.actor.agency_id == self.slip.agency_id and self.actor.unit_id is not None
        waits = letter is not None and not letter.is_signed
        return waits and is_here and self.actor.may(P.SIGN, unit_id=self.actor.unit_id)

    @property
    def is_late(self) -> bool:
        """Tell whether the tax agency is past its own time."""
        end = self.slip.answered_at or self.now
        return end > self.slip.due_at

    @property
    def may_answer(self) -> bool:
        """Tell whether the actor answers now."""
        waits = self.slip.is_open and self.dossier.state == DossierState.TAX_WAIT
        return waits and self.actor.may(P.DETERMINE_TAX, unit_id=self.slip.unit_id)

    @property
    def may_replace(self) -> bool:
        """Tell whether the notice may still be put right: it is not paid."""
        owed = self.obligation
        return (
            self.notice is not None
            and owed is not None
            and owed.settled_at is None
            and self.dossier.state == DossierState.FIN_OBLIGATION
            and self.actor.may(P.DETERMINE_TAX, unit_id=self.slip.unit_id)
        )

    def lines(self, notice: TaxNotice) -> list[AmountLine]:
        """Return the amounts of a notice in the procedure's order."""
        return amount_lines(notice, self.duty)

    @property
    def told(self) -> list[tuple[TaxNotice, list[AmountLine]]]:
        """Return each notice with its amounts, the one that holds first."""
        return [(notice, self.lines(notice)) for notice in reversed(self.notices)]


def amount_lines(notice: TaxNotice, duty: "FinancialDuty | None") -> list[AmountLine]:
    """Return the amounts of a notice by the names the procedure gives their kinds."""
    names = {kind.key: kind.name for kind in duty.kinds} if duty is not None else {}
    order = [*names, *(key for key in notice.amounts if key not in names)]
    return [
        AmountLine(name=names.get(key, key), amount=notice.amounts[key])
        for key in order
        if key in notice.amounts
    ]


def tax_page(*, slip_uid: UUID, actor: Actor) -> TaxPage:
    """Return one slip; `services.open_tax` does so and keeps who looked."""
    rows = tax_slips(actor=actor).select_related("dossier__procedure_version__procedure")
    return TaxPage(fetch(rows, uid=slip_uid), actor, timezone.now())


@dataclass(frozen=True, kw_only=True)
class SlipLine:
    """A slip as those read it who see the dossier: where it is, how it was answered."""

    slip: TaxSlip
    agency: str
    notices: Sequence[tuple[TaxNotice, list[AmountLine]]]
    is_late: bool


def slips_of(dossier: Dossier, *, at: datetime | None = None) -> list[SlipLine]:
    """Return what a tax agency was asked about a dossier, the newest first."""
    now = at or timezone.now()
    files = TaxNotice.objects.select_related("notice_file", "voucher_file")
    rows = list(dossier.tax_slips.prefetch_related(Prefetch("notices", files)).order_by("-pk"))
    if not rows:
        return []
    names = organization.agency_names({row.agency_id for row in rows})
    duty = procedures.financial_duty(version=dossier.procedure_version)
    return [
        SlipLine(
            slip=row,
            agency=names.get(row.agency_id, ""),
            notices=[(one, amount_lines(one, duty)) for one in reversed(row.notices.all())],
            is_late=(row.answered_at or now) > row.due_at,
        )
        for row in rows
    ]
