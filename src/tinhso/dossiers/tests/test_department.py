"""A department has no desk of its own: the province's centre takes in for it."""

import pytest
import time_machine

from tinhso.dossiers.models import UnitDuty
from tinhso.dossiers.queries.applying import agencies_for
from tinhso.dossiers.services._routing import route
from tinhso.dossiers.testing import World
from tinhso.organization.testing import AgencyFactory, UnitFactory


@pytest.mark.django_db
def test_the_centre_is_its_desk_and_another_communes_desk_is_boundary_free(
    clock: time_machine.Traveller,
) -> None:
    world = World.make("2.002288")
    below = {"parent": world.province, "level": "department"}
    centre = AgencyFactory.create(name="Trung tâm PVHCC tỉnh", code_new="H14.02", **below)
    desk = UnitFactory.create(agency=centre, kind="desk", name="Quầy")
    works = AgencyFactory.create(name="Sở Xây dựng", code_new="H14.08", **below)
    unit = UnitFactory.create(agency=works, kind="specialist", name="Phòng Quản lý")
    UnitDuty.objects.create(agency=works, field_key="duong-bo", unit=unit)

    own = route(version=world.version, resolving_agency_id=works.pk, receiving_agency_id=None)
    at_centre = route(
        version=world.version, resolving_agency_id=works.pk, receiving_agency_id=centre.pk
    )
    elsewhere = route(
        version=world.version,
        resolving_agency_id=works.pk,
        receiving_agency_id=world.here.agency.pk,
    )

    assert [found.id for found in agencies_for(version=world.version)] == [works.pk]
    assert (own.receiving_unit_id, own.resolving_unit_id) == (desk.pk, unit.pk)
    assert (at_centre.receiving_unit_id, elsewhere.receiving_unit_id) == (
        desk.pk,
        world.here.desk.pk,
    )
    assert [way.is_boundary_free for way in (own, at_centre, elsewhere)] == [False, False, True]
