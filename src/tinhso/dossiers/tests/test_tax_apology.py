"""The tax agency's letter of apology carries the electronic signature of its head."""

import pytest
from django.utils import timezone

from tinhso.dossiers.models import Paper, TaxSlip
from tinhso.dossiers.rules.answers import from_json
from tinhso.dossiers.rules.states import Form
from tinhso.dossiers.services.tax_lateness import extend_tax, sign_tax_apology
from tinhso.dossiers.testing import browser_of
from tinhso.dossiers.testing.taxing import TaxWorld
from tinhso.kernel.actors import Actor
from tinhso.kernel.calendar import calendar_for
from tinhso.kernel.errors import DomainError, NotFound, NotPermitted
from tinhso.kernel.events.testing import deliver_all
from tinhso.kernel.notifications.models import Notification
from tinhso.signing import services as signing


@pytest.fixture
def head(land: TaxWorld) -> Actor:
    return land.tax.leader


@pytest.fixture
def apologised(land: TaxWorld, head: Actor) -> TaxSlip:
    slip = land.asked()
    calendar = calendar_for(slip.agency_id)
    later = calendar.closing(calendar.next_working_day(timezone.localdate(slip.due_at), count=2))
    return extend_tax(slip_uid=slip.uid, actor=land.officer, reason="Nhiều hồ sơ.", due_at=later)


def open_shift(actor: Actor) -> None:
    asked = signing.start_shift_confirmation(actor=actor)
    signing.open_signing_shift(confirmation_uid=asked.uid, code=asked.secret, actor=actor)


def letter() -> Paper:
    return Paper.objects.get(form=Form.APOLOGY)


def test_the_head_signs_on_the_page_of_the_slip(apologised: TaxSlip, head: Actor) -> None:
    browser, where = browser_of(head), f"/lam-viec/thue/{apologised.uid}/"
    before = browser.get(where).content.decode()
    open_shift(head)

    answer = browser.post(f"{where}ky-xin-loi/")

    assert "Ký số văn bản xin lỗi" in before
    assert answer.status_code == 302
    signed = letter()
    assert (signed.is_signed, signed.signed_by) == (True, head.id)
    assert from_json(signed.data)["officer"] == head.name
    after = browser.get(where).content.decode()
    assert "Ký số văn bản xin lỗi" not in after
    assert browser.get(f"{where}van-ban-xin-loi.pdf").content.startswith(b"%PDF")


def test_signed_again_it_stays_as_it_is(apologised: TaxSlip, head: Actor) -> None:
    open_shift(head)
    first = sign_tax_apology(slip_uid=apologised.uid, actor=head)

    answer = browser_of(head).post(
        f"/api/v1/dossiers/tax/{apologised.uid}/apology/sign", {}, content_type="application/json"
    )

    assert answer.status_code == 200
    assert letter().signed_at == first.signed_at


def test_without_a_shift_nothing_is_signed(apologised: TaxSlip, head: Actor) -> None:
    with pytest.raises(DomainError):
        sign_tax_apology(slip_uid=apologised.uid, actor=head)

    assert not letter().is_signed


def test_nobody_but_the_head_of_that_agency_signs(land: TaxWorld, apologised: TaxSlip) -> None:
    with pytest.raises(NotPermitted):
        sign_tax_apology(slip_uid=apologised.uid, actor=land.officer)
    with pytest.raises(NotFound):
        sign_tax_apology(slip_uid=apologised.uid, actor=land.world.here.leader)

    assert not letter().is_signed


def test_a_slip_without_an_apology_has_nothing_to_sign(land: TaxWorld, head: Actor) -> None:
    with pytest.raises(NotFound):
        sign_tax_apology(slip_uid=land.asked().uid, actor=head)


def test_the_head_is_told_that_a_letter_waits(apologised: TaxSlip, head: Actor) -> None:
    deliver_all()

    assert head.id is not None
    told = Notification.objects.filter(kind="dossiers.tax", account_uid=head.id)

    assert [row.link for row in told] == [f"/lam-viec/thue/{apologised.uid}/"]
