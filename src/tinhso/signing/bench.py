"""What a signature costs beside a raw RSA-2048 one of the same run: `tinhso bench signing`."""

from collections.abc import Callable, Iterable
from statistics import median
from time import perf_counter, process_time
from uuid import uuid4

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from django.db import transaction

from tinhso.kernel import papers
from tinhso.kernel.actors import system_actor
from tinhso.kernel.registry.operations import Measure, Say
from tinhso.signing import services
from tinhso.signing.rules import CertificateRole

WARM_UP = 2


def bench(rounds: int, say: Say) -> Iterable[Measure]:
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
        works: dict[str, Callable[[], object]] = {
            "raw RSA-2048": lambda: key.sign(plain, padding.PKCS1v15(), hashes.SHA256()),
            "sign a PDF": lambda: services.sign_pdf(plain, certificate=certificate),
            "seal a PDF": lambda: services.seal_pdf(
                signed, certificate=certificate, rectangle=(60, 60, 160, 160)
            ),
            "verify a PDF": lambda: services.verify_pdf(signed),
        }
        measures = [_measured(name, work, rounds) for name, work in works.items()]
        transaction.set_rollback(True)
    raw = median(measures[0].cpu_ms)
    for measure in measures[1:]:
        share = raw / median(measure.cpu_ms)
        say(f"{measure.name}: {share:.4f} x raw RSA-2048")
    return measures


def _measured(name: str, work: Callable[[], object], rounds: int) -> Measure:
    measure = Measure(name)
    for number in range(rounds + WARM_UP):
        cpu, wall = process_time(), perf_counter()
        work()
        if number >= WARM_UP:
            measure.cpu_ms.append((process_time() - cpu) * 1000)
            measure.wall_ms.append((perf_counter() - wall) * 1000)
    return measure
