"""A PDF laid out for a signature whose value comes later, from where its key is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Laid:
    """What is put behind a PDF: all but the signature itself, for which room is left.

    `digest` is that of the file with this behind it, the room left out. Nothing of the file
    itself is kept here, so it can wait in a row.
    """

    first: bytes
    rest: bytes
    room: int
    digest: bytes

    def filled(self, pdf: bytes, message: bytes) -> bytes:
        """Return the file, the update behind it, and the signature (DER) in its room."""
        return b"".join((pdf, self.first, b"<", self.contents(message), b">", self.rest))

    def contents(self, message: bytes) -> bytes:
        """Return the digits of a signature as they fill its room."""
        value = message.hex().encode()
        if len(value) > self.room:
            raise RuntimeError("A signature is longer than the room that was left for it.")
        return value.ljust(self.room, b"0")
