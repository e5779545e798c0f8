"""Finished messages get more beside what was signed, whatever lengths they happen to have."""

import hashlib
import time
from datetime import UTC, datetime
from functools import lru_cache

import pytest
from asn1crypto import cms

from tinhso.signing import pki
from tinhso.signing.algorithms import Algorithm, KeyKind, PrivateKey, new_key, sign_with
from tinhso.signing.formats.cades import extend_message, is_stamped
from tinhso.signing.formats.der import INSIDE, OCTETS, SEQUENCE, SET, parts, piece
from tinhso.signing.formats.messages import signed_message
from tinhso.signing.formats.opened import OpenedMessage
from tinhso.signing.formats.signer import Evidence, SealingKey
from tinhso.signing.formats.stamping import LocalTimeStamper
from tinhso.signing.services.authority import der

AT = datetime(2026, 11, 29, 1, 2, 3, tzinfo=UTC)
DIGEST = hashlib.sha256(b"Kinh gui").digest()


@lru_cache(maxsize=1)
def issuing() -> pki.Identity:
    return pki.make_issuing(pki.make_root(at=AT), at=AT)


@lru_cache(maxsize=1)
def a_list() -> bytes:
    return pki.revocation_list(issuing(), [], at=AT, number=1)


def a_key(name: str) -> SealingKey:
    """Return a key whose values always have one length."""
    key = rsa_key()
    issued = pki.issue(
        issuing(),
        pki.Subject(common_name=name),
        key.public_key(),
        at=AT,
        until=datetime(2029, 1, 1, tzinfo=UTC),
    )
    algorithm = Algorithm.RSA_SHA256
    return SealingKey(
        der(issued), (der(issuing().certificate),), sign_with(key, algorithm), algorithm
    )


@lru_cache(maxsize=1)
def rsa_key() -> PrivateKey:
    return new_key(KeyKind.RSA2048)


@lru_cache(maxsize=1)
def evidence() -> Evidence:
    clock = pki.make_time_stamper(issuing(), at=AT)
    sign = sign_with(clock.key, Algorithm.ECDSA_SHA256)
    key = SealingKey(der(clock.certificate), (der(issuing().certificate),), sign)
    return Evidence(time_stamper=LocalTimeStamper(key, lambda: AT), crls=(a_list(),))


def test_a_message_keeps_what_was_signed_and_what_stood_beside_it() -> None:
    message = signed_message(a_key("Nông Thị Hạnh"), DIGEST, at=AT, lists=[b"\x30\x03abc"])

    extended = extend_message(message, evidence())
    again = extend_message(extended, evidence())

    before, after = OpenedMessage.read(message), OpenedMessage.read(extended)
    assert after.lists == sorted([b"\x30\x03abc", a_list()])
    assert (after.head, after.certificates) == (before.head, before.certificates)
    assert after.signers[0].signed == before.signers[0].signed
    assert is_stamped(cms.ContentInfo.load(extended)["content"]["signer_infos"][0])
    assert again == extended


def test_a_message_of_any_length_is_extended_at_once() -> None:
    key, lengths = a_key("Nông Thị Hạnh"), set()
    for room in range(300):
        message = signed_message(key, DIGEST, at=AT, lists=[piece(SEQUENCE, b"a" * room)])
        inside = parts(message)[1]
        lengths |= {len(message) - 4 & 255, len(parts(inside)[0]) - 4 & 255}
        begun = time.process_time()

        extended = extend_message(message, evidence())

        assert time.process_time() - begun < 1, room
        assert OpenedMessage.read(extended).dump() == extended
    assert 128 in lengths


def test_a_message_whose_length_is_not_given_is_extended() -> None:
    whole = signed_message(a_key("Nông Thị Hạnh"), DIGEST, at=AT)
    kind, inside = parts(whole)
    signed = b"\x30\x80" + b"".join(parts(parts(inside)[0])) + b"\0\0"
    endless = b"\x30\x80" + kind + b"\xa0\x80" + signed + b"\0\0" + b"\0\0"

    extended = extend_message(endless, Evidence(crls=(a_list(),)))

    assert extended == extend_message(whole, Evidence(crls=(a_list(),)))


@pytest.mark.parametrize("broken", [b"", b"\x30", b"\x30\x05\x02\x01", b"\x30\x03\x02\x05\0", b"a"])
def test_what_is_no_message_is_an_error_of_its_value(broken: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        OpenedMessage.read(broken)


def test_pieces_are_found_by_the_length_of_each() -> None:
    long = piece(OCTETS, b"a" * 70_000)

    assert parts(piece(SEQUENCE, long, piece(SET), piece(INSIDE, long))) == [
        long,
        piece(SET),
        piece(INSIDE, long),
    ]
