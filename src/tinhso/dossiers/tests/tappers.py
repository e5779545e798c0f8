"""People who tap at once, each in a process of his own; `test_taps_at_once.py` tells them to.

    prepare
    tap IDS THREADS TOKEN…
    hall PEOPLE
    call OFFICER TIMES
    linked
    communes
    file IDS TIMES
    merge IDS FILED
    count IDS
    hold IDS lead|part TIMES

`prepare` prints the ids of a small world as JSON. `tap` files one dossier with one token in
several threads and has the desk accept it in each; one line tells how each ended.
`hall` seats two officers at counters before so many waiting people and prints the officers; `call`
lets one of them call so many times, one line for each number. `linked` prints a linked request and
one of its parts; `hold` locks the whole request so many times, as acts on it or on the part do.
"""

import json
import sys
import threading
import time
from uuid import UUID

from tinhso.kernel.loading import load
from tools.at_once import answer


def prepare() -> None:
    """Make two communes."""
    from tinhso.dossiers.testing import World

    world = World.make()
    ids = {
        "person": world.person.pk,
        "agency": world.here.agency.pk,
        "desk": world.here.desk.pk,
    }
    sys.stdout.write(json.dumps(ids))


def tap(ids: dict[str, int], count: int, tokens: list[UUID]) -> None:
    """File and accept each form in several threads that all start together."""
    barrier = threading.Barrier(count * len(tokens))
    said: list[str] = []
    threads = [
        threading.Thread(target=_tap, args=(ids, token, barrier, said))
        for token in tokens
        for _ in range(count)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sys.stdout.write("\n".join(said) + "\n")


def _tap(ids: dict[str, int], token: UUID, barrier: threading.Barrier, said: list[str]) -> None:
    from django.db import connection

    from tinhso.dossiers import services
    from tinhso.dossiers.models import PartyRole
    from tinhso.dossiers.permissions import DossierPermission
    from tinhso.dossiers.testing import PERMIT, a_file, permit_answers
    from tinhso.kernel.actors import ActorKind
    from tinhso.kernel.testing import make_actor

    citizen = make_actor(
        kind=ActorKind.CITIZEN,
        person_id=ids["person"],
        sight_keys=frozenset({f"p:{ids['person']}"}),
    )
    desk = make_actor(
        DossierPermission.RECEIVE,
        unit_id=ids["desk"],
        agency_id=ids["agency"],
        sight_keys=frozenset({f"u:{ids['desk']}"}),
    )
    papers = [
        services.AttachmentInput(component_key=key, file=a_file())
        for key in ("giay_to_dat", "ban_ve")
    ]
    barrier.wait()
    try:
        dossier = services.submit(
            token=token,
            procedure_code=PERMIT,
            resolving_agency_id=ids["agency"],
            answers=permit_answers(),
            parties=[
                services.PartyInput(
                    role=PartyRole.OWNER, name="Triệu Văn Páo", person_id=ids["person"]
                )
            ],
            attachments=papers,
            actor=citizen,
        )
        said.append(f"submitted {dossier.submission_number}")
        code = services.accept(uid=dossier.uid, actor=desk).code
        said.append(f"accepted {code}")
    except services.WrongState:
        said.append("refused")
    finally:
        connection.close()


def hall(people: int) -> None:
    """Seat two officers before waiting people."""
    from datetime import time
    from uuid import uuid4

    from tinhso.dossiers.permissions import DossierPermission as P
    from tinhso.dossiers.rules.queueing import TicketSource
    from tinhso.dossiers.services import waiting
    from tinhso.dossiers.testing import World
    from tinhso.kernel.testing import make_actor

    here = World.make().here
    head = here.official(P.DIVIDE_WORK, unit=here.leadership)
    queue = waiting.set_queue(actor=head, letter="A", name="Hộ tịch")
    always = waiting.CounterHours(
        opens_at=time(0, 0), closes_at=time(23, 59, 59, 999999), on_days_off=True
    )
    officers = []
    for number in (1, 2):
        made = waiting.set_counter(actor=head, number=number, queues=[queue.uid], hours=always)
        officer = here.official(P.RECEIVE, unit=here.desk)
        waiting.sit_at(counter_uid=made.uid, actor=officer)
        officers.append({"id": str(officer.id), "unit": here.desk.pk, "agency": here.agency.pk})
    for _ in range(people):
        waiting.take_ticket(
            token=uuid4(), queue_uid=queue.uid, actor=make_actor(), source=TicketSource.KIOSK
        )
    sys.stdout.write(json.dumps(officers))


def call(officer: dict[str, str | int], times: int) -> None:
    """Call so many people as one officer."""
    from tinhso.dossiers.permissions import DossierPermission as P
    from tinhso.dossiers.services import waiting
    from tinhso.kernel.actors import Actor, ActorKind

    unit = int(officer["unit"])
    actor = Actor(
        kind=ActorKind.OFFICIAL,
        id=UUID(str(officer["id"])),
        unit_id=unit,
        agency_id=int(officer["agency"]),
        permissions={P.RECEIVE: frozenset({unit})},
    )
    for _ in range(times):
        ticket = waiting.call_next(actor=actor)
        sys.stdout.write(f"{ticket.text if ticket else '-'}\n")


def linked() -> None:
    """Let three agencies have their parts of one request."""
    from tinhso.dossiers.testing.linked import INSURANCE, LinkedWorld
    from tinhso.signing.services import ensure_authority

    ensure_authority()
    world = LinkedWorld.make()
    lead = world.issue(world.taken_in())
    part = world.member(lead, INSURANCE)
    sys.stdout.write(json.dumps({"lead": str(lead.uid), "part": str(part.uid)}))


def hold(ids: dict[str, str], which: str, times: int) -> None:
    """Lock as handing the whole over does, or as issuing one part does."""
    from django.db import transaction
    from django.utils import timezone

    from tinhso.dossiers.services import _core, linking
    from tinhso.kernel.actors import system_actor

    for _ in range(times):
        with transaction.atomic():
            dossier = _core.load(uid=UUID(ids[which]), actor=system_actor("tests"))
            if which == "lead":
                linking.locked_members(dossier)
            else:
                linking.follow_extension(dossier, actor=system_actor("tests"), at=timezone.now())
    sys.stdout.write(f"held {times}\n")


def communes() -> None:
    """Plan that two communes become one today."""
    from tinhso.dossiers.testing import World
    from tinhso.dossiers.tests.mergers import planned
    from tinhso.kernel.testing import make_actor
    from tinhso.organization.permissions import OrganizationPermission as Org

    world = World.make()
    merger = planned(world, make_actor(Org.PLAN_MERGERS, Org.VIEW_AGENCIES))
    ids = {
        "person": world.person.pk,
        "agency": world.here.agency.pk,
        "other": world.there.agency.pk,
        "desk": world.here.desk.pk,
        "merger": str(merger.uid),
    }
    sys.stdout.write(json.dumps(ids))


def file(ids: dict[str, int], times: int) -> None:
    """File and accept one dossier after another at a commune, until it is no more."""
    from uuid import uuid4

    from tinhso.dossiers import services
    from tinhso.dossiers.models import PartyRole
    from tinhso.dossiers.permissions import DossierPermission
    from tinhso.dossiers.testing import PERMIT, a_file, permit_answers
    from tinhso.kernel.actors import ActorKind
    from tinhso.kernel.errors import DomainError
    from tinhso.kernel.testing import make_actor

    keys = frozenset({f"p:{ids['person']}"})
    citizen = make_actor(kind=ActorKind.CITIZEN, person_id=ids["person"], sight_keys=keys)
    desk = make_actor(
        DossierPermission.RECEIVE,
        unit_id=ids["desk"],
        agency_id=ids["agency"],
        sight_keys=frozenset({f"u:{ids['desk']}"}),
    )
    owner = services.PartyInput(role=PartyRole.OWNER, name="Triệu Văn Páo", person_id=ids["person"])
    for _ in range(times):
        papers = [
            services.AttachmentInput(component_key=key, file=a_file())
            for key in ("giay_to_dat", "ban_ve")
        ]
        try:
            dossier = services.submit(
                token=uuid4(),
                procedure_code=PERMIT,
                resolving_agency_id=ids["agency"],
                answers=permit_answers(),
                parties=[owner],
                attachments=papers,
                actor=citizen,
            )
            sys.stdout.write(f"filed {dossier.submission_number}\n")
            code = services.accept(uid=dossier.uid, actor=desk).code
            sys.stdout.write(f"accepted {code}\n")
        except DomainError as refusal:
            sys.stdout.write(f"refused {refusal.code}\n")


def merge(ids: dict[str, str], filed: int) -> None:
    """Carry the merger out as soon as so many dossiers are filed."""
    from tinhso.dossiers.models import Dossier
    from tinhso.organization.services import carry_out

    while Dossier.objects.count() < filed:
        time.sleep(0.02)
    sys.stdout.write(f"{carry_out(uid=ids['merger']).state}\n")


def count(ids: dict[str, str]) -> None:
    """Sweep once more, then say what is where."""
    from tinhso.dossiers.models import Dossier, MergerRecordLine
    from tinhso.kernel.testing import make_actor
    from tinhso.organization.permissions import OrganizationPermission as Org
    from tinhso.organization.queries import faults_after, merger_of
    from tinhso.organization.services import sweep

    sweep(uid=ids["merger"])
    merger = merger_of(uid=ids["merger"], actor=make_actor(Org.PLAN_MERGERS))
    old = [int(ids["agency"]), int(ids["other"])]
    lines = MergerRecordLine.objects.values_list("dossier_id", flat=True)
    found = {
        "dossiers": sorted(Dossier.objects.values_list("submission_number", flat=True)),
        "codes": sorted(code for code in Dossier.objects.values_list("code", flat=True) if code),
        "behind": Dossier.objects.filter(resolving_agency_id__in=old).count(),
        "handed": len(lines),
        "twice": len(lines) - len(set(lines)),
        "faults": [str(fault) for fault in faults_after(merger)],
    }
    sys.stdout.write(json.dumps(found))


def act(verb: str, *given: str) -> None:
    """Do one act, as the lines above tell."""
    if verb == "prepare":
        prepare()
    elif verb == "tap":
        tap(json.loads(given[0]), int(given[1]), [UUID(token) for token in given[2:]])
    elif verb == "hall":
        hall(int(given[0]))
    elif verb == "call":
        call(json.loads(given[0]), int(given[1]))
    elif verb == "linked":
        linked()
    elif verb == "hold":
        hold(json.loads(given[0]), given[1], int(given[2]))
    elif verb == "communes":
        communes()
    elif verb == "file":
        file(json.loads(given[0]), int(given[1]))
    elif verb == "merge":
        merge(json.loads(given[0]), int(given[1]))
    elif verb == "count":
        count(json.loads(given[0]))
    else:
        raise ValueError(verb)


if __name__ == "__main__":
    load()
    answer(act)
