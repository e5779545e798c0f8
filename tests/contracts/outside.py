"""Other people's tools that read signatures; each answers with what it printed."""

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from signxml.algorithms import SignatureMethod
from signxml.exceptions import InvalidSignature
from signxml.verifier import SignatureConfiguration
from signxml.xades.xades import XAdESVerifier

from tinhso.signing.formats.asic import MANIFEST, SIGNATURE
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


def signxml_accepts(made: bytes, root: Path, by_name: Mapping[str, bytes]) -> None:
    """Verify with signxml as XAdES: signature, references and the certificate's path."""
    wanted = SignatureConfiguration(
        signature_methods=frozenset(SignatureMethod), expect_references=True
    )
    XAdESVerifier().verify(
        made, ca_pem_file=str(root), expect_config=wanted, uri_resolver=by_name.get
    )


def judged_in_xml(
    made: bytes, root: Path, place: Path, *, beside: Mapping[str, bytes], is_pss: bool
) -> None:
    """Have signxml and xmlsec1 verify a signature in XML, and refuse it once it is changed.

    xmlsec1 of Debian 12 knows no PSS; signxml does.
    """
    signxml_accepts(made, root, beside)
    for name, content in beside.items():
        (place.parent / name).write_bytes(content)
    place.write_bytes(made)
    said = xmlsec(place, root)
    if is_pss:
        assert said.returncode == 1
    else:
        assert said.returncode == 0, said.stderr
        assert "SignedInfo References (ok/all): 2/2" in said.stderr
    for name in beside:
        (place.parent / name).write_bytes(b"khac")
    changed = made.replace("Giấy phép".encode(), "Giấy phạt".encode())
    place.write_bytes(changed)
    assert xmlsec(place, root).returncode == 1
    with pytest.raises(InvalidSignature):
        signxml_accepts(changed, root, dict.fromkeys(beside, b"khac"))


def openssl_cms_of_container(
    made: bytes, root: Path, folder: Path
) -> subprocess.CompletedProcess[str]:
    """Verify the CMS signature of a container over its list of files."""
    signature, listed = folder / "container.p7s", folder / "container-list.xml"
    with zipfile.ZipFile(io.BytesIO(made)) as container:
        signature.write_bytes(container.read(SIGNATURE))
        listed.write_bytes(container.read(MANIFEST))
    return openssl_cms(signature, listed, root)


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
