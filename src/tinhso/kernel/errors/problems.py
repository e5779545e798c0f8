"""Problem details (RFC 9457): how a refusal looks to a machine."""

from typing import TypedDict

from tinhso.kernel.errors import DomainError

PROBLEM_TYPE = "application/problem+json"


class Problem(TypedDict, total=False):
    """The members of a problem document; `errors` maps a field to its sentence."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: dict[str, str]


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
    return problem
