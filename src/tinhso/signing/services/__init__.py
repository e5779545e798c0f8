"""Every change in signing: certificates, signatures, the queue, number and seal."""

from tinhso.signing.services.authority import (
    ensure_authority,
    issue_certificate,
    revocation_list,
    revoke_certificate,
)
from tinhso.signing.services.confirming import (
    ConfirmationEnded,
    NoSecondFactor,
    ShiftNeeded,
    TooManyAttempts,
    current_shift,
    open_signing_shift,
    start_confirmation,
    start_shift_confirmation,
    usual_factor,
)
from tinhso.signing.services.demonstration import load_demonstration_certificates
from tinhso.signing.services.holders import certify_agency, certify_official
from tinhso.signing.services.queue import (
    ChangedSinceOpened,
    NoCertificate,
    NotOpened,
    Outcome,
    WrongState,
    may_sign_now,
    open_item,
    postpone,
    replace_file,
    request_signature,
    return_for_rework,
    sign_as_officer,
    sign_items,
    withdraw_request,
)
from tinhso.signing.services.reading import read_item
from tinhso.signing.services.sealing import number_and_seal, seal
from tinhso.signing.services.signatures import (
    CertificateUnusable,
    prepare_for_signing,
    seal_pdf,
    sign_pdf,
)
from tinhso.signing.services.verification import (
    TooManyChecks,
    add_trust_anchor,
    check_printed_code,
    count_check,
    remove_trust_anchor,
    verify_pdf,
)

__all__ = [
    "CertificateUnusable",
    "ChangedSinceOpened",
    "ConfirmationEnded",
    "NoCertificate",
    "NoSecondFactor",
    "NotOpened",
    "Outcome",
    "ShiftNeeded",
    "TooManyAttempts",
    "TooManyChecks",
    "WrongState",
    "add_trust_anchor",
    "certify_agency",
    "certify_official",
    "check_printed_code",
    "count_check",
    "current_shift",
    "ensure_authority",
    "issue_certificate",
    "load_demonstration_certificates",
    "may_sign_now",
    "number_and_seal",
    "open_item",
    "open_signing_shift",
    "postpone",
    "prepare_for_signing",
    "read_item",
    "remove_trust_anchor",
    "replace_file",
    "request_signature",
    "return_for_rework",
    "revocation_list",
    "revoke_certificate",
    "seal",
    "seal_pdf",
    "sign_as_officer",
    "sign_items",
    "sign_pdf",
    "start_confirmation",
    "start_shift_confirmation",
    "usual_factor",
    "verify_pdf",
    "withdraw_request",
]
