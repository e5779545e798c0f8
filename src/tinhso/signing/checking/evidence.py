"""What a message carries of revocation: lists and OCSP answers, wherever its kind keeps them."""

from typing import ClassVar, Final

from asn1crypto import cms, core, crl, ocsp, pdf

from tinhso.signing.checking.faults import READ_FAULTS
from tinhso.signing.formats.der import INSIDE, OCTETS, SEQUENCE, piece

VALUES: Final = "1.2.840.113549.1.9.16.2.24"
"""The unsigned attribute revocation-values (EN 319 122-1)."""

ARCHIVAL: Final = "adobe_revocation_info_archival"
"""The signed attribute by which readers of PDF keep them (ISO 32000)."""

BASIC: Final[bytes] = ocsp.ResponseType("basic_ocsp_response").dump()
SUCCESSFUL: Final[bytes] = ocsp.OCSPResponseStatus("successful").dump()


class _Lists(core.SequenceOf):  # type: ignore[misc]  # asn1crypto has no types
    _child_spec = crl.CertificateList


class _Answers(core.SequenceOf):  # type: ignore[misc]  # asn1crypto has no types
    _child_spec = ocsp.BasicOCSPResponse


class _Values(core.Sequence):  # type: ignore[misc]  # asn1crypto has no types
    _fields: ClassVar = [
        ("crls", _Lists, {"explicit": 0, "optional": True}),
        ("ocsps", _Answers, {"explicit": 1, "optional": True}),
        ("other", core.Any, {"explicit": 2, "optional": True}),
    ]


def evidence_in(
    signed: cms.SignedData, signer: cms.SignerInfo | None = None
) -> tuple[list[bytes], list[bytes]]:
    """Return the revocation lists and the OCSP answers of a message and of one of its signers.

    What cannot be read proves nothing and is passed over.
    """
    lists: list[bytes] = []
    answers: list[bytes] = []
    _beside(signed, lists, answers)
    if signer is not None:
        _by_reader(signer, lists, answers)
        _by_values(signer, lists, answers)
    return lists, answers


def _beside(signed: cms.SignedData, lists: list[bytes], answers: list[bytes]) -> None:
    """Take what stands beside the certificates (RFC 5652, RFC 5940)."""
    held = signed["crls"]
    for one in held if held is not core.VOID and held else ():
        if one.name == "crl":
            lists.append(one.chosen.dump())
        elif one.chosen["other_rev_info_format"].native == "ocsp_response":
            answers.append(one.chosen["other_rev_info"].dump())


def _by_reader(signer: cms.SignerInfo, lists: list[bytes], answers: list[bytes]) -> None:
    for value in _attribute(signer["signed_attrs"], ARCHIVAL):
        try:
            kept = pdf.RevocationInfoArchival.load(value)
            lists += [one.dump() for one in _given(kept["crl"])]
            answers += [one.dump() for one in _given(kept["ocsp"])]
        except READ_FAULTS:
            continue


def _by_values(signer: cms.SignerInfo, lists: list[bytes], answers: list[bytes]) -> None:
    for value in _attribute(signer["unsigned_attrs"], VALUES):
        try:
            kept = _Values.load(value)
            lists += [one.dump() for one in _given(kept["crls"])]
            answers += [_whole(one) for one in _given(kept["ocsps"])]
        except READ_FAULTS:
            continue


def _attribute(attributes: cms.CMSAttributes, kind: str) -> list[bytes]:
    if attributes is core.VOID or not attributes:
        return []
    return [
        value.dump()
        for attribute in attributes
        if attribute["type"].native == kind
        for value in attribute["values"]
    ]


def _given(values: core.SequenceOf) -> list[core.Asn1Value]:
    return [] if values is core.VOID or not values else list(values)


def _whole(basic: ocsp.BasicOCSPResponse) -> bytes:
    """Return an answer as a service sends it; revocation-values hold its inner part alone."""
    held = piece(SEQUENCE, BASIC, piece(OCTETS, basic.dump()))
    return piece(SEQUENCE, SUCCESSFUL, piece(INSIDE, held))
