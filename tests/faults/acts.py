"""Acts in processes that are killed in the middle, in an installation of its own.

    python -m tests.faults.acts kill N      prints what stood after each death and after a retry,
                                            and N more submitted dossiers
    python -m tests.faults.acts accept IDS LAST UID…   accepts each and then the last, at once,
                                            says each code

Run by `test_killed_acts.py`. A child is killed by SIGKILL, from within a function of the act that
is replaced in the child alone, so the product has no hook for it.
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import TYPE_CHECKING, Any, NoReturn
from uuid import UUID, uuid4

from tinhso.kernel.loading import load

if TYPE_CHECKING:
    from tinhso.dossiers.models import Dossier
    from tinhso.dossiers.testing import World


def die(*_: object, **__: object) -> NoReturn:
    """End like a process that lost its power."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def killed_at(module: Any, name: str, act: Callable[[], object], *, call: int = 1) -> None:
    """Do an act in a child that is killed when it calls `module.name`, or at a later call."""
    from django.db import connections

    connections.close_all()
    child = os.fork()
    if child == 0:
        whole, calls = getattr(module, name), count(1)

        def dying(*given: Any, **named: Any) -> object:
            return die() if next(calls) == call else whole(*given, **named)

        setattr(module, name, dying)
        act()
        os._exit(0)
    _pid, status = os.waitpid(child, 0)
    if os.waitstatus_to_exitcode(status) != -signal.SIGKILL:
        raise RuntimeError(f"{name}: the process was to be killed")


def kill(more: int) -> dict[str, object]:
    """Kill submit, accept, sign, number, seal and return where it hurts most; retry each."""
    from tinhso.dossiers import services
    from tinhso.dossiers.models import Dossier, HandOver, Paper, TimelineEntry
    from tinhso.dossiers.services import _core, _flow, accepting, filing, results, returning
    from tinhso.dossiers.testing import World, a_file, before_leader, resolved, submitted
    from tinhso.kernel import files
    from tinhso.kernel.audit.models import AuditEntry
    from tinhso.kernel.events.models import PublishedEvent
    from tinhso.kernel.numbering.models import OfficialNumber
    from tinhso.signing.services import queue, queue_signing, sealing

    world = World.make()
    kinds = (Dossier, HandOver, Paper, TimelineEntry, PublishedEvent, OfficialNumber)

    def rows() -> list[int]:
        acts = AuditEntry.objects.exclude(action="files.stored")  # the papers came before the act
        return [*(kind._default_manager.count() for kind in kinds), acts.count()]

    seen: dict[str, dict[str, object]] = {}

    def tried(
        name: str,
        points: list[tuple[Any, str]],
        act: Callable[[], object],
        *,
        dies_at: tuple[Any, str] | None = None,
    ) -> None:
        before = rows()
        for module, point in points:
            killed_at(module, point, act)
            seen[f"{name} at {point}"] = {"left": rows() == before}
        if dies_at is None:
            act()
        else:
            killed_at(*dies_at, act)
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
        [(accepting, "make_paper"), (accepting, "give_number"), (accepting, "publish")],
        lambda: services.accept(uid=dossier.uid, actor=desk),
    )
    seen["accept"]["numbers"] = list(
        OfficialNumber.objects.filter(register="dossiers.dossier").values_list("number", flat=True)
    )

    # what typesets keeps threads, which a forked child has not: the pictures are drawn before
    done = resolved(world)
    waiting = before_leader(world)
    tried(
        "sign",
        [
            (queue_signing, "use_confirmation"),
            (queue_signing, "sign_pdf"),
            (files, "store"),
            (results, "_for_signing"),
            (_flow, "advance"),
            (queue_signing, "publish"),
        ],
        leader_signs(world, waiting),
    )
    seen["sign"] |= signed_state(waiting)

    clerk, numbered = world.here.clerk, OfficialNumber.objects.count()

    def issue() -> object:
        return services.issue(uid=waiting.uid, actor=clerk)

    tried(
        "number",
        [(sealing, "enqueue"), (sealing, "give_number"), (sealing, "publish")],
        issue,
        dies_at=(sealing, "seal_pdf"),
    )
    seen["number"] |= signed_state(waiting)
    tried(
        "seal",
        [(sealing, "seal_pdf"), (files, "store"), (results, "_paper_code"), (results, "publish")],
        issue,
    )
    seen["seal"] |= issued_state(waiting)
    seen["seal"]["numbers"] = OfficialNumber.objects.count() - numbered

    first, second = before_leader(world), before_leader(world)
    killed_at(queue, "_", leader_signs(world, first, second, progress=die))
    seen["one of two"] = {"first": signed_state(first), "second": signed_state(second)}
    leader_signs(world, second)()
    seen["one of two"]["again"] = signed_state(second)

    tried(
        "return",
        [(_flow, "advance"), (_core, "tell"), (returning, "publish")],
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


def leader_signs(
    world: "World", *dossiers: "Dossier", progress: Callable[[int, int], None] | None = None
) -> Callable[[], object]:
    """Return the act of a leader who has read these papers: a fresh second factor, then signing."""
    from tinhso.signing import services as signing
    from tinhso.signing.queries import item_of
    from tinhso.signing.testing import confirmed

    leader = world.here.leader
    items = [
        item
        for one in dossiers
        if (item := item_of(kind="dossiers.result", reference=str(one.results.get().uid)))
    ]
    for item in items:
        signing.open_item(item_uid=item.uid, actor=leader)

    def act() -> object:
        confirmation, code = confirmed(leader, *items)
        return signing.sign_items(
            item_uids=[item.uid for item in items],
            confirmation_uid=confirmation,
            code=code,
            actor=leader,
            progress=progress,
        )

    return act


def signed_state(dossier: "Dossier") -> dict[str, object]:
    """Return how far a dossier's signature has come, and how often it is told."""
    return _state(dossier, act="sign", file="signed_file")


def issued_state(dossier: "Dossier") -> dict[str, object]:
    """Return how far number and seal have come, and how often it is told."""
    return _state(dossier, act="issue", file="final_file")


def _state(dossier: "Dossier", *, act: str, file: str) -> dict[str, object]:
    from tinhso.kernel import files
    from tinhso.signing import services as signing

    dossier.refresh_from_db()
    kept = getattr(dossier.results.get(), file)
    report = kept and signing.verify_pdf(files.open_file(kept))
    return {
        "state": dossier.state,
        "told": dossier.timeline.filter(code=act).count(),
        "verdict": str(report.verdict) if report else "",
        "signatures": len(report.signatures) if report else 0,
    }


def accept_at_once(ids: dict[str, int], uids: list[str], last: str) -> list[str]:
    """Let each dossier be accepted by an officer of his own, all at once, and then the last."""
    with ThreadPoolExecutor(len(uids)) as officers:
        told = officers.map(lambda uid: accept(ids, [uid, last]), uids)
        return [word for words in told for word in words]


def accept(ids: dict[str, int], uids: list[str]) -> list[str]:
    """Accept dossiers as an officer of one desk; returns codes, and refusals."""
    from django.db import connection

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
    connection.close()
    return said


def main() -> None:
    """Do what the command line says and print the outcome as one line of JSON."""
    load()
    verb, *more = sys.argv[1:]
    answer: object
    if verb == "kill":
        answer = kill(int(more[0]))
    else:
        answer = accept_at_once(json.loads(more[0]), more[2:], more[1])
    sys.stdout.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    main()
