"""Verify a PDF against the roots that this installation trusts."""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tinhso.kernel import audit
from tinhso.kernel.actors import Actor, require
from tinhso.kernel.db import fetch
from tinhso.kernel.db.reading import read_one
from tinhso.kernel.db.secrets import keyed_hash
from tinhso.kernel.errors import DomainError, Invalid
from tinhso.signing import queries
from tinhso.signing.checking.files import check_file
from tinhso.signing.checking.pdf import check_signatures
from tinhso.signing.checking.report import Report
from tinhso.signing.checking.revocation import forget_lists
from tinhso.signing.checking.trust import Trust, forget_paths
from tinhso.signing.models import Certificate, TrustAnchor
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.reading_files import certificates_in, is_authority
from tinhso.signing.registry import LinkedPaper
from tinhso.signing.rules import CertificateRole
from tinhso.signing.services.asked_standing import asker
from tinhso.signing.services.authority import der, ensure_authority, revocation_lists

CODE_WINDOW, WRONG_CODES = 3600, 20
CHECK_WINDOW, MOST_CHECKS = 600, 40
MOST_ANSWERS = 600
"""A house that seals or checks many papers asks for each, so far more than a person does."""


class TooManyChecks(DomainError):
    """One address asks for more than people do."""

    code = "signing.too_many_checks"
    status = 429
    title = _("Bạn đã kiểm tra quá nhiều lần; hãy thử lại sau ít phút.")


def verify_pdf(pdf: bytes) -> Report:
    """Return the verdict on every signature of a PDF, whoever made it, in codes and values."""
    return check_signatures(pdf, current_trust())


def verify(
    content: bytes, *, outside: Mapping[str, bytes] | None = None, asks: bool = False
) -> Report:
    """Return the verdict on a signed file of any kind: PDF, XML, CMS (`.p7s`) or ASiC container.

    `outside` holds what a detached signature covers, by name; one under "" stands for any name.
    With `asks` authorities elsewhere are asked by network where nothing here tells whether they
    revoked: never within a transaction.
    """
    trust = current_trust()
    return check_file(content, replace(trust, ask=asker()) if asks else trust, outside)


def check_printed_code(*, code: str, address: str, actor: Actor) -> LinkedPaper | None:
    """Return the paper that carries a printed code, or None when none does.

    An address that typed twenty unknown codes within an hour gets `TooManyChecks`.
    """
    wrong = _counter("code", address, CODE_WINDOW)
    if cache.get(wrong, 0) >= WRONG_CODES:
        raise TooManyChecks
    found = queries.paper_by_code(code=code, actor=actor)
    if found is None:
        _count(wrong, CODE_WINDOW)
    return found


def count_check(*, address: str) -> None:
    """Let an address check so many files in ten minutes and no more: each costs computing time."""
    count_asked("check", address=address, most=MOST_CHECKS)


def count_asked(what: str, *, address: str, most: int = MOST_ANSWERS) -> None:
    """Let an address ask so often in ten minutes and no more; `TooManyChecks` else."""
    counter = _counter(what, address, CHECK_WINDOW)
    if cache.get(counter, 0) >= most:
        raise TooManyChecks
    _count(counter, CHECK_WINDOW)


def _counter(what: str, address: str, window: int) -> str:
    """Return the key of this window; a new window is a new key, so none expires while counted."""
    whose = keyed_hash(address, purpose="signing.checks")
    return f"signing:{what}:{whose}:{int(timezone.now().timestamp()) // window}"


def _count(key: str, window: int) -> None:
    cache.add(key, 0, timeout=2 * window)
    cache.incr(key)


def current_trust() -> Trust:
    """Return the roots in force: our authority, those added here, and those in the folder set."""
    authority = ensure_authority()
    added = [
        _der_of(text)
        for text in TrustAnchor.objects.order_by("pk").values_list("certificate", flat=True)
    ]
    return Trust(
        roots=[der(authority.root.certificate), *added, *_roots_in(settings.TINHSO_TRUST_ROOTS)],
        others=[der(authority.issuing.certificate)],
        crls=[*revocation_lists(), *_lists_in(settings.TINHSO_TRUST_ROOTS)],
        knows_agency=is_of_agency,
    )


def is_of_agency(serial: str) -> bool:
    """Tell whether a certificate is an agency's by the register, whatever it says itself."""
    found = read_one(Certificate, serial=serial)
    return found is not None and found.role == CertificateRole.AGENCY


def forget_trust() -> None:
    """Forget what was found out about certificates and lists: the next check begins cold."""
    forget_paths()
    forget_lists()
    for known in (_der_of, _roots_in, _read_lists):
        known.cache_clear()


@transaction.atomic
def add_trust_anchor(*, certificate: bytes, actor: Actor) -> TrustAnchor:
    """Trust one more root, given as PEM or DER; the certificate of a signer is none."""
    require(actor, SigningPermission.MANAGE_CERTIFICATES)
    found = certificates_in(certificate) or []
    if len(found) != 1:
        said = _("Tệp này không phải một chứng thư X.509 (PEM hoặc DER).")
        raise Invalid(fields={"certificate": said})
    (parsed,) = found
    if not is_authority(parsed):
        said = _("Chứng thư này của người ký, không phải của nơi cấp; hãy thêm chứng thư gốc.")
        raise Invalid(fields={"certificate": said})
    anchor, made = TrustAnchor.objects.get_or_create(
        fingerprint=parsed.fingerprint(hashes.SHA256()).hex(),
        defaults={
            "name": parsed.subject.rfc4514_string()[:200],
            "certificate": parsed.public_bytes(Encoding.PEM).decode(),
            "added_at": timezone.now(),
        },
    )
    if made:
        audit.record(
            "signing.trust_added", actor=actor, target=anchor, fingerprint=anchor.fingerprint
        )
    return anchor


@transaction.atomic
def remove_trust_anchor(*, fingerprint: str, actor: Actor) -> None:
    """Trust a root no longer; what it signed becomes "not enough known"."""
    require(actor, SigningPermission.MANAGE_CERTIFICATES)
    anchor = fetch(TrustAnchor.objects.select_for_update(of=("self",)), fingerprint=fingerprint)
    audit.record("signing.trust_removed", actor=actor, target=anchor, fingerprint=fingerprint)
    anchor.delete()


@lru_cache(maxsize=256)
def _der_of(text: str) -> bytes:
    return der(x509.load_pem_x509_certificate(text.encode()))


@lru_cache(maxsize=4)
def _roots_in(folder: str) -> tuple[bytes, ...]:
    if not folder:
        return ()
    found: list[bytes] = []
    for path in sorted(Path(folder).glob("*.pem")):
        found += [der(one) for one in x509.load_pem_x509_certificates(path.read_bytes())]
    return tuple(found)


def _lists_in(folder: str) -> tuple[bytes, ...]:
    """Return the revocation lists that the operator keeps beside the roots, as they are now."""
    if not folder:
        return ()
    found = [(path, path.stat().st_mtime_ns) for path in sorted(Path(folder).glob("*.crl"))]
    return _read_lists(tuple(found))


@lru_cache(maxsize=4)
def _read_lists(paths: tuple[tuple[Path, int], ...]) -> tuple[bytes, ...]:
    found: list[bytes] = []
    for path, _changed in paths:
        content = path.read_bytes()
        if content.startswith(b"-----BEGIN"):
            content = x509.load_pem_x509_crl(content).public_bytes(Encoding.DER)
        found.append(content)
    return tuple(found)
