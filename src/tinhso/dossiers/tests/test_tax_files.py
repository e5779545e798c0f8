"""Files chosen on a tax form stay after an error, and serve only who sent them."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tinhso.dossiers.models import Obligation, TaxNotice
from tinhso.dossiers.testing import browser_of, tiny_pdf
from tinhso.dossiers.testing.taxing import FEE, TaxWorld
from tinhso.identity.testing import AccountFactory

KEPT = re.compile(r'name="(giu_\w+)"\s+value="([^"]+)"')


def a_pdf() -> SimpleUploadedFile:
    return SimpleUploadedFile("a.pdf", tiny_pdf(), content_type="application/pdf")


def kept_in(page: str) -> dict[str, str]:
    return dict(KEPT.findall(page))


def said(**changes: object) -> dict[str, object]:
    today = timezone.localdate()
    return {
        "number": "118/TB",
        "issued_on": today.isoformat(),
        "pay_by": (today + timedelta(days=30)).isoformat(),
        f"khoan_{FEE}": "45.000.000",
        **changes,
    }


@pytest.mark.parametrize("wrong", [{f"khoan_{FEE}": "nhiều"}, {"pay_by": "2020-01-01"}])
def test_the_files_of_a_notice_stay_after_an_error(
    land: TaxWorld, wrong: dict[str, object]
) -> None:
    where, officer = f"/lam-viec/thue/{land.asked().uid}/thong-bao/", browser_of(land.officer)
    files = {"notice_file": a_pdf(), "voucher_file": a_pdf()}

    refused = officer.post(where, said(**wrong, **files))
    kept = kept_in(refused.content.decode())
    sent = officer.post(where, said(**kept))

    assert refused.status_code == 422
    assert set(kept) == {"giu_notice_file", "giu_voucher_file"}
    assert sent.status_code == 302
    assert TaxNotice.objects.get().notice_file.name == "a.pdf"


def test_a_file_never_sent_is_still_asked_for(land: TaxWorld) -> None:
    where, officer = f"/lam-viec/thue/{land.asked().uid}/thong-bao/", browser_of(land.officer)

    kept = kept_in(officer.post(where, said(notice_file=a_pdf())).content.decode())
    again = officer.post(where, said(**kept))

    assert set(kept) == {"giu_notice_file"}
    assert again.status_code == 422
    assert "Hãy đính giấy nộp tiền." in again.content.decode()


def test_words_that_were_not_given_to_him_serve_nobody(land: TaxWorld) -> None:
    where, officer = f"/lam-viec/thue/{land.asked().uid}/thong-bao/", browser_of(land.officer)
    wrong = said(notice_file=a_pdf(), voucher_file=a_pdf(), pay_by="2020-01-01")
    kept = kept_in(officer.post(where, wrong).content.decode())

    other = land.tax.official("dossiers.determine_tax", unit=land.tax.division, name="Người khác")
    answers = [
        browser_of(other).post(where, said(**kept)),
        officer.post(where, said(**{name: f"{token}x" for name, token in kept.items()})),
    ]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert not TaxNotice.objects.exists()


def test_the_applicants_voucher_stays_after_an_error(land: TaxWorld) -> None:
    uid = land.told().slip.dossier.uid
    citizen = Client()
    citizen.force_login(AccountFactory.create(person=land.world.person, kind="citizen"))
    where = f"/ho-so/{uid}/nop-tien/"

    kept = kept_in(citizen.post(where, {"number": "", "file": a_pdf()}).content.decode())
    sent = citizen.post(where, {"number": "GNT 7", **kept})

    assert set(kept) == {"giu_file"}
    assert sent.status_code == 302
    assert Obligation.objects.get().sent_proof_file is not None
