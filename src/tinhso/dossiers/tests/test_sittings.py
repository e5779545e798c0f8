"""Several dossiers of one person in one go: typed once, one receipt, returned together."""

import json
from unicodedata import normalize

import pytest
import time_machine
from django.test import Client

from tinhso.dossiers import services
from tinhso.dossiers.models import Dossier, Paper, Sitting, SittingLine
from tinhso.dossiers.services import PartyInput, WrongState
from tinhso.dossiers.testing import World, accepted, resolved, submitted
from tinhso.dossiers.tests.desking import INTAKE, a_picture, intake_form, one
from tinhso.identity.testing import AccessRecord
from tinhso.kernel.errors import Invalid, NotFound, NotPermitted
from tinhso.kernel.files.previews import text_of_pages

pytestmark = pytest.mark.django_db


def words_of(pdf: bytes) -> str:
    """Return what a paper says, without its blanks: columns break lines anywhere."""
    said = normalize("NFC", "".join("".join(text_of_pages(pdf)).split()))
    return said.replace("\u200b", "")


def two_taken(world: World, desk: Client) -> list[Dossier]:
    """Return two dossiers the counter took in one after the other."""
    desk.post(INTAKE, intake_form(world))
    first = Dossier.objects.get()
    desk.post(INTAKE, intake_form(world, cung=str(first.uid)))
    return [first, Dossier.objects.exclude(pk=first.pk).get()]


def test_the_person_is_not_typed_again(world: World, desk: Client) -> None:
    desk.post(INTAKE, intake_form(world))
    first = Dossier.objects.get()

    shown = desk.get(one(first) + "?vua-nhan=1").content.decode()
    chosen = desk.get("/lam-viec/mot-cua/tiep-nhan/", {"cung": str(first.uid)}).content.decode()
    page = desk.get(INTAKE, {"cung": str(first.uid)}).content.decode()

    assert f"?cung={first.uid}" in shown
    assert f"{INTAKE}?cung={first.uid}" in chosen
    assert 'value="Triệu Văn Páo"' in page
    assert 'value="004085001234"' in page
    assert f'name="cung" value="{first.uid}"' in page


def test_that_the_number_was_shown_again_its_owner_can_read(world: World, desk: Client) -> None:
    first = accepted(world)

    desk.get(INTAKE, {"cung": str(first.uid)})

    record = AccessRecord.objects.get(what="unmasked")
    assert record.purpose == "Nhận thêm hồ sơ của cùng một người tại quầy"


def test_another_desk_cannot_ask_who_it_was(
    world: World, elsewhere: Client, onlooker: Client
) -> None:
    first = accepted(world)

    answers = [c.get(INTAKE, {"cung": str(first.uid)}) for c in (elsewhere, onlooker)]

    assert [answer.status_code for answer in answers] == [404, 403]
    assert not AccessRecord.objects.filter(what="unmasked").exists()


def test_one_receipt_lists_every_dossier(world: World, desk: Client) -> None:
    dossiers = two_taken(world, desk)

    receipt = Paper.objects.get(form="1b")
    said = words_of(services.pdf_of(receipt))

    assert (receipt.dossier, receipt.signer_role) == (dossiers[0], "receiver")
    assert "Sốhồsơnộp:2" in said
    assert "Mẫusố01(nhiềuhồsơ)-Thôngtư03/2025/TT-VPCP" in said
    assert all(str(dossier.code) in said for dossier in dossiers)
    assert f"giay/{receipt.uid}/" in desk.get(one(dossiers[1])).content.decode()


def test_a_third_makes_the_receipt_anew_in_place_of_the_old(world: World, desk: Client) -> None:
    first, second = two_taken(world, desk)

    desk.post(INTAKE, intake_form(world, cung=str(second.uid)))

    assert Sitting.objects.count() == 1
    assert list(SittingLine.objects.values_list("number", flat=True)) == [1, 2, 3]
    old, new = Paper.objects.filter(form="1b").order_by("issue")
    assert (old.dossier, new.dossier, new.replaces) == (first, first, old)


def test_receipts_of_2018_carry_their_own_circular(
    world: World, clock: time_machine.Traveller
) -> None:
    first, second = accepted(world), accepted(world)
    Dossier.objects.update(form_set="01-2018")

    services.join_sitting(uid=second.uid, first_uid=first.uid, actor=world.here.clerk_of_desk)

    said = words_of(services.pdf_of(Paper.objects.get(form="1b")))
    assert "Mẫusố01(nhiềuhồsơ)-Thôngtư01/2018/TT-VPCP" in said


@pytest.mark.parametrize("what", ["another person", "another day", "not accepted"])
def test_what_one_receipt_cannot_say_is_refused(
    world: World, clock: time_machine.Traveller, what: str
) -> None:
    first = accepted(world)
    if what == "another day":
        clock.shift(24 * 3600)
    if what == "another person":
        other = accepted(
            world,
            actor=world.here.clerk_of_desk,
            parties=[PartyInput(role="owner", name="Lý A", identity_number="004085009999")],
        )
    else:
        other = submitted(world) if what == "not accepted" else accepted(world)

    with pytest.raises(Invalid):
        services.join_sitting(uid=other.uid, first_uid=first.uid, actor=world.here.clerk_of_desk)

    assert not Sitting.objects.exists()
    assert not Paper.objects.filter(form="1b").exists()


def test_joining_wants_the_desk(world: World) -> None:
    first, second = accepted(world), accepted(world)

    with pytest.raises(NotPermitted):
        services.join_sitting(uid=second.uid, first_uid=first.uid, actor=world.here.leader)
    with pytest.raises(NotFound):
        services.join_sitting(uid=second.uid, first_uid=first.uid, actor=world.there.clerk_of_desk)

    assert not Sitting.objects.exists()


# --- returned together


def test_two_results_are_returned_with_one_signature(world: World, desk: Client) -> None:
    ready = [resolved(world), resolved(world)]
    came = {
        "chosen": [str(dossier.uid) for dossier in ready],
        "received_by": "Triệu Văn Páo",
        "identity_shown": "id_card",
    }

    offered = desk.get(one(ready[0], "tra-cung/"))
    unchecked = desk.post(one(ready[0], "tra-cung/"), {**came, "identity_shown": ""})
    still = list(Dossier.objects.values_list("state", flat=True))
    done = desk.post(one(ready[0], "tra-cung/"), {**came, "signature": a_picture()})

    assert all(str(dossier.code) in offered.content.decode() for dossier in ready)
    assert (unchecked.status_code, still) == (422, ["issued", "issued"])
    assert done.status_code == 302
    assert set(Dossier.objects.values_list("state", flat=True)) == {"returned"}
    signatures = {dossier.results.get().receipt_signature_id for dossier in ready}
    assert len(signatures) == 1
    assert None not in signatures


def test_together_is_all_or_none(world: World) -> None:
    ready, unfinished = resolved(world), accepted(world)

    with pytest.raises(WrongState):
        services.return_together(
            uids=[ready.uid, unfinished.uid],
            actor=world.here.clerk_of_desk,
            received_by="Triệu Văn Páo",
            identity_checked=True,
        )

    ready.refresh_from_db()
    assert (ready.state, ready.returned_at) == ("issued", None)


def test_together_wants_the_desk_that_returns(
    world: World, onlooker: Client, elsewhere: Client
) -> None:
    ready = resolved(world)
    came = {"chosen": [str(ready.uid)], "received_by": "x", "identity_shown": "id_card"}

    answers = [c.post(one(ready, "tra-cung/"), came) for c in (onlooker, elsewhere)]

    assert [answer.status_code for answer in answers] == [403, 404]
    ready.refresh_from_db()
    assert ready.state == "issued"


def test_the_api_takes_in_together_and_returns_together(world: World, desk: Client) -> None:
    first = accepted(world)
    ready = [resolved(world), resolved(world)]
    body = {
        "dossiers": [str(dossier.uid) for dossier in ready],
        "received_by": "Triệu Văn Páo",
        "identity_checked": True,
    }

    page = desk.post(
        "/api/v1/dossiers/return-together",
        json.dumps(body),
        content_type="application/json",
    )

    assert page.status_code == 200
    assert [line["state"] for line in page.json()["dossiers"]] == ["returned", "returned"]
    assert first.state == "transferred"
