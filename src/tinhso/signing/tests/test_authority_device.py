"""The authority's keys on the installation's own device: certificates, lists and time-stamps."""

from pathlib import Path
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives import serialization
from pytest_django import Settings

from tinhso.signing import services
from tinhso.signing.checking.report import TimeSource, Verdict
from tinhso.signing.models import AuthorityKey
from tinhso.signing.rules import Format
from tinhso.signing.testing import PIN, SETUP, Devices, certificate_for
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
