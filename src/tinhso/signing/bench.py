"""What signatures cost beside raw ones of the same run: `tinhso bench signing`."""

from collections.abc import Iterable
from uuid import uuid4

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from django.db import transaction

from tinhso.kernel import papers
from tinhso.kernel.actors import system_actor
from tinhso.kernel.registry.measuring import Act, Bare, Measure, repeated, timed
from tinhso.signing import services
from tinhso.signing.models import Certificate
from tinhso.signing.rules import CertificateRole, Format
from tinhso.signing.services import Given

XML = b"<hoSo>" + b"<dong>Giay phep xay dung</dong>" * 200 + b"</hoSo>"


def bench(rounds: int, bare: Bare) -> Iterable[Measure]:
    """Measure raw signatures, signing, sealing, stamping and checking; nothing is kept."""
    with transaction.atomic():
        certificate = services.issue_certificate(
            role=CertificateRole.PERSON,
            name="Nguyễn Văn Đo",
            account_uid=uuid4(),
            agency_name="Đo tốc độ",
            actor=system_actor("signing.bench"),
        )
        plain = papers.render("signing/handwriting.typ", {"name": "Đo"}, standard=None)
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)

        def raw() -> object:
            return key.sign(plain, padding.PKCS1v15(), hashes.SHA256())

        def beside(block: int) -> Measure:
            return timed("raw RSA-2048", lambda: raw, block)

        works = {
            **_raw(plain, key),
            **_signing(plain, certificate),
            **_checking(plain, certificate),
        }
        measures = [beside(rounds)]
        measures += [repeated(name, work, rounds, beside=beside) for name, work in works.items()]
        transaction.set_rollback(True)
    return measures


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


def _signing(plain: bytes, certificate: Certificate) -> dict[str, Act]:
    """Return the ways of signing, by format and level."""
    signed = services.sign_pdf(plain, certificate=certificate)

    def act(form: Format, level: str) -> Act:
        content = XML if form is Format.XADES_ENVELOPED else plain
        given = Given(name="a.pdf", content=content)
        return lambda: services.sign_file(
            file=given, certificate=certificate, form=form, level=level
        )

    return {
        "PDF B-B": act(Format.PADES, "B-B"),
        "PDF B-T": act(Format.PADES, "B-T"),
        "PDF B-LT": act(Format.PADES, "B-LT"),
        "PDF with its picture": lambda: services.sign_pdf(plain, certificate=certificate),
        "seal over a signature": lambda: services.seal_pdf(
            signed, certificate=certificate, rectangle=(60, 60, 160, 160)
        ),
        "CAdES B-B": act(Format.CADES, "B-B"),
        "CAdES B-T": act(Format.CADES, "B-T"),
        "XAdES B-B": act(Format.XADES_ENVELOPED, "B-B"),
        "XAdES B-T": act(Format.XADES_ENVELOPED, "B-T"),
        "ASiC-E B-B": act(Format.ASIC_E, "B-B"),
    }


def _checking(plain: bytes, certificate: Certificate) -> dict[str, Act]:
    """Return the checks: a PDF with two signatures, XML, a detached signature."""
    signed = services.sign_pdf(plain, certificate=certificate)
    twice = services.seal_pdf(signed, certificate=certificate, rectangle=(60, 60, 160, 160))
    xml = services.sign_file(
        file=Given(name="a.xml", content=XML), certificate=certificate, form=Format.XADES_ENVELOPED
    )
    apart = services.sign_file(
        file=Given(name="a.pdf", content=plain), certificate=certificate, form=Format.CADES
    )
    return {
        "check a PDF with two signatures": lambda: services.verify(twice),
        "check XAdES": lambda: services.verify(xml.content),
        "check CAdES": lambda: services.verify(apart.content, outside={"": plain}),
    }
