"""A small world of two communes: people, officers and what they hand in."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pikepdf
from django.test import Client

from tinhso.dossiers.models import PartyRole
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.services import PartyInput
from tinhso.identity.permissions import IdentityPermission
from tinhso.identity.testing import Account, OfficialFactory, PersonFactory, Sight, give_role
from tinhso.kernel import files
from tinhso.kernel.actors import Actor, ActorKind, system_actor
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.testing import make_actor
from tinhso.organization.testing import AgencyFactory, UnitFactory
from tinhso.procedures.testing import load_catalogue, newest_version
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.testing import certificate_for

if TYPE_CHECKING:
    from tinhso.identity.models import Person
    from tinhso.organization.models import Agency, Unit
    from tinhso.procedures.models import ProcedureVersion

PERMIT = "1.013225"
BIRTH = "1.001193"
PLACE = {
    "province_code": "04",
    "province": "Tỉnh Cao Bằng",
    "commune_code": "01789",
    "commune": "Xã Đông Khê",
    "line": "Xóm Nà Pồng",
}


@lru_cache(maxsize=1)
def tiny_pdf() -> bytes:
    """Return a sound PDF of one empty page."""
    target = BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page(page_size=(200, 200))
        document.save(target)
    return target.getvalue()


def permit_answers(**changes: Any) -> dict[str, object]:
    """Return the answers of a house of two floors, complete and valid."""
    return {
        "loai_cong_trinh": "nha_o",
        "cap_cong_trinh": "cap_iv",
        "co_lien_ke": False,
        "gan_di_tich": False,
        "khai_thac_dat_dien_tu": False,
        "chu_dau_tu_la": "ca_nhan",
        "cdt_ho_ten": "Triệu Văn Páo",
        "cdt_so_dinh_danh": "004085001234",
        "cdt_dia_chi": PLACE,
        "cdt_dien_thoai": "0912345678",
        "dd_dia_chi": PLACE,
        "dd_so_thua": "118",
        "dd_to_ban_do": "24",
        "dd_dien_tich_dat": 312,
        "dd_so_giay_chung_nhan": "CB 123456",
        "tk_don_vi": "Công ty Tư vấn xây dựng Cao Bằng",
        "qm_dien_tich_tang_1": 86,
        "qm_so_tang": 2,
        "qm_tang": [
            {"ten_tang": "Tầng 1", "dien_tich": "86"},
            {"ten_tang": "Tầng 2", "dien_tich": "80"},
        ],
        "qm_chieu_cao": 7,
        "tg_khoi_cong": "2027-01",
        "tg_hoan_thanh": "2027-08",
        "cam_ket": True,
        **changes,
    }


@dataclass
class Commune:
    """One commune's committee with its desk, division, leadership and office."""

    agency: "Agency"
    desk: "Unit"
    division: "Unit"
    leadership: "Unit"
    office: "Unit"

    @classmethod
    def make(cls, name: str, code: str, parent: "Agency") -> "Commune":
        """Make a commune below the province."""
        agency = AgencyFactory.create(
            name=f"Ủy ban nhân dân xã {name}", code_new=code, parent=parent
        )
        return cls(
            agency=agency,
            desk=UnitFactory.create(agency=agency, kind="desk", name=f"Một cửa xã {name}"),
            division=UnitFactory.create(agency=agency, kind="specialist", name="Phòng Kinh tế"),
            leadership=UnitFactory.create(agency=agency, kind="leadership", name="Lãnh đạo"),
            office=UnitFactory.create(agency=agency, kind="office", name="Văn phòng"),
        )

    def official(
        self, *permissions: str, unit: "Unit", name: str = "Cán bộ", sees_agency: bool = False
    ) -> Actor:
        """Return an official of one unit with these permissions there."""
        keys = {f"u:{unit.pk}"} | ({f"a:{self.agency.pk}"} if sees_agency else set())
        made = make_actor(
            *permissions,
            unit_id=unit.pk,
            agency_id=self.agency.pk,
            sight_keys=frozenset(keys),
        )
        account = OfficialFactory.create(uid=made.id, name=name)
        give_role(
            account,
            *permissions,
            agency_id=self.agency.pk,
            unit_id=unit.pk,
            sight=Sight.AGENCY_AND_BELOW if sees_agency else Sight.OWN_UNIT,
        )
        return Actor(**{**made.__dict__, "name": name})

    @cached_property
    def clerk_of_desk(self) -> Actor:
        """The desk officer."""
        return self.official(
            P.RECEIVE,
            P.RETURN_RESULT,
            IdentityPermission.VIEW_PERSONS,
            SigningPermission.SIGN_SCAN,
            unit=self.desk,
            name="Hoàng Mai",
        )

    @cached_property
    def specialist(self) -> Actor:
        """The specialist of the division, who signs beside others; he has a certificate."""
        actor = self.official(
            P.APPRAISE,
            P.ANSWER_CONSULTATION,
            SigningPermission.SIGN_SCAN,
            SigningPermission.COSIGN_ITEM,
            unit=self.division,
            name="Nông Văn Tú",
        )
        certificate_for(account_uid=actor.id, name=actor.name)
        return actor

    @cached_property
    def colleague(self) -> Actor:
        """Another specialist of the same division."""
        return self.official(P.APPRAISE, unit=self.division, name="Lê Thu")

    @cached_property
    def leader(self) -> Actor:
        """The chairman, who assigns and signs; he has a certificate."""
        actor = self.official(
            P.ASSIGN,
            P.SIGN,
            P.OVERSEE,
            P.OVERRIDE_SUPPLEMENT,
            P.ANSWER_CONSULTATION,
            SigningPermission.SIGN_ITEM,
            SigningPermission.SIGN_SCAN,
            unit=self.leadership,
            name="Nông Thị Hạnh",
            sees_agency=True,
        )
        certificate_for(account_uid=actor.id, name=actor.name)
        return actor

    @cached_property
    def clerk(self) -> Actor:
        """The clerk who numbers and seals for the agency."""
        certificate_for(agency_id=self.agency.pk)
        return self.official(
            P.ISSUE,
            SigningPermission.SEAL_DOCUMENT,
            unit=self.office,
            name="Đàm Thị Văn",
            sees_agency=True,
        )


@dataclass
class World:
    """Two communes of one province, two citizens, the permit's procedure."""

    province: "Agency"
    here: Commune
    there: Commune
    citizen: Actor
    stranger: Actor
    person: "Person"
    version: "ProcedureVersion"

    @classmethod
    def make(cls, *codes: str) -> "World":
        """Make the world; it knows these procedures, the first as its own, and birth and permit."""
        load_catalogue(BIRTH, PERMIT, *codes)
        province = AgencyFactory.create(name="Ủy ban nhân dân tỉnh Cao Bằng", code_new="H14")
        person = PersonFactory.create(name="Triệu Văn Páo", number="004085001234")
        other = PersonFactory.create(name="Lý Thị Mẩy")
        return cls(
            province=province,
            here=Commune.make("Đông Khê", "H14.20.05", province),
            there=Commune.make("Thạch An", "H14.20.06", province),
            citizen=citizen_of(person),
            stranger=citizen_of(other),
            person=person,
            version=newest_version(codes[0] if codes else PERMIT),
        )

    def at(self, code: str) -> "World":
        """Return the same world, turned to another procedure that it knows."""
        return replace(self, version=newest_version(code))


def browser_of(actor: Actor) -> Client:
    """Return a browser in which this official is signed in."""
    browser = Client()
    browser.force_login(Account.objects.get(uid=id_of(actor)))
    return browser


def citizen_of(person: "Person") -> Actor:
    """Return a signed-in citizen."""
    made = make_actor(
        kind=ActorKind.CITIZEN,
        person_id=person.pk,
        sight_keys=frozenset({f"p:{person.pk}"}),
    )
    return Actor(**{**made.__dict__, "name": person.name})


def a_file(name: str = "giay-to.pdf") -> StoredFile:
    """Return a small kept paper."""
    return files.store(
        content=tiny_pdf(),
        name=name,
        use="dossiers.component",
        actor=system_actor("dossiers.tests"),
        owner_class="personal",
    )


def the_owner(world: World, **changes: Any) -> PartyInput:
    """Return the applicant as owner."""
    known: dict[str, Any] = {
        "role": PartyRole.OWNER,
        "name": world.person.name,
        "person_id": world.person.pk,
        "identity_number": "004085001234",
        "phone": "0912345678",
        "address": "Xóm Nà Pồng, xã Đông Khê",
        **changes,
    }
    return PartyInput(**known)


def id_of(actor: Actor) -> UUID:
    """Return the account of an official."""
    assert actor.id is not None  # noqa: S101  # for the type checker
    return actor.id


TODAY = date(2026, 11, 16)
"""A Monday on which tests like to begin."""
