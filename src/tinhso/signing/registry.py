"""Sockets of signing: what papers mean to their rooms, where keys are kept, how one confirms."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, Protocol
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy

from tinhso.kernel.registry import Registry
from tinhso.signing.algorithms import Algorithm, KeyKind, PublicKey, SignData

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

    from tinhso.kernel.actors import Actor
    from tinhso.kernel.files.models import StoredFile
    from tinhso.signing.formats.signer import Evidence
    from tinhso.signing.models import SealAct, SigningItem


@dataclass(frozen=True)
class Numbering:
    """In which register a paper is numbered, and how its number is written."""

    register: str
    format: str | None = None
    values: dict[str, str] = field(default_factory=dict)


class Signable:
    """What a room does when a paper of its kind is signed, returned, voided, numbered or sealed.

    Each is called inside the transaction that makes it true. The default does nothing.
    """

    label: "_StrOrPromise" = gettext_lazy("Văn bản khác")
    """What papers of this kind are called in the leader's queue."""

    link_words: "_StrOrPromise" = gettext_lazy("Mở nơi soạn")
    """What the link to where the paper was made is called beside the paper."""

    def may_open(self, item: "SigningItem", actor: "Actor") -> bool:
        """Tell whether the reader may go where `item.link` leads; without it no link stands."""
        return True

    def numbering(self, item: "SigningItem") -> Numbering:
        """Say how this paper is numbered when the clerk seals it from his list."""
        return Numbering(register=item.kind)

    def signed(self, item: "SigningItem", stored_file: "StoredFile") -> None:
        """The person has signed; `stored_file` carries his signature."""

    def returned(self, item: "SigningItem", reason: str) -> None:
        """The person sends it back for rework."""

    def voided(self, item: "SigningItem", reason: str) -> None:
        """What was signed counts no more, before it was sealed: it is to be signed again.

        It goes back as if the person had returned it, unless the room has more to undo.
        """
        self.returned(item, reason)

    def numbered(self, item: "SigningItem", act: "SealAct") -> None:
        """The clerk has given `act.number_text`; the seal follows."""

    def sealed(self, item: "SigningItem", stored_file: "StoredFile", act: "SealAct") -> None:
        """The agency's signature stands; `stored_file` can be issued."""


@dataclass(frozen=True, kw_only=True)
class WaitingScan:
    """A scan that waits for the signature of the officer who made it; `trouble` says why still."""

    uid: UUID
    title: str
    file: "StoredFile"
    trouble: str = ""


class ScanSource(Protocol):
    """A room in which officers make scans: which wait for one, and what becomes of each."""

    def waiting(self, actor: "Actor", limit: int) -> Sequence[WaitingScan]:
        """Return what waits for this officer's own signature, the `limit` oldest, in order."""

    def count(self, actor: "Actor", most: int) -> int:
        """Return how many wait for him, `most` at most."""

    def prepared(self, scan: WaitingScan, actor: "Actor") -> WaitingScan:
        """Return the scan as a PDF that takes a signature, kept in its place if it was none."""

    def signed(self, uid: UUID, content: bytes, actor: "Actor", *, of: "StoredFile") -> None:
        """Keep a signed scan, in a transaction of its own, unless it is not `of` this file now."""

    def refused(self, uid: UUID, why: str, actor: "Actor") -> None:
        """Keep why a scan goes on waiting."""


class KeySecret(StrEnum):
    """What a key store asks of the holder himself, once for each batch."""

    NOTHING = ""
    PIN = "pin"
    CODE = "code"
    AGENT = "agent"
    """Nothing that is typed here: he agrees at his own computer, where the key is."""


class KeyStore(Protocol):
    """Keeps private keys and signs with them; a key never leaves its store."""

    asks: KeySecret
    is_outside: bool
    """Whether a value comes from elsewhere: it is then checked before it goes into a file."""

    def make(self, kind: KeyKind = KeyKind.P256) -> tuple[str, PublicKey]:
        """Make a key; return its reference and public half."""

    def signer(self, reference: str, algorithm: Algorithm) -> SignData:
        """Return what signs bytes with the key: digest and padding as the algorithm says."""

    def begin(self, reference: str) -> None:
        """Prepare what will be asked of the holder: a service sends its code."""

    def unlocked(self, reference: str, secret: str, count: int = 1) -> AbstractContextManager[None]:
        """Let a person's key sign so many times within, by the secret that he alone knows."""


class SecondFactor(Protocol):
    """Lets a person confirm with something other than his password."""

    def begin(self, account_uid: UUID) -> str:
        """Send or prepare a code; return what to compare with ("" when checked elsewhere)."""

    def fits(self, account_uid: UUID, secret: str, code: str) -> bool:
        """Tell whether the code is the right one."""


@dataclass(frozen=True, kw_only=True)
class LinkedPaper:
    """A paper found by the code printed on it: what anybody may know who holds it.

    Nothing about a person stands here. `get_url` is set only for who may have the file: a form
    posts to it. `converted_at` is set where the code is that of a paper made from the electronic
    original: then also which agency made it, and in how many copies.
    """

    file: "StoredFile"
    title: str
    number: str
    agency: str
    issued_at: datetime | None
    is_replaced: bool = False
    get_url: str = ""
    converted_at: datetime | None = None
    converted_by: str = ""
    copies: int = 0


@dataclass(frozen=True, kw_only=True)
class RequestParcel:
    """A signed and sealed request on its way to the authority; `uid` is its key over there."""

    uid: UUID
    form: str
    number: str
    on: date | None
    agency_code: str
    addressee: str
    file: "StoredFile"


class CertificateChannel(Protocol):
    """Carries requests to whoever issues certificates.

    What is `is_by_hand` is carried by the clerk, who notes when he sent
    it and what was answered.
    """

    is_by_hand: bool

    @property
    def label(self) -> "_StrOrPromise":
        """Its name to people."""

    def send(self, parcel: RequestParcel) -> str:
        """Deliver, once however often it is called for one `uid`; return the other side's key."""


SignatureFormat = Callable[[], "Evidence"]
"""Says what goes into the file beside a signature: one level of the ETSI baselines."""

signable: Registry[Signable] = Registry("papers to sign")
scan_sources: Registry[ScanSource] = Registry("scans to sign")
key_stores: Registry[KeyStore] = Registry("key stores")
certificate_channels: Registry[CertificateChannel] = Registry("channels to the authority")
"""`TINHSO_CERTIFICATE_CHANNEL` chooses; delivery is the outbox's."""

second_factors: Registry[SecondFactor] = Registry("second factors of signing")
signature_formats: Registry[SignatureFormat] = Registry("signature formats")
"""Keyed by level; `TINHSO_SIGNING_LEVEL` chooses when the caller does not."""


@dataclass(frozen=True, kw_only=True)
class SentPaper:
    """One paper that left an agency, in words; its number and address only for who may open it."""

    title: str
    number: str = ""
    url: str = ""


class Outlet(ABC):
    """Papers of one kind that leave agencies in electronic form, to others or to citizens.

    A row is a paper. What is told of it stands in its room's own records: when it left, which
    agency sent it, and whether it bore the signatures then.
    """

    label: "_StrOrPromise"
    at: ClassVar[str]
    """The field that says when it left; an index begins with it."""

    agency: ClassVar[str]
    """The field that says which agency sent it."""

    personal: ClassVar[Q]
    """Whether it bore a person's signature as it left."""

    sealed: ClassVar[Q | None] = None
    """Whether it bore the agency's; without it papers of this kind never do."""

    asks_seal: ClassVar[bool] = True
    """Whether the rules ask for the agency's signature beside the person's."""

    @property
    def whole(self) -> Q:
        """Tell whether it bore all that the rules ask for."""
        if not self.asks_seal:
            return self.personal
        return self.personal & (self.sealed or Q(pk=None))

    @abstractmethod
    def sent(self) -> "QuerySet[Model]":
        """Return every paper of this kind that left."""

    @abstractmethod
    def shown(self, rows: "QuerySet[Model]", actor: "Actor") -> "dict[int, SentPaper]":
        """Return in words, by key, the few rows of a page, as this reader may see them."""


outlets: Registry[Outlet] = Registry("papers that leave agencies")


class ClockTrouble(StrEnum):
    """Why a clock cannot be trusted."""

    UNREADABLE = "unreadable"
    UNSYNCHRONISED = "unsynchronised"
    INEXACT = "inexact"
    WENT_BACK = "went_back"


@dataclass(frozen=True)
class ClockWord:
    """What a clock says of itself: what is wrong, if anything, and by how much it may err."""

    trouble: ClockTrouble | None = None
    error_seconds: float | None = None


class Clock(ABC):
    """Where time comes from, and what is known of how right it is."""

    is_watched: ClassVar[bool] = True

    @abstractmethod
    def word(self) -> ClockWord:
        """Return what is known now; called at most once a second, and asks no network."""


clocks: Registry[Clock] = Registry("clocks")
"""Keyed by name; `TINHSO_CLOCK` chooses by whose word time-stamps are given."""

PaperLink = Callable[[str, "Actor"], LinkedPaper | None]

signed_uses: Registry[bool] = Registry("uses of files that carry signatures")
"""Keyed by the use of files: whether every file of it is signed. `tinhso verify` checks them."""

paper_links: Registry[PaperLink] = Registry("papers by their code")
"""Looks a printed code up for whoever asks; None when the code is not this room's."""
