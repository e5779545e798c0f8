"""Delegations come in by a sheet, and nobody hands on by it what could not be handed on by hand."""

import itertools
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tinhso.identity.models import Account, Delegation
from tinhso.identity.permissions import IdentityPermission as P
from tinhso.identity.queries import actor_of_account
from tinhso.identity.rules import Sight
from tinhso.identity.services import delegate, lock_account
from tinhso.identity.testing import OfficialFactory, actor_for, give_role
from tinhso.kernel.actors import Actor, system_actor
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.errors import NotPermitted
from tinhso.kernel.files.rules import XLSX
from tinhso.kernel.importing import queries
from tinhso.kernel.importing.models import ImportRun
from tinhso.kernel.importing.registry import import_kinds
from tinhso.kernel.importing.rules import ImportState
from tinhso.kernel.importing.services import passing, write, write_sheet
from tinhso.kernel.importing.testing import looked_through, sheet_of
from tinhso.kernel.testing import in_english, vietnamese_left_behind
from tinhso.organization.testing import AgencyFactory, UnitFactory

if TYPE_CHECKING:
    from tinhso.organization.models import Agency

pytestmark = pytest.mark.django_db
DELEGATIONS = "identity.delegations"
PAGE = f"/quan-tri/nhap-du-lieu/loai/{DELEGATIONS}/"
HELD = ("dossiers.sign_result", "dossiers.assign_dossiers")


@pytest.fixture
def agency() -> "Agency":
    """An agency whose head holds two permissions in its leadership, and his deputy."""
    agency = AgencyFactory.create(code_new="H98.31")
    leadership = UnitFactory.create(agency=agency, code="H98.31.01")
    head = OfficialFactory.create(login="be.lanh", name="Bế Văn Lãnh")
    given = give_role(head, *HELD, agency_id=agency.pk, unit_id=leadership.pk)
    given.role.code = "head"
    given.role.save()
    OfficialFactory.create(login="nong.pho", name="Nông Thị Phó")
    return agency


def who_assigns(agency: "Agency", *, everywhere: bool = False, **changes: Any) -> Actor:
    """Return who gives roles, in this agency or everywhere."""
    account = OfficialFactory.create(**changes)
    rights = (P.VIEW_ACCOUNTS, P.ASSIGN_ROLES)
    given = give_role(account, *rights, agency_id=agency.pk, sight=Sight.OWN_AGENCY)
    given.role.is_everywhere = everywhere
    given.role.save()
    return actor_for(account)


def day(ahead: int) -> str:
    """Return a day as people write it."""
    return f"{timezone.localdate() + timedelta(days=ahead):%d/%m/%Y}"


def row(**changes: str) -> dict[str, str]:
    """Return a sound row."""
    return {
        "nguoi_giao": "be.lanh",
        "nguoi_nhan": "nong.pho",
        "quyen": "dossiers.sign_result",
        "ma_don_vi": "H98.31.01",
        "den_ngay": day(20),
        "ly_do": "Đi học",
        **changes,
    }


def handed_in(*rows: dict[str, str], actor: Actor, source: str = "Hệ thống cũ") -> ImportRun:
    """Hand a sheet in and look through it."""
    content = sheet_of(DELEGATIONS, rows)
    return looked_through(DELEGATIONS, content, actor=actor, source=source)


def brought_in(run: ImportRun, actor: Actor) -> ImportRun:
    """Let it come in."""
    write(uid=run.uid, actor=actor)
    return write_sheet(uid=run.uid)


def said(run: ImportRun) -> list[tuple[int, str, str]]:
    """Return what is wrong, by line, column and code."""
    return [(f.line, f.column, f.code) for f in queries.faults_of(run)]


def test_they_are_looked_through_first_then_hold_once_and_are_counted(agency: "Agency") -> None:
    assigner = who_assigns(agency)
    deputy = Account.objects.get(login="nong.pho")
    rows = (row(), row(quyen="head", ma_don_vi="", tu_ngay=day(2), den_ngay=day(9)))

    run = handed_in(*rows, actor=assigner)
    looked = Delegation.objects.count()
    run = brought_in(run, assigner)
    again = brought_in(handed_in(*rows, actor=assigner), assigner)
    elsewhere = brought_in(handed_in(*rows, actor=assigner, source="Bảng khác"), assigner)

    assert (looked, Delegation.objects.count()) == (0, 2)
    assert (run.state, run.written_count, said(run)) == (ImportState.WRITTEN, 2, [])
    assert (again.written_count, again.known_count) == (0, 2)
    assert elsewhere.written_count == 2
    assert not queries.differences(run)
    assert not queries.differences(elsewhere)
    assert [(line.group, line.in_house) for line in queries.totals_of(run)] == [
        (("be.lanh", "", "2"), 1),
        (("be.lanh", "H98.31.01", "1"), 1),
    ]
    samples = [cell for sample in queries.samples_of(run) for cell in sample.cells]
    assert len(samples) == 12
    assert not [cell.label for cell in samples if cell.differs]
    assert actor_of_account(deputy.uid).may("dossiers.sign_result")
    assert not actor_of_account(deputy.uid).may("dossiers.assign_dossiers")
    entries = AuditEntry.objects.filter(action="identity.delegated")
    assert {entry.actor_id for entry in entries} == {assigner.id}


def test_each_row_says_what_is_wrong_with_it(agency: "Agency") -> None:
    OfficialFactory.create(login="da.nghi", is_active=False, lock_reason="Nghỉ hưu")
    rows = (
        row(nguoi_giao="khong.co", nguoi_nhan="da.nghi"),
        row(quyen="dossiers.sign_result; khong.co"),
        row(quyen="identity.assign_roles", den_ngay=day(10)),
        row(ma_don_vi="H98.31.99"),
        row(nguoi_nhan="be.lanh"),
        row(tu_ngay=day(-3), den_ngay=day(21)),
        row(tu_ngay=day(5), den_ngay=day(4)),
        row(den_ngay=day(91)),
        row(den_ngay="31/13/2026"),
        row(den_ngay=day(22)),
        row(den_ngay=day(22), quyen="head"),
    )

    run = handed_in(*rows, actor=who_assigns(agency))

    assert said(run) == [
        (2, "nguoi_giao", "unknown_giver"),
        (2, "nguoi_nhan", "unknown_taker"),
        (3, "quyen", "unknown_permission"),
        (4, "quyen", "not_held"),
        (5, "ma_don_vi", "not_in_unit"),
        (6, "nguoi_nhan", "same_person"),
        (7, "tu_ngay", "begins_in_past"),
        (8, "den_ngay", "ends_too_early"),
        (9, "den_ngay", "too_long_handed_on"),
        (10, "den_ngay", "not_a_day"),
        (12, "nguoi_giao", "repeated"),
    ]
    kind = import_kinds.get(DELEGATIONS)
    sentences = [queries.sentence_of(fault, kind) for fault in queries.faults_of(run)]
    assert "khong.co" in sentences[2]
    assert "90" in sentences[8]
    assert run.good_count == 1


def test_nobody_hands_on_by_a_sheet_what_he_could_not_by_hand(agency: "Agency") -> None:
    other = AgencyFactory.create(code_new="H98.32")
    far = OfficialFactory.create(login="xa.lanh")
    give_role(far, *HELD, agency_id=other.pk, unit_id=UnitFactory.create(agency=other).pk)
    assigner = who_assigns(agency, login="nguoi.giao")
    rows = (
        row(quyen="dossiers.sign_result; identity.assign_roles"),
        row(nguoi_giao="xa.lanh", ma_don_vi=""),
        row(nguoi_giao="nguoi.giao", quyen="identity.assign_roles", ma_don_vi=""),
        row(den_ngay=day(10)),
    )

    run = brought_in(handed_in(*rows, actor=assigner), assigner)
    wide = handed_in(rows[1], actor=who_assigns(agency, everywhere=True))

    assert said(run) == [
        (2, "quyen", "not_held"),
        (3, "quyen", "beyond_rights"),
        (4, "nguoi_giao", "own_delegation"),
    ]
    assert (run.written_count, wide.wrong_count) == (1, 0)
    with pytest.raises(NotPermitted):
        delegate(
            giver_uid=far.uid,
            taker_uid=Account.objects.get(login="nong.pho").uid,
            permissions=[HELD[0]],
            valid_from=timezone.now(),
            valid_to=timezone.now() + timedelta(days=3),
            reason="Đi học",
            actor=assigner,
        )
    assert [(one.giver.login, one.permissions) for one in Delegation.objects.all()] == [
        ("be.lanh", [HELD[0]])
    ]


def test_who_lost_his_rights_meanwhile_hands_nothing_on(agency: "Agency") -> None:
    assigner = who_assigns(agency)
    run = handed_in(row(), actor=assigner)
    write(uid=run.uid, actor=assigner)
    lock_account(uid=str(assigner.id), reason="Nghỉ việc", actor=system_actor("test"))

    run = write_sheet(uid=run.uid)

    assert said(run) == [(2, "nguoi_giao", "no_giver")]
    assert (run.state, run.written_count) == (ImportState.WRITTEN, 0)
    assert not Delegation.objects.exists()


def test_killed_in_the_middle_it_goes_on_and_hands_nothing_on_twice(
    agency: "Agency", monkeypatch: pytest.MonkeyPatch
) -> None:
    assigner = who_assigns(agency)
    monkeypatch.setattr(passing, "BATCH", 2)
    run = handed_in(*(row(den_ngay=day(n)) for n in range(20, 25)), actor=assigner)
    write(uid=run.uid, actor=assigner)
    calls, whole = itertools.count(1), passing._Walk._write

    def dying(self: Any, *given: Any) -> None:
        whole(self, *given)
        if next(calls) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(passing._Walk, "_write", dying)
    with pytest.raises(KeyboardInterrupt):
        write_sheet(uid=run.uid)
    halfway = Delegation.objects.count()
    run = write_sheet(uid=run.uid)

    assert (halfway, run.state, run.written_count) == (2, ImportState.WRITTEN, 5)
    assert Delegation.objects.count() == 5
    assert not queries.differences(run)


def test_the_page_is_for_who_gives_roles_alone(agency: "Agency", client: Client) -> None:
    client.force_login(Account.objects.get(uid=str(who_assigns(agency).id)))
    content = sheet_of(DELEGATIONS, [row()])
    file = SimpleUploadedFile("uq.xlsx", content, content_type=XLSX.content_type)

    sent = client.post(PAGE, {"source": "Hệ thống cũ", "file": file})
    opened = client.get(sent["Location"])
    english = in_english(client).get(PAGE).content.decode()
    client.force_login(OfficialFactory.create())

    assert (sent.status_code, opened.status_code) == (302, 200)
    assert vietnamese_left_behind(english) == []
    assert client.get(PAGE).status_code == 403
    assert client.get(sent["Location"]).status_code == 403
