"""A catalogue for tests of this room and those above."""

from tinhso.kernel.actors import system_actor
from tinhso.procedures.content import source_records
from tinhso.procedures.models import ProcedureVersion
from tinhso.procedures.parts import text_of
from tinhso.procedures.services import Imported, import_catalogue

CODES = tuple(text_of(record, "code") for record in source_records())
"""All procedures of the catalogue."""


def load_catalogue(*codes: str) -> Imported:
    """Load these procedures, or the whole catalogue, as the first start does."""
    return import_catalogue(actor=system_actor("procedures.import"), only=codes)


def newest_version(code: str) -> ProcedureVersion:
    """Return the newest version of a procedure."""
    rows = ProcedureVersion.objects.select_related("procedure", "procedure__field")
    return rows.filter(procedure__code=code).order_by("-effective_from")[0]


def forbid_stops(version_id: int) -> None:
    """Let a version's law forbid that the applicant stops it on the way."""
    ProcedureVersion.objects.filter(pk=version_id).update(stop_allowed=False)
