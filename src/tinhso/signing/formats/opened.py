"""A finished CMS message taken apart, so that more can stand beside what was signed."""

from dataclasses import dataclass, field
from typing import Self

from tinhso.signing.formats.der import INSIDE, SEQUENCE, SET, many, parts, piece


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

    def add_lists(self, lists: tuple[bytes, ...]) -> None:
        """Add revocation lists that it does not hold."""
        self.lists += [one for one in lists if one not in self.lists]

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
