"""Signatures put together from prepared parts are byte for byte what the general library makes."""

import asyncio
import hashlib
from datetime import UTC, datetime
from functools import lru_cache

import pytest
import time_machine
from asn1crypto import cms, tsp
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes

from tinhso.signing import pki
from tinhso.signing.algorithms import Algorithm, KeyKind, new_key, sign_with
from tinhso.signing.formats import stamping
from tinhso.signing.formats.messages import signed_message
from tinhso.signing.formats.opened import OpenedMessage
from tinhso.signing.formats.signer import SealingKey, loaded
from tinhso.signing.formats.stamping import LocalTimeStamper, stamp_by
from tinhso.signing.services.authority import der

AT = datetime(2026, 11, 29, 1, 2, 3, tzinfo=UTC)
CONTENT = "Giấy phép xây dựng".encode()
KINDS = {
    Algorithm.ECDSA_SHA256: KeyKind.P256,
    Algorithm.ECDSA_SHA384: KeyKind.P384,
    Algorithm.RSA_PSS_SHA256: KeyKind.RSA2048,
    Algorithm.RSA_SHA256: KeyKind.RSA2048,
}
OFFICE = "Ủy ban nhân dân xã Đông Khê, tỉnh Cao Bằng"
"""So long that no length ends in the byte 80: the library takes that for an open end and then
encodes everything anew, each level of it several times."""
EVERY = pytest.mark.parametrize("algorithm", list(Algorithm))
kept_key = lru_cache(new_key)


@lru_cache(maxsize=8)
def key_of(algorithm: Algorithm) -> SealingKey:
    """Return a key whose value is the same for the same bytes: only its parts are compared."""
    root = pki.make_root(at=AT)
    issuing = pki.make_issuing(root, at=AT)
    key = kept_key(KINDS[algorithm])
    issued = pki.issue(
        issuing,
        pki.Subject(common_name="Nông Thị Hạnh", organization=OFFICE),
        key.public_key(),
        at=AT,
        until=datetime(2029, 1, 1, tzinfo=UTC),
    )
    sign = lru_cache(sign_with(key, algorithm))
    chain = (der(issuing.certificate), der(root.certificate))
    return SealingKey(der(issued), chain, sign, algorithm)


@lru_cache(maxsize=1)
def stamper() -> LocalTimeStamper:
    root = pki.make_root(at=AT)
    issuing = pki.make_issuing(root, at=AT)
    clock = pki.make_time_stamper(issuing, at=AT)
    sign = lru_cache(sign_with(clock.key, Algorithm.ECDSA_SHA256))
    return LocalTimeStamper(SealingKey(der(clock.certificate), (der(issuing.certificate),), sign))


def general(key: SealingKey, at: datetime | None) -> bytes:
    """Return the general library's signature; without a time as PDF has it."""
    made: cms.ContentInfo = asyncio.run(
        loaded(key).async_sign(
            hashlib.new(key.algorithm.digest, CONTENT).digest(),
            key.algorithm.digest,
            use_pades=True,
            is_pdf_sig=at is None,
            signed_attr_settings=PdfCMSSignedAttributes(signing_time=at),
        )
    )
    encoded: bytes = made.dump()
    return encoded


@EVERY
@pytest.mark.parametrize("at", [AT, None])
def test_a_signature_is_the_librarys_byte_for_byte(
    algorithm: Algorithm, at: datetime | None
) -> None:
    key = key_of(algorithm)

    made = signed_message(key, hashlib.new(algorithm.digest, CONTENT).digest(), at=at)

    assert made == general(key, at)


@EVERY
def test_a_time_stamp_and_lists_lie_where_the_library_puts_them(algorithm: Algorithm) -> None:
    key = key_of(algorithm)
    token = stamp_by(stamper(), b"\1" * 32, "sha256")
    lists = [
        pki.revocation_list(pki.make_root(at=AT), [], at=AT, number=number) for number in (1, 2)
    ]

    made = signed_message(
        key,
        hashlib.new(algorithm.digest, CONTENT).digest(),
        at=AT,
        stamp=lambda _digest, _name: token,
        lists=lists,
    )

    read = OpenedMessage.read(made)
    kept, read.lists = read.lists, []
    (signer,) = read.signers
    stamp = cms.CMSAttribute(
        {"type": "signature_time_stamp_token", "values": [cms.ContentInfo.load(token)]}
    )
    assert signer.unsigned == [stamp.dump()]
    assert kept == sorted(lists)
    signer.unsigned = []
    assert read.dump() == general(key, AT)


@pytest.mark.parametrize("nonce", [None, 1, 2**63 - 1])
def test_a_time_stamp_is_the_librarys_byte_for_byte(
    monkeypatch: pytest.MonkeyPatch, nonce: int | None
) -> None:
    monkeypatch.setattr(stamping, "randbits", lambda _bits: 2**62 + 5)
    key = stamper()._key
    subject = cms.Certificate.load(key.certificate).subject

    with time_machine.travel(AT, tick=False):
        made = stamper().token(b"\1" * 48, "sha384", nonce=nonce)

    said: dict[str, object] = {
        "version": "v1",
        "policy": stamping.POLICY,
        "message_imprint": {
            "hash_algorithm": {"algorithm": "sha384"},
            "hashed_message": b"\1" * 48,
        },
        "serial_number": 2**62 + 5,
        "gen_time": AT,
        "tsa": tsp.GeneralName(name="directory_name", value=subject),
    }
    if nonce is not None:
        said["nonce"] = nonce
    info = cms.EncapsulatedContentInfo(
        {
            "content_type": "tst_info",
            "content": cms.ParsableOctetString(tsp.TSTInfo(said).dump()),
        }
    )
    wanted = asyncio.run(
        loaded(key).async_sign_general_data(
            info,
            "sha256",
            detached=False,
            use_cades=True,
            signed_attr_settings=PdfCMSSignedAttributes(signing_time=AT),
        )
    )
    assert made == wanted.dump()


def test_a_request_is_answered_with_its_own_imprint_and_nonce() -> None:
    token = asyncio.run(stamper().async_timestamp(b"\2" * 32, "sha256"))

    info = token["content"]["encap_content_info"]["content"].parsed
    assert info["message_imprint"]["hashed_message"].native == b"\2" * 32
    assert info["nonce"].native is not None
