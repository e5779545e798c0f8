"""What the look round finds of disk and clock."""

import shutil
from datetime import timedelta
from typing import NamedTuple

import pytest
import time_machine
from django.utils import timezone

from tinhso.kernel.actors import system_actor
from tinhso.kernel.audit import record
from tinhso.kernel.audit.sealing import seal
from tinhso.kernel.registry.operations import Concern, look_round

pytestmark = pytest.mark.django_db


class Usage(NamedTuple):
    """What the system says of a disk."""

    total: int
    used: int
    free: int


def found(code: str) -> list[Concern]:
    return [concern for concern in look_round() if concern.code == code]


@pytest.mark.parametrize(("free_mb", "weights"), [(6000, []), (4000, [False]), (90, [True])])
def test_a_disk_that_fills_is_found(
    monkeypatch: pytest.MonkeyPatch, free_mb: int, weights: list[bool]
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(10**12, 0, free_mb * 1_000_000))

    concerns = found("config.disk")

    assert [concern.is_error for concern in concerns] == weights
    assert [concern.values["free"] for concern in concerns] == [free_mb] * len(weights)


def test_a_clock_that_ran_back_is_found_by_the_newest_seal() -> None:
    record("operations.looked", actor=system_actor("tests"))
    seal()
    assert found("config.clock_back") == []

    with time_machine.travel(timezone.now() - timedelta(days=1), tick=False):
        (concern,) = found("config.clock_back")

    assert concern.is_error
