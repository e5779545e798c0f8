"""What is few is found by an index of its own, not by walking past a million others."""

from dataclasses import replace

import pytest
from django.http import QueryDict

from tinhso.dossiers.models import Dossier
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.applicant import my_dossiers, own_sight
from tinhso.dossiers.testing import World, accepted, submitted
from tinhso.dossiers.views.desk_list import DeskList, condition_of
from tinhso.kernel.db.paging import by_key_if_few
from tinhso.kernel.testing import plan_of


def test_what_hundreds_of_desks_watch_is_found_among_what_is_watched(world: World) -> None:
    units = frozenset(range(500))
    permissions: dict[str, frozenset[int]] = {P.RECEIVE: units, P.RETURN_RESULT: units}
    desk = replace(world.here.clerk_of_desk, permissions=permissions)

    watched = Dossier.objects.filter(condition_of("watched", desk)).order_by("-arrived_at", "-pk")

    assert "dossiers_watched" in plan_of(watched)


@pytest.mark.parametrize(
    ("key", "field", "index"),
    [
        ("wait", "has_wait", "dossiers_has_wait"),
        ("priority", "is_priority", "dossiers_is_priority"),
    ],
)
def test_the_few_marked_are_taken_by_their_mark_whatever_else_is_asked(
    world: World, key: str, field: str, index: str
) -> None:
    marked, plain = submitted(world), submitted(world)
    Dossier.objects.filter(pk=marked.pk).update(**{field: True})
    actor, page = world.here.clerk_of_desk, DeskList()

    found = {
        answer: page.narrowed(
            actor, page.state_of(actor, QueryDict(f"{key}={answer}&state=submitted"))
        )
        for answer in ("co", "khong")
    }

    assert index in plan_of(found["co"])
    assert list(found["co"]) == [marked]
    assert list(found["khong"]) == [plain]


def test_a_persons_own_are_taken_by_his_keys(world: World) -> None:
    mine = accepted(world)

    own = by_key_if_few(my_dossiers(actor=world.citizen), own_sight(world.citizen))

    assert list(own) == [mine]
    assert "dossiers_dossiersight_k" in plan_of(own)
