"""A certificate of another authority that lies on the official's own device is used here."""

from base64 import b64encode
from datetime import datetime, timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from django.utils import timezone

from tinhso.kernel import files
from tinhso.kernel.errors import Conflict, NotPermitted
from tinhso.signing import services
from tinhso.signing.checking.report import Reason, SignatureFinding, Verdict
from tinhso.signing.models import AgentKey, Certificate
from tinhso.signing.rules import NO_STORE, CertificateRole, RevocationReason
from tinhso.signing.services.registering import Registered, register_certificate
from tinhso.signing.testing import AGENCY
from tinhso.signing.tests.computers import ISSUER, Computer, Desk, signed_in

pytestmark = pytest.mark.django_db
AUTHORITY = "Cơ quan chứng thực khác"
NEVER_USED = (
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "encipher_only",
    "decipher_only",
)


def named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


class OtherAuthority:
    """An authority that knows nothing of this house."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.root = self.issue(AUTHORITY, self.key.public_key(), is_authority=True)

    def issue(
        self,
        name: str,
        public: ec.EllipticCurvePublicKey | rsa.RSAPublicKey,
        *,
        is_authority: bool = False,
        signs: bool = True,
        at: datetime | None = None,
    ) -> x509.Certificate:
        begins = (at or timezone.now()) - timedelta(days=1)
        usage = dict.fromkeys(NEVER_USED, False)
        made = x509.CertificateBuilder(
            issuer_name=named(AUTHORITY),
            subject_name=named(name),
            public_key=public,
            serial_number=x509.random_serial_number(),
            not_valid_before=begins,
            not_valid_after=begins + timedelta(days=365),
        )
        made = made.add_extension(
            x509.BasicConstraints(ca=is_authority, path_length=None), critical=True
        )
        made = made.add_extension(
            x509.KeyUsage(
                digital_signature=signs,
                content_commitment=signs,
                key_cert_sign=is_authority,
                crl_sign=is_authority,
                **usage,
            ),
            critical=True,
        )
        return made.sign(self.key, hashes.SHA256())


def show(computer: Computer, *certificates: x509.Certificate) -> Any:
    """Have a computer show its key with what lies on its device."""
    given = [b64encode(one.public_bytes(Encoding.DER)).decode() for one in certificates]
    body = {
        "request": computer.request(),
        "device": "a1",
        "place": "0b",
        "certificates": given,
    }
    return computer.call("/keys", body)


class Official:
    """A leader with a certificate of this house, and another authority's on a second key."""

    def __init__(self, name: str = "", **issued: Any) -> None:
        self.desk, self.authority = Desk(papers=1), OtherAuthority()
        self.computer = self.desk.computer
        self.computer.key = ec.generate_private_key(ec.SECP256R1())
        public = self.computer.key.public_key()
        assert isinstance(public, ec.EllipticCurvePublicKey)
        self.own = self.authority.issue(name or self.desk.actor.name, public, **issued)

    @property
    def serial(self) -> str:
        return f"{self.own.serial_number:x}"

    def shown(self) -> AgentKey:
        return AgentKey.objects.get(
            uid=show(self.computer, self.own, self.authority.root).json()["uid"]
        )

    def signed(self) -> SignatureFinding:
        """Sign the paper by the computer; return what a check of it says."""
        self.desk.start()
        turn = self.computer.next()
        self.computer.answer(turn, [self.computer.value(one) for one in turn["papers"]])
        item = self.desk.items[0]
        item.refresh_from_db()
        assert item.signed_file is not None
        (found,) = services.verify_pdf(files.open_file(item.signed_file)).signatures
        return found


def test_an_official_signs_with_the_certificate_on_his_device() -> None:
    official = Official()
    key = official.shown()

    made = services.adopt_agent_key(uid=key.uid, actor=ISSUER)
    services.add_trust_anchor(
        certificate=official.authority.root.public_bytes(Encoding.PEM), actor=ISSUER
    )
    found = official.signed()

    assert (made.serial, made.issuer, made.account_uid) == (
        official.serial,
        AUTHORITY,
        official.desk.actor.id,
    )
    # of its revocation nothing is known here, and that is said
    assert (found.verdict, found.reasons) == (Verdict.UNKNOWN, (Reason.REVOCATION_UNKNOWN,))
    official.desk.certificate.refresh_from_db()
    assert official.desk.certificate.revocation_reason == RevocationReason.SUPERSEDED


def test_the_registers_own_row_of_it_is_used() -> None:
    official = Official()
    row = register_certificate(
        known=Registered(
            role=CertificateRole.PERSON,
            serial=official.serial,
            issuer=AUTHORITY,
            name="Nông Thị Hạnh",
            not_before=official.own.not_valid_before_utc,
            not_after=official.own.not_valid_after_utc,
            agency_id=official.desk.certificate.agency_id or AGENCY,
        ),
        actor=ISSUER,
    )

    made = services.adopt_agent_key(uid=official.shown().uid, actor=ISSUER)

    assert (made.pk, row.key_store, made.key_store) == (row.pk, NO_STORE, "agent")


def test_a_certificate_of_somebody_else_is_not_adopted() -> None:
    official, other = Official(), Desk(papers=1)
    register_certificate(
        known=Registered(
            role=CertificateRole.PERSON,
            serial=official.serial,
            issuer=AUTHORITY,
            name="Người khác",
            not_before=official.own.not_valid_before_utc,
            not_after=official.own.not_valid_after_utc,
            agency_id=other.certificate.agency_id or AGENCY,
            account_uid=other.actor.id,
        ),
        actor=ISSUER,
    )
    key = official.shown()

    with pytest.raises(Conflict):
        services.adopt_agent_key(uid=key.uid, actor=ISSUER)
    with pytest.raises(NotPermitted):
        services.adopt_agent_key(uid=key.uid, actor=official.desk.actor)

    assert Certificate.objects.get(serial=official.serial).key_store == NO_STORE


def test_a_certificate_of_another_key_or_purpose_or_time_is_not_taken() -> None:
    official = Official()
    public = official.authority.key.public_key()
    late = timezone.now() - timedelta(days=800)
    own = official.computer.key.public_key()
    assert isinstance(own, ec.EllipticCurvePublicKey)
    shown = (
        official.authority.issue("khác", public),
        official.authority.issue("mã hóa", own, signs=False),
        official.authority.issue("hết hạn", own, at=late),
    )

    told = [show(official.computer, one).status_code for one in shown]

    assert told == [422, 422, 422]
    assert AgentKey.objects.count() == 1


def test_without_a_certificate_on_the_device_nothing_is_adopted() -> None:
    official = Official()
    key = official.computer.show_key()

    with pytest.raises(Conflict):
        services.adopt_agent_key(uid=key.uid, actor=ISSUER)

    key.refresh_from_db()
    assert key.certificate is None


def test_the_operator_adopts_it_on_the_keys_page() -> None:
    official = Official()
    key = official.shown()
    operator = signed_in("signing.manage_certificates")
    place = f"/quan-tri/chung-thu-so/may-ky/{key.uid}/"

    read = operator.get(place).content.decode()
    operator.post(place, {"compared": "on"})

    assert official.desk.actor.name in read
    assert AUTHORITY in read
    assert 'name="years"' not in read
    key.refresh_from_db()
    assert key.certificate is not None
    assert key.certificate.serial == official.serial
