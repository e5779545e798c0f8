"""Start the demonstration portal: `python -m tinhso_peers.national_portal --help`."""

import argparse
import json
import sys
import threading
from pathlib import Path

from tinhso_peers.national_portal.house import House
from tinhso_peers.national_portal.server import Portal
from tinhso_peers.national_portal.service import Access
from tinhso_peers.stopping import wait_until_stopped


def main() -> int:
    """Serve until asked to stop."""
    parser = argparse.ArgumentParser(prog="tinhso_peers.national_portal", description=__doc__)
    parser.add_argument("--port", type=int, default=8100)
    parser.add_argument("--home", type=Path, required=True, help="where it keeps what it knows")
    parser.add_argument(
        "--settings",
        type=Path,
        required=True,
        help="a JSON file: house, client_id, client_secret, username, password, agencies",
    )
    parser.add_argument("--hang-seconds", type=float, default=30)
    given = parser.parse_args()
    known = json.loads(given.settings.read_text(encoding="utf-8"))
    portal = Portal(
        home=given.home,
        access=Access(username=known["username"], password=known["password"]),
        house=House(
            url=known["house"].rstrip("/"),
            client_id=known["client_id"],
            client_secret=known["client_secret"],
        ),
        port=given.port,
        hang_seconds=given.hang_seconds,
    )
    if known.get("agencies"):
        portal.agencies = [(code, name) for code, name in known["agencies"]]
    portal.start()
    sys.stdout.write(f"{portal.url}\n")
    sys.stdout.flush()
    wait_until_stopped(threading.Event())
    portal.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
