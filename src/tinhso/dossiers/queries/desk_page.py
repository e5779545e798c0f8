"""What the desk reads beside its list: one dossier, what accepting it would promise, its papers."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from tinhso.dossiers.models import (
    Attachment,
    BankCall,
    Complaint,
    Dossier,
    Obligation,
    PaperConversion,
    Party,
    PartyKind,
    PartyRole,
    PostItem,
    PostWish,
    Result,
    SupplementRequest,
)
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.conversions import conversions_of
from tinhso.dossiers.queries.desk_components import ComponentLine
from tinhso.dossiers.queries.fees import (
    FeePage,
    Transfer,
    calls_about,
    collector_of,
    fee_page,
    transfer_for,
)
from tinhso.dossiers.queries.given_papers import OfficialPaper, official_papers
from tinhso.dossiers.queries.page import DossierPage, may_be_stopped, promise_for
from tinhso.dossiers.queries.post import item_on_way, may_wish, open_item, wish_of
from tinhso.dossiers.rules.answers import FORM_COMPONENTS, from_json, plain
from tinhso.dossiers.rules.states import (
    END_STATES,
    STOPPABLE,
    WITH_RESULT,
    DossierState,
    FiledAt,
    Form,
)
from tinhso.kernel import files
from tinhso.kernel.actors import Actor
from tinhso.kernel.calendar import explain, lines_from_text, remaining, say_moment, say_remaining
from tinhso.kernel.registry.holdings import restricted
from tinhso.procedures import queries as procedures

if TYPE_CHECKING:
    from tinhso.kernel.eforms import SummarySection

MOST_OTHERS = 5


@dataclass(frozen=True, kw_only=True)
class OtherDossier:
    """Another open dossier of the same person."""

    uid: str
    name: str
    number: str


@dataclass(frozen=True)
class DeskPage:
    """One dossier as the desk reads it; what costs a query is asked when it is shown."""

    page: DossierPage
    actor: Actor
    now: datetime = field(default_factory=timezone.now)

    @property
    def dossier(self) -> Dossier:
        """The dossier itself."""
        return self.page.dossier

    @cached_property
    def answers(self) -> dict[str, object]:
        """Return the canonical answers."""
        return from_json(self.dossier.answers)

    @cached_property
    def owner(self) -> Party | None:
        """Return whose dossier it is."""
        return self._party(PartyRole.OWNER)

    @cached_property
    def written_complaints(self) -> list[Complaint]:
        """Return the complaints this officer wrote down: he prints their receipts, no more."""
        if self.actor.id is None:
            return []
        return list(self.dossier.complaints.filter(taken_by=self.actor.id).order_by("made_at"))

    @cached_property
    def was_lost(self) -> bool:
        """Tell whether its paper was lost or damaged, so that it can be made anew."""
        return self.dossier.incidents.exists()

    @cached_property
    def submitter(self) -> Party | None:
        """Return who handed it in, when it is another."""
        return self._party(PartyRole.REPRESENTATIVE) or self._party(PartyRole.SUBMITTER)

    @property
    def who_comes(self) -> str:
        """Return who usually comes for the result: the owner, or the person who stands for him.

        A company sends somebody; where nobody is known who may come for it, the desk asks.
        """
        owner, other = self.owner, self.submitter
        if owner is None or owner.kind == PartyKind.CITIZEN:
            return self.dossier.owner_name
        if other is None or other.ended_at is not None or other.kind != PartyKind.CITIZEN:
            return ""
        return other.name

    def _party(self, role: str) -> Party | None:
        return next((row for row in self.page.parties if row.role == role), None)

    @cached_property
    def restriction(self) -> str:
        """Return why the use of somebody's data is restricted; empty when nobody's is."""
        people = {row.person_id for row in self.page.parties if row.person_id is not None}
        return "; ".join(dict.fromkeys(restricted(people).values()))

    @property
    def subject(self) -> str:
        """Return whom it is about, where the form names another person than the owner."""
        key = self.dossier.procedure_version.settings_data.get("subject_field")
        name = str(self.answers.get(str(key), "") or "")
        return "" if name == self.dossier.owner_name else name

    @property
    def resolving(self) -> str:
        """Return who resolves it."""
        return self.page.agency_names.get(self.dossier.resolving_agency_id, "")

    @property
    def receiving(self) -> str:
        """Return the desk."""
        return self.page.unit_names.get(self.dossier.receiving_unit_id, "")

    @property
    def monitoring(self) -> str:
        """Return the competent agency's own desk, where another one takes in."""
        return self.page.unit_names.get(self.dossier.monitoring_unit_id or 0, "")

    @property
    def support(self) -> str:
        """Return who helped to file."""
        return self.page.agency_names.get(self.dossier.support_agency_id or 0, "")

    @property
    def is_watched(self) -> bool:
        """Tell whether the actor's desk only watches: another takes in and returns."""
        unit_id = self.dossier.monitoring_unit_id
        is_own = unit_id == self.dossier.receiving_unit_id  # both came to one desk by a merger
        return unit_id is not None and not is_own and self.actor.may(P.RECEIVE, unit_id=unit_id)

    @cached_property
    def promise(self) -> str:
        """Return what accepting it at this moment would promise, in words."""
        due = promise_for(dossier=self.dossier, at=self.now)
        return say_moment(due.at) if due is not None else ""

    @cached_property
    def reckoning(self) -> list[str]:
        """Return why: line by line; of the promise already given once it is accepted."""
        if self.dossier.due_lines:
            return explain(lines_from_text(self.dossier.due_lines))
        due = promise_for(dossier=self.dossier, at=self.now)
        return explain(due.lines) if due is not None else []

    @property
    def left(self) -> str:
        """Return what is left of the hours to answer, or of the promised time."""
        due_at = self.due_at
        if due_at is None:
            return ""
        agency_id = self.dossier.receiving_agency_id
        return say_remaining(remaining(due_at=due_at, agency_id=agency_id, now=self.now))

    @property
    def due_at(self) -> datetime | None:
        """Return the time that presses now: the answer's, then the promise's, or a correction's."""
        if self.dossier.state == "submitted":
            return self.dossier.answer_due_at
        if self.dossier.is_in_correction:
            return self.dossier.correction_due_at
        return self.dossier.due_at if self.dossier.clock_runs else None

    @cached_property
    def fees(self) -> FeePage:
        """Return what it costs and what was paid; unknown is never said to be free."""
        return fee_page(self.dossier)

    @cached_property
    def unapplied(self) -> list[BankCall]:
        """Return the money a bank told of that fits nothing owed; asked where something was."""
        return calls_about(self.dossier) if self.fees.charges else []

    @cached_property
    def obligation(self) -> Obligation | None:
        """Return what is to be paid elsewhere while the time stands still."""
        if self.dossier.state != DossierState.FIN_OBLIGATION:
            return None
        owed = self.dossier.obligations.filter(settled_at__isnull=True)
        return owed.select_related("sent_proof_file", "tax_notice").first()

    @property
    def may_handle_money(self) -> bool:
        """Tell whether the actor says what was done with such money."""
        return self.actor.may(P.RECONCILE)

    @cached_property
    def transfer(self) -> Transfer | None:
        """Return how somebody at the counter sends the money by his telephone."""
        due = self.fees.due
        if due is None:
            return None
        return transfer_for(due, agency_id=collector_of(self.dossier))

    @property
    def claim_url(self) -> str:
        """Return where the proof of a claimed exemption is seen."""
        due = self.fees.due
        return files.file_url(due.claim_file) if due is not None and due.claim_file else ""

    @cached_property
    def components(self) -> list[ComponentLine]:
        """Return every paper these answers call for, in the procedure's order, then what else came.

        A dossier brought in may have papers whose kind the old system did not say.
        """
        version = self.dossier.procedure_version
        has_form = procedures.form_of(version=version) is not None
        put_in: dict[str, list[Attachment]] = {}
        for row in self.page.attachments:
            put_in.setdefault(row.component_key, []).append(row)
        wanted = procedures.components_for(version=version, answers=self.answers)
        extra = [c for c in version.components if c.key in put_in and c not in wanted]
        known = {component.key for component in version.components}
        extra += [
            procedures.other_component(version=version, key=key)
            for key in put_in
            if key not in known
        ]
        return [
            ComponentLine(
                component=component,
                attachments=put_in.get(component.key, []),
                is_form=has_form and component.key in FORM_COMPONENTS,
            )
            for component in [*wanted, *extra]
        ]

    @property
    def missing(self) -> int:
        """Return how many papers are owed and not there."""
        return sum(line.is_missing for line in self.components)

    @cached_property
    def summary(self) -> "list[SummarySection]":
        """Return the answers in words, identity numbers masked."""
        spec = procedures.form_of(version=self.dossier.procedure_version)
        return spec.summary(spec.masked(plain(self.answers))) if spec is not None else []

    @cached_property
    def whole_summary(self) -> "list[SummarySection]":
        """Return the answers with identity numbers in full; `unmask_dossier` comes first."""
        spec = procedures.form_of(version=self.dossier.procedure_version)
        return spec.summary(plain(self.answers)) if spec is not None else []

    @cached_property
    def others(self) -> list[OtherDossier]:
        """Return other open dossiers of the same people that the actor sees."""
        ids = [row.person_id for row in self.page.parties if row.person_id is not None]
        hashes = [row.identity_hash for row in self.page.parties if row.identity_hash]
        same = Party.objects.filter(Q(person_id__in=ids) | Q(identity_hash__in=hashes))
        rows = (
            Dossier.objects.visible_to(self.actor)
            .filter(pk__in=same.values("dossier_id"))
            .exclude(pk=self.dossier.pk)
            .exclude(state__in=END_STATES)
            .order_by("-arrived_at")
            .values_list("uid", "procedure_version__name", "code", "submission_number")
        )
        return [
            OtherDossier(uid=str(uid), name=name, number=code or submitted)
            for uid, name, code, submitted in rows[:MOST_OTHERS]
        ]

    @cached_property
    def official_papers(self) -> list[OfficialPaper]:
        """Return the forms of the one-stop desk made for it, each as it was made last."""
        return official_papers(dossier=self.dossier, papers=self.page.papers, actor=self.actor)

    @property
    def open_supplement(self) -> SupplementRequest | None:
        """Return the request the applicant has not answered yet."""
        waiting = (s for s in self.page.supplements if not s.answered_at and not s.closed_at)
        return next(waiting, None)

    @property
    def may_close(self) -> bool:
        """Tell whether the days for completing the dossier are over."""
        asked = self.open_supplement
        return asked is not None and asked.close_at is not None and asked.close_at <= self.now

    @property
    def open_stop(self) -> object | None:
        """Return the wish to stop that waits for an answer."""
        return next((row for row in self.page.stop_requests if row.decided_at is None), None)

    @property
    def why_ended(self) -> str:
        """Return why the applicant took it back or had it stopped, as he said it."""
        if self.dossier.state not in {DossierState.WITHDRAWN, DossierState.STOPPED}:
            return ""
        granted = [row for row in self.page.stop_requests if row.is_granted]
        return granted[-1].reason if granted else ""

    @property
    def may_wish_stop(self) -> bool:
        """Tell whether a wish to stop that comes to the counter is to be written down here."""
        dossier = self.dossier
        return (
            self.open_stop is None
            and dossier.state in STOPPABLE
            and dossier.filed_at != FiledAt.NATIONAL
            and may_be_stopped(dossier)
        )

    @cached_property
    def post_wish(self) -> PostWish | None:
        """Return where somebody wants the paper result sent."""
        return wish_of(self.dossier)

    @property
    def may_wish_post(self) -> bool:
        """Tell whether the paper result may still be sent by post."""
        return may_wish(self.dossier)

    @property
    def being_mended(self) -> Result | None:
        """Return the wrong result in whose place a right one is made; it says what is wrong."""
        return self.page.being_mended

    @property
    def sealed(self) -> Result | None:
        """Return the result that may be handed over."""
        valid = [r for r in self.page.results if r.sealed_at and not r.withdrawn_at]
        return valid[-1] if valid else None

    @cached_property
    def conversions(self) -> list[PaperConversion]:
        """Return the papers made of its results, the newest first; asked once it has one."""
        has_result = any(result.sealed_at for result in self.page.results)
        return conversions_of(self.dossier) if has_result else []

    @property
    def converted_copies(self) -> int:
        """Return how many paper copies were made in all."""
        return sum(row.copies for row in self.conversions)

    @property
    def may_return(self) -> bool:
        """Tell whether the officer hands out results of this dossier."""
        return self.actor.may(P.RETURN_RESULT, unit_id=self.dossier.receiving_unit_id)

    @cached_property
    def on_way(self) -> PostItem | None:
        """Return under what the result goes out, while its carrier has not said how it fared."""
        if self.dossier.state not in WITH_RESULT:
            return None
        return item_on_way(self.dossier)

    @cached_property
    def on_list(self) -> PostItem | None:
        """Return under what the result stands on a list for the post, gone already or not."""
        return open_item(self.dossier)

    @cached_property
    def apology(self) -> OfficialPaper | None:
        """Return the letter that said sorry and named another day."""
        return next((one for one in self.official_papers if one.paper.form == Form.APOLOGY), None)
