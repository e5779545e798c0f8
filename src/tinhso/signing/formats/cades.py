"""CAdES: a detached signature beside any file (`.p7s`), from B-B to B-LT (EN 319 122-1)."""

import asyncio
import hashlib
from datetime import datetime

from asn1crypto import cms, core
from asn1crypto import crl as asn1_crl
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.timestamps import TimeStamper

from tinhso.signing.formats.signer import Evidence, SealingKey, loaded

STAMP = "signature_time_stamp_token"


def sign_detached(content: bytes, key: SealingKey, evidence: Evidence, *, at: datetime) -> bytes:
    """Return the DER signature of a content that stays outside it."""
    made: cms.ContentInfo = asyncio.run(
        loaded(key).async_sign_general_data(
            content,
            key.algorithm.digest,
            detached=True,
            use_cades=True,
            timestamper=evidence.time_stamper,
            signed_attr_settings=PdfCMSSignedAttributes(signing_time=at),
        )
    )
    if evidence.crls:
        _put_lists(made["content"], evidence.crls)
    encoded: bytes = made.dump()
    return encoded


def _put_lists(signed: cms.SignedData, lists: tuple[bytes, ...]) -> None:
    """Add revocation lists beside the certificates: with the chain they make level B-LT."""
    signed["crls"] = cms.RevocationInfoChoices(
        [cms.RevocationInfoChoice({"crl": asn1_crl.CertificateList.load(der)}) for der in lists]
    )


def extend_message(message: bytes, evidence: Evidence) -> bytes:
    """Return a signature of somebody's with time-stamp and revocation lists added; DER."""
    made = cms.ContentInfo.load(message)
    signed = made["content"]
    for signer in signed["signer_infos"]:
        if evidence.time_stamper is not None and not is_stamped(signer):
            _stamp(signer, evidence.time_stamper)
    if evidence.crls:
        _put_lists(signed, evidence.crls)
    extended: bytes = made.dump()
    return extended


def is_stamped(signer: cms.SignerInfo) -> bool:
    """Tell whether a signer's value carries a time-stamp."""
    attributes = signer["unsigned_attrs"]
    if attributes is core.VOID or not attributes:
        return False
    return any(one["type"].native == STAMP for one in attributes)


def _stamp(signer: cms.SignerInfo, time_stamper: TimeStamper) -> None:
    name = signer["digest_algorithm"]["algorithm"].native
    digest = hashlib.new(name, signer["signature"].native).digest()
    token = asyncio.run(time_stamper.async_timestamp(digest, name))
    attributes = signer["unsigned_attrs"]
    before = [] if attributes is core.VOID or not attributes else list(attributes)
    added = cms.CMSAttribute({"type": STAMP, "values": [token]})
    signer["unsigned_attrs"] = cms.CMSAttributes([*before, added])
