"""A masked list that a machine or a page reads leaves one row: who, by which filters, how many."""

import json

from django.test import Client

from tinhso.dossiers.testing import World, submitted
from tinhso.identity.testing import ListReading


def test_the_api_keeps_which_filters_were_asked_not_what_was_typed(
    world: World, desk: Client
) -> None:
    submitted(world)

    asked = {"view": "all", "text": "Triệu Văn Páo", "limit": "5"}
    found = desk.get("/api/v1/dossiers/desk", asked)

    assert len(found.json()["items"]) == 1
    kept = ListReading.objects.get(list_name="dossiers.desk")
    assert json.loads(kept.filters) == {"text": "1", "view": "1"}
    assert kept.count == 1
