"""A key that lies on a plugged device already: proved by a challenge, then it signs here."""

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from tinhso.identity.testing import OfficialFactory, actor_for, give_role
from tinhso.kernel import files
from tinhso.kernel.errors import Conflict, Invalid, NotPermitted
from tinhso.kernel.testing import in_english, vietnamese_left_behind
from tinhso.organization.queries import agency
from tinhso.organization.testing import UnitFactory
from tinhso.signing import services
from tinhso.signing.algorithms import KeyKind
from tinhso.signing.models import Certificate, KeyUse
from tinhso.signing.rules import CertificateRole, ItemState, SealState, UseOutcome, UseSource
from tinhso.signing.testing import (
    PIN,
    Devices,
    a_leader,
    a_signed_item,
    an_item,
    certificate_for,
    confirmed,
)
from tinhso.signing.tests.computers import ISSUER, signed_in
from tinhso.signing.tests.test_agent_adopting import OtherAuthority
from tinhso.signing.tokens import store
from tinhso.signing.tokens.client import parts_of

pytestmark = pytest.mark.django_db
LABEL = "The cua Hanh"
PLACE = "/quan-tri/chung-thu-so/thiet-bi/"


class Token:
    """A device with a key, and the certificate of another authority, of an official."""

    def __init__(
        self, devices: Devices, *, kind: KeyKind = KeyKind.P256, on_device: bool = True
    ) -> None:
        self.devices, self.authority = devices, OtherAuthority()
        self.account = OfficialFactory.create(login="be.thu", name="Bế Thị Thu")
        unit = UnitFactory.create()
        give_role(self.account, "signing.sign_item", agency_id=unit.agency_id, unit_id=unit.pk)
        self.actor = actor_for(self.account)
        self.serial = devices.plug(LABEL)
        self.place, self.own = self.key(kind)
        if on_device:
            devices.put(self.own, label=LABEL, place=self.place)

    def key(self, kind: KeyKind = KeyKind.P256) -> tuple[str, x509.Certificate]:
        """Make another key there; return its place and a certificate of it."""
        with store.opened(self.serial, PIN):
            reference, public = store.DeviceKeyStore().make(kind)
        assert isinstance(public, ec.EllipticCurvePublicKey | rsa.RSAPublicKey)
        return parts_of(reference)[1], self.authority.issue("Bế Thị Thu", public)

    def take(self, **changes: object) -> Certificate:
        given = {
            "role": CertificateRole.PERSON,
            "holder": "be.thu",
            "device": self.serial,
            "pin": PIN,
            "actor": ISSUER,
            **changes,
        }
        return services.take_over_key(**given)  # type: ignore[arg-type]  # of these kinds


@pytest.mark.parametrize("kind", [KeyKind.P256, KeyKind.P384, KeyKind.RSA2048])
def test_a_key_with_its_certificate_on_the_device_signs_here(
    devices: Devices, kind: KeyKind
) -> None:
    token = Token(devices, kind=kind)
    before = certificate_for(account_uid=token.account.uid)

    made = token.take()

    before.refresh_from_db()
    proof = KeyUse.objects.get()
    assert (made.account_uid, made.key_store, made.name) == (
        token.account.uid,
        "pkcs11",
        "Bế Thị Thu",
    )
    assert not before.is_usable
    assert (proof.certificate_id, proof.source, proof.outcome) == (
        made.pk,
        UseSource.DIRECT,
        UseOutcome.SIGNED,
    )
    assert "Chứng minh giữ khóa" in proof.title
    item = an_item(token.actor)
    services.open_item(item_uid=item.uid, actor=token.actor)
    confirmation, code = confirmed(token.actor, item)
    (outcome,) = services.sign_items(
        item_uids=[item.uid],
        confirmation_uid=confirmation,
        code=code,
        secret=PIN,
        actor=token.actor,
    )
    item.refresh_from_db()
    assert (outcome.signed, item.state) == (True, ItemState.SIGNED)
    assert item.signed_file is not None
    (found,) = services.verify_pdf(files.open_file(item.signed_file)).signatures
    assert found.serial == made.serial


def test_a_key_that_does_not_answer_the_challenge_is_not_taken(
    devices: Devices, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = Token(devices)
    other, _certificate = token.key()
    before = certificate_for(account_uid=token.account.uid)
    monkeypatch.setattr(
        "tinhso.signing.services.device_keys.reference_of",
        lambda serial, _place: f"{serial}:{other}",
    )

    with pytest.raises(services.WrongValue):
        token.take(place=token.place)

    before.refresh_from_db()
    assert before.is_usable
    assert Certificate.objects.count() == 1


def test_a_wrong_pin_and_a_certificate_of_another_key_take_nothing(devices: Devices) -> None:
    token = Token(devices, on_device=False)
    stranger = token.authority.issue("Ai đó", ec.generate_private_key(ec.SECP256R1()).public_key())

    with pytest.raises(services.DeviceRefused):
        token.take(pin="000000")
    with pytest.raises(Invalid):
        token.take()
    with pytest.raises(Invalid):
        token.take(certificate=stranger.public_bytes(Encoding.PEM))
    with pytest.raises(Invalid) as nobody:
        token.take(holder="khong-co", certificate=token.own.public_bytes(Encoding.DER))
    with pytest.raises(NotPermitted):
        token.take(actor=a_leader())

    assert "holder" in nobody.value.fields
    assert not Certificate.objects.filter(serial=f"{token.own.serial_number:x}").exists()


def test_a_key_is_taken_over_once(devices: Devices) -> None:
    token = Token(devices)
    token.take()

    with pytest.raises(Conflict):
        token.take()

    assert Certificate.objects.count() == 1


def test_the_agencys_key_lies_on_the_installations_own_device(
    devices: Devices, settings: Settings
) -> None:
    token, unit = Token(devices), UnitFactory.create()
    clerk, leader = OfficialFactory.create(), a_leader()
    give_role(clerk, "signing.seal_document", agency_id=unit.agency_id, unit_id=unit.pk)
    code = agency(unit.agency_id).code

    with pytest.raises(services.DeviceRefused):
        token.take(role=CertificateRole.AGENCY, holder=code, pin="")
    settings.TINHSO_PKCS11_TOKEN, settings.TINHSO_PKCS11_PIN = LABEL, PIN
    with pytest.raises(Invalid) as named:
        token.take(role=CertificateRole.AGENCY, holder=code, pin="")
    assert set(named.value.fields) == {"name_reason"}
    made = token.take(
        role=CertificateRole.AGENCY, holder=code, pin="", name_reason="Chứng thư thử nghiệm"
    )
    item = a_signed_item(leader, agency_id=unit.agency_id)
    act = services.number_and_seal(
        item_uid=item.uid, register="signing.tests", format="%(n)d/QĐ", actor=actor_for(clerk)
    )

    assert (made.agency_id, made.account_uid) == (unit.agency_id, None)
    assert act.state == SealState.SEALED


def test_the_operator_chooses_a_key_on_the_page_and_types_the_pin_again(devices: Devices) -> None:
    token = Token(devices, on_device=False)
    token.key()
    operator = signed_in("signing.manage_certificates")
    file = token.own.public_bytes(Encoding.PEM)

    def sent(**changes: str) -> dict[str, object]:
        given = {"device": token.serial, "pin": PIN, "role": "person", "holder": "be.thu"}
        return {**given, **changes, "certificate": SimpleUploadedFile("thu.pem", file)}

    listed = operator.get("/quan-tri/chung-thu-so/").content.decode()
    several = operator.post(PLACE, sent())
    wrong = operator.post(PLACE, sent(place=token.place, pin="000000"))
    english = in_english(operator).get(PLACE).content.decode()
    done = operator.post(PLACE, sent(place=token.place), follow=True)

    assert PLACE in listed
    assert several.status_code == 422
    assert f'value="{token.place}"' in several.content.decode()
    assert "Bế Thị Thu" in several.content.decode()
    assert PIN not in several.content.decode()
    assert (wrong.status_code, "Mã PIN chưa đúng" in wrong.content.decode()) == (422, True)
    assert vietnamese_left_behind(english) == []
    assert "Từ giờ khóa này dùng được: Bế Thị Thu" in done.content.decode()
    assert Certificate.objects.get().key_store == "pkcs11"


def test_without_devices_and_without_the_permission_there_is_no_such_page() -> None:
    assert signed_in("signing.manage_certificates").get(PLACE).status_code == 404
    assert signed_in("signing.sign_item").get(PLACE).status_code == 403


def test_a_page_without_a_device_says_so_and_loses_nothing_typed(devices: Devices) -> None:
    devices.pull()
    operator = signed_in("signing.manage_certificates")

    empty = operator.get(PLACE).content.decode()
    posted = operator.post(
        PLACE, {"device": "away", "pin": PIN, "role": "person", "holder": "be.thu"}
    )

    assert "Không thấy thiết bị nào" in empty
    assert 'name="holder"' not in empty
    assert posted.status_code == 422
    assert 'value="be.thu"' in posted.content.decode()
    assert PIN not in posted.content.decode()
