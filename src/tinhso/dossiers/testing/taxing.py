"""A land dossier and the tax agency that says what is owed for it."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.utils import timezone

from tinhso.dossiers import services
from tinhso.dossiers.models import Dossier, TaxNotice, TaxSlip
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.services.tax_answering import NoticeInput, give_tax_notice
from tinhso.dossiers.services.tax_asking import ask_tax
from tinhso.dossiers.testing.growing import filed, sample_of
from tinhso.dossiers.testing.world import Commune, World, id_of, tiny_pdf
from tinhso.kernel import files
from tinhso.kernel.actors import Actor, system_actor
from tinhso.kernel.files.models import StoredFile
from tinhso.organization.testing import AgencyFactory, UnitFactory

LAND = "1.013978"
FEE, REGISTRATION = "tien_su_dung_dat", "le_phi_truoc_ba"


def tax_file(use: str = "dossiers.tax_notice") -> StoredFile:
    """Return a small kept notice or voucher."""
    return files.store(
        content=tiny_pdf(),
        name="thong-bao.pdf",
        use=use,
        actor=system_actor("dossiers.tests"),
        owner_class="personal",
    )


def a_notice(**changes: Any) -> NoticeInput:
    """Return a sound notice of today."""
    known: dict[str, Any] = {
        "number": "118/TB-TCS1",
        "issued_on": timezone.localdate(),
        "pay_by": timezone.localdate() + timedelta(days=30),
        "amounts": {FEE: 45_000_000, REGISTRATION: 1_250_000},
        "notice_file": tax_file(),
        "voucher_file": tax_file("dossiers.tax_voucher"),
        **changes,
    }
    return NoticeInput(**known)


@dataclass
class TaxWorld:
    """The world, and the tax agency beside it."""

    world: World
    tax: Commune

    @classmethod
    def make(cls) -> "TaxWorld":
        """Make a tax agency with a unit that determines what is owed for land."""
        world = World.make(LAND)
        agency = AgencyFactory.create(
            name="Thuế cơ sở 1 tỉnh Cao Bằng",
            code_new="H14.18",
            level="department",
            parent=world.province,
        )
        made = {
            name: UnitFactory.create(agency=agency, kind=kind, name=words)
            for name, kind, words in (
                ("desk", "desk", "Một cửa thuế"),
                ("division", "specialist", "Tổ Các khoản thu từ đất"),
                ("leadership", "leadership", "Lãnh đạo"),
                ("office", "office", "Văn phòng"),
            )
        }
        found = cls(world=world, tax=Commune(agency=agency, **made))
        assert found.officer.id  # noqa: S101  # a tax agency without anybody is not offered
        return found

    @cached_property
    def officer(self) -> Actor:
        """The tax officer, who sees slips of his unit and no dossier."""
        return self.tax.official(P.DETERMINE_TAX, unit=self.tax.division, name="Hoàng Thị Thuế")

    @cached_property
    def head(self) -> Actor:
        """Who leads the tax agency."""
        return self.tax.official(
            P.OVERSEE, unit=self.tax.leadership, name="Trưởng Thuế", sees_agency=True
        )

    def in_hand(self) -> Dossier:
        """Return a land dossier in the specialist's hands."""
        world = self.world
        dossier = filed(world, **sample_of(world.version, nhu_cau="dang_ky_cap_giay"))
        if dossier.accepted_at is None:
            dossier = services.accept(uid=dossier.uid, actor=world.here.clerk_of_desk)
        return services.assign(
            uid=dossier.uid, assignee=id_of(world.here.specialist), actor=world.here.leader
        )

    def asked(self, *, has_land_use_fee: bool = True) -> TaxSlip:
        """Return a slip that waits for the tax officer."""
        return ask_tax(
            uid=self.in_hand().uid,
            actor=self.world.here.specialist,
            unit_id=self.tax.division.pk,
            has_land_use_fee=has_land_use_fee,
            content="Đất ở 312 m², sử dụng từ 1998; tính tiền sử dụng đất, lệ phí trước bạ.",
        )

    def told(self, **changes: Any) -> TaxNotice:
        """Return a notice that waits to be paid."""
        slip = self.asked()
        return give_tax_notice(slip_uid=slip.uid, actor=self.officer, notice=a_notice(**changes))
