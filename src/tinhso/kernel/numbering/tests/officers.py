"""One process of officers who take numbers at once; run by `test_officers_at_once.py`.

    python -m tinhso.kernel.numbering.tests.officers OFFICERS ROUNDS
    python -m tinhso.kernel.numbering.tests.officers    has several such processes act at once

Each officer is a thread with a connection of his own. Every fifth act of his fails after the
number was given and is rolled back. One line is printed for each committed act, after its commit.
"""

import os
import random
import sys
import threading
import traceback
from datetime import date

from tinhso.kernel.loading import load
from tools.at_once import answer

ON = date(2026, 11, 16)
REGISTER = "kernel.officers"


class ActFailed(Exception):
    """Something after the number went wrong, and the whole act is rolled back."""


def _act(seed: int, rounds: int) -> None:
    from django.db import connection, transaction

    from tinhso.kernel.actors import system_actor
    from tinhso.kernel.numbering import give_number

    dice = random.Random(seed)  # noqa: S311 - decides which acts fail
    for _ in range(rounds):
        try:
            with transaction.atomic():
                number = give_number(
                    register=REGISTER,
                    agency_id=7,
                    on=ON,
                    actor=system_actor("officers"),
                    format="%(n)d/GPXD-UBND",
                )
                if dice.random() < 0.2:
                    raise ActFailed
        except ActFailed:
            continue
        sys.stdout.write(f"{number.number}\n")
        sys.stdout.flush()
    connection.close()


def _end_all(fault: threading.ExceptHookArgs) -> None:
    """End the whole process when one officer meets a fault nobody expected."""
    traceback.print_exception(fault.exc_value)
    sys.stderr.flush()
    os._exit(1)


def main(officers: str, rounds: str) -> None:
    """Let the officers act until all are through."""
    threading.excepthook = _end_all
    threads = [threading.Thread(target=_act, args=(n, int(rounds))) for n in range(int(officers))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    load()
    if sys.argv[1:]:
        main(*sys.argv[1:])
    else:
        answer(main)
