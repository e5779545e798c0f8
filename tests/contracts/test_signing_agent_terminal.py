"""The person at the agent's terminal: what he reads, the PIN that is not shown, and his no."""

import os
import pty
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests.contracts.officials_desk import Desk, ready_devices
from tinhso.signing.algorithms import KeyKind
from tinhso.signing.models import AgentTurn
from tinhso.signing.rules import ItemState, TurnState
from tinhso.signing.testing import PIN
from tools.waiting import HANGING

pytestmark = pytest.mark.django_db(transaction=True)
WRONG = "000000"
ASKED = "PIN của thiết bị"


@pytest.fixture
def desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings, live_server: LiveServer
) -> Desk:
    devices = ready_devices(tmp_path, monkeypatch, settings)
    made = Desk(devices, live_server.url, tmp_path)
    made.pair()
    made.enrol(KeyKind.P256)
    return made


class AtTerminal:
    """The agent with a terminal of its own, read and typed to as by a person."""

    def __init__(self, arguments: list[str]) -> None:
        self.read = ""
        self._ours, theirs = pty.openpty()
        self._process = subprocess.Popen(
            [sys.executable, "-c", OWN_TERMINAL, os.ttyname(theirs), *arguments],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
            env={**os.environ, "LANG": "C.UTF-8", "LC_ALL": ""},
        )
        os.close(theirs)

    def wait_for(self, text: str, *, times: int = 1) -> None:
        """Read until a text came so many times."""
        until = time.monotonic() + HANGING
        while self.read.count(text) < times:
            ready, _writing, _failing = select.select([self._ours], [], [], 1)
            if ready:
                self.read += os.read(self._ours, 65536).decode(errors="replace")
            assert time.monotonic() < until, self.read

    def type(self, line: str) -> None:
        os.write(self._ours, f"{line}\n".encode())

    def end(self) -> int:
        """Wait for its end; return its exit status."""
        return self._process.wait(HANGING)

    def close(self) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        os.close(self._ours)


OWN_TERMINAL = """
import os, sys
os.close(os.open(sys.argv[1], os.O_RDWR))
os.execv(sys.argv[2], sys.argv[2:])
"""
"""Opened first in a session of its own, the terminal becomes the one that PINs are typed at."""


@pytest.fixture
def terminal(desk: Desk) -> Iterator[AtTerminal]:
    with closing(AtTerminal(desk.typed("run", "--once", "--module", desk.library))) as opened:
        opened.wait_for("Sẵn sàng ký")
        yield opened


def test_a_wrong_pin_may_be_typed_again_and_none_is_shown(desk: Desk, terminal: AtTerminal) -> None:
    turn = desk.start()

    terminal.wait_for(ASKED)
    terminal.type(WRONG)
    terminal.wait_for(ASKED, times=2)
    terminal.type(PIN)
    terminal.wait_for("Đã ký 2 văn bản.")

    assert terminal.end() == 0
    assert "PIN chưa đúng. Thiết bị báo đã có lần sai" in terminal.read
    assert desk.items[0].title in terminal.read
    assert WRONG not in terminal.read
    assert PIN not in terminal.read
    turn.refresh_from_db()
    assert (turn.state, set(desk.states())) == (TurnState.DONE, {ItemState.SIGNED})


def test_nothing_typed_means_no(desk: Desk, terminal: AtTerminal) -> None:
    turn = desk.start()

    terminal.wait_for(ASKED)
    terminal.type("")
    terminal.wait_for("Không ký gì.")

    assert terminal.end() == 0
    turn = AgentTurn.objects.get(pk=turn.pk)
    assert turn.state == TurnState.REFUSED
    assert "không đồng ý" in turn.said
    assert set(desk.states()) == {ItemState.OPENED}
