"""Sockets of files: what a room takes, who may open it, who keeps the access log."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise

from tinhso.kernel.actors import Actor
from tinhso.kernel.files.rules import DOCUMENTS, KIB, MIB, OFFICE, PDFS, PHOTOS
from tinhso.kernel.registry import Registry

if TYPE_CHECKING:
    from tinhso.kernel.files.models import StoredFile

__all__ = [
    "DOCUMENTS",
    "KIB",
    "MIB",
    "OFFICE",
    "PDFS",
    "PHOTOS",
    "FileUse",
    "Guard",
    "OpenHook",
    "ToldOfFile",
    "file_guards",
    "file_uses",
    "on_open",
    "told_of_files",
]


@dataclass(frozen=True, kw_only=True)
class FileUse:
    """What a room takes for one purpose.

    `types` are content types, `max_bytes` the limit of what is sent. `trusted` marks files the
    house makes itself (set papers, signed results): they are typed and kept, not altered.
    """

    types: frozenset[str]
    max_bytes: int = 20 * MIB
    label: str | Promise = ""
    trusted: bool = False


Guard = Callable[[Actor, "StoredFile"], str]
"""Returns the purpose for which the actor may open the file, or raises `NotFound`."""

OpenHook = Callable[[Actor, "StoredFile", str], None]
"""Keeps that the file was opened, for what purpose; runs in the request's transaction."""


@dataclass(frozen=True, kw_only=True)
class ToldOfFile:
    """Records that only tell of files which others have: they keep none alive, and go with it.

    `models` are their labels. `forget` deletes what is told of one file, and returns the files
    that were made for that alone.
    """

    models: frozenset[str]
    forget: Callable[["StoredFile", Actor], Sequence["StoredFile"]]


file_uses: Registry[FileUse] = Registry("uses of files")
file_guards: Registry[Guard] = Registry("guards of files")
on_open: Registry[OpenHook] = Registry("openings of files")
told_of_files: Registry[ToldOfFile] = Registry("records that only tell of files")
