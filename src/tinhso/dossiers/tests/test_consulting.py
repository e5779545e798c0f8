"""Several agencies asked at once, one of which stays silent past its deadline."""

import time_machine

from tinhso.dossiers import jobs, queries, services
from tinhso.dossiers.models import Consultation, Dossier, DossierSight
from tinhso.dossiers.services import ConsultInput, _flow
from tinhso.dossiers.testing import Commune, World, visited
from tinhso.dossiers.tests.test_journey import at
from tinhso.kernel.registry.operations import first_start


def _asked(world: World, other: Commune) -> tuple[Dossier, Consultation, Consultation]:
    """Return a dossier of which two agencies were asked: one within a day, one within three."""
    dossier = visited(world)
    hours = {world.there.agency.pk: 8, other.agency.pk: 24}
    quick, slow = services.consult(
        uid=dossier.uid,
        actor=world.here.specialist,
        parties=[
            ConsultInput(agency_id=agency, question="Vướng?", hours=n)
            for agency, n in hours.items()
        ],
    )
    return dossier, quick, slow


def test_the_last_answer_goes_on_without_an_agency_whose_silence_was_noted_before(
    world: World, clock: time_machine.Traveller
) -> None:
    other = Commune.make("Đức Long", "H14.20.07", world.province)
    dossier, silent, slow = _asked(world, other)
    clock.move_to(at(18, 9))
    jobs.note_silence()
    dossier.refresh_from_db()
    waiting = dossier.state

    services.answer_consultation(
        consultation_uid=slow.uid, actor=other.leader, opinion="agree", answer=""
    )

    silent.refresh_from_db()
    dossier.refresh_from_db()
    assert (waiting, silent.silent_at) == ("consulting", at(18, 9))
    assert (dossier.state, dossier.step_key) == ("appraising", "hoan-thien")
    assert [step.step_key for step in _flow.steps_of(dossier)] == ["hoan-thien"]


def test_who_was_noted_as_silent_may_still_answer_while_another_is_waited_for(
    world: World, clock: time_machine.Traveller
) -> None:
    other = Commune.make("Đức Long", "H14.20.07", world.province)
    dossier, late, _slow = _asked(world, other)
    clock.move_to(at(18, 9))
    jobs.note_silence()

    services.answer_consultation(
        consultation_uid=late.uid, actor=world.there.leader, opinion="agree", answer=""
    )

    dossier.refresh_from_db()
    assert dossier.state == "consulting"
    assert [step.agency_id for step in _flow.steps_of(dossier)] == [other.agency.pk]


def test_a_later_start_shows_leaders_what_was_asked_before_they_could_see_it(world: World) -> None:
    other = Commune.make("Đức Long", "H14.20.07", world.province)
    dossier, _quick, _slow = _asked(world, other)
    leads = [f"a:{world.there.agency.pk}", f"a:{other.agency.pk}"]
    DossierSight.objects.filter(object=dossier, key__in=leads).delete()
    unseen = queries.inbox(actor=other.leader, view="consultations").exists()

    first_start.get("dossiers.consulted_leaders").run(lambda _line: None)

    assert not unseen
    for leader in (other.leader, world.there.leader):
        assert [row.pk for row in queries.inbox(actor=leader, view="consultations")] == [dossier.pk]
    assert not queries.inbox(actor=world.stranger, view="consultations").exists()
