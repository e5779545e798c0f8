"""Serve the demonstration bank until asked to stop."""

import argparse
import os
import sys
from pathlib import Path

from tinhso_peers.bank.server import Bank


def main() -> int:
    """Read where to listen and where to keep the books, then serve."""
    parser = argparse.ArgumentParser(prog="tinhso_peers.bank")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--bind", default="127.0.0.1")
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--calls", default="", help="where transfers by VietQR are told")
    given = parser.parse_args()
    secret = os.environ.get("BANK_SECRET", "")
    if not secret:
        sys.stderr.write("BANK_SECRET is not set.\n")
        return 2
    bank = Bank(
        home=given.home,
        secret=secret,
        bind=given.bind,
        port=given.port,
        calls_to=given.calls,
    )
    bank.serve_until_stopped()
    return 0


sys.exit(main())
