"""What holds for the house as a whole: documents that must follow the code."""

import re
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parents[1]
ROOMS = sorted(
    app.name.removeprefix("tinhso.") for app in apps.get_app_configs() if "tinhso." in app.name
)


def _named_in_code() -> set[str]:
    found: set[str] = set()
    for file in (ROOT / "src/tinhso").rglob("*.py"):
        if "tests" in file.parts:
            continue
        text = file.read_text()
        for match in re.finditer(
            r"""(?:env(?:\.\w+)?\(|secret\(|environ(?:\.get\(|\[))\s*["'](TINHSO_[A-Z_0-9]+)""",
            text,
        ):
            found.add(match.group(1))
    return found


def test_every_variable_is_in_the_configuration_table() -> None:
    table = (ROOT / "docs/configuration.md").read_text()

    documented = set(re.findall(r"^\| `(TINHSO_[A-Z_0-9]+)`", table, re.MULTILINE))

    assert documented == _named_in_code()


@pytest.mark.parametrize("room", [room for room in ROOMS if room != "config"])
def test_every_room_says_what_it_offers(room: str) -> None:
    name = room.removeprefix("kernel.")

    page = ROOT / "docs/apps" / f"{name}.md"

    assert page.is_file()
    assert len(page.read_text()) > 400


def test_the_readme_names_the_two_commands() -> None:
    readme = (ROOT / "README.md").read_text()

    assert "make run" in readme
    assert "make test" in readme


def test_no_start_loads_what_only_an_act_needs() -> None:
    """Each costs every command and every process of the house a twentieth of its start."""
    heavy = re.compile(r"^(?:from|import) (docx|fontTools|openpyxl|xlsxwriter)\b", re.MULTILINE)

    loaded = [
        file.relative_to(ROOT).as_posix()
        for file in sorted((ROOT / "src").rglob("*.py"))
        if not {"tests", "testing"} & {*file.parts, file.stem} and heavy.search(file.read_text())
    ]

    assert loaded == ["src/tinhso/kernel/papers/word.py"]
