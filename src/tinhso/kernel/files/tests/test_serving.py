"""Files are served only to whom a guard lets, and can do nothing on the page."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.test import Client

from tinhso.kernel import files
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import NotFound
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.files.registry import FileUse, file_guards, file_uses, on_open
from tinhso.kernel.files.rules import PDFS, PHOTOS
from tinhso.kernel.files.testing import a_pdf, a_photo, files_home
from tinhso.kernel.testing import make_actor

__all__ = ["files_home"]

file_uses.register("tests.served", FileUse(types=PDFS | PHOTOS))

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_home")]


class Door:
    """A guard and an access log that a test can set and read."""

    def __init__(self) -> None:
        self.open = False
        self.opened: list[tuple[str, str]] = []

    def guard(self, actor: Actor, stored: StoredFile) -> str:
        if self.open and stored.use == "tests.served":
            return "tests.read"
        raise NotFound

    def hook(self, actor: Actor, stored: StoredFile, purpose: str) -> None:
        if stored.use == "tests.served":
            self.opened.append((str(stored.uid), purpose))


THE_DOOR = Door()
file_guards.register("tests.door", THE_DOOR.guard)
on_open.register("tests.log", THE_DOOR.hook)


@pytest.fixture
def door() -> Iterator[Door]:
    THE_DOOR.opened.clear()
    THE_DOOR.open = True
    yield THE_DOOR
    THE_DOOR.open = False


def kept(content: bytes, name: str) -> StoredFile:
    return files.store(content=content, name=name, use="tests.served", actor=make_actor())


def test_a_file_is_served_with_its_name_and_logged(client: Client, door: Door) -> None:
    content = a_pdf("phục vụ")
    stored = kept(content, "Giấy khai sinh.pdf")

    response = client.get(files.file_url(stored))

    assert response.status_code == 200
    assert response.getvalue() == content
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == (
        "inline; filename=\"Giy khai sinh.pdf\"; filename*=UTF-8''Gi%E1%BA%A5y%20khai%20sinh.pdf"
    )
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["Cache-Control"] == "private, no-store"
    assert door.opened == [(str(stored.uid), "tests.read")]


def test_a_download_is_offered_on_request(client: Client, door: Door) -> None:
    stored = kept(a_pdf(), "a.pdf")

    response = client.get(f"{files.file_url(stored)}?tai-ve")

    assert response["Content-Disposition"].startswith("attachment;")
    response.getvalue()


def test_what_no_guard_opens_does_not_exist(client: Client, door: Door) -> None:
    stored = kept(a_pdf(), "a.pdf")
    door.open = False

    shut = client.get(files.file_url(stored))
    preview = client.get(files.preview_url(stored))
    absent = client.get(f"/tep/{uuid4()}/")

    assert (shut.status_code, preview.status_code, absent.status_code) == (404, 404, 404)
    assert door.opened == []


def test_a_page_of_a_pdf_is_shown_as_a_picture(client: Client, door: Door) -> None:
    stored = kept(a_pdf(pages=2), "a.pdf")

    first = client.get(files.preview_url(stored))
    again = client.get(files.preview_url(stored))
    second = client.get(files.preview_url(stored, page=2))
    beyond = client.get(files.preview_url(stored, page=3))
    odd = client.get(f"{files.preview_url(stored)}?trang=-1")

    assert first.content[8:12] == b"WEBP"
    assert again.content == first.content
    assert (second.status_code, beyond.status_code, odd.status_code) == (200, 404, 404)


def test_a_photo_has_a_small_picture(client: Client, door: Door) -> None:
    stored = kept(a_photo(size=(2000, 1000)), "a.jpg")

    response = client.get(files.preview_url(stored))

    assert response["Content-Type"] == "image/webp"
