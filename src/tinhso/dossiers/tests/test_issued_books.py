"""A book of the desk is issued with a number, signed by its officer, and stays as it was."""

from datetime import date
from unicodedata import normalize

import pytest
from django.test import Client

from tinhso.dossiers import services
from tinhso.dossiers.models import IssuedBook
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.services.errors import NotYours
from tinhso.dossiers.testing import World, accepted, browser_of
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Invalid, NotFound, NotPermitted
from tinhso.kernel.files.previews import text_of_pages
from tinhso.kernel.testing import in_english, vietnamese_left_behind
from tinhso.signing import services as signing
from tinhso.signing.services.confirming import ShiftNeeded
from tinhso.signing.testing import certificate_for

PAGE = "/lam-viec/mot-cua/so/"
API = "/api/v1/dossiers/desk/books"
NOVEMBER = {"start": "2026-11-01", "end": "2026-11-30"}


def opened_shift(actor: Actor) -> None:
    certificate_for(account_uid=actor.id, name=actor.name)
    asked = signing.start_shift_confirmation(actor=actor)
    signing.open_signing_shift(confirmation_uid=asked.uid, code=asked.secret, actor=actor)


def issued(world: World) -> IssuedBook:
    return services.issue_book(
        start=date(2026, 11, 1), end=date(2026, 11, 30), actor=world.here.clerk_of_desk
    )


def words_of(pdf: bytes) -> str:
    words = normalize("NFC", " ".join(text_of_pages(pdf))).replace("\u200b", "")
    return "".join(words.split())


def test_a_book_is_issued_numbered_signed_with_its_qr_and_stays_as_it_was(world: World) -> None:
    dossier = accepted(world)
    desk = world.here.clerk_of_desk
    browser = browser_of(desk)
    opened_shift(desk)

    answer = browser.post(PAGE, NOVEMBER)
    row = IssuedBook.objects.get()
    later = accepted(world)
    content = browser.get(f"{PAGE}{row.uid}/").content

    assert answer.status_code == 302
    assert (row.number, row.unit_id, row.made_by) == (
        "1/STD-TTPVHCC",
        world.here.desk.pk,
        desk.id,
    )
    assert signing.verify_pdf(content).verdict == "valid"
    said = words_of(content)
    assert "Số:1/STD-TTPVHCC" in said
    assert str(dossier.code) in said
    assert str(later.code) not in said
    assert "NGƯỜILẬPSỔ" in said
    assert "Đãkýsố" in said
    listed = browser.get(PAGE).content.decode()
    assert row.number in listed
    assert "Đã ký số" in listed
    assert vietnamese_left_behind(in_english(browser).get(PAGE).content.decode()) == []


def test_without_a_shift_it_waits_unsigned_for_who_issued_it(world: World) -> None:
    accepted(world)
    desk = world.here.clerk_of_desk
    other = world.here.official(P.RECEIVE, unit=world.here.desk, sees_agency=True)
    browser = browser_of(desk)

    made = browser.post(API, NOVEMBER, content_type="application/json")
    where = f"{API}/{made.json()['uid']}"
    unsigned = words_of(browser.get(where).content)
    with pytest.raises(ShiftNeeded):
        services.sign_book(uid=made.json()["uid"], actor=desk)
    with pytest.raises(NotYours):
        services.sign_book(uid=made.json()["uid"], actor=other)
    opened_shift(desk)
    signed = browser.post(f"{where}/sign")

    assert made.status_code == 201
    assert "(chưakýsố)" in unsigned
    assert signed.json()["signed_at"] is not None
    assert browser.get(API).json() == [signed.json()]
    assert signing.verify_pdf(browser.get(where).content).verdict == "valid"


def test_who_does_not_receive_there_neither_issues_nor_reads_it(world: World) -> None:
    row = issued(world)
    specialist, neighbour = world.here.specialist, world.there.clerk_of_desk

    with pytest.raises(NotPermitted):
        services.issue_book(start=row.start, end=row.end, actor=specialist)
    with pytest.raises(NotPermitted):
        services.book_pdf(uid=row.uid, actor=specialist)
    with pytest.raises(NotFound):
        services.book_pdf(uid=row.uid, actor=neighbour)

    assert browser_of(neighbour).get(f"{PAGE}{row.uid}/").status_code == 404
    assert Client().get(f"{API}/{row.uid}").status_code == 401
    assert IssuedBook.objects.get() == row


def test_a_book_that_would_not_be_whole_gets_no_number(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    accepted(world)
    accepted(world)
    monkeypatch.setattr("tinhso.dossiers.queries.sheets.MOST_IN_BOOK", 1)

    with pytest.raises(Invalid):
        issued(world)
    answer = browser_of(world.here.clerk_of_desk).post(PAGE, NOVEMBER)

    assert answer.status_code == 422
    assert "Hãy chọn khoảng ngày ngắn hơn." in answer.content.decode()
    assert not IssuedBook.objects.exists()
