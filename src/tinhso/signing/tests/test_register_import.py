"""Lists of certificates by spreadsheet: looked through by row, written once, signing nothing."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from tinhso.identity.testing import OfficialFactory, give_role
from tinhso.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from tinhso.kernel.importing import queries as imports
from tinhso.kernel.importing.models import ImportRun
from tinhso.kernel.importing.permissions import ImportPermission
from tinhso.kernel.importing.rules import ImportState
from tinhso.kernel.importing.services import check_sheet, start, write
from tinhso.kernel.importing.services.passing import write_sheet
from tinhso.kernel.importing.testing import looked_through, sheet_of
from tinhso.kernel.testing import make_actor
from tinhso.organization.queries import agency
from tinhso.organization.testing import UnitFactory
from tinhso.signing import queries, services
from tinhso.signing.models import Certificate, KeyDevice
from tinhso.signing.pki import AUTHORITY_NAME
from tinhso.signing.services.authority import revocation_list
from tinhso.signing.testing import SETUP, certificate_for
from tinhso.signing.tests.test_certificates import signed_in

if TYPE_CHECKING:
    from tinhso.identity.models import Account
    from tinhso.organization.models import Unit

pytestmark = pytest.mark.django_db

KIND = "signing.certificates"
IMPORTER = make_actor(ImportPermission.IMPORT, ImportPermission.SIGN_OFF, unit_id=0)
PLACE = "/quan-tri/chung-thu-so/"


@pytest.fixture
def unit() -> "Unit":
    return UnitFactory.create()


@pytest.fixture
def holder(unit: "Unit") -> "Account":
    account = OfficialFactory.create(
        login="nong.tu", name="Nông Văn Tú", email="tu@caobang.example"
    )
    give_role(account, "signing.sign_item", agency_id=unit.agency_id, unit_id=unit.pk)
    return account


def row(unit: "Unit", **changes: object) -> Mapping[str, Any]:
    return {
        "so_chung_thu": "54:01:0A:B2",
        "noi_cap": "CA của nhà nước",
        "loai": "person",
        "chu_the": "NÔNG VĂN TÚ",
        "chuc_vu": "Chủ tịch",
        "ma_co_quan": agency(unit.agency_id).code,
        "tu_ngay": "15/03/2024",
        "den_ngay": "15/03/2029",
        "loai_thiet_bi": "token",
        "so_thiet_bi": "BCY-1",
        **changes,
    }


def said(run: ImportRun) -> list[tuple[int, str, str]]:
    return [(f.line, f.column, f.code) for f in imports.faults_of(run)]


def brought_in(*rows: Mapping[str, Any]) -> ImportRun:
    run = looked_through(KIND, sheet_of(KIND, rows), actor=IMPORTER)
    write(uid=run.uid, actor=IMPORTER)
    return write_sheet(uid=run.uid)


def test_a_list_comes_into_the_register_once(unit: "Unit", holder: "Account") -> None:
    first = brought_in(row(unit), row(unit, so_chung_thu="77", loai="agency", so_thiet_bi="B-2"))
    again = brought_in(row(unit))

    person = Certificate.objects.get(serial="54010ab2")
    assert (first.written_count, again.written_count, again.known_count) == (2, 0, 1)
    assert (person.account_uid, person.agency_id) == (holder.uid, unit.agency_id)
    assert timezone.localdate(person.not_after) == date(2029, 3, 15)
    assert (person.called, person.issuer) == (
        "chứng thư số chuyên dùng Chính phủ",
        "CA của nhà nước",
    )
    assert person.device is not None
    assert (person.device.serial, person.device.holder_uid) == ("BCY-1", holder.uid)
    assert not imports.differences(first)
    assert queries.registered(actor=SETUP).count() == 2


def test_a_list_as_csv_is_looked_through_and_nothing_is_written(
    unit: "Unit", holder: "Account"
) -> None:
    kept = row(unit)
    lines = [";".join(kept), ";".join(str(value) for value in kept.values())]
    run = start(
        kind=KIND,
        source="Danh sách",
        content="\n".join(lines).encode(),
        name="danh-sach.csv",
        actor=IMPORTER,
    )

    run = check_sheet(uid=run.uid)

    assert (run.state, run.good_count) == (ImportState.CHECKED, 1)
    assert not Certificate.objects.exists()
    assert not KeyDevice.objects.exists()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"so_chung_thu": "không rõ"}, ("so_chung_thu", "wrong_serial")),
        ({"noi_cap": AUTHORITY_NAME}, ("noi_cap", "own_issuer")),
        ({"den_ngay": "15/03/2024"}, ("den_ngay", "ends_before")),
        ({"tu_ngay": "hôm kia"}, ("tu_ngay", "not_a_day")),
        ({"loai": "nobody"}, ("loai", "not_a_choice")),
        ({"ma_co_quan": "H99.99"}, ("ma_co_quan", "unknown_agency")),
        ({"tai_khoan": "ai.do"}, ("tai_khoan", "unknown_login")),
        ({"so_thiet_bi": ""}, ("so_thiet_bi", "half_device")),
        ({"ngay_thu_hoi": "01/04/2025"}, ("ly_do_thu_hoi", "half_revocation")),
        (
            {"ngay_thu_hoi": "01/04/2030", "ly_do_thu_hoi": "left"},
            ("ngay_thu_hoi", "revoked_outside"),
        ),
    ],
)
def test_a_wrong_row_is_told_and_stays_out(
    unit: "Unit", holder: "Account", changes: Mapping[str, object], told: tuple[str, str]
) -> None:
    run = looked_through(KIND, sheet_of(KIND, [row(unit, **changes)]), actor=IMPORTER)

    assert said(run) == [(2, *told)]
    assert run.good_count == 0


def test_what_is_in_the_register_already_is_told(unit: "Unit", holder: "Account") -> None:
    own = certificate_for(account_uid=holder.uid)
    rows = [row(unit, so_chung_thu=own.serial.upper())]

    run = looked_through(KIND, sheet_of(KIND, rows), actor=IMPORTER)

    assert said(run) == [(2, "so_chung_thu", "known_serial")]


def test_one_device_is_one_holders(unit: "Unit", holder: "Account") -> None:
    rows = [
        row(unit),
        row(unit, so_chung_thu="aa", tu_ngay="15/03/2020", den_ngay="15/03/2024"),
        row(unit, so_chung_thu="bb", loai="agency"),
    ]

    run = looked_through(KIND, sheet_of(KIND, rows), actor=IMPORTER)

    assert said(run) == [(4, "so_thiet_bi", "device_taken")]


def test_who_is_not_recognised_comes_in_and_is_named_later(unit: "Unit", holder: "Account") -> None:
    operator = signed_in("signing.manage_certificates")
    run = brought_in(row(unit, chu_the="Lê Ai"))
    kept = Certificate.objects.get(serial="54010ab2")
    page = f"{PLACE}{kept.uid}/chu-the/"

    shown = operator.get(f"{PLACE}{kept.uid}/").content.decode()
    wrong = operator.post(page, {"holder": "khong.ai"})
    done = operator.post(page, {"holder": "nong.tu"})

    kept.refresh_from_db()
    assert [(f.code, f.is_error) for f in imports.faults_of(run)] == [("no_holder", False)]
    assert page in shown
    assert "không ký được ở đây" in shown
    assert wrong.status_code == 422
    assert "khong.ai" in wrong.content.decode()
    assert done.status_code == 302
    assert kept.account_uid == holder.uid
    assert KeyDevice.objects.get().holder_uid == holder.uid
    with pytest.raises(Conflict):
        services.name_holder(certificate_uid=kept.uid, login="nong.tu", actor=SETUP)


def test_the_register_finds_those_without_a_holder(unit: "Unit", holder: "Account") -> None:
    brought_in(row(unit, chu_the="Lê Ai"), row(unit, so_chung_thu="99", so_thiet_bi="B-9"))
    operator = signed_in("signing.manage_certificates")

    found = operator.get("/lam-viec/chung-thu-so/", {"chua-gan": "co"})

    assert [line.row.name for line in found.context["rows"]] == ["Lê Ai"]


def test_nobody_signs_here_with_what_came_in(unit: "Unit", holder: "Account") -> None:
    brought_in(row(unit), row(unit, so_chung_thu="77", loai="agency", so_thiet_bi="B-2"))
    kept = Certificate.objects.get(serial="54010ab2")

    assert not kept.is_usable
    assert queries.certificate_of(account_uid=holder.uid) is None
    assert queries.agency_certificate(agency_id=unit.agency_id) is None
    with pytest.raises(services.CertificateUnusable):
        services.sign_pdf(b"%PDF-", certificate=kept)


def test_an_own_certificate_neither_supersedes_it_nor_lists_it_as_revoked(
    unit: "Unit", holder: "Account"
) -> None:
    brought_in(row(unit), row(unit, so_chung_thu="77", ngay_thu_hoi="01/01/2025",
                              ly_do_thu_hoi="left"))  # fmt: skip
    before = revocation_list()

    certificate_for(account_uid=holder.uid, agency_id=unit.agency_id)

    assert Certificate.objects.get(serial="54010ab2").revoked_at is None
    assert Certificate.objects.get(serial="77").revoked_at is not None
    assert revocation_list() == before


def test_the_register_takes_one_only_from_who_issues(unit: "Unit") -> None:
    now = timezone.now()
    known = services.Registered(
        role="agency",
        serial="12",
        issuer="CA",
        name="UBND",
        not_before=now,
        not_after=datetime(2040, 1, 1, tzinfo=timezone.get_current_timezone()),
        agency_id=unit.agency_id,
    )

    with pytest.raises(NotPermitted):
        services.register_certificate(known=known, actor=make_actor("signing.seal_document"))
    with pytest.raises(NotPermitted):
        services.name_holder(certificate_uid=uuid4(), login="a", actor=make_actor())
    with pytest.raises(NotFound):
        services.name_holder(certificate_uid=uuid4(), login="a", actor=SETUP)
    made = services.register_certificate(known=known, actor=SETUP)
    with pytest.raises(Conflict):
        services.register_certificate(known=known, actor=SETUP)
    with pytest.raises(Invalid):
        services.register_certificate(
            known=services.Registered(**{**vars(known), "serial": "x"}), actor=SETUP
        )
    assert Certificate.objects.get() == made


def test_others_name_no_holder(unit: "Unit") -> None:
    brought_in(row(unit, chu_the="Lê Ai"))
    page = f"{PLACE}{Certificate.objects.get().uid}/chu-the/"

    assert signed_in("signing.seal_document").post(page, {"holder": "a"}).status_code == 403
    assert Client().get(page).status_code == 302
