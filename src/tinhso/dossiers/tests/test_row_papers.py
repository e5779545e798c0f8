"""Papers of single rows: many at once, each to the row its name tells, none lost."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tinhso.dossiers import services
from tinhso.dossiers.models import Attachment, GroupFiling, RowPaper
from tinhso.dossiers.rules.row_papers import line_of, marks_of
from tinhso.dossiers.testing import World, tiny_pdf
from tinhso.dossiers.tests.charging import SHOP
from tinhso.dossiers.tests.listing import PLAN, list_of, shop_row
from tinhso.identity.testing import Account, BusinessFactory, actor_for
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Invalid, NotFound
from tinhso.kernel.testing import vietnamese_left_behind

pytestmark = pytest.mark.django_db
PROCEDURES = (SHOP,)
FIRST, SECOND = "004085001111", "004085002222"


@pytest.fixture
def company() -> Account:
    return BusinessFactory.create()


@pytest.fixture
def listed(shop: World, company: Account) -> tuple[GroupFiling, Actor]:
    """A list of two rows that was not handed in, without any paper."""
    rows = [shop_row("Một", dd_so_dinh_danh=FIRST), shop_row("Hai", dd_so_dinh_danh=SECOND)]
    group = list_of(shop, *rows, company=company)
    group.papers.all().delete()
    return group, actor_for(company)


def packed(*names: str) -> bytes:
    """Return an archive with a small paper under each name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, tiny_pdf())
    return out.getvalue()


def put(listed: tuple[GroupFiling, Actor], *sent: tuple[str, bytes]) -> services.PapersPut:
    return services.put_row_papers(
        uid=listed[0].uid, component_key=PLAN, sent=sent, actor=listed[1]
    )


def test_a_name_tells_its_row_by_a_mark_or_by_the_number_of_the_line() -> None:
    marks = marks_of({4: ["11B-00001", "0100109106"], 5: ["11B-00012", "0100109106"]})

    told = {
        name: line_of(name, marks)
        for name in (
            "Đăng ký xe 11b 00001.pdf",
            "11B-00012.pdf",
            "5.pdf",
            "Dòng 4 bản vẽ.pdf",
            "0100109106.pdf",
            "11B-00001 11B-00012.pdf",
            "9.pdf",
        )
    }

    assert list(told.values()) == [4, 5, 5, 4, None, None, None]


def test_each_paper_goes_to_the_row_its_name_tells_and_is_filed_with_it(
    listed: tuple[GroupFiling, Actor],
) -> None:
    group, actor = listed

    said = put(listed, ("tat-ca.zip", packed(f"giay/{FIRST}.pdf", f"giay/{SECOND}.pdf")))
    assert (said.placed, said.unplaced, said.refused) == (2, [], [])
    services.confirm_group(uid=group.uid, declared=True, actor=actor)
    services.file_group(group_uid=group.uid)

    for row in group.rows.all():
        paper = Attachment.objects.get(dossier=row.dossier, component_key=PLAN)
        assert paper.file == RowPaper.objects.get(line=row.line).file
    assert group.rows.filter(refused="").count() == 2


def test_what_fits_no_row_is_kept_shown_and_put_by_hand(
    listed: tuple[GroupFiling, Actor], company: Account
) -> None:
    group, actor = listed
    browser = Client()
    browser.force_login(company)
    page = f"/nop-theo-danh-sach/{group.uid}/"
    files = [SimpleUploadedFile(name, tiny_pdf()) for name in (f"{FIRST}.pdf", "ban khac.pdf")]

    shown = browser.post(
        f"{page}giay-to-rieng/", {"component_key": PLAN, "files": files}, follow=True
    ).content.decode()
    with pytest.raises(Invalid):
        services.confirm_group(uid=group.uid, declared=True, actor=actor)
    paper = RowPaper.objects.get(line=None)
    browser.cookies["django_language"] = "en"
    browser.post(f"{page}giay-to-rieng/{paper.uid}/", {"line": 77})
    still = RowPaper.objects.get(line=None)
    english = browser.get(page).content.decode()
    browser.post(f"{page}giay-to-rieng/{paper.uid}/", {"line": 5})

    assert "ban khac.pdf" in shown
    assert still == paper
    assert set(group.row_papers.values_list("line", flat=True)) == {4, 5}
    assert not group.rows.filter(is_sound=False).exists()
    assert "A file of its own for each row" in english
    assert vietnamese_left_behind(english) == []


def test_a_bad_file_stops_no_other_and_a_bomb_is_not_unpacked(
    listed: tuple[GroupFiling, Actor],
) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{SECOND}.pdf", bytes(20_000_000))

    said = put(
        listed,
        (f"{FIRST}.pdf", tiny_pdf()),
        (f"{SECOND}.pdf", b"MZ no paper"),
        ("bom.zip", bomb.getvalue()),
        ("hong.zip", b"PK\x03\x04 broken"),
    )

    assert (said.placed, said.unplaced, len(said.refused)) == (1, [], 3)
    assert RowPaper.objects.get().line == 4


def test_sent_again_it_takes_the_older_ones_place(listed: tuple[GroupFiling, Actor]) -> None:
    put(listed, (f"{FIRST}.pdf", tiny_pdf()))
    put(listed, (f"{FIRST}.pdf", tiny_pdf()))

    assert RowPaper.objects.count() == 1


def test_a_dropped_row_leaves_its_paper_to_be_put_elsewhere(
    listed: tuple[GroupFiling, Actor],
) -> None:
    put(listed, (f"{FIRST}.pdf", tiny_pdf()))

    services.drop_group_row(uid=listed[0].uid, line=4, actor=listed[1])

    paper = RowPaper.objects.get()
    assert paper.line is None
    services.drop_row_paper(uid=listed[0].uid, paper_uid=paper.uid, actor=listed[1])
    assert not RowPaper.objects.exists()


def test_another_company_puts_and_sees_none(listed: tuple[GroupFiling, Actor]) -> None:
    put(listed, (f"{FIRST}.pdf", tiny_pdf()))
    rival = actor_for(BusinessFactory.create())
    paper = RowPaper.objects.get()

    with pytest.raises(NotFound):
        put((listed[0], rival), (f"{SECOND}.pdf", tiny_pdf()))
    with pytest.raises(NotFound):
        services.drop_row_paper(uid=listed[0].uid, paper_uid=paper.uid, actor=rival)

    assert RowPaper.objects.get() == paper


def test_the_api_sends_and_puts_them_too(
    listed: tuple[GroupFiling, Actor], company: Account
) -> None:
    browser = Client()
    browser.force_login(company)
    base = f"/api/v1/dossiers/groups/{listed[0].uid}/row-papers"
    files = [SimpleUploadedFile(name, tiny_pdf()) for name in (f"{FIRST}.pdf", "khac.pdf")]

    said = browser.post(base, {"component_key": PLAN, "file": files}).json()
    left = next(one for one in browser.get(base).json() if one["line"] is None)
    placed = browser.put(
        f"{base}/{left['uid']}", {"line": 5}, content_type="application/json"
    ).json()

    assert (said["placed"], said["unplaced"]) == (1, ["khac.pdf"])
    assert placed["line"] == 5
    assert browser.delete(f"{base}/{left['uid']}").status_code == 204
