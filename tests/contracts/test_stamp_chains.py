"""Time-stamps by openssl: the whole way from the service to a trusted root is judged.

A person of this house signs, and the service of another authority stamps his signature. Its root
is trusted here, its authorities' lists lie in the folder of roots.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import pytest
import time_machine
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.utils import timezone
from pytest_django import Settings

from tests.contracts import stamping_authority as by_openssl
from tests.contracts.stamping_authority import CA, CLOCK, Holder
from tinhso.signing import services
from tinhso.signing.algorithms import Algorithm, sign_with
from tinhso.signing.checking.report import (
    DoubtedStamp,
    Reason,
    SignatureFinding,
    TimeSource,
    Verdict,
)
from tinhso.signing.formats.signer import SealingKey
from tinhso.signing.formats.stamping import LocalTimeStamper
from tinhso.signing.rules import Format
from tinhso.signing.services import Given
from tinhso.signing.testing import SETUP, certificate_for
from tinhso.signing.wording import worded

pytestmark = pytest.mark.django_db

CONTENT = "Kính gửi".encode()
SERVICE = "Dich vu gio"
ONE_DAY = timedelta(days=1)


@dataclass
class Way:
    """A root, an authority below it, a time-stamp service below that; whatever may be odd."""

    folder: Path
    trusted: Path
    between: str = CA
    since: datetime | None = None
    until: datetime | None = None
    bits: int = 0
    root: Holder = field(init=False)
    authority: Holder = field(init=False)
    clock: Holder = field(init=False)

    def __post_init__(self) -> None:
        """Have openssl make it, and trust its root here."""
        self.root = by_openssl.certified(by_openssl.open_book(self.folder, "Goc gio"), CA)
        opened = by_openssl.open_book(self.folder, "Trung gian", self.root, bits=self.bits)
        self.authority = by_openssl.certified(
            opened, self.between, since=self.since, until=self.until
        )
        clock = by_openssl.open_book(self.folder, SERVICE, self.authority)
        self.clock = by_openssl.certified(clock, CLOCK)
        services.add_trust_anchor(certificate=self.root.der, actor=SETUP)

    def list(self, *authorities: Holder) -> None:
        """Let this house know what these authorities revoked."""
        for one in authorities or (self.root, self.authority):
            by_openssl.listed(one, self.trusted)


Make = Callable[..., Way]


@pytest.fixture
def make(tmp_path: Path, settings: Settings) -> Make:
    trusted = tmp_path / "roots"
    trusted.mkdir()
    settings.TINHSO_TRUST_ROOTS = str(trusted)
    return lambda **odd: Way(tmp_path, trusted, **odd)


def signed() -> bytes:
    """Return what a person of this house signed beside its content."""
    made = services.sign_file(
        file=Given(name="a.txt", content=CONTENT),
        certificate=certificate_for(account_uid=uuid4()),
        form=Format.CADES,
    )
    return made.content


def stamped_by(way: Way, message: bytes) -> bytes:
    token = by_openssl.stamped(way.clock, by_openssl.value_of(message))
    return by_openssl.with_token(message, token)


def checked(message: bytes) -> SignatureFinding:
    (found,) = services.verify(message, outside={"": CONTENT}).signatures
    return found


def notes_of(message: bytes) -> list[str]:
    (one,) = worded(services.verify(message, outside={"": CONTENT})).signatures
    return one.notes


def test_a_stamp_whose_way_is_known_to_the_root_proves_the_time(make: Make) -> None:
    way = make()
    way.list()

    message = stamped_by(way, signed())

    found = checked(message)
    assert by_openssl.openssl_believes(way.clock, way.root)
    assert (found.verdict, found.time_source) == (Verdict.VALID, TimeSource.TIME_STAMP)
    assert (found.stamped_by, found.doubted_stamps) == (SERVICE, ())


@pytest.mark.parametrize(
    ("odd", "reason"),
    [
        ({"until": timezone.now() - ONE_DAY}, Reason.CERTIFICATE_EXPIRED),
        ({"since": timezone.now() + ONE_DAY}, Reason.CERTIFICATE_NOT_YET),
        ({"between": CA + "extendedKeyUsage=clientAuth,emailProtection\n"}, Reason.WRONG_PURPOSE),
        ({"between": "basicConstraints=critical,CA:false\n"}, Reason.WRONG_PURPOSE),
        ({"between": CA.replace("keyCertSign,", "")}, Reason.WRONG_PURPOSE),
        ({"bits": 1024}, Reason.WEAK_ALGORITHM),
    ],
)
def test_an_authority_on_the_way_that_does_not_fit_is_named(
    make: Make, odd: dict[str, object], reason: Reason
) -> None:
    way = make(**odd)
    way.list(way.root)

    message = stamped_by(way, signed())

    found = checked(message)
    assert found.doubted_stamps == (DoubtedStamp(SERVICE, "Trung gian", reason),)
    assert (found.verdict, found.time_source) == (Verdict.VALID, TimeSource.CLAIMED)
    assert any(note.startswith("Dấu thời gian không được tính") for note in notes_of(message))


@pytest.mark.parametrize("which", ["authority", "clock"])
def test_what_was_revoked_before_stamps_nothing(make: Make, which: str) -> None:
    way = make()
    holder: Holder = getattr(way, which)
    by_openssl.revoked(holder, at=timezone.now() - ONE_DAY, reason="superseded")
    way.list()

    found = checked(stamped_by(way, signed()))

    doubted = DoubtedStamp(SERVICE, holder.name, Reason.CERTIFICATE_REVOKED)
    assert found.doubted_stamps == (doubted,)
    assert found.time_source == TimeSource.CLAIMED


@pytest.mark.parametrize("which", ["authority", "clock"])
@pytest.mark.parametrize(
    ("reason", "is_believed"),
    [("superseded", True), ("cessationOfOperation", True), ("keyCompromise", False), ("", False)],
)
def test_what_was_revoked_since_stamped_well_only_if_its_key_was_safe(
    make: Make, which: str, reason: str, is_believed: bool
) -> None:
    way = make()
    message = stamped_by(way, signed())
    holder: Holder = getattr(way, which)
    by_openssl.revoked(holder, at=timezone.now() + timedelta(minutes=1), reason=reason)
    way.list()

    found = checked(message)

    doubted = DoubtedStamp(SERVICE, holder.name, Reason.REVOKED_SINCE)
    assert found.doubted_stamps == (() if is_believed else (doubted,))
    assert (found.time_source == TimeSource.TIME_STAMP) is is_believed


def test_a_stamp_of_unknown_standing_holds_while_nothing_rests_on_it(make: Make) -> None:
    way = make()
    way.list(way.authority)
    message = stamped_by(way, signed())

    found = checked(message)

    doubted = DoubtedStamp(SERVICE, "Trung gian", Reason.REVOCATION_UNKNOWN)
    assert (found.verdict, found.time_source) == (Verdict.VALID, TimeSource.TIME_STAMP)
    assert found.doubted_stamps == (doubted,)
    with time_machine.travel(timezone.now() + timedelta(days=5 * 366), tick=False):
        later = checked(message)
    assert later.verdict == Verdict.UNKNOWN
    assert Reason.STAMP_UNSURE in later.reasons


@pytest.mark.parametrize(
    "purpose", ["timeStamping", "critical,timeStamping,clientAuth", "critical,clientAuth"]
)
def test_a_service_stamps_by_a_certificate_for_that_alone_marked_critical(
    make: Make, purpose: str
) -> None:
    way = make()
    way.list()
    extensions = f"keyUsage=critical,digitalSignature\nextendedKeyUsage={purpose}\n"
    other = by_openssl.certified(way.clock, extensions)
    key = serialization.load_pem_private_key(other.key.read_bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    sign = sign_with(key, Algorithm.ECDSA_SHA256)
    # openssl refuses to stamp with such a certificate, so the house's own service does it
    clock = LocalTimeStamper(SealingKey(other.der, (way.authority.der,), sign))
    message = signed()
    value = sha256(by_openssl.value_of(message)).digest()

    found = checked(by_openssl.with_token(message, clock.token(value, "sha256")))

    doubted = DoubtedStamp(SERVICE, SERVICE, Reason.WRONG_PURPOSE)
    assert found.doubted_stamps == (doubted,)
    assert found.time_source == TimeSource.CLAIMED
