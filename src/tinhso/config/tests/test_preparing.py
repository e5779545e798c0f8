"""What stands between a folder and a house that serves."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from pytest_django import Settings

from tinhso.config import preparing


def test_two_houses_of_one_folder_gather_its_static_files_once(
    tmp_path: Path, settings: Settings
) -> None:
    """Two starts at one moment: one gathers, the other finds every file in its place."""
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "tinhso.kernel.web.storage.HouseStaticFiles"}
    }
    together = Barrier(2)

    def start() -> tuple[bool, bool]:
        together.wait()
        gathered = preparing.gather_static_files(lambda _line: None)
        return gathered, (tmp_path / "static" / "staticfiles.json").exists()

    with ThreadPoolExecutor(2) as houses:
        found = [job.result() for job in [houses.submit(start), houses.submit(start)]]

    assert sorted(found) == [(False, True), (True, True)]
