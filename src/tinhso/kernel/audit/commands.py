"""`tinhso audit`: exporting the trail and its head, for outsiders to check."""

import json
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from django.utils import timezone

from tinhso.kernel.audit import verifying
from tinhso.kernel.audit.sealing import seal
from tinhso.kernel.registry.verbs import verb


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("what", choices=["export", "head"])
    parser.add_argument("--to", type=Path, help="the file to write; standard output without it")


@verb("audit", "export the audit trail, or only its head, as JSON lines", arguments=_arguments)
def audit(arguments: Namespace) -> int:
    """Write the whole trail or its newest link."""
    seal()
    out = arguments.to.open("w", encoding="utf-8") if arguments.to else sys.stdout
    try:
        if arguments.what == "head":
            newest = verifying.head()
            told = {
                "position": newest.position,
                "seal": newest.seal,
                "told_at": timezone.now().isoformat(),
            }
            out.write(json.dumps(told) + "\n")
        else:
            for row in verifying.exported():
                out.write(json.dumps(row, ensure_ascii=False) + "\n")
    finally:
        if arguments.to:
            out.close()
    return 0
