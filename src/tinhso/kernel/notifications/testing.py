"""A kind of notice and an address book for tests of this part and of the pages."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from uuid import UUID

from tinhso.kernel.notifications.registry import (
    AddressBook,
    Kind,
    Recipient,
    Topic,
    Urgency,
    address_books,
    notification_kinds,
    topics,
)

KIND = "test.accepted"


@contextmanager
def kind_of_notice(
    code: str = KIND,
    *,
    urgency: Urgency = Urgency.NORMAL,
    channels: tuple[str, ...] = ("email",),
    topic: str = "",
) -> Iterator[Kind]:
    """Offer a kind of notice, and its topic if it has one, for the time of a test."""
    kind = Kind(
        code=code,
        label="Hồ sơ được tiếp nhận",
        audience="citizen",
        urgency=urgency,
        channels=channels,
        topic=topic,
        title={"vi": "Hồ sơ %(code)s đã được tiếp nhận", "en": "Dossier %(code)s was accepted"},
        body={"vi": "Hẹn trả %(due)s.", "en": "Result promised %(due)s."},
        values=("code", "due"),
        samples={"code": "H14.12-001"},
    )
    notification_kinds.register(code, kind)
    if topic:
        topics.register(topic, Topic(label="Thử"))
    try:
        yield kind
    finally:
        notification_kinds._plugs.pop(code)
        topics._plugs.pop(topic, None)


@contextmanager
def reachable(
    *recipients: Recipient, person: int | None = None, holders: Sequence[UUID] = ()
) -> Iterator[None]:
    """Make these people, and them only, reachable for the time of a test."""
    known = {recipient.account_uid: recipient for recipient in recipients}
    before = dict(address_books._plugs)
    address_books._plugs.clear()

    def accounts(person_id: int) -> list[UUID]:
        return list(known) if person_id == person else []

    address_books.register(
        "test",
        AddressBook(
            by_account=known.get,
            accounts_of_person=accounts,
            accounts_with=lambda _permission: holders,
        ),
    )
    try:
        yield
    finally:
        address_books._plugs.clear()
        address_books._plugs.update(before)
