"""A paper that a secretary, a chair and then the agency sign is valid to others' tools, thrice.

The second signature and the seal are changes of what was signed before: pyHanko's analysis of
differences must take them for signatures and nothing else.
"""

import re
import subprocess
from pathlib import Path

import pytest

from tests.contracts.outside import PYHANKO
from tinhso.kernel import files
from tinhso.signing import services
from tinhso.signing.pki import pem
from tinhso.signing.testing import a_clerk, a_leader
from tinhso.signing.tests.several import FIELD, a_secretary, an_item_for_two, signed_by
from tools.waiting import HANGING

pytestmark = pytest.mark.django_db(transaction=True)
LEVELS = ("B-B", "B-T", "B-LT", "B-LTA")


def run(*command: str) -> str:
    return subprocess.run(
        command, capture_output=True, text=True, check=True, timeout=HANGING
    ).stdout


@pytest.mark.parametrize("level", LEVELS)
def test_three_signatures_are_each_valid_to_poppler_pyhanko_and_qpdf(
    level: str, tmp_path: Path, settings: object
) -> None:
    settings.TINHSO_SIGNING_LEVEL = level  # type: ignore[attr-defined]  # pytest-django's
    secretary, leader, clerk = a_secretary(), a_leader(), a_clerk()
    item = an_item_for_two(secretary, leader)
    signed_by(secretary, item)
    signed_by(leader, item)
    act = services.number_and_seal(item_uid=item.uid, actor=clerk)
    assert act.sealed_file is not None
    path, root = tmp_path / "bien-ban.pdf", tmp_path / "root.pem"
    path.write_bytes(files.open_file(act.sealed_file))
    root.write_text(pem(services.ensure_authority().root.certificate))

    said = run("pdfsig", "-nocert", str(path))
    found = re.findall(r"Field Name: (\w+)", said)
    assert [name for name in found if not name.startswith("DauThoiGian")] == [
        FIELD,
        "NguoiKy",
        "CoQuan",
    ]
    assert said.count("Signature Validation: Signature is Valid.") == 3
    trusting = ("--trust", str(root), "--trust-replace", "--no-revocation-check")
    judged = run(PYHANKO, "sign", "validate", *trusting, str(path)).strip().splitlines()
    people = [line for line in judged if ":INTACT:TRUSTED" in line]
    assert len(people) >= 3
    assert not [line for line in judged if "INVALID" in line or "SUSPICIOUS" in line.upper()]
    assert "No syntax or stream encoding errors found" in run("qpdf", "--check", str(path))
