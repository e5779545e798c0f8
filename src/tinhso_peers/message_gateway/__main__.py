"""Serve the gateway until asked to stop."""

import argparse
import sys

from tinhso_peers.message_gateway.server import MessageGateway


def main() -> int:
    """Read where to listen, then serve."""
    parser = argparse.ArgumentParser(prog="tinhso_peers.message_gateway")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--bind", default="127.0.0.1")
    parser.add_argument("--token", required=True)
    given = parser.parse_args()
    MessageGateway(token=given.token, port=given.port, bind=given.bind).serve_until_stopped()
    return 0


sys.exit(main())
