"""Front-end packages are found by name, and nothing else of them is."""

import pytest
from django.contrib.staticfiles import finders

from tinhso.kernel.web.finders import PARTS, NodeModulesFinder


@pytest.mark.parametrize("name", sorted(PARTS))
def test_every_named_part_is_installed(name: str) -> None:
    assert finders.find(name) is not None


@pytest.mark.parametrize("name", ["vendor/none.js", "package.json", "vendor/bootstrap.js"])
def test_nothing_else_is_found(name: str) -> None:
    assert finders.find(name) is None


def test_collecting_takes_the_named_parts() -> None:
    found = [path for path, storage in NodeModulesFinder().list(None) if storage.size(path)]

    assert sorted(found) == sorted(PARTS)
