"""An installation of its own for the processes of a file, with the tables made."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.tables import empty_house

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Give the environment of an installation, on the engine of the session."""
    home = tmp_path_factory.mktemp("home")
    with empty_house(home) as url:
        yield {
            **os.environ,
            "TINHSO_HOME": str(home),
            "TINHSO_DATABASE_URL": url,
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
            "DJANGO_SETTINGS_MODULE": "tinhso.config.settings",
        }
