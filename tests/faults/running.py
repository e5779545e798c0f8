"""Modules of this folder, run as processes of their own."""

import json
import subprocess
import sys
from typing import Any

from tools.waiting import HANGING


def run(environment: dict[str, str], module: str, *arguments: str) -> "subprocess.Popen[str]":
    """Start a module of this folder."""
    return subprocess.Popen(
        [sys.executable, "-m", f"tests.faults.{module}", *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def said(process: "subprocess.Popen[str]") -> Any:
    """Return what the process said at its end."""
    output, error = process.communicate(timeout=HANGING)
    assert process.returncode == 0, error  # tests read it
    return json.loads(output.splitlines()[-1])
