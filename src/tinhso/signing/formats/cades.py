"""CAdES: a detached signature beside any file (`.p7s`), from B-B to B-LT (EN 319 122-1)."""

import asyncio
from datetime import datetime

from asn1crypto import cms, core
from asn1crypto import crl as asn1_crl
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes

from tinhso.signing.formats.signer import Evidence, SealingKey, loaded


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
    return _in_order(made)


def _put_lists(signed: cms.SignedData, lists: tuple[bytes, ...]) -> None:
    """Add revocation lists beside the certificates: with the chain they make level B-LT."""
    signed["crls"] = cms.RevocationInfoChoices(
        [cms.RevocationInfoChoice({"crl": asn1_crl.CertificateList.load(der)}) for der in lists]
    )


def _in_order(made: cms.ContentInfo) -> bytes:
    """Return the bytes; what was signed is kept as it was signed."""
    encoded: bytes = made.dump()
    return encoded


def level_of(signed: cms.SignedData) -> str:
    """Name the level a signature reaches by what it carries."""
    (signer,) = signed["signer_infos"]
    attributes = signer["unsigned_attrs"]
    held = set() if attributes is core.VOID or not attributes else {
        attribute["type"].native for attribute in attributes
    }  # fmt: skip
    if "signature_time_stamp_token" not in held:
        return "B-B"
    return "B-LT" if signed["crls"] else "B-T"
