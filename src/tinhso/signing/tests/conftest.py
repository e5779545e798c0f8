"""Devices of SoftHSM2 for the tests of this room."""

from pathlib import Path

import pytest
from pytest_django import Settings

from tinhso.signing.testing import Devices
from tools.waiting import HANGING


@pytest.fixture
def devices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Devices:
    """Return devices of SoftHSM2 in a folder of the test, as this process sees them."""
    made = Devices.make(tmp_path)
    monkeypatch.setenv("SOFTHSM2_CONF", str(tmp_path / "conf"))
    settings.TINHSO_PKCS11_MODULE = made.library
    settings.TINHSO_PKCS11_SECONDS = HANGING
    return made
