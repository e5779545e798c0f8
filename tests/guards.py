"""A pytest plug-in that takes one function of the house away while one test runs.

Used by `test_conformity.py`: a test named beside a rule must fail when its guard does nothing.
`TINHSO_GUARDS` holds JSON: `{"path::test": "module:function"}`.
"""

import json
import os
import sys
from importlib import import_module

import pytest

GUARDS: dict[str, str] = json.loads(os.environ.get("TINHSO_GUARDS", "{}"))


def _nothing(*_given: object, **_named: object) -> None:
    """Stand in for a guard."""


def _without(guard: str, patch: pytest.MonkeyPatch) -> None:
    """Replace a function wherever a loaded module names it."""
    module, name = guard.split(":")
    original = getattr(import_module(module), name)
    for loaded in list(sys.modules.values()):
        for attribute, value in list(getattr(loaded, "__dict__", {}).items()):
            if value is original:
                patch.setattr(loaded, attribute, _nothing)


@pytest.fixture(autouse=True)
def _guard_is_away(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the guard of this test away."""
    for test, guard in GUARDS.items():
        if request.node.nodeid.split("[")[0] == test:
            _without(guard, monkeypatch)
