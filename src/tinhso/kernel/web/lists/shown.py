"""What a list page shows: its tabs, its preset views, its rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db import models
from django.http import (
    QueryDict,
)
from django.utils.http import urlencode

from tinhso.kernel.web.lists.columns import Column, Text
from tinhso.kernel.web.lists.state import VIEW

M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True)
class PresetView:
    """A view the room offers to everybody: a name and what it asks of the address."""

    key: str
    label: Text
    query: Mapping[str, str | Sequence[str]]
    counted: bool = True

    def params(self) -> QueryDict:
        """Return the question it stands for."""
        return QueryDict(urlencode({**self.query, VIEW: self.key}, doseq=True))


@dataclass(frozen=True)
class Tab:
    """One view as the page shows it."""

    label: Text
    query: str
    count: str
    is_on: bool
    is_data: bool = False
    own_uid: str = ""
    """Set when the reader kept this view himself and may drop it."""


@dataclass(frozen=True)
class ShownRow(Generic[M]):
    """One row as the page shows it."""

    row: M
    key: str
    label: str
    url: str
    preview_url: str
    cells: list[tuple[Column[M], str]]
    can_choose: bool = True
