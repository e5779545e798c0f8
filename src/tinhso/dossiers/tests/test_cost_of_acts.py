"""An act asks the database a bounded number of times, and writes all it must in its transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tinhso.dossiers import services
from tinhso.dossiers.models import Dossier, TimelineEntry
from tinhso.dossiers.testing import (
    World,
    a_file,
    assigned,
    permit_answers,
    submitted,
    the_owner,
)
from tinhso.kernel.audit.models import AuditEntry, UnsealedEntry
from tinhso.kernel.events.models import OutboxEntry, PendingEvent, PublishedEvent
from tinhso.kernel.search.queries import matching_ids


@contextmanager
def statements(most: int) -> Iterator[list[str]]:
    """Insist that no more than so many statements are asked, savepoints of the test apart."""
    asked: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield asked
    asked += [row["sql"] for row in captured if "SAVEPOINT" not in row["sql"]]
    assert len(asked) <= most, "\n".join(line[:120] for line in asked)


def walk_in(world: World) -> Dossier:
    return services.take_in(
        token=uuid4(),
        procedure_code="1.013225",
        resolving_agency_id=world.here.agency.pk,
        answers=permit_answers(),
        parties=[the_owner(world, person_id=None)],
        actor=world.here.clerk_of_desk,
    )


def test_taking_in_at_the_desk_is_some_thirty_statements(world: World) -> None:
    walk_in(world)

    with statements(30) as asked:
        walk_in(world)

    for table in ("audit_auditentry", "events_publishedevent", "dossiers_timelineentry"):
        assert sum(f'INSERT INTO "{table}"' in line for line in asked) == 1


def test_handing_in_a_draft_is_some_twenty_five(world: World) -> None:
    for most in (40, 23):  # the first finds nothing kept in the process
        draft = services.start_draft(
            procedure_code="1.013225",
            actor=world.citizen,
            resolving_agency_id=world.here.agency.pk,
        )
        services.save_draft(
            uid=draft.uid,
            version=0,
            actor=world.citizen,
            answers=permit_answers(),
            parties={"owner": {"name": world.citizen.name, "person_id": world.citizen.person_id}},
        )
        for key in ("giay_to_dat", "ban_ve"):
            services.add_draft_file(
                uid=draft.uid, component_key=key, actor=world.citizen, file=a_file()
            )
        with statements(most):
            services.submit_draft(uid=draft.uid, token=draft.uid, actor=world.citizen)


def test_accepting_and_assigning_are_some_twenty_five(world: World) -> None:
    assigned(world)
    dossier = submitted(world)
    specialist = world.here.specialist.id
    assert specialist is not None

    with statements(28):
        services.accept(uid=dossier.uid, actor=world.here.clerk_of_desk)
    with statements(28):
        services.assign(uid=dossier.uid, assignee=specialist, actor=world.here.leader)


def test_one_act_leaves_every_record(world: World) -> None:
    before = AuditEntry.objects.count()

    dossier = walk_in(world)

    codes = TimelineEntry.objects.filter(dossier=dossier).order_by("pk")
    assert list(codes.values_list("code", flat=True)) == ["submit", "accept", "transfer"]
    assert AuditEntry.objects.about(dossier).count() == 2
    assert UnsealedEntry.objects.count() == AuditEntry.objects.count() > before
    types = list(PublishedEvent.objects.order_by("id").values_list("type", flat=True))
    assert types[-6:] == [
        "numbering.NumberGiven",
        "dossiers.DossierSubmitted",
        "workflow.ProcessStarted",
        "workflow.StepOpened",
        "numbering.NumberGiven",
        "dossiers.DossierAccepted",
    ]
    assert PendingEvent.objects.count() == PublishedEvent.objects.count()
    assert OutboxEntry.objects.count() == 2
    assert dossier.version == 2
    assert matching_ids("dossiers", dossier.shown_number) == [dossier.pk]
