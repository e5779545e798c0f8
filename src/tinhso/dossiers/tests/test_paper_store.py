"""One's own papers: valid until when, where used, refused once run out, put away and taken back."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tinhso.dossiers import jobs, services
from tinhso.dossiers.models import Attachment, Dossier, OwnPaper
from tinhso.dossiers.queries.applying import reusable_papers
from tinhso.dossiers.queries.paper_store import own_papers
from tinhso.dossiers.services import AttachmentInput
from tinhso.dossiers.services.errors import PaperRunOut
from tinhso.dossiers.services.paper_store import put_paper_away, set_validity, take_paper_back
from tinhso.dossiers.testing import World, browser_of, resolved, submitted
from tinhso.identity.testing import CitizenFactory
from tinhso.kernel.errors import Invalid, NotFound
from tinhso.kernel.notifications.models import Notification
from tinhso.kernel.testing import in_english, vietnamese_left_behind

TODAY = date(2026, 11, 16)
PAGE = "/giay-to-cua-toi/"


def plan_of(dossier: Dossier) -> Attachment:
    """Return the drawing of a dossier."""
    return dossier.attachments.get(component_key="ban_ve")


def browser_for(world: World, *, stranger: bool = False) -> Client:
    """Return the browser of the citizen, or of somebody else."""
    if stranger:
        CitizenFactory.create(uid=world.stranger.id)
        return browser_of(world.stranger)
    CitizenFactory.create(uid=world.citizen.id, person=world.person)
    return browser_of(world.citizen)


def again(world: World, paper: Attachment) -> Dossier:
    """File another dossier with a paper of the first."""
    return submitted(
        world,
        attachments=[
            AttachmentInput(component_key="ban_ve", reused_attachment_uid=paper.uid),
            AttachmentInput(
                component_key="giay_to_dat",
                reused_attachment_uid=paper.dossier.attachments.get(
                    component_key="giay_to_dat"
                ).uid,
            ),
        ],
    )


def test_a_paper_says_where_it_was_used(world: World) -> None:
    first = submitted(world)
    second = again(world, plan_of(first))

    rows = own_papers(actor=world.citizen)

    shown = {row.uid: [one.pk for one in row.used_in] for row in rows}
    assert shown[plan_of(first).uid] == [second.pk]
    assert len(rows) == 2


def test_one_that_was_taken_is_not_offered_to_the_same_dossier_again(world: World) -> None:
    paper = plan_of(submitted(world))
    draft = services.start_draft(
        procedure_code="1.013225",
        actor=world.citizen,
        resolving_agency_id=world.here.agency.pk,
    )
    browser = browser_for(world)
    page = f"/dich-vu-cong/1.013225/nop/{draft.uid}/giay-to/"
    offer = f'name="reused_attachment" value="{paper.uid}"'
    before = " ".join(browser.get(page).content.decode().split())

    browser.post(page, {"component_key": "ban_ve", "reused_attachment": str(paper.uid)})

    after = " ".join(browser.get(page).content.decode().split())
    assert offer in before
    assert offer not in after
    assert draft.files.get().reused_attachment_id == paper.pk


def test_one_that_ran_out_is_refused_with_its_day(world: World) -> None:
    paper = plan_of(submitted(world))
    set_validity(uid=paper.uid, valid_until=TODAY - timedelta(days=1), actor=world.citizen)
    count = Dossier.objects.count()

    with pytest.raises(PaperRunOut) as refusal:
        again(world, paper)

    assert "15/11/2026" in str(refusal.value.message)
    assert Dossier.objects.count() == count
    version = paper.dossier.procedure_version
    offered = reusable_papers(actor=world.citizen, components=version.components)
    assert offered["ban_ve"] == []
    assert len(offered["giay_to_dat"]) == 1


def test_on_its_last_day_it_is_still_taken(world: World) -> None:
    paper = plan_of(submitted(world))
    set_validity(uid=paper.uid, valid_until=TODAY, actor=world.citizen)

    assert plan_of(again(world, paper)).reused_attachment == paper


def test_one_put_away_is_not_offered_until_it_is_taken_back(world: World) -> None:
    paper = plan_of(submitted(world))
    components = paper.dossier.procedure_version.components
    put_paper_away(uid=paper.uid, actor=world.citizen)
    away = reusable_papers(actor=world.citizen, components=components)["ban_ve"]

    take_paper_back(uid=paper.uid, actor=world.citizen)

    back = reusable_papers(actor=world.citizen, components=components)["ban_ve"]
    assert (away, [one.uid for one in back]) == ([], [paper.uid])


def test_the_end_of_a_result_is_its_procedures(world: World) -> None:
    dossier = resolved(world)
    result = dossier.results.get()
    row = next(one for one in own_papers(actor=world.citizen) if one.is_result)
    assert row.valid_until == date(2027, 11, 16)

    with pytest.raises(Invalid):
        set_validity(uid=result.uid, valid_until=TODAY, actor=world.citizen)

    assert not OwnPaper.objects.exists()


def test_its_person_is_warned_once_before_the_last_day(
    world: World, clock: time_machine.Traveller
) -> None:
    CitizenFactory.create(uid=world.citizen.id, person=world.person)
    paper = plan_of(submitted(world))
    set_validity(uid=paper.uid, valid_until=TODAY + timedelta(days=45), actor=world.citizen)
    told = Notification.objects.filter(kind="dossiers.paper_expiring")
    jobs.warn_of_papers()
    early = told.count()
    clock.shift(timedelta(days=20))

    jobs.warn_of_papers()
    jobs.warn_of_papers()

    assert (early, told.count()) == (0, 1)
    assert told.get().account_uid == world.citizen.id


def test_nobody_keeps_anothers_papers(world: World) -> None:
    paper = plan_of(submitted(world))
    stranger = world.stranger

    with pytest.raises(NotFound):
        put_paper_away(uid=paper.uid, actor=stranger)
    browser = browser_for(world, stranger=True)
    assert browser.get(f"{PAGE}{paper.uid}/han/").status_code == 404
    assert browser.post(f"{PAGE}{paper.uid}/bo-ra/").status_code == 404
    assert not OwnPaper.objects.exists()


def test_pages_keep_what_is_typed_and_ask_few_questions(world: World) -> None:
    paper = plan_of(submitted(world))
    browser = browser_for(world)
    browser.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        browser.get(PAGE)
    for _n in range(3):
        submitted(world)
    with CaptureQueriesContext(connection) as many:
        browser.get(PAGE)
    wrong = browser.post(f"{PAGE}{paper.uid}/han/", {"valid_until": "mai"})

    done = browser.post(f"{PAGE}{paper.uid}/han/", {"valid_until": "2026-11-20"})
    browser.post(f"{PAGE}{paper.uid}/bo-ra/")

    assert len(many) == len(few)
    assert (wrong.status_code, done.status_code) == (422, 302)
    assert "mai" in wrong.content.decode()
    shown = browser.get(PAGE).content.decode()
    assert "Bạn đã bỏ ra" in shown
    for address in (PAGE, f"{PAGE}{paper.uid}/han/"):
        english = in_english(browser).get(address).content.decode()
        assert vietnamese_left_behind(english) == []


def test_machines_read_and_keep_papers(world: World) -> None:
    paper = plan_of(submitted(world))
    browser = browser_for(world)

    kept = browser.put(
        f"/api/v1/dossiers/papers/{paper.uid}",
        {"valid_until": "2026-11-20", "is_away": True},
        content_type="application/json",
    ).json()

    assert (kept["valid_until"], kept["is_away"]) == ("2026-11-20", True)
    listed = browser.get("/api/v1/dossiers/papers").json()
    assert {row["uid"] for row in listed} >= {str(paper.uid)}
