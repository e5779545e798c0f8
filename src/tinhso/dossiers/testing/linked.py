"""A linked request with its parts at three agencies: the commune, its neighbour, a department."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from tinhso.dossiers import services
from tinhso.dossiers.models import Dossier, UnitDuty
from tinhso.dossiers.testing.growing import sample_of, sign_as
from tinhso.dossiers.testing.world import Commune, World, id_of, the_owner
from tinhso.organization.testing import AgencyFactory, UnitFactory

LINKED_BIRTH = "2.000986"
RESIDENCE, INSURANCE = "thuong_tru", "bhyt"


@dataclass
class LinkedWorld:
    """The world, and whoever has which part."""

    world: World
    insurance: Commune

    @classmethod
    def make(cls) -> "LinkedWorld":
        """The neighbour registers residence, an agency of the province insures."""
        world = World.make(LINKED_BIRTH)
        agency = AgencyFactory.create(
            name="Bảo hiểm xã hội tỉnh Cao Bằng",
            code_new="H14.17",
            level="department",
            parent=world.province,
        )
        insurance = Commune(
            agency=agency,
            desk=UnitFactory.create(agency=agency, kind="desk", name="Một cửa bảo hiểm"),
            division=UnitFactory.create(agency=agency, kind="specialist", name="Phòng Cấp thẻ"),
            leadership=UnitFactory.create(agency=agency, kind="leadership", name="Ban giám đốc"),
            office=UnitFactory.create(agency=agency, kind="office", name="Văn phòng"),
        )
        there = world.there
        for code, office in (("1.004222", there), (f"{LINKED_BIRTH}/{INSURANCE}", insurance)):
            UnitDuty.objects.create(agency=office.agency, procedure_code=code, unit=office.division)
        return cls(world=world, insurance=insurance)

    def office_of(self, dossier: Dossier) -> Commune:
        """Return who has a part."""
        offices = (self.world.here, self.world.there, self.insurance)
        return next(one for one in offices if one.agency.pk == dossier.resolving_agency_id)

    def taken_in(self, **more: Any) -> Dossier:
        """Return a request the commune's desk took in, with its paper dossier."""
        world = self.world
        return services.take_in(
            token=uuid4(),
            procedure_code=LINKED_BIRTH,
            resolving_agency_id=world.here.agency.pk,
            parties=[the_owner(world)],
            actor=world.here.clerk_of_desk,
            **sample_of(world.version),
            **more,
        )

    def issue(self, dossier: Dossier, *, kind: str = "grant") -> Dossier:
        """Let the agency that has a part do it, from hand to seal."""
        office = self.office_of(dossier)
        if dossier.is_member:
            services.assign(uid=dossier.uid, assignee=id_of(office.specialist), actor=office.leader)
        else:
            services.take(uid=dossier.uid, actor=office.specialist)
        data = {"reason": "Bé đã được đăng ký."} if kind == "refusal" else {}
        services.draft_result(uid=dossier.uid, actor=office.specialist, kind=kind, data=data)
        return self.finish(dossier)

    def finish(self, dossier: Dossier) -> Dossier:
        """Let what is drafted be signed, numbered and sealed."""
        office = self.office_of(dossier)
        services.submit_for_signing(
            uid=dossier.uid, actor=office.specialist, signer=id_of(office.leader)
        )
        sign_as(office, dossier)
        services.issue(uid=dossier.uid, actor=office.clerk)
        dossier.refresh_from_db()
        return dossier

    def member(self, lead: Dossier, part: str) -> Dossier:
        """Return another agency's part of a request."""
        return lead.members.get(part=part)
