"""All scans that wait for an officer, signed in one act wherever his key is."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from django.test import Client

from tinhso.identity.testing import OfficialFactory, actor_for, give_role
from tinhso.kernel import files
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Invalid, NotFound, NotPermitted
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.testing import in_english, make_actor, vietnamese_left_behind
from tinhso.organization.testing import UnitFactory
from tinhso.signing import queries, services
from tinhso.signing.checking.report import Verdict
from tinhso.signing.models import AgentTurn, Confirmation
from tinhso.signing.registry import WaitingScan, scan_sources
from tinhso.signing.rules import TurnKind, TurnState, account_of
from tinhso.signing.testing import (
    PIN,
    SETUP,
    Devices,
    a_plain_pdf,
    certificate_for,
    on_device,
)
from tinhso.signing.tests.computers import ISSUER, Computer, paired

pytestmark = pytest.mark.django_db
PAGE = "/lam-viec/ban-quet-cho-ky/"


class Drawer:
    """A room of the tests with scans of one officer."""

    def __init__(self) -> None:
        self.empty()

    def empty(self) -> None:
        self.scans: dict[UUID, WaitingScan] = {}
        self.kept: dict[UUID, bytes] = {}
        self.after_each: Callable[[], object] = lambda: None

    def put(self, content: bytes | None = None) -> WaitingScan:
        stored = files.store(
            content=content or a_plain_pdf(), name="quet.pdf", use="signing.draft", actor=SETUP
        )
        scan = WaitingScan(uid=uuid4(), title=f"Bản quét {len(self.scans) + 1}", file=stored)
        self.scans[scan.uid] = scan
        return scan

    def waiting(self, actor: Actor, limit: int) -> list[WaitingScan]:
        return [scan for uid, scan in self.scans.items() if uid not in self.kept][:limit]

    def count(self, actor: Actor, most: int) -> int:
        return len(self.waiting(actor, most))

    def prepared(self, scan: WaitingScan, actor: Actor) -> WaitingScan:
        services.signable_scan(files.open_file(scan.file))
        return scan

    def signed(self, uid: UUID, content: bytes, actor: Actor, *, of: StoredFile) -> None:
        if self.scans[uid].file.pk != of.pk:
            raise NotFound
        self.kept[uid] = content
        self.after_each()

    def refused(self, uid: UUID, why: str, actor: Actor) -> None:
        self.scans[uid] = replace(self.scans[uid], trouble=why)

    def troubles(self) -> list[str]:
        return [scan.trouble for uid, scan in self.scans.items() if uid not in self.kept]


ROOM = Drawer()
scan_sources.register("signing.tests", ROOM)


@pytest.fixture
def drawer() -> Iterator[Drawer]:
    """A room with three scans that wait."""
    for _number in range(3):
        ROOM.put()
    yield ROOM
    ROOM.empty()


class Desk:
    """An officer of the desk, signed in to the site."""

    def __init__(self) -> None:
        account, unit = OfficialFactory.create(), UnitFactory.create()
        give_role(account, "signing.sign_scan", agency_id=unit.agency_id, unit_id=unit.pk)
        self.client = Client()
        self.client.force_login(account)
        self.actor = actor_for(account)

    def asked(self) -> tuple[UUID, str]:
        asked = services.start_scans_confirmation(actor=self.actor)
        return asked.uid, Confirmation.objects.get(pk=asked.pk).secret

    def sign(self, secret: str = "") -> list[services.Outcome]:
        confirmation, code = self.asked()
        return services.sign_scans(
            confirmation_uid=confirmation, code=code, secret=secret, actor=self.actor
        )

    def with_agent(self) -> Computer:
        computer = paired(self.actor)
        services.certify_agent_key(uid=computer.show_key().uid, years=3, actor=ISSUER)
        return computer

    def turn(self) -> AgentTurn:
        confirmation, code = self.asked()
        return services.start_scans_turn(confirmation_uid=confirmation, code=code, actor=self.actor)


def all_valid(room: Drawer) -> bool:
    reports = [services.verify_pdf(content) for content in room.kept.values()]
    return all(
        one.verdict == Verdict.VALID and [s.field_name for s in one.signatures] == ["CanBoSoHoa"]
        for one in reports
    )


def test_one_code_signs_all_that_wait_by_a_key_of_the_house(drawer: Drawer) -> None:
    desk = Desk()
    certificate_for(account_uid=desk.actor.id)
    confirmation, code = desk.asked()

    outcomes = services.sign_scans(confirmation_uid=confirmation, code=code, actor=desk.actor)

    assert [one.signed for one in outcomes] == [True] * 3
    assert all_valid(drawer)
    with pytest.raises(Invalid, match="Không có bản quét"):
        desk.asked()
    with pytest.raises(services.ConfirmationEnded):
        services.sign_scans(confirmation_uid=confirmation, code=code, actor=desk.actor)


def test_one_pin_signs_all_and_a_device_pulled_out_leaves_the_rest_saying_why(
    drawer: Drawer, devices: Devices
) -> None:
    desk = Desk()
    on_device(devices.plug("Thẻ của Hạnh"), account_uid=account_of(desk.actor))
    away = devices.folder / "away"
    shutil.copytree(devices.folder / "devices", away)
    drawer.after_each = devices.pull

    first = desk.sign(PIN)

    assert [one.signed for one in first] == [True, False, False]
    assert len(drawer.kept) == 1
    assert all(drawer.troubles())
    assert all_valid(drawer)

    drawer.after_each = lambda: None
    shutil.copytree(away, devices.folder / "devices", dirs_exist_ok=True)
    again = desk.sign(PIN)

    assert [one.signed for one in again] == [True, True]
    assert len(drawer.kept) == 3
    assert all_valid(drawer)


def test_a_wrong_pin_signs_nothing(drawer: Drawer, devices: Devices) -> None:
    desk = Desk()
    on_device(devices.plug("Thẻ của Hạnh"), account_uid=account_of(desk.actor))

    with pytest.raises(services.DeviceRefused):
        desk.sign("000000")

    assert not drawer.kept


def test_the_own_computer_signs_all_by_one_pin(drawer: Drawer) -> None:
    desk = Desk()
    computer = desk.with_agent()
    turn = desk.turn()
    asked = computer.next()

    told = computer.answer(asked, [computer.value(one) for one in asked["papers"]])

    assert turn.kind == TurnKind.SCAN
    assert told.json()["state"] == TurnState.DONE
    assert len(drawer.kept) == 3
    assert all_valid(drawer)


def test_what_the_computer_left_out_waits_says_why_and_is_signed_later(drawer: Drawer) -> None:
    desk = Desk()
    computer = desk.with_agent()
    desk.turn()
    asked = computer.next()
    first, second, _third = asked["papers"]

    computer.answer(asked, [computer.value(first), {"paper": second["uid"], "trouble": "removed"}])

    assert len(drawer.kept) == 1
    assert len(drawer.troubles()) == 2
    assert all(drawer.troubles())
    desk.turn()
    asked = computer.next()
    assert len(asked["papers"]) == 2
    computer.answer(asked, [computer.value(one) for one in asked["papers"]])
    assert len(drawer.kept) == 3
    assert all_valid(drawer)


def test_a_scan_replaced_while_the_computer_asks_stays_unsigned(drawer: Drawer) -> None:
    desk = Desk()
    computer = desk.with_agent()
    desk.turn()
    asked = computer.next()
    uid = next(iter(drawer.scans))
    other = drawer.put(a_plain_pdf() + b"\n%%\n")
    drawer.scans[uid] = replace(drawer.scans[uid], file=drawer.scans.pop(other.uid).file)

    computer.answer(asked, [computer.value(one) for one in asked["papers"]])

    assert uid not in drawer.kept
    assert len(drawer.kept) == 2


def test_within_a_shift_nothing_more_is_asked(drawer: Drawer) -> None:
    desk = Desk()
    certificate_for(account_uid=desk.actor.id)
    with pytest.raises(services.ShiftNeeded):
        services.sign_scans_in_shift(actor=desk.actor)
    asked = services.start_shift_confirmation(actor=desk.actor)
    services.open_signing_shift(confirmation_uid=asked.uid, code=asked.secret, actor=desk.actor)

    done = desk.client.post(PAGE)

    assert done["Location"] == PAGE
    assert len(drawer.kept) == 3


def test_who_signs_no_scans_is_refused(drawer: Drawer) -> None:
    with pytest.raises(NotPermitted):
        services.start_scans_confirmation(actor=make_actor())

    assert not drawer.kept


def test_the_page_leads_from_the_list_to_signed_scans_in_both_languages(drawer: Drawer) -> None:
    desk = Desk()
    certificate_for(account_uid=desk.actor.id)
    listed = desk.client.get(PAGE).content.decode()
    place = desk.client.post(PAGE)["Location"]
    (shown,) = queries.codes_on_telephone(actor=desk.actor)
    wrong = desk.client.post(place, {"code": "000000" if shown.secret != "000000" else "1"})
    english = [in_english(desk.client).get(page).content.decode() for page in (PAGE, place)]

    done = desk.client.post(place, {"code": shown.secret})

    assert "Bản quét 3" in listed
    assert wrong.status_code == 422
    assert done["Location"] == PAGE
    assert len(drawer.kept) == 3
    for page in english:
        left = [said for said in vietnamese_left_behind(page) if "Bản quét" not in said]
        assert left == []


def test_the_api_signs_them_by_code_or_asks_the_own_computer(drawer: Drawer) -> None:
    desk = Desk()
    computer = desk.with_agent()
    api = "/api/v1/signing/scans"

    listed = desk.client.get(api).json()
    asked = desk.client.post(f"{api}/confirmations").json()
    code = Confirmation.objects.get(uid=asked["uid"]).secret
    turn = desk.client.post(
        f"{api}/confirmations/{asked['uid']}/turn",
        {"code": code},
        content_type="application/json",
    )
    shown = computer.next()
    computer.answer(shown, [computer.value(one) for one in shown["papers"]])

    assert len(listed) == 3
    assert asked["asks"] == "agent"
    assert turn.status_code == 201
    assert len(drawer.kept) == 3


def test_of_many_the_oldest_are_shown_and_all_are_counted(drawer: Drawer) -> None:
    desk = Desk()
    waiting = services.waiting_scans(actor=desk.actor, limit=1)

    assert [scan.uid for _source, scan in waiting] == [next(iter(ROOM.scans))]
    assert services.count_waiting_scans(actor=desk.actor) == len(ROOM.scans)
