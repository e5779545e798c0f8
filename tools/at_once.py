"""Acts of several processes at once, each forked from one that has loaded the house.

To load it takes a processor two seconds and more. A test that lets many act at once pays that
once; those who act begin at the same moment, and share nothing but the database.
"""

import json
import os
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from tempfile import TemporaryFile
from typing import IO, Final, cast

from tools.waiting import HANGING

ANSWER: Final = "answer "
"""Before each answer: what the house logs stands between them."""


class Loaded:
    """A process that has loaded the house and waits for acts, seen from the test."""

    def __init__(self, ears: IO[str], mouth: IO[str]) -> None:
        """Speak into its ears and hear its mouth."""
        self._ears, self._mouth = ears, mouth

    def said(self, *acts: Sequence[str]) -> list[list[str]]:
        """Let each act be done in a process of its own, all at once; return the lines of each."""
        self._ears.write(json.dumps(acts) + "\n")
        self._ears.flush()
        line = next(line for line in self._mouth if line.startswith(ANSWER))
        told: list[tuple[int, str]] = json.loads(line.removeprefix(ANSWER))
        if any(status for status, _text in told):
            raise AssertionError("\n".join(text for status, text in told if status))
        return [
            [line for line in text.splitlines() if not line.startswith('{"event"')]
            for _status, text in told
        ]


@contextmanager
def loaded(module: str, environment: Mapping[str, str]) -> Iterator[Loaded]:
    """Start a module that ends in `answer`; end it."""
    with subprocess.Popen(
        [sys.executable, "-m", module],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield Loaded(cast("IO[str]", process.stdin), cast("IO[str]", process.stdout))
        process.communicate(timeout=HANGING)


def answer(act: Callable[..., None]) -> None:
    """Do the acts of each line that comes in, each by a child; the parent touches no database."""
    for line in sys.stdin:
        children = []
        for arguments in json.loads(line):
            said: IO[str] = TemporaryFile("w+")  # noqa: SIM115  closed when its child has ended
            children.append((_child(act, arguments, said), said))
        told = []
        for child, said in children:
            _pid, status = os.waitpid(child, 0)
            with said:
                said.seek(0)
                told.append((os.waitstatus_to_exitcode(status), said.read()))
        sys.stdout.write(f"{ANSWER}{json.dumps(told)}\n")
        sys.stdout.flush()


def _child(act: Callable[..., None], arguments: list[str], said: IO[str]) -> int:
    """Do one act in a child whose words go to a file; return its id."""
    child = os.fork()
    if child:
        return child
    os.dup2(said.fileno(), sys.stdout.fileno())
    status = 1
    try:
        act(*arguments)
        status = 0
    finally:
        if status:
            traceback.print_exc(file=sys.stdout)
        sys.stdout.flush()
        os._exit(status)
