"""Merge the faces that papers are set in, once at set-up: python -m tools.fonts."""

import shutil
from pathlib import Path

from tinhso.kernel.papers.fonts import merge_into

HERE = Path(__file__).resolve().parents[1]

if __name__ == "__main__":
    shutil.rmtree(HERE / "build" / "fonts", ignore_errors=True)
    merge_into(HERE / "build" / "fonts", HERE / "node_modules")
