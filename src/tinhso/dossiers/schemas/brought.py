"""A result that was set elsewhere, as machines send it and are told of it."""

from uuid import UUID

from ninja import Field

from tinhso.dossiers.schemas.texts import Version
from tinhso.kernel.api import Answer, Asked


class BroughtIn(Asked):
    """Who is to sign the file."""

    signer: UUID
    version: Version | None = None


class PlaceIn(Asked):
    """A place on a page, in millimetres from its left and its upper edge; pages count from 1."""

    page: int = Field(ge=1, le=2000)
    left: float = Field(ge=0, le=2000)
    top: float = Field(ge=0, le=2000)
    width: float = Field(gt=0, le=2000)
    height: float = Field(gt=0, le=2000)


class PlacesIn(Asked):
    """Where the leader signs, where number and date go."""

    signer: UUID
    signature: PlaceIn
    number: PlaceIn
    date: PlaceIn
    version: Version | None = None

    def places(self) -> dict[str, PlaceIn]:
        """Return them by the names the house gives them."""
        return {"signer": self.signature, "number": self.number, "date": self.date}


class BroughtPlaceOut(Answer):
    """A place on a page, in millimetres from its left and its upper edge."""

    page: int
    left: float
    top: float
    width: float
    height: float


class BroughtOut(Answer):
    """A draft that was brought as a file.

    Until it `is_placed`, `places` holds where those not found usually lie.
    """

    uid: UUID
    draft_version: int
    file: str
    is_placed: bool
    places: dict[str, BroughtPlaceOut]
