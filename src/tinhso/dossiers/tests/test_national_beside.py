"""What the national portal is told beside the plain fields: papers, notes, supplements, fees."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone

from tinhso.dossiers import services
from tinhso.dossiers.models import Charge, Dossier, Payment
from tinhso.dossiers.registry import NATIONAL_GATEWAY
from tinhso.dossiers.rules.fees import ChargeOrigin, FeeKind, PaymentMethod, TryState
from tinhso.dossiers.services.inputs import AttachmentInput, SupplementItem
from tinhso.dossiers.testing import World, accepted, assigned
from tinhso.dossiers.testing.world import a_file
from tinhso.dossiers.tests.national import connected, tell
from tinhso_peers.national_portal.rules import Json, fault_of_record, items_of
from tinhso_peers.national_portal.server import Portal

pytestmark = pytest.mark.django_db


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Portal]:
    with connected(tmp_path) as opened:
        yield opened


def record_at(portal: Portal, dossier: Dossier) -> dict[str, Json]:
    """Return what the portal has of a dossier after it was told."""
    tell()
    record = portal.store.record(str(dossier.code))
    assert record is not None
    return dict(record)


def charged(dossier: Dossier) -> Charge:
    """Let the desk ask for a fee."""
    return Charge.objects.create(
        dossier=dossier,
        kind=FeeKind.CHARGE,
        origin=ChargeOrigin.DESK,
        amount_vnd=50_000,
        reference="700000000011",
        made_at=timezone.now(),
    )


def test_a_supplement_says_who_took_it_in_and_what_was_asked_beside(
    world: World, portal: Portal
) -> None:
    dossier = assigned(world)
    services.request_supplement(
        uid=dossier.uid,
        actor=world.here.specialist,
        items=[SupplementItem(text="Ghi lại số điện thoại", field_key="nyc_dien_thoai")],
        reasons=[world.version.supplement_reasons[0].key],
    )
    charge = charged(dossier)
    other = AttachmentInput(component_key="khac", file=a_file())
    services.answer_supplement(uid=dossier.uid, actor=world.citizen, attachments=[other])

    record = record_at(portal, dossier)

    (supplement,) = items_of(record, "DanhSachHoSoBoSung")
    assert supplement["NguoiTiepNhanBoSung"] == world.here.specialist.name
    assert str(supplement["ThongTinTiepNhan"]).startswith("Đã bổ sung; hẹn trả mới:")
    assert supplement["DanhSachLePhiBoSung"] == f"{charge.get_kind_display()}: 50000"
    assert record["GhiChu"] == supplement["ThongTinTiepNhan"]
    (beside,) = items_of(record, "DanhSachTepDinhKemKhac")
    assert (beside["SoLuong"], beside["LoaiGiayTo"]) == ("1", "")
    papers = [one["MaThanhPhanHoSo"] for one in items_of(record, "TaiLieuNop")]
    assert papers == ["giay_to_dat", "ban_ve"]


@pytest.mark.parametrize(("gateway", "code"), [("", "3"), ("bank", "2"), (NATIONAL_GATEWAY, "1")])
def test_what_was_paid_online_says_by_whose_gateway(
    world: World, portal: Portal, gateway: str, code: str
) -> None:
    dossier = accepted(world)
    charge = charged(dossier)
    Payment.objects.create(
        charge=charge,
        method=PaymentMethod.ONLINE if gateway else PaymentMethod.TRANSFER,
        state=TryState.PAID,
        amount_vnd=charge.amount_vnd,
        agency=world.here.agency,
        unit=world.here.desk,
        started_at=timezone.now(),
        provider=gateway,
    )

    record = record_at(portal, dossier)

    assert record["DuocThanhToanTrucTuyen"] == code
    fee = items_of(record, "DanhSachLePhi")[-1]
    assert (fee["MaPhiLePhi"], fee["Gia"]) == ("", "50000")
    assert charge.reference not in str(record)


@pytest.mark.parametrize(
    ("kind", "number", "wrong"),
    [
        ("1", "004085001234", ""),
        ("2", "085012345", ""),
        ("1", "085012345", "DinhDanhCHS[0].SoDinhDanh"),
        ("2", "004085001234", "DinhDanhCHS[0].SoDinhDanh"),
    ],
)
def test_the_portal_refuses_a_number_that_is_not_of_its_kind(
    world: World, portal: Portal, kind: str, number: str, wrong: str
) -> None:
    record = record_at(portal, accepted(world))
    record["DinhDanhCHS"] = [{"LoaiDinhDanh": kind, "SoDinhDanh": number}]

    fault = fault_of_record(record)

    assert fault.split(":")[0] == wrong
