"""People who tap at once, in a process of their own; run by `test_taps_at_once.py`.

    python -m tinhso.dossiers.tests.tappers prepare
    python -m tinhso.dossiers.tests.tappers tap IDS TOKEN THREADS

`prepare` prints the ids of a small world as JSON. `tap` files one dossier with one token in
several threads and has the desk accept it in each; one line tells how each ended.
"""

import json
import sys
import threading
from pathlib import Path
from uuid import UUID

import django


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


def tap(ids: dict[str, int], token: UUID, count: int) -> None:
    """File and accept in several threads that start together."""
    barrier = threading.Barrier(count)
    said: list[str] = []
    threads = [
        threading.Thread(target=_tap, args=(ids, token, barrier, said)) for _ in range(count)
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


def main() -> None:
    """Prepare, or tap."""
    django.setup()
    if sys.argv[1] == "prepare":
        prepare()
        return
    tap(json.loads(sys.argv[2]), UUID(sys.argv[3]), int(sys.argv[4]))


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
    main()
