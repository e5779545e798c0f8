"""The report of a check as a PDF that this house signs, set from what the reader was shown.

Nothing of the checked file is kept for it: the page carries the report itself, sealed by this
installation so that nobody can have another one signed.
"""

from datetime import datetime, timedelta
from typing import Final

from cryptography.hazmat.primitives.serialization import Encoding
from django.core import signing as sealing
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tinhso.kernel import papers
from tinhso.kernel.errors import Invalid
from tinhso.signing.algorithms import Algorithm, sign_with
from tinhso.signing.formats.signer import SealingKey
from tinhso.signing.pdf.sealing import add_signature
from tinhso.signing.pki import Identity
from tinhso.signing.services.authority import CHECKER, checking_identity, ensure_authority
from tinhso.signing.services.signatures import evidence_of
from tinhso.signing.wording import WordedReport, WordedSignature

SALT: Final = "signing.report"
GOOD_FOR: Final = timedelta(hours=1)
FIELD: Final = "DichVuKiemTra"
LONGEST_EVIDENCE: Final = 300


def sealed_report(found: WordedReport, *, name: str) -> str:
    """Return the report in words, sealed, for a page to carry until its PDF is asked for."""
    data: dict[str, object] = {
        "name": name[:200],
        "title": found.title,
        "meaning": found.meaning,
        "kind": found.kind,
        "size": _("%(count)d byte") % {"count": found.report.size},
        "sha256": found.report.sha256,
        "checked_at": _moment(timezone.now()),
        "signatures": [_signature(one) for one in found.signatures],
        "limits": [*found.notes, *found.limits],
        "lang": get_language() or "vi",
        "words": {
            "heading": _("Báo cáo kiểm tra chữ ký số"),
            "file": _("Tên tệp"),
            "kind": _("Loại tệp"),
            "size": _("Kích thước"),
            "checked": _("Kiểm tra lúc"),
            "digest": "SHA-256",
            "check": _("Phép kiểm tra"),
            "outcome": _("Kết quả"),
            "evidence": _("Bằng chứng"),
        },
    }
    return sealing.dumps(data, salt=SALT, compress=True)


def report_pdf(*, sealed: str) -> bytes:
    """Return the PDF of a sealed report, signed by this house's checking service.

    Raises `Invalid` for a report that was not sealed here, or an hour ago.
    """
    try:
        data = sealing.loads(sealed, salt=SALT, max_age=GOOD_FOR)
    except sealing.BadSignature:
        raise Invalid(_("Báo cáo đã quá một giờ; hãy kiểm tra lại tệp rồi tải báo cáo.")) from None
    pdf = papers.render("signing/report.typ", data, created_at=timezone.now())
    return signed_by_service(pdf, checking_identity(), field=FIELD, holder=CHECKER)


def signed_by_service(pdf: bytes, identity: Identity, *, field: str, holder: str) -> bytes:
    """Return a paper of the house's own with the signature of one of its services."""
    authority = ensure_authority()
    key = SealingKey(
        identity.certificate.public_bytes(Encoding.DER),
        (authority.issuing.certificate.public_bytes(Encoding.DER),),
        sign_with(identity.key, Algorithm.ECDSA_SHA256),
    )
    return add_signature(pdf, key, field_name=field, evidence=evidence_of("B-LT"), holder=holder)


def _signature(one: WordedSignature) -> dict[str, object]:
    found = one.found
    signed_at = _moment(found.signed_at) if found.signed_at is not None else ""
    facts = [
        (_("Chức vụ"), found.title),
        (_("Cơ quan"), found.organization),
        (_("Ký lúc"), signed_at),
        (_("Thuật toán"), found.algorithm),
        (_("Nơi cấp chứng thư"), found.issuer),
        (_("Số chứng thư"), found.serial),
    ]
    return {
        "signer": found.signer or found.field_name,
        "title": one.title,
        "reasons": one.reasons,
        "notes": one.notes,
        "facts": [*((label, value) for label, value in facts if value), *one.details],
        "checks": [
            {
                "name": check.name,
                "outcome": check.outcome,
                "evidence": check.evidence[:LONGEST_EVIDENCE],
            }
            for check in one.checks
        ],
    }


def _moment(at: datetime) -> str:
    """Return a time with its seconds and offset, as papers of law give it."""
    return f"{timezone.localtime(at):%d/%m/%Y %H:%M:%S %z}"
