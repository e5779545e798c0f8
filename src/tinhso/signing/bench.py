"""What a signature costs beside a raw RSA-2048 one of the same run: `tinhso bench signing`."""

from collections.abc import Iterable
from uuid import uuid4

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from django.db import transaction

from tinhso.kernel import papers
from tinhso.kernel.actors import system_actor
from tinhso.kernel.registry.measuring import Act, Bare, Measure, repeated, timed
from tinhso.signing import services
from tinhso.signing.rules import CertificateRole


def bench(rounds: int, bare: Bare) -> Iterable[Measure]:
    """Measure raw signatures, signing, sealing and verifying; nothing is kept."""
    with transaction.atomic():
        certificate = services.issue_certificate(
            role=CertificateRole.PERSON,
            name="Nguyễn Văn Đo",
            account_uid=uuid4(),
            agency_name="Đo tốc độ",
            actor=system_actor("signing.bench"),
        )
        plain = papers.render("signing/handwriting.typ", {"name": "Đo"}, standard=None)
        signed = services.sign_pdf(plain, certificate=certificate)
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)

        def raw() -> object:
            return key.sign(plain, padding.PKCS1v15(), hashes.SHA256())

        def beside(block: int) -> Measure:
            return timed("raw RSA-2048", lambda: raw, block)

        works: dict[str, Act] = {
            "sign a PDF": lambda: services.sign_pdf(plain, certificate=certificate),
            "seal a PDF": lambda: services.seal_pdf(
                signed, certificate=certificate, rectangle=(60, 60, 160, 160)
            ),
            "verify a PDF": lambda: services.verify_pdf(signed),
        }
        measures = [beside(rounds)]
        measures += [repeated(name, work, rounds, beside=beside) for name, work in works.items()]
        transaction.set_rollback(True)
    return measures
