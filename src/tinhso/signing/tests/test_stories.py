"""What was counted in print grows as records, and the board counts the same."""

from dataclasses import replace
from datetime import date
from itertools import count
from uuid import UUID

import pytest

from tinhso.identity.queries import demonstration_counts
from tinhso.identity.services.roles import load_standard_roles
from tinhso.kernel.actors import Actor
from tinhso.kernel.testing import make_actor
from tinhso.signing import queries, services
from tinhso.signing.models import Certificate, KeyDevice
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.services import register_stories
from tinhso.signing.services.register_stories import CAO_BANG, QUANG_TRI, grow

pytestmark = pytest.mark.django_db
MANAGER = make_actor(SigningPermission.MANAGE_CERTIFICATES)


def counted(day: date) -> tuple[int, int, int]:
    board = queries.register_board(actor=MANAGER, on=day, since=day, until=day)
    return board.roles["agency"], board.roles["person"], sum(board.devices.values())


def test_34_bodies_had_theirs_by_december_2014() -> None:
    said: list[str] = []

    grow(CAO_BANG, said.append)
    grow(CAO_BANG, said.append)

    assert said == ["34 organisations and 0 persons with certificates", "grown before"]
    assert counted(date(2014, 12, 31)) == (34, 0, 34)
    assert counted(date(2014, 6, 1)) == (0, 0, 0)
    assert Certificate.objects.filter(device=None).count() == 0


def test_people_of_a_story_are_marked_as_demonstration() -> None:
    load_standard_roles()
    told = replace(QUANG_TRI, bodies=4, people=9, with_communes=False)

    grow(told, lambda line: None)

    assert counted(date(2021, 3, 31)) == (4, 9, 13)
    assert demonstration_counts() == (9, 0)
    assert (QUANG_TRI.bodies, QUANG_TRI.people) == (784, 2313)


def test_a_story_that_was_stopped_is_taken_up_where_it_ended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    load_standard_roles()
    told = replace(QUANG_TRI, bodies=4, people=9, with_communes=False)
    calls = count(1)

    def stopped_at_the_eighth(
        *, certificate_uid: UUID, kind: str, serial: str, actor: Actor
    ) -> KeyDevice:
        if next(calls) == 8:
            raise KeyboardInterrupt
        return services.give_device(
            certificate_uid=certificate_uid, kind=kind, serial=serial, actor=actor
        )

    with monkeypatch.context() as stopped:
        stopped.setattr(register_stories, "PORTION", 3)
        stopped.setattr(register_stories, "give_device", stopped_at_the_eighth)
        with pytest.raises(KeyboardInterrupt):
            grow(told, lambda line: None)
    before = counted(date(2021, 3, 31))

    grow(told, lambda line: None)

    assert before == (4, 2, 6)
    assert counted(date(2021, 3, 31)) == (4, 9, 13)
