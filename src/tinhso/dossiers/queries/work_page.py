"""What those who resolve read on one dossier: the way it goes, what they may do, its papers."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from tinhso.dossiers.models import (
    Consultation,
    FieldCheck,
    InternalNote,
    Obligation,
    Result,
    ResultAnnex,
)
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.annexes import annexes_of
from tinhso.dossiers.queries.asking import wants_hands
from tinhso.dossiers.queries.desk_page import DeskPage
from tinhso.dossiers.queries.offers import BESIDE, DEMANDED, OFFERS, Offer
from tinhso.dossiers.queries.officials import Official, officials_of
from tinhso.dossiers.queries.page import may_answer
from tinhso.dossiers.queries.seals import may_seal_scans
from tinhso.dossiers.queries.shown_papers import ShownPaper, result_detail, result_title
from tinhso.dossiers.queries.tax import SlipLine, slips_of
from tinhso.dossiers.queries.timeline import TimelineLine, lines_of
from tinhso.dossiers.queries.work_way import FlowStep, way_of
from tinhso.dossiers.rules.answers import from_json
from tinhso.dossiers.rules.process import PROCESS_KEYS
from tinhso.dossiers.rules.states import DossierState
from tinhso.identity import queries as identity
from tinhso.identity.permissions import IdentityPermission
from tinhso.kernel.calendar import remaining, say_remaining
from tinhso.kernel.workflow.models import StepInstance
from tinhso.organization import queries as organization
from tinhso.procedures import queries as procedures
from tinhso.signing import queries as signing

if TYPE_CHECKING:
    from tinhso.signing.models import SealAct


@dataclass(frozen=True)
class WorkPage(DeskPage):
    """One dossier as those who resolve it read it."""

    # --- what may be done

    @cached_property
    def acts(self) -> frozenset[str]:
        """Return the acts this officer may do now: table, permission, hands and process agree."""
        return frozenset(act for act in self.page.moves if self._is_open(act))

    def _is_open(self, act: str) -> bool:
        if wants_hands(act, self.dossier) and not self.is_in_my_hands:
            return False
        if act == "take":
            return not self._offered("assign")
        if act == "extend":
            version = self.dossier.procedure_version
            allowed = version.settings_data.get("extension_allowed") is not False
            again = self.dossier.extension_count or self.dossier.is_in_correction
            return allowed and not again
        if act == "ask_tax":
            return procedures.financial_duty(version=self.dossier.procedure_version) is not None
        if act == "finish_consultation":
            waiting = [row for row in self.asked if row.answered_at is None]
            return not any(row.is_council or row.due_at > self.now for row in waiting)
        if act == "call_council":
            return self._offered(act) or self.is_off_the_agenda
        if act in {"issue", "issue_refusal"}:
            return act == "issue"
        return act not in DEMANDED or not self._knows(act) or self._offered(act)

    @property
    def is_in_my_hands(self) -> bool:
        """Tell whether nobody else holds it."""
        mine = {self.actor.id, self.actor.delegated_by}
        return self.dossier.assignee is None or self.dossier.assignee in mine

    def _offered(self, act: str) -> bool:
        key = PROCESS_KEYS[act]
        return any(move.key == key for step in self.open_steps for move in step.step.moves)

    def _knows(self, act: str) -> bool:
        process = self.page.process
        if process is None or not process.is_running:
            return False
        steps = process.version.definition.steps.values()
        return any(move.key == PROCESS_KEYS[act] for step in steps for move in step.moves)

    @cached_property
    def offers(self) -> list[Offer]:
        """Return the buttons, what the step waits for first."""
        found = [offer for act, offer in OFFERS.items() if act in self.acts]
        return sorted(found, key=lambda one: one.act in BESIDE and not self._offered(one.act))

    @property
    def first_offers(self) -> list[Offer]:
        """Return the three that stand on the page, what the step waits for last and primary."""
        return list(reversed(self.offers[:3]))

    @property
    def may_write(self) -> bool:
        """Tell whether notes and messages are the actor's to write."""
        dossier = self.dossier
        return (
            self.actor.may(P.RECEIVE, unit_id=dossier.receiving_unit_id)
            or self.actor.may(P.APPRAISE, unit_id=dossier.resolving_unit_id)
            or self.actor.may(P.ASSIGN, unit_id=dossier.resolving_unit_id)
            or (
                self.actor.agency_id == dossier.resolving_agency_id
                and self.actor.unit_id is not None
                and self.actor.may(P.ASSIGN, unit_id=self.actor.unit_id)
            )
        )

    @property
    def is_off_the_agenda(self) -> bool:
        """Tell whether it waits for a council whose sitting was called off."""
        return any(
            row.is_council and row.answered_at is None and not hasattr(row, "council_case")
            for row in self.asked
        )

    @cached_property
    def to_answer(self) -> list[Consultation]:
        """Return the questions put to the actor's unit, or his agency's, that wait for him."""
        return [
            row
            for row in self.asked
            if row.answered_at is None
            and self.dossier.state == DossierState.CONSULTING
            and may_answer(self.actor, row)
        ]

    # --- where it stands

    @property
    def open_steps(self) -> list[StepInstance]:
        """Return the steps that wait now."""
        return [step for step in self.page.steps if step.state == "open"]

    @cached_property
    def flow(self) -> list[FlowStep]:
        """Return the way from the counter back to it: past, present, still to come."""
        return way_of(self.dossier, self.page.process, self.page.steps)

    @property
    def step_number(self) -> int:
        """Return which step it is at, counted from one; all of them when it has ended."""
        for number, step in enumerate(self.flow, 1):
            if step.state == "now":
                return number
        return len(self.flow)

    @property
    def step_name(self) -> str:
        """Return the name of the step it is at."""
        return next((step.name for step in self.flow if step.state == "now"), "")

    @property
    def step_left(self) -> str:
        """Return what is left of the step's own time."""
        due = self.dossier.step_due_at
        if due is None or not self.dossier.clock_runs:
            return ""
        agency_id = self.dossier.resolving_agency_id
        return say_remaining(remaining(due_at=due, agency_id=agency_id, now=self.now))

    @property
    def dossier_left(self) -> str:
        """Return what is left of the promised time."""
        return self.left if self.dossier.clock_runs else ""

    @property
    def correction_left(self) -> str:
        """Return what is left of the time in which a wrong result is to be made right."""
        due = self.dossier.correction_due_at
        if due is None or not self.dossier.is_in_correction:
            return ""
        agency_id = self.dossier.resolving_agency_id
        return say_remaining(remaining(due_at=due, agency_id=agency_id, now=self.now))

    @property
    def is_late(self) -> bool:
        """Tell whether the promised time has passed."""
        return self.dossier.is_late(self.now)

    # --- what is there

    @property
    def may_seal_scans(self) -> bool:
        """Tell whether signed scans wait for the seal that the actor may put on them."""
        is_own = self.dossier.resolving_agency_id == self.actor.agency_id
        return (
            is_own
            and may_seal_scans(self.actor)
            and any(row.is_to_seal for row in self.page.attachments)
        )

    @property
    def may_unmask(self) -> bool:
        """Tell whether identity numbers may be read in full, the reading being kept."""
        holds = self.actor.id is not None and self.dossier.assignee == self.actor.id
        return holds or self.actor.may(IdentityPermission.UNMASK_NUMBERS)

    @cached_property
    def shown_papers(self) -> list[ShownPaper]:
        """Return everything the left column lists, the form first, the draft last."""
        found = []
        if self.summary:
            found.append(
                ShownPaper(
                    key="to-khai",
                    title=_("Tờ khai"),
                    detail=_("điền trên hệ thống"),
                    kind="done",
                    title_is_data=False,
                )
            )
        found += [
            ShownPaper(
                key=f"gt-{row.pk}",
                title=line.component.name,
                detail=line.detail,
                kind="done" if line.checked_as == "ok" else "run",
                file=row.file,
            )
            for line in self.components
            for row in line.attachments
        ]
        found += [
            ShownPaper(
                key=f"kq-{row.pk}",
                title=result_title(row),
                detail=result_detail(row),
                kind="done" if row.sealed_at else "soon",
                file=row.final_file or row.signed_file or row.draft_file,
                title_is_data=False,
            )
            for row in self.page.results
        ]
        return found

    def paper_at(self, key: str) -> ShownPaper | None:
        """Return the chosen paper; the first one without a choice."""
        shown = self.shown_papers
        return next((paper for paper in shown if paper.key == key), shown[0] if shown else None)

    @property
    def result(self) -> Result | None:
        """Return the result in hand: the newest that still stands."""
        rows = [row for row in self.page.results if row.withdrawn_at is None]
        return rows[-1] if rows else None

    @cached_property
    def annexes(self) -> list[ResultAnnex]:
        """Return the files that go with the result in hand."""
        return annexes_of(self.result)

    @cached_property
    def seal_act(self) -> "SealAct | None":
        """Return the clerk's act on the result: a number without a seal is retried from here."""
        result = self.result
        if result is None or result.signing_item is None:
            return None
        return signing.seal_act_of(item_uid=result.signing_item)

    @property
    def asked(self) -> Sequence[Consultation]:
        """Return the opinions asked for."""
        return self.page.consultations

    @property
    def opinions(self) -> list[tuple[Consultation, str]]:
        """Return the opinions asked for, each with the agency's name."""
        return [(row, self.page.agency_names.get(row.agency_id, "")) for row in self.asked]

    @property
    def field_check(self) -> FieldCheck | None:
        """Return the visit that is not recorded yet."""
        waiting = (row for row in self.page.field_checks if row.recorded_at is None)
        return next(waiting, None)

    @cached_property
    def obligation(self) -> Obligation | None:
        """Return the money that is owed elsewhere and not yet paid."""
        if self.dossier.state != DossierState.FIN_OBLIGATION:
            return None
        return self.dossier.obligations.filter(settled_at__isnull=True).first()

    @cached_property
    def tax_lines(self) -> list[SlipLine]:
        """Return what a tax agency was asked and answered, the newest first."""
        return slips_of(self.dossier, at=self.now)

    @property
    def sheets(self) -> list[InternalNote]:
        """Return the appraisal sheets, the newest first."""
        return [row for row in reversed(self.page.notes) if row.kind == "appraisal"]

    @property
    def colleagues_notes(self) -> list[InternalNote]:
        """Return what colleagues wrote, the newest first."""
        return [row for row in reversed(self.page.notes) if row.kind == "note"]

    @cached_property
    def timeline(self) -> list[TimelineLine]:
        """Return what happened, the newest first, as officers read it."""
        return lines_of(self.page.timeline)[::-1]

    # --- to whom

    @cached_property
    def officials(self) -> list[Official]:
        """Return to whom the dossier can be given, those with the least in hand first."""
        return officials_of(unit_id=self.dossier.resolving_unit_id)

    @cached_property
    def signers(self) -> list[Official]:
        """Return the leaders of the agency who may sign, once each."""
        lines = identity.accounts_in(agency_id=self.dossier.resolving_agency_id, permission=P.SIGN)
        units = organization.unit_names({line.unit_id for line in lines if line.unit_id})
        once = {
            line.uid: Official(
                uid=line.uid, name=line.name, unit=units.get(line.unit_id or 0, ""), load=0, late=0
            )
            for line in lines
        }
        return list(once.values())

    @cached_property
    def likely_signer(self) -> Official | None:
        """Return whom the draft names as its signer, or the only one there is; None when unsure."""
        named = "" if self.result is None else str(from_json(self.result.data).get("signer", ""))
        found = [one for one in self.signers if one.name == named] or self.signers
        return found[0] if len(found) == 1 else None
