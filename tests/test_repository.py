"""What the repository holds: texts and pictures of ours; no key, no package of others, no data."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TOP = {
    *(".ci", "changes", "deploy", "docs", "requirements", "src", "tests", "tools"),
    *(".gitignore", ".npmrc", "CHANGELOG.md", "Makefile", "README.md", "conftest.py", "manage.py"),
    *("package-lock.json", "package.json", "pyproject.toml"),
}
"""What lies at the top: whatever else appears there was left by a hand or by a test."""
KINDS = re.compile(
    r"\.(py|html|md|typ|png|txt|po|json|geojson|js|mjs|css|svg|toml|gz|service|in|example|pem|crl|pdf)$"
    r"|/Makefile$|^\.ci/run$"
)
MOST = 1_000_000
PRIVATE_KEY = re.compile(rb"-----BEGIN [A-Z ]*PRIVATE KEY-----\n[A-Za-z0-9+/=]{40}")


@pytest.fixture(scope="module")
def held() -> list[str]:
    """Return the paths of what is under version control here."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a checkout")
    return [name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).exists()]


def test_only_known_things_lie_at_the_top(held: list[str]) -> None:
    assert {name.split("/")[0] for name in held} <= TOP


def test_there_are_only_kinds_of_files_that_are_ours(held: list[str]) -> None:
    assert [name for name in held if "/" in name and not KINDS.search(name)] == []


def test_no_file_is_as_large_as_a_package(held: list[str]) -> None:
    assert [name for name in held if (ROOT / name).stat().st_size > MOST] == []


def test_no_private_key_is_held(held: list[str]) -> None:
    assert [name for name in held if PRIVATE_KEY.search((ROOT / name).read_bytes())] == []
