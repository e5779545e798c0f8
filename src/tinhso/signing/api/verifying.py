"""Machine API of anybody's verification, its report as a paper, and longer keeping."""

from collections.abc import Sequence
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Schema
from ninja.files import UploadedFile

from tinhso.kernel.actors import actor_of
from tinhso.kernel.api import Router, anybody
from tinhso.signing import services
from tinhso.signing.checking.report import Report
from tinhso.signing.forms import weigh
from tinhso.signing.wording import worded

router = Router()


class CheckOut(Schema):
    """One check of a signature: passed, failed or unknown, and what that rests on."""

    name: str
    outcome: str
    evidence: str


class DoubtedStampOut(Schema):
    """A time-stamp that is intact but not believed, or not wholly known; `reason` is a code.

    `by` is its service, `certificate` the one on its way to a root that the reason is about.
    """

    by: str
    certificate: str
    reason: str


class SignatureOut(Schema):
    """One signature of a verified file; verdict and reasons are codes."""

    field: str
    verdict: str
    reasons: list[str]
    signer: str
    organization: str
    issuer: str
    serial: str
    title: str
    algorithm: str
    signed_at: datetime | None
    time_source: str
    stamped_by: str
    doubted_stamps: list[DoubtedStampOut]
    whole_file: bool
    covers: list[str]
    not_covered: list[str]
    changes_after: list[str]
    revocation: str
    checks: list[CheckOut]


class VerificationOut(Schema):
    """The verdict on a file; `trouble` says why one could not be read.

    `actions` are the scripts and actions of a PDF, by the names of ISO 32000; "?" when they could
    not be looked through.
    """

    verdict: str
    kind: str
    trouble: str
    sha256: str
    actions: list[str]
    signatures: list[SignatureOut]


@router.post("/verify", response=VerificationOut, auth=anybody)
def verify(
    request: HttpRequest,
    file: File[UploadedFile],
    content: File[list[UploadedFile]] = [],  # noqa: B006  ninja reads it as "none given"
) -> VerificationOut:
    """Check the signatures of a PDF, XML, CMS or ASiC file; nothing is kept.

    `content` holds what a detached signature covers, each file under the name it was signed by.
    """
    return _report_out(_checked(request, file, content))


@router.post("/verify/report", auth=anybody)
def verify_report(
    request: HttpRequest,
    file: File[UploadedFile],
    content: File[list[UploadedFile]] = [],  # noqa: B006  ninja reads it as "none given"
) -> HttpResponse:
    """Check a file as `verify` does; answer with the report as a PDF that this house signs."""
    found = worded(_checked(request, file, content))
    sealed = services.sealed_report(found, name=file.name or "")
    return HttpResponse(services.report_pdf(sealed=sealed), content_type="application/pdf")


@router.post("/extend")
def extend(
    request: HttpRequest,
    file: File[UploadedFile],
    level: Form[str],
    content: File[list[UploadedFile]] = [],  # noqa: B006  ninja reads it as "none given"
) -> HttpResponse:
    """Return a valid signed file raised to B-T, B-LT or (PDF) B-LTA; nothing is kept."""
    weigh(file, *content)
    outside = {one.name or "": one.read() for one in content}
    extended = services.extend(
        content=file.read(), level=level, outside=outside, actor=actor_of(request)
    )
    return HttpResponse(extended, content_type="application/octet-stream")


def _checked(request: HttpRequest, file: UploadedFile, content: Sequence[UploadedFile]) -> Report:
    services.count_check(address=request.META.get("REMOTE_ADDR", ""))
    weigh(file, *content)
    outside = {one.name or "": one.read() for one in content}
    return services.verify(file.read(), outside=outside, asks=True)


def _report_out(report: Report) -> VerificationOut:
    return VerificationOut(
        verdict=report.verdict,
        kind=report.kind,
        trouble=report.trouble,
        sha256=report.sha256,
        actions=list(report.actions),
        signatures=[
            SignatureOut(
                field=found.field_name,
                verdict=found.verdict,
                reasons=list(found.reasons),
                signer=found.signer,
                organization=found.organization,
                issuer=found.issuer,
                serial=found.serial,
                title=found.title,
                algorithm=found.algorithm,
                signed_at=found.signed_at,
                time_source=found.time_source,
                stamped_by=found.stamped_by,
                doubted_stamps=[
                    DoubtedStampOut(by=one.by, certificate=one.of, reason=one.reason)
                    for one in found.doubted_stamps
                ],
                whole_file=found.whole_file,
                covers=list(found.covers),
                not_covered=list(found.not_covered),
                changes_after=list(found.changes_after),
                revocation=found.revocation,
                checks=[
                    CheckOut(name=one.name, outcome=one.outcome, evidence=one.evidence)
                    for one in found.checks
                ],
            )
            for found in report.signatures
        ],
    )
