"""Filing anywhere in the province for another agency: who receives, resolves, helps and watches."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from tinhso.dossiers import services
from tinhso.dossiers.models import Dossier, HandOver
from tinhso.dossiers.services import AttachmentInput
from tinhso.dossiers.services._papers import base_data
from tinhso.dossiers.services._result_papers import result_data
from tinhso.dossiers.testing import (
    Commune,
    World,
    a_file,
    assigned,
    browser_of,
    permit_answers,
    the_owner,
)
from tinhso.dossiers.testing.world import id_of
from tinhso.kernel.actors import system_actor
from tinhso.kernel.calendar.services import declare_day_off

pytestmark = pytest.mark.django_db

BEFORE_309 = datetime(2026, 8, 4, 1, 30, tzinfo=UTC)
SINCE_309 = datetime(2026, 8, 5, 1, 30, tzinfo=UTC)


def taken_in_elsewhere(world: World, helper: Commune | None = None) -> Dossier:
    """Return a house's dossier that another commune's desk took in for the competent one."""
    return services.take_in(
        token=uuid4(),
        procedure_code="1.013225",
        resolving_agency_id=world.here.agency.pk,
        support_agency_id=helper.agency.pk if helper is not None else None,
        answers=permit_answers(),
        parties=[the_owner(world, person_id=None)],
        attachments=[
            AttachmentInput(component_key="giay_to_dat", file=a_file()),
            AttachmentInput(component_key="ban_ve", file=a_file()),
        ],
        actor=world.there.clerk_of_desk,
    )


def test_four_places_of_one_dossier_are_kept_apart_and_see_it(world: World) -> None:
    helper = Commune.make("Canh Tân", "H14.20.07", world.province)

    dossier = taken_in_elsewhere(world, helper)

    kept = (
        dossier.receiving_agency_id,
        dossier.resolving_agency_id,
        dossier.support_agency_id,
        dossier.monitoring_unit_id,
    )
    assert kept == (
        world.there.agency.pk,
        world.here.agency.pk,
        helper.agency.pk,
        world.here.desk.pk,
    )
    for officer in (
        world.there.clerk_of_desk,
        world.here.specialist,
        world.here.clerk_of_desk,
        helper.clerk_of_desk,
    ):
        assert Dossier.objects.visible_to(officer).filter(pk=dossier.pk).exists()


def test_who_resolves_it_reads_which_desk_took_it_in(world: World) -> None:
    away, own = taken_in_elsewhere(world), assigned(world)
    services.assign(uid=away.uid, assignee=id_of(world.here.specialist), actor=world.here.leader)
    browser = browser_of(world.here.specialist)

    pages = [browser.get(f"/lam-viec/ho-so/{one.uid}/").content.decode() for one in (away, own)]

    assert ["Tiếp nhận, trả kết quả" in page for page in pages] == [True, False]


def test_a_result_bears_agency_and_place_of_who_resolves_it(world: World) -> None:
    away, at = taken_in_elsewhere(world), timezone.now()
    receiving = base_data(away, at=at)

    said = result_data(away, at=at)

    assert (receiving["agency"], receiving["place"]) == ("Ủy ban nhân dân xã Thạch An", "Thạch An")
    assert (said["agency"], said["place"]) == ("Ủy ban nhân dân xã Đông Khê", "Đông Khê")


@pytest.mark.parametrize(
    ("moment", "ground"), [(BEFORE_309, "accepted"), (SINCE_309, "received_by_agency")]
)
def test_the_clock_starts_by_the_law_of_the_day(
    world: World, clock: time_machine.Traveller, moment: datetime, ground: str
) -> None:
    clock.move_to(moment)

    dossier = taken_in_elsewhere(world)

    change = dossier.due_changes.get()
    line = HandOver.objects.get(dossier=dossier, to_unit_id=world.here.division.pk)
    begins = {"accepted": dossier.accepted_at, "received_by_agency": line.at}[ground]
    assert (change.ground, dossier.clock_started_at) == (ground, begins)
    assert begins == moment


def test_the_paper_that_follows_moves_no_clock(world: World, clock: time_machine.Traveller) -> None:
    clock.move_to(SINCE_309)
    dossier = taken_in_elsewhere(world)
    line = HandOver.objects.get(dossier=dossier, to_unit_id=world.here.division.pk)
    promised = dossier.due_at
    clock.move_to(SINCE_309 + timedelta(days=1))

    services.receive_paper(uids=[dossier.uid], actor=world.here.specialist)

    dossier.refresh_from_db()
    line.refresh_from_db()
    assert line.paper_received_at == SINCE_309 + timedelta(days=1)
    assert (dossier.clock_started_at, dossier.due_at) == (SINCE_309, promised)


def test_the_time_is_counted_by_the_competent_agencys_calendar(world: World) -> None:
    usual = taken_in_elsewhere(world).due_at
    assert usual is not None
    declare_day_off(
        on=timezone.localdate(usual),
        name="Nghỉ tránh bão",
        decision="12/QĐ-UBND",
        decided_on=timezone.localdate(),
        agency_id=world.here.agency.pk,
        actor=system_actor("tests"),
    )

    later = taken_in_elsewhere(world).due_at

    assert later is not None
    assert later > usual


def test_paper_is_with_the_competent_agency_within_one_working_day(world: World) -> None:
    dossier = taken_in_elsewhere(world)

    line = HandOver.objects.get(dossier=dossier, to_unit_id=world.here.division.pk)

    assert line.paper_due_at is not None
    assert timezone.localdate(line.paper_due_at) - timezone.localdate() == timedelta(days=1)
