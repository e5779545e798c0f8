"""The authority's keys on the installation's own device: certificates, lists and time-stamps."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives import serialization
from pytest_django import Settings

from tinhso.signing import own_device, services
from tinhso.signing.checking.report import TimeSource, Verdict
from tinhso.signing.models import AuthorityKey
from tinhso.signing.rules import Format
from tinhso.signing.services.authority import renew_time_stamper
from tinhso.signing.testing import PIN, SETUP, Devices, certificate_for
from tinhso.signing.tests.test_certificates import signed_in
from tinhso.signing.tokens.keys import DeviceKey
from tinhso.signing.tokens.store import DeviceRefused
from tools.waiting import HANGING

pytestmark = pytest.mark.django_db
GIVEN = services.Given(name="a.txt", content=b"a")


@pytest.fixture(autouse=True)
def devices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Devices:
    made = Devices.make(tmp_path)
    monkeypatch.setenv("SOFTHSM2_CONF", str(tmp_path / "conf"))
    settings.TINHSO_PKCS11_MODULE = made.library
    settings.TINHSO_PKCS11_SECONDS = HANGING
    settings.TINHSO_PKCS11_TOKEN, settings.TINHSO_PKCS11_PIN = "CA", PIN
    settings.TINHSO_AUTHORITY_ON_DEVICE = True
    made.plug("CA")
    return made


def test_the_authoritys_keys_rest_on_the_device() -> None:
    person = certificate_for(account_uid=uuid4())

    made = services.sign_file(file=GIVEN, certificate=person, form=Format.CADES, level="B-LT")

    (found,) = services.verify(made.content, outside={"": GIVEN.content}).signatures
    assert (found.verdict, found.time_source) == (Verdict.VALID, TimeSource.TIME_STAMP)
    kept = AuthorityKey.objects.values_list("key", flat=True)
    assert len(kept) == 3
    assert all(text.startswith("pkcs11:") and "PRIVATE" not in text for text in kept)


def test_a_revoked_certificate_stands_in_the_list_that_the_device_signed() -> None:
    person = certificate_for(account_uid=uuid4())
    made = services.sign_file(file=GIVEN, certificate=person, form=Format.CADES, level="B-B")

    services.revoke_certificate(certificate_uid=person.uid, reason="key_compromise", actor=SETUP)

    (found,) = services.verify(made.content, outside={"": GIVEN.content}).signatures
    assert found.verdict != Verdict.VALID


def test_without_its_device_the_authority_issues_nothing(devices: Devices) -> None:
    services.ensure_authority()
    devices.pull()

    with pytest.raises(DeviceRefused):
        certificate_for(account_uid=uuid4())


def test_a_renewed_time_stamp_key_rests_on_the_device_too() -> None:
    ends = services.ensure_authority().time_stamp.certificate.not_valid_after_utc

    assert renew_time_stamper(ends - timedelta(days=30))

    row = AuthorityKey.objects.get(role="time_stamp")
    assert row.key.startswith("pkcs11:")
    assert isinstance(services.ensure_authority().time_stamp.key, DeviceKey)


def test_the_doctor_says_where_the_keys_rest() -> None:
    services.ensure_authority()

    (note,) = own_device.tell_of_keys()

    assert note == "Khóa của CA thử nghiệm: 3 khóa, trên thiết bị CA."
    assert not list(own_device.look_at_device())


def test_the_doctor_names_a_device_that_would_not_sign(
    devices: Devices, settings: Settings, tmp_path: Path
) -> None:
    services.ensure_authority()

    settings.TINHSO_PKCS11_PIN_FILE = str(tmp_path / "pin")
    (tmp_path / "pin").write_text("0000")
    (tmp_path / "pin").chmod(0o644)
    wrong = [one.code for one in own_device.look_at_device()]
    (tmp_path / "pin").write_text(PIN)
    (tmp_path / "pin").chmod(0o400)
    tried = [one.code for one in own_device.look_at_device()]
    devices.pull()
    devices.plug("CA")
    another = [one.code for one in own_device.look_at_device()]
    devices.pull()
    gone = [one.code for one in own_device.look_at_device()]

    assert wrong == ["signing.device_wrong_pin", "signing.pin_readable"]
    assert tried == ["signing.device_wrong_pin"], "the device tells of a wrong try: none is spent"
    assert another == ["signing.device_no_key"]
    assert gone == ["signing.device_absent"]


def test_the_doctor_names_keys_that_stayed_behind(settings: Settings) -> None:
    settings.TINHSO_AUTHORITY_ON_DEVICE = False
    services.ensure_authority()
    settings.TINHSO_AUTHORITY_ON_DEVICE = True

    (concern,) = own_device.look_at_device()

    assert (concern.code, concern.values["count"]) == ("signing.authority_here", 3)
    assert not concern.is_error


def test_operators_see_on_their_page_what_stands_against_the_device(devices: Devices) -> None:
    services.ensure_authority()
    operator = signed_in("signing.manage_certificates")

    before = operator.get("/quan-tri/chung-thu-so/dich-vu/").content.decode()
    devices.pull()
    after = operator.get("/quan-tri/chung-thu-so/dich-vu/").content.decode()

    assert "3 khóa, trên thiết bị CA" in before
    assert "Không thấy thiết bị giữ khóa" not in before
    assert "Không thấy thiết bị giữ khóa CA của bản cài đặt." in after


def test_a_key_on_a_device_tells_nothing_of_itself() -> None:
    key = services.ensure_authority().root.key

    assert isinstance(key, DeviceKey)
    with pytest.raises(NotImplementedError):
        key.private_numbers()
    with pytest.raises(NotImplementedError):
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
