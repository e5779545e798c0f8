"""Operators find what stopped among much that did not, mend many at once, and take lists along."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tinhso.kernel.actors import ANONYMOUS, Actor, ActorKind
from tinhso.kernel.audit import record
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.events.handlers import deliveries, projections
from tinhso.kernel.events.models import OutboxEntry, OutboxState, PublishedEvent
from tinhso.kernel.jobs.definitions import definitions
from tinhso.kernel.jobs.models import Job, JobState
from tinhso.kernel.registry import Registry
from tinhso.kernel.testing import make_actor
from tinhso.kernel.web.lists.registered import lists
from tinhso.kernel.web.operations.permissions import OperationsPermission as P
from tinhso.kernel.web.registry import account_names

pytestmark = pytest.mark.django_db

JOBS, OUTBOX, AUDIT = "/quan-tri/viec-nen/", "/quan-tri/hop-thu-di/", "/quan-tri/nhat-ky/"


@pytest.fixture
def as_actor(client: Client, monkeypatch: pytest.MonkeyPatch) -> Callable[[Actor], Client]:
    """Return a function that makes the client act as an actor."""
    current = [ANONYMOUS]
    for module in (
        "lists.pages",
        "lists.files",
        "context",
        "errors",
        "middleware",
        "once",
        "operations.views",
        "operations.lists",
    ):
        monkeypatch.setattr(f"tinhso.kernel.web.{module}.actor_of", lambda _request: current[0])

    def sign_in(actor: Actor) -> Client:
        current[0] = actor
        return client

    return sign_in


@pytest.fixture
def operator() -> Actor:
    """Return somebody who keeps the house running."""
    return make_actor(P.VIEW, P.VIEW_AUDIT, P.RUN_AGAIN, P.SEND_AGAIN)


@pytest.fixture
def operators(as_actor: Callable[[Actor], Client], operator: Actor) -> Client:
    """Return his browser."""
    return as_actor(operator)


def jobs(*, parked: int = 0, done: int = 0) -> None:
    """Keep so many jobs that stopped, and so many that ended well."""
    now = timezone.now()
    for number in range(parked + done):
        is_parked = number < parked
        Job.objects.create(
            name="config.backup" if is_parked else "events.deliver",
            state=JobState.PARKED if is_parked else JobState.DONE,
            run_at=now - timedelta(days=number),
            attempts=5,
            error="OSError config/backup.py:1" if is_parked else "",
        )


def delivery(number: int = 1) -> OutboxEntry:
    """Return a delivery that never reached its receiver."""
    event = PublishedEvent.objects.create(
        type="tests.CrateSent", payload='{"crate_id":4711}', occurred_at=timezone.now()
    )
    return OutboxEntry.objects.create(
        event=event,
        handler=f"tests.harbour_{number}",
        state=OutboxState.PARKED,
        attempts=8,
        due_at=timezone.now(),
        error="ConnectionError tests/harbour.py:7",
    )


def test_jobs_are_found_by_state_name_and_error(operators: Client) -> None:
    jobs(parked=2, done=3)

    stopped = operators.get(JOBS, {"state": "parked"}).content.decode()
    by_error = operators.get(JOBS, {"q": "OSError"}).content.decode()
    by_uid = operators.get(JOBS, {"q": str(Job.objects.last().uid)})  # type: ignore[union-attr]  # there are five

    assert stopped.count('id="dong-') == by_error.count('id="dong-') == 2
    assert by_uid.content.decode().count('id="dong-') == 1
    assert ">events.deliver</small>" not in stopped


def test_work_is_named_as_people_call_it_and_found_so(operators: Client) -> None:
    jobs(parked=1, done=2)

    found = operators.get(JOBS, {"q": "sao luu theo"}).content.decode()

    assert found.count('id="dong-') == 1
    assert "Sao lưu theo yêu cầu" in found
    assert ">config.backup</small>" in found


@pytest.mark.parametrize("known", [definitions, deliveries, projections])
def test_whatever_operators_see_has_a_name_in_words(known: Registry[Any]) -> None:
    nameless = [name for name, one in known if not name.startswith("tests.") and not one.title]

    assert nameless == []


def test_many_jobs_are_run_again_at_once_with_an_outcome_for_each(
    operators: Client,
) -> None:
    jobs(parked=2, done=1)
    keys = [str(uid) for uid in Job.objects.values_list("uid", flat=True)]

    shown = operators.post(f"{JOBS}viec/", {"viec": "again", "chon": keys}, follow=True)

    assert shown.status_code == 200
    assert Job.objects.filter(name="config.backup", state=JobState.WAITING).count() == 2
    assert Job.objects.filter(name="events.deliver", state=JobState.DONE).count() == 1
    assert AuditEntry.objects.filter(action="operations.job_run_again").count() == 2


def test_who_only_looks_is_offered_no_act(as_actor: Callable[[Actor], Client]) -> None:
    jobs(parked=1)
    onlooker = as_actor(make_actor(P.VIEW))

    page = onlooker.get(JOBS).content.decode()
    tried = onlooker.post(f"{JOBS}viec/", {"viec": "again", "chon": [str(Job.objects.get().uid)]})

    assert "Chạy lại" not in page
    assert tried.status_code == 404
    assert Job.objects.get().state == JobState.PARKED


@pytest.mark.parametrize("address", [JOBS, OUTBOX, AUDIT])
def test_lists_and_their_files_are_not_for_others(
    address: str, as_actor: Callable[[Actor], Client]
) -> None:
    stranger = as_actor(make_actor("dossiers.accept"))

    assert stranger.get(address).status_code == 403
    assert stranger.get(f"{address}xuat/csv/").status_code == 403


def test_deliveries_are_found_opened_and_sent_again_at_once(operators: Client) -> None:
    first, second = delivery(1), delivery(2)

    found = operators.get(OUTBOX, {"q": "harbour_2"}).content.decode()
    one = operators.get(reverse("operations_outbox_entry", args=[first.pk])).content.decode()
    operators.post(
        f"{OUTBOX}viec/", {"viec": "again", "chon": [str(first.pk), str(second.pk)]}, follow=True
    )

    assert found.count('id="dong-') == 1
    assert "ConnectionError tests/harbour.py:7" in one
    assert "4711" not in found + one
    assert not OutboxEntry.objects.filter(state=OutboxState.PARKED).exists()


def test_what_a_delivery_says_is_offered_to_a_holder_of_the_grant_alone(
    operators: Client, as_actor: Callable[[Actor], Client]
) -> None:
    address = reverse("operations_outbox_entry", args=[delivery().pk])
    plain = operators.get(address).content.decode()

    granted = as_actor(make_actor(P.VIEW, P.OPEN_PAYLOAD)).get(address).content.decode()

    assert "Mục đích mở xem" not in plain
    assert "Mục đích mở xem" in granted


def test_the_trail_is_narrowed_to_a_person_a_record_an_act_and_days(operators: Client) -> None:
    officer = make_actor("dossiers.accept")
    record("tests.signed", actor=officer, code="A-1")
    record("tests.signed", actor=make_actor("dossiers.accept"), code="B-2")
    record("tests.else", actor=officer, code="C-3")

    def codes(**asked: str) -> set[str]:
        page = operators.get(AUDIT, asked).content.decode()
        return {code for code in ("A-1", "B-2", "C-3") if f"code={code}" in page}

    assert codes(q=str(officer.id)) == {"A-1", "C-3"}
    assert codes(viec="tests.signed") == {"A-1", "B-2"}
    assert codes(q=str(officer.id), viec="tests.else") == {"C-3"}
    assert codes(luc_den="2020-01-01") == set()
    assert codes(nguoi=ActorKind.CITIZEN) == set()


def test_a_record_is_followed_from_its_cell(operators: Client) -> None:
    job = Job.objects.create(name="config.backup", run_at=timezone.now())
    record("tests.touched", actor=make_actor("dossiers.accept"), target=job, code="A-1")
    record("tests.touched", actor=make_actor("dossiers.accept"), code="B-2")

    page = operators.get(AUDIT, {"q": f"jobs.job {job.pk}"}).content.decode()

    assert "code=A-1" in page
    assert "code=B-2" not in page


@pytest.mark.parametrize("text", ["x", "[]", "{}"])
def test_the_trail_opens_whatever_somebody_wrote_into_it(operators: Client, text: str) -> None:
    altered = record("tests.touched", actor=make_actor("dossiers.accept"), code="A-1")
    record("tests.touched", actor=make_actor("dossiers.accept"), code="B-2")
    AuditEntry.objects.filter(pk=altered.pk).update(text=text)

    page = operators.get(AUDIT)
    file = operators.get(f"{AUDIT}xuat/csv/")

    assert "code=B-2" in page.content.decode()
    assert b"code=B-2" in file.getvalue()


@pytest.fixture
def named(monkeypatch: pytest.MonkeyPatch) -> dict[UUID, str]:
    """Give names to accounts as identity does."""
    names: dict[UUID, str] = {}
    monkeypatch.setattr(
        account_names, "_plugs", {"tests": lambda uids: {u: names[u] for u in uids if u in names}}
    )
    return names


def test_officials_are_named_on_the_page_and_in_the_file(
    operators: Client, named: dict[UUID, str]
) -> None:
    uid = uuid4()
    named[uid] = "Nông Văn Tú"
    record("tests.signed", actor=make_actor("dossiers.accept", actor_id=uid))

    page = operators.get(AUDIT).content.decode()
    lines = operators.get(f"{AUDIT}xuat/csv/").getvalue().decode()

    assert "Nông Văn Tú" in page
    assert f"official {uid} Nông Văn Tú" in lines


def test_taking_the_trail_along_is_itself_in_the_trail(operators: Client, operator: Actor) -> None:
    operators.get(f"{AUDIT}xuat/csv/")

    taken = AuditEntry.objects.get(action="web.list_exported")
    assert (taken.actor_id, taken.data["list"]) == (operator.id, "operations.audit")


def test_more_rows_ask_no_more_questions(
    operators: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    jobs(parked=20, done=20)
    for number in range(20):
        delivery(number)
        record("tests.signed", actor=make_actor("dossiers.accept", actor_id=uuid4()))

    for address in (JOBS, OUTBOX, AUDIT):
        with django_assert_max_num_queries(16):
            assert operators.get(address).status_code == 200


def test_an_empty_list_says_what_to_do(operators: Client) -> None:
    assert "Không có việc nào như vậy" in operators.get(JOBS).content.decode()
    assert "từng lần gửi hiện ở đây" in operators.get(OUTBOX).content.decode()


def test_each_list_is_known_to_the_job_that_writes_large_files() -> None:
    for name in ("operations.jobs", "operations.outbox", "operations.audit"):
        assert lists.get(name).name == name
