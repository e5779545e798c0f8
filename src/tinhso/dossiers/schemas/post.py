"""Lists of results given to the post, as machines send and read them."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Field

from tinhso.dossiers.rules.post import LONGEST_ADDRESS, Carrier
from tinhso.dossiers.schemas.texts import Line, Storable
from tinhso.kernel.api import Answer, Asked

Tracking = Annotated[str, Field(min_length=1, max_length=40), Storable]


class PostItemIn(Asked):
    """One result and the number on its envelope."""

    dossier: UUID
    tracking: Tracking


class PostListIn(Asked):
    """Who carries which results."""

    kind: Carrier
    carrier: Annotated[str, Field(min_length=1, max_length=120), Storable]
    items: list[PostItemIn] = Field(min_length=1, max_length=200)


class TakenIn(Asked):
    """Who took a list over for the carrier."""

    taken_by: Line


class SettledIn(Asked):
    """Delivered, or back and why."""

    is_delivered: bool
    reason: Line = ""


class PostWishIn(Asked):
    """Who receives the paper result, where, and his telephone."""

    address: Annotated[str, Field(min_length=1, max_length=LONGEST_ADDRESS), Storable]


class PostWishOut(Answer):
    """Where a paper result is to be sent."""

    address: str
    asked_at: datetime


class PostItemOut(Answer):
    """One result on a list; `state` is listed, on_way, delivered, failed or recalled."""

    uid: UUID
    dossier: UUID
    number: str
    tracking: str
    state: str
    reason: str


class PostListOut(Answer):
    """A list given to a carrier, with its results."""

    uid: UUID
    number: str
    kind: str
    carrier: str
    made_at: datetime
    handed_at: datetime | None
    taken_by: str
    items: list[PostItemOut]
