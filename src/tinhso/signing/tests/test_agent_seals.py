"""An agency's seal on the device of its clerk: numbered here, sealed at his computer, kept here."""

from base64 import b64encode
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from django.test import Client

from tinhso.identity.testing import OfficialFactory, actor_for, give_role
from tinhso.kernel import files
from tinhso.kernel.actors import Actor, system_actor
from tinhso.kernel.errors import Invalid
from tinhso.kernel.numbering.models import OfficialNumber
from tinhso.kernel.testing import in_english, vietnamese_left_behind
from tinhso.organization.queries import agency
from tinhso.organization.testing import UnitFactory
from tinhso.signing import queries, services
from tinhso.signing.checking.report import Verdict
from tinhso.signing.models import AgentTurn, Certificate, KeyUse, SealAct, SigningItem
from tinhso.signing.rules import (
    BatchAct,
    BatchState,
    CertificateRole,
    SealState,
    UseOutcome,
    UseSource,
)
from tinhso.signing.testing import a_leader, a_plain_pdf, a_signed_item, certificate_for
from tinhso.signing.tests.computers import ISSUER, Computer, confirm_by, paired, sign_portion
from tinhso.signing.tests.test_agent_adopting import OtherAuthority

pytestmark = pytest.mark.django_db
FORM = "%(n)02d/GPXD-UBND"


def a_clerk_of(agency_id: int, unit_id: int) -> tuple[Actor, Client]:
    account = OfficialFactory.create()
    give_role(account, "signing.seal_document", agency_id=agency_id, unit_id=unit_id)
    client = Client()
    client.force_login(account)
    return actor_for(account), client


class Office:
    """An agency whose seal is on its clerk's device, with a paper that its leader signed."""

    def __init__(self) -> None:
        unit = UnitFactory.create()
        self.agency_id, self.place = unit.agency_id, (unit.agency_id, unit.pk)
        self.clerk, self.client = a_clerk_of(*self.place)
        self.computer = paired(self.clerk)
        self.key = self.computer.show_key()
        self.certificate = services.certify_agent_key(
            uid=self.key.uid, years=3, actor=ISSUER, for_agency=True
        )
        self.leader = a_leader()
        self.item = a_signed_item(self.leader, agency_id=self.agency_id)

    def press(self, item: SigningItem | None = None) -> SealAct:
        return services.number_and_seal(
            item_uid=(item or self.item).uid,
            register="signing.tests",
            format=FORM,
            actor=self.clerk,
        )

    def agree(self) -> Any:
        return sign_portion(self.computer)


@pytest.fixture
def office() -> Office:
    return Office()


def test_a_paper_is_numbered_then_sealed_when_the_clerks_computer_answers(office: Office) -> None:
    act = office.press()
    numbered = (act.state, act.number_text)
    office.press()

    told = office.agree()

    act.refresh_from_db()
    assert numbered == (SealState.NUMBERED, "01/GPXD-UBND")
    assert (told["state"], act.state) == ("done", SealState.SEALED)
    assert (OfficialNumber.objects.count(), AgentTurn.objects.count()) == (1, 1)
    assert act.sealed_file is not None
    sealed = files.open_file(act.sealed_file)
    report = services.verify_pdf(sealed)
    assert (report.verdict, [one.field_name for one in report.signatures]) == (
        Verdict.VALID,
        ["NguoiKy", "CoQuan"],
    )
    assert office.item.signed_file is not None
    assert sealed.startswith(files.open_file(office.item.signed_file))
    use = KeyUse.objects.get(certificate=office.certificate)
    assert (use.source, use.outcome, use.actor_id, use.item_uid) == (
        UseSource.SEAL,
        UseOutcome.SIGNED,
        office.clerk.id,
        office.item.uid,
    )
    assert queries.agency_key_uses(actor=office.clerk).filter(pk=use.pk).exists()


def test_a_seal_left_behind_is_asked_for_again_with_the_same_number(office: Office) -> None:
    act = office.press()
    first = AgentTurn.objects.get()
    office.computer.call(f"/turns/{first.uid}/refuse", {"trouble": "absent"})
    services.seal(act_uid=act.uid, actor=system_actor("signing.seal"))
    waiting = [row.pk for row in queries.to_seal(actor=office.clerk)]

    with time_machine.travel(first.expires_at + timedelta(minutes=1)):
        office.press()
        office.agree()

    act.refresh_from_db()
    assert waiting == [office.item.pk]
    assert (act.state, act.number_text) == (SealState.SEALED, "01/GPXD-UBND")
    assert OfficialNumber.objects.count() == 1


def test_another_clerk_neither_numbers_nor_seals_by_it(office: Office) -> None:
    other, _client = a_clerk_of(*office.place)

    with pytest.raises(services.AgentNeeded):
        services.number_and_seal(item_uid=office.item.uid, register="signing.tests", actor=other)

    assert not OfficialNumber.objects.exists()
    assert not AgentTurn.objects.exists()


def test_the_device_goes_from_one_clerk_of_the_agency_to_another_alone(office: Office) -> None:
    colleague, _client = a_clerk_of(*office.place)
    elsewhere = UnitFactory.create()
    stranger, _other = a_clerk_of(elsewhere.agency_id, elsewhere.pk)
    beyond, beside = paired(stranger), paired(colleague)
    beyond.key = beside.key = office.computer.key

    refused = beyond.call("/keys", {"request": beyond.request(), "device": "a1", "place": "0b"})
    beside.show_key()
    services.number_and_seal(
        item_uid=office.item.uid, register="signing.tests", format=FORM, actor=colleague
    )
    nothing = office.computer.next()
    sign_portion(beside)

    assert (refused.status_code, nothing) == (409, None)
    assert SealAct.objects.get().state == SealState.SEALED


def test_who_is_no_clerk_gets_no_seal() -> None:
    account, unit = OfficialFactory.create(), UnitFactory.create()
    give_role(account, "signing.sign_item", agency_id=unit.agency_id, unit_id=unit.pk)
    key = paired(actor_for(account)).show_key()

    with pytest.raises(Invalid) as refusal:
        services.certify_agent_key(uid=key.uid, years=3, actor=ISSUER, for_agency=True)

    assert "whose" in refusal.value.fields
    assert not Certificate.objects.filter(role=CertificateRole.AGENCY).exists()


def test_an_agencys_certificate_of_another_authority_seals(office: Office) -> None:
    authority, computer = OtherAuthority(), Computer(office.computer.token)
    computer.key = ec.generate_private_key(ec.SECP256R1())
    own = authority.issue(agency(office.agency_id).name, computer.key.public_key())
    shown = b64encode(own.public_bytes(Encoding.DER)).decode()
    body = {"request": computer.request(), "device": "a2", "place": "0c", "certificates": [shown]}
    key_uid = computer.call("/keys", body).json()["uid"]

    row = services.adopt_agent_key(uid=key_uid, actor=ISSUER, for_agency=True)
    act = office.press()
    sign_portion(computer)

    act.refresh_from_db()
    office.certificate.refresh_from_db()
    assert (row.role, row.agency_id, row.account_uid) == (
        CertificateRole.AGENCY,
        office.agency_id,
        None,
    )
    assert not office.certificate.is_usable
    assert act.state == SealState.SEALED


def test_a_clerk_seals_many_files_by_one_pin_over_signatures_of_the_agency(
    office: Office,
) -> None:
    person = certificate_for(account_uid=office.leader.id, agency_id=office.agency_id)
    signed = services.sign_pdf(a_plain_pdf(), certificate=person)
    given = [
        services.give_file(content=one, name="moi.pdf", actor=office.clerk).uid
        for one in (signed, a_plain_pdf())
    ]
    wanted = services.WantedBatch(act=BatchAct.SEAL)
    batch = services.open_batch(wanted=wanted, given=given, actor=office.clerk)
    before = batch.state

    confirm_by(batch, office.clerk)
    sign_portion(office.computer)

    batch.refresh_from_db()
    first, second = queries.batch_files(batch=batch)
    assert (before, batch.state) == (BatchState.UNCONFIRMED, BatchState.DONE)
    assert (first.state, second.fault) == ("done", "signing.not_signed_below")
    assert first.result is not None
    assert services.verify_pdf(files.open_file(first.result)).verdict == Verdict.VALID


def test_the_clerk_presses_on_the_page_and_waits_for_his_computer(office: Office) -> None:
    pressed = office.client.post(f"/lam-viec/dong-dau/{office.item.uid}/")
    waiting = office.client.get(pressed["Location"]).content.decode()
    office.agree()
    done = office.client.get(pressed["Location"]).content.decode()
    english = in_english(office.client).get(pressed["Location"]).content.decode()
    other = a_clerk_of(*office.place)[1].get(pressed["Location"])

    assert "Đang chờ máy ký" in waiting
    assert "Về danh sách chờ đóng dấu" in done
    assert SealAct.objects.get().state == SealState.SEALED
    assert vietnamese_left_behind(english) == []
    assert other.status_code == 404


def test_by_machine_the_clerk_is_told_of_the_turn(office: Office) -> None:
    base = "/api/v1/signing"

    told = office.client.post(f"{base}/items/{office.item.uid}/seal").json()
    office.agree()
    turn = office.client.get(f"{base}/agent-turns/{told['turn']}").json()
    again = office.client.post(f"{base}/items/{office.item.uid}/seal").json()

    assert (told["state"], told["file"]) == ("numbered", None)
    assert (turn["state"], turn["papers"][0]["state"]) == ("done", "signed")
    assert (again["state"], again["turn"]) == ("sealed", None)
