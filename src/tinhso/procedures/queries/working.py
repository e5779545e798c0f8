"""What a version says of one dossier: its form, case, papers, term, fee, result and process."""

from collections.abc import Mapping
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.kernel.calendar import DueDate, due_for
from tinhso.kernel.eforms import FormSpec
from tinhso.kernel.workflow.definition import Definition
from tinhso.kernel.workflow.expressions import holds
from tinhso.procedures import rules
from tinhso.procedures.models import ProcedureVersion
from tinhso.procedures.parts import Case, Component, FeeRule, ResultKind, TermRule
from tinhso.procedures.queries.linking import received_results


def form_of(*, version: ProcedureVersion) -> FormSpec | None:
    """Return the electronic form of a version, or None when it is only described."""
    return version.form


def process_of(*, version: ProcedureVersion) -> Definition | None:
    """Return the process of a version, or None when it is only described."""
    return None if version.process_data is None else Definition.from_data(version.process_data)


def case_for(
    *, version: ProcedureVersion, answers: Mapping[str, object], on: date | None = None
) -> Case | None:
    """Return the case that the answers of the form choose; the first that holds wins."""
    today = on or timezone.localdate()
    for case in version.cases:
        if case.when is None or holds(case.when, answers, today=today):
            return case
    return None


def components_for(
    *, version: ProcedureVersion, answers: Mapping[str, object], on: date | None = None
) -> tuple[Component, ...]:
    """Return the papers these answers call for, required or not."""
    today = on or timezone.localdate()
    return tuple(
        component
        for component in version.components
        if component.when is None or holds(component.when, answers, today=today)
    )


def component_names(version: ProcedureVersion) -> dict[str, str]:
    """Return what each paper of a version is called, by its key; a sister part's result too."""
    asked = {component.key: component.name for component in version.components}
    return received_results(version=version) | asked


def other_component(*, version: ProcedureVersion, key: str) -> Component:
    """Return the line of what a procedure does not ask for: a sister part's result, others."""
    name = received_results(version=version).get(key) or _("Giấy tờ khác")
    return Component.from_data({"key": key, "name": name})


def term_for(*, version: ProcedureVersion, channel: str, case: str = "") -> TermRule | None:
    """Return how long the agency may take for this channel and case."""
    return rules.term_for(version.terms, channel=channel, case=case)


def fee_for(*, version: ProcedureVersion, channel: str, case: str = "") -> FeeRule | None:
    """Return what it costs for this channel and case; an unknown amount is None, never free."""
    return rules.fee_for(version.fees, channel=channel, case=case)


def amount_due(
    *, version: ProcedureVersion, channel: str, answers: Mapping[str, object], case: str = ""
) -> int | None:
    """Return what these answers cost in đồng; None when it is not known here, 0 when it is free.

    Exemptions are shown, never guessed: the desk decides them with the proof in its hands.
    """
    rule = fee_for(version=version, channel=channel, case=case)
    return None if rule is None else rules.amount_of(rule, answers)


def result_for(*, version: ProcedureVersion, case: str = "") -> ResultKind | None:
    """Return the kind of result with which a case ends; None when the procedure has none."""
    return rules.result_for(version.results, case=case)


def promise(
    *,
    version: ProcedureVersion,
    channel: str,
    start: datetime,
    agency_id: int | None = None,
    case: str = "",
) -> DueDate | None:
    """Return when a dossier accepted at `start` is due, with its reckoning; None when unknown."""
    rule = term_for(version=version, channel=channel, case=case)
    term = rule.term if rule is not None else None
    return None if term is None else due_for(start=start, term=term, agency_id=agency_id)
