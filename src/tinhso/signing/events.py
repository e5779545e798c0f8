"""What happened to certificates and papers; ids, codes and hashes only."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tinhso.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class CertificateIssued(Event):
    """A person or agency can sign."""

    certificate_uid: UUID
    role: str
    account_uid: UUID | None
    agency_id: int | None
    valid_until: datetime


@dataclass(frozen=True, kw_only=True)
class CertificateRevoked(Event):
    """A certificate no longer signs."""

    certificate_uid: UUID
    reason: str


@dataclass(frozen=True, kw_only=True)
class SignatureRequested(Event):
    """A paper waits for a signature."""

    item_uid: UUID
    kind: str
    reference: str
    for_account: UUID
    agency_id: int


@dataclass(frozen=True, kw_only=True)
class ItemSigned(Event):
    """A paper carries the personal signature."""

    item_uid: UUID
    kind: str
    reference: str
    agency_id: int
    file_uid: UUID


@dataclass(frozen=True, kw_only=True)
class ItemReturned(Event):
    """A paper goes back to whoever wrote it."""

    item_uid: UUID
    kind: str
    reference: str
    agency_id: int


@dataclass(frozen=True, kw_only=True)
class SignatureVoided(Event):
    """A signed paper lost its signature before it was sealed, and is to be signed again."""

    item_uid: UUID
    kind: str
    reference: str
    agency_id: int


@dataclass(frozen=True, kw_only=True)
class PaperNumbered(Event):
    """A signed paper has its official number; the seal follows."""

    act_uid: UUID
    item_uid: UUID
    kind: str
    reference: str
    agency_id: int
    number_id: int


@dataclass(frozen=True, kw_only=True)
class PaperSealed(Event):
    """A numbered paper carries the agency's signature and can be issued."""

    act_uid: UUID
    item_uid: UUID
    kind: str
    reference: str
    agency_id: int
    number_id: int
    file_uid: UUID


@dataclass(frozen=True, kw_only=True)
class BatchFinished(Event):
    """Every file of a batch is made or refused."""

    batch_uid: UUID
    act: str
    done: int
    failed: int


@dataclass(frozen=True, kw_only=True)
class CertificateRequestSealed(Event):
    """A request on certificates carries signature and seal and can be sent."""

    request_uid: UUID
    kind: str
    agency_id: int
    channel: str


@dataclass(frozen=True, kw_only=True)
class CertificateRequestAnswered(Event):
    """The authority has answered for every holder of a request."""

    request_uid: UUID
    kind: str
    agency_id: int
    granted: int
    refused: int
