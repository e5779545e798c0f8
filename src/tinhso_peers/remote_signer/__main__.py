"""Serve the signing service until asked to stop; says each credential it made.

python -m tinhso_peers.remote_signer --port 9300 --client tinhso --secret … --user be.thu
"""

import argparse
import sys

from tinhso_peers.remote_signer.server import RemoteSigner


def print_code(user: str, code: str) -> None:
    """Be the person's telephone: show the code that the service sent."""
    sys.stdout.write(f"{user}: {code}\n")
    sys.stdout.flush()


def main() -> int:
    """Read where to listen and for whom, then serve."""
    parser = argparse.ArgumentParser(prog="tinhso_peers.remote_signer")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--bind", default="127.0.0.1")
    parser.add_argument("--client", required=True)
    parser.add_argument("--secret", required=True)
    parser.add_argument("--user", action="append", default=[], help="login=name of a person")
    parser.add_argument("--scal", choices=["1", "2"], default="1", help="2 binds each hash")
    given = parser.parse_args()
    signer = RemoteSigner(
        client=given.client, secret=given.secret, port=given.port, bind=given.bind
    )
    for person in given.user:
        login, _equals, name = person.partition("=")
        sys.stdout.write(f"{login} {signer.vault.add(login, name or login, scal=given.scal)}\n")
    sys.stdout.flush()
    signer.vault.telephone = print_code
    signer.serve_until_stopped()
    return 0


sys.exit(main())
