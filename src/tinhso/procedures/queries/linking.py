"""What a version says of its linked parts."""

from tinhso.procedures.linked import LinkedPart, parts_in
from tinhso.procedures.models import ProcedureVersion
from tinhso.procedures.parts import ResultKind
from tinhso.procedures.standard import standard_process


def linked_parts(*, version: ProcedureVersion) -> tuple[LinkedPart, ...]:
    """Return the parts of a linked procedure, the lead's own first; none for any other."""
    return parts_in(version.settings_data)


def linked_part(*, version: ProcedureVersion, key: str) -> LinkedPart | None:
    """Return one part by its key."""
    return next((part for part in linked_parts(version=version) if part.key == key), None)


def part_result(*, version: ProcedureVersion, part: LinkedPart) -> ResultKind | None:
    """Return the kind of result with which a part ends."""
    return next((kind for kind in version.results if kind.code == part.result), None)


def part_process(*, part: LinkedPart) -> dict[str, object]:
    """Return the process another agency runs its part on: the plain one, in the part's hours."""
    return standard_process(part.working_hours)
