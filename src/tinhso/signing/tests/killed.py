"""The clerk's act in processes that are killed in the middle of it, in a house of its own.

Run as a program by `test_number_and_seal.py`; prints what stands in the database after each
death and after the act was tried again.
"""

import json
import os
from typing import NoReturn
from uuid import UUID

from tinhso.kernel.loading import load


def die(*_: object, **__: object) -> NoReturn:
    """End like a process that lost its power: nothing is closed, nothing flushed."""
    os._exit(9)


def main() -> None:
    """Kill the act at three points and mend it after each."""
    load()
    from django.db import connections
    from django.utils import timezone

    from tinhso.kernel import files
    from tinhso.kernel.actors import EVERYWHERE, Actor, ActorKind
    from tinhso.kernel.jobs.models import Job
    from tinhso.kernel.jobs.running import run_job
    from tinhso.kernel.numbering.models import Counter, OfficialNumber
    from tinhso.signing import services, testing
    from tinhso.signing.models import SealAct, SigningItem
    from tinhso.signing.services import sealing

    clerk = Actor(
        kind=ActorKind.OFFICIAL,
        id=UUID(int=7),
        agency_id=testing.AGENCY,
        permissions={"signing.seal_document": EVERYWHERE},
    )

    def act(item: SigningItem) -> None:
        services.number_and_seal(
            item_uid=item.uid, register="signing.tests", format="%(n)d/GPXD", actor=clerk
        )

    def act_and_die(item: SigningItem, point: str) -> None:
        connections.close_all()
        child = os.fork()
        if child == 0:
            if point == "in_number":
                setattr(sealing, "give_number", die)  # noqa: B010  the name is not exported
            elif point == "before_seal":
                setattr(sealing, "seal_pdf", die)  # noqa: B010  the name is not exported
            else:
                testing.Remembering.sealed = die  # type: ignore[method-assign]  # inside the transaction
            act(item)
            os._exit(0)
        _pid, status = os.waitpid(child, 0)
        if os.waitstatus_to_exitcode(status) != 9:
            raise RuntimeError(f"{point}: the process was to be killed")

    def look(item: SigningItem) -> dict[str, object]:
        counter = Counter.objects.filter(register="signing.tests").first()
        acts = list(SealAct.objects.filter(item=item))
        sealed = next((one.sealed_file for one in acts if one.sealed_file), None)
        return {
            "acts": [one.state for one in acts],
            "numbers": OfficialNumber.objects.count(),
            "last": counter.last if counter else 0,
            "verdict": services.verify_pdf(files.open_file(sealed)).verdict if sealed else "",
        }

    testing.a_clerk()
    seen: dict[str, dict[str, object]] = {}
    for point in ("in_number", "before_seal", "in_seal"):
        item = testing.a_signed_item(testing.a_leader())
        act_and_die(item, point)
        killed = look(item)
        waiting = Job.objects.filter(name="signing.seal", state="waiting").last()
        if waiting is None:
            act(item)
        else:
            Job.objects.filter(pk=waiting.pk).update(run_at=timezone.now())
            run_job(waiting.pk)
        seen[point] = {"killed": killed, "mended": look(item)}
        Job.objects.all().delete()
    print(json.dumps(seen))  # noqa: T201  read by the test


if __name__ == "__main__":
    main()
