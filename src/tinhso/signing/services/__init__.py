"""Every change in signing: certificates, signatures, the queue, number and seal."""

from tinhso.signing.agents.store import AgentNeeded, AgentRefused
from tinhso.signing.checking.report import Verdict
from tinhso.signing.rules import BatchAct
from tinhso.signing.services import requests
from tinhso.signing.services.agent_batches import form_of
from tinhso.signing.services.agent_keys import (
    adopt_agent_key,
    certify_agent_key,
    certify_shown_key,
    decline_agent_key,
    may_hold_seal,
    offer_key,
)
from tinhso.signing.services.agent_queue import start_agent_turn
from tinhso.signing.services.agent_turns import (
    AgentAnswer,
    Answered,
    TurnOver,
    cancel_agent_turn,
    der_of,
    finish_turn,
    forget_turns,
    refuse_turn,
    show_turn,
)
from tinhso.signing.services.agents import (
    Joined,
    TooManyPairings,
    accept_agent,
    join_agent,
    leave,
    may_have_key,
    note_seen,
    offer_pairing,
    require_own_key,
    unpair_agent,
)
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
    acts_for,
    give_file,
    keys_for,
    may_use_batches,
    open_batch,
    require_batches,
)
from tinhso.signing.services.batches_confirming import confirm_batch, start_batch_confirmation
from tinhso.signing.services.batches_moving import BatchMoved, cancel_batch, retry_batch
from tinhso.signing.services.batches_packing import may_pack, packed_results
from tinhso.signing.services.batches_placing import (
    find_batch_places,
    place_signature,
    takes_places,
)
from tinhso.signing.services.batches_sweeping import sweep_batches
from tinhso.signing.services.batches_working import StampUnavailable, work_off
from tinhso.signing.services.brought import (
    PLACES,
    PlaceInMm,
    find_places,
    lay_brought,
    mark_free_room,
    page_sizes_mm,
    take_brought,
    usual_places,
)
from tinhso.signing.services.brought_keys import bring_key
from tinhso.signing.services.clock import ClockNotTrusted, ClockStanding, clock_standing
from tinhso.signing.services.comparing import compare_files, compare_soon
from tinhso.signing.services.confirming import (
    ConfirmationEnded,
    NoSecondFactor,
    ShiftKeyAsks,
    ShiftNeeded,
    TooManyAttempts,
    current_shift,
    open_signing_shift,
    start_confirmation,
    start_shift_confirmation,
    usual_factor,
)
from tinhso.signing.services.copies import NotSignedBelow, require_signed_by, seal_copy
from tinhso.signing.services.demonstration import (
    load_demonstration_certificates,
    load_demonstration_endings,
)
from tinhso.signing.services.demonstration_images import load_demonstration_images
from tinhso.signing.services.device_keys import FoundKey, SeveralKeys, take_over_key
from tinhso.signing.services.devices import begin_secret, certify_on_device, secret_asked
from tinhso.signing.services.extending import NotExtendable, extend
from tinhso.signing.services.holders import certify_agency, certify_official
from tinhso.signing.services.images import (
    GivenImage,
    OwnImage,
    approve_image,
    propose_image,
    refuse_image,
    withdraw_image,
)
from tinhso.signing.services.images_renaming import review_renamed
from tinhso.signing.services.keeping import keep_for_long, renew_kept
from tinhso.signing.services.key_grants import LENT, grant_key, withdraw_key
from tinhso.signing.services.key_uses import KeyAct, key_act
from tinhso.signing.services.over_seals import carries_seal
from tinhso.signing.services.own_files import delete_own_file, keep_own_file, sweep_own_files
from tinhso.signing.services.paper_copies import page_count, printed_copy
from tinhso.signing.services.queue import (
    ChangedSinceOpened,
    NoCertificate,
    NotOpened,
    WrongState,
    open_item,
    postpone,
    replace_file,
    request_signature,
    return_for_rework,
    withdraw_request,
)
from tinhso.signing.services.queue_signing import Outcome, sign_items
from tinhso.signing.services.reading import read_item
from tinhso.signing.services.receiving import (
    keep_received,
    receive,
    receive_later,
    verify_received,
)
from tinhso.signing.services.register_alerts import warn_of_ending
from tinhso.signing.services.register_devices import give_device
from tinhso.signing.services.register_files import (
    leave_found,
    match_found,
    read_certificates,
    take_found,
)
from tinhso.signing.services.register_paper import (
    note_report_taken,
    note_share_taken,
    register_paper,
)
from tinhso.signing.services.register_proposals import close_proposal, review_holders
from tinhso.signing.services.registering import Registered, name_holder, register_certificate
from tinhso.signing.services.remote import knows_service, link_remote
from tinhso.signing.services.reporting import report_pdf, sealed_report
from tinhso.signing.services.scan_acts import (
    count_waiting_scans,
    scans_confirmed,
    sign_scans,
    sign_scans_in_shift,
    start_scans_confirmation,
    waiting_scans,
)
from tinhso.signing.services.scan_signing import (
    converted_scan,
    may_sign_now,
    sign_as_officer,
    signable_scan,
)
from tinhso.signing.services.scan_turns import start_scans_turn
from tinhso.signing.services.sealing import number_and_seal, seal, seal_as_agency
from tinhso.signing.services.signatories import Cosigner, may_sign_items, require_signer
from tinhso.signing.services.signatures import (
    AlgorithmRefused,
    CertificateUnusable,
    FileUnsignable,
    WrongValue,
    prepare_for_signing,
    require_signable,
    seal_pdf,
    sign_pdf,
)
from tinhso.signing.services.signing_files import (
    Given,
    SignedContent,
    properties_laid,
    sign_file,
    sign_files,
)
from tinhso.signing.services.still_signed import (
    LostSignature,
    SignatureLost,
    lost_among,
    lost_signature,
)
from tinhso.signing.services.text_marks import moment_in_mark
from tinhso.signing.services.verification import (
    TooManyChecks,
    add_trust_anchor,
    check_printed_code,
    count_check,
    remove_trust_anchor,
    verify,
    verify_pdf,
)
from tinhso.signing.services.voiding import StillSigned, void_signature
from tinhso.signing.tokens.store import DeviceRefused, WrongPin, devices
from tinhso.signing.tokens.store import is_configured as knows_devices

__all__ = [
    "LENT",
    "PLACES",
    "AgentAnswer",
    "AgentNeeded",
    "AgentRefused",
    "AlgorithmRefused",
    "Answered",
    "BatchAct",
    "BatchMoved",
    "CertificateUnusable",
    "ChangedSinceOpened",
    "ClockNotTrusted",
    "ClockStanding",
    "ConfirmationEnded",
    "Cosigner",
    "DeviceRefused",
    "FileUnsignable",
    "FoundKey",
    "Given",
    "GivenImage",
    "Joined",
    "KeyAct",
    "KeyNotGranted",
    "LostSignature",
    "NoCertificate",
    "NoSecondFactor",
    "NotExtendable",
    "NotOpened",
    "NotSignedBelow",
    "Outcome",
    "OwnImage",
    "PlaceInMm",
    "Registered",
    "SeveralKeys",
    "ShiftKeyAsks",
    "ShiftNeeded",
    "SignatureLost",
    "SignedContent",
    "StampUnavailable",
    "StillSigned",
    "TooManyAttempts",
    "TooManyBatches",
    "TooManyChecks",
    "TooManyPairings",
    "TurnOver",
    "Verdict",
    "WantedBatch",
    "WrongPin",
    "WrongState",
    "WrongValue",
    "accept_agent",
    "acts_for",
    "add_trust_anchor",
    "adopt_agent_key",
    "approve_image",
    "begin_secret",
    "bring_key",
    "cancel_agent_turn",
    "cancel_batch",
    "carries_seal",
    "certify_agency",
    "certify_agent_key",
    "certify_official",
    "certify_on_device",
    "certify_shown_key",
    "check_printed_code",
    "clock_standing",
    "close_proposal",
    "compare_files",
    "compare_soon",
    "confirm_batch",
    "converted_scan",
    "count_check",
    "count_waiting_scans",
    "current_shift",
    "decline_agent_key",
    "delete_own_file",
    "der_of",
    "devices",
    "ensure_authority",
    "extend",
    "find_batch_places",
    "find_places",
    "finish_turn",
    "forget_turns",
    "form_of",
    "give_device",
    "give_file",
    "grant_key",
    "issue_certificate",
    "join_agent",
    "keep_for_long",
    "keep_own_file",
    "keep_received",
    "key_act",
    "keys_for",
    "knows_devices",
    "knows_service",
    "lay_brought",
    "leave",
    "leave_found",
    "link_remote",
    "load_demonstration_certificates",
    "load_demonstration_endings",
    "load_demonstration_images",
    "lost_among",
    "lost_signature",
    "mark_free_room",
    "match_found",
    "may_have_key",
    "may_hold_seal",
    "may_pack",
    "may_sign_items",
    "may_sign_now",
    "may_use_batches",
    "moment_in_mark",
    "name_holder",
    "note_report_taken",
    "note_seen",
    "note_share_taken",
    "number_and_seal",
    "offer_key",
    "offer_pairing",
    "open_batch",
    "open_item",
    "open_signing_shift",
    "packed_results",
    "page_count",
    "page_sizes_mm",
    "place_signature",
    "postpone",
    "prepare_for_signing",
    "printed_copy",
    "properties_laid",
    "propose_image",
    "read_certificates",
    "read_item",
    "receive",
    "receive_later",
    "refuse_image",
    "refuse_turn",
    "register_certificate",
    "register_paper",
    "remove_trust_anchor",
    "renew_kept",
    "replace_file",
    "report_pdf",
    "request_signature",
    "requests",
    "require_batches",
    "require_own_key",
    "require_signable",
    "require_signed_by",
    "require_signer",
    "retry_batch",
    "return_for_rework",
    "review_holders",
    "review_renamed",
    "revocation_list",
    "revocation_lists",
    "revoke_certificate",
    "scans_confirmed",
    "seal",
    "seal_as_agency",
    "seal_copy",
    "seal_pdf",
    "sealed_report",
    "secret_asked",
    "show_turn",
    "sign_as_officer",
    "sign_file",
    "sign_files",
    "sign_items",
    "sign_pdf",
    "sign_scans",
    "sign_scans_in_shift",
    "signable_scan",
    "start_agent_turn",
    "start_batch_confirmation",
    "start_confirmation",
    "start_scans_confirmation",
    "start_scans_turn",
    "start_shift_confirmation",
    "sweep_batches",
    "sweep_own_files",
    "take_brought",
    "take_found",
    "take_over_key",
    "takes_places",
    "unpair_agent",
    "usual_factor",
    "usual_places",
    "verify",
    "verify_pdf",
    "verify_received",
    "void_signature",
    "waiting_scans",
    "warn_of_ending",
    "withdraw_image",
    "withdraw_key",
    "withdraw_request",
    "work_off",
]
