import socket
from collections.abc import Iterator
from datetime import datetime, time
from email import message_from_bytes, policy
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from pytest_django import Settings
from time_machine import travel

from tinhso.kernel.jobs.models import Job
from tinhso.kernel.notifications.jobs import digest
from tinhso.kernel.notifications.models import Delivery, DemonstrationMessage, Preference
from tinhso.kernel.notifications.registry import Recipient, Urgency
from tinhso.kernel.notifications.rules import MOST_ATTEMPTS, DeliveryState
from tinhso.kernel.notifications.sending import NotTaken, deliver, deliver_digest
from tinhso.kernel.notifications.services import notify
from tinhso.kernel.notifications.testing import KIND, kind_of_notice, reachable

pytestmark = pytest.mark.django_db


class Postbox:
    """Takes letters as a mail server does."""

    def __init__(self) -> None:
        self.letters: list[bytes] = []
        self.refuses = False

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  the library's name
        if self.refuses:
            return "451 try later"
        self.letters.append(bytes(envelope.original_content or b""))
        return "250 taken"


@pytest.fixture
def postbox(settings: Settings) -> Iterator[Postbox]:
    box = Postbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST = "127.0.0.1"
        settings.EMAIL_PORT = port
        yield box
    finally:
        controller.stop()


@pytest.fixture
def account() -> Iterator[UUID]:
    uid = uuid4()
    person = Recipient(account_uid=uid, language="vi", addresses={"email": "tu@example.vn"})
    with kind_of_notice(), kind_of_notice("test.low", urgency=Urgency.LOW), reachable(person):
        yield uid


def test_a_letter_reaches_a_mail_server_as_it_was_worded(postbox: Postbox, account: UUID) -> None:
    notify(account_uid=account, kind=KIND, values={"code": "H14-1", "due": "mai"}, link="/ho-so/1/")
    delivery = Delivery.objects.get()

    deliver(delivery.pk)
    deliver(delivery.pk)

    assert len(postbox.letters) == 1
    letter = message_from_bytes(postbox.letters[0], policy=policy.default)
    assert letter["Subject"] == "Hồ sơ H14-1 đã được tiếp nhận"
    assert letter["To"] == "tu@example.vn"
    assert letter["Message-ID"] == f"<{delivery.uid}@tinhso>"
    body = letter.get_content()
    assert "Hẹn trả mai." in body
    assert "/ho-so/1/" in body
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == (DeliveryState.SENT, 1)


def test_a_server_that_refuses_is_tried_again_and_parked_in_the_end(
    postbox: Postbox, account: UUID
) -> None:
    notify(account_uid=account, kind=KIND, values={"code": "A", "due": "mai"})
    delivery = Delivery.objects.get()
    postbox.refuses = True

    for _attempt in range(MOST_ATTEMPTS):
        delivery.refresh_from_db()
        assert delivery.state == DeliveryState.WAITING
        with pytest.raises(NotTaken):
            deliver(delivery.pk)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == (DeliveryState.PARKED, MOST_ATTEMPTS)
    assert delivery.fault == "SMTPDataError"


def test_what_is_not_urgent_comes_as_one_letter_in_the_morning(
    postbox: Postbox, account: UUID
) -> None:
    for code in ("A", "B"):
        notify(account_uid=account, kind="test.low", values={"code": code, "due": "mai"})

    digest()
    assert Job.objects.filter(name="notifications.deliver_digest").count() == 1
    deliver_digest(account)
    deliver_digest(account)

    assert len(postbox.letters) == 1
    letter = message_from_bytes(postbox.letters[0], policy=policy.default)
    assert letter["Subject"] == "Bản tin trong ngày: 2 việc"
    assert "Hồ sơ A đã được tiếp nhận" in letter.get_content()
    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.SENT}


def test_the_morning_letter_waits_until_quiet_hours_are_over(account: UUID) -> None:
    Preference.objects.create(account_uid=account, quiet_from=time(22), quiet_to=time(8, 30))
    seven = datetime(2026, 11, 20, 7, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    with travel(seven, tick=False):
        notify(account_uid=account, kind="test.low", values={"code": "A", "due": "mai"})
        digest()

    job = Job.objects.get(name="notifications.deliver_digest")
    assert job.run_at == seven.replace(hour=8, minute=30)


def test_a_demonstration_without_a_server_keeps_letters_to_read(
    account: UUID, settings: Settings
) -> None:
    settings.EMAIL_HOST = ""
    settings.DEMONSTRATION = True
    notify(account_uid=account, kind=KIND, values={"code": "A", "due": "mai"})

    deliver(Delivery.objects.get().pk)

    assert DemonstrationMessage.objects.get().channel == "email"
