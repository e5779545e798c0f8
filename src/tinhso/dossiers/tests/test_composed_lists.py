"""A list that was composed once says to each officer what is his, as it stands now."""

import json

from django.test import Client

from tinhso.dossiers.api.reading import known_by
from tinhso.dossiers.models import DossierSight
from tinhso.dossiers.queries import desk_list, paged
from tinhso.dossiers.schemas import narrowing
from tinhso.dossiers.testing import World, accepted, submitted
from tinhso.kernel.db.paging import Slice

DESK = "/api/v1/dossiers/desk?view=all&limit=2"


def numbers_in(client: Client, address: str = DESK) -> list[str]:
    answer = client.get(address)
    assert answer.status_code == 200
    return [line["uid"] for line in json.loads(answer.content)["items"]]


def page_of_desk(world: World, *, size: int, is_known: bool) -> Slice[dict[str, object]]:
    desk = world.here.clerk_of_desk
    return paged.page(
        lambda: desk_list(actor=desk, view="all"),
        keys=desk.sight_keys,
        order=paged.NEWEST,
        size=size,
        cursor="",
        known="all of the desk" if is_known else None,
    )


def test_it_is_the_page_that_is_composed_anew(world: World) -> None:
    for _ in range(3):
        submitted(world)

    for size in (2, 3, 4):
        asked_twice = [page_of_desk(world, size=size, is_known=True) for _ in range(2)]
        assert asked_twice == [page_of_desk(world, size=size, is_known=False)] * 2


def test_each_asks_by_his_own_sight(world: World, desk: Client, elsewhere: Client) -> None:
    first = submitted(world)
    assert numbers_in(desk) == [str(first.uid)]

    second = accepted(world)

    assert numbers_in(desk) == [str(second.uid), str(first.uid)]
    assert numbers_in(elsewhere) == []


def test_who_lost_a_dossier_from_sight_does_not_find_it_again(world: World, desk: Client) -> None:
    dossier = submitted(world)
    assert numbers_in(desk) == [str(dossier.uid)]

    DossierSight.objects.filter(object=dossier).delete()

    assert numbers_in(desk) == []


def test_filters_and_rights_are_part_of_what_is_known(world: World) -> None:
    here, there = world.here.clerk_of_desk, world.there.clerk_of_desk
    plain = narrowing.DeskQuery.model_validate({"view": "all"})
    narrow = narrowing.DeskQuery.model_validate({"view": "all", "state": "submitted"})

    worded = narrowing.DeskQuery.model_validate({"text": "Nông"})

    known = {known_by(query, "desk", actor) for query in (plain, narrow) for actor in (here, there)}

    assert len(known) == 4
    assert known_by(worded, "desk", here) is None
