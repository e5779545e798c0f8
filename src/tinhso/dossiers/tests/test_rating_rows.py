"""Rating is offered where it is taken; each number of the ratings page opens what it counts."""

import pytest
from django.test import Client

from tinhso.dossiers import services
from tinhso.dossiers.models import Dossier, Rating
from tinhso.dossiers.rules.states import END_STATES, DossierState
from tinhso.dossiers.services.errors import WrongState
from tinhso.dossiers.testing import World, browser_of, resolved, returned
from tinhso.identity.testing import CitizenFactory


def test_each_number_of_the_ratings_opens_its_dossiers(world: World) -> None:
    rated, other = returned(world), returned(world)
    services.rate(uid=rated.uid, actor=world.citizen, scores={"time": 5, "attitude": 4})
    services.rate(uid=other.uid, actor=world.citizen, scores={"attitude": 1})
    returned(world)
    leader = browser_of(world.here.leader)

    page = leader.get("/lam-viec/danh-gia/")

    def behind(url: str) -> set[str]:
        return {shown.row.code for shown in leader.get(url).context["rows"]}

    answered = {line.url: line.answered for line in page.context["lines"] if line.answered}
    assert sorted(answered.values()) == [1, 2]
    assert {url: len(behind(url)) for url in answered} == answered
    assert behind(page.context["rated_url"]) == {rated.code, other.code}
    assert behind(page.context["satisfied_url"]) == {rated.code}
    assert behind("/lam-viec/ho-so/?tinh-hinh=unsatisfied") == {other.code}


@pytest.mark.parametrize("state", DossierState.values)
def test_rating_is_offered_exactly_where_it_is_taken(world: World, state: str) -> None:
    dossier = resolved(world)
    Dossier.objects.filter(pk=dossier.pk).update(state=state)
    browser, anybody = Client(), Client()
    browser.force_login(CitizenFactory.create(person=world.person))
    receipt = {"code": str(dossier.code), "second_item": "1234"}

    offered = f"{own(dossier)}danh-gia/" in browser.get(own(dossier)).content.decode()
    said = browser.get(f"/api/v1/dossiers/mine/{dossier.uid}").json()["may_rate"]
    tracked = "/danh-gia/?ma=" in anybody.post("/tra-cuu/", receipt).content.decode()
    taken = browser.post(
        f"/api/v1/dossiers/mine/{dossier.uid}/rating",
        {"scores": {"time": 5}},
        content_type="application/json",
    )
    again = browser.get(f"/api/v1/dossiers/mine/{dossier.uid}").json()["may_rate"]

    ends = state in END_STATES
    assert taken.status_code == (201 if ends else 409), taken.content
    assert (offered, said, tracked, again) == (ends, ends, ends, False)
    assert "/danh-gia/?ma=" not in anybody.post("/tra-cuu/", receipt).content.decode()


def test_a_part_of_a_linked_request_is_neither_offered_for_rating_nor_rated(world: World) -> None:
    lead, part = returned(world), returned(world)
    Dossier.objects.filter(pk=part.pk).update(lead=lead, part="khai_sinh")
    browser = Client()
    browser.force_login(CitizenFactory.create(person=world.person))

    page = browser.get(own(part)).content.decode()
    with pytest.raises(WrongState):
        services.rate(uid=part.uid, actor=world.citizen, scores={"time": 5})

    assert "danh-gia/" not in page
    assert not Rating.objects.exists()


def own(dossier: Dossier) -> str:
    return f"/ho-so/{dossier.uid}/"
