"""One act to the clerk: done once or not at all, and a seal left behind is made up for."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tinhso.kernel import files
from tinhso.kernel.numbering.models import OfficialNumber
from tinhso.signing import queries, services
from tinhso.signing.checking.report import Verdict
from tinhso.signing.rules import SealState
from tinhso.signing.services import sealing
from tinhso.signing.testing import a_clerk, a_leader, a_signed_item, remembering
from tools.tables import empty_house
from tools.waiting import HANGING

REGISTER = "signing.tests"


@pytest.mark.django_db
def test_a_signed_paper_is_numbered_and_sealed_once() -> None:
    item = a_signed_item(a_leader())
    clerk = a_clerk()
    told = remembering().told

    first = services.number_and_seal(
        item_uid=item.uid, register=REGISTER, format="%(n)02d/GPXD-UBND", actor=clerk
    )
    again = services.number_and_seal(
        item_uid=item.uid, register=REGISTER, format="%(n)02d/GPXD-UBND", actor=clerk
    )

    assert again.pk == first.pk
    assert (again.state, again.number_text) == (SealState.SEALED, "01/GPXD-UBND")
    assert OfficialNumber.objects.count() == 1
    assert told == [("numbered", "01/GPXD-UBND"), ("sealed", "01/GPXD-UBND")]
    assert again.sealed_file is not None
    report = services.verify_pdf(files.open_file(again.sealed_file))
    assert report.verdict == Verdict.VALID
    assert [found.field_name for found in report.signatures] == ["NguoiKy", "CoQuan"]
    assert not queries.to_seal(actor=clerk).exists()


@pytest.mark.django_db
def test_a_numbered_paper_without_its_seal_is_shown_and_sealed_by_the_job() -> None:
    item = a_signed_item(a_leader())
    clerk = a_clerk()
    act = sealing._give_number(item.uid, REGISTER, clerk, "%(n)d/GPXD", None, None)
    assert queries.seals_waiting(agency_id=item.agency_id) == 1
    assert [row.pk for row in queries.to_seal(actor=clerk)] == [item.pk]

    services.seal(act_uid=act.uid, actor=clerk)

    act.refresh_from_db()
    assert act.state == SealState.SEALED
    assert queries.seals_waiting(agency_id=item.agency_id) == 0


def run(home: Path, url: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        env={**os.environ, "TINHSO_HOME": str(home), "TINHSO_DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
        timeout=HANGING,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip().splitlines()[-1] if done.stdout.strip() else ""


def test_a_killed_process_leaves_no_gap_and_no_double(tmp_path: Path) -> None:
    with empty_house(tmp_path) as url:
        seen = json.loads(run(tmp_path, url, str(Path(__file__).with_name("killed.py"))))

    nothing = {"acts": [], "numbers": 0, "last": 0, "verdict": ""}
    assert seen["in_number"]["killed"] == nothing
    assert seen["in_number"]["mended"] == {
        "acts": ["sealed"], "numbers": 1, "last": 1, "verdict": "valid"
    }  # fmt: skip
    for number, point in ((2, "before_seal"), (3, "in_seal")):
        assert seen[point]["killed"] == {
            "acts": ["numbered"], "numbers": number, "last": number, "verdict": ""
        }  # fmt: skip
        assert seen[point]["mended"] == {
            "acts": ["sealed"], "numbers": number, "last": number, "verdict": "valid"
        }  # fmt: skip
