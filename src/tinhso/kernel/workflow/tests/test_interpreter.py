from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from tinhso.kernel.workflow import rules
from tinhso.kernel.workflow.definition import Definition, MoveKind, StepKind, check
from tinhso.kernel.workflow.rules import StepState, Token
from tinhso.kernel.workflow.testing import Data, end, process, task, way

TODAY = date(2026, 11, 21)


class Case:
    """A case kept in memory, as the database would keep it."""

    def __init__(self, definition: Definition, *, consulted: int, values: Data) -> None:
        self.definition = definition
        self.consulted = consulted
        self.values = values
        self.live: dict[int, Token] = {}
        self.outcome = ""
        self.joins: list[tuple[int, int]] = []
        self.next_ref = 1
        self.take(rules.begin(definition, values=values, consulted=consulted, today=TODAY))

    def take(self, effects: list[rules.Effect]) -> None:
        refs = {ref: ref for ref in self.live}
        for effect in effects:
            if isinstance(effect, rules.Opened):
                token = effect.token
                refs[token.ref] = self.next_ref
                parent = None if token.parent is None else refs[token.parent]
                self.live[self.next_ref] = Token(
                    ref=self.next_ref,
                    step=token.step,
                    state=token.state,
                    parent=parent,
                    needed=token.needed,
                    party=token.party,
                )
                self.next_ref += 1
            elif isinstance(effect, rules.Closed):
                gone = self.live.pop(refs[effect.ref])
                if effect.state is StepState.DONE and gone.needed:
                    self.joins.append((gone.arrived, gone.needed))
            elif isinstance(effect, rules.Arrived):
                old = self.live[refs[effect.ref]]
                self.live[old.ref] = Token(
                    ref=old.ref,
                    step=old.step,
                    state=old.state,
                    parent=old.parent,
                    needed=old.needed,
                    arrived=effect.arrived,
                )
            elif isinstance(effect, rules.Finished):
                self.outcome = effect.outcome

    def act(self, ref: int, key: str) -> None:
        self.take(
            rules.move(
                self.definition,
                self.live.values(),
                ref=ref,
                key=key,
                values=self.values,
                consulted=self.consulted,
                today=TODAY,
            )
        )

    @property
    def open(self) -> list[Token]:
        return [token for token in self.live.values() if token.state is StepState.OPEN]


@st.composite
def blocks(draw: st.DrawFn, follow: str, name: str, depth: int) -> tuple[str, list[Data]]:
    """Draw a piece of process that leads to `follow`; return its first step and its steps."""
    kind = draw(st.sampled_from(["task", "two", "consult", "split", "skip"]))
    if depth == 0 and kind in {"two", "split"}:
        kind = "task"
    if kind == "task":
        return name, [task(name, follow)]
    if kind == "skip":
        when = {"eq": ["loai", draw(st.sampled_from(["moi", "cu"]))]}
        return name, [task(name, follow, when=when)]
    if kind == "consult":
        answer = {"key": "tra-loi", "label": "Trả lời", "permission": "test.opinion"}
        return name, [
            task(name, kind="consultation", relation="consulted", to=follow, moves=[answer])
        ]
    if kind == "two":
        second, later = draw(blocks(follow, f"{name}b", depth - 1))
        first, sooner = draw(blocks(second, f"{name}a", depth - 1))
        rework = {
            "key": "lai",
            "label": "Trả lại",
            "to": first,
            "kind": "return",
            "permission": "test.work",
        }
        for step in later:
            if step["key"] == second and step["kind"] == "task":
                step["moves"] = [*list(step["moves"]), rework]  # type: ignore[call-overload]  # a list
        return first, [*sooner, *later]
    join = f"{name}j"
    count = draw(st.integers(2, 3))
    pieces = [draw(blocks(join, f"{name}{index}", depth - 1)) for index in range(count)]
    split: Data = {
        "key": name,
        "name": name,
        "kind": "split",
        "join": join,
        "branches": [first for first, _steps in pieces],
    }
    gather: Data = {"key": join, "name": join, "kind": "join", "to": follow}
    return name, [split, *(step for _first, steps in pieces for step in steps), gather]


@given(data=st.data(), consulted=st.integers(0, 3), kind=st.sampled_from(["moi", "cu"]))
def test_any_sound_process_reaches_an_end_and_loses_no_token(
    data: st.DataObject, consulted: int, kind: str
) -> None:
    first, steps = data.draw(blocks("xong", "s", 3))
    drawn = {"start": first, "steps": [*steps, end()]}
    assert check(drawn) == []
    case = Case(Definition.from_data(drawn), consulted=consulted, values={"loai": kind})

    returns = 3
    while not case.outcome:
        assert case.open
        token = data.draw(st.sampled_from(case.open))
        moves = case.definition.steps[token.step].moves
        chosen = data.draw(st.sampled_from(moves))
        if chosen.kind is MoveKind.RETURN:
            returns -= 1
            chosen = chosen if returns >= 0 else moves[0]
        case.act(token.ref, chosen.key)

    assert case.outcome == "resolved"
    assert case.live == {}
    assert all(arrived == needed for arrived, needed in case.joins)


def test_a_join_waits_for_every_branch() -> None:
    definition = Definition.from_data(
        process(
            {"key": "chia", "name": "Chia", "kind": "split", "branches": ["a", "b"], "join": "j"},
            task("a", "j"),
            task("b", "j"),
            {"key": "j", "name": "Gộp", "kind": "join", "to": "c"},
            task("c", "xong"),
            end(),
        )
    )
    case = Case(definition, consulted=0, values={})
    a, b = case.open

    case.act(a.ref, "toi-j")
    assert [token.step for token in case.open] == ["b"]
    case.act(b.ref, "toi-j")

    assert [token.step for token in case.open] == ["c"]


def test_rework_out_of_a_branch_stops_the_others() -> None:
    definition = Definition.from_data(
        process(
            task("dau", "chia"),
            {"key": "chia", "name": "Chia", "kind": "split", "branches": ["a", "b"], "join": "j"},
            task("a", moves=[way("j"), way("dau", kind="return")]),
            task("b", "j"),
            {"key": "j", "name": "Gộp", "kind": "join", "to": "xong"},
            end(),
        )
    )
    case = Case(definition, consulted=0, values={})
    case.act(case.open[0].ref, "toi-chia")

    case.act(next(token.ref for token in case.open if token.step == "a"), "toi-dau")

    assert [token.step for token in case.live.values()] == ["dau"]


def test_an_end_reached_in_a_branch_ends_the_case() -> None:
    definition = Definition.from_data(
        process(
            {"key": "chia", "name": "Chia", "kind": "split", "branches": ["a", "b"], "join": "j"},
            task("a", "j", "tu-choi"),
            task("b", "j"),
            {"key": "j", "name": "Gộp", "kind": "join", "to": "xong"},
            end(),
            end("tu-choi", "refused"),
        )
    )
    case = Case(definition, consulted=0, values={})

    case.act(next(token.ref for token in case.open if token.step == "a"), "toi-tu-choi")

    assert (case.outcome, case.live) == ("refused", {})
    assert definition.steps["j"].kind is StepKind.JOIN
