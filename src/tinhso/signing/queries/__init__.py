"""Every question others ask of signing, scoped to the actor."""

from tinhso.signing.queries.batches import (
    batch,
    batch_file,
    batch_files,
    batches,
    batches_to_confirm,
    grants_of,
)
from tinhso.signing.queries.certificates import (
    SOON,
    agency_certificate,
    certificate,
    certificate_of,
    certificates,
    own_certificates,
    trust_anchors,
)
from tinhso.signing.queries.keeping import kept_copy, renewals_left_behind, source_of_copy
from tinhso.signing.queries.key_uses import agency_key_uses, own_key_uses
from tinhso.signing.queries.queue import (
    codes_on_telephone,
    item,
    item_of,
    item_with_file,
    items_for,
    open_confirmation,
    paper_by_code,
    seal_act_of,
    seals_left_behind,
    seals_waiting,
    to_seal,
    waiting_count,
)
from tinhso.signing.queries.reading import Paragraph, Reading, paragraphs_of, reading_of
from tinhso.signing.queries.register import (
    RegisterBoard,
    may_read_register,
    register_board,
    registered,
)

__all__ = [
    "SOON",
    "Paragraph",
    "Reading",
    "RegisterBoard",
    "agency_certificate",
    "agency_key_uses",
    "batch",
    "batch_file",
    "batch_files",
    "batches",
    "batches_to_confirm",
    "certificate",
    "certificate_of",
    "certificates",
    "codes_on_telephone",
    "grants_of",
    "item",
    "item_of",
    "item_with_file",
    "items_for",
    "kept_copy",
    "may_read_register",
    "open_confirmation",
    "own_certificates",
    "own_key_uses",
    "paper_by_code",
    "paragraphs_of",
    "reading_of",
    "register_board",
    "registered",
    "renewals_left_behind",
    "seal_act_of",
    "seals_left_behind",
    "seals_waiting",
    "source_of_copy",
    "to_seal",
    "trust_anchors",
    "waiting_count",
]
