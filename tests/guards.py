"""A pytest plug-in that takes one part of the house away while one test runs.

Used by `test_conformity.py`: a test named beside a rule must fail when its guard does nothing.
`TINHSO_GUARDS` holds JSON: `{"path::test": "guard"}`, where a guard is `module:function` or
`module:Class.method` (then it does nothing), or one of these or a constant with what stands there
instead, as JSON: `module:may_be_filed=true`, `module:WITHIN=0`.
"""

import json
import os
import sys
from collections.abc import Callable, Generator
from importlib import import_module

import pytest

GUARDS: dict[str, str] = json.loads(os.environ.get("TINHSO_GUARDS", "{}"))


def _answering(answer: object) -> Callable[..., object]:
    """Return a function that only ever gives this answer."""
    return lambda *_given, **_named: answer


def _stand_in(original: object, instead: str) -> object:
    answer = json.loads(instead) if instead else None
    if isinstance(original, property):
        return property(_answering(answer))
    return _answering(answer) if callable(original) else answer


def place_of(guard: str) -> tuple[object, str, object]:
    """Return where a guard stands, its name there and the part itself; there must be one."""
    module, path = guard.partition("=")[0].split(":")
    *owners, name = path.split(".")
    owner: object = import_module(module)
    for one in owners:
        owner = getattr(owner, one)
    return owner, name, vars(owner)[name]


def take_away(guard: str, patch: pytest.MonkeyPatch) -> None:
    """Replace a part wherever a loaded module of ours names it."""
    owner, name, original = place_of(guard)
    stand_in = _stand_in(original, guard.partition("=")[2])
    patch.setattr(owner, name, stand_in)
    if isinstance(owner, type):
        return
    for loaded_as, loaded in list(sys.modules.items()):
        if loaded_as.partition(".")[0] not in {"tinhso", "tests"}:
            continue
        for attribute, value in list(vars(loaded).items()):
            if value is original:
                patch.setattr(loaded, attribute, stand_in)


BITTEN: set[str] = set()
"""Tests that failed without their guard: more of their parameters prove no more."""


def _name(item: pytest.Item) -> str:
    return item.nodeid.split("[")[0]


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Try no further parameters of a test that failed already."""
    if _name(item) in BITTEN:
        pytest.skip("it failed already without its guard")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    """Take the guard of this test away while it acts; what it stands on was laid before."""
    guard = GUARDS.get(_name(item))
    with pytest.MonkeyPatch.context() as patch:
        if guard:
            take_away(guard, patch)
        try:
            yield
        except Exception:
            BITTEN.add(_name(item))
            raise
