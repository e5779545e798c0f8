"""Where encrypted bytes rest: a folder of this machine, or S3-compatible storage."""

import errno
import os
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol
from uuid import uuid4

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.errors import DomainError
from tinhso.kernel.files.rules import CHUNK

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client


NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""What the system says when a disk, a quota or a limit on files is reached."""


class NoRoom(DomainError):
    """The disk is full: the act that brought the file is not done, and can be sent again."""

    code = "files.no_room"
    status = 507
    title = _("Máy chủ hết chỗ lưu tệp")


class Missing(RuntimeError):
    """The store does not hold this place."""


class Store(Protocol):
    """Keeps bytes under a place; a place is written once."""

    def write(self, place: str, pieces: Iterable[bytes]) -> None:
        """Keep the bytes so that they survive a power cut once this returns."""

    def read(self, place: str) -> Iterator[bytes]:
        """Yield the bytes of a place; `Missing` when there is none."""

    def delete(self, place: str) -> None:
        """Forget a place; one that is gone already is no fault."""

    def places(self) -> Iterator[tuple[str, datetime]]:
        """Yield every place with the time it was written."""


def new_place() -> str:
    """Return a fresh place, spread over 256 folders."""
    name = uuid4().hex
    return f"{name[:2]}/{name}"


def _write_whole(path: Path, pieces: Iterable[bytes]) -> None:
    """Write a new file to its end and sync it."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        for piece in pieces:
            out.write(piece)
        out.flush()
        os.fsync(out.fileno())


class FolderStore:
    """A folder; file and folder are synced before the caller's commit."""

    def __init__(self, root: Path) -> None:
        """Keep everything below `root`."""
        self.root = root

    def write(self, place: str, pieces: Iterable[bytes]) -> None:
        """Write beside, sync, move into place, sync the folder."""
        path = self.root / place
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        scratch = path.with_suffix(".part")
        try:
            _write_whole(scratch, pieces)
        except OSError as error:
            if error.errno not in NO_ROOM:
                raise
            scratch.unlink(missing_ok=True)
            raise NoRoom(
                _("Tệp chưa được lưu và chưa có gì thay đổi. Hãy báo người vận hành rồi gửi lại.")
            ) from error
        scratch.rename(path)
        for folder in (path.parent, self.root):
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)

    def read(self, place: str) -> Iterator[bytes]:
        """Yield the bytes of a file."""
        try:
            source = (self.root / place).open("rb")
        except FileNotFoundError:
            raise Missing(place) from None
        with source:
            while piece := source.read(CHUNK):
                yield piece

    def delete(self, place: str) -> None:
        """Remove a file."""
        (self.root / place).unlink(missing_ok=True)

    def places(self) -> Iterator[tuple[str, datetime]]:
        """Yield every file, half-written ones too."""
        for path in self.root.glob("??/*"):
            try:
                written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            except FileNotFoundError:
                continue
            yield path.relative_to(self.root).as_posix(), written


class S3Store:
    """A bucket of S3-compatible storage; a put is durable when it is answered."""

    def __init__(self, client: "S3Client", bucket: str, prefix: str = "files/") -> None:
        """Keep everything in `bucket` below `prefix`."""
        self.client = client
        self.bucket = bucket
        self.prefix = prefix

    def write(self, place: str, pieces: Iterable[bytes]) -> None:
        """Put one object."""
        self.client.put_object(Bucket=self.bucket, Key=self.prefix + place, Body=b"".join(pieces))

    def read(self, place: str) -> Iterator[bytes]:
        """Yield the bytes of an object."""
        try:
            answer = self.client.get_object(Bucket=self.bucket, Key=self.prefix + place)
        except self.client.exceptions.NoSuchKey:
            raise Missing(place) from None
        yield from answer["Body"].iter_chunks(CHUNK)

    def delete(self, place: str) -> None:
        """Delete an object."""
        self.client.delete_object(Bucket=self.bucket, Key=self.prefix + place)

    def places(self) -> Iterator[tuple[str, datetime]]:
        """Yield every object below the prefix."""
        pages = self.client.get_paginator("list_objects_v2")
        for page in pages.paginate(Bucket=self.bucket, Prefix=self.prefix):
            for found in page.get("Contents", []):
                yield found["Key"].removeprefix(self.prefix), found["LastModified"]


@lru_cache(maxsize=4)
def _store_for(home: str, bucket: str) -> Store:
    if not bucket:
        return FolderStore(Path(home) / "files")
    import boto3
    from botocore.config import Config

    client = boto3.client(
        "s3",
        endpoint_url=settings.TINHSO_S3_ENDPOINT or None,
        region_name=settings.TINHSO_S3_REGION or None,
        aws_access_key_id=settings.TINHSO_S3_ACCESS_KEY or None,
        aws_secret_access_key=settings.TINHSO_S3_SECRET_KEY or None,
        config=Config(connect_timeout=5, read_timeout=30, retries={"max_attempts": 3}),
    )
    return S3Store(client, bucket)


def the_store() -> Store:
    """Return the installation's store: its folder, or a bucket when one is set."""
    return _store_for(str(settings.TINHSO_HOME), settings.TINHSO_S3_BUCKET)
