"""The answer of an authority elsewhere, brought back by the clerk: paper, certificates, lines.

The paper is kept as it came, with what its check found. Certificates wait with the line they are
for; who is not plain is named by a person. Only then do they come into the register.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from cryptography import x509
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.kernel import audit, files
from tinhso.kernel.actors import Actor
from tinhso.kernel.db import fetch
from tinhso.kernel.errors import Conflict, DomainError, Invalid
from tinhso.kernel.errors.sentences import joined
from tinhso.kernel.files.checks import Checked
from tinhso.signing.checking.report import Verdict
from tinhso.signing.models import (
    AnsweredCertificate,
    AuthorityAnswer,
    Certificate,
    CertificateRequest,
    CertificateRequestLine,
)
from tinhso.signing.pki import load_certificate, pem
from tinhso.signing.reading_files import holder_of, issuer_of, read_file
from tinhso.signing.rules import CertificateRole
from tinhso.signing.rules_requests import (
    ANSWER_USE,
    NEW,
    ROLES,
    AnsweredOutcome,
    LineState,
    RequestKind,
    RequestState,
)
from tinhso.signing.services.registering import Registered, register_certificate
from tinhso.signing.services.requests.answers import HOUSE, grant_line, require_answerer
from tinhso.signing.services.requests.drafting import locked
from tinhso.signing.services.requests.matching import held_key, key_of, line_for
from tinhso.signing.services.verification import verify

GIVEN: Final = NEW | {RequestKind.RENEW, RequestKind.CHANGE}
"""Kinds that are answered with a certificate."""


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """How many certificates came into the register with their lines, and what kept the others."""

    taken: int
    refused: list[tuple[str, str]]


@transaction.atomic
def take_authority_answer(
    *,
    uid: UUID,
    actor: Actor,
    paper: Checked | None = None,
    number: str = "",
    certificates: bytes = b"",
    name: str = "",
) -> AuthorityAnswer:
    """Keep the paper of an authority's answer, and let its certificates wait beside their lines.

    Raises `Invalid` at `paper` for one whose signature is invalid, at `certificates` for a file
    that holds none. Nothing comes into the register by this.
    """
    request = _carried(uid, actor)
    if paper is None and not certificates:
        raise Invalid(fields={"paper": _("Hãy gửi văn bản trả lời, tệp chứng thư, hoặc cả hai.")})
    found = read_file(name, certificates).found if certificates else []
    if certificates and not found:
        raise Invalid(
            fields={"certificates": _("Tệp không có chứng thư nào đọc được (PEM, DER, P7B).")}
        )
    answer = AuthorityAnswer(
        request=request,
        number=number.strip()[:64],
        given_by=actor.id,
        given_at=timezone.now(),
    )
    if paper is not None:
        answer.verdict, answer.signers = _checked(paper.content)
        answer.file = files.store(
            content=paper,
            name=paper.name,
            use=ANSWER_USE,
            actor=actor,
            owner_class="personal",
        )
    answer.save()
    _wait(answer, request, [one for _place, one in found])
    audit.record(
        "signing.request_answer_brought",
        actor=actor,
        target=request,
        verdict=answer.verdict,
        certificates=len(found),
    )
    return answer


@transaction.atomic
def match_answered(*, uid: UUID, line_uid: UUID, actor: Actor) -> AnsweredCertificate:
    """Say for which line a certificate is that could not be recognised."""
    row, request = _waiting(uid, actor)
    row.line = fetch(request.lines.filter(state=LineState.ASKED), uid=line_uid)
    row.known_by = "person"
    row.save(update_fields=["line", "known_by"])
    audit.record(
        "signing.answered_certificate_matched",
        actor=actor,
        target=request,
        serial=row.serial,
        line=str(line_uid),
    )
    return row


@transaction.atomic
def leave_answered(*, uid: UUID, actor: Actor) -> None:
    """Leave a certificate of an answer aside; it comes into no register."""
    row, request = _waiting(uid, actor)
    row.outcome = AnsweredOutcome.LEFT
    row.save(update_fields=["outcome"])
    audit.record(
        "signing.answered_certificate_left", actor=actor, target=request, serial=row.serial
    )


def accept_answered(*, uid: UUID, actor: Actor) -> Accepted:
    """Write every certificate whose line is known into the register and answer its line with yes.

    Each is a transaction of its own; what keeps one is told and stops no other.
    """
    with transaction.atomic():
        request = _carried(uid, actor)
        rows = AnsweredCertificate.objects.filter(
            answer__request=request, outcome="", line__state=LineState.ASKED
        )
        waiting = list(rows.order_by("pk").values_list("uid", "name"))
    refused: list[tuple[str, str]] = []
    for one, name in waiting:
        try:
            _accept(one, actor)
        except Invalid as refusal:
            refused.append((name, joined(refusal.fields.values())))
        except DomainError as refusal:
            refused.append((name, str(refusal.message)))
    return Accepted(taken=len(waiting) - len(refused), refused=refused)


@transaction.atomic
def _accept(uid: UUID, actor: Actor) -> None:
    row, request = _waiting(uid, actor)
    line = row.line
    if line is None:
        raise Conflict(_("Chứng thư này chưa gắn với dòng nào."))
    if request.kind == RequestKind.RENEW and held_key(line) not in {
        b"",
        key_of(load_certificate(row.certificate)),
    }:
        raise Conflict(_("Gia hạn giữ nguyên khóa, nhưng chứng thư này mang khóa khác."))
    _registered(row, line, request)
    grant_line(uid=line.uid, serial=row.serial, actor=actor)
    row.outcome = AnsweredOutcome.TAKEN
    row.save(update_fields=["outcome"])


def _registered(
    row: AnsweredCertificate, line: CertificateRequestLine, request: CertificateRequest
) -> None:
    """Write it into the register as the line's holder's; one that stands there is left as it is."""
    if Certificate.objects.filter(serial=row.serial).exists():
        return
    held = line.certificate
    role = held.role if held else ROLES[request.kind]
    made = register_certificate(
        known=Registered(
            role=role,
            serial=row.serial,
            issuer=row.issuer,
            name=row.name,
            title=row.title,
            not_before=row.not_before,
            not_after=row.not_after,
            agency_id=line.holder_agency_id or request.agency_id,
            account_uid=line.account_uid if role == CertificateRole.PERSON else None,
            certificate=row.certificate,
        ),
        actor=HOUSE,
    )
    Certificate.objects.filter(pk=made.pk).update(
        email=row.email, device=held.device if held else None
    )


def _carried(uid: UUID, actor: Actor) -> CertificateRequest:
    """Return a request that the clerk carried and that waits for its answer, locked."""
    request = locked(uid, actor)
    if not require_answerer(request, actor) or request.state != RequestState.SENT:
        raise Conflict(_("Yêu cầu này không chờ văn bản trả lời của nơi khác."))
    return request


def _waiting(uid: UUID, actor: Actor) -> tuple[AnsweredCertificate, CertificateRequest]:
    seen = CertificateRequest.objects.visible_to(actor)
    rows = AnsweredCertificate.objects.filter(answer__request__in=seen)
    found = fetch(rows.select_related("answer__request"), uid=uid)
    request = _carried(found.answer.request.uid, actor)
    row = AnsweredCertificate.objects.select_related("line__certificate__device").get(pk=found.pk)
    if row.outcome:
        raise Conflict(_("Chứng thư này đã được xem xét."))
    return row, request


def _wait(
    answer: AuthorityAnswer, request: CertificateRequest, found: Sequence[x509.Certificate]
) -> None:
    """Let certificates wait, each once, with the line each is for."""
    lines = list(
        request.lines.filter(state=LineState.ASKED).select_related("certificate").order_by("pk")
    )
    known = set(
        AnsweredCertificate.objects.filter(answer__request=request)
        .exclude(outcome=AnsweredOutcome.LEFT)
        .values_list("serial", flat=True)
    )
    by_serial = {f"{one.serial_number:x}": one for one in found}
    taken: dict[int, list[AnsweredCertificate]] = {}
    rows = []
    for serial, one in by_serial.items():
        if serial in known:
            continue
        row = _row(answer, serial, one)
        match = line_for(one, lines, kind=request.kind) if request.kind in GIVEN else None
        if match is not None:
            row.line, row.known_by = match
            taken.setdefault(match[0].pk, []).append(row)
        rows.append(row)
    for several in taken.values():
        if len(several) > 1:
            for row in several:
                row.line, row.known_by = None, ""
    AnsweredCertificate.objects.bulk_create(rows)


def _row(answer: AuthorityAnswer, serial: str, one: x509.Certificate) -> AnsweredCertificate:
    said = holder_of(one)
    return AnsweredCertificate(
        answer=answer,
        serial=serial,
        issuer=issuer_of(one)[:200],
        name=(said.name or one.subject.rfc4514_string())[:200],
        title=said.title[:200],
        organization=(said.organizations or ("",))[0][:200],
        email=said.email[:200],
        not_before=one.not_valid_before_utc,
        not_after=one.not_valid_after_utc,
        certificate=pem(one),
    )


def _checked(content: bytes) -> tuple[str, str]:
    """Return what the check of a paper found, and who signed; refuse one that does not hold."""
    if not content.startswith(b"%PDF-"):
        return Verdict.UNSIGNED.value, ""
    report = verify(content)
    if report.verdict is Verdict.INVALID:
        raise Invalid(
            fields={
                "paper": _("Chữ ký trên văn bản này không hợp lệ; hãy lấy lại bản gốc từ nơi gửi.")
            }
        )
    signers = "; ".join(one.signer for one in report.signatures if one.signer)
    return report.verdict.value, signers[:500]
