"""Certificates and time-stamps that must not be believed: misused, look-alike, forged."""

import io
import time
import zipfile
from base64 import b64encode
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from asn1crypto import cms
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.utils import timezone
from lxml import etree

from tinhso.signing import pki, services
from tinhso.signing.algorithms import Algorithm, PrivateKey, new_key, sign_with
from tinhso.signing.checking.report import Reason, TimeSource, Verdict
from tinhso.signing.checking.trust import MOST_ABOVE, issuers_of
from tinhso.signing.formats.cades import sign_detached
from tinhso.signing.formats.signer import Evidence, SealingKey
from tinhso.signing.formats.stamping import LocalTimeStamper
from tinhso.signing.rules import Format
from tinhso.signing.services import Given
from tinhso.signing.services.key_uses import signing_over
from tinhso.signing.services.signatures import local_time_stamper, usable_key
from tinhso.signing.testing import SETUP, certificate_for

pytestmark = pytest.mark.django_db

CONTENT = b"Kinh gui"


def der(identity: pki.Identity) -> bytes:
    return identity.certificate.public_bytes(serialization.Encoding.DER)


def sealing_key(identity: pki.Identity) -> SealingKey:
    own = isinstance(identity.key, ec.EllipticCurvePrivateKey)
    algorithm = Algorithm.ECDSA_SHA256 if own else Algorithm.RSA_SHA256
    issuing = services.ensure_authority().issuing
    return SealingKey(der(identity), (der(issuing),), sign_with(identity.key, algorithm), algorithm)


def signed_by(identity: pki.Identity, evidence: Evidence | None = None) -> bytes:
    return sign_detached(CONTENT, sealing_key(identity), evidence or Evidence(), at=timezone.now())


def certified(name: str = "Nông Thị Hạnh", key: PrivateKey | None = None) -> pki.Identity:
    """Return a signer certified by the house's own authority, beside its register."""
    key, now = key or new_key(), timezone.now()
    certificate = pki.issue(
        services.ensure_authority().issuing,
        pki.Subject(common_name=name),
        key.public_key(),
        at=now,
        until=now + timedelta(days=99),
    )
    return pki.Identity(key, certificate)


def reasons_against(message: bytes) -> tuple[Reason, ...]:
    return services.verify(message, outside={"": CONTENT}).signatures[0].reasons


def test_a_certificate_for_another_purpose_signs_nothing() -> None:
    authority = services.ensure_authority()

    assert reasons_against(signed_by(authority.time_stamp)) == (Reason.WRONG_PURPOSE,)
    assert Reason.WRONG_PURPOSE in reasons_against(signed_by(authority.issuing))
    assert reasons_against(signed_by(certified())) == ()


@pytest.mark.parametrize("name", ["Nông Thị H\u0430nh", "Nông Thị Hạnh\u200b", "Ủy b\u03bfn"])
def test_a_name_that_looks_like_another_is_named(name: str) -> None:
    assert reasons_against(signed_by(certified(name))) == (Reason.MISLEADING_NAME,)


def test_an_authority_of_the_same_name_is_not_the_same_authority() -> None:
    services.ensure_authority()
    now = timezone.now()
    false_issuing = pki.make_issuing(pki.make_root(at=now), at=now)
    key = new_key()
    certificate = pki.issue(
        false_issuing,
        pki.Subject(common_name="Nông Thị Hạnh"),
        key.public_key(),
        at=now,
        until=now + timedelta(days=9),
    )
    forged = pki.Identity(key, certificate)
    message = sign_detached(
        CONTENT,
        SealingKey(der(forged), (der(false_issuing),), sign_with(key, Algorithm.ECDSA_SHA256)),
        Evidence(),
        at=now,
    )

    assert reasons_against(message) == (Reason.ISSUER_UNKNOWN,)


def test_another_certificate_of_the_same_key_may_not_take_the_signers_place() -> None:
    one = certified()
    other = certified("Trần Văn Khác", one.key)
    person = certificate_for(account_uid=uuid4())
    given = Given(name="a.xml", content=b"<a>1</a>")
    made = services.sign_file(file=given, certificate=person, form=Format.XADES_ENVELOPED)
    root = etree.fromstring(made.content)
    (held,) = root.xpath("//*[local-name()='X509Certificate'][1]")
    held.text = b64encode(der(other)).decode()

    (found,) = services.verify(etree.tostring(root)).signatures

    assert found.verdict == Verdict.INVALID
    assert Reason.CERTIFICATE_SWAPPED in found.reasons


def a_strangers_clock() -> LocalTimeStamper:
    """Return a time-stamp service that nobody here trusts."""
    then = timezone.now() - timedelta(days=99)
    issuing = pki.make_issuing(pki.make_root(at=then), at=then)
    clock = pki.make_time_stamper(issuing, at=then)
    sign = sign_with(clock.key, Algorithm.ECDSA_SHA256)
    return LocalTimeStamper(SealingKey(der(clock), (der(issuing),), sign))


def test_a_thief_with_a_clock_of_his_own_proves_no_time() -> None:
    person = certificate_for(account_uid=uuid4())
    key = usable_key(person)
    before = timezone.now() - timedelta(minutes=2)
    services.revoke_certificate(certificate_uid=person.uid, reason="key_compromise", actor=SETUP)
    clock = Evidence(time_stamper=a_strangers_clock())

    with time_machine.travel(before), signing_over(["a"], [CONTENT]):
        forged = sign_detached(CONTENT, key, clock, at=before)

    (found,) = services.verify(forged, outside={"": CONTENT}).signatures
    assert (found.verdict, found.reasons) == (Verdict.UNKNOWN, (Reason.REVOKED_SINCE,))
    assert found.time_source == TimeSource.CLAIMED


@pytest.mark.parametrize(("ahead", "held"), [(5, ()), (30, (Reason.CLAIMED_AHEAD,))])
def test_an_hour_that_has_not_come_proves_nothing(ahead: int, held: tuple[Reason, ...]) -> None:
    key = usable_key(certificate_for(account_uid=uuid4()))
    later = timezone.now() + timedelta(minutes=ahead)

    with signing_over(["a"], [CONTENT]):
        early = sign_detached(CONTENT, key, Evidence(), at=later)

    (found,) = services.verify(early, outside={"": CONTENT}).signatures
    assert found.reasons == held
    assert found.verdict == (Verdict.UNKNOWN if held else Verdict.VALID)


def test_a_time_stamp_of_another_signature_is_found() -> None:
    evidence = Evidence(time_stamper=local_time_stamper())
    signer = certified()
    first = cms.ContentInfo.load(signed_by(signer, evidence))
    second = cms.ContentInfo.load(signed_by(signer, evidence))
    one, other = (message["content"]["signer_infos"][0] for message in (first, second))
    one["unsigned_attrs"] = other["unsigned_attrs"]

    assert reasons_against(first.dump()) == (Reason.STAMP_BROKEN,)


def test_a_time_stamp_keeps_a_signature_valid_after_its_certificate_ended() -> None:
    evidence = Evidence(time_stamper=local_time_stamper())
    signer = certified()
    bare, stamped = signed_by(signer), signed_by(signer, evidence)

    with time_machine.travel(timezone.now() + timedelta(days=120)):
        assert reasons_against(bare) == ()
        (found,) = services.verify(stamped, outside={"": CONTENT}).signatures

    assert (found.verdict, found.time_source) == (Verdict.VALID, TimeSource.TIME_STAMP)


def _plain(of: PrivateKey, by: PrivateKey, name: str = "Nơi cấp", *, ca: bool = True) -> bytes:
    """Return a certificate of the same issuer's that does not tell which key issued it."""
    subject, issuer = pki.Subject(name).name(), pki.Subject("Nơi cấp").name()
    made = x509.CertificateBuilder(issuer, subject, of.public_key(), x509.random_serial_number())
    made = made.not_valid_before(timezone.now() - timedelta(days=1))
    made = made.not_valid_after(timezone.now() + timedelta(days=9))
    made = made.add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
    return made.sign(by, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def test_authorities_that_issued_one_another_keep_nobody_waiting() -> None:
    key = new_key()
    leaf, issuing = _plain(key, key, "Nông Thị Hạnh", ca=False), _plain(key, key)
    chain = (issuing, *(_plain(new_key(), key) for _number in range(7)))
    signer = SealingKey(leaf, (), sign_with(key, Algorithm.ECDSA_SHA256))
    info = cms.ContentInfo.load(sign_detached(CONTENT, signer, Evidence(), at=timezone.now()))
    for one in chain:
        info["content"]["certificates"].append(cms.CertificateChoices.load(one))
    began = time.process_time()

    reasons = reasons_against(info.dump(force=True))

    assert reasons == (Reason.ISSUER_UNKNOWN,)
    assert time.process_time() - began < 3
    assert issuers_of(leaf, chain) == (issuing,)
    assert len(issuers_of(leaf, [_plain(key, key) for _one in chain])) == MOST_ABOVE


def test_authorities_in_a_container_that_keeps_a_file_keep_nobody_waiting_either() -> None:
    key = new_key()
    leaf, issuing = _plain(key, key, "Nông Thị Hạnh", ca=False), _plain(key, key)
    signer = SealingKey(leaf, (issuing,), sign_with(key, Algorithm.ECDSA_SHA256))
    message = sign_detached(CONTENT, signer, Evidence(), at=timezone.now())
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as container:
        container.writestr("a.p7s", message)
        container.writestr("a.txt", CONTENT)
        container.writestr("META-INF/timestamp001.tst", b"0")
        for number in range(40):
            container.writestr(f"chung-cu/{number}.cer", _plain(key, key))
    began = time.process_time()

    report = services.verify(out.getvalue())

    assert report.verdict is not Verdict.VALID
    assert time.process_time() - began < 3
