"""An officer from whom a dossier went while his form was open: told who has it, his words kept."""

import pytest
from django.test import Client
from django.urls import reverse

from tinhso.dossiers import services
from tinhso.dossiers.models import Dossier
from tinhso.dossiers.testing import World, assigned, browser_of, id_of, submitted
from tinhso.dossiers.tests.desking import ACCEPT
from tinhso.identity.services import end_assignment
from tinhso.identity.testing import Account, give_role
from tinhso.kernel.actors import Actor, system_actor
from tinhso.organization.queries import unit_name

pytestmark = pytest.mark.django_db
HERE = {"origin": "http://testserver"}
TYPED = {
    "at": "2026-11-20T09:00",
    "place": "Khu 2, nhà ông Páo",
    "people": "Chủ nhà và địa chính xã",
}


def invite(dossier: Dossier) -> str:
    return reverse("work_invite_field_check", kwargs={"uid": dossier.uid})


def send_away(actor: Actor, *, to: int, agency_id: int) -> None:
    """End what an official holds and let him begin elsewhere."""
    account = Account.objects.get(uid=id_of(actor))
    for row in account.assignments.all():
        end_assignment(uid=row.uid, actor=system_actor("tests"))
    give_role(account, agency_id=agency_id, unit_id=to)


def typing(world: World, dossier: Dossier) -> Client:
    """Return the specialist's browser, in which the form of an invitation is open."""
    browser = browser_of(world.here.specialist)
    assert browser.get(invite(dossier)).status_code == 200
    return browser


def test_who_was_moved_while_he_wrote_hears_who_has_it_and_keeps_his_words(world: World) -> None:
    dossier = assigned(world)
    browser = typing(world, dossier)
    send_away(world.here.specialist, to=world.there.division.pk, agency_id=world.there.agency.pk)
    services.assign(uid=dossier.uid, assignee=id_of(world.here.colleague), actor=world.here.leader)

    refused = browser.post(invite(dossier), TYPED, headers=HERE)
    shown = refused.content.decode()

    assert refused.status_code == 404
    assert f"Nay do Lê Thu ({unit_name(world.here.division.pk)}" in shown
    assert "Khu 2, nhà ông Páo" in shown
    assert "Chép lại từ đây" in shown
    assert not dossier.field_checks.exists()


def test_before_anybody_else_has_it_its_unit_is_named(world: World) -> None:
    dossier = assigned(world)
    browser = typing(world, dossier)
    send_away(world.here.specialist, to=world.there.division.pk, agency_id=world.there.agency.pk)

    shown = browser.post(invite(dossier), TYPED, headers=HERE).content.decode()

    assert f"Nay do {unit_name(world.here.division.pk)}, " in shown
    assert '<dt lang="vi">version</dt>' not in shown


def test_who_never_had_it_does_not_hear_that_it_is_there(world: World) -> None:
    dossier = assigned(world)

    refused = browser_of(world.there.specialist).post(invite(dossier), TYPED, headers=HERE)

    assert refused.status_code == 404
    assert "Nay do" not in refused.content.decode()


def test_who_lost_the_right_but_still_sees_it_hears_who_has_it(world: World) -> None:
    dossier = assigned(world)
    onlooker = world.here.official(unit=world.here.division, name="Người xem")

    refused = browser_of(onlooker).post(invite(dossier), TYPED, headers=HERE)
    shown = refused.content.decode()

    assert refused.status_code == 403
    assert "do Nông Văn Tú (" in shown
    assert "Khu 2, nhà ông Páo" in shown


def test_one_given_to_a_colleague_shows_the_form_again_with_the_words(world: World) -> None:
    dossier = assigned(world)
    browser = typing(world, dossier)
    old = Dossier.objects.get(pk=dossier.pk).version
    services.assign(uid=dossier.uid, assignee=id_of(world.here.colleague), actor=world.here.leader)
    new = Dossier.objects.get(pk=dossier.pk).version

    refused = browser.post(invite(dossier), {**TYPED, "version": old}, headers=HERE)
    shown = refused.content.decode()

    assert refused.status_code == 409
    assert "nay do Lê Thu (" in shown
    assert 'value="Khu 2, nhà ông Páo"' in shown
    assert f'name="version" value="{new}"' in shown
    assert f"Lần xử lý gần nhất: {world.here.leader.name}, " in shown
    assert "Trạng thái: " in shown
    assert not dossier.field_checks.exists()


def test_the_desk_shows_its_form_again_when_another_was_quicker(world: World) -> None:
    dossier = submitted(world)
    desk = browser_of(world.here.clerk_of_desk)
    there = reverse("desk_accept", kwargs={"uid": dossier.uid})

    refused = desk.post(there, {**ACCEPT, "version": dossier.version + 7}, headers=HERE)
    shown = refused.content.decode()

    assert refused.status_code == 409
    assert "Có người vừa xử lý hồ sơ này" in shown
    assert 'action="' + there in shown
    dossier.refresh_from_db()
    assert dossier.code is None
