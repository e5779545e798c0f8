"""Agencies, units and starting numbers come in by sheet or page, and never twice."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from tinhso.identity.testing import OfficialFactory, give_role
from tinhso.kernel.importing import queries as imports
from tinhso.kernel.importing.permissions import ImportPermission
from tinhso.kernel.importing.services import write, write_sheet
from tinhso.kernel.importing.testing import looked_through, sheet_of
from tinhso.kernel.numbering.models import Counter, RegisterStart
from tinhso.kernel.numbering.permissions import NumberingPermission
from tinhso.kernel.numbering.services import give_number
from tinhso.kernel.testing import in_english, make_actor, vietnamese_left_behind
from tinhso.organization.queries import agencies_at, agency_by_code, ancestors_of, units_of
from tinhso.organization.testing import AgencyFactory
from tinhso.procedures.testing import load_catalogue

pytestmark = pytest.mark.django_db
HERE = "/quan-tri/so-bat-dau/"
REGISTER = "dossiers.refusal"
PERMITS = "procedures.giay-phep-xay-dung"


def bring_in(kind: str, rows: list[dict[str, Any]]) -> list[str]:
    """Bring a sheet in and return what was wrong, by column and code."""
    actor = make_actor(ImportPermission.IMPORT)
    run = looked_through(kind, sheet_of(kind, rows), actor=actor)
    if run.good_count:
        write(uid=run.uid, actor=actor)
        run = write_sheet(uid=run.uid)
        assert not imports.differences(run)
    return [f"{fault.line} {fault.column} {fault.code}" for fault in imports.faults_of(run)]


def test_agencies_and_units_come_in_those_above_first() -> None:
    agencies = [
        {"ma_co_quan": "H14", "ten": "Ủy ban nhân dân tỉnh", "cap": "province"},
        {
            "ma_co_quan": "H14.31",
            "ten": "Ủy ban nhân dân xã",
            "cap": "commune",
            "ma_cap_tren": "H14",
            "tu_ngay": "01/07/2025",
        },
        {"ma_co_quan": "31", "ten": "Sai mã", "cap": "commune"},
        {"ma_co_quan": "H14.32", "ten": "Mồ côi", "cap": "commune", "ma_cap_tren": "H99"},
    ]
    units = [
        {"ma_co_quan": "H14.31", "ma_don_vi": "H14.31.01", "ten": "Một cửa", "loai": "desk"},
        {"ma_co_quan": "H14.40", "ma_don_vi": "x", "ten": "Không đâu", "loai": "desk"},
    ]

    said = bring_in("organization.agencies", agencies)
    said += bring_in("organization.units", units)
    again = bring_in("organization.agencies", agencies[:2])

    assert said == [
        "4 ma_co_quan wrong_code",
        "5 ma_cap_tren unknown_agency",
        "3 ma_co_quan unknown_agency",
    ]
    assert again == []
    commune = agency_by_code("H14.31")
    assert commune is not None
    assert len(ancestors_of(commune.id)) == 1
    assert units_of(commune.id).get().name == "Một cửa"
    assert agencies_at().count() == 2


def test_registers_go_on_by_sheet_and_not_once_they_have_begun() -> None:
    agency = AgencyFactory.create(code_new="H14.31")
    other = AgencyFactory.create(code_new="H14.32")
    give_number(register=REGISTER, agency_id=other.pk, on=date(2026, 3, 1), actor=make_actor())
    row = {"so": REGISTER, "ma_co_quan": "H14.31", "ky": "2026", "so_cuoi": 118}

    said = bring_in(
        "organization.numbers",
        [
            row,
            row | {"ma_co_quan": "H14.32"},
            row | {"so": "khong-co"},
            row | {"ky": "03/2026"},
        ],
    )

    assert said == [
        "3 so_cuoi begun",
        "4 so unknown_register",
        "5 ky wrong_period",
    ]
    assert Counter.objects.get(agency_id=agency.pk).last == 118
    assert RegisterStart.objects.get().reason == "Một cửa cũ"


def test_a_register_is_started_by_page_with_who_and_why() -> None:
    agency = AgencyFactory.create(code_new="H14.31")
    account = OfficialFactory.create(name="Hoàng Văn Vận")
    held = give_role(account, NumberingPermission.MANAGE_REGISTERS, agency_id=agency.pk)
    held.role.is_everywhere = True
    held.role.save()
    browser = Client()
    browser.force_login(account)
    asked = {"register": REGISTER, "agency": str(agency.pk), "on": "2026-11-16", "last": "41"}

    without = browser.post(f"{HERE}moi/", asked)
    done = browser.post(f"{HERE}moi/", asked | {"reason": "Chuyển hệ thống"})
    listed = browser.get(HERE).content.decode()
    english = in_english(browser).get(f"{HERE}moi/").content.decode()
    given = give_number(
        register=REGISTER, agency_id=agency.pk, on=date(2026, 11, 16), actor=make_actor()
    )
    late = browser.post(f"{HERE}moi/", asked | {"last": "60", "reason": "Muộn"})

    assert without.status_code == 422
    assert 'value="41"' in without.content.decode()
    assert done.status_code == 302
    assert "Hoàng Văn Vận" in listed
    assert "Chuyển hệ thống" in listed
    assert vietnamese_left_behind(english) == []
    assert given.number == 42
    assert late.status_code == 422
    assert Counter.objects.get().last == 42


def test_others_start_nothing() -> None:
    agency = AgencyFactory.create(code_new="H14.31")
    account = OfficialFactory.create()
    give_role(account, NumberingPermission.READ_REGISTER, agency_id=agency.pk)
    browser = Client()
    browser.force_login(account)

    assert browser.get(HERE).status_code == 403
    answer = browser.post(f"{HERE}moi/", {"register": REGISTER, "agency": str(agency.pk)})
    assert answer.status_code == 403
    assert not Counter.objects.exists()


def test_registers_of_results_are_called_after_what_they_hold() -> None:
    load_catalogue("1.013225")
    agency = AgencyFactory.create(code_new="H14.31")
    account = OfficialFactory.create()
    for permission in (NumberingPermission.MANAGE_REGISTERS, NumberingPermission.READ_REGISTER):
        held = give_role(account, permission, agency_id=agency.pk)
        held.role.is_everywhere = True
        held.role.save()
    browser = Client()
    browser.force_login(account)
    asked = {"agency": str(agency.pk), "on": "2026-11-16", "last": "41", "reason": "Sổ cũ"}

    done = in_english(browser).post(f"{HERE}moi/", asked | {"register": PERMITS})
    given = give_number(
        register=PERMITS,
        agency_id=agency.pk,
        on=date(2026, 11, 16),
        actor=make_actor(),
        format="%(n)d/GPXD-UBND",
    )
    starts = in_english(browser).get(HERE).content.decode()
    book = f"/lam-viec/so/van-ban/?so={PERMITS}"
    listed = in_english(browser).get(book).content.decode()
    others = browser.get("/lam-viec/so/van-ban/?so=dossiers.refusal").content.decode()

    assert done.status_code == 302
    assert given.text == "42/GPXD-UBND"
    for page in (starts, listed):
        assert '<span lang="vi">Giấy phép xây dựng' in page
        assert f">{PERMITS}<" not in page
        assert vietnamese_left_behind(page) == []
    assert "42/GPXD-UBND" in listed
    assert "42/GPXD-UBND" not in others
