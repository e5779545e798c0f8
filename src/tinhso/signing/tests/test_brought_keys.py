"""A key that came in a file (PKCS#12): it proves itself, rests encrypted and signs here."""

from base64 import b64encode

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from tinhso.identity.testing import OfficialFactory, actor_for, give_role
from tinhso.kernel import files
from tinhso.kernel.errors import Conflict, Invalid, NotPermitted
from tinhso.kernel.testing import in_english, vietnamese_left_behind
from tinhso.organization.queries import agency
from tinhso.organization.testing import UnitFactory
from tinhso.signing import pki, services
from tinhso.signing.algorithms import KeyKind, PrivateKey, new_key
from tinhso.signing.models import Certificate, KeyUse, SoftwareKey
from tinhso.signing.rules import CertificateRole, ItemState, SealState, UseSource
from tinhso.signing.testing import a_leader, a_signed_item, an_item, certificate_for, confirmed
from tinhso.signing.tests.computers import ISSUER, signed_in
from tinhso.signing.tests.test_agent_adopting import OtherAuthority

pytestmark = pytest.mark.django_db
PLACE = "/quan-tri/chung-thu-so/tep-khoa/"
PASSWORD = "mật khẩu 1"


class Brought:
    """An official to whom another authority gave a key in a file."""

    def __init__(self, key: PrivateKey | None = None) -> None:
        self.account = OfficialFactory.create(login="be.thu", name="Bế Thị Thu")
        unit = UnitFactory.create()
        give_role(self.account, "signing.sign_item", agency_id=unit.agency_id, unit_id=unit.pk)
        self.actor = actor_for(self.account)
        self.authority = OtherAuthority()
        self.key = key or new_key()
        self.own = self.authority.issue("Bế Thị Thu", self.key.public_key())

    def file(self, password: str = PASSWORD, **changes: object) -> bytes:
        given = {"key": self.key, "cert": self.own, "cas": [self.authority.root], **changes}
        return serialize_key_and_certificates(
            b"be.thu",
            encryption_algorithm=BestAvailableEncryption(password.encode()),
            **given,  # type: ignore[arg-type]  # of these kinds
        )

    def take(self, **changes: object) -> Certificate:
        given = {
            "role": CertificateRole.PERSON,
            "holder": "be.thu",
            "file": self.file(),
            "password": PASSWORD,
            "actor": ISSUER,
            **changes,
        }
        return services.bring_key(**given)  # type: ignore[arg-type]  # of these kinds


@pytest.mark.parametrize("kind", [KeyKind.P256, KeyKind.P384, KeyKind.RSA2048])
def test_it_signs_here_and_rests_encrypted(kind: KeyKind) -> None:
    brought = Brought(new_key(kind))
    before = certificate_for(account_uid=brought.account.uid)
    known = set(SoftwareKey.objects.values_list("pk", flat=True))

    made = brought.take()

    before.refresh_from_db()
    proof = KeyUse.objects.get()
    assert (made.account_uid, made.key_store, made.name) == (
        brought.account.uid,
        "software",
        "Bế Thị Thu",
    )
    assert not before.is_usable
    assert (proof.certificate_id, proof.source) == (made.pk, UseSource.DIRECT)
    (row,) = SoftwareKey.objects.exclude(pk__in=known)
    with connection.cursor() as cursor:
        cursor.execute("SELECT key FROM signing_softwarekey WHERE id = %s", [row.pk])
        (kept,) = cursor.fetchone()
    assert row.key == pki.key_text(brought.key)
    assert "PRIVATE KEY" not in str(kept)
    item = an_item(brought.actor)
    services.open_item(item_uid=item.uid, actor=brought.actor)
    confirmation, code = confirmed(brought.actor, item)
    (outcome,) = services.sign_items(
        item_uids=[item.uid], confirmation_uid=confirmation, code=code, actor=brought.actor
    )
    item.refresh_from_db()
    assert (outcome.signed, item.state) == (True, ItemState.SIGNED)
    assert item.signed_file is not None
    (found,) = services.verify_pdf(files.open_file(item.signed_file)).signatures
    assert found.serial == made.serial


def test_an_agencys_key_seals() -> None:
    brought, unit, leader = Brought(), UnitFactory.create(), a_leader()
    clerk = OfficialFactory.create()
    give_role(clerk, "signing.seal_document", agency_id=unit.agency_id, unit_id=unit.pk)

    made = brought.take(
        role=CertificateRole.AGENCY,
        holder=agency(unit.agency_id).code,
        name_reason="Chứng thư thử nghiệm",
    )
    item = a_signed_item(leader, agency_id=unit.agency_id)
    act = services.number_and_seal(
        item_uid=item.uid, register="signing.tests", format="%(n)d/QĐ", actor=actor_for(clerk)
    )

    assert (made.agency_id, made.account_uid) == (unit.agency_id, None)
    assert act.state == SealState.SEALED


def test_what_does_not_open_or_fit_is_told_at_its_field_and_nothing_is_kept() -> None:
    brought = Brought()
    other = brought.authority.issue("Bế Thị Thu", new_key().public_key())
    weak = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505  refused
    leader = a_leader()
    for_checks = brought.authority.issue("Bế Thị Thu", brought.key.public_key(), signs=False)
    another = brought.authority.issue("Ai Khác", brought.key.public_key())
    wrong: list[tuple[dict[str, object], str]] = [
        ({"password": "khac"}, "password"),
        ({"file": b"no file"}, "password"),
        ({"file": b"0" * 300_000}, "file"),
        ({"file": brought.file(cert=None, cas=None)}, "file"),
        ({"file": brought.file(cert=None, cas=[other])}, "file"),
        ({"file": brought.file(cert=for_checks)}, "file"),
        ({"file": brought.file(key=None, cert=None)}, "file"),
        ({"file": brought.file(key=ed25519.Ed25519PrivateKey.generate(), cert=None)}, "file"),
        (
            {
                "file": brought.file(
                    key=weak, cert=brought.authority.issue("Bế Thị Thu", weak.public_key())
                )
            },
            "file",
        ),
        ({"holder": "khong-co"}, "holder"),
        ({"file": brought.file(cert=another)}, "name_reason"),
    ]
    keys = SoftwareKey.objects.count()

    for changes, field in wrong:
        with pytest.raises(Invalid) as refusal:
            brought.take(**changes)
        assert field in refusal.value.fields, changes
    with pytest.raises(NotPermitted):
        brought.take(actor=leader)

    assert SoftwareKey.objects.count() == keys
    assert not Certificate.objects.filter(serial=f"{brought.own.serial_number:x}").exists()


def test_it_is_taken_in_once() -> None:
    brought = Brought()
    brought.take()
    keys = SoftwareKey.objects.count()

    with pytest.raises(Conflict):
        brought.take()

    assert SoftwareKey.objects.count() == keys


def test_the_operator_brings_it_on_the_page_and_reads_what_is_wrong() -> None:
    brought = Brought()
    operator = signed_in("signing.manage_certificates")

    def sent(password: str) -> dict[str, object]:
        file = SimpleUploadedFile("thu.p12", brought.file())
        return {"role": "person", "holder": "be.thu", "password": password, "file": file}

    listed = operator.get("/quan-tri/chung-thu-so/").content.decode()
    wrong = operator.post(PLACE, sent("khac"))
    english = in_english(operator).get(PLACE).content.decode()
    done = operator.post(PLACE, sent(PASSWORD), follow=True).content.decode()

    assert PLACE in listed
    assert wrong.status_code == 422
    assert "mật khẩu chưa đúng" in wrong.content.decode()
    assert 'value="khac"' not in wrong.content.decode()
    assert 'value="be.thu"' in wrong.content.decode()
    assert vietnamese_left_behind(english) == []
    assert "Từ giờ khóa này dùng được: Bế Thị Thu" in done
    assert signed_in("signing.sign_item").get(PLACE).status_code == 403


def test_by_machine_too() -> None:
    brought = Brought()
    operator = signed_in("signing.manage_certificates")
    body = {
        "role": "person",
        "holder": "be.thu",
        "password": PASSWORD,
        "file": b64encode(brought.file()).decode(),
    }
    address = "/api/v1/signing/certificates/bring"

    wrong = operator.post(address, {**body, "password": "?"}, content_type="application/json")
    made = operator.post(address, body, content_type="application/json")
    refused = signed_in("signing.sign_item").post(address, body, content_type="application/json")

    assert (wrong.status_code, made.status_code, refused.status_code) == (422, 201, 403)
    assert made.json()["name"] == "Bế Thị Thu"
