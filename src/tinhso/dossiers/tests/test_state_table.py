"""The one table of states and moves: complete, and leading to an end."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinhso.dossiers.rules.moves import MOVES, moves_from
from tinhso.dossiers.rules.states import (
    CLOCK_RUNS,
    END_STATES,
    IN_PROCESS,
    NATIONAL_STATE,
    DossierState,
    Relation,
    ResultClass,
    result_class,
)


def _next(state: str) -> set[str]:
    return {
        str(move.target)
        for move in MOVES.values()
        if state in move.sources and move.target is not None
    }


@pytest.mark.parametrize("state", list(DossierState))
def test_every_state_has_one_of_the_ten_national_codes(state: DossierState) -> None:
    assert NATIONAL_STATE[state] in range(1, 11)


@pytest.mark.parametrize("state", list(DossierState))
def test_every_state_reaches_an_end(state: DossierState) -> None:
    seen: set[str] = set()
    reached = {str(state)}
    while reached - seen:
        seen |= reached
        reached = set().union(*(_next(one) for one in reached))

    assert seen & END_STATES


@pytest.mark.parametrize("state", list(DossierState))
def test_every_state_is_reached_from_filing(state: DossierState) -> None:
    seen: set[str] = set()
    reached = {"submitted"}
    while reached - seen:
        seen |= reached
        reached = seen.union(*(_next(one) for one in seen))

    assert state in seen


def test_nothing_but_a_correction_leaves_an_end() -> None:
    leaving = {act for state in END_STATES for act in moves_from(state)}

    assert leaving == {"correct_result"}


@pytest.mark.parametrize("act", list(MOVES))
def test_every_move_names_who_may_and_by_which_law(act: str) -> None:
    move = MOVES[act]

    assert move.law
    assert (move.permission is None) == (move.relation is Relation.APPLICANT)


def test_time_counts_only_while_the_agency_can_work() -> None:
    assert {str(state) for state in IN_PROCESS - CLOCK_RUNS} == {"supplement", "fin_obligation"}


@given(due=st.dates(), finished=st.dates())
def test_result_class_compares_days(due: date, finished: date) -> None:
    expected = (
        ResultClass.EARLY
        if finished < due
        else ResultClass.LATE
        if finished > due
        else ResultClass.ON_TIME
    )

    assert result_class(due_on=due, finished_on=finished) is expected


@given(
    st.lists(st.sampled_from([act for act in MOVES if MOVES[act].target is not None]), max_size=30)
)
def test_any_walk_stays_in_the_table(acts: list[str]) -> None:
    state = "submitted"
    for act in acts:
        if state in MOVES[act].sources:
            state = str(MOVES[act].target)

        assert state in NATIONAL_STATE
        assert moves_from(state) or state in END_STATES
