"""Whoever edits the database behind the house's back is found out."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tinhso.config.environment import BASE_DIR
from tinhso.config.tests.house import Answering, House, answering, new_house

pytestmark = pytest.mark.own_processes

ENTRIES = 20


class Trail:
    """A house whose audit trail is tampered with."""

    def __init__(self, house: House, process: Answering) -> None:
        self.database_url = house.database_url
        self.sql = house.sql
        self.verb = process.verb


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trail]:
    with (
        new_house(tmp_path_factory.mktemp("house")) as made,
        answering(made) as process,
    ):
        yield Trail(made, process)


@pytest.fixture
def trail(house: Trail) -> Trail:
    """A house with twenty sealed entries, its guards on the tables taken off as a thief would."""
    for table in ("audit_auditentry", "audit_auditseal"):
        for verb in ("update", "delete"):
            on = f' ON "{table}"' if house.database_url else ""
            house.sql(f'DROP TRIGGER IF EXISTS "{table}_no_{verb}"{on}')
    for table in ("audit_auditseal", "audit_unsealedentry", "audit_auditentry"):
        house.sql(f"DELETE FROM {table}")  # noqa: S608  names from above
    house.verb("trail", str(ENTRIES), "--sealed")
    return house


def entry_at(house: Trail, position: int) -> str:
    rows = house.sql("SELECT entry_id FROM audit_auditseal WHERE position = ?", position)
    return str(rows[0][0])


def verify(house: Trail) -> str:
    """Return what verify says of the audit trail when it finds something wrong."""
    said = house.verb("verify", status=1)
    return next(line for line in said.splitlines() if line.startswith("audit: "))


def test_an_untouched_trail_holds(trail: Trail) -> None:
    assert "audit: ok" in trail.verb("verify")


def test_an_altered_text_is_named(trail: Trail) -> None:
    pk = entry_at(trail, 7)
    trail.sql("UPDATE audit_auditentry SET text = replace(text, 'Đ-1', 'Đ-2') WHERE id = ?", pk)

    assert re.fullmatch(
        r"audit: the text of entry [0-9a-f-]{36} at position 7 was altered", verify(trail)
    )


def test_an_altered_column_is_named(trail: Trail) -> None:
    pk = entry_at(trail, 7)
    trail.sql("UPDATE audit_auditentry SET action = 'tests.other' WHERE id = ?", pk)

    assert re.fullmatch(
        r"audit: the columns of entry \S+ at position 7 were altered", verify(trail)
    )


def test_the_first_of_two_altered_entries_is_named(trail: Trail) -> None:
    for position in (12, 5):
        pk = entry_at(trail, position)
        trail.sql("UPDATE audit_auditentry SET text = '{}' WHERE id = ?", pk)

    assert "at position 5 was altered" in verify(trail)


def test_a_missing_entry_is_named(trail: Trail) -> None:
    trail.sql("DELETE FROM audit_auditentry WHERE id = ?", entry_at(trail, 7))

    assert "at position 7 is missing" in verify(trail)


def test_an_entry_removed_with_its_seal_is_named(trail: Trail) -> None:
    trail.sql("DELETE FROM audit_auditentry WHERE id = ?", entry_at(trail, 7))
    trail.sql("DELETE FROM audit_auditseal WHERE position = 7")

    assert verify(trail) == "audit: position 7 is missing from the chain"


def test_a_gap_that_was_closed_is_named(trail: Trail) -> None:
    trail.sql("DELETE FROM audit_auditentry WHERE id = ?", entry_at(trail, 7))
    trail.sql("DELETE FROM audit_auditseal WHERE position = 7")
    for position in range(8, ENTRIES + 1):
        trail.sql(
            "UPDATE audit_auditseal SET position = ? WHERE position = ?", position - 1, position
        )

    assert verify(trail) == "audit: the seal at position 7 was altered"


def copy_entry(house: Trail, changed: str) -> None:
    number = "CAST(? AS uuid)" if house.database_url else "?"
    columns = "at, action, actor_kind, actor_id, actor_code, delegated_by, target_type, target_id"
    house.sql(
        f"INSERT INTO audit_auditentry (id, {columns}, text, mac)"  # noqa: S608  names from above
        f" SELECT {number}, {columns}, replace(text, ?, ?), mac"
        " FROM audit_auditentry WHERE id = ?",
        changed,
        dashed(entry_at(house, 3)),
        dashed(changed),
        entry_at(house, 3),
    )


def dashed(number: str) -> str:
    plain = number.replace("-", "")
    return "-".join((plain[:8], plain[8:12], plain[12:16], plain[16:20], plain[20:]))


FORGED = "01900000000070008000000000000001"


def test_an_inserted_entry_is_named(trail: Trail) -> None:
    copy_entry(trail, FORGED)

    assert (
        verify(trail)
        == f"audit: entry {dashed(FORGED)} was inserted: it is neither sealed nor waiting"
    )


def test_an_inserted_entry_that_was_sealed_by_the_house_is_named(trail: Trail) -> None:
    copy_entry(trail, FORGED)
    trail.sql("INSERT INTO audit_unsealedentry (entry_id) VALUES (?)", FORGED)
    trail.verb("audit", "head")

    assert verify(trail) == (
        f"audit: entry {dashed(FORGED)} at position {ENTRIES + 1} was not written by this house"
    )


def test_an_altered_seal_is_named(trail: Trail) -> None:
    trail.sql("UPDATE audit_auditseal SET seal_hash = entry_hash WHERE position = 9")

    assert verify(trail) == "audit: the seal at position 9 was altered"


def test_an_entry_removed_before_sealing_is_named(trail: Trail) -> None:
    trail.verb("trail", "1")
    pk = str(trail.sql("SELECT entry_id FROM audit_unsealedentry")[0][0])
    trail.sql("DELETE FROM audit_auditentry WHERE id = ?", pk)

    assert "was removed before it was sealed" in verify(trail)


def test_an_entry_altered_before_sealing_is_named(trail: Trail) -> None:
    trail.verb("trail", "1")
    pk = str(trail.sql("SELECT entry_id FROM audit_unsealedentry")[0][0])
    trail.sql("UPDATE audit_auditentry SET text = replace(text, 'Đ-1', 'Đ-2') WHERE id = ?", pk)

    assert "was not written by this house" in verify(trail)


@pytest.mark.parametrize("column", ["at", "actor_id", "text"])
def test_an_entry_that_cannot_be_read_any_more_is_named(trail: Trail, column: str) -> None:
    if trail.database_url:
        pytest.skip("PostgreSQL takes only what fits the column")
    pk = entry_at(trail, 7)
    trail.sql(f"UPDATE audit_auditentry SET {column} = 'x' WHERE id = ?", pk)  # noqa: S608  from above
    assert f"of entry {dashed(pk)} at position 7 w" in verify(trail)

    trail.sql("UPDATE audit_auditseal SET entry_id = 'x' WHERE position = 5")
    assert verify(trail) == "audit: the seal at position 5 was altered"


def test_an_entry_made_unreadable_before_sealing_is_named(trail: Trail) -> None:
    trail.verb("trail", "1")
    pk = str(trail.sql("SELECT entry_id FROM audit_unsealedentry")[0][0])
    trail.sql("UPDATE audit_auditentry SET text = 'x' WHERE id = ?", pk)

    assert verify(trail) == f"audit: entry {dashed(pk)}, not sealed yet, was altered"


def test_what_no_check_can_read_does_not_end_the_others(trail: Trail) -> None:
    if trail.database_url:
        pytest.skip("PostgreSQL takes only what fits the column")
    copy_entry(trail, FORGED)
    trail.sql("UPDATE audit_auditentry SET id = 'x' WHERE id = ?", FORGED)

    said = trail.verb("verify", status=1)

    assert "audit: the check stopped at what it could not read (" in said
    assert "files: ok" in said


def test_a_file_that_is_not_there_or_no_head_is_said_in_a_sentence(
    trail: Trail, tmp_path: Path
) -> None:
    wrong = tmp_path / "head.json"
    missing = trail.verb("verify", "--head", str(wrong), status=1)
    wrong.write_text("{}\n")
    no_head = trail.verb("verify", "--head", str(wrong), status=2)
    nowhere = trail.verb("audit", "export", "--to", str(tmp_path / "a" / "b"), status=1)

    assert missing == f"tinhso verify: {wrong}: No such file or directory\n"
    assert no_head.startswith(f"tinhso verify: {wrong} tells no head")
    assert nowhere.startswith("tinhso audit: ")


def test_removed_newest_rows_show_against_an_exported_head(trail: Trail, tmp_path: Path) -> None:
    head = tmp_path / "head.json"
    trail.verb("audit", "head", "--to", str(head))
    for position in (19, 20):
        trail.sql("DELETE FROM audit_auditentry WHERE id = ?", entry_at(trail, position))
        trail.sql("DELETE FROM audit_auditseal WHERE position = ?", position)
    assert "audit: ok" in trail.verb("verify")

    said = trail.verb("verify", "--head", str(head), status=1)

    assert "positions 19 to 20 were removed" in said


def test_a_chain_rewritten_as_a_whole_shows_against_an_exported_head(
    trail: Trail, tmp_path: Path
) -> None:
    export = tmp_path / "trail.jsonl"
    trail.verb("audit", "export", "--to", str(export))
    trail.sql("DELETE FROM audit_auditentry WHERE id = ?", entry_at(trail, 20))
    trail.sql("DELETE FROM audit_auditseal WHERE position = 20")
    trail.verb("trail", "5", "--sealed")
    assert "audit: ok" in trail.verb("verify")

    said = trail.verb("verify", "--head", str(export), status=1)

    assert "the chain was rewritten: at position 20" in said


def test_verify_tells_what_is_not_sealed_yet(trail: Trail) -> None:
    trail.verb("trail", "3")

    assert re.search(r"audit: 3 unsealed, the oldest for \d+ s", trail.verb("verify"))


def outsiders_script() -> str:
    text = (BASE_DIR / "docs" / "audit.md").read_text(encoding="utf-8")
    return str(re.findall(r"```python\n(.*?)```", text, re.DOTALL)[0])


def check(export: Path, tmp_path: Path) -> "subprocess.CompletedProcess[str]":
    script = tmp_path / "check.py"
    script.write_text(outsiders_script(), encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-I", str(script), str(export)], capture_output=True, text=True
    )


def test_an_outsider_checks_an_export_with_ten_lines(trail: Trail, tmp_path: Path) -> None:
    export = tmp_path / "trail.jsonl"
    trail.verb("audit", "export", "--to", str(export))
    head = json.loads(trail.verb("audit", "head"))

    said = check(export, tmp_path)

    assert len([line for line in outsiders_script().splitlines() if line.strip()]) <= 10
    assert said.stdout == f"{ENTRIES} entries hold, head {head['seal']}\n"
    lines = export.read_text(encoding="utf-8").splitlines(keepends=True)
    export.write_text("".join([*lines[:6], lines[6].replace("Đ-1", "Đ-2"), *lines[7:]]))
    assert check(export, tmp_path).stderr == "broken at position 7\n"
    export.write_text("".join([*lines[:6], *lines[7:]]))
    assert check(export, tmp_path).stderr == "broken at position 7\n"


def test_the_database_itself_refuses_to_change_a_trail(tmp_path: Path) -> None:
    with new_house(tmp_path / "guarded") as house:
        house.program("tinhso.config.tests.trail", "1", "--sealed")

        for statement in (
            "UPDATE audit_auditentry SET action = 'x'",
            "DELETE FROM audit_auditentry",
            "DELETE FROM audit_auditseal",
        ):
            with pytest.raises(Exception, match="is append-only"):
                house.sql(statement)
        assert "audit: ok" in house.verb("verify")
