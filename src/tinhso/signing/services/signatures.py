"""Sign and seal one PDF with a certificate of this installation."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from math import ceil, floor

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from django.conf import settings
from django.utils.translation import gettext as _
from pikepdf import PdfError
from pyhanko_certvalidator.context import ValidationContext

from tinhso.kernel.errors import DomainError, Invalid
from tinhso.kernel.errors.sentences import told
from tinhso.kernel.papers import Paper
from tinhso.signing.algorithms import Algorithm, SignData, algorithms_for, is_made_by, sign_with
from tinhso.signing.checking.trust import Given, Trust
from tinhso.signing.formats.cades import stamp_of
from tinhso.signing.formats.messages import signed_attributes, signed_message
from tinhso.signing.formats.signer import Evidence, SealingKey
from tinhso.signing.formats.stamping import DirectTimeStamper, LocalTimeStamper
from tinhso.signing.models import Certificate
from tinhso.signing.pdf.extending import extend_pdf
from tinhso.signing.pdf.fields import AGENCY_FIELD, PERSON_FIELD, lay_fields
from tinhso.signing.pdf.laid import Laid
from tinhso.signing.pdf.measuring import Area, around, open_and_measure, within
from tinhso.signing.pdf.refusing import Unsignable, open_signable
from tinhso.signing.pdf.sealing import Look, add_signature, is_strict, lay_signature
from tinhso.signing.pdf.signed_fields import has_field, last_shown
from tinhso.signing.registry import key_stores, signature_formats
from tinhso.signing.services.asked_stamps import AskedTimeStamper
from tinhso.signing.services.authority import (
    Authority,
    der,
    ensure_authority,
    revocation_lists,
)
from tinhso.signing.services.clock import look_at_clock, stampable_now
from tinhso.signing.services.images import agency_picture, person_picture
from tinhso.signing.services.key_uses import signing_over, watched
from tinhso.signing.services.over_seals import closing_for
from tinhso.signing.services.plans import LaidPdf, planned
from tinhso.signing.services.stamp_evidence import service_evidence, with_service
from tinhso.signing.services.verification import current_trust
from tinhso.signing.wording import TROUBLES


class CertificateUnusable(DomainError):
    """A certificate that is not in force signs nothing (Decree 23/2025, Article 15)."""

    code = "signing.certificate_unusable"


class AlgorithmRefused(DomainError):
    """A key signs only in the ways that fit it, and none signs with SHA-1."""

    code = "signing.algorithm_refused"


class WrongValue(DomainError):
    """What a device or a service gave is no signature of the certificate's key."""

    code = "signing.wrong_value"


class FileUnsignable(Invalid):
    """A PDF takes no signature: it is broken, locked, or changes by itself."""

    code = "signing.file_unsignable"


@contextmanager
def saying_why(name: str = "") -> Iterator[None]:
    """Tell people why a file within takes no signature."""
    try:
        yield
    except Unsignable as refusal:
        why = TROUBLES[refusal.trouble]
        message = _("Chưa ký được “%(name)s”. %(why)s") if name else _("Chưa ký được tệp. %(why)s")
        raise FileUnsignable(told(message, name=name, why=why)) from None


def require_signable(pdf: bytes, *, name: str = "") -> None:
    """Refuse (`FileUnsignable`) a file that takes no signature readers would rely on."""
    with saying_why(name):
        if not is_strict(pdf):
            open_signable(pdf)


def prepare_for_signing(paper: Paper) -> bytes:
    """Return the paper with its number, date and signature fields laid, still empty."""
    return lay_fields(paper)


def sign_pdf(
    pdf: bytes,
    *,
    certificate: Certificate,
    field: str = PERSON_FIELD,
    reason: str = "",
    rectangle: tuple[int, int, int, int] | None = None,
    page: int = 0,
    visible: bool = True,
) -> bytes:
    """Return the PDF with a person's signature: blue, in the laid field or at `rectangle`.

    Raises `CertificateUnusable` when his certificate is not in force now.
    """
    picture = person_picture(certificate) if visible else None
    look = Look(picture=picture, page=page, rectangle=rectangle, reason=reason)
    return _sign(pdf, certificate, field, look)


def seal_pdf(
    pdf: bytes,
    *,
    certificate: Certificate,
    field: str = AGENCY_FIELD,
    fresh: bool = False,
    reason: str = "",
    rectangle: tuple[int, int, int, int] | None = None,
    spot: Area | None = None,
    page: int = 0,
    visible: bool = True,
    picture: bytes | None = None,
    at: datetime | None = None,
) -> bytes:
    """Return the PDF with an agency's signature: the red picture of its seal, or another.

    The picture is that of `at`, of now without it; it is drawn in `spot` of its `rectangle`.
    """
    look = Look(picture=picture, page=page, rectangle=rectangle, spot=spot, reason=reason)
    if visible and picture is None:
        look, fresh = _look_of_seal(pdf, certificate, field, look, at=at, fresh=fresh)
    return _sign(pdf, certificate, field, look, fresh=fresh)


def _look_of_seal(
    pdf: bytes,
    certificate: Certificate,
    field: str,
    asked: Look,
    *,
    at: datetime | None,
    fresh: bool = False,
) -> tuple[Look, bool]:
    """Return how a seal is drawn, and whether it needs a field of its own.

    In the field laid for it; in a file that was signed by itself over the left third of the last
    person's picture, in its true size.
    """
    picture, size = agency_picture(certificate, at=at)
    if asked.rectangle is not None:
        return replace(asked, picture=picture), fresh
    shown = None if _has_field(pdf, field) else last_shown(pdf, PERSON_FIELD)
    if shown is None:
        return replace(asked, picture=picture, spot=_spot_of_seal(pdf, field, size)), fresh
    right, (width, height) = shown.area.left + shown.area.width / 3, size
    middle = (right - width / 2, (shown.area.bottom + shown.area.top) / 2)
    spot = within(around(middle, width, height), shown.page_area)
    rectangle = (floor(spot.left), floor(spot.bottom), ceil(spot.right), ceil(spot.top))
    return replace(asked, picture=picture, page=shown.page, rectangle=rectangle, spot=spot), True


def _has_field(pdf: bytes, field: str) -> bool:
    try:
        return has_field(pdf, field)
    except PdfError:
        return True


def _spot_of_seal(pdf: bytes, field: str, size: tuple[float, float]) -> Area | None:
    """Return where a seal is drawn in true size: over the left third of the personal signature.

    Where its place does not reach so far it stands in the middle of it, shrunk only to fit.
    """
    try:
        signed, place = open_and_measure(pdf, person=PERSON_FIELD, agency=field)
    except PdfError:
        return None
    if place is None:
        return None
    width, height = size
    if signed is not None:
        right = signed.left + signed.width / 3
        meeting = around((right - width / 2, (signed.bottom + signed.top) / 2), width, height)
        if place.holds(meeting):
            return meeting
    fits = min(1.0, place.width / width, place.height / height)
    middle = ((place.left + place.right) / 2, (place.bottom + place.top) / 2)
    return around(middle, width * fits, height * fits)


def _sign(
    pdf: bytes, certificate: Certificate, field: str, look: Look, *, fresh: bool = False
) -> bytes:
    if (before := planned(pdf)) is not None:
        return finish_pdf(pdf, before.laid, certificate=certificate)
    with signing_over([look.reason], [pdf]), saying_why():
        return add_signature(
            pdf,
            usable_key(certificate),
            field_name=field,
            fresh=fresh,
            look=look,
            evidence=evidence_of(settings.TINHSO_SIGNING_LEVEL),
            holder=certificate.name,
            closing=closing_for(certificate),
        )


def lay_pdf(
    pdf: bytes,
    *,
    certificate: Certificate,
    field: str = PERSON_FIELD,
    fresh: bool = False,
    look: Look | None = None,
    level: str = "",
    name: str = "",
) -> LaidPdf:
    """Lay a PDF out for a signature as `sign_pdf` makes it; no key is used.

    The key may be elsewhere and answer later: what it gives is put in by `finish_pdf`. Without
    `look` it is a person's, blue in the laid field; `fresh` makes a field of its own.
    """
    key = usable_key(certificate)
    evidence = evidence_of(level or settings.TINHSO_SIGNING_LEVEL)
    shown = Look(picture=person_picture(certificate)) if look is None else look
    with saying_why(name):
        laid = lay_signature(
            pdf,
            key,
            field_name=field,
            fresh=fresh,
            look=shown,
            evidence=evidence,
            holder=certificate.name,
            closing=closing_for(certificate),
        )
    return LaidPdf(laid, signed_attributes(key, laid.digest), key.algorithm)


def lay_seal(
    pdf: bytes,
    certificate: Certificate,
    *,
    level: str = "",
    name: str = "",
    at: datetime | None = None,
) -> LaidPdf:
    """Lay a PDF out for an agency's signature as `seal_pdf` makes it."""
    look, fresh = _look_of_seal(pdf, certificate, AGENCY_FIELD, Look(), at=at)
    return lay_pdf(
        pdf,
        certificate=certificate,
        field=AGENCY_FIELD,
        fresh=fresh,
        look=look,
        level=level,
        name=name,
    )


def finish_pdf(pdf: bytes, laid: Laid, *, certificate: Certificate, level: str = "") -> bytes:
    """Return the PDF with the signature for which it was laid out, at the level it was laid for."""
    evidence = evidence_of(level or settings.TINHSO_SIGNING_LEVEL)
    with signing_over([""], [pdf]):
        message = signed_message(usable_key(certificate), laid.digest, stamp=stamp_of(evidence))
    signed = laid.filled(pdf, message)
    return signed if evidence.validation is None else extend_pdf(signed, evidence)


def usable_key(certificate: Certificate, algorithm: Algorithm | None = None) -> SealingKey:
    """Return the key of a certificate in force, which signs the usual way or as asked.

    Each use of it is written down (`key_uses`).
    """
    if not certificate.is_usable:
        raise CertificateUnusable(
            told(
                _("Chứng thư số của %(name)s đã hết hạn hoặc bị thu hồi nên chưa ký được."),
                name=certificate.name,
            )
        )
    own, above, able = _parsed(certificate.certificate, certificate.chain)
    chosen = algorithm or (able[0] if able else None)
    if chosen is None or chosen not in able:
        raise AlgorithmRefused(
            told(_("Khóa của %(name)s không ký được theo cách này."), name=certificate.name)
        )
    store = key_stores.get(certificate.key_store)
    sign = store.signer(certificate.key_reference, chosen)
    if store.is_outside:
        sign = _checked(own, sign, chosen)
    return SealingKey(own, above, watched(certificate.pk, sign, chosen), chosen)


@lru_cache(maxsize=4096)
def _checked(certificate: bytes, sign: SignData, algorithm: Algorithm) -> SignData:
    """Return what signs as `sign` does and looks at each value before it goes into a file."""
    public = x509.load_der_x509_certificate(certificate).public_key()

    def sign_and_check(data: bytes) -> bytes:
        value = sign(data)
        if isinstance(public, ec.EllipticCurvePublicKey | rsa.RSAPublicKey) and is_made_by(
            public, algorithm, data, value
        ):
            return value
        raise WrongValue(
            _("Nơi giữ khóa trả về chữ ký không khớp chứng thư; văn bản này chưa được ký.")
        )

    return sign_and_check


def evidence_of(level: str) -> Evidence:
    """Return what a level puts beside a signature."""
    return signature_formats.get(level)()


@lru_cache(maxsize=4096)
def _parsed(certificate: str, chain: str) -> tuple[bytes, tuple[bytes, ...], tuple[Algorithm, ...]]:
    own = x509.load_pem_x509_certificate(certificate.encode())
    above = x509.load_pem_x509_certificates(chain.encode()) if chain else []
    public = own.public_key()
    able: tuple[Algorithm, ...] = ()
    if isinstance(public, ec.EllipticCurvePublicKey | rsa.RSAPublicKey):
        able = algorithms_for(public)
    return der(own), tuple(der(one) for one in above), able


def basic() -> Evidence:
    """Add nothing: B-B."""
    return Evidence()


def stamped() -> Evidence:
    """Add a time-stamp: B-T."""
    return Evidence(time_stamper=time_stamper())


def with_validation_data() -> Evidence:
    """Add a time-stamp, the chain and the revocation lists: B-LT."""
    authority, lists = ensure_authority(), revocation_lists()
    root, issuing = der(authority.root.certificate), der(authority.issuing.certificate)

    service = service_evidence() if settings.TINHSO_TSA_URL else Given()
    return Evidence(
        time_stamper=time_stamper(),
        validation=lambda: validation_by(with_service(current_trust())),
        crls=(*lists, *(one for one in service.lists if one not in lists)),
        answers=service.answers,
        authorities=(issuing, root),
    )


def validation_by(trust: Trust) -> ValidationContext:
    """Return what the general library may know: whom to trust, lists and answers; no network."""
    return ValidationContext(
        trust_roots=[asn1_x509.Certificate.load(one) for one in trust.roots],
        other_certs=[asn1_x509.Certificate.load(one) for one in trust.others],
        crls=list(trust.crls),
        ocsps=list(trust.answers),
        allow_fetching=False,
    )


def archived() -> Evidence:
    """Add to B-LT a time-stamp over the whole file and its evidence: B-LTA."""
    return replace(with_validation_data(), archive=True)


def time_stamper() -> DirectTimeStamper:
    """Return the service that `TINHSO_TSA_URL` names, or without one the house's own."""
    look_at_clock()
    return AskedTimeStamper(current_trust()) if settings.TINHSO_TSA_URL else local_time_stamper()


def local_time_stamper() -> LocalTimeStamper:
    """Return the authority's own time-stamp service, asked without a network."""
    return _time_stamper(ensure_authority())


@lru_cache(maxsize=4)
def _time_stamper(authority: Authority) -> LocalTimeStamper:
    clock = authority.time_stamp
    is_rsa = isinstance(clock.key, rsa.RSAPrivateKey)
    algorithm = Algorithm.RSA_SHA256 if is_rsa else Algorithm.ECDSA_SHA256
    chain = (der(authority.issuing.certificate),)
    sign = sign_with(clock.key, algorithm)
    key = SealingKey(der(clock.certificate), chain, sign, algorithm)
    return LocalTimeStamper(key, stampable_now)
