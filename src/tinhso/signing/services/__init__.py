"""Every change in signing: certificates, signatures, the queue, number and seal."""

from tinhso.signing.services.authority import (
    ensure_authority,
    issue_certificate,
    revocation_list,
    revocation_lists,
    revoke_certificate,
)
from tinhso.signing.services.batches import (
    KeyNotGranted,
    TooManyBatches,
    WantedBatch,
    give_file,
    keys_for,
    may_use_batches,
    open_batch,
    require_batches,
)
from tinhso.signing.services.batches_confirming import confirm_batch, start_batch_confirmation
from tinhso.signing.services.batches_moving import BatchMoved, cancel_batch, retry_batch
from tinhso.signing.services.batches_sweeping import sweep_batches
from tinhso.signing.services.batches_working import StampUnavailable, work_off
from tinhso.signing.services.clock import ClockNotTrusted, ClockStanding, clock_standing
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
from tinhso.signing.services.copies import NotSignedBelow, require_signed_by, seal_copy
from tinhso.signing.services.demonstration import load_demonstration_certificates
from tinhso.signing.services.devices import begin_secret, certify_on_device, secret_asked
from tinhso.signing.services.extending import NotExtendable, extend
from tinhso.signing.services.holders import certify_agency, certify_official
from tinhso.signing.services.keeping import keep_for_long, renew_kept
from tinhso.signing.services.key_grants import grant_key, withdraw_key
from tinhso.signing.services.key_uses import KeyAct, key_act
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
from tinhso.signing.services.register_alerts import warn_of_ending
from tinhso.signing.services.register_devices import give_device
from tinhso.signing.services.register_proposals import close_proposal, review_holders
from tinhso.signing.services.remote import knows_service, link_remote
from tinhso.signing.services.reporting import report_pdf, sealed_report
from tinhso.signing.services.sealing import number_and_seal, seal, seal_as_agency
from tinhso.signing.services.signatures import (
    AlgorithmRefused,
    CertificateUnusable,
    FileUnsignable,
    WrongValue,
    prepare_for_signing,
    seal_pdf,
    sign_pdf,
)
from tinhso.signing.services.signing_files import Given, SignedContent, sign_file, sign_files
from tinhso.signing.services.verification import (
    TooManyChecks,
    add_trust_anchor,
    check_printed_code,
    count_check,
    remove_trust_anchor,
    verify,
    verify_pdf,
)
from tinhso.signing.tokens.store import DeviceRefused, WrongPin, devices
from tinhso.signing.tokens.store import is_configured as knows_devices

__all__ = [
    "AlgorithmRefused",
    "BatchMoved",
    "CertificateUnusable",
    "ChangedSinceOpened",
    "ClockNotTrusted",
    "ClockStanding",
    "ConfirmationEnded",
    "DeviceRefused",
    "FileUnsignable",
    "Given",
    "KeyAct",
    "KeyNotGranted",
    "NoCertificate",
    "NoSecondFactor",
    "NotExtendable",
    "NotOpened",
    "NotSignedBelow",
    "Outcome",
    "ShiftNeeded",
    "SignedContent",
    "StampUnavailable",
    "TooManyAttempts",
    "TooManyBatches",
    "TooManyChecks",
    "WantedBatch",
    "WrongPin",
    "WrongState",
    "WrongValue",
    "add_trust_anchor",
    "begin_secret",
    "cancel_batch",
    "certify_agency",
    "certify_official",
    "certify_on_device",
    "check_printed_code",
    "clock_standing",
    "close_proposal",
    "confirm_batch",
    "count_check",
    "current_shift",
    "devices",
    "ensure_authority",
    "extend",
    "give_device",
    "give_file",
    "grant_key",
    "issue_certificate",
    "keep_for_long",
    "key_act",
    "keys_for",
    "knows_devices",
    "knows_service",
    "link_remote",
    "load_demonstration_certificates",
    "may_sign_now",
    "may_use_batches",
    "number_and_seal",
    "open_batch",
    "open_item",
    "open_signing_shift",
    "postpone",
    "prepare_for_signing",
    "read_item",
    "remove_trust_anchor",
    "renew_kept",
    "replace_file",
    "report_pdf",
    "request_signature",
    "require_batches",
    "require_signed_by",
    "retry_batch",
    "return_for_rework",
    "review_holders",
    "revocation_list",
    "revocation_lists",
    "revoke_certificate",
    "seal",
    "seal_as_agency",
    "seal_copy",
    "seal_pdf",
    "sealed_report",
    "secret_asked",
    "sign_as_officer",
    "sign_file",
    "sign_files",
    "sign_items",
    "sign_pdf",
    "start_batch_confirmation",
    "start_confirmation",
    "start_shift_confirmation",
    "sweep_batches",
    "usual_factor",
    "verify",
    "verify_pdf",
    "warn_of_ending",
    "withdraw_key",
    "withdraw_request",
    "work_off",
]
