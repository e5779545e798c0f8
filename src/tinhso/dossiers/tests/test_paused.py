"""While filing online rests nothing is lost: drafts stay, the desk goes on."""

from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from tinhso.dossiers import services
from tinhso.dossiers.models import Dossier, Draft
from tinhso.dossiers.testing import World, sample_of, submitted, the_owner
from tinhso.dossiers.tests.complaining import browser_of_citizen
from tinhso.kernel.testing import make_actor
from tinhso.procedures.services import announce_pause, end_pause

OPERATOR = make_actor("procedures.pause_service")


def paused(*codes: str) -> UUID:
    """Let filing rest from now."""
    pause = announce_pause(
        actor=OPERATOR,
        starts_at=timezone.now(),
        ends_at=None,
        reason="Mất kết nối",
        codes=codes,
        is_fault=True,
    )
    return pause.uid


def test_a_draft_stays_and_is_handed_in_once_the_service_is_back(world: World) -> None:
    code = world.version.procedure.code
    draft = services.start_draft(procedure_code=code, actor=world.citizen)
    pause = paused(code)

    with pytest.raises(services.ServicePaused):
        services.start_draft(procedure_code=code, actor=world.citizen)
    with pytest.raises(services.ServicePaused):
        submitted(world)
    assert Draft.objects.get().pk == draft.pk
    assert not Dossier.objects.exists()

    end_pause(uid=pause, actor=OPERATOR)
    services.start_draft(procedure_code=code, actor=world.citizen)


def test_the_desk_takes_in_meanwhile(world: World) -> None:
    paused()
    dossier = services.take_in(
        token=uuid4(),
        procedure_code=world.version.procedure.code,
        resolving_agency_id=world.here.agency.pk,
        parties=[the_owner(world)],
        actor=world.here.clerk_of_desk,
        **sample_of(world.version),
    )
    assert dossier.code


def test_the_page_before_handing_in_says_so_and_keeps_everything(world: World) -> None:
    citizen = browser_of_citizen(world)
    code = world.version.procedure.code
    draft = services.start_draft(procedure_code=code, actor=world.citizen)
    paused()

    where = f"/dich-vu-cong/{code}/nop/{draft.uid}/kiem-tra/"
    for page in (citizen.get(where), citizen.post(where, {})):
        assert "Mất kết nối" in page.content.decode()
    assert citizen.get(f"/dich-vu-cong/{code}/nop/")["Location"] == f"/dich-vu-cong/{code}/"
    assert Draft.objects.get().pk == draft.pk
