"""A finished CMS message taken apart, so that more can stand beside what was signed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Self

from asn1crypto import cms

from tinhso.signing.formats.der import INSIDE, SEQUENCE, SET, many, number, parts, piece

OTHER_INSIDE: Final = 5
"""The version of signed data that holds other things than lists (RFC 5652, 5.1)."""

_ANSWER: Final[bytes] = cms.OtherRevInfoFormatId("ocsp_response").dump()


def beside_lists(answer: bytes) -> bytes:
    """Return an OCSP answer as it stands among the lists of a message (RFC 5940)."""
    return piece(INSIDE + 1, _ANSWER, answer)


@dataclass
class OpenedSigner:
    """What one signer signed, as it is, and what stands beside that unsigned."""

    signed: list[bytes]
    unsigned: list[bytes]

    @classmethod
    def read(cls, signer: bytes) -> Self:
        """Take a signer's part of a message; its unsigned attributes stand last."""
        held = parts(signer)
        unsigned = parts(held.pop()) if held[-1][0] == INSIDE + 1 else []
        return cls(held, unsigned)

    def dump(self) -> bytes:
        """Return the signer's part."""
        unsigned = many(self.unsigned, INSIDE + 1) if self.unsigned else b""
        return piece(SEQUENCE, *self.signed, unsigned)


@dataclass
class OpenedMessage:
    """Signed data in its pieces; all that a signature covers stays byte for byte as it was."""

    kind: bytes
    head: list[bytes]
    certificates: list[bytes] = field(default_factory=list)
    lists: list[bytes] = field(default_factory=list)
    signers: list[OpenedSigner] = field(default_factory=list)

    @classmethod
    def read(cls, message: bytes) -> Self:
        """Take a message of signed data; raises `ValueError` for what is none."""
        kind, inside = parts(message)
        (signed,) = parts(inside)
        version, digests, content, *held, signers = parts(signed)
        by_tag = {one[0]: parts(one) for one in held}
        return cls(
            kind,
            [version, digests, content],
            by_tag.get(INSIDE, []),
            by_tag.get(INSIDE + 1, []),
            [OpenedSigner.read(one) for one in parts(signers)],
        )

    def add_evidence(self, lists: Sequence[bytes], answers: Sequence[bytes]) -> None:
        """Add revocation lists and answers that it does not hold."""
        wanted = [*lists, *(beside_lists(one) for one in answers)]
        self.lists += [one for one in wanted if one not in self.lists]
        if answers:
            self.head[0] = number(OTHER_INSIDE)

    def dump(self) -> bytes:
        """Return the message (DER)."""
        signed = piece(
            SEQUENCE,
            *self.head,
            many(self.certificates, INSIDE) if self.certificates else b"",
            many(self.lists, INSIDE + 1) if self.lists else b"",
            many((one.dump() for one in self.signers), SET),
        )
        return piece(SEQUENCE, self.kind, piece(INSIDE, signed))
