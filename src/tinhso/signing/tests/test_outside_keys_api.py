"""By machine: keys on officials' computers are certified, keys on plugged devices taken over."""

from base64 import b64encode

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.test import Client

from tinhso.signing.algorithms import new_key
from tinhso.signing.models import AgentKey, Certificate
from tinhso.signing.testing import PIN, Devices
from tinhso.signing.tests.computers import Desk, signed_in
from tinhso.signing.tests.test_device_keys import Token

pytestmark = pytest.mark.django_db
BASE = "/api/v1/signing"


@pytest.fixture
def operator() -> Client:
    return signed_in("signing.manage_certificates")


def test_a_key_is_certified_once_its_fingerprint_was_compared(operator: Client) -> None:
    desk = Desk(papers=0)
    desk.computer.key = new_key()
    key = desk.computer.show_key()
    place = f"{BASE}/agent-keys/{key.uid}/certify"

    (waiting,) = operator.get(f"{BASE}/agent-keys").json()
    hasty = operator.post(place, {"compared": False}, content_type="application/json")
    done = operator.post(place, {"compared": True, "years": 2}, content_type="application/json")

    assert (waiting["fingerprint"], waiting["may_seal"]) == (key.fingerprint, False)
    assert (hasty.status_code, done.status_code) == (422, 201)
    key.refresh_from_db()
    assert key.certificate is not None
    assert done.json()["serial"] == key.certificate.serial
    assert operator.get(f"{BASE}/agent-keys").json() == []


def test_a_key_is_declined_and_others_see_none() -> None:
    desk = Desk(papers=0)
    desk.computer.key = new_key()
    key = desk.computer.show_key()
    operator = signed_in("signing.manage_certificates")

    strangers = desk.client.get(f"{BASE}/agent-keys").status_code
    declined = operator.post(f"{BASE}/agent-keys/{key.uid}/decline").status_code

    assert (strangers, declined) == (403, 204)
    assert AgentKey.objects.get(pk=key.pk).declined_at is not None


def test_a_key_on_a_plugged_device_is_taken_over(devices: Devices, operator: Client) -> None:
    token = Token(devices, on_device=False)
    given = {
        "role": "person",
        "holder": "be.thu",
        "device": token.serial,
        "pin": "000000",
        "certificate": b64encode(token.own.public_bytes(Encoding.DER)).decode(),
    }
    place = f"{BASE}/certificates/take-over"

    wrong = operator.post(place, given, content_type="application/json")
    done = operator.post(place, {**given, "pin": PIN}, content_type="application/json")

    assert "Mã PIN chưa đúng" in wrong.json()["detail"]
    assert PIN not in done.content.decode()
    assert done.status_code == 201
    assert Certificate.objects.get().serial == done.json()["serial"]
