"""The forms of these tests know no list of places, unless they ask for the one below."""

from collections.abc import Sequence

import pytest

from tinhso.kernel.eforms import Place, places


@pytest.fixture(autouse=True)
def _no_places(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "_plugs", {})


class Places:
    """Two provinces, three communes."""

    def provinces(self) -> Sequence[Place]:
        return [Place("04", "Tỉnh Cao Bằng"), Place("08", "Tỉnh Tuyên Quang")]

    def communes(self, province_code: str) -> Sequence[Place]:
        known = [Place("01279", "Xã Đông Khê"), Place("01273", "Phường Thục Phán")]
        return known if province_code == "04" else []


@pytest.fixture
def known_places(_no_places: None) -> None:
    places.register("test", Places())
