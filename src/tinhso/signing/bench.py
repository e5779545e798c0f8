"""What signatures cost beside raw ones of the same run: `tinhso bench signing`."""

import hashlib
import io
import os
from collections.abc import Callable, Iterable
from dataclasses import replace
from statistics import median
from typing import Final
from uuid import uuid4

import pikepdf
from asn1crypto import cms
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from django.db import transaction
from pyhanko.pdf_utils.reader import PdfFileReader

from tinhso.kernel import papers
from tinhso.kernel.actors import system_actor
from tinhso.kernel.registry.measuring import Act, Bare, Measure, repeated, timed
from tinhso.signing import services
from tinhso.signing.algorithms import KeyKind
from tinhso.signing.formats.stamping import stamp_by
from tinhso.signing.models import Certificate
from tinhso.signing.rules import CertificateRole, Format
from tinhso.signing.services import Given
from tinhso.signing.services.signatures import local_time_stamper
from tinhso.signing.services.text_marks import mark_in_corner
from tinhso.signing.services.verification import forget_trust

PAGE_BYTES: Final = 24_000
PLACE: Final = (60, 60, 160, 160)
NUMBER: Final = "01/ĐO"
ANY_AGENCY: Final = 1
"""Whose certificate seals while it is measured; nothing of it is kept."""
XML: Final = b"<hoSo>" + b"<dong>Giay phep xay dung</dong>" * 200 + b"</hoSo>"

Beside = Callable[[int], Measure]


def bench(rounds: int, bare: Bare) -> Iterable[Measure]:
    """Measure raw signatures, signing, sealing, stamping and checking; nothing is kept."""
    with transaction.atomic():
        page, key = _page(), rsa.generate_private_key(public_exponent=65537, key_size=2048)

        def raw() -> object:
            return key.sign(page, padding.PKCS1v15(), hashes.SHA256())

        def beside(block: int) -> Measure:
            return timed("raw RSA-2048", lambda: raw, block)

        works = {**_raw(page, key), **_signing(page), **_checking_one(page)}
        measures = [beside(rounds)]
        measures += [
            _with_share(repeated(name, work, rounds, beside=beside)) for name, work in works.items()
        ]
        measures += _checking_two(page, rounds)
        transaction.set_rollback(True)
    return measures


def _with_share(told: Measure) -> Measure:
    """Say how many a core does in a second, and what share of the raw signatures that is."""
    own = median(told.cpu_ms)
    share = median(told.bare.cpu_ms) / own if told.bare is not None else 0
    return replace(told, note=f"{1000 / own:.0f}/s and core, {share:.3f} of raw RSA-2048")


def _page() -> bytes:
    """Return a page of the size at which signing is measured."""
    drawn = papers.render("signing/handwriting.typ", {"name": "Đo"}, standard=None)
    with pikepdf.Pdf.open(io.BytesIO(drawn)) as pdf:
        pdf.pages[0].obj.DoToc = pdf.make_stream(os.urandom(PAGE_BYTES - len(drawn) - 200))
        out = io.BytesIO()
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue()


def _certificate(kind: KeyKind = KeyKind.P256) -> Certificate:
    return services.issue_certificate(
        role=CertificateRole.PERSON,
        name="Nguyễn Văn Đo",
        account_uid=uuid4(),
        agency_name="Đo tốc độ",
        key_kind=kind,
        actor=system_actor("signing.bench"),
    )


def _seal() -> Certificate:
    """Return an agency's: whoever signs as a person has the file looked through for seals."""
    return services.issue_certificate(
        role=CertificateRole.AGENCY,
        name="Đo tốc độ",
        agency_id=ANY_AGENCY,
        agency_name="Đo tốc độ",
        key_kind=KeyKind.P256,
        actor=system_actor("signing.bench"),
    )


def _raw(content: bytes, key: rsa.RSAPrivateKey) -> dict[str, Act]:
    """Return the bare acts on which all others rest."""
    curve = ec.generate_private_key(ec.SECP256R1())
    by_rsa = key.sign(content, padding.PKCS1v15(), hashes.SHA256())
    by_curve = curve.sign(content, ec.ECDSA(hashes.SHA256()))
    public, point = key.public_key(), curve.public_key()
    return {
        "raw RSA-2048 check": lambda: public.verify(
            by_rsa, content, padding.PKCS1v15(), hashes.SHA256()
        ),
        "raw P-256": lambda: curve.sign(content, ec.ECDSA(hashes.SHA256())),
        "raw P-256 check": lambda: point.verify(by_curve, content, ec.ECDSA(hashes.SHA256())),
    }


def _signing(page: bytes) -> dict[str, Act]:
    """Return the ways of signing, by format and level; keys are P-256 where none is named."""
    certificate, by_rsa = _certificate(), _certificate(KeyKind.RSA2048)
    signed, seal = services.sign_pdf(page, certificate=certificate), _seal()
    twice = services.sign_pdf(signed, certificate=by_rsa, field="NguoiKyThuHai", visible=False)
    stamper, digest = local_time_stamper(), hashlib.sha256(page).digest()

    def act(form: Format, level: str, signer: Certificate = certificate) -> Act:
        content = XML if form is Format.XADES_ENVELOPED else page
        given = Given(name="a.pdf", content=content)
        return lambda: services.sign_file(file=given, certificate=signer, form=form, level=level)

    return {
        "PDF B-B": act(Format.PADES, "B-B"),
        "PDF B-T": act(Format.PADES, "B-T"),
        "PDF B-B, key RSA-2048": act(Format.PADES, "B-B", by_rsa),
        "PDF B-T, key RSA-2048": act(Format.PADES, "B-T", by_rsa),
        "PDF B-LT": act(Format.PADES, "B-LT"),
        "PDF B-LT, key RSA-2048": act(Format.PADES, "B-LT", by_rsa),
        "PDF B-LTA": act(Format.PADES, "B-LTA"),
        "PDF B-LTA, key RSA-2048": act(Format.PADES, "B-LTA", by_rsa),
        "PDF with its picture": lambda: services.sign_pdf(
            page, certificate=certificate, rectangle=PLACE
        ),
        "seal over a signature": lambda: services.seal_pdf(
            signed, certificate=seal, rectangle=PLACE
        ),
        "a second person's signature": lambda: services.sign_pdf(
            signed, certificate=by_rsa, field="NguoiKyThuHai", visible=False
        ),
        "a third person's, of three": lambda: services.sign_pdf(
            twice, certificate=certificate, field="NguoiKyThuBa", visible=False
        ),
        "annex with words, set before": lambda: _annex(page, seal, NUMBER),
        "annex with words": lambda: _annex(page, seal, uuid4().hex[:8]),
        "CAdES B-B": act(Format.CADES, "B-B"),
        "CAdES B-T": act(Format.CADES, "B-T"),
        "CAdES B-LT": act(Format.CADES, "B-LT"),
        "XAdES B-B": act(Format.XADES_ENVELOPED, "B-B"),
        "XAdES B-T": act(Format.XADES_ENVELOPED, "B-T"),
        "XAdES B-LT": act(Format.XADES_ENVELOPED, "B-LT"),
        "ASiC-E B-B": act(Format.ASIC_E, "B-B"),
        "time-stamp": lambda: stamp_by(stamper, digest, "sha256"),
    }


def _annex(page: bytes, seal: Certificate, number: str) -> bytes:
    """Sign an annex as an agency does: no picture, but number and time in the corner."""
    mark = mark_in_corner(page, lines=(number, "30/11/2026 08:00:00 +07:00"))
    return services.seal_pdf(
        page,
        certificate=seal,
        field="PhuLuc",
        fresh=True,
        rectangle=mark.rectangle,
        spot=mark.spot,
        picture=mark.picture,
    )


def _checking_one(page: bytes) -> dict[str, Act]:
    """Return the checks of XML and of a detached signature."""
    certificate = _certificate()
    xml = services.sign_file(
        file=Given(name="a.xml", content=XML), certificate=certificate, form=Format.XADES_ENVELOPED
    )
    apart = services.sign_file(
        file=Given(name="a.pdf", content=page), certificate=certificate, form=Format.CADES
    )
    acts: dict[str, Act] = {
        "check XAdES": lambda: services.verify(xml.content),
        "check CAdES": lambda: services.verify(apart.content, outside={"": page}),
    }
    found = {}
    for name, act in acts.items():
        found[f"{name}, warm"], found[f"{name}, cold"] = act, _from_cold(act)
    return found


def _from_cold(act: Act) -> Act:
    """Return the same act, beginning with nothing known of certificates and lists."""

    def cold() -> object:
        forget_trust()
        return act()

    return cold


def _checking_two(page: bytes, rounds: int) -> list[Measure]:
    """Measure the check of a PDF with two signatures beside what no reader can do without."""
    certificate = _certificate()
    signed = services.sign_pdf(page, certificate=certificate)
    twice = services.seal_pdf(signed, certificate=_seal(), rectangle=PLACE)
    least = _least(twice)

    def beside(block: int) -> Measure:
        return timed("least", lambda: least, block)

    def warm() -> object:
        return services.verify(twice)

    name = "check a PDF with two signatures"
    told = [
        repeated(f"{name}, warm", warm, rounds, beside=beside),
        repeated(f"{name}, cold", _from_cold(warm), rounds, beside=beside),
    ]
    by_least = "CPU x: times hashing, parsing and raw checks"
    return [
        repeated("hash, parse, raw checks of the same", least, rounds),
        *(replace(one, note=by_least) for one in told),
    ]


def _least(pdf: bytes) -> Act:
    """Return hashing, parsing and the raw checks of a file's signatures, and nothing else."""

    def act() -> object:
        reader = PdfFileReader(io.BytesIO(pdf), strict=False)
        for field in reader.root["/AcroForm"]["/Fields"]:
            value = field.get_object()["/V"]
            start, length, second, rest = (int(edge) for edge in value["/ByteRange"])
            hashed = hashlib.sha256(memoryview(pdf)[start : start + length])
            hashed.update(memoryview(pdf)[second : second + rest])
            signed = cms.ContentInfo.load(bytes(value["/Contents"]))["content"]
            (signer,) = signed["signer_infos"]
            for held in signed["certificates"]:
                known = x509.load_der_x509_certificate(held.dump())
                if known.serial_number == signer["sid"].chosen["serial_number"].native:
                    key = known.public_key()
                    if isinstance(key, ec.EllipticCurvePublicKey):
                        key.verify(
                            signer["signature"].native,
                            signer["signed_attrs"].untag().dump(),
                            ec.ECDSA(hashes.SHA256()),
                        )
        return hashed

    return act
