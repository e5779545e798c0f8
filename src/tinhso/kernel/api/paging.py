"""Lists by cursor: pages that stay right while rows come and go, however deep."""

from typing import Generic, TypeVar

from ninja import Field, Schema

from tinhso.kernel.api.answers import Answer

Item = TypeVar("Item")


class PageQuery(Schema):
    """How much, and from where; a cursor is what an earlier answer gave."""

    cursor: str | None = Field(None, max_length=400)
    limit: int = Field(50, ge=1, le=200)


class Page(Answer, Generic[Item]):
    """One page of a list; follow `next` until it is null."""

    items: list[Item]
    next: str | None = None
    previous: str | None = None
