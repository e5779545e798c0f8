"""The pages of a tax agency, and who finds them."""

from datetime import timedelta
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tinhso.dossiers.models import (
    Obligation,
    TaxNotice,
    TaxSlip,
)
from tinhso.dossiers.rules.states import DossierState
from tinhso.dossiers.testing import browser_of, tiny_pdf
from tinhso.dossiers.testing.taxing import FEE, LAND, TaxWorld
from tinhso.dossiers.tests.charging import stands
from tinhso.identity.testing import AccountFactory


def a_pdf() -> SimpleUploadedFile:
    return SimpleUploadedFile("a.pdf", tiny_pdf(), content_type="application/pdf")


def test_a_tax_officer_answers_on_his_pages(land: TaxWorld) -> None:
    slip = land.asked()
    browser = browser_of(land.officer)

    home, listed = browser.get("/lam-viec/"), browser.get("/lam-viec/thue/")
    shown = browser.get(f"/lam-viec/thue/{slip.uid}/")
    whole = browser.get(f"/lam-viec/ho-so/{slip.dossier.uid}/")
    empty = browser.post(f"/lam-viec/thue/{slip.uid}/thong-bao/", {"number": "118/TB"})
    slip_paper = browser.get(f"/lam-viec/thue/{slip.uid}/phieu-chuyen.pdf")

    number = slip.dossier.shown_number
    assert all(number in answer.content.decode() for answer in (home, listed, shown))
    assert whole.status_code == 404
    assert empty.status_code == 422
    assert 'value="118/TB"' in empty.content.decode()
    assert "Hãy đính thông báo đã ký." in empty.content.decode()
    assert slip_paper["Content-Type"] == "application/pdf"


def test_whole_way_by_the_pages(land: TaxWorld) -> None:
    dossier = land.in_hand()
    officer, specialist = browser_of(land.officer), browser_of(land.world.here.specialist)
    asked = specialist.post(
        f"/lam-viec/ho-so/{dossier.uid}/thue/",
        {
            "office": land.tax.division.pk,
            "has_land_use_fee": "1",
            "content": "Tính.",
            "version": dossier.version,
        },
    )
    slip = TaxSlip.objects.get()
    today = timezone.localdate()
    sent = officer.post(
        f"/lam-viec/thue/{slip.uid}/thong-bao/",
        {
            "number": "118/TB",
            "issued_on": today.isoformat(),
            "pay_by": (today + timedelta(days=30)).isoformat(),
            f"khoan_{FEE}": "45.000.000",
            "notice_file": a_pdf(),
            "voucher_file": a_pdf(),
        },
    )
    notice = TaxNotice.objects.get()
    citizen = Client()
    citizen.force_login(AccountFactory.create(person=land.world.person, kind="citizen"))
    page = citizen.get(f"/ho-so/{dossier.uid}/").content.decode()
    file = citizen.get(notice.notice_file.get_absolute_url())
    paid = citizen.post(f"/ho-so/{dossier.uid}/nop-tien/", {"number": "GNT 7", "file": a_pdf()})
    seen = specialist.get(f"/lam-viec/ho-so/{dossier.uid}/").content.decode()
    settling = specialist.get(f"/lam-viec/ho-so/{dossier.uid}/nghia-vu/").content.decode()

    assert (asked.status_code, sent.status_code, paid.status_code) == (302, 302, 302)
    assert "45.000.000" in page
    assert file.status_code == 200
    assert "GNT 7" in seen
    assert 'value="GNT 7"' in settling


def test_the_desk_passes_on_the_proof_that_somebody_brings(land: TaxWorld) -> None:
    dossier = land.told().slip.dossier
    browser = browser_of(land.world.here.clerk_of_desk)
    address = f"/lam-viec/mot-cua/{dossier.uid}/chung-tu-nop-tien/"

    empty = browser.post(address, {"document": ""})
    taken = browser.post(address, {"document": "GNT 0099"})

    assert (empty.status_code, taken.status_code) == (422, 302)
    assert stands(dossier) == (DossierState.APPRAISING, "paid")
    assert Obligation.objects.get().proof == "GNT 0099"


ACTS = ("", "phieu-chuyen.pdf", "van-ban-xin-loi.pdf", "ky-xin-loi/", "thong-bao/")
ANSWERS = ("khong-phai-nop/", "gui-tra/", "xin-loi/")


REFUSED = {302, 401, 403, 404, 405}


def test_without_the_right_no_address_of_the_tax_agency_opens(land: TaxWorld) -> None:
    notice = land.told()
    slip, here = notice.slip, land.world.here
    onlooker = here.official(unit=here.desk, name="Người khác")
    addresses = [
        *(f"/lam-viec/thue/{slip.uid}/{part}" for part in (*ACTS, *ANSWERS)),
        f"/lam-viec/thue/thong-bao/{notice.uid}/thay/",
        f"/ho-so/{slip.dossier.uid}/nop-tien/",
        f"/ho-so/{slip.dossier.uid}/nghia-vu-tai-chinh/",
        f"/ho-so/{slip.dossier.uid}/nghia-vu-tai-chinh/truc-tuyen/",
    ]

    opened = [
        (actor.name, address)
        for actor in (onlooker, here.clerk_of_desk, land.world.there.leader)
        for address in addresses
        for ask in (browser_of(actor).get, browser_of(actor).post)
        if ask(address).status_code not in REFUSED
    ]

    assert opened == []
    assert stands(slip.dossier)[0] == DossierState.FIN_OBLIGATION


def test_without_the_right_nobody_asks_recalls_or_passes_on(land: TaxWorld) -> None:
    slip, here = land.asked(), land.world.here
    onlooker = browser_of(here.official(unit=here.desk, name="Người khác"))
    work = f"/lam-viec/ho-so/{slip.dossier.uid}/thue/"
    slip.dossier.refresh_from_db()
    seen = slip.dossier.version

    answers = [
        onlooker.post(f"{work}rut/", {"reason": "Sai diện tích.", "version": seen}),
        onlooker.post(
            f"/lam-viec/mot-cua/{slip.dossier.uid}/chung-tu-nop-tien/",
            {"document": "GNT 1", "version": seen},
        ),
    ]

    assert {answer.status_code for answer in answers} == {403}
    slip.refresh_from_db()
    assert slip.outcome == ""
    assert stands(slip.dossier)[0] == DossierState.TAX_WAIT


def test_nobody_else_finds_the_slip(land: TaxWorld) -> None:
    slip = land.asked()

    answers = [
        browser_of(land.world.here.specialist).get(f"/lam-viec/thue/{slip.uid}/").status_code,
        browser_of(land.officer).get(f"/lam-viec/thue/{uuid4()}/").status_code,
        browser_of(land.world.here.specialist).get("/lam-viec/thue/").status_code,
    ]

    assert answers == [404, 404, 404]
    assert slip.dossier.procedure_code == LAND
