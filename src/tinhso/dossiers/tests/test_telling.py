"""Who is told what, once."""

from datetime import datetime
from uuid import uuid4

from django.test import Client
from django.urls import reverse

from tinhso.dossiers import services
from tinhso.dossiers.services import SupplementItem
from tinhso.dossiers.services.telling import APPLICANT_LINK
from tinhso.dossiers.testing import World, accepted, assigned, resolved, submitted
from tinhso.identity.testing import CitizenFactory
from tinhso.kernel.calendar import say_moment
from tinhso.kernel.events.testing import deliver_all
from tinhso.kernel.notifications.models import Notification
from tinhso.kernel.notifications.queries import words_of
from tinhso.organization.queries import agency_name, unit_name


def test_applicant_hears_of_filing_and_acceptance_once(world: World) -> None:
    account = CitizenFactory.create(person=world.person)
    accepted(world)

    deliver_all()
    deliver_all()

    told = Notification.objects.filter(account_uid=account.uid).order_by("pk")
    assert [notice.kind for notice in told] == ["dossiers.submitted", "dossiers.accepted"]


def test_applicant_is_told_who_received_it_who_handles_it_and_when(world: World) -> None:
    account = CitizenFactory.create(person=world.person)
    dossier = resolved(world)
    deliver_all()

    told = Notification.objects.filter(account_uid=account.uid)
    said = {notice.kind: words_of(notice, "vi").body for notice in told}
    given = dossier.hand_overs.filter(received_by=world.here.specialist.id).first()
    assert given is not None
    desk, handler = world.here.clerk_of_desk.name, world.here.specialist.name
    agency = agency_name(world.here.agency.pk)
    for part in (desk, unit_name(world.here.desk.pk), agency, moment(dossier.accepted_at)):
        assert part in said["dossiers.accepted"]
    for part in (handler, unit_name(world.here.division.pk), agency, moment(given.at)):
        assert part in said["dossiers.assigned"]
    for part in (handler, agency, moment(dossier.finished_at)):
        assert part in said["dossiers.result_ready"]
    assert moment(dossier.due_at) in said["dossiers.accepted"]
    assert moment(dossier.due_at) in said["dossiers.assigned"]


def test_applicant_reads_on_his_page_who_received_it_and_who_handles_it(
    world: World, client: Client
) -> None:
    dossier = assigned(world)
    client.force_login(CitizenFactory.create(person=world.person))

    page = " ".join(client.get(f"/ho-so/{dossier.uid}/").content.decode().split())
    by_machine = client.get(f"/api/v1/dossiers/mine/{dossier.uid}").json()

    assert f'Người tiếp nhận: <span lang="vi">{world.here.clerk_of_desk.name}</span>' in page
    assert f'Người giải quyết: <span lang="vi">{world.here.specialist.name}</span>' in page
    assert by_machine["accepted_by_name"] == world.here.clerk_of_desk.name
    assert by_machine["assignee_name"] == world.here.specialist.name


def moment(at: datetime | None) -> str:
    assert at is not None
    return str(say_moment(at))


def test_specialist_hears_of_what_he_is_given(world: World) -> None:
    assigned(world)

    deliver_all()

    specialist = world.here.specialist.id
    assert specialist is not None
    told = Notification.objects.filter(account_uid=specialist)
    assert [notice.kind for notice in told] == ["dossiers.work"]


def test_applicant_hears_that_something_is_missing(world: World) -> None:
    account = CitizenFactory.create(person=world.person)
    dossier = submitted(world)
    services.request_supplement(
        uid=dossier.uid, actor=world.here.clerk_of_desk, items=[SupplementItem(text="Bản vẽ")]
    )

    deliver_all()

    kinds = Notification.objects.filter(account_uid=account.uid).values_list("kind", flat=True)
    assert set(kinds) == {"dossiers.submitted", "dossiers.supplement_asked"}


def test_applicant_is_led_to_his_own_page() -> None:
    uid = uuid4()

    assert APPLICANT_LINK.format(uid=uid) == reverse("my_dossier", args=[uid])


def test_the_desk_hears_of_what_came_online_and_not_of_what_it_took_in(world: World) -> None:
    dossier = submitted(world)
    submitted(world, channel="desk", actor=world.here.clerk_of_desk)

    deliver_all()
    deliver_all()

    (told,) = Notification.objects.filter(kind="dossiers.arrived")
    assert told.account_uid == world.here.clerk_of_desk.id
    assert told.values["number"] == dossier.submission_number
    assert told.link == reverse("desk_dossier", args=[dossier.uid])
