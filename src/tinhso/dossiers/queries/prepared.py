"""Who prepared a result and who checked it: what its signer is told before he reads it."""

from typing import Final

from tinhso.dossiers.models import Dossier, InternalNote, Result
from tinhso.identity import queries as identity
from tinhso.kernel.actors import Actor

MOST_NAMED: Final = 3
LONGEST: Final = 200
"""Characters that the signing queue keeps of each."""


def who_prepared(*, dossier: Dossier, result: Result, submitter: Actor) -> tuple[str, str]:
    """Return who drafted a result, and who checked it before it goes to its signer.

    Checked have those who wrote an appraisal sheet of the dossier (118/2025 Art. 19(2)), the last
    first, and whoever puts before the leader what another drafted. One who appraised what he
    drafted himself is named as both: so the signer sees that nobody else looked.
    """
    sheets = InternalNote.objects.filter(dossier=dossier, kind="appraisal").order_by("-pk")
    checked = list(sheets.exclude(by_name="").values_list("by_name", flat=True))
    drafter = submitter.name
    if result.drafted_by is not None and result.drafted_by != submitter.id:
        drafter = identity.account_names([result.drafted_by]).get(result.drafted_by, "")
        checked = [submitter.name, *checked]
    named = list(dict.fromkeys(checked))[:MOST_NAMED]
    return drafter[:LONGEST], ", ".join(named)[:LONGEST]
