"""Sign any file, or several together, in the format that its reader expects."""

import hashlib
import mimetypes
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Final

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.kernel.errors import Invalid
from tinhso.kernel.errors.sentences import told
from tinhso.signing.algorithms import Algorithm
from tinhso.signing.formats.asic import container_of, list_of, seal_container
from tinhso.signing.formats.cades import sign_detached, stamp_of
from tinhso.signing.formats.messages import claimed_time, signed_attributes, signed_message
from tinhso.signing.formats.names import ASIC_E, CMS_TYPE
from tinhso.signing.formats.safe_xml import UnsafeXml
from tinhso.signing.formats.signer import Evidence, SealingKey
from tinhso.signing.formats.xades import (
    Detached,
    Packaging,
    finish_document,
    lay_document,
    properties_of,
    sign_document,
)
from tinhso.signing.models import Certificate
from tinhso.signing.pdf.laid import Laid
from tinhso.signing.pdf.sealing import Look, add_signature
from tinhso.signing.rules import Format
from tinhso.signing.services.key_uses import signing_over
from tinhso.signing.services.over_seals import closing_for
from tinhso.signing.services.plans import LaidPdf, planned
from tinhso.signing.services.signatures import (
    evidence_of,
    finish_pdf,
    lay_pdf,
    saying_why,
    usable_key,
)

PDF_FIELD: Final = "ChuKy"
TOGETHER: Final = frozenset({Format.ASIC_E, Format.XADES_DETACHED})
"""Formats in which one signature covers several files."""

PACKAGINGS: Final = {
    Format.XADES_ENVELOPED: Packaging.ENVELOPED,
    Format.XADES_ENVELOPING: Packaging.ENVELOPING,
    Format.XADES_DETACHED: Packaging.DETACHED,
}
"""Where a signature in XML stands to what it signs."""

SIGNATURE_BESIDE: Final = ".chu-ky.xml"
"""What a signature in XML that lies beside a file adds to its name: which file, and what it is."""

MOST_ENVELOPED: Final = 7 * 1024 * 1024
"""Readers of XML take ten million characters in one piece, and base64 needs a third more."""


@dataclass(frozen=True, kw_only=True)
class Given:
    """A file to sign."""

    name: str
    content: bytes

    @property
    def media_type(self) -> str:
        """Return its type by its name."""
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"


@dataclass(frozen=True, kw_only=True)
class SignedContent:
    """What came of signing: the signed file, or the signature to keep beside it."""

    name: str
    content: bytes
    media_type: str


def sign_file(
    *,
    file: Given,
    certificate: Certificate,
    form: Format,
    level: str = "",
    algorithm: Algorithm | None = None,
    seen: tuple[str, Look] | None = None,
) -> SignedContent:
    """Return one file signed, without a queue: a caller has the person's own act already.

    `level` is the installation's unless named. Raises `CertificateUnusable` when the certificate
    is not in force, `AlgorithmRefused` when its key does not sign so, `Invalid` when the file is
    not what the format takes. `seen` names the field and look of a signature on a PDF's page.
    """
    return sign_files(
        files=[file],
        certificate=certificate,
        form=form,
        level=level,
        algorithm=algorithm,
        seen=seen,
    )[0]


def lay_files(
    files: Sequence[Given],
    certificate: Certificate,
    *,
    form: Format = Format.PADES,
    level: str = "",
    seen: tuple[str, Look] | None = None,
) -> LaidPdf:
    """Lay out what `sign_files` makes one signature of; its value comes later.

    A container and a detached XML signature have all the files; any other format has only one.
    """
    if form in PACKAGINGS:
        return _lay_xml(files, certificate, form, level)
    if form is not Format.PADES:
        return _lay_message(files, certificate, form, level)
    (file,) = files
    field, look = seen or (PDF_FIELD, Look())
    return lay_pdf(
        file.content,
        certificate=certificate,
        field=field,
        fresh=True,
        look=look,
        level=level,
        name=file.name,
    )


def _lay_message(
    files: Sequence[Given], certificate: Certificate, form: Format, level: str
) -> LaidPdf:
    evidence_of(_level_for(form, level))  # refuses a level that the format does not have
    key = usable_key(certificate)
    listed = list_of(_things(files)) if form is Format.ASIC_E else b""
    digest = hashlib.new(key.algorithm.digest, listed or files[0].content).digest()
    to_sign = signed_attributes(key, digest, at=timezone.now())
    return LaidPdf(Laid(listed, b"", 0, digest), to_sign, key.algorithm)


def _lay_xml(files: Sequence[Given], certificate: Certificate, form: Format, level: str) -> LaidPdf:
    evidence_of(_level_for(form, level))  # refuses a level that the format does not have
    key = usable_key(certificate)
    with saying_unread(files[0].name):
        parts = _parts(files, form)
        laid = lay_document(PACKAGINGS[form], parts, key, at=timezone.now())
    digest = hashlib.new(key.algorithm.digest, files[0].content).digest()
    return LaidPdf(Laid(laid.signature, b"", 0, digest), laid.to_sign, key.algorithm)


def properties_laid(form: Format, laid: bytes) -> bytes:
    """Return what an XML signature that was laid out says of itself; of other formats nothing."""
    return properties_of(laid) if form in PACKAGINGS else b""


def finish_files(
    files: Sequence[Given],
    laid: Laid,
    to_sign: bytes,
    *,
    certificate: Certificate,
    form: Format,
    level: str = "",
) -> SignedContent:
    """Return what was laid out with its signature, by the value its key gives for `to_sign`."""
    name, content = files[0].name, files[0].content
    if form is Format.PADES:
        made = finish_pdf(content, laid, certificate=certificate, level=level)
        return SignedContent(name=name, content=made, media_type="application/pdf")
    evidence = evidence_of(_level_for(form, level))
    if form in PACKAGINGS:
        key = usable_key(certificate)
        with signing_over([one.name for one in files], [one.content for one in files]):
            parts = _parts(files, form)
            made = finish_document(PACKAGINGS[form], laid.first, parts, key, evidence)
        return _document(files, form, made)
    at = claimed_time(to_sign)
    with signing_over([one.name for one in files], [one.content for one in files]):
        message = signed_message(
            usable_key(certificate),
            laid.digest,
            at=at,
            stamp=stamp_of(evidence),
            lists=evidence.crls,
            answers=evidence.answers,
        )
    if form is Format.CADES:
        return SignedContent(name=f"{name}.p7s", content=message, media_type=CMS_TYPE)
    things, local = _things(files), timezone.localtime(at)
    return _contained(things, container_of(things, laid.first, message, at=local))


def sign_files(
    *,
    files: Sequence[Given],
    certificate: Certificate,
    form: Format,
    level: str = "",
    algorithm: Algorithm | None = None,
    seen: tuple[str, Look] | None = None,
) -> list[SignedContent]:
    """Return each file signed; a container or a detached XML signature is one for all of them."""
    if not files:
        raise Invalid(_("Chưa có tệp nào để ký."))
    if (before := planned(files[0].content)) is not None:
        done = finish_files(
            files, before.laid, before.to_sign, certificate=certificate, form=form, level=level
        )
        return [done]
    key = usable_key(certificate, algorithm)
    evidence = evidence_of(_level_for(form, level))
    if form in TOGETHER:
        with signing_over([one.name for one in files], [one.content for one in files]):
            return [_together(files, key, evidence, form)]
    if form is Format.PADES:
        look = seen or (PDF_FIELD, Look())
        return [_pdf(file, key, evidence, certificate, look) for file in files]
    return [_one(file, key, evidence, form) for file in files]


def _level_for(form: Format, level: str) -> str:
    """Return the level; only PDF has B-LTA here, and others stop at B-LT."""
    if level == "B-LTA" and form is not Format.PADES:
        raise Invalid(_("Mức B-LTA chỉ có cho tệp PDF."))
    chosen = level or settings.TINHSO_SIGNING_LEVEL
    return "B-LT" if chosen == "B-LTA" and form is not Format.PADES else chosen


def _one(file: Given, key: SealingKey, evidence: Evidence, form: Format) -> SignedContent:
    now = timezone.now()
    with signing_over([file.name], [file.content]):
        return _as_format(file, key, evidence, form, now)


def _as_format(
    file: Given, key: SealingKey, evidence: Evidence, form: Format, now: datetime
) -> SignedContent:
    if form is Format.CADES:
        made = sign_detached(file.content, key, evidence, at=now)
        return SignedContent(name=f"{file.name}.p7s", content=made, media_type=CMS_TYPE)
    with saying_unread(file.name):
        made = sign_document(PACKAGINGS[form], _parts([file], form), key, evidence, at=now)
    return _document([file], form, made)


@contextmanager
def saying_unread(name: str) -> Iterator[None]:
    """Say in words that a file is no XML that can be signed."""
    try:
        yield
    except UnsafeXml:
        raise Invalid(
            told(
                _(
                    "“%(name)s” không phải XML ký được: tệp hỏng, có khai báo DOCTYPE"
                    " hoặc xmlns không phải địa chỉ đầy đủ."
                ),
                name=name,
            )
        ) from None


def _parts(files: Sequence[Given], form: Format) -> list[Detached]:
    """Return files as an XML signature covers them; refuse one too heavy to be held by it."""
    if form is Format.XADES_DETACHED:
        return _things(files)
    (file,) = files
    if form is Format.XADES_ENVELOPING and len(file.content) > MOST_ENVELOPED:
        raise Invalid(
            told(_("“%(name)s” nặng hơn 7 MB; hãy ký rời hoặc ký thành gói."), name=file.name)
        )
    return [Detached(file.name, file.content, file.media_type)]


def _document(files: Sequence[Given], form: Format, made: bytes) -> SignedContent:
    """Name a signature in XML: as the file that it is in, or so that it lies beside its files.

    One beside an XML must not bear the name of what it signs: both are kept in one folder.
    """
    name = files[0].name
    if form is Format.XADES_ENVELOPING:
        name = f"{name}.xml"
    elif form is Format.XADES_DETACHED:
        name = f"{_plain_name(name)}{SIGNATURE_BESIDE}"
    return SignedContent(name=name, content=made, media_type="application/xml")


def _pdf(
    file: Given,
    key: SealingKey,
    evidence: Evidence,
    certificate: Certificate,
    seen: tuple[str, Look],
) -> SignedContent:
    field, look = seen
    with signing_over([file.name], [file.content]), saying_why(file.name):
        made = add_signature(
            file.content,
            key,
            field_name=field,
            fresh=True,
            look=look,
            evidence=evidence,
            holder=certificate.name,
            closing=closing_for(certificate),
        )
    return SignedContent(name=file.name, content=made, media_type="application/pdf")


def _together(
    files: Sequence[Given], key: SealingKey, evidence: Evidence, form: Format
) -> SignedContent:
    things, now = _things(files), timezone.now()
    if form is Format.ASIC_E:
        return _contained(things, seal_container(things, key, evidence, at=timezone.localtime(now)))
    made = sign_document(PACKAGINGS[form], things, key, evidence, at=now)
    return _document(files, form, made)


def _things(files: Sequence[Given]) -> list[Detached]:
    """Return files as one signature covers them, each by a name of its own."""
    names = [_plain_name(file.name) for file in files]
    if len(set(names)) < len(names):
        raise Invalid(_("Các tệp ký chung phải có tên khác nhau."))
    return [
        Detached(name, file.content, file.media_type)
        for name, file in zip(names, files, strict=True)
    ]


def _contained(things: Sequence[Detached], made: bytes) -> SignedContent:
    name = f"{PurePosixPath(things[0].name).stem}.asice"
    return SignedContent(name=name, content=made, media_type=ASIC_E)


def _plain_name(name: str) -> str:
    """Return a name that can stand at the top of a container and nowhere else."""
    plain = PurePosixPath(name.replace("\\", "/")).name
    if not plain or plain in {".", ".."} or plain.lower() in {"mimetype", "meta-inf"}:
        raise Invalid(told(_("Tên tệp “%(name)s” không dùng được."), name=name))
    return plain
