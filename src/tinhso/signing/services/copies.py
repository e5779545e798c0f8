"""An agency's signature on the electronic copy of a paper, over the signature of who made it."""

import io
from uuid import UUID

import pikepdf
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tinhso.kernel import papers
from tinhso.kernel.actors import Actor, ActorKind
from tinhso.kernel.errors import DomainError
from tinhso.signing.checking.report import Verdict
from tinhso.signing.models import Certificate
from tinhso.signing.rules import NO_STORE, CertificateRole, UseSource
from tinhso.signing.services.key_uses import key_act
from tinhso.signing.services.seal_keeping import agency_certificate_of
from tinhso.signing.services.signatures import seal_pdf
from tinhso.signing.services.verification import verify_pdf

COPY_FIELD = "CoQuanSoHoa"
KIND_OF_COPY = "SAO Y"
EDGE = 10.0
"""Points between the mark and the corner of the page."""


class NotSignedBelow(DomainError):
    """An agency seals a copy only over the valid signature of the person who made it."""

    code = "signing.not_signed_below"
    title = _("Bản số hóa không có chữ ký số hợp lệ của người số hóa nên chưa đóng dấu được.")


def seal_copy(pdf: bytes, *, agency_id: int, signer: UUID | None, actor: Actor) -> bytes:
    """Return a scan with the agency's signature over that of the person who made it.

    In the upper right corner of the first page stand the kind of copy, the agency and the time; a
    copy shows no picture of the seal (Decree 30/2020, App. I). Raises `NotSignedBelow` unless
    every signature holds and `signer` made one of them, `NoCertificate` when the agency cannot
    sign now.
    """
    require_signed_by(pdf, signer=signer)
    certificate = agency_certificate_of(agency_id)
    time = timezone.localtime()
    turn, corner = _corner(pdf)
    lines = [
        KIND_OF_COPY,
        certificate.name,
        f"{time:%d/%m/%Y %H:%M:%S} {_offset(time.strftime('%z'))}",
    ]
    mark = papers.render("signing/copy_mark.typ", {"turn": -turn, "lines": lines}, standard=None)
    source = UseSource.JOB if actor.kind is ActorKind.SYSTEM else UseSource.SEAL
    with key_act(source=source, actor=actor):
        return seal_pdf(
            pdf,
            certificate=certificate,
            field=COPY_FIELD,
            reason="scan",
            rectangle=_rectangle(mark, turn, corner),
            picture=mark,
        )


def require_signed_by(pdf: bytes, *, signer: UUID | None) -> None:
    """Refuse a file with a signature that does not hold, or without that of `signer`."""
    report = verify_pdf(pdf)
    serials = {found.serial for found in report.signatures}
    own = Certificate.objects.exclude(key_store=NO_STORE).filter(
        serial__in=serials, role=CertificateRole.PERSON, account_uid=signer
    )
    if report.verdict is not Verdict.VALID or signer is None or not own.exists():
        raise NotSignedBelow


def _offset(written: str) -> str:
    return f"{written[:3]}:{written[3:]}"


def _corner(pdf: bytes) -> tuple[int, tuple[float, float, float, float]]:
    """Return how the first page is turned, and its edges as they lie in the file."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        page = document.pages[0]
        left, bottom, right, top = (float(edge) for edge in page.cropbox)
        return int(page.get("/Rotate", 0)) % 360, (left, bottom, right, top)


def _rectangle(
    mark: bytes, turn: int, edges: tuple[float, float, float, float]
) -> tuple[int, int, int, int]:
    """Return where the mark stands: in the corner that readers show as the upper right one."""
    with pikepdf.open(io.BytesIO(mark)) as document:
        _left, _bottom, width, height = (float(edge) for edge in document.pages[0].mediabox)
    left, bottom, right, top = edges
    fits = min(1.0, (right - left - 2 * EDGE) / width, (top - bottom - 2 * EDGE) / height)
    width, height = width * fits, height * fits
    x = left + EDGE if turn in (90, 180) else right - EDGE - width
    y = bottom + EDGE if turn in (180, 270) else top - EDGE - height
    return round(x), round(y), round(x + width), round(y + height)
