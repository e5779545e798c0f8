"""A load run: asks pace themselves, matters go on as they are answered, and faults are told."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO
from typing import Any

import pytest

from tinhso.config import loading
from tinhso.config.load_browsers import Session
from tinhso.config.loading import Plan, Run
from tinhso.kernel.registry.loading import Ask, Told, Walk


@dataclass
class Matters:
    """A room whose matters are two acts long, and which proves what it is told to."""

    password = "x"  # nobody signs in
    logins: Sequence[str] = ("somebody",)
    faults: list[str] = field(default_factory=list)
    done: list[tuple[str, int]] = field(default_factory=list)

    def read(self) -> Ask:
        return Ask(name="look", login="somebody", path="/")

    def walks(self, count: int) -> list[Walk]:
        return [self._matter() for _ in range(100 * count)]

    def _matter(self) -> Walk:
        told = yield Ask(name="make", login="somebody", path="/make", body={})
        self.done.append(("make", told.status))
        told = yield Ask(name="change", login="somebody", path="/change", body={})
        self.done.append(("change", told.status))

    def prove(self) -> Iterator[str]:
        yield from self.faults


class Answers:
    """A house that answers at once, by the name of what is asked."""

    statuses: Mapping[str, int] = {"make": 201, "change": 200, "look": 200}

    def __init__(self, *_given: Any) -> None:
        """Stand in for a connection."""

    def send(self, ask: Ask) -> Told:
        return Told(self.statuses[ask.name], {})

    def close(self) -> None:
        """Nothing is open."""


@pytest.fixture(autouse=True)
def _answered_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "Browser", Answers)


def after(plan: Plan, matters: Matters) -> Run:
    run = Run(plan, matters)
    run.ask_all(0, {"somebody": Session()})
    return run


def test_a_third_writes_and_matters_go_on_to_their_end() -> None:
    matters = Matters()

    run = after(Plan(rate=10_000, seconds=0.01195, threads=2), matters)

    assert len(run.whole.milliseconds) == 120
    assert run.written == 40
    assert {("make", 201), ("change", 200)} == set(matters.done)
    made, changed = (len(run.lines[name].milliseconds) for name in ("make", "change"))
    assert made + changed == 40
    assert changed <= made


def test_what_is_wrong_fails_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = Plan(rate=10_000, seconds=0.00145, threads=1)
    whole, faulty = after(plan, Matters()), after(plan, Matters(faults=["x was lost"]))
    monkeypatch.setattr(Answers, "statuses", {**Answers.statuses, "look": 500})
    broken = after(plan, Matters())

    out = StringIO()
    assert [loading.proved(run, out) for run in (whole, faulty, broken)] == [0, 1, 1]
    assert "WRONG: x was lost" in out.getvalue()
    assert "10 server errors" in out.getvalue()


def test_the_table_names_each_and_all() -> None:
    out = StringIO()

    loading.told(after(Plan(rate=10_000, seconds=0.00145, threads=1), Matters()), out)

    assert "  look" in out.getvalue()
    assert "200×12 201×3" in out.getvalue().splitlines()[-2]
    assert "33 % of them writing" in out.getvalue()
