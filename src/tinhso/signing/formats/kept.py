"""A signed file of any kind with what proves it, under time-stamps, in one container.

ASiC-E with time assertions (EN 319 162-1): the file stays byte for byte as it came. Each round adds
proofs, a manifest over all that is there, and an RFC 3161 token over the manifest.
"""

import hashlib
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from asn1crypto import cms
from pyhanko.sign.timestamps import TimeStamper

from tinhso.signing.checking.kept import PROOFS
from tinhso.signing.checking.signers import certificates_in
from tinhso.signing.formats.asic import manifest_of, write_entry
from tinhso.signing.formats.names import ASIC_E, STAMP_TYPE
from tinhso.signing.formats.stamping import stamp_by
from tinhso.signing.formats.xades import Detached

META: Final = "META-INF/"
KINDS: Final = {
    "crl": "application/pkix-crl",
    "ors": "application/ocsp-response",
    "cer": "application/pkix-cert",
}
DIGEST: Final = "sha256"


@dataclass(frozen=True)
class Proofs:
    """What was known of revocation and of authorities when a container got its time-stamp."""

    lists: Sequence[bytes] = ()
    answers: Sequence[bytes] = ()
    certificates: Sequence[bytes] = ()

    def named(self) -> list[Detached]:
        """Return each proof once, under a name that says what it is and which."""
        held = (("crl", self.lists), ("ors", self.answers), ("cer", self.certificates))
        return [
            Detached(f"{PROOFS}{hashlib.sha256(der).hexdigest()[:32]}.{kind}", der, KINDS[kind])
            for kind, given in held
            for der in dict.fromkeys(given)
        ]


def keep_in_container(
    files: Sequence[Detached], proofs: Proofs, stamper: TimeStamper, *, at: datetime
) -> bytes:
    """Return a container of a signed file, what it covers from outside, and what proves it."""
    held = {one.name: one for one in files}
    return _with_round(held, proofs, stamper, at)


def renew_container(content: bytes, proofs: Proofs, stamper: TimeStamper, *, at: datetime) -> bytes:
    """Return the container with newer proofs and another time-stamp over all that was there."""
    return _with_round(_held(content), proofs, stamper, at)


def container_ends(content: bytes) -> datetime | None:
    """Return when the last time-stamp's first certificate ends; None when there is none."""
    tokens = [one for name, one in sorted(_held(content).items()) if name.endswith(".tst")]
    if not tokens:
        return None
    signed = cms.ContentInfo.load(tokens[-1].content)["content"]
    return min((one.not_valid_after for one in certificates_in(signed)), default=None)


def _held(content: bytes) -> dict[str, Detached]:
    with zipfile.ZipFile(io.BytesIO(content)) as container:
        return {
            name: Detached(name, container.read(name))
            for name in container.namelist()
            if name != "mimetype"
        }


def _with_round(
    held: dict[str, Detached], proofs: Proofs, stamper: TimeStamper, at: datetime
) -> bytes:
    number = 1 + sum(name.endswith(".tst") for name in held)
    held |= {one.name: one for one in proofs.named() if one.name not in held}
    kind = "ASiCManifest" if number == 1 else "ASiCArchiveManifest"
    token_name = f"{META}timestamp{number:03}.tst"
    manifest = manifest_of(list(held.values()), token_name, STAMP_TYPE)
    token = stamp_by(stamper, hashlib.new(DIGEST, manifest).digest(), DIGEST)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as container:
        write_entry(container, "mimetype", ASIC_E.encode(), at, kind=zipfile.ZIP_STORED)
        for one in held.values():
            write_entry(container, one.name, one.content, at)
        write_entry(container, f"{META}{kind}{number:03}.xml", manifest, at)
        write_entry(container, token_name, token, at)
    return out.getvalue()
