"""What callers hand to the services of this room."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from tinhso.dossiers.models import PartyKind, PartyRole
from tinhso.dossiers.rules.arrival import ArrivalWay
from tinhso.kernel.files.models import StoredFile

Answers = Mapping[str, object]
"""Canonical values under stable field keys, as `kernel.eforms` cleans them."""


@dataclass(frozen=True, kw_only=True)
class PartyInput:
    """One person or organisation of a dossier."""

    role: str = PartyRole.OWNER
    name: str
    kind: str = PartyKind.CITIZEN
    person_id: int | None = None
    identity_number: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    birth: str = ""
    proof: str = ""
    """The paper that lets a representative act, in words."""


@dataclass(frozen=True, kw_only=True)
class ArrivalInput:
    """How a dossier reached the desk; what was carried for its owner says by whom."""

    way: str = ArrivalWay.DESK
    carrier: str = ""
    tracking: str = ""


@dataclass(frozen=True, kw_only=True)
class AttachmentInput:
    """One paper: newly given, only shown, or used again from elsewhere."""

    component_key: str
    file: StoredFile | None = None
    is_original_shown: bool = False
    reused_attachment_uid: UUID | None = None
    reused_result_uid: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class SupplementItem:
    """One thing the applicant must still bring or mend."""

    text: str
    component_key: str = ""
    field_key: str = ""


@dataclass(frozen=True, kw_only=True)
class ConsultInput:
    """One agency to be asked."""

    agency_id: int
    question: str
    hours: int = 24
    """Working hours it has."""
    unit_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Checks:
    """The officer's three checks at intake (310/2026; 118 L.1), each a code.

    `ok`, `problem`, `no_data` (nothing to compare with) or `not_done`.
    """

    data: str = "not_done"
    signatures: str = "not_done"
    components: str = "not_done"
    per_component: Mapping[str, str] = field(default_factory=dict)


CHECK_CODES = frozenset({"ok", "problem", "no_data", "not_done"})
