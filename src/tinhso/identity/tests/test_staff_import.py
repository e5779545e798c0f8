"""Staff of an agency come in by a sheet, and nobody gives by it what he could not give by hand."""

import itertools
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tinhso.identity.models import Account, Assignment
from tinhso.identity.permissions import IdentityPermission as P
from tinhso.identity.rules import Sight
from tinhso.identity.services import lock_account
from tinhso.identity.testing import OfficialFactory, RoleFactory, actor_for, give_role
from tinhso.kernel.actors import Actor, system_actor
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.errors import NotFound, NotPermitted
from tinhso.kernel.files.rules import XLSX
from tinhso.kernel.importing import queries
from tinhso.kernel.importing.models import ImportRun
from tinhso.kernel.importing.permissions import ImportPermission
from tinhso.kernel.importing.registry import import_kinds
from tinhso.kernel.importing.rules import ImportState
from tinhso.kernel.importing.services import passing, start, write, write_sheet
from tinhso.kernel.importing.testing import looked_through, sheet_of
from tinhso.kernel.testing import in_english, make_actor, vietnamese_left_behind
from tinhso.organization.testing import AgencyFactory, PositionFactory, UnitFactory

if TYPE_CHECKING:
    from tinhso.organization.models import Agency

pytestmark = pytest.mark.django_db
STAFF = "identity.staff"
PAGE = f"/quan-tri/nhap-du-lieu/loai/{STAFF}/"
GIVING = (P.VIEW_ACCOUNTS, P.MANAGE_ACCOUNTS, P.ASSIGN_ROLES)


@pytest.fixture
def agency() -> "Agency":
    """An agency with a desk, the roles of the house and a position."""
    agency = AgencyFactory.create(code_new="H98.31")
    UnitFactory.create(agency=agency, code="H98.31.01")
    RoleFactory.create(code="desk", sight=Sight.OWN_UNIT)
    RoleFactory.create(code="leader", sight=Sight.OWN_AGENCY)
    RoleFactory.create(code="operator", is_everywhere=True, sight=Sight.OWN_AGENCY)
    PositionFactory.create(code="cong-chuc")
    return agency


def a_giver(agency: "Agency", *, everywhere: bool = False, **changes: Any) -> Actor:
    """Return who opens accounts and gives roles, in this agency or everywhere."""
    account = OfficialFactory.create(**changes)
    given = give_role(account, *GIVING, agency_id=agency.pk, sight=Sight.OWN_AGENCY)
    given.role.is_everywhere = everywhere
    given.role.save()
    return actor_for(account)


def row(login: str = "mai.hoang", name: str = "Hoàng Thị Mai", **changes: str) -> dict[str, str]:
    """Return a sound row."""
    return {
        "ten_dang_nhap": login,
        "ho_ten": name,
        "thu_dien_tu": f"{login}@example.vn",
        "dien_thoai": "912345678",
        "ma_co_quan": "H98.31",
        "ma_don_vi": "H98.31.01",
        "ma_vai_tro": "desk",
        "ma_chuc_vu": "cong-chuc",
        **changes,
    }


def handed_in(*rows: dict[str, str], actor: Actor, source: str = "Danh sách 2026") -> ImportRun:
    """Hand a sheet in and look through it."""
    return looked_through(STAFF, sheet_of(STAFF, rows), actor=actor, source=source)


def brought_in(run: ImportRun, actor: Actor) -> ImportRun:
    """Let it come in."""
    write(uid=run.uid, actor=actor)
    return write_sheet(uid=run.uid)


def said(run: ImportRun) -> list[tuple[int, str, str]]:
    """Return what is wrong, by line, column and code."""
    return [(f.line, f.column, f.code) for f in queries.faults_of(run)]


@pytest.mark.parametrize("batch", [1, 500])
def test_the_run_finds_what_the_dry_run_found(
    agency: "Agency", monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    """Row by row each clash is with the house, in one batch it is with the file."""
    monkeypatch.setattr(passing, "BATCH", batch)
    giver = a_giver(agency)
    OfficialFactory.create(login="co.san", name="Người Có Sẵn")
    rows = (
        row(),
        row(name="Người Khác Cùng Tên Đăng Nhập", ma_vai_tro="leader", ma_don_vi=""),
        row(ma_vai_tro="leader", ma_don_vi=""),
        row("MAI.HOANG", ma_co_quan="000.00.31.H98"),
        row("an.ly", "Lý Văn An", ma_vai_tro="khong-co"),
        row("an.ly", "Lý Văn Ân"),
        row("co.san", "Không Phải Người Ấy"),
        row("tu.cap", "Tự Cấp", ma_vai_tro="operator", ma_don_vi=""),
        row(),
    )

    run = handed_in(*rows, actor=giver)
    before = said(run)
    run = brought_in(run, giver)

    assert run.state == ImportState.WRITTEN
    assert said(run) == before
    assert sorted({line for line, _column, _code in before}) == [3, 4, 6, 8, 9, 10]
    assert run.written_count == 3


def test_staff_are_looked_through_first_then_opened_once_and_counted(agency: "Agency") -> None:
    giver = a_giver(agency)
    before = Account.objects.count()
    rows = (row(), row(ma_don_vi="", ma_vai_tro="leader"), row("an.ly", "Lý Văn An"))

    run = handed_in(*rows, actor=giver)
    looked = Account.objects.count()
    run = brought_in(run, giver)
    again = brought_in(handed_in(*rows, actor=giver), giver)
    elsewhere = brought_in(handed_in(*rows, actor=giver, source="Danh sách khác"), giver)

    assert (looked, Account.objects.count()) == (before, before + 2)
    assert (run.state, run.written_count, said(run)) == (ImportState.WRITTEN, 3, [])
    assert (again.written_count, again.known_count) == (0, 3)
    assert (elsewhere.written_count, Assignment.objects.count()) == (3, 4)
    assert not queries.differences(run)
    assert not queries.differences(elsewhere)
    assert [line.group for line in queries.totals_of(run)] == [
        ("H98.31", "", "leader"),
        ("H98.31", "H98.31.01", "desk"),
    ]
    samples = [cell for sample in queries.samples_of(run) for cell in sample.cells]
    assert samples
    assert not [cell.label for cell in samples if cell.differs]
    mai = Account.objects.get(login="mai.hoang")
    assert mai.phone == "0912345678"
    assert not mai.has_usable_password()
    assert [a.is_main for a in mai.assignments.order_by("pk")] == [True, False]
    assert {a.granted_by for a in mai.assignments.all()} == {giver.id}
    assert AuditEntry.objects.filter(action="identity.account_opened").count() == 2


def test_each_row_says_what_is_wrong_with_it(agency: "Agency") -> None:
    OfficialFactory.create(login="da.co", name="Người Khác")
    rows = (
        row("có dấu", thu_dien_tu="sai", dien_thoai="12"),
        row("mot.hai", ma_co_quan="H77", ma_vai_tro="khong-co", ma_chuc_vu="xyz"),
        row("ba.bon", ma_don_vi="H98.31.99"),
        row("nam.sau", ma_don_vi=""),
        row("da.co"),
        row("bay.tam", "Nông Văn Bảy"),
        row("bay.tam", "Nông Thị Tám", ma_don_vi="", ma_vai_tro="leader"),
        row("bay.tam", "Nông Văn Bảy"),
    )

    run = handed_in(*rows, actor=a_giver(agency))

    assert said(run) == [
        (2, "ten_dang_nhap", "wrong_login"),
        (2, "thu_dien_tu", "wrong_email"),
        (2, "dien_thoai", "wrong_phone"),
        (3, "ma_vai_tro", "unknown_role"),
        (3, "ma_co_quan", "unknown_agency"),
        (3, "ma_chuc_vu", "unknown_position"),
        (4, "ma_don_vi", "unknown_unit"),
        (5, "ma_don_vi", "unit_needed"),
        (6, "ten_dang_nhap", "login_taken"),
        (8, "ten_dang_nhap", "login_taken"),
        (9, "ten_dang_nhap", "repeated"),
    ]
    assert [fault.typed for fault in queries.faults_of(run)][-1] == "bay.tam"
    kind = import_kinds.get(STAFF)
    sentences = [queries.sentence_of(fault, kind) for fault in queries.faults_of(run)]
    assert "desk, leader, operator" in sentences[3]
    assert run.good_count == 1


def test_nobody_gives_by_a_sheet_what_he_could_not_give_by_hand(agency: "Agency") -> None:
    AgencyFactory.create(code_new="H98.32")
    giver = a_giver(agency, login="nguoi.giao", name="Người Giao")
    rows = (
        row(),
        row("an.ly", ma_don_vi="", ma_vai_tro="operator"),
        row("binh.ly", ma_co_quan="H98.32", ma_don_vi="", ma_vai_tro="leader"),
        row("nguoi.giao", "Người Giao"),
    )

    run = brought_in(handed_in(*rows, actor=giver), giver)
    wide = handed_in(rows[1], actor=a_giver(agency, everywhere=True))

    assert said(run) == [
        (3, "ma_vai_tro", "beyond_rights"),
        (4, "ma_vai_tro", "beyond_rights"),
        (5, "ten_dang_nhap", "own_role"),
    ]
    assert (run.written_count, wide.wrong_count) == (1, 0)
    assert not Account.objects.filter(login__in=["an.ly", "binh.ly"]).exists()
    assert Assignment.objects.filter(account__login="nguoi.giao").count() == 1


def test_who_lost_his_rights_meanwhile_gives_nothing(agency: "Agency") -> None:
    giver = a_giver(agency)
    run = handed_in(row(), actor=giver)
    write(uid=run.uid, actor=giver)
    lock_account(uid=str(giver.id), reason="Nghỉ việc", actor=system_actor("test"))

    run = write_sheet(uid=run.uid)

    assert said(run) == [(2, "ma_vai_tro", "no_giver")]
    assert (run.state, run.written_count) == (ImportState.WRITTEN, 0)
    assert not Account.objects.filter(login="mai.hoang").exists()


def test_killed_in_the_middle_it_goes_on_and_opens_nobody_twice(
    agency: "Agency", monkeypatch: pytest.MonkeyPatch
) -> None:
    giver = a_giver(agency)
    monkeypatch.setattr(passing, "BATCH", 2)
    run = handed_in(*(row(f"nguoi.{n}", f"Người {n}") for n in range(5)), actor=giver)
    write(uid=run.uid, actor=giver)
    calls, whole = itertools.count(1), passing._Walk._write

    def dying(self: Any, *given: Any) -> None:
        whole(self, *given)
        if next(calls) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(passing._Walk, "_write", dying)
    with pytest.raises(KeyboardInterrupt):
        write_sheet(uid=run.uid)
    halfway = Account.objects.filter(login__startswith="nguoi.").count()
    run = write_sheet(uid=run.uid)

    assert (halfway, run.state, run.written_count) == (2, ImportState.WRITTEN, 5)
    assert Account.objects.filter(login__startswith="nguoi.").count() == 5
    assert not queries.differences(run)


def test_who_only_brings_records_in_neither_hands_staff_in_nor_sees_them(agency: "Agency") -> None:
    giver, importer = a_giver(agency), make_actor(ImportPermission.IMPORT)
    run = handed_in(row(), actor=giver)
    another = a_giver(agency)

    with pytest.raises(NotPermitted):
        start(kind=STAFF, source="x", content=b"x", name="x.csv", actor=importer)
    for actor in (importer, another):
        with pytest.raises(NotFound):
            write(uid=run.uid, actor=actor)

    assert STAFF not in dict(queries.kinds(actor=importer))
    assert list(queries.runs(actor=importer)) == list(queries.runs(actor=another)) == []
    assert list(queries.runs(actor=giver)) == [run]
    assert list(queries.runs(actor=make_actor(ImportPermission.SIGN_OFF))) == [run]
    run.refresh_from_db()
    assert run.state == ImportState.CHECKED


def test_the_page_is_for_who_gives_roles_alone(agency: "Agency", client: Client) -> None:
    giver = a_giver(agency)
    client.force_login(Account.objects.get(uid=str(giver.id)))
    file = SimpleUploadedFile("cb.xlsx", sheet_of(STAFF, [row()]), content_type=XLSX.content_type)

    sent = client.post(PAGE, {"source": "Danh sách 2026", "file": file})
    opened = client.get(sent["Location"])
    english = in_english(client).get(PAGE).content.decode()
    client.force_login(OfficialFactory.create())

    assert (sent.status_code, opened.status_code) == (302, 200)
    assert vietnamese_left_behind(english) == []
    assert client.get(PAGE).status_code == 403
    assert client.get(sent["Location"]).status_code == 403
