"""ASiC-E: several files and the signature over all of them in one container (EN 319 162-1)."""

import hashlib
import io
import zipfile
from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import quote

from lxml import etree

from tinhso.signing.checking.written import der_of
from tinhso.signing.formats.cades import extend_message, sign_detached
from tinhso.signing.formats.names import ASIC, ASIC_E, CMS_TYPE, DIGEST_NAMES, DS
from tinhso.signing.formats.signer import Evidence, SealingKey
from tinhso.signing.formats.xades import Detached

MANIFEST = "META-INF/ASiCManifest001.xml"
SIGNATURE = "META-INF/signature001.p7s"
MANIFEST_DIGEST = "sha256"


def seal_container(
    files: Sequence[Detached], key: SealingKey, evidence: Evidence, *, at: datetime
) -> bytes:
    """Return a container of files with one signature over its list of them."""
    manifest = list_of(files)
    return container_of(files, manifest, sign_detached(manifest, key, evidence, at=at), at=at)


def list_of(files: Sequence[Detached]) -> bytes:
    """Return the list of files that the signature of a container is over."""
    return manifest_of(files, SIGNATURE, CMS_TYPE)


def container_of(
    files: Sequence[Detached], manifest: bytes, signature: bytes, *, at: datetime
) -> bytes:
    """Return a container of files, the list of them, and the signature over the list."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as container:
        write_entry(container, "mimetype", ASIC_E.encode(), at, kind=zipfile.ZIP_STORED)
        for one in files:
            write_entry(container, one.name, one.content, at)
        write_entry(container, MANIFEST, manifest, at)
        write_entry(container, SIGNATURE, signature, at)
    return out.getvalue()


def manifest_of(files: Sequence[Detached], proof: str, kind: str) -> bytes:
    """Return the list of files, with their digests, that a signature or time-stamp covers."""
    root = etree.Element(f"{{{ASIC}}}ASiCManifest", nsmap={"asic": ASIC, "ds": DS})
    etree.SubElement(root, f"{{{ASIC}}}SigReference", URI=proof, MimeType=kind)
    for one in files:
        reference = etree.SubElement(
            root, f"{{{ASIC}}}DataObjectReference", URI=quote(one.name), MimeType=one.media_type
        )
        etree.SubElement(
            reference, f"{{{DS}}}DigestMethod", Algorithm=DIGEST_NAMES[MANIFEST_DIGEST]
        )
        value = etree.SubElement(reference, f"{{{DS}}}DigestValue")
        value.text = b64encode(hashlib.new(MANIFEST_DIGEST, one.content).digest()).decode()
    made: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return made


def write_entry(
    container: zipfile.ZipFile,
    name: str,
    content: bytes,
    at: datetime,
    *,
    kind: int = zipfile.ZIP_DEFLATED,
) -> None:
    """Put a file into a container, dated by the moment of the act."""
    entry = zipfile.ZipInfo(name, at.timetuple()[:6])
    entry.compress_type = kind
    container.writestr(entry, content)


def extend_container(content: bytes, evidence: Evidence) -> bytes:
    """Return a container with time-stamp and revocation lists added to each CMS signature in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            one = old.read(entry)
            if entry.filename.startswith("META-INF/") and entry.filename.endswith(".p7s"):
                one = extend_message(der_of(one), evidence)
            new.writestr(entry, one)
    return out.getvalue()
