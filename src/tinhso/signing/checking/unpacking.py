"""Containers (zip) taken apart, within bounds: what one reader finds in them, all find."""

import io
import re
import zipfile
from typing import Final

from tinhso.kernel.files.archives import BROKEN
from tinhso.signing.checking.report import Trouble

MOST_ENTRIES: Final = 1000
MOST_INSIDE: Final = 100 * 1024 * 1024
"""What a container may hold once unpacked; counted as it is unpacked, not as it says."""

META: Final = "META-INF/"
OWN_PARTS: Final = re.compile(
    r"META-INF/(?:[^/]*\.(?:p7s|tst|ers)|[^/]*(?i:signature|evidencerecord)[^/]*\.xml"
    r"|ASiC[^/]*Manifest[^/]*\.xml|(?:manifest|container|metadata)\.xml)"
)
"""What the standard puts into a container beside the files for which it is made."""

HEAD: Final = 30
"""Bytes of the shortest head of an entry; what is told behind its content is shorter."""

TOLD_BEHIND: Final = 24
END: Final = b"PK\x05\x06"


class Refused(ValueError):
    """A container that is not read."""

    def __init__(self, trouble: Trouble) -> None:
        """Say why."""
        self.trouble = trouble
        super().__init__(trouble)


def is_data(name: str) -> bool:
    """Tell whether a file is one for readers: all are that the standard gives no other part."""
    return name != "mimetype" and not name.endswith("/") and OWN_PARTS.fullmatch(name) is None


def unpacked(content: bytes) -> dict[str, bytes]:
    """Return the files of a container by name; a second of the same name is refused."""
    found: dict[str, bytes] = {}
    left = MOST_INSIDE
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as container:
            entries = container.infolist()
            if len(entries) > MOST_ENTRIES:
                raise Refused(Trouble.TOO_LARGE_INSIDE)
            if _has_more(content, container):
                raise Refused(Trouble.BROKEN)
            for entry in entries:
                if entry.flag_bits & 1:
                    raise Refused(Trouble.ENCRYPTED)
                if entry.filename in found or (entry.filename.endswith("/") and entry.file_size):
                    raise Refused(Trouble.BROKEN)
                with container.open(entry) as opened:
                    one = opened.read(left + 1)
                left -= len(one)
                if left < 0:
                    raise Refused(Trouble.TOO_LARGE_INSIDE)
                found[entry.filename] = one
    except Refused:
        raise
    except BROKEN as error:
        raise Refused(Trouble.BROKEN) from error
    return found


def _has_more(content: bytes, container: zipfile.ZipFile) -> bool:
    """Tell whether something lies between the entries that the table at the end does not name.

    Readers that go through a container from its start find such things, and take them for its own.
    """
    at = 0
    for entry in sorted(container.infolist(), key=lambda one: one.header_offset):
        gap = entry.header_offset - at
        if not 0 <= gap <= (TOLD_BEHIND if at else 0):
            return True
        start = entry.header_offset
        names = int.from_bytes(content[start + 26 : start + 28], "little")
        extra = int.from_bytes(content[start + 28 : start + HEAD], "little")
        at = start + HEAD + names + extra + entry.compress_size
    rest = container.start_dir - at
    return not 0 <= rest <= TOLD_BEHIND or content.count(END, container.start_dir) != 1
