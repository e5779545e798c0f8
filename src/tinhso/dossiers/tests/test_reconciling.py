"""A day's statement against our payments: differences found, named, handled; bad sheets refused."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import Workbook

from tinhso.dossiers import services
from tinhso.dossiers.models import BankStatement, Charge, Payment, StatementLine
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.testing import World, browser_of, sample_of, submitted
from tinhso.dossiers.tests import banking
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Invalid, NotFound, NotPermitted
from tinhso.kernel.web.words import short_day

pytestmark = pytest.mark.django_db
FEE = 800_000
OTHER = ("FTZ", 1000, "ung ho")
PROCEDURES = ("1.004363",)


@pytest.fixture
def shop(world: World) -> World:
    banking.account_for(world.here)
    return world


@pytest.fixture
def cashier(shop: World) -> Actor:
    return shop.here.official(P.RECEIVE, P.RECONCILE, P.EXPORT, unit=shop.here.desk)


def paid(world: World) -> Payment:
    """Return a payment that came in by transfer."""
    dossier = submitted(world, **sample_of(world.version))
    charge = Charge.objects.get(dossier=dossier)
    banking.tell(banking.transferred(charge))
    return Payment.objects.latest("pk")


def sheet(*rows: tuple[Any, ...]) -> bytes:
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(list(services.STATEMENT_COLUMNS))
    for row in rows:
        page.append(list(row))
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def test_each_difference_of_a_day_is_found(shop: World, cashier: Actor) -> None:
    good, short, missing = paid(shop), paid(shop), paid(shop)

    statement = services.upload_statement(
        actor=cashier,
        day=timezone.localdate(),
        content=sheet(
            (good.bank_reference, "800.000", f"PHI {good.charge.reference}"),
            (short.bank_reference, 700000, ""),
            ("FTX", 5000, "ung ho"),
            ("FTY", FEE, f"PHI {good.charge.reference}"),
        ),
    )

    assert (statement.lines, statement.differences) == (4, 4)
    found = {
        (row.outcome, row.bank_vnd, row.ours_vnd, row.payment_id)
        for row in StatementLine.objects.all()
    }
    assert found == {
        ("matched", FEE, FEE, good.pk),
        ("other_amount", 700_000, FEE, short.pk),
        ("only_bank", 5_000, None, None),
        ("double", FEE, FEE, good.pk),
        ("only_ours", None, FEE, missing.pk),
    }


def test_read_again_a_line_keeps_what_was_said(shop: World, cashier: Actor) -> None:
    content = sheet(("FTX", 5000, "ung ho"))
    today = timezone.localdate()
    services.upload_statement(actor=cashier, day=today, content=content)
    line = StatementLine.objects.get()
    services.handle_line(uid=line.uid, actor=cashier, handling="Đã trả lại người gửi")

    services.upload_statement(actor=cashier, day=today, content=content)

    assert StatementLine.objects.get().handling == "Đã trả lại người gửi"


def told_after_midnight(world: World, clock: time_machine.Traveller) -> tuple[date, Payment]:
    """Return the bank's day, and a payment that we heard of on the next."""
    day = timezone.localdate()
    clock.shift(timedelta(days=1))
    return day, paid(world)


def outcomes() -> list[tuple[date, str]]:
    """Return each line's day and outcome, but for the gift that only fills a sheet."""
    lines = StatementLine.objects.exclude(bank_reference="FTZ").order_by("day", "pk")
    return list(lines.values_list("day", "outcome"))


def test_what_was_told_after_midnight_is_a_match_on_the_banks_day(
    shop: World, cashier: Actor, clock: time_machine.Traveller
) -> None:
    booked, payment = told_after_midnight(shop, clock)
    heard = timezone.localdate()
    told = sheet((payment.bank_reference, FEE, ""))
    services.upload_statement(actor=cashier, day=booked, content=told)

    services.upload_statement(actor=cashier, day=heard, content=sheet(OTHER))

    assert outcomes() == [(booked, "matched")]
    assert StatementLine.objects.get(payment=payment).other_day == heard
    page = browser_of(cashier).get("/lam-viec/doi-soat/").content.decode()
    assert f"Hệ thống ghi nhận ngày {short_day(heard)}" in page


def test_the_banks_day_read_last_clears_the_day_we_heard_of_it(
    shop: World, cashier: Actor, clock: time_machine.Traveller
) -> None:
    booked, payment = told_after_midnight(shop, clock)
    heard = timezone.localdate()
    of_our_day = services.upload_statement(actor=cashier, day=heard, content=sheet(OTHER))
    assert outcomes() == [(heard, "only_ours")]
    assert of_our_day.differences == 2

    told = sheet((payment.bank_reference, FEE, ""))
    services.upload_statement(actor=cashier, day=booked, content=told)

    assert outcomes() == [(booked, "matched")]
    of_our_day.refresh_from_db()
    assert of_our_day.differences == 1


def test_a_reference_of_weeks_ago_is_no_match(
    shop: World, cashier: Actor, clock: time_machine.Traveller
) -> None:
    payment = paid(shop)
    clock.shift(timedelta(days=9))

    told = sheet((payment.bank_reference, FEE, ""))
    services.upload_statement(actor=cashier, day=timezone.localdate(), content=told)

    assert outcomes() == [(timezone.localdate(), "only_bank")]


def test_read_again_what_was_handled_stays_though_the_bank_names_it_no_more(
    shop: World, cashier: Actor
) -> None:
    today = timezone.localdate()
    both = sheet(("FTX", 5000, "ung ho"), ("FTY", 6000, "ung ho"))
    services.upload_statement(actor=cashier, day=today, content=both)
    said = StatementLine.objects.get(bank_reference="FTX")
    services.handle_line(uid=said.uid, actor=cashier, handling="Đã trả lại người gửi")

    services.upload_statement(actor=cashier, day=today, content=sheet(OTHER))

    kept = StatementLine.objects.order_by("pk")
    assert [(row.bank_reference, row.handling) for row in kept] == [
        ("FTX", "Đã trả lại người gửi"),
        ("FTZ", ""),
    ]


def test_bad_rows_are_named_and_nothing_is_kept(shop: World, cashier: Actor) -> None:
    content = sheet(("FT1", "tám trăm", ""), ("", 1, ""), ("FT2", 800000, ""))

    with pytest.raises(Invalid) as refusal:
        services.upload_statement(actor=cashier, day=timezone.localdate(), content=content)

    assert "Dòng 2" in str(refusal.value.fields["file"])
    assert "Dòng 3" in str(refusal.value.fields["file"])
    assert not BankStatement.objects.exists()


def test_reconciling_wants_its_permission_and_its_agency(shop: World, cashier: Actor) -> None:
    services.upload_statement(
        actor=cashier, day=timezone.localdate(), content=sheet(("FTX", 5000, ""))
    )
    line = StatementLine.objects.get()
    stranger = shop.there.official(P.RECONCILE, unit=shop.there.desk)

    with pytest.raises(NotPermitted):
        services.ask_statement(actor=shop.here.clerk_of_desk, day=timezone.localdate())
    with pytest.raises(NotFound):
        services.handle_line(uid=line.uid, actor=stranger, handling="x")
    assert browser_of(stranger).get(f"/lam-viec/doi-soat/{line.uid}/").status_code == 404
    assert browser_of(shop.here.specialist).get("/lam-viec/doi-soat/").status_code == 404


def test_the_page_shows_reads_and_handles(shop: World, cashier: Actor) -> None:
    browser = browser_of(cashier)
    upload = SimpleUploadedFile("sao-ke.xlsx", sheet(("FTX", 5000, "ung ho")))

    answer = browser.post(
        "/lam-viec/doi-soat/sao-ke/", {"day": timezone.localdate().isoformat(), "file": upload}
    )

    assert answer.status_code == 302
    page = browser.get("/lam-viec/doi-soat/").content.decode()
    assert "Ngân hàng có, hệ thống không có" in page
    assert "1 chênh lệch" in page
    line = StatementLine.objects.get()
    empty = browser.post(f"/lam-viec/doi-soat/{line.uid}/", {"handling": ""})
    assert empty.status_code == 422
    browser.post(f"/lam-viec/doi-soat/{line.uid}/", {"handling": "Đã trả lại"})
    line.refresh_from_db()
    assert line.handling == "Đã trả lại"
    broken = SimpleUploadedFile("sao-ke.xlsx", sheet(("", 1, "")))
    wrong = browser.post("/lam-viec/doi-soat/sao-ke/", {"day": "2026-11-16", "file": broken})
    assert wrong.status_code == 422
    assert "Dòng 2" in wrong.content.decode()
