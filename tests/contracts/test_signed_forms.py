"""The forms of the one-stop desk, proved by other people's tools.

A receipt is signed by the officer who took the dossier in, within his shift. What the applicant
downloads must be valid to pdfsig (poppler), to pyHanko and to our own check; one byte changed,
and none of them takes it.
"""

import shutil
import subprocess
from pathlib import Path

import pytest

from tinhso.dossiers import queries, services
from tinhso.dossiers.testing import World, accepted
from tinhso.signing import services as signing
from tinhso.signing.pki import pem
from tinhso.signing.testing import certificate_for

pytestmark = pytest.mark.django_db

PYHANKO = shutil.which("pyhanko") or str(Path(__file__).parents[2] / ".venv/bin/pyhanko")


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


@pytest.fixture
def receipt(tmp_path: Path) -> Path:
    """Give a signed receipt as its applicant downloads it."""
    world = World.make()
    desk = world.here.clerk_of_desk
    certificate_for(account_uid=desk.id, name=desk.name)
    asked = signing.start_shift_confirmation(actor=desk)
    signing.open_signing_shift(confirmation_uid=asked.uid, code=asked.secret, actor=desk)
    dossier = accepted(world)
    services.sign_new_papers(uid=dossier.uid, actor=desk)
    made = dossier.papers.get(form="01")
    paper = queries.my_paper(uid=dossier.uid, paper_uid=made.uid, actor=world.citizen)
    path = tmp_path / "mau-01.pdf"
    path.write_bytes(services.pdf_of(paper))
    return path


@pytest.fixture
def root(tmp_path: Path) -> Path:
    path = tmp_path / "root.pem"
    path.write_text(pem(signing.ensure_authority().root.certificate))
    return path


def test_other_peoples_tools_and_ours_take_a_signed_receipt(receipt: Path, root: Path) -> None:
    poppler = run("pdfsig", "-nocert", str(receipt)).stdout
    pyhanko = run(
        PYHANKO, "sign", "validate", "--trust", str(root), "--trust-replace",
        "--no-revocation-check", str(receipt),
    )  # fmt: skip
    ours = signing.verify_pdf(receipt.read_bytes())

    assert poppler.count("Signature Validation: Signature is Valid.") == 1
    assert "Field Name: CanBoMotCua" in poppler
    assert "Total document signed" in poppler
    assert pyhanko.returncode == 0, pyhanko.stderr
    assert pyhanko.stdout.strip().endswith(":INTACT:TRUSTED,UNTOUCHED")
    assert (ours.verdict, ours.signatures[0].signer) == ("valid", "Hoàng Mai")


def test_one_changed_byte_and_nobody_takes_it(receipt: Path, root: Path) -> None:
    content = receipt.read_bytes()
    at = content.index(b"/MediaBox") + 1
    receipt.write_bytes(content[:at] + b"m" + content[at + 1 :])

    poppler = run("pdfsig", "-nocert", str(receipt)).stdout
    pyhanko = run(
        PYHANKO, "sign", "validate", "--trust", str(root), "--trust-replace",
        "--no-revocation-check", str(receipt),
    )  # fmt: skip

    assert "Signature is Valid" not in poppler
    assert pyhanko.returncode != 0
    assert signing.verify_pdf(receipt.read_bytes()).verdict == "invalid"
