"""The committed description of the API is the one the house gives out."""

import json
from collections import Counter
from collections.abc import Iterator

import pytest
from django.test import Client
from pydantic import BaseModel

from tools.openapi import FILE, described


def kinds(of: type[BaseModel]) -> Iterator[str]:
    """Yield the names of the house's own kinds of bodies and answers, each class once."""
    for one in of.__subclasses__():
        if one.__module__.startswith("tinhso."):
            yield one.__name__
        yield from kinds(one)


def test_no_two_rooms_give_their_bodies_or_answers_one_name() -> None:
    described()

    assert [name for name, many in Counter(kinds(BaseModel)).items() if many > 1] == []


def test_the_committed_description_is_what_the_code_says() -> None:
    assert FILE.read_text() == described(), "run python -m tools.openapi write"


@pytest.mark.django_db
def test_anybody_may_read_the_description() -> None:
    given = Client().get("/api/v1/openapi.json").json()

    assert given["openapi"] == "3.1.0"
    assert set(given["paths"]) == set(json.loads(FILE.read_text())["paths"])


def test_every_operation_says_what_it_does_and_bounds_its_numbers() -> None:
    described_now = json.loads(described())
    operations = [
        (method, path, operation)
        for path, methods in described_now["paths"].items()
        for method, operation in methods.items()
    ]

    silent = [f"{m} {p}" for m, p, o in operations if not o.get("description")]
    unbounded = [
        f"{m} {p} {q['name']}"
        for m, p, o in operations
        for q in o.get("parameters", [])
        if q["schema"].get("type") == "integer" and "maximum" not in q["schema"]
    ]

    assert silent == []
    assert unbounded == []
    assert len({o["operationId"] for _m, _p, o in operations}) == len(operations)
