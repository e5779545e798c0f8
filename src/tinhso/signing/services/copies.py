"""An agency's signature on the electronic copy of a paper, over the signature of who made it."""

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.kernel.actors import Actor, ActorKind
from tinhso.kernel.errors import DomainError
from tinhso.kernel.errors.sentences import told
from tinhso.signing.checking.report import Verdict
from tinhso.signing.models import Certificate
from tinhso.signing.rules import NO_STORE, CertificateRole, UseSource
from tinhso.signing.services.key_uses import key_act
from tinhso.signing.services.seal_keeping import agency_certificate_of
from tinhso.signing.services.signatures import seal_pdf
from tinhso.signing.services.still_signed import STOLEN, is_reported
from tinhso.signing.services.text_marks import mark_in_corner, moment_in_mark
from tinhso.signing.services.verification import verify_pdf

COPY_FIELD = "CoQuanSoHoa"
KIND_OF_COPY = "SAO Y"


class NotSignedBelow(DomainError):
    """An agency seals a copy only over the valid signature of the person who made it."""

    code = "signing.not_signed_below"
    title = gettext_lazy(
        "Bản số hóa không có chữ ký số hợp lệ của người số hóa nên chưa đóng dấu được."
    )


def seal_copy(
    pdf: bytes, *, agency_id: int, signer: UUID | None, actor: Actor, title: str = KIND_OF_COPY
) -> bytes:
    """Return a scan with the agency's signature over that of the person who made it.

    In the upper right corner of the first page stand the kind of copy, the agency and the time; a
    copy shows no picture of the seal (Decree 30/2020, App. I). `title` says in the log of the
    agency's key what was sealed. Raises `NotSignedBelow` unless
    every signature holds and `signer` made one of them, `NoCertificate` when the agency cannot
    sign now.
    """
    require_signed_by(pdf, signer=signer)
    certificate = agency_certificate_of(agency_id)
    lines = (KIND_OF_COPY, certificate.name, moment_in_mark(timezone.localtime()))
    mark = mark_in_corner(pdf, lines=lines)
    source = UseSource.JOB if actor.kind is ActorKind.SYSTEM else UseSource.SEAL
    with key_act(source=source, actor=actor, title=title):
        return seal_pdf(
            pdf,
            certificate=certificate,
            field=COPY_FIELD,
            reason=KIND_OF_COPY,
            rectangle=mark.rectangle,
            spot=mark.spot,
            picture=mark.picture,
        )


def require_signed_by(pdf: bytes, *, signer: UUID | None) -> None:
    """Refuse a file with a signature that does not hold, or without that of `signer`.

    A key that was lost or reported since proves nothing, whatever a time-stamp says: the paper is
    scanned and signed anew.
    """
    report = verify_pdf(pdf)
    serials = {found.serial for found in report.signatures}
    rows = Certificate.objects.exclude(key_store=NO_STORE).select_related("device")
    own = list(
        rows.filter(serial__in=serials, role=CertificateRole.PERSON, account_uid=signer)
        if signer is not None
        else ()
    )
    for row in own:
        if (row.revoked_at and row.revocation_reason in STOLEN) or is_reported(row):
            raise NotSignedBelow(
                told(
                    _("Khóa của %(name)s đã được báo mất, lộ sau khi ký; hãy quét lại rồi ký lại."),
                    name=row.name,
                )
            )
    if report.verdict is not Verdict.VALID or not own:
        raise NotSignedBelow
