"""One of many processes that publish and record at once; a fifth of its acts are rolled back."""

import random
from dataclasses import dataclass

from tinhso.kernel.loading import load
from tools.at_once import answer

ACTS = 60


def main(seed: int) -> None:
    """Do the acts; each publishes two events and records once, after a moment's thought."""
    from django.db import transaction

    from tinhso.kernel.actors import system_actor
    from tinhso.kernel.audit import record
    from tinhso.kernel.audit.sealing import seal
    from tinhso.kernel.events import Event, publish
    from tinhso.kernel.events.sequencing import sequence

    @dataclass(frozen=True, kw_only=True)
    class ActDone(Event):
        who: int
        act: int
        half: int

    chance = random.Random(seed)  # noqa: S311  not a secret
    actor = system_actor(f"busy-{seed}")
    for act in range(ACTS):
        with transaction.atomic():
            publish(ActDone(who=seed, act=act, half=1))
            record("tests.busy", actor=actor, act=act)
            publish(ActDone(who=seed, act=act, half=2))
            if act % 5 == 4:
                transaction.set_rollback(True)
        if chance.random() < 0.2:
            sequence()
            seal()
    sequence()
    seal()


if __name__ == "__main__":
    load()
    answer(lambda seed: main(int(seed)))
