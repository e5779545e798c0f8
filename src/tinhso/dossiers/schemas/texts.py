"""Texts and answers as a machine may send them: bounded, and storable in every database."""

import re
from typing import Annotated, Final

from pydantic import AfterValidator, Field, JsonValue

MOST_ANSWERS: Final = 500
DEEPEST: Final = 8
_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """Refuse what no database keeps: NUL and halves of a pair."""
    if _UNSTORABLE.search(text):
        raise ValueError("holds a character that cannot be kept")
    return text


def storable_answers(answers: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """Refuse answers that are nested too deep or hold what cannot be kept."""
    if len(answers) > MOST_ANSWERS:
        raise ValueError(f"holds more than {MOST_ANSWERS} answers")
    _look(answers, depth=0)
    return answers


def _look(value: JsonValue, *, depth: int) -> None:
    if depth > DEEPEST:
        raise ValueError("is nested too deep")
    if isinstance(value, str):
        storable(value)
    elif isinstance(value, list):
        for one in value:
            _look(one, depth=depth + 1)
    elif isinstance(value, dict):
        for key, one in value.items():
            storable(key)
            _look(one, depth=depth + 1)


Storable = AfterValidator(storable)
Key = Annotated[str, Field(max_length=64), Storable]
"""A stable key: a component, a field, a reason, a step."""
Line = Annotated[str, Field(max_length=200), Storable]
"""One line somebody typed."""
Words = Annotated[str, Field(min_length=1, max_length=2000), Storable]
"""Some sentences that must be there."""
OptionalWords = Annotated[str, Field(max_length=2000), Storable]
"""Some sentences that may be left out."""
AnswersIn = Annotated[dict[str, JsonValue], AfterValidator(storable_answers)]
"""Answers of a form by its field keys; `kernel.eforms` makes them canonical."""
Version = Annotated[int, Field(ge=0, le=2**31 - 1)]
"""The version of the dossier or draft the caller has read."""
