"""Services outside asked by HTTP: bounded in time and length, led nowhere else."""

import time
from typing import Final

import requests
from urllib3.exceptions import HTTPError as BrokenAnswer

CONNECT_SECONDS: Final = 5


class Unanswered(Exception):
    """Nothing came in time, or nothing is there."""


def asked(
    url: str,
    *,
    seconds: float,
    longest: int,
    data: bytes | None = None,
    kind: str = "",
    token: str = "",
) -> tuple[int, bytes]:
    """Return status and content of an answer, one byte above `longest` when it is longer.

    No redirection is followed, no proxy and no password of the machine is used. Raises
    `Unanswered` for what has not come whole within the time.
    """
    until = time.monotonic() + seconds
    said = {"Content-Type": kind, "Authorization": f"Bearer {token}" if token else ""}
    headers = {"Accept-Encoding": "identity"} | {name: text for name, text in said.items() if text}
    read = b""
    try:
        with (
            _session() as session,
            session.request(
                "GET" if data is None else "POST",
                url,
                data=data,
                headers=headers,
                timeout=(min(CONNECT_SECONDS, seconds), seconds),
                allow_redirects=False,
                stream=True,
            ) as answer,
        ):
            while len(read) <= longest and (more := answer.raw.read1(longest + 1 - len(read))):
                read += more
                if time.monotonic() > until:
                    raise Unanswered
    except (requests.RequestException, BrokenAnswer, OSError):
        raise Unanswered from None
    return answer.status_code, read


def _session() -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    return session
