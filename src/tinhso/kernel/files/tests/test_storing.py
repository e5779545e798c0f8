"""Keeping, sharing, reading and letting go of files."""

import hashlib
import os
import resource
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from tinhso.kernel import files
from tinhso.kernel.errors import Invalid
from tinhso.kernel.files import services
from tinhso.kernel.files.crypto import Damaged
from tinhso.kernel.files.models import Blob, StoredFile
from tinhso.kernel.files.registry import MIB, FileUse, file_uses
from tinhso.kernel.files.rules import CHUNK, DOCUMENTS, PHOTOS
from tinhso.kernel.files.stores import Missing, NoRoom, the_store
from tinhso.kernel.files.testing import a_pdf, files_home
from tinhso.kernel.testing import make_actor

__all__ = ["files_home"]

file_uses.register("tests.paper", FileUse(types=PHOTOS | DOCUMENTS, max_bytes=2 * MIB))
file_uses.register("tests.made", FileUse(types=DOCUMENTS, max_bytes=9 * MIB, trusted=True))

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_home")]


def on_disk() -> list[Path]:
    return [path for path in Path(settings.TINHSO_HOME, "files").rglob("*") if path.is_file()]


def test_a_file_comes_back_as_it_was_given() -> None:
    content = a_pdf("Giấy chứng nhận")
    actor = make_actor()

    stored = files.store(
        content=content, name="C:\\giấy\\Giấy chứng nhận.PDF", use="tests.paper", actor=actor
    )

    assert files.open_file(stored) == content
    assert stored.name == "Giấy chứng nhận.pdf"
    assert (stored.content_type, stored.pages, stored.size) == ("application/pdf", 1, len(content))
    assert files.sha256_of(stored) == hashlib.sha256(content).hexdigest()
    assert stored.stored_by == actor.id


def test_what_rests_on_disk_and_in_the_database_shows_nothing() -> None:
    content = a_pdf("bí mật")

    stored = files.store(content=content, name="Bí mật.pdf", use="tests.paper", actor=make_actor())

    (path,) = on_disk()
    assert b"%PDF" not in path.read_bytes()
    assert hashlib.sha256(content).hexdigest() not in path.name
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM files_storedfile WHERE id = %s", [stored.pk])
        assert "Bí mật" not in cursor.fetchone()[0]
    assert path.stat().st_mode & 0o077 == 0


def test_a_file_and_its_folders_are_on_the_disk_before_it_is_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda handle: synced.append(os.fstat(handle).st_ino))

    files.store(content=a_pdf(), name="a.pdf", use="tests.paper", actor=make_actor())

    (path,) = on_disk()
    root = Path(settings.TINHSO_HOME, "files")
    assert synced == [where.stat().st_ino for where in (path, path.parent, root)]


def test_the_same_bytes_in_one_class_are_one_blob() -> None:
    content = a_pdf("hai lần")

    first = files.store(content=content, name="a.pdf", use="tests.paper", actor=make_actor())
    second = files.store(content=content, name="b.pdf", use="tests.paper", actor=make_actor())

    assert first.blob_id == second.blob_id
    assert first.uid != second.uid
    assert len(on_disk()) == 1


def test_bytes_are_never_shared_between_classes() -> None:
    content = a_pdf("hai lớp")

    plain = files.store(content=content, name="a.pdf", use="tests.paper", actor=make_actor())
    close = files.store(
        content=content, name="a.pdf", use="tests.paper", actor=make_actor(), owner_class="personal"
    )

    assert plain.blob_id != close.blob_id
    assert plain.blob.lookup != close.blob.lookup
    assert len(on_disk()) == 2


@pytest.mark.parametrize("size", [CHUNK - 40, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_large_files_are_kept_in_chunks(size: int) -> None:
    body = a_pdf("lớn")
    content = body + b"\n%" + b"x" * (size - len(body) - 2)

    stored = files.store(content=content, name="lon.pdf", use="tests.made", actor=make_actor())

    chunks = list(files.read_chunks(stored))
    assert b"".join(chunks) == content
    assert max(len(chunk) for chunk in chunks) <= CHUNK


def test_the_last_reference_takes_the_bytes_along(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    content = a_pdf("đi cùng")
    actor = make_actor()
    first = files.store(content=content, name="a.pdf", use="tests.paper", actor=actor)
    second = files.store(content=content, name="b.pdf", use="tests.paper", actor=actor)
    services.preview_of(first, 1)

    with django_capture_on_commit_callbacks(execute=True):
        files.discard(first, actor=actor)
    assert files.open_file(second) == content
    with django_capture_on_commit_callbacks(execute=True):
        files.discard(second, actor=actor)

    assert on_disk() == []
    assert not Blob.objects.exists()


def test_the_sweep_takes_old_orphans_and_nothing_else() -> None:
    kept = files.store(content=a_pdf("giữ"), name="a.pdf", use="tests.paper", actor=make_actor())
    the_store().write("aa/orphan", [b"left by a transaction that never committed"])
    the_store().write("aa/young", [b"its transaction may still commit"])
    now = timezone.now()
    for path in on_disk():
        written = now if path.name == "young" else now - timedelta(hours=30)
        os.utime(path, (written.timestamp(), written.timestamp()))

    gone = services.sweep(older_than=now - timedelta(hours=24))

    assert gone == 1
    assert files.open_file(kept)
    assert b"".join(the_store().read("aa/young"))
    with pytest.raises(Missing):
        b"".join(the_store().read("aa/orphan"))


@pytest.mark.parametrize("spot", [0, 2, 10, -1])
def test_an_altered_file_is_noticed(spot: int) -> None:
    stored = files.store(content=a_pdf("đổi"), name="a.pdf", use="tests.paper", actor=make_actor())
    (path,) = on_disk()
    altered = bytearray(path.read_bytes())
    altered[spot] ^= 1
    path.write_bytes(altered)

    with pytest.raises(Damaged):
        files.open_file(stored)
    assert files.verify_files() == [f"altered {stored.blob_id}"]


def test_verify_names_missing_exchanged_and_relabelled_files() -> None:
    actor = make_actor()
    made = [
        files.store(content=a_pdf(f"số {n}"), name="a.pdf", use="tests.paper", actor=actor)
        for n in range(4)
    ]
    gone, taken, relabelled, _good = (stored.blob for stored in made)
    the_store().delete(gone.place)
    other = made[3].blob
    Blob.objects.filter(pk=taken.pk).update(sha256="0" * 64)
    Blob.objects.filter(pk=relabelled.pk).update(wrapped_key=other.wrapped_key)

    assert files.verify_files() == [
        f"missing {gone.pk}",
        f"relabelled {taken.pk}",
        f"altered {relabelled.pk}",
    ]


def test_a_refused_file_leaves_nothing() -> None:
    with pytest.raises(Invalid):
        files.store(content=b"MZ\x90\0", name="a.exe", use="tests.paper", actor=make_actor())

    assert not StoredFile.objects.exists()
    assert on_disk() == []


@pytest.fixture
def full_disk() -> Iterator[None]:
    """Let the system refuse every file that grows past 64 KiB, as a full disk does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 * 1024, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_is_said_and_leaves_nothing(full_disk: None) -> None:
    del full_disk
    content = a_pdf("Bản đồ địa chính") + os.urandom(300_000)

    with pytest.raises(NoRoom) as refused:
        files.store(content=content, name="ban-do.pdf", use="tests.made", actor=make_actor())

    assert refused.value.status == 507
    assert on_disk() == []
    assert not Blob.objects.exists()
    assert not StoredFile.objects.exists()
