"""Acts in processes that are killed in the middle, in an installation of its own.

    python -m tests.faults.acts kill N      prints what stood after each death and after a retry,
                                            and N more submitted dossiers
    python -m tests.faults.acts accept IDS UID…   accepts, says each code

Run by `test_killed_acts.py`. A child is killed by SIGKILL, from within a function of the act that
is replaced in the child alone, so the product has no hook for it.
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from typing import Any, NoReturn
from uuid import UUID, uuid4

import django


def die(*_: object, **__: object) -> NoReturn:
    """End like a process that lost its power."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def killed_at(module: Any, name: str, act: Callable[[], object]) -> None:
    """Do an act in a child that is killed when it calls `module.name`."""
    from django.db import connections

    connections.close_all()
    child = os.fork()
    if child == 0:
        setattr(module, name, die)
        act()
        os._exit(0)
    _pid, status = os.waitpid(child, 0)
    if os.waitstatus_to_exitcode(status) != -signal.SIGKILL:
        raise RuntimeError(f"{name}: the process was to be killed")


def kill(more: int) -> dict[str, object]:
    """Kill submit, accept and return at the points that hurt most; retry each."""
    from tinhso.dossiers import services
    from tinhso.dossiers.models import Dossier, HandOver, Paper, TimelineEntry
    from tinhso.dossiers.services import _core, filing, intake, returning
    from tinhso.dossiers.testing import World, a_file, resolved, submitted
    from tinhso.kernel.audit.models import AuditEntry
    from tinhso.kernel.events.models import PublishedEvent
    from tinhso.kernel.numbering.models import OfficialNumber

    world = World.make()
    kinds = (Dossier, HandOver, Paper, TimelineEntry, PublishedEvent, OfficialNumber)

    def rows() -> list[int]:
        acts = AuditEntry.objects.exclude(action="files.stored")  # the papers came before the act
        return [*(kind._default_manager.count() for kind in kinds), acts.count()]

    seen: dict[str, dict[str, object]] = {}

    def tried(name: str, points: list[tuple[Any, str]], act: Callable[[], object]) -> None:
        before = rows()
        for module, point in points:
            killed_at(module, point, act)
            seen[f"{name} at {point}"] = {"left": rows() == before}
        act()
        seen[name] = {"done": rows() != before}

    papers = [
        services.AttachmentInput(component_key=key, file=a_file())
        for key in ("giay_to_dat", "ban_ve")
    ]
    token = uuid4()
    tried(
        "submit",
        [(filing, "write_parties"), (filing, "give_number"), (filing, "publish")],
        lambda: submitted(world, token=token, attachments=papers),
    )
    dossier = Dossier.objects.get(submission_token=token)
    desk = world.here.clerk_of_desk
    tried(
        "accept",
        [(intake, "make_paper"), (intake, "give_number"), (intake, "publish")],
        lambda: services.accept(uid=dossier.uid, actor=desk),
    )
    seen["accept"]["numbers"] = list(
        OfficialNumber.objects.filter(register="dossiers.dossier").values_list("number", flat=True)
    )

    done = resolved(world)
    tried(
        "return",
        [(returning, "publish"), (_core, "tell")],
        lambda: services.return_result(
            uid=done.uid, actor=desk, received_by="Triệu Văn Páo", identity_checked=True
        ),
    )
    done.refresh_from_db()
    seen["return"]["state"] = done.state
    return {
        "seen": seen,
        "ids": {"desk": world.here.desk.pk, "agency": world.here.agency.pk},
        "uids": [str(submitted(world).uid) for _ in range(more)],
    }


def accept(ids: dict[str, int], uids: list[str]) -> list[str]:
    """Accept dossiers as an officer of one desk; returns codes, and refusals."""
    from tinhso.dossiers import services
    from tinhso.dossiers.permissions import DossierPermission
    from tinhso.kernel.testing import make_actor

    desk = make_actor(
        DossierPermission.RECEIVE,
        unit_id=ids["desk"],
        agency_id=ids["agency"],
        sight_keys=frozenset({f"u:{ids['desk']}"}),
    )
    said: list[str] = []
    for uid in uids:
        try:
            said.append(str(services.accept(uid=UUID(uid), actor=desk).code))
        except services.WrongState:
            said.append("refused")
    return said


def main() -> None:
    """Do what the command line says and print the outcome as one line of JSON."""
    django.setup()
    verb, *more = sys.argv[1:]
    answer: object
    answer = kill(int(more[0])) if verb == "kill" else accept(json.loads(more[0]), more[1:])
    sys.stdout.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    main()
