"""Other people's tools that read signatures; each answers with what it printed."""

import re
import shutil
import subprocess
from pathlib import Path

from tools.waiting import HANGING

PYHANKO = shutil.which("pyhanko") or str(Path(__file__).parents[2] / ".venv/bin/pyhanko")
SIGNED_PROPERTIES = "http://uri.etsi.org/01903/v1.3.2#:SignedProperties"
RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]")


def run(*command: str | Path, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(part) for part in command],
        capture_output=True,
        text=True,
        check=False,
        timeout=HANGING,
        cwd=folder,
    )


def openssl_cms(
    signature: Path, content: Path, root: Path, *more: str | Path
) -> subprocess.CompletedProcess[str]:
    """Verify a detached CMS signature with its path to the root."""
    return run(
        "openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", signature,
        "-content", content, "-CAfile", root, "-purpose", "any", "-cades", "-out", "/dev/null",
        *more,
    )  # fmt: skip


def xmlsec(path: Path, root: Path) -> subprocess.CompletedProcess[str]:
    """Verify an XML signature and the path of its certificate; other files lie beside it."""
    return run(
        "xmlsec1", "--verify", "--trusted-pem", root, "--enabled-key-data", "x509",
        "--id-attr:Id", SIGNED_PROPERTIES,
        "--id-attr:Id", "http://www.w3.org/2000/09/xmldsig#:Object",
        path.name, folder=path.parent,
    )  # fmt: skip


def pyhanko_validate(path: Path, root: Path) -> subprocess.CompletedProcess[str]:
    """Verify a PDF's signatures with later changes and path, revocation left out."""
    return run(
        PYHANKO, "sign", "validate", "--trust", root, "--trust-replace",
        "--no-revocation-check", path,
    )  # fmt: skip


def pyhanko_ades(path: Path, root: Path) -> subprocess.CompletedProcess[str]:
    """Verify by the rules of AdES, revocation and time-stamps included, without a network."""
    return run(
        PYHANKO, "sign", "adesverify", "--trust", root, "--trust-replace",
        "--executive-summary", path,
    )  # fmt: skip


def cms_of(pdf: bytes) -> list[tuple[bytes, bytes]]:
    """Return each signature of a PDF with the bytes that it covers."""
    found = []
    for match in RANGE.finditer(pdf):
        start, length, second, rest = (int(edge) for edge in match.groups())
        covered = pdf[start : start + length] + pdf[second : second + rest]
        found.append((bytes.fromhex(pdf[start + length + 1 : second - 1].decode()), covered))
    return found
