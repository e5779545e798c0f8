"""SMS by a carrier's HTTP gateway, against a gateway of the test's own."""

from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from tinhso.kernel.jobs.models import Job
from tinhso.kernel.notifications.gateway import (
    Gateway,
    gateway_from,
    message_text,
    without_marks,
)
from tinhso.kernel.notifications.models import Delivery
from tinhso.kernel.notifications.plugins import message_channel
from tinhso.kernel.notifications.registry import Channel, Letter, Recipient, channels
from tinhso.kernel.notifications.rules import MOST_ATTEMPTS, DeliveryState
from tinhso.kernel.notifications.sending import NotTaken, deliver
from tinhso.kernel.notifications.services import notify
from tinhso.kernel.notifications.testing import KIND, kind_of_notice, reachable
from tinhso_peers.message_gateway.server import NO_MONEY, MessageGateway

BODY = '{"to": "%(to)s", "sms": {"text": "%(text)s"}, "id": "%(key)s"}'
RULE = "result.code=100|99"
LETTER = Letter(
    key=uuid4(),
    address="0912345678",
    title="Hồ sơ H14-1 đã được tiếp nhận",
    body='Hẹn trả "mai"\nở Đông Khê',
    link="https://dichvucong.example.vn/ho-so/1/",
    language="vi",
)


@pytest.fixture
def carrier() -> Iterator[MessageGateway]:
    gateway = MessageGateway(token="bi-mat")
    gateway.start()
    try:
        yield gateway
    finally:
        gateway.stop()


def _gateway(carrier: MessageGateway, *, body: str = BODY, token: str = "bi-mat") -> Gateway:  # noqa: S107  of this test alone
    return gateway_from(
        "TINHSO_SMS",
        url=carrier.url,
        headers=f'{{"Authorization": "Bearer {token}"}}',
        body=body,
        taken=RULE,
    )


@pytest.fixture
def account(carrier: MessageGateway, monkeypatch: pytest.MonkeyPatch) -> Iterator[UUID]:
    uid = uuid4()
    person = Recipient(account_uid=uid, language="vi", addresses={"sms": "0912345678"})
    sms = Channel(code="sms", label="SMS", send=_gateway(carrier).send)
    monkeypatch.setitem(channels._plugs, "sms", sms)
    with kind_of_notice(channels=("sms",)), reachable(person):
        yield uid


def _told(account: UUID) -> Delivery:
    notify(account_uid=account, kind=KIND, values={"code": "H14-1", "due": "mai"}, link="/x/")
    return Delivery.objects.get(channel="sms")


@pytest.mark.django_db
def test_a_notice_goes_out_by_its_job_once(account: UUID, carrier: MessageGateway) -> None:
    row = _told(account)
    assert Job.objects.filter(name="notifications.deliver").count() == 1

    deliver(row.pk)
    deliver(row.pk)

    row.refresh_from_db()
    assert row.state == DeliveryState.SENT
    (message,) = carrier.taken.messages
    assert message["to"] == "0912345678"
    assert message["id"] == str(row.uid)
    assert "H14-1" in str(message["sms"])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("trouble", "fault"), [(503, "HTTP 503"), (429, "HTTP 429"), (NO_MONEY, "code.103")]
)
def test_what_is_not_taken_is_tried_again_then_taken_once(
    account: UUID, carrier: MessageGateway, trouble: int | str, fault: str
) -> None:
    row = _told(account)
    carrier.taken.troubles = [trouble]

    with pytest.raises(NotTaken):
        deliver(row.pk)

    row.refresh_from_db()
    assert (row.state, row.attempts, row.fault) == (DeliveryState.WAITING, 1, fault)
    deliver(row.pk)
    row.refresh_from_db()
    assert (row.state, row.fault) == (DeliveryState.SENT, "")
    assert len(carrier.taken.messages) == 1


@pytest.mark.django_db
def test_after_the_last_try_it_is_parked(account: UUID, carrier: MessageGateway) -> None:
    row = _told(account)
    carrier.taken.troubles = [500] * MOST_ATTEMPTS

    for _try in range(MOST_ATTEMPTS):
        with pytest.raises(NotTaken):
            deliver(row.pk)

    row.refresh_from_db()
    assert (row.state, row.attempts) == (DeliveryState.PARKED, MOST_ATTEMPTS)
    assert carrier.taken.messages == []


@pytest.mark.django_db
def test_a_refusal_for_good_is_parked_at_once(account: UUID, carrier: MessageGateway) -> None:
    row = _told(account)
    carrier.taken.troubles = [422]

    deliver(row.pk)

    row.refresh_from_db()
    assert (row.state, row.attempts, row.fault) == (DeliveryState.PARKED, 1, "HTTP 422")


def test_a_wrong_token_is_tried_again(carrier: MessageGateway) -> None:
    with pytest.raises(OSError, match="HTTP 401"):
        _gateway(carrier, token="khac").send(LETTER)

    assert carrier.taken.messages == []


def test_nobody_listening_is_a_fault_to_try_again() -> None:
    gone = MessageGateway(token="x")
    gone.server.server_close()

    with pytest.raises(OSError, match="refused"):
        _gateway(gone).send(LETTER)


def test_a_text_cannot_break_out_of_its_place(carrier: MessageGateway) -> None:
    bad = replace(LETTER, title='", "to": "0999999999', body="&to=0999999999")
    form = "to=%(to)s&text=%(text)s"

    _gateway(carrier).send(bad)
    _gateway(carrier, body=form).send(replace(bad, key=uuid4()))

    assert [one["to"] for one in carrier.taken.messages] == ["0912345678", "0912345678"]
    assert "0999999999" in carrier.taken.messages[1]["text"]


def test_a_long_text_is_cut_before_its_link() -> None:
    text = message_text(replace(LETTER, body="Đông Khê " * 100), longest=120)

    assert len(text) == 120
    assert text.endswith(f"... {LETTER.link}")
    assert without_marks("Đề nghị bổ sung Ảnh") == "De nghi bo sung Anh"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"url": "khong-phai"}, "TINHSO_SMS_URL"),
        ({"body": "{"}, "TINHSO_SMS_BODY is not JSON"),
        ({"body": "text=%(text)s"}, "%\\(to\\)s is missing"),
        ({"body": "to=%(to)s&a=%(phone)s"}, "unknown phone"),
        ({"headers": "[]"}, "TINHSO_SMS_HEADERS"),
        ({"taken": "code"}, "TINHSO_SMS_TAKEN"),
    ],
)
def test_what_cannot_be_read_stops_the_start(changed: dict[str, str], said: str) -> None:
    sound = {"url": "https://sms.example.vn/send", "headers": "", "body": BODY, "taken": ""}

    with pytest.raises(ImproperlyConfigured, match=said):
        gateway_from("TINHSO_SMS", **{**sound, **changed}, plain=True, longest=0)


def test_the_gateway_stands_before_the_demonstrations_page(settings: Settings) -> None:
    settings.DEMONSTRATION = True
    assert _channel().is_demonstration

    settings.TINHSO_GATEWAYS = {
        "sms": {"url": "https://sms.example.vn/", "headers": "", "body": BODY, "taken": RULE}
    }
    assert not _channel().is_demonstration

    settings.TINHSO_GATEWAYS["sms"]["url"] = ""
    settings.DEMONSTRATION = False
    assert message_channel("sms", "SMS") is None


def _channel() -> Channel:
    found = message_channel("sms", "SMS")
    assert found is not None
    return found
