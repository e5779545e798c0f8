"""Round the desk: paper dossiers handed over to units, the book of the desk."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tinhso.dossiers import services
from tinhso.dossiers.models import Dossier, DossierSight, HandOver
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries import handing_over
from tinhso.dossiers.queries.handing_over import to_hand_over, units_named
from tinhso.dossiers.testing import (
    World,
    accepted,
    submitted,
)
from tinhso.identity.testing import OfficialFactory, give_role
from tinhso.kernel.db.paging import Sight
from tinhso.kernel.db.sight import grant_sight
from tinhso.organization.queries import agency_name


def test_paper_dossiers_are_listed_by_unit_until_confirmed(world: World, desk: Client) -> None:
    dossier = submitted(world)
    services.accept(uid=dossier.uid, actor=world.here.clerk_of_desk, has_paper=True)
    account = OfficialFactory.create()
    give_role(account, P.APPRAISE, agency_id=world.here.agency.pk, unit_id=world.here.division.pk)
    specialist = Client()
    specialist.force_login(account)
    chosen = {"chon": [str(dossier.uid)]}

    assert "Phòng Kinh tế" in desk.get("/lam-viec/mot-cua/ban-giao/").content.decode()
    assert desk.post("/lam-viec/mot-cua/ban-giao/", chosen).status_code == 403
    assert HandOver.objects.filter(paper_received_at__isnull=False).count() == 0
    specialist.post("/lam-viec/mot-cua/ban-giao/", chosen)

    assert HandOver.objects.filter(paper_received_at__isnull=False).count() == 1
    assert "Không còn hồ sơ giấy" in desk.get("/lam-viec/mot-cua/ban-giao/").content.decode()


def test_paper_between_units_of_others_is_not_listed(world: World, desk: Client) -> None:
    """The list is of who sent and who awaits; another agency that sees the dossier has no part."""
    dossier = submitted(world)
    services.accept(uid=dossier.uid, actor=world.here.clerk_of_desk, has_paper=True)
    other = world.there.clerk_of_desk
    grant_sight(DossierSight, dossier, [f"u:{world.there.desk.pk}"])
    for _ in range(3):
        submitted(world)

    sees_it = Dossier.objects.visible_to(other).filter(pk=dossier.pk).exists()

    assert sees_it
    assert to_hand_over(actor=other).lines == []
    mine = to_hand_over(actor=world.here.clerk_of_desk)
    assert [line.dossier_id for line in mine.lines] == [dossier.pk]
    assert not mine.is_cut
    assert set(units_named(mine.lines, actor=world.here.clerk_of_desk).values()) == {
        "Phòng Kinh tế"
    }
    assert set(units_named(mine.lines, actor=other).values()) == {
        f"Phòng Kinh tế, {agency_name(world.here.agency.pk)}"
    }


@pytest.mark.parametrize("sees_most", [True, False])
def test_more_paper_than_fits_on_the_page_is_counted(
    world: World, desk: Client, monkeypatch: pytest.MonkeyPatch, sees_most: bool
) -> None:
    monkeypatch.setattr(Sight, "covers_most", sees_most)
    sent = [submitted(world) for _ in range(2)]
    for dossier in sent:
        services.accept(uid=dossier.uid, actor=world.here.clerk_of_desk, has_paper=True)
    HandOver.objects.filter(dossier=sent[0]).update(paper_due_at=timezone.now() + timedelta(days=9))
    monkeypatch.setattr(handing_over, "MOST", 1)

    first = to_hand_over(actor=world.here.clerk_of_desk).lines

    page = desk.get("/lam-viec/mot-cua/ban-giao/").content.decode()

    assert [line.dossier_id for line in first] == [sent[1].pk]  # it must be there sooner
    assert "Hiện 1 trong 2 bản giấy đang chờ" in page
    assert page.count('data-label="Giao lúc"') == 1


def test_book_of_some_days_is_a_pdf(world: World, desk: Client) -> None:
    accepted(world)

    book = desk.get("/lam-viec/mot-cua/so/", {"start": "2026-11-01", "end": "2026-11-30"})
    turned = desk.get("/lam-viec/mot-cua/so/", {"start": "2026-11-30", "end": "2026-11-01"})

    assert book.content.startswith(b"%PDF")
    assert turned.status_code == 422
