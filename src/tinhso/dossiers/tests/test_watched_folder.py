"""The watched folder of a desk: only whole files are taken; what vanished is no fault."""

import os
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
import time_machine
from pytest_django import Settings

from tinhso.dossiers import scanning
from tinhso.dossiers.models import Attachment, Dossier
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.testing import World, submitted, tiny_pdf
from tinhso.dossiers.tests.desking import INTAKE, intake_form, one, signed_in
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Invalid

LONG = 100 * 365 * 24 * 3600
GONE = "Bản quét này không còn trong thư mục máy quét"


@pytest.fixture
def folder(world: World, settings: Settings, tmp_path: Path) -> Path:
    settings.TINHSO_HOME = tmp_path
    made = tmp_path / "quet" / str(world.here.desk.uid)
    made.mkdir(parents=True)
    return made


@pytest.fixture
def officer(world: World) -> Actor:
    return world.here.clerk_of_desk


def after(path: Path, *, seconds: int) -> datetime:
    """Return a moment by the clock that files have, whatever day a test lives in."""
    return datetime.fromtimestamp(path.stat().st_ctime + seconds, tz=UTC)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any file is old enough: tests live on a day of their own, files on the machine's."""
    monkeypatch.setattr(scanning, "SETTLED_SECONDS", -LONG)


def _names(officer: Actor) -> list[str]:
    return [scan.name for scan in scanning.waiting_scans(actor=officer)]


def test_a_file_that_just_changed_is_not_offered(folder: Path, officer: Actor) -> None:
    (folder / "a.pdf").write_bytes(tiny_pdf())
    os.utime(folder / "a.pdf", (1, 1))  # a copying tool gives it the time of the paper

    watched = scanning.watched_folder(actor=officer)

    assert watched is not None
    assert (watched.waiting, watched.being_written) == (0, 1)
    with pytest.raises(Invalid) as refused:
        scanning.read_scan(actor=officer, name="a.pdf", field="watched")
    assert GONE in str(refused.value.fields["watched"])
    with time_machine.travel(after(folder / "a.pdf", seconds=11)):
        assert _names(officer) == ["a.pdf"]
        assert scanning.read_scan(actor=officer, name="a.pdf", field="watched") == tiny_pdf()


@pytest.mark.usefixtures("later")
def test_unfinished_names_and_empty_files_wait(folder: Path, officer: Actor) -> None:
    (folder / "a.pdf.part").write_bytes(b"%PDF")
    (folder / "b.jpg.tmp").write_bytes(b"x")
    (folder / "c.pdf").touch()
    (folder / ".d.pdf").write_bytes(tiny_pdf())
    (folder / "~e.pdf").write_bytes(tiny_pdf())
    (folder / "thu.txt").write_text("x")
    (folder / "g.pdf").write_bytes(tiny_pdf())
    (folder / "h.pdf").symlink_to(folder / "g.pdf")

    watched = scanning.watched_folder(actor=officer)

    assert watched is not None
    assert (watched.waiting, watched.being_written) == (1, 3)
    assert _names(officer) == ["g.pdf"]


@pytest.mark.usefixtures("later")
def test_what_vanishes_between_listing_and_reading_is_no_fault(
    folder: Path, officer: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.pdf", "b.pdf"):
        (folder / name).write_bytes(tiny_pdf())
    listed = os.scandir

    def scandir(path: Path) -> list[os.DirEntry[str]]:
        found = list(listed(path))
        (folder / "a.pdf").unlink(missing_ok=True)
        return found

    monkeypatch.setattr("tinhso.dossiers.scanning.os.scandir", scandir)

    assert _names(officer) == ["b.pdf"]
    scanning.put_away(actor=officer, name="a.pdf")
    with pytest.raises(Invalid):
        scanning.read_scan(actor=officer, name="a.pdf", field="watched")


@pytest.mark.usefixtures("later")
def test_a_file_that_grows_while_it_is_read_is_not_taken(
    folder: Path, officer: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "a.pdf").write_bytes(tiny_pdf())
    read = Path.read_bytes

    def slowly(path: Path) -> bytes:
        content = read(path)
        with path.open("ab") as more:
            more.write(b"%more")
        return content

    monkeypatch.setattr(Path, "read_bytes", slowly)

    with pytest.raises(Invalid):
        scanning.read_scan(actor=officer, name="a.pdf", field="watched")


def test_a_folder_that_is_not_there_is_said(
    world: World, officer: Actor, settings: Settings, tmp_path: Path
) -> None:
    settings.TINHSO_HOME = tmp_path

    page = signed_in(world.here, P.RECEIVE).get(INTAKE).content.decode()

    assert "Quầy này chưa nối máy quét" in page
    told_operator = page[page.index("Người vận hành cần gì?") :]
    assert f"quet/{world.here.desk.uid}/" in told_operator
    assert _names(officer) == []


@pytest.mark.usefixtures("later")
def test_the_page_says_how_many_scans_wait(world: World, folder: Path) -> None:
    (folder / "a.pdf").write_bytes(tiny_pdf())
    (folder / "b.pdf.part").write_bytes(b"x")
    dossier = submitted(world)
    desk = signed_in(world.here, P.RECEIVE)

    for page in (desk.get(INTAKE), desk.get(one(dossier, "quet/"))):
        text = " ".join(page.content.decode().split())
        assert "1 bản đang chờ" in text
        assert "1 bản đang được ghi" in text


def test_a_chosen_scan_that_is_gone_takes_nothing_in(world: World, folder: Path) -> None:
    desk = signed_in(world.here, P.RECEIVE)
    dossier = submitted(world)
    before = Attachment.objects.count()

    counter = desk.post(INTAKE, intake_form(world, quet_ban_ve="a.pdf", token=str(uuid4())))
    later = desk.post(one(dossier, "quet/"), {"component_key": "ban_ve", "watched": "a.pdf"})

    for answer in (counter, later):
        assert answer.status_code == 422
        assert GONE in answer.content.decode()
    assert "Triệu Văn Páo" in counter.content.decode()
    assert (Dossier.objects.count(), Attachment.objects.count()) == (1, before)
