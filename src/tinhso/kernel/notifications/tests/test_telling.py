from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from time_machine import travel

from tinhso.kernel.actors import Actor
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.errors import Invalid, NotFound, NotPermitted
from tinhso.kernel.jobs.models import Job
from tinhso.kernel.notifications.models import (
    Delivery,
    DemonstrationMessage,
    Notification,
    OwnText,
)
from tinhso.kernel.notifications.permissions import NotificationPermission
from tinhso.kernel.notifications.queries import (
    inbox_page,
    preference_of,
    text_history,
    unread_count,
    unsent,
)
from tinhso.kernel.notifications.registry import Kind, Recipient, Urgency
from tinhso.kernel.notifications.rules import DeliveryState
from tinhso.kernel.notifications.sending import deliver
from tinhso.kernel.notifications.services import (
    forget_demonstration,
    mark_all_read,
    mark_read,
    notify,
    send_again,
    set_preference,
    set_text,
)
from tinhso.kernel.notifications.testing import KIND, kind_of_notice, reachable
from tinhso.kernel.testing import make_actor

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 19, 5, 0, tzinfo=UTC)
NIGHT = datetime(2026, 11, 19, 16, 30, tzinfo=UTC)
DUE = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def reader() -> Actor:
    return make_actor()


@pytest.fixture
def manager() -> Actor:
    return make_actor(NotificationPermission.MANAGE)


@pytest.fixture(autouse=True)
def known(reader: Actor) -> Iterator[Kind]:
    book = Recipient(
        account_uid=uid_of(reader),
        language="vi",
        addresses={"email": "tu@example.vn", "sms": "0912345678"},
    )
    with kind_of_notice() as kind, reachable(book, person=7):
        yield kind


def uid_of(actor: Actor) -> UUID:
    assert actor.id is not None
    return actor.id


def tell(reader: Actor, *, key: str = "") -> list[Notification]:
    return notify(
        account_uid=uid_of(reader),
        kind=KIND,
        values={"code": "H14-1", "due": DUE},
        link="/ho-so/1/",
        key=key,
    )


@travel(NOON, tick=False)
def test_a_notice_stands_in_the_inbox_and_is_planned_for_each_channel(reader: Actor) -> None:
    tell(reader)

    line = inbox_page(actor=reader).rows[0]
    assert (line.title, line.link, line.is_read) == (
        "Hồ sơ H14-1 đã được tiếp nhận",
        "/ho-so/1/",
        False,
    )
    assert line.body == "Hẹn trả 16:00 thứ Ba, 01/12/2026."
    assert unread_count(reader) == 1
    delivery = Delivery.objects.get()
    assert (delivery.channel, delivery.state, delivery.due_at) == ("email", "waiting", NOON)
    job = Job.objects.get(name="notifications.deliver")
    assert job.run_at == NOON


def test_a_notice_is_worded_in_the_language_of_its_reader(reader: Actor) -> None:
    notify(account_uid=uid_of(reader), kind=KIND, values={"code": "A", "due": date(2026, 12, 1)})

    with translation.override("en"):
        assert inbox_page(actor=reader).rows[0].title == "Dossier A was accepted"


def test_what_a_notice_says_rests_encrypted(reader: Actor) -> None:
    tell(reader)

    with connection.cursor() as cursor:
        cursor.execute("SELECT values_text FROM notifications_notification")
        assert "H14-1" not in str(cursor.fetchone()[0])


def test_a_key_tells_once(reader: Actor) -> None:
    assert len(tell(reader, key="accepted:1")) == 1

    assert tell(reader, key="accepted:1") == []
    assert Notification.objects.count() == 1
    assert Delivery.objects.count() == 1


def test_a_person_is_told_on_each_account(reader: Actor) -> None:
    told = notify(person_id=7, kind=KIND, values={"code": "A", "due": DUE})

    assert [notification.account_uid for notification in told] == [reader.id]
    assert notify(person_id=8, kind=KIND, values={"code": "A", "due": DUE}) == []


def test_missing_values_and_addresses_outside_are_bugs(reader: Actor) -> None:
    with pytest.raises(ValueError, match="lacks due"):
        notify(account_uid=uid_of(reader), kind=KIND, values={"code": "A"})
    with pytest.raises(ValueError, match="path of this house"):
        notify(
            account_uid=uid_of(reader),
            kind=KIND,
            link="//elsewhere.vn/",
            values={"code": "A", "due": DUE},
        )

    assert not Notification.objects.exists()


@travel(NIGHT, tick=False)
def test_quiet_hours_put_off_until_morning_except_what_is_urgent(reader: Actor) -> None:
    tell(reader)
    with kind_of_notice("test.urgent", urgency=Urgency.URGENT):
        notify(account_uid=uid_of(reader), kind="test.urgent", values={"code": "A", "due": DUE})

    calm, urgent = Delivery.objects.order_by("pk")
    assert timezone.localtime(calm.due_at).isoformat() == "2026-11-20T07:00:00+07:00"
    assert urgent.due_at == NIGHT


@travel(NOON, tick=False)
def test_own_wishes_decide_the_channels(reader: Actor) -> None:
    set_preference(
        actor=reader,
        wishes={"email": "digest", "sms": "now", "zalo": "off", "fax": "now"},
        quiet_from=None,
        quiet_to=None,
    )

    tell(reader)

    planned = Delivery.objects.order_by("pk").values_list("channel", "state")
    assert list(planned) == [("email", "digest"), ("sms", "waiting")]
    assert preference_of(uid_of(reader)).wishes == {"email": "digest", "sms": "now", "zalo": "off"}


@travel(NOON, tick=False)
def test_a_wish_for_a_topic_goes_before_that_for_the_channel(reader: Actor) -> None:
    with kind_of_notice("tests.of_topic", topic="tests.topic"):
        set_preference(
            actor=reader,
            wishes={"email": "now", "sms": "off"},
            quiet_from=None,
            quiet_to=None,
            topics={"tests.topic": {"email": "off", "sms": "now", "fax": "now"}, "strange": {}},
        )
        notify(
            account_uid=uid_of(reader),
            kind="tests.of_topic",
            values={"code": "H14-1", "due": DUE},
        )

    planned = Delivery.objects.order_by("pk").values_list("channel", "state")
    assert list(planned) == [("sms", "waiting")]
    kept = preference_of(uid_of(reader)).topics
    assert kept == {"tests.topic": {"email": "off", "sms": "now"}}
    set_preference(actor=reader, wishes={}, quiet_from=None, quiet_to=None)
    assert preference_of(uid_of(reader)).topics == kept


def test_half_of_quiet_hours_is_refused(reader: Actor) -> None:
    with pytest.raises(Invalid) as refused:
        set_preference(actor=reader, wishes={}, quiet_from=time(21), quiet_to=None)

    assert list(refused.value.fields) == ["quiet_to"]
    assert preference_of(uid_of(reader)).pk is None


def test_a_demonstration_channel_writes_once_what_it_would_send(reader: Actor) -> None:
    set_preference(
        actor=reader, wishes={"email": "off", "sms": "now"}, quiet_from=None, quiet_to=None
    )
    tell(reader)
    delivery = Delivery.objects.get()

    deliver(delivery.pk)
    Delivery.objects.update(state=DeliveryState.WAITING)
    deliver(delivery.pk)

    message = DemonstrationMessage.objects.get()
    assert (message.channel, message.address) == ("sms", "0912345678")
    assert message.text.startswith("Hồ sơ H14-1 đã được tiếp nhận\n")
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.SENT
    assert forget_demonstration(days=0) == 1


def test_without_an_address_a_sending_says_so(reader: Actor, manager: Actor) -> None:
    tell(reader)
    delivery = Delivery.objects.get()
    with reachable():
        deliver(delivery.pk)

    assert [row.state for row in unsent(actor=manager)] == [DeliveryState.NO_ADDRESS]
    send_again(uid=delivery.uid, actor=manager)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == (DeliveryState.WAITING, 0)


def test_only_a_manager_sends_again(reader: Actor) -> None:
    tell(reader)
    before = Job.objects.count()

    with pytest.raises(NotPermitted):
        send_again(uid=Delivery.objects.get().uid, actor=reader)

    assert Job.objects.count() == before


def test_reading_is_the_readers_own(reader: Actor) -> None:
    notice = tell(reader)[0]

    with pytest.raises(NotFound):
        mark_read(uid=notice.uid, actor=make_actor())
    assert unread_count(reader) == 1
    mark_read(uid=notice.uid, actor=reader)
    tell(reader)

    assert mark_all_read(actor=reader) == 1
    assert unread_count(reader) == 0


def test_the_inbox_pages_with_a_constant_number_of_queries(reader: Actor) -> None:
    for _one in range(35):
        tell(reader)

    with CaptureQueriesContext(connection) as queries:
        found = inbox_page(actor=reader)
    first, second = found.rows, inbox_page(actor=reader, cursor=found.next_cursor).rows

    assert (len(first), len(second)) == (30, 5)
    assert len(queries) <= 3


def test_an_officials_text_holds_from_then_on_and_can_be_taken_back(
    reader: Actor, manager: Actor, known: Kind
) -> None:
    tell(reader)
    set_text(kind=KIND, language="vi", title="Đã nhận %(code)s", body="Xin chờ.", actor=manager)
    assert inbox_page(actor=reader).rows[0].title == "Đã nhận H14-1"

    set_text(kind=KIND, language="vi", title="", body="", actor=manager)

    assert inbox_page(actor=reader).rows[0].title == "Hồ sơ H14-1 đã được tiếp nhận"
    assert len(text_history(kind=known, language="vi", actor=manager)) == 2
    assert AuditEntry.objects.filter(action="notifications.text_set").count() == 2


def test_a_text_that_cannot_be_filled_is_refused(manager: Actor) -> None:
    with pytest.raises(Invalid) as refused:
        set_text(kind=KIND, language="vi", title="%(ten)s", body="100% đúng", actor=manager)

    assert refused.value.fields == {
        "title": "Không có giá trị “ten”. Dùng được: code, due.",
        "body": "Dấu % phải viết là %% hoặc %(tên)s. Chỗ sai: “% đúng”.",
    }
    assert not OwnText.objects.exists()


def test_only_a_manager_changes_a_text(reader: Actor) -> None:
    with pytest.raises(NotPermitted):
        set_text(kind=KIND, language="vi", title="A", body="B", actor=reader)

    assert not OwnText.objects.exists()
    assert uuid4() != reader.id
