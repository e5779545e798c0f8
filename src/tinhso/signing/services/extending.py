"""Raise signed files to a higher level while what proves them can still be had."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.kernel import audit
from tinhso.kernel.actors import Actor, require
from tinhso.kernel.errors import DomainError, Invalid
from tinhso.signing.checking.files import check_file
from tinhso.signing.checking.report import Kind, Verdict
from tinhso.signing.checking.trust import Trust
from tinhso.signing.checking.written import der_of
from tinhso.signing.formats.asic import extend_container
from tinhso.signing.formats.cades import extend_message
from tinhso.signing.formats.signer import Evidence
from tinhso.signing.formats.xades import extend_document
from tinhso.signing.pdf.extending import extend_pdf
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.services.asked_standing import asker, with_asked
from tinhso.signing.services.signatures import evidence_of, validation_by
from tinhso.signing.services.stamp_evidence import with_service
from tinhso.signing.services.verification import current_trust

LEVELS = ("B-T", "B-LT", "B-LTA")


class NotExtendable(DomainError):
    """Only what is plainly valid is given more evidence: nothing repairs a bad signature."""

    code = "signing.not_extendable"


def extend(
    *, content: bytes, level: str, actor: Actor, outside: Mapping[str, bytes] | None = None
) -> bytes:
    """Return a signed file raised to B-T, B-LT or (PDF) B-LTA, whoever signed it.

    A clerk's act, who takes documents in and keeps them; nothing but the act is kept here. What
    other authorities answer goes into the file too. Raises `NotExtendable` unless every signature
    is valid now, with `outside` for what detached ones cover; `Invalid` when the format has no
    such level.
    """
    require(actor, SigningPermission.SEAL_DOCUMENT)
    ask = asker()
    report = check_file(content, replace(current_trust(), ask=ask), outside)
    if level not in LEVELS:
        raise Invalid(fields={"level": _("Hãy chọn B-T, B-LT hoặc B-LTA.")})
    if level == "B-LTA" and report.kind is not Kind.PDF:
        raise Invalid(fields={"level": _("Mức B-LTA chỉ có cho tệp PDF.")})
    if report.verdict is not Verdict.VALID:
        raise NotExtendable(_("Chỉ nâng mức được khi mọi chữ ký trong tệp đang hợp lệ."))
    trust = with_asked(current_trust(), ask)
    extended = _extended(content, report.kind, evidence_for(level, trust), trust)
    with transaction.atomic():
        audit.record("signing.extended", actor=actor, sha256=report.sha256, level=level)
    return extended


def _extended(content: bytes, kind: Kind, evidence: Evidence, trust: Trust) -> bytes:
    match kind:
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

    trust = with_service(trust)
    return replace(
        evidence,
        validation=partial(validation_by, trust),
        crls=tuple(trust.crls),
        answers=tuple(trust.answers),
    )
