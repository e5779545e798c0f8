"""The list of a person's own dossiers."""

from datetime import timedelta

import time_machine
from django.test import Client

from tinhso.dossiers.testing import World, accepted, resolved
from tinhso.identity.testing import CitizenFactory

LIST = "/ho-so/"


def test_a_promise_counts_down_while_the_agency_works_and_not_over_a_result_that_is_there(
    world: World, clock: time_machine.Traveller
) -> None:
    working, done = accepted(world), resolved(world)
    clock.shift(timedelta(days=150))

    browser = Client()
    browser.force_login(CitizenFactory.create(person=world.person))

    listed = browser.get(LIST).content.decode()

    cards = {one.uid: listed.split(f"/ho-so/{one.uid}/")[1] for one in (working, done)}
    said = {uid: card.split("</li>")[0] for uid, card in cards.items()}
    assert "quá" in said[working.uid]
    assert "quá" not in said[done.uid]
