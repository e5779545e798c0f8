"""The forms of these tests know no list of places, unless a test plugs one in."""

import pytest

from tinhso.kernel.eforms import places


@pytest.fixture(autouse=True)
def _no_places(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "_plugs", {})
