"""A timed grant over an agency goes on at its successor as long as it lasts, and no longer."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from tinhso.identity.models import SightGrant
from tinhso.identity.services.merging import StaffMoves
from tinhso.identity.testing import AccountFactory
from tinhso.kernel.registry.mergers import Merging

pytestmark = pytest.mark.django_db
MERGING = Merging(uid=uuid4(), on=timezone.localdate(), basis="12/NQ", units={}, agencies={7: 9})


def _grant(*keys: str, ended: bool = False) -> SightGrant:
    now = timezone.now()
    return SightGrant.objects.create(
        account=AccountFactory.create(),
        keys=list(keys),
        purpose="Thanh tra",
        basis="01/QĐ-TTr",
        valid_from=now - timedelta(days=1),
        valid_to=now + timedelta(days=9),
        ended_at=now if ended else None,
        granted_by=uuid4(),
    )


def test_a_grant_reaches_the_successor_and_is_named_beforehand() -> None:
    grant, other, over = _grant("a:7"), _grant("a:5"), _grant("a:7", ended=True)
    until = grant.valid_to

    line = next(x for x in StaffMoves().preview(MERGING) if str(x.label) == "Quyền xem có thời hạn")
    assert line.listed is not None
    named = [one.detail for one in line.listed()]
    StaffMoves().apply(MERGING)
    StaffMoves().apply(MERGING)

    for row in (grant, other, over):
        row.refresh_from_db()
    assert (line.count, named) == (1, ["Thanh tra"])
    assert [grant.keys, other.keys, over.keys] == [["a:7", "a:9"], ["a:5"], ["a:7"]]
    assert grant.valid_to == until


def test_taken_back_a_grant_reaches_what_it_did() -> None:
    grant = _grant("o:7")
    StaffMoves().apply(MERGING)

    StaffMoves().undo(MERGING)

    grant.refresh_from_db()
    assert grant.keys == ["o:7"]
