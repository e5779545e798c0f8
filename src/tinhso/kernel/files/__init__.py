"""Content-addressed files, encrypted at rest, served only after a permission check.

`from tinhso.kernel import files` and call `files.store(…)`, `files.open_file(…)`; see
`docs/apps/files.md`.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tinhso.kernel.files.services import (
        discard,
        file_url,
        open_file,
        preview_url,
        read_chunks,
        sha256_of,
        store,
        verify_files,
    )

__all__ = [
    "discard",
    "file_url",
    "open_file",
    "preview_url",
    "read_chunks",
    "sha256_of",
    "store",
    "verify_files",
]


def __getattr__(name: str) -> object:
    """Load the services when first used: their models need Django to be ready."""
    if name in __all__:
        return getattr(import_module("tinhso.kernel.files.services"), name)
    raise AttributeError(name)
