"""Registers of an old system come with their entries: read here, gone on with, never twice."""

from datetime import date
from typing import Any
from unicodedata import normalize

import pytest
import time_machine
from django.test import Client

from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.copies import COPIES as CERTIFYING
from tinhso.dossiers.queries.copies import REGISTER as COPIES
from tinhso.dossiers.queries.sheets import book
from tinhso.dossiers.testing import PERMIT, World, browser_of
from tinhso.dossiers.tests.bringing import CLOSED, an_operator, brought_in, closed_row
from tinhso.kernel.actors import Actor
from tinhso.kernel.files.previews import text_of_pages
from tinhso.kernel.importing.models import ImportRun
from tinhso.kernel.importing.permissions import ImportPermission
from tinhso.kernel.importing.services import write, write_sheet
from tinhso.kernel.importing.testing import looked_through, sheet_of
from tinhso.kernel.numbering.models import Counter, EarlierNumber
from tinhso.kernel.numbering.permissions import NumberingPermission
from tinhso.kernel.numbering.queries import register_faults
from tinhso.kernel.numbering.services import give_number
from tinhso.kernel.testing import in_english, make_actor, vietnamese_left_behind

pytestmark = pytest.mark.django_db
PROCEDURES = (PERMIT, CERTIFYING)
KIND = "organization.entries"
REGISTER = "dossiers.refusal"
LIST = "/lam-viec/so/he-thong-cu/"
BOOK = "/lam-viec/so/chung-thuc/"


def entry(number: int, **changes: Any) -> dict[str, Any]:
    """Return an entry of a register of the first commune."""
    return {
        "so": REGISTER,
        "ma_co_quan": "H14.20.05",
        "so_thu_tu": number,
        "so_ky_hieu": f"{number}/PTC",
        "ngay": "12/03/2026",
        "noi_dung": "Giấy khai sinh, 2 bản",
        "cap_cho": "Triệu Văn Páo",
        **changes,
    }


def brought(*rows: dict[str, Any]) -> ImportRun:
    """Bring entries in."""
    actor = make_actor(ImportPermission.IMPORT)
    run = looked_through(KIND, sheet_of(KIND, rows), actor=actor)
    if run.good_count:
        write(uid=run.uid, actor=actor)
        run = write_sheet(uid=run.uid)
    return run


def faults_of(run: ImportRun) -> list[tuple[int, str, str]]:
    return list(run.faults.values_list("line", "column", "code"))


def next_of(world: World, actor: Actor) -> int:
    """Let the register give its next number in the year of the entries."""
    on = EarlierNumber.objects.order_by("on").values_list("on", flat=True)[0]
    given = give_number(register=REGISTER, agency_id=world.here.agency.pk, on=on, actor=actor)
    return given.number


def test_entries_are_read_and_the_register_goes_on_behind_them(world: World) -> None:
    run = brought(entry(7), entry(118), entry(20))

    assert (run.written_count, run.sheet_totals) == (3, run.house_totals)
    assert next_of(world, world.here.clerk) == 119
    assert register_faults() == []
    reader = world.here.official(NumberingPermission.READ_REGISTER, P.OVERSEE, unit=world.here.desk)
    page = browser_of(reader).get(LIST).content.decode()
    assert "118/PTC" in page
    assert "Giấy khai sinh, 2 bản" in page
    assert "Triệu Văn Páo" not in page
    english = in_english(browser_of(reader)).get(LIST).content.decode()
    assert vietnamese_left_behind(english) == []


def test_numbers_that_are_here_already_are_named_and_stay_out(world: World) -> None:
    brought(entry(7), entry(8))
    next_of(world, world.here.clerk)
    rows = [entry(7, so_ky_hieu="7/khác"), entry(9), entry(5, so="no.such"), entry(6)]

    run = brought(*rows, entry(4, ma_co_quan="H99"), entry(3, ngay="03/15/2026"))

    assert faults_of(run) == [
        (2, "so_thu_tu", "differs"),
        (3, "so_thu_tu", "number_taken"),
        (4, "so", "unknown_register"),
        (6, "ma_co_quan", "unknown_agency"),
        (7, "ngay", "not_a_day"),
    ]
    numbers = EarlierNumber.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == [6, 7, 8]
    assert Counter.objects.get(register=REGISTER).last == 9


def test_only_readers_of_the_agencys_registers_see_them(world: World) -> None:
    brought(entry(7))
    there = world.there.official(
        NumberingPermission.READ_REGISTER, P.OVERSEE, unit=world.there.desk
    )

    assert browser_of(world.here.specialist).get(LIST).status_code == 404
    assert Client().get(LIST).status_code == 302
    assert "7/PTC" not in browser_of(there).get(LIST).content.decode()


def test_the_printed_book_of_copies_holds_numbers_of_the_old_book_marked(world: World) -> None:
    copies = {"so": COPIES, "so_ky_hieu": "7/SCT cũ", "ghi_chu": "quyển 2"}
    brought(entry(7, **copies), entry(8, **copies | {"so_ky_hieu": "8/SCT"}, ngay="12/04/2026"))
    here = world.here
    reads = here.official(NumberingPermission.READ_REGISTER, P.RECEIVE, unit=here.desk)
    days = {"tu": "2026-03-01", "den": "2026-03-31"}

    own = browser_of(reads).get(f"{BOOK}in/", days).content
    desk = browser_of(here.official(P.RECEIVE, unit=here.desk)).get(f"{BOOK}in/", days).content
    there = world.there.official(
        NumberingPermission.READ_REGISTER, P.RECEIVE, unit=world.there.desk
    )
    elsewhere = browser_of(there).get(f"{BOOK}in/", days).content

    said = printed(own)
    assert "7/SCTcũ" in said
    assert "TriệuVănPáo" in said
    assert "Giấykhaisinh,2bản" in said
    assert "mangtừhệthốngcũ;quyển2" in said
    assert "Cộng:1sốchứngthực" in said
    assert "1sốmangtừsổcủahệthốngcũ" in said
    assert "8/SCT" not in said
    assert "7/SCT" not in printed(desk)
    assert "Còn1sốmangtừsổcủahệthốngcũsangmàngườiinkhôngđượcđọc" in printed(desk)
    assert "hệthốngcũ" not in printed(elsewhere)


def test_the_printed_book_of_dossiers_marks_those_brought_in(
    world: World, clock: time_machine.Traveller
) -> None:
    operator = an_operator()
    run = looked_through(CLOSED, sheet_of(CLOSED, [closed_row(world)]), actor=operator)
    brought_in(run, operator)
    desk = world.here.official(P.RECEIVE, unit=world.here.desk, sees_agency=True)

    said = printed(
        book(
            actor=desk,
            agency_id=world.here.agency.pk,
            unit_id=world.here.desk.pk,
            start=date(2026, 11, 1),
            end=date(2026, 11, 30),
        )
    )

    assert "000001(*)" in said.replace("\u200b", "")
    assert "(*)Hồsơmangtừhệthốngcũsang" in said


def printed(content: bytes) -> str:
    """Return the words of a paper without what stands between them."""
    return normalize("NFC", "".join("".join(text_of_pages(content)).split()))
