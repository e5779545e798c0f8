"""A bank or portal that talks nonsense, and statements with odd amounts: nothing is misread."""

from collections.abc import Iterator

import pytest
import requests
from django.utils import timezone

from tinhso.dossiers import national_portal, services
from tinhso.dossiers.forms.fees import AmountField
from tinhso.dossiers.models import BankStatement, Payment, StatementLine
from tinhso.dossiers.national_portal import PortalFault, PortalSilent, forget_session
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.rules.fees import vnd_of
from tinhso.dossiers.testing import World
from tinhso.dossiers.tests import banking
from tinhso.dossiers.tests.charging import FEE, SHOP, STATUS, begun, fresh
from tinhso.dossiers.tests.test_reconciling import sheet
from tinhso.kernel.errors import Invalid

PROCEDURES = (SHOP, STATUS, "1.004363")


@pytest.fixture
def shop(world: World) -> World:
    banking.account_for(world.here)
    return world


@pytest.mark.parametrize(
    ("text", "vnd"),
    [
        ("800000", 800_000),
        ("800.000 đ", 800_000),
        ("800,000", 800_000),
        ("1.234.000 VND", 1_234_000),
        ("800000.00", 800_000),
        ("800.000,00", 800_000),
        ("800000.0", 800_000),
        ("800000.50", None),
        ("8000.5", None),
        ("80.00.000", None),
        ("1.000,5", None),
        ("-5000", None),
        ("8e5", None),
        ("٨٠٠", None),
        ("", None),
        ("9" * 16, None),
        ("9.999" + ".999" * 5, None),
    ],
)
def test_an_amount_is_read_as_it_is_meant_or_not_at_all(text: str, vnd: int | None) -> None:
    assert vnd_of(text, with_cents=True) == vnd


def test_a_cashier_never_takes_a_hundred_times_what_he_typed() -> None:
    field = AmountField()

    assert field.clean("15.000") == 15_000
    assert field.clean("15 000đ") == 15_000
    for text in ("15000.50", "150.00", "15.0000", "1,5"):
        with pytest.raises(Exception, match="15000"):
            field.clean(text)


def test_a_statement_with_cents_is_read_and_a_part_of_a_dong_is_named(shop: World) -> None:
    cashier = shop.here.official(P.RECEIVE, P.RECONCILE, unit=shop.here.desk)
    day, long = timezone.localdate(), "F" * 64
    wrong = sheet(("FT1", "800000.50", ""), ("FT2", 1000.5, ""), (f"{long}1", 5, ""), (long, 6, ""))

    with pytest.raises(Invalid) as refusal:
        services.upload_statement(actor=cashier, day=day, content=wrong)
    assert not BankStatement.objects.exists()
    services.upload_statement(actor=cashier, day=day, content=sheet(("FT1", "800000.00", "")))

    said = str(refusal.value.fields["file"])
    assert [f"Dòng {n}" in said for n in (2, 3, 4, 5)] == [True, True, False, True]
    assert StatementLine.objects.get().bank_vnd == 800_000


@pytest.mark.parametrize("amount", [FEE + 0.9, str(FEE), True, -FEE, None])
def test_a_signed_message_about_no_whole_amount_pays_nothing(world: World, amount: object) -> None:
    dossier, payment = begun(world)

    call = banking.tell(banking.message(order=str(payment.uid), amount=amount))

    assert call.outcome == "forged"
    assert fresh(dossier).payment_state == "due"
    assert not Payment.objects.filter(state="paid").exists()


def answers_of(monkeypatch: pytest.MonkeyPatch, *bodies: bytes) -> None:
    """Let the portal's place answer these, one after the other."""
    left = list(bodies)

    def post(*_given: object, **_named: object) -> requests.Response:
        answer = requests.Response()
        answer.status_code, answer._content = 200, left.pop(0)
        answer._content_consumed = True
        return answer

    monkeypatch.setattr("tinhso.dossiers.national_portal.requests.post", post)
    forget_session()


SESSION = b'{"session": "abc"}'


@pytest.mark.parametrize(
    "body",
    [
        b"{}",
        b'{"error_code": null}',
        b'{"error_code": ""}',
        b'{"error_code": true}',
        b'{"error_code": {"a": 1}}',
        b'{"error_code": 1.5}',
        b"[" * 100_000,
        b"\xff\xfe",
        b"null",
        b"<html>",
    ],
)
def test_a_reply_that_tells_nothing_is_asked_for_again(
    monkeypatch: pytest.MonkeyPatch, body: bytes
) -> None:
    answers_of(monkeypatch, SESSION, body)

    with pytest.raises(PortalFault) as fault:
        national_portal.call("DongBoHoSoMC", [], is_updating=False)

    assert fault.value.trouble == "nonsense"
    forget_session()


@pytest.mark.parametrize("body", [b'{"session": null}', b'{"session": {"a": 1}}', b"{}"])
def test_a_login_without_a_session_is_no_session(
    monkeypatch: pytest.MonkeyPatch, body: bytes
) -> None:
    answers_of(monkeypatch, body)

    with pytest.raises(PortalSilent) as fault:
        national_portal.call("DongBoHoSoMC", [], is_updating=False)

    assert fault.value.trouble == "login_refused"
    forget_session()


class Endless:
    """A place that answers and never ends."""

    taken = 0

    def stream(self, size: int, *, decode_content: bool) -> Iterator[bytes]:
        """Give one piece after the other."""
        while self.taken < 100_000_000:
            self.taken += size
            yield b" " * size

    def close(self) -> None:
        """Hang up."""


def test_a_reply_without_end_is_left_early(monkeypatch: pytest.MonkeyPatch) -> None:
    line = Endless()

    def post(*_given: object, **_named: object) -> requests.Response:
        answer = requests.Response()
        answer.status_code, answer.raw = 200, line
        return answer

    monkeypatch.setattr("tinhso.dossiers.national_portal.requests.post", post)
    forget_session()

    with pytest.raises(PortalFault) as fault:
        national_portal.call("DongBoHoSoMC", [], is_updating=False)

    assert fault.value.trouble == "nonsense"
    assert line.taken < 2 * national_portal.LONGEST_REPLY


def test_signs_no_database_keeps_are_left_out_of_the_portals_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers_of(monkeypatch, SESSION, b'{"error_code": 3, "message": "sai \\u0000\\ud800 m\\u00e3"}')

    reply = national_portal.call("DongBoHoSoMC", [], is_updating=False)

    assert (reply.code, reply.message) == ("3", "sai ? mã")
    forget_session()
