"""The house's side of the helper process: it asks within a time limit and ends the process."""

import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from tinhso.signing.algorithms import Algorithm, KeyKind
from tinhso.signing.tokens.words import SERIAL_END, PinState, Trouble

OURS: Final = "TINHSO_"
"""Nothing of the house's own settings is told to a library of somebody else."""

LONGEST_ANSWER: Final = 1024 * 1024
ENDS_WITHIN: Final = 2


class DeviceTrouble(Exception):
    """A device did not do what was asked; `pin` is what it says of the tries that are left."""

    def __init__(self, trouble: Trouble, *, pin: PinState = PinState.FINE, said: str = "") -> None:
        """Keep what went wrong, in codes."""
        super().__init__(f"{trouble} {said}".strip())
        self.trouble = trouble
        self.pin = pin


@dataclass(frozen=True)
class Plugged:
    """One device as its library shows it."""

    serial: str
    label: str
    pin: PinState


@dataclass(frozen=True)
class Held:
    """What lies on an opened device: keys by their ids with their public halves, certificates."""

    keys: tuple[tuple[str, bytes], ...]
    certificates: tuple[bytes, ...]


class Helper:
    """One helper process."""

    def __init__(self, library: str, *, seconds: float) -> None:
        """Start it, and wait until the library is loaded."""
        self.seconds = seconds
        self._read = b""
        self._process = subprocess.Popen(  # noqa: S603  # our own program
            [sys.executable, "-m", "tinhso.signing.tokens.helper", library],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={k: v for k, v in os.environ.items() if not k.startswith(OURS)},
            close_fds=True,
        )
        try:
            self._answer()
        except DeviceTrouble:
            self.end()
            raise

    @property
    def process_id(self) -> int:
        """Return the number of the process."""
        return self._process.pid

    def devices(self) -> list[Plugged]:
        """Return what is plugged in."""
        found = self._ask(do="devices")["devices"]
        if not isinstance(found, list):
            raise DeviceTrouble(Trouble.BROKEN)
        return [Plugged(one["serial"], one["label"], PinState(one["pin"])) for one in found]

    def open(self, serial: str, pin: str) -> None:
        """Log in to a device."""
        self._ask(do="open", serial=serial, pin=pin)

    def sign(self, key: str, data: bytes, algorithm: Algorithm) -> bytes:
        """Return the value that a key of the opened device gives."""
        return bytes.fromhex(
            str(self._ask(do="sign", key=key, data=data.hex(), algorithm=algorithm)["value"])
        )

    def make(self, kind: KeyKind) -> tuple[str, bytes]:
        """Make a key on the opened device; return its id there and its public half (DER)."""
        made = self._ask(do="make", kind=kind)
        return str(made["key"]), bytes.fromhex(str(made["public"]))

    def held(self) -> Held:
        """Return the keys of the opened device, and the certificates that lie there (DER)."""
        told = self._ask(do="keys")
        keys, certificates = told["keys"], told["certificates"]
        if not isinstance(keys, list) or not isinstance(certificates, list):
            raise DeviceTrouble(Trouble.BROKEN)
        return Held(
            tuple((str(one["key"]), bytes.fromhex(str(one["public"]))) for one in keys),
            tuple(bytes.fromhex(str(one)) for one in certificates),
        )

    def end(self) -> None:
        """End the process: by closing its input, by force when that is not enough."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except BrokenPipeError:
                    continue
        try:
            self._process.wait(ENDS_WITHIN)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _ask(self, **asked: str) -> dict[str, object]:
        if self._process.stdin is None:
            raise DeviceTrouble(Trouble.BROKEN)
        try:
            self._process.stdin.write(f"{json.dumps(asked)}\n".encode())
            self._process.stdin.flush()
        except BrokenPipeError:
            raise DeviceTrouble(Trouble.BROKEN, said="ended") from None
        return self._answer()

    def _answer(self) -> dict[str, object]:
        told: dict[str, object] = json.loads(self._line())
        if "trouble" in told:
            raise DeviceTrouble(
                Trouble(str(told["trouble"])),
                pin=PinState(str(told.get("pin", ""))),
                said=str(told.get("said", "")),
            )
        return told

    def _line(self) -> bytes:
        """Return the next line; a process that says nothing in time is ended by force."""
        if self._process.stdout is None:
            raise DeviceTrouble(Trouble.BROKEN)
        until = time.monotonic() + self.seconds
        while b"\n" not in self._read:
            left = max(until - time.monotonic(), 0)
            ready, _writing, _failing = select.select([self._process.stdout], [], [], left)
            if not ready:
                self._process.kill()
                raise DeviceTrouble(Trouble.SILENT)
            portion = os.read(self._process.stdout.fileno(), 65536)
            if not portion or len(self._read) > LONGEST_ANSWER:
                raise DeviceTrouble(Trouble.BROKEN, said="ended")
            self._read += portion
        line, self._read = self._read.split(b"\n", 1)
        return line


@contextmanager
def helper(library: str, *, seconds: float) -> Iterator[Helper]:
    """Keep a helper process for the length of an act."""
    running = Helper(library, seconds=seconds)
    try:
        yield running
    finally:
        running.end()


def reference_of(serial: str, key: str) -> str:
    """Return how a key is referred to: its device and its id there."""
    return f"{serial}{SERIAL_END}{key}"


def parts_of(reference: str) -> tuple[str, str]:
    """Return the device and the key's id there."""
    serial, _end, key = reference.rpartition(SERIAL_END)
    return serial, key
