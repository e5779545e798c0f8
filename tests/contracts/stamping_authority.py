"""Authorities, a time-stamp service and their revocation lists, all made by openssl."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from asn1crypto import cms
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.utils import timezone

from tests.contracts import outside
from tinhso.signing.formats.der import SEQUENCE, SET, piece
from tinhso.signing.formats.opened import OpenedMessage

CA: Final = "basicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign,cRLSign\n"
CLOCK: Final = "keyUsage=critical,digitalSignature\nextendedKeyUsage=critical,timeStamping\n"
SETTINGS: Final = """
[ca]
default_ca = here
[here]
database = {folder}/index.txt
serial = {folder}/serial
crlnumber = {folder}/crlnumber
new_certs_dir = {folder}
default_md = sha256
default_crl_days = 7
unique_subject = no
policy = any
email_in_dn = no
[any]
commonName = supplied
[tsa]
default_tsa = clock
[clock]
serial = {folder}/stamps
default_policy = 1.3.6.1.4.1.99999.1
digests = sha256
signer_digest = sha256
ess_cert_id_alg = sha256
"""


def run(*command: str | Path) -> str:
    """Run openssl, which must succeed."""
    said = outside.run("openssl", *command)
    assert said.returncode == 0, said.stderr
    return said.stdout


@dataclass(frozen=True)
class Holder:
    """Whoever has a certificate: an authority with its own book, or a time-stamp service."""

    name: str
    folder: Path
    by: "Holder | None" = None

    @property
    def key(self) -> Path:
        return self.folder / "key.pem"

    @property
    def certificate(self) -> Path:
        return self.folder / "own.pem"

    @property
    def settings(self) -> Path:
        return self.folder / "openssl.cnf"

    @property
    def der(self) -> bytes:
        own = x509.load_pem_x509_certificate(self.certificate.read_bytes())
        return own.public_bytes(Encoding.DER)

    @property
    def above(self) -> list["Holder"]:
        """Those between it and its root."""
        return [self.by, *self.by.above] if self.by is not None and self.by.by is not None else []


def open_book(folder: Path, name: str, by: Holder | None = None, *, bits: int = 0) -> Holder:
    """Return a holder with a key and no certificate yet; an RSA key of so many bits if asked."""
    own = folder / name.replace(" ", "-")
    own.mkdir()
    for book, begin in (("index.txt", ""), ("serial", "1000"), ("crlnumber", "01")):
        own.joinpath(book).write_text(begin)
    own.joinpath("stamps").write_text("01")
    one = Holder(name, own, by)
    one.settings.write_text(SETTINGS.format(folder=own))
    kind = ["RSA", "-pkeyopt", f"rsa_keygen_bits:{bits}"]
    if not bits:
        kind = ["EC", "-pkeyopt", "ec_paramgen_curve:P-256"]
    run("genpkey", "-algorithm", *kind, "-out", one.key)
    return one


def certified(
    one: Holder, extensions: str, *, since: datetime | None = None, until: datetime | None = None
) -> Holder:
    """Have the authority above (or, at the root, itself) issue its certificate."""
    now = timezone.now()
    since, until = since or now - timedelta(days=30), until or now + timedelta(days=900)
    asked, said = one.folder / "asked.pem", one.folder / "extensions.cnf"
    said.write_text(extensions)
    run("req", "-new", "-config", "/dev/null", "-key", one.key, "-subj", f"/CN={one.name}",
        "-out", asked)  # fmt: skip
    by = one.by or one
    signer = ["-selfsign"] if by is one else ["-cert", by.certificate]
    run("ca", "-batch", "-notext", "-config", by.settings, "-keyfile", by.key, *signer,
        "-in", asked, "-out", one.certificate, "-extfile", said,
        "-startdate", f"{since:%Y%m%d%H%M%SZ}", "-enddate", f"{until:%Y%m%d%H%M%SZ}")  # fmt: skip
    return one


def revoked(one: Holder, *, at: datetime, reason: str = "") -> None:
    """Have the authority above revoke a certificate, as of a moment and for a reason."""
    assert one.by is not None
    book = one.by.folder / "index.txt"
    why = ["-crl_reason", reason] if reason else []
    run("ca", "-config", one.by.settings, "-keyfile", one.by.key, "-cert", one.by.certificate,
        "-revoke", one.certificate, *why)  # fmt: skip
    rows = [line.split("\t") for line in book.read_text().splitlines()]
    for row in rows:
        if row[0] == "R":
            row[2] = ",".join([f"{at:%y%m%d%H%M%SZ}", *row[2].split(",")[1:]])
    book.write_text("".join("\t".join(row) + "\n" for row in rows))


def listed(by: Holder, folder: Path) -> None:
    """Put the revocation list of an authority into the folder of what the house trusts."""
    run("ca", "-gencrl", "-config", by.settings, "-keyfile", by.key, "-cert", by.certificate,
        "-out", folder / f"{by.folder.name}.crl")  # fmt: skip


def stamped(clock: Holder, value: bytes) -> bytes:
    """Return the token (DER) that a service gives over a value, those above it included."""
    chain, asked, token = (clock.folder / name for name in ("chain.pem", "query.tsq", "token.der"))
    chain.write_text("".join(one.certificate.read_text() for one in clock.above))
    clock.folder.joinpath("value").write_bytes(value)
    run("ts", "-query", "-data", clock.folder / "value", "-sha256", "-cert", "-out", asked)
    run("ts", "-reply", "-config", clock.settings, "-queryfile", asked, "-inkey", clock.key,
        "-signer", clock.certificate, "-chain", chain, "-token_out", "-out", token)  # fmt: skip
    return token.read_bytes()


def openssl_believes(clock: Holder, root: Holder) -> bool:
    """Tell whether openssl itself believes the last token, whatever was revoked."""
    said = outside.run(
        "openssl", "ts", "-verify", "-data", clock.folder / "value",
        "-in", clock.folder / "token.der", "-token_in", "-CAfile", root.certificate,
        "-untrusted", clock.folder / "chain.pem",
    )  # fmt: skip
    return said.returncode == 0 and "Verification: OK" in said.stdout


def with_token(message: bytes, token: bytes) -> bytes:
    """Return a detached signature with a time-stamp beside its value."""
    opened = OpenedMessage.read(message)
    (signer,) = opened.signers
    kind = cms.CMSAttributeType("signature_time_stamp_token").dump()
    signer.unsigned.append(piece(SEQUENCE, kind, piece(SET, token)))
    return opened.dump()


def value_of(message: bytes) -> bytes:
    """Return the signature value over which a time-stamp is made."""
    (signer,) = cms.ContentInfo.load(message)["content"]["signer_infos"]
    value: bytes = signer["signature"].native
    return value
