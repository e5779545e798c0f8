"""Problem details (RFC 9457): how a refusal looks to a machine."""

from typing import TypedDict

from tinhso.kernel.errors import Conflict, DomainError

PROBLEM_TYPE = "application/problem+json"


class Stands(TypedDict):
    """One thing that a newer version says: its label and its words."""

    label: str
    words: str


class Problem(TypedDict, total=False):
    """The members of a problem document; `errors` maps a field to its sentence.

    Where somebody was quicker, `version` is the one to name when the same is sent again, and `now`
    what it says or what changed.
    """

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: dict[str, str]
    version: int
    now: list[Stands]


def problem_of(error: DomainError) -> Problem:
    """Return the problem document of a refusal, worded in the active language."""
    problem = Problem(
        type=f"urn:tinhso:problem:{error.code}",
        title=str(error.title),
        status=error.status,
        detail=str(error.message),
        code=error.code,
    )
    if error.fields:
        problem["errors"] = {name: str(text) for name, text in error.fields.items()}
    if isinstance(error, Conflict) and error.now is not None:
        problem["version"] = error.now.version
        problem["now"] = [Stands(label=str(label), words=words) for label, words in error.now.lines]
    return problem
