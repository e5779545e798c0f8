"""Whether a request's form is what its head signed and its agency sealed, before it is answered."""

from django.utils.translation import gettext as _

from tinhso.kernel import files
from tinhso.kernel.errors import DomainError
from tinhso.kernel.errors.sentences import Told, told
from tinhso.kernel.files.crypto import Damaged
from tinhso.kernel.files.stores import Missing
from tinhso.signing.checking.report import Reason, SignatureFinding, Verdict
from tinhso.signing.models import Certificate, CertificateRequest
from tinhso.signing.rules import CertificateRole
from tinhso.signing.services.verification import verify_pdf
from tinhso.signing.wording import REASONS


class FormNotSigned(DomainError):
    """A certificate is issued only on a form that its head signed and its agency sealed."""

    code = "signing.form_not_signed"
    status = 409


def require_signed_form(request: CertificateRequest) -> None:
    """Refuse to grant what stands on a form that is changed, unsigned or unsealed."""
    trouble = trouble_with_form(request)
    if trouble:
        raise FormNotSigned(
            told(
                _("Chưa trả lời chấp thuận được: %(why)s Hãy từ chối và nêu lý do này."),
                why=Told(trouble),
            )
        )


def trouble_with_form(request: CertificateRequest) -> str:
    """Say what is wrong with the signatures of a form; nothing where head and seal stand."""
    if request.file is None:
        return _("yêu cầu không có văn bản đề nghị.")
    try:
        content = files.open_file(request.file)
    except (Missing, Damaged):
        return _("văn bản đề nghị không mở được, hoặc đã bị thay đổi trong kho.")
    report = verify_pdf(content)
    if report.verdict in {Verdict.UNSIGNED, Verdict.UNREADABLE}:
        return _("văn bản đề nghị không có chữ ký số.")
    known = {
        row.serial: row
        for row in Certificate.objects.filter(serial__in=[one.serial for one in report.signatures])
    }
    for one in report.signatures:
        wrong = [why for why in one.reasons if not _is_past(why, known.get(one.serial), request)]
        if wrong:
            return _("chữ ký của %(signer)s trên văn bản đề nghị không dùng được. %(why)s") % {
                "signer": one.signer or one.field_name,
                "why": " ".join(str(REASONS[why]) for why in wrong),
            }
    return _who_is_missing(request, report.signatures, known)


def _is_past(why: Reason, row: Certificate | None, request: CertificateRequest) -> bool:
    """Tell whether a reason is only that the key was revoked after the form had been sent."""
    return (
        why in {Reason.REVOKED_SINCE, Reason.CERTIFICATE_REVOKED}
        and row is not None
        and row.revoked_at is not None
        and request.sent_at is not None
        and row.revoked_at > request.sent_at
    )


def _who_is_missing(
    request: CertificateRequest,
    signatures: tuple[SignatureFinding, ...],
    known: dict[str, Certificate],
) -> str:
    """Say whether head or seal is missing, or something was put in behind the seal."""
    signers = [known.get(one.serial) for one in signatures]
    if not any(
        row.role == CertificateRole.PERSON and row.account_uid == request.signer_uid
        for row in signers
        if row is not None
    ):
        return _("văn bản đề nghị thiếu chữ ký của người đứng đầu đã trình.")
    last = signers[-1]
    sealed = (
        last is not None
        and last.role == CertificateRole.AGENCY
        and last.agency_id == request.agency_id
    )
    if not sealed:
        return _("văn bản đề nghị chưa có con dấu của cơ quan đề nghị.")
    return ""
