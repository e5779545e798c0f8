"""The list of a person's own dossiers."""

from datetime import timedelta

import time_machine
from django.test import Client

from tinhso.dossiers import services
from tinhso.dossiers.services import SupplementItem
from tinhso.dossiers.testing import World, accepted, assigned, resolved, returned
from tinhso.identity.testing import CitizenFactory
from tinhso.kernel.web.words import short_day

LIST = "/ho-so/"


def _browser(world: World) -> Client:
    browser = Client()
    browser.force_login(CitizenFactory.create(person=world.person))
    return browser


def test_a_promise_counts_down_while_the_agency_works_and_not_over_a_result_that_is_there(
    world: World, clock: time_machine.Traveller
) -> None:
    working, done = accepted(world), resolved(world)
    clock.shift(timedelta(days=150))

    listed = _browser(world).get(LIST).content.decode()

    cards = {one.uid: listed.split(f"/ho-so/{one.uid}/")[1] for one in (working, done)}
    said = {uid: card.split("</li>")[0] for uid, card in cards.items()}
    assert "quá" in said[working.uid]
    assert "quá" not in said[done.uid]


def test_the_first_page_names_the_day_that_matters_for_each_dossier(world: World) -> None:
    working, done, waiting = accepted(world), resolved(world), assigned(world)
    request = services.request_supplement(
        uid=waiting.uid,
        actor=world.here.specialist,
        items=[SupplementItem(text="Bản vẽ móng", component_key="ban_ve")],
        reasons=["thieu_ban_ve"],
    )

    home = _browser(world).get("/").content.decode()

    cards = home.split('<li class="stack-s">')[1:]
    said = {one.uid: card for one in (working, done) for card in cards if str(one.uid) in card}
    assert request.close_at is not None
    assert f"bổ sung đến {short_day(request.close_at)}" in cards[0]
    assert "hẹn " not in said[done.uid]
    assert "hẹn " in said[working.uid]


def test_a_dossier_that_is_done_still_says_which_day_was_promised(world: World) -> None:
    done = returned(world)

    page = _browser(world).get(f"/ho-so/{done.uid}/").content.decode()

    assert "Hẹn trả trước <b>" not in page
    assert page.index("Ngày đã hẹn trả: ") < page.index("Vì sao là ngày này?")
