"""What a version says of its linked parts."""

from collections.abc import Mapping
from types import MappingProxyType

from tinhso.procedures.linked import LinkedPart, in_order, longest_way, parts_in, places_of
from tinhso.procedures.models import ProcedureVersion
from tinhso.procedures.parts import ResultKind
from tinhso.procedures.standard import standard_process

RESULT_OF = "ket_qua/"
"""How the key of a paper begins that is another part's result; the part's own key follows."""


def linked_parts(
    *, version: ProcedureVersion, order: Mapping[str, int] = MappingProxyType({})
) -> tuple[LinkedPart, ...]:
    """Return the parts of a linked procedure, the lead's own first; none for any other.

    `order` says at which turn a desk lets each begin, where it said so.
    """
    return in_order(parts_in(version.settings_data), order)


def turns_of(*, version: ProcedureVersion) -> dict[str, int]:
    """Return at which turn each part can begin at the earliest, the lead's own at the first."""
    return places_of(linked_parts(version=version))


def linked_part(*, version: ProcedureVersion, key: str) -> LinkedPart | None:
    """Return one part by its key."""
    return next((part for part in linked_parts(version=version) if part.key == key), None)


def part_result(*, version: ProcedureVersion, part: LinkedPart) -> ResultKind | None:
    """Return the kind of result with which a part ends."""
    return next((kind for kind in version.results if kind.code == part.result), None)


def part_process(*, part: LinkedPart) -> dict[str, object]:
    """Return the process another agency runs its part on: the plain one, in the part's hours."""
    return standard_process(part.working_hours)


def result_key(*, part: str) -> str:
    """Return the key of a part's result among the papers of a part that waited for it."""
    return f"{RESULT_OF}{part}"


def received_results(*, version: ProcedureVersion) -> dict[str, str]:
    """Return what the results are called that parts hand each other, by the key of such a paper."""
    named = (
        (part, part_result(version=version, part=part)) for part in linked_parts(version=version)
    )
    return {
        result_key(part=part.key): kind.name if kind is not None else part.name
        for part, kind in named
    }


def hours_in_order(*, version: ProcedureVersion, order: Mapping[str, int]) -> int:
    """Return the working hours of the longest chain of parts in a desk's order."""
    return longest_way(linked_parts(version=version, order=order)) or 0
