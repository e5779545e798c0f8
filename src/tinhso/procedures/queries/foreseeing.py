"""What versions in force foresee."""

from datetime import date

from tinhso.procedures.models import ProcedureVersion
from tinhso.procedures.proactive import Proactive, proactive_in
from tinhso.procedures.queries.catalogue import versions_in_force


def proactive_of(*, version: ProcedureVersion) -> Proactive | None:
    """Return what a version foresees, or None."""
    return proactive_in(version.settings_data)


def foreseeing(*, on: date) -> list[tuple[ProcedureVersion, Proactive]]:
    """Return the versions in force that do something before anybody asks, by code."""
    rows = versions_in_force(on=on).filter(settings_data__has_key="proactive")
    found = ((version, proactive_of(version=version)) for version in rows)
    return [(version, proactive) for version, proactive in found if proactive is not None]
