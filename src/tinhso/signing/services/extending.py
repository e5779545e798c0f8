"""Raise signed files to a higher level while what proves them can still be had."""

from collections.abc import Mapping
from dataclasses import replace

from asn1crypto import x509 as asn1_x509
from django.db import transaction
from django.utils.translation import gettext as _
from pyhanko_certvalidator.context import ValidationContext

from tinhso.kernel import audit
from tinhso.kernel.actors import Actor, require
from tinhso.kernel.errors import DomainError, Invalid
from tinhso.signing.checking.cms import der_of
from tinhso.signing.checking.files import check_file
from tinhso.signing.checking.report import Kind, Verdict
from tinhso.signing.checking.trust import Trust
from tinhso.signing.formats.asic import extend_container
from tinhso.signing.formats.cades import extend_message
from tinhso.signing.formats.signer import Evidence
from tinhso.signing.formats.xades import extend_document
from tinhso.signing.pdf.extending import extend_pdf
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.services.signatures import evidence_of
from tinhso.signing.services.verification import current_trust

LEVELS = ("B-T", "B-LT", "B-LTA")


class NotExtendable(DomainError):
    """Only what is plainly valid is given more evidence: nothing repairs a bad signature."""

    code = "signing.not_extendable"


@transaction.atomic
def extend(
    *, content: bytes, level: str, actor: Actor, outside: Mapping[str, bytes] | None = None
) -> bytes:
    """Return a signed file raised to B-T, B-LT or (PDF) B-LTA, whoever signed it.

    A clerk's act, who takes documents in and keeps them; nothing but the act is kept here.
    Raises `NotExtendable` unless every signature is valid now, with `outside` for what detached
    ones cover; `Invalid` when the format has no such level.
    """
    require(actor, SigningPermission.SEAL_DOCUMENT)
    trust = current_trust()
    report = check_file(content, trust, outside)
    if level not in LEVELS:
        raise Invalid(fields={"level": _("Hãy chọn B-T, B-LT hoặc B-LTA.")})
    if level == "B-LTA" and report.kind is not Kind.PDF:
        raise Invalid(fields={"level": _("Mức B-LTA chỉ có cho tệp PDF.")})
    if report.verdict is not Verdict.VALID:
        raise NotExtendable(_("Chỉ nâng mức được khi mọi chữ ký trong tệp đang hợp lệ."))
    audit.record("signing.extended", actor=actor, sha256=report.sha256, level=level)
    evidence = evidence_for(level, trust)
    match report.kind:
        case Kind.PDF:
            return extend_pdf(content, evidence)
        case Kind.XML:
            return extend_document(content, evidence, certificates=trust.others)
        case Kind.CMS:
            return extend_message(der_of(content), evidence)
        case _:
            return extend_container(content, evidence)


def evidence_for(level: str, trust: Trust) -> Evidence:
    """Return what the level adds, with all that this house trusts and knows of revocation."""
    evidence = evidence_of(level)
    if evidence.validation is None:
        return evidence

    def context() -> ValidationContext:
        return ValidationContext(
            trust_roots=[asn1_x509.Certificate.load(root) for root in trust.roots],
            other_certs=[asn1_x509.Certificate.load(other) for other in trust.others],
            crls=list(trust.crls),
            allow_fetching=False,
        )

    return replace(evidence, validation=context, crls=tuple(trust.crls))
