"""Who is told what, once."""

from uuid import uuid4

from django.urls import reverse

from tinhso.dossiers import services
from tinhso.dossiers.services import SupplementItem
from tinhso.dossiers.services.telling import APPLICANT_LINK
from tinhso.dossiers.testing import World, accepted, assigned, submitted
from tinhso.identity.testing import CitizenFactory
from tinhso.kernel.events.testing import deliver_all
from tinhso.kernel.notifications.models import Notification


def test_applicant_hears_of_filing_and_acceptance_once(world: World) -> None:
    account = CitizenFactory.create(person=world.person)
    accepted(world)

    deliver_all()
    deliver_all()

    told = Notification.objects.filter(account_uid=account.uid).order_by("pk")
    assert [notice.kind for notice in told] == ["dossiers.submitted", "dossiers.accepted"]


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
