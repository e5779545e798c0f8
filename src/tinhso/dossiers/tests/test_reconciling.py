"""A day's statement against our payments: differences found, named, handled; bad sheets refused."""

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

pytestmark = pytest.mark.django_db
FEE = 800_000


@pytest.fixture
def shop(clock: time_machine.Traveller, db: None) -> World:
    world = World.make("1.004363")
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
