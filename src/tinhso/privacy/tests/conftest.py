"""What tests of this room share."""

import pytest

from tinhso.privacy.testing import Place


@pytest.fixture
def place(db: None) -> Place:
    """A commune with an officer for data and a citizen."""
    return Place.make()
