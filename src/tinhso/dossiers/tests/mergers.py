"""Merging the two communes of the world, for the tests that look at what became of things."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from tinhso.dossiers.testing import World
from tinhso.identity.testing import Account, actor_for
from tinhso.kernel.actors import Actor
from tinhso.kernel.jobs.testing import run_waiting_jobs
from tinhso.kernel.testing import make_actor
from tinhso.organization.permissions import OrganizationPermission as Org
from tinhso.organization.queries import agency_by_code
from tinhso.organization.services import MergerData, confirm_merger, plan_merger

if TYPE_CHECKING:
    from tinhso.organization.models import Merger
    from tinhso.organization.queries import AgencyInfo

NEW = "H14.20.99"


def planned(world: World, planner: Actor, *, on: date | None = None) -> "Merger":
    """Plan and confirm that both communes become one today, or on a day to come."""
    today = timezone.localdate()
    merger = plan_merger(
        data=MergerData(
            kind="new",
            in_force_on=on or today,
            basis_number="12/NQ-HĐND",
            basis_on=today - timedelta(days=10),
            basis_issuer="HĐND tỉnh Cao Bằng",
            agency_ids=[world.here.agency.pk, world.there.agency.pk],
            new_name="Ủy ban nhân dân xã Đông Thạch",
            new_short_name="UBND xã Đông Thạch",
            new_code=NEW,
        ),
        actor=planner,
    )
    return confirm_merger(uid=merger.uid, actor=make_actor(Org.CONFIRM_MERGERS))


def merged(world: World, planner: Actor) -> "Merger":
    """Merge both communes through the job that does it."""
    merger = planned(world, planner)
    run_waiting_jobs("organization.carry_out_merger")
    merger.refresh_from_db()
    assert merger.state == "finished"
    return merger


def successor() -> "AgencyInfo":
    """Return the agency that goes on."""
    info = agency_by_code(NEW)
    assert info is not None
    return info


def now_as(actor: Actor) -> Actor:
    """Return who an official is when he signs in the next morning."""
    assert actor.id is not None
    return actor_for(Account.objects.get(uid=actor.id))
