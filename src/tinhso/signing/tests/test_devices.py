"""Keys on devices (SoftHSM2): the PIN is asked once, and nothing is left half-signed."""

import os
import signal
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import Settings

from tinhso.identity.testing import OfficialFactory, actor_for, give_role
from tinhso.kernel import files
from tinhso.kernel.actors import Actor
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.files.models import StoredFile
from tinhso.organization.testing import UnitFactory
from tinhso.signing import queries, services
from tinhso.signing.algorithms import Algorithm, SignData, new_key, sign_with
from tinhso.signing.checking.report import Verdict
from tinhso.signing.keys import SoftwareKeyStore
from tinhso.signing.models import Certificate, KeyUse, SigningItem
from tinhso.signing.registry import Signable, key_stores
from tinhso.signing.rules import CertificateRole, Format, ItemState, UseOutcome
from tinhso.signing.services.signatures import WrongValue
from tinhso.signing.testing import (
    AGENCY,
    PIN,
    SETUP,
    Devices,
    a_clerk,
    a_leader,
    a_signed_item,
    an_item,
    certificate_for,
    confirmed,
    on_device,
    remembering,
)
from tinhso.signing.tokens.client import DeviceTrouble, Helper
from tinhso.signing.tokens.store import PinNeeded
from tinhso.signing.tokens.words import Trouble
from tools.waiting import HANGING

pytestmark = pytest.mark.django_db
WRONG = "000000"


class Desk:
    """A leader with his key on a device, signed in to the site, with papers he has read."""

    def __init__(self, devices: Devices, papers: int = 2) -> None:
        account, unit = OfficialFactory.create(), UnitFactory.create()
        give_role(account, "signing.sign_item", agency_id=unit.agency_id, unit_id=unit.pk)
        self.client = Client()
        self.client.force_login(account)
        self.actor: Actor = actor_for(account)
        self.certificate = on_device(devices.plug("Thẻ của Hạnh"), account_uid=account.uid)
        self.items = [an_item(self.actor) for _number in range(papers)]
        for item in self.items:
            services.open_item(item_uid=item.uid, actor=self.actor)

    def asked(self) -> str:
        chosen = {"item": [str(item.uid) for item in self.items]}
        return str(self.client.post("/lam-viec/cho-ky/ky/", chosen)["Location"])

    def code(self) -> str:
        return queries.codes_on_telephone(actor=self.actor)[0].secret

    def states(self) -> list[str]:
        rows = SigningItem.objects.filter(uid__in=[item.uid for item in self.items])
        return list(rows.order_by("pk").values_list("state", flat=True))


def test_a_batch_is_signed_with_one_pin_on_the_leaders_device(devices: Devices) -> None:
    desk = Desk(devices)
    place = desk.asked()

    page = desk.client.get(place).content.decode()
    none = desk.client.post(place, {"code": desk.code()})
    done = desk.client.post(place, {"code": desk.code(), "secret": PIN}, follow=True)

    assert 'type="password"' in page
    assert none.status_code == 422
    assert "Đã ký 2 văn bản." in done.content.decode()
    for item in desk.items:
        item.refresh_from_db()
        assert item.signed_file is not None
        report = services.verify_pdf(files.open_file(item.signed_file))
        assert report.verdict == Verdict.VALID
    assert set(KeyUse.objects.values_list("certificate", "outcome")) == {
        (desk.certificate.pk, UseOutcome.SIGNED)
    }


def test_a_wrong_pin_is_answered_with_the_devices_own_state(
    devices: Devices, caplog: pytest.LogCaptureFixture
) -> None:
    desk = Desk(devices)
    place = desk.asked()

    refused = desk.client.post(place, {"code": desk.code(), "secret": WRONG})
    again = desk.client.get(refused["Location"]).content.decode()
    done = desk.client.post(refused["Location"], {"code": desk.code(), "secret": PIN})

    assert refused["Location"] != place
    assert "Mã PIN chưa đúng. Thiết bị báo đã có lần nhập sai" in again
    assert WRONG not in again
    assert done["Location"] == "/lam-viec/cho-ky/"
    assert desk.states() == [ItemState.SIGNED, ItemState.SIGNED]
    kept = " ".join(AuditEntry.objects.values_list("text", flat=True))
    assert f'"{WRONG}"' not in kept
    assert f'"{PIN}"' not in kept
    assert PIN not in caplog.text


def test_a_device_pulled_out_in_the_middle_leaves_the_next_paper_unsigned(
    devices: Devices,
) -> None:
    desk = Desk(devices)
    confirmation, code = confirmed(desk.actor, *desk.items)

    def pull(item: SigningItem, stored_file: StoredFile) -> None:
        devices.pull()

    plug: Signable = remembering()
    plug.signed = pull  # type: ignore[method-assign]  # for this test
    try:
        outcomes = services.sign_items(
            item_uids=[item.uid for item in desk.items],
            confirmation_uid=confirmation,
            code=code,
            secret=PIN,
            actor=desk.actor,
        )
    finally:
        del plug.signed

    assert [(one.signed, one.code) for one in outcomes] == [
        (True, ""),
        (False, "signing.device_refused"),
    ]
    assert "chưa được ký" in outcomes[1].message
    assert desk.states() == [ItemState.SIGNED, ItemState.OPENED]
    told = KeyUse.objects.order_by("pk").values_list("outcome", flat=True)
    assert list(told) == [UseOutcome.SIGNED, UseOutcome.FAILED]


def test_the_right_code_comes_before_any_pin_is_tried(devices: Devices) -> None:
    desk = Desk(devices, papers=1)
    place = desk.asked()
    wrong = f"{(int(desk.code()) + 1) % 1000000:06d}"

    refused = desk.client.post(place, {"code": wrong, "secret": WRONG})

    assert refused.status_code == 422
    assert [one.pin for one in services.devices()] == [""]


def test_a_library_that_hangs_or_dies_takes_nobody_with_it(devices: Devices) -> None:
    hanging = Helper(devices.library, seconds=HANGING)
    os.kill(hanging.process_id, signal.SIGSTOP)
    hanging.seconds = 0.05
    with pytest.raises(DeviceTrouble) as silent:
        hanging.devices()
    hanging.end()
    dying = Helper(devices.library, seconds=HANGING)
    os.kill(dying.process_id, signal.SIGKILL)
    with pytest.raises(DeviceTrouble) as dead:
        dying.devices()
    dying.end()
    with pytest.raises(DeviceTrouble) as missing:
        Helper("/nowhere/module.so", seconds=HANGING)

    found = [one.value.trouble for one in (silent, dead, missing)]
    assert found == [Trouble.SILENT, Trouble.BROKEN, Trouble.BROKEN]


def test_the_seal_signs_by_the_pin_of_the_configuration(
    devices: Devices, settings: Settings, tmp_path: Path
) -> None:
    devices.plug("Con dấu")
    settings.TINHSO_PKCS11_TOKEN = "Con dấu"
    (tmp_path / "pin").write_text(f"{PIN}\n")
    settings.TINHSO_PKCS11_PIN_FILE = str(tmp_path / "pin")
    item, clerk = a_signed_item(a_leader()), a_clerk(certified=False)
    services.issue_certificate(
        role=CertificateRole.AGENCY,
        name="Ủy ban nhân dân xã Đông Khê",
        agency_id=AGENCY,
        agency_name="Ủy ban nhân dân xã Đông Khê",
        key_store="pkcs11",
        actor=SETUP,
    )

    act = services.number_and_seal(item_uid=item.uid, actor=clerk)

    assert act.sealed_file is not None
    report = services.verify_pdf(files.open_file(act.sealed_file))
    assert [found.verdict for found in report.signatures] == [Verdict.VALID, Verdict.VALID]


def test_a_persons_key_never_signs_by_the_configured_pin(
    devices: Devices, settings: Settings
) -> None:
    officer = uuid4()
    certificate = on_device(devices.plug("Thẻ"), account_uid=officer)
    devices.plug("Con dấu")
    settings.TINHSO_PKCS11_TOKEN, settings.TINHSO_PKCS11_PIN = "Con dấu", PIN

    with pytest.raises(PinNeeded):
        services.sign_file(
            file=services.Given(name="a.txt", content=b"a"),
            certificate=certificate,
            form=Format.CADES,
        )

    assert KeyUse.objects.get().reason == "signing.pin_needed"


def test_a_key_is_made_on_a_plugged_device_at_the_counter(devices: Devices) -> None:
    serial = devices.plug("Thẻ mới")
    operator, officer = OfficialFactory.create(), OfficialFactory.create(login="be.thu")
    unit = UnitFactory.create()
    give_role(operator, "signing.manage_certificates", agency_id=unit.agency_id, unit_id=unit.pk)
    give_role(officer, "signing.sign_item", agency_id=unit.agency_id, unit_id=unit.pk)
    client, place = Client(), "/quan-tri/chung-thu-so/cap/"
    client.force_login(operator)
    given = {"role": "person", "holder": "be.thu", "years": "3", "device": serial}
    given["kind"] = "rsa-2048"

    page = client.get(place).content.decode()
    wrong = client.post(place, {**given, "pin": WRONG})
    done = client.post(place, {**given, "pin": PIN})

    assert f"Thẻ mới ({serial})" in page
    assert (wrong.status_code, done.status_code) == (422, 302)
    assert "Mã PIN chưa đúng" in wrong.content.decode()
    assert WRONG not in wrong.content.decode()
    made = Certificate.objects.get()
    assert (made.key_store, made.key_reference.split(":")[0]) == ("pkcs11", serial)


def test_a_shift_does_not_open_a_persons_device(devices: Devices) -> None:
    account, unit = OfficialFactory.create(), UnitFactory.create()
    give_role(account, "signing.sign_scan", agency_id=unit.agency_id, unit_id=unit.pk)
    officer = actor_for(account)
    certificate_for(account_uid=account.uid)
    asked = services.start_shift_confirmation(actor=officer)
    code = queries.codes_on_telephone(actor=officer)[0].secret
    services.open_signing_shift(confirmation_uid=asked.uid, code=code, actor=officer)
    assert services.may_sign_now(actor=officer)

    on_device(devices.plug("Thẻ"), account_uid=account.uid)

    assert not services.may_sign_now(actor=officer)
    with pytest.raises(services.ShiftKeyAsks) as refusal:
        services.start_shift_confirmation(actor=officer)
    assert "không mở ca ký được" in str(refusal.value.message)


def test_a_value_of_another_key_never_comes_into_a_file() -> None:
    class StrangersStore(SoftwareKeyStore):
        is_outside = True

        def signer(self, reference: str, algorithm: Algorithm) -> SignData:
            return sign_with(new_key(), algorithm)

    key_stores.register("signing.tests.stranger", StrangersStore())
    certificate = certificate_for(account_uid=uuid4())
    Certificate.objects.update(key_store="signing.tests.stranger")
    certificate.refresh_from_db()

    with pytest.raises(WrongValue):
        services.sign_file(
            file=services.Given(name="a.txt", content=b"a"),
            certificate=certificate,
            form=Format.CADES,
        )

    assert KeyUse.objects.get().outcome == UseOutcome.FAILED
