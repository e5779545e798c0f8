"""No field of the editor changes nothing: each is read by some part that is not the editor."""

import re
from pathlib import Path

import pytest
from django.test import Client

from tinhso.procedures.content import read_data, worked_out
from tinhso.procedures.forms.parts import PART_FORMS
from tinhso.procedures.testing import load_catalogue
from tinhso.procedures.tests.editing import read

ROOM = Path(__file__).resolve().parents[1]
SOURCE = ROOM.parent
EDITOR = ("forms", "drafting", "editor", "migrations", "models", "data", "locale", "tests")
ALSO = {ROOM / name for name in ("comparing.py", "content.py")}
NESTED = re.compile(r"^(?:council|proactive|duty(?:_person|_organisation)?)_")
UNDER_ANOTHER_NAME = {
    "at_commune": "levels",
    "at_province": "levels",
    "at_ministry": "levels",
    "title": "form_data",
    "title_en": "form_data",
}
"""A field that is read under the name of what it is kept in or worked out as."""


@pytest.mark.django_db
def test_the_page_tells_of_a_visit_the_ministry_and_an_outdated_source() -> None:
    load_catalogue("1.001193", "1.013225", "2.000986")
    pages = {
        code: read(Client(), f"/dich-vu-cong/{code}/")
        for code in ("1.001193", "1.013225", "2.000986")
    }

    visit, outdated = "cán bộ đến xem tại chỗ", "có chỗ đã cũ; hãy hỏi nơi tiếp nhận"
    assert [visit in page for page in pages.values()] == [False, True, False]
    assert [outdated in page for page in pages.values()] == [False, False, True]
    assert "Bộ Tư pháp" in pages["1.001193"]


def read_elsewhere() -> str:
    """Return all code and pages outside what writes, keeps and compares a procedure."""
    found = []
    for room in (SOURCE / "procedures", SOURCE / "dossiers"):
        for path in sorted((*room.rglob("*.py"), *room.rglob("*.html"))):
            inside = path.relative_to(room).parts
            is_editor = room == ROOM and (inside[0] in EDITOR or "editor" in inside)
            if not is_editor and "tests" not in inside and path not in ALSO:
                found.append(path.read_text("utf-8"))
    return "\n".join(found)


READ = read_elsewhere()


def is_read(name: str) -> bool:
    """Tell whether a name is asked for: as a key, an attribute or in a page."""
    return re.search(rf"[\"'.]{name}\b", READ) is not None


@pytest.mark.parametrize("part", PART_FORMS)
def test_every_field_of_a_part_has_a_reader(part: str) -> None:
    names = [NESTED.sub("", name) for name in PART_FORMS[part].base_fields]

    assert [name for name in names if not is_read(UNDER_ANOTHER_NAME.get(name, name))] == []


def test_every_setting_of_our_own_procedures_has_a_reader() -> None:
    codes = [str(row["code"]) for row in read_data("procedures.json")]  # type: ignore[attr-defined]  # a list of objects
    said = {
        key
        for code in codes
        if (work := worked_out(code)) is not None
        for key in work["settings"]  # type: ignore[attr-defined]  # an object
    }

    assert sorted(key for key in said if not is_read(key)) == []


def test_a_name_that_nobody_asks_for_is_found() -> None:
    assert not is_read("field_check_working_hours")
