"""Each paper that rooms lay before a signer can be numbered from the clerk's list."""

import pytest

from tinhso.kernel.numbering.registry import registers
from tinhso.signing.registry import Signable, signable

ROOMS = [(kind, plug) for kind, plug in signable if ".tests" not in kind]


@pytest.mark.parametrize(("kind", "plug"), ROOMS, ids=[kind for kind, _plug in ROOMS])
def test_its_room_says_how_or_its_kind_is_a_register(kind: str, plug: Signable) -> None:
    says_itself = type(plug).numbering is not Signable.numbering
    known = registers.find(kind)

    assert says_itself or (known is not None and "%(n)" in known.format)
