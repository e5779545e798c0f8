"""`tools.testing` counts each part, fails when one does, and lets them speak one after another."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest

from tools.failures import Failures
from tools.testing import Lane, Speaker, Tally, run_side_by_side
from tools.waiting import HANGING


def saying(*words: str) -> Callable[[Lane], None]:
    """Return a part that only says something."""

    def part(lane: Lane) -> None:
        for word in words:
            lane.speaker.say(word)

    return part


def test_what_is_said_beside_comes_after_what_was_before(
    capsys: pytest.CaptureFixture[str],
) -> None:
    first = Speaker()
    second = Speaker(first)
    third = Speaker(second)

    third.say("6")
    second.say("3")
    first.say("1")
    second.say("4")
    second.end()
    third.end()
    heard_early = capsys.readouterr().out
    first.say("2")
    first.end()

    assert heard_early == "1"
    assert capsys.readouterr().out == "2346"


def test_counts_of_all_runs_are_added_and_a_run_that_fell_over_is_a_failure() -> None:
    tally = Tally()

    tally.read("3 failed, 4 passed, 2 skipped, 1 error in 5.00s", 1)
    tally.read("10 passed in 1.00s", 0)
    tally.read("", 3)

    assert (tally.passed, tally.failed, tally.skipped) == (14, 5, 2)


def test_two_lanes_run_and_are_counted_together(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tally = Tally()
    first = Lane(tally, tmp_path / "first", [])
    beside = Lane(tally, tmp_path / "beside", [], before=first)

    def counting(lane: Lane) -> None:
        lane.tally.add(passed=1)

    run_side_by_side({first: [saying("a"), counting], beside: [counting, saying("b")]})

    assert tally.passed == 2
    assert capsys.readouterr().out == "ab"


def test_where_one_lane_breaks_off_what_runs_beside_it_ends(tmp_path: Path) -> None:
    first = Lane(Tally(), tmp_path / "first", [])
    beside = Lane(Tally(), tmp_path / "beside", [], before=first)
    ended: list[int] = []
    ready = Event()
    waits = "import signal; signal.signal(2, signal.SIG_DFL); print(1, flush=True); signal.pause()"

    def waiting(lane: Lane) -> None:
        with lane.start([sys.executable, "-c", waits]) as process:
            assert process.stdout is not None
            process.stdout.readline()
            ready.set()
            ended.append(process.wait())

    def breaking(_lane: Lane) -> None:
        ready.wait(HANGING)
        raise RuntimeError("no tables")

    with pytest.raises(RuntimeError, match="no tables"):
        run_side_by_side({first: [breaking], beside: [waiting]})

    assert ended == [-signal.SIGINT]


def test_what_failed_is_named_with_its_reason(tmp_path: Path) -> None:
    (tmp_path / "test_two.py").write_text(
        "import pytest\n"
        "class TestOne:\n"
        "    @pytest.mark.parametrize('digit', [1, 2])\n"
        "    def test_digit(self, digit):\n"
        "        assert digit == 1, 'not the first'\n"
        "@pytest.fixture\n"
        "def broken():\n"
        "    raise ValueError('no data')\n"
        "def test_never_begun_and_bears_a_name_that_leaves_hardly_any_room_on_its_line(broken):\n"
        "    pass\n"
    )
    failures = Failures()

    said = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-ra", "-p", "no:cacheprovider", "test_two.py"],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    for line in said.splitlines():
        failures.hear(line)

    digit, never_begun = sorted(failures.named)
    assert digit.startswith("test_two.py::TestOne::test_digit[2]\nE ")
    assert "not the first" in digit
    assert never_begun.partition("\n")[2].startswith("E ")
    assert "no data" in never_begun
