"""Operators see states and ids, mend what stopped, and open a payload only by a grant."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import resolve, reverse
from django.utils import timezone
from pytest_django import Settings

from tinhso.kernel.actors import ANONYMOUS, Actor
from tinhso.kernel.audit import record
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.errors import Invalid, NotPermitted, SignInNeeded
from tinhso.kernel.events import Event, handlers, publish, subscribe
from tinhso.kernel.events.models import OutboxEntry, OutboxState
from tinhso.kernel.jobs import enqueue
from tinhso.kernel.jobs.models import Job, JobState
from tinhso.kernel.testing import make_actor
from tinhso.kernel.web.operations import queries, services
from tinhso.kernel.web.operations.permissions import OperationsPermission

pytestmark = pytest.mark.django_db

PAGES = ["operations_jobs", "operations_outbox", "operations_audit", "operations_backups"]


@dataclass(frozen=True, kw_only=True)
class CrateSent(Event):
    crate_id: int


def operator(*more: str) -> Actor:
    return make_actor(
        OperationsPermission.VIEW,
        OperationsPermission.VIEW_AUDIT,
        OperationsPermission.RUN_AGAIN,
        OperationsPermission.SEND_AGAIN,
        OperationsPermission.BACK_UP,
        *more,
    )


def opened(name: str, actor: Actor, **query: str) -> HttpResponse:
    """Call the view of a page as an actor."""
    request: HttpRequest = RequestFactory().get(reverse(name), query)
    request.actor = actor  # type: ignore[attr-defined]  # set by identity's middleware
    match = resolve(reverse(name))
    response: HttpResponse = match.func(request, *match.args, **match.kwargs)
    return response


@pytest.fixture
def entry() -> Iterator[OutboxEntry]:
    subscribe(CrateSent, after_commit=True, name="tests.harbour")(lambda event: None)
    publish(CrateSent(crate_id=4711))
    OutboxEntry.objects.update(state=OutboxState.PARKED, attempts=8)
    yield OutboxEntry.objects.get()
    handlers._outside.pop(CrateSent)
    handlers.deliveries._plugs.pop("tests.harbour")


@pytest.fixture
def parked() -> Job:
    job = enqueue("config.backup")
    Job.objects.update(state=JobState.PARKED, attempts=2, error="OSError config/backup.py:1")
    job.refresh_from_db()
    return job


@pytest.mark.parametrize("name", PAGES)
def test_pages_are_for_operators(name: str) -> None:
    with pytest.raises(SignInNeeded):
        opened(name, ANONYMOUS)
    with pytest.raises(NotPermitted):
        opened(name, make_actor("dossiers.accept"))


def test_jobs_are_listed_with_states_and_errors(parked: Job) -> None:
    said = opened("operations_jobs", operator(), state="parked").content.decode()

    assert "config.backup" in said
    assert "OSError config/backup.py:1" in said


def test_the_outbox_shows_receivers_and_no_payload(entry: OutboxEntry) -> None:
    said = opened("operations_outbox", operator()).content.decode()

    assert "tests.harbour" in said
    assert "4711" not in said


def test_the_audit_trail_is_found_by_act() -> None:
    actor = operator()
    record("tests.one", actor=actor, code="A-1")
    record("tests.two", actor=actor, code="B-2")

    said = opened("operations_audit", actor, viec="tests.two").content.decode()

    assert "code=B-2" in said
    assert "code=A-1" not in said


@pytest.mark.parametrize("name", ["operations_jobs", "operations_outbox", "operations_audit"])
def test_a_cut_cursor_gets_a_sentence(name: str) -> None:
    with pytest.raises(Invalid, match="không còn đúng"):
        opened(name, operator(), c="abc")


def test_a_parked_job_is_run_again_and_that_is_kept(parked: Job) -> None:
    actor = operator()

    services.run_job_again(uid=parked.uid, actor=actor)

    parked.refresh_from_db()
    assert parked.state == JobState.WAITING
    kept = AuditEntry.objects.get()
    assert (kept.action, kept.actor_id) == ("operations.job_run_again", actor.id)
    assert kept.data == {"job": "config.backup"}


def test_without_the_permission_nothing_is_run_again(parked: Job, entry: OutboxEntry) -> None:
    onlooker = make_actor(OperationsPermission.VIEW)

    with pytest.raises(NotPermitted):
        services.run_job_again(uid=parked.uid, actor=onlooker)
    with pytest.raises(NotPermitted):
        services.send_again(entry_id=entry.pk, actor=onlooker)
    with pytest.raises(NotPermitted):
        services.start_backup(actor=onlooker)

    parked.refresh_from_db()
    entry.refresh_from_db()
    assert (parked.state, entry.state) == (JobState.PARKED, OutboxState.PARKED)
    assert not AuditEntry.objects.exists()


def test_a_parked_delivery_is_sent_again(entry: OutboxEntry) -> None:
    services.send_again(entry_id=entry.pk, actor=operator())

    entry.refresh_from_db()
    assert (entry.state, entry.attempts) == (OutboxState.WAITING, 0)


def test_a_payload_opens_by_a_grant_with_a_purpose_and_is_kept(entry: OutboxEntry) -> None:
    granted = operator(OperationsPermission.OPEN_PAYLOAD)

    payload = services.open_payload(
        entry_id=entry.pk, purpose="Tìm lỗi gửi sang bến cảng", actor=granted
    )

    assert payload.text == '{"crate_id":4711}'
    assert AuditEntry.objects.get().action == "operations.payload_opened"


def test_a_payload_stays_shut_without_grant_or_purpose(entry: OutboxEntry) -> None:
    with pytest.raises(NotPermitted):
        services.open_payload(entry_id=entry.pk, purpose="Tìm lỗi gửi đi", actor=operator())
    with pytest.raises(Invalid) as refusal:
        services.open_payload(
            entry_id=entry.pk, purpose=" ", actor=operator(OperationsPermission.OPEN_PAYLOAD)
        )

    assert set(refusal.value.fields) == {"purpose"}
    assert not AuditEntry.objects.exists()


def test_a_backup_is_asked_for_once() -> None:
    first = services.start_backup(actor=operator())
    second = services.start_backup(actor=operator())

    assert first.pk == second.pk


def test_backups_say_age_size_room_and_how_reading_them_through_went(
    settings: Settings, tmp_path: Path
) -> None:
    settings.TINHSO_HOME = tmp_path
    folder = tmp_path / "backups"
    assert queries.backups(actor=operator()).is_old
    (folder / "checked").mkdir(parents=True)
    for name in ("tinhso-1.tar.gz", "tinhso-2.tar.gz.sealed", "tinhso-3.tar.gz.part"):
        (folder / name).write_bytes(b"x" * 1000)
    said = {"at": timezone.now().isoformat(), "files": 7, "fault": ""}
    queries.note_of("tinhso-1.tar.gz").write_text(json.dumps(said))
    queries.note_of("tinhso-2.tar.gz.sealed").write_text(json.dumps({**said, "fault": "damaged"}))

    found = queries.backups(actor=operator())

    by_name = {row.name: row for row in found.rows}
    assert set(by_name) == {"tinhso-1.tar.gz", "tinhso-2.tar.gz.sealed"}
    assert (by_name["tinhso-1.tar.gz"].files, by_name["tinhso-1.tar.gz"].fault) == (7, "")
    assert by_name["tinhso-2.tar.gz.sealed"].fault == "damaged"
    assert by_name["tinhso-2.tar.gz.sealed"].is_encrypted
    assert not found.is_old
    assert 0 < found.disk_free < found.disk_total
    page = opened("operations_backups", operator()).content.decode()
    assert "đọc được" in page
    assert "damaged" in page
    assert "Ổ đĩa còn" in page
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        assert queries.backups(actor=operator()).is_old


def test_a_check_is_asked_for_by_who_may_back_up() -> None:
    first = services.start_check_of_backup(actor=operator())

    assert services.start_check_of_backup(actor=operator()).pk == first.pk
    with pytest.raises(NotPermitted):
        services.start_check_of_backup(actor=make_actor(OperationsPermission.VIEW))


def test_health_is_open_and_metrics_are_not(client: Client) -> None:
    health = client.get("/healthz")
    assert health.status_code == 200
    assert health.json()["status"] == "ok"
    assert set(health.json()) == {
        "now",
        "database",
        "migrated",
        "worker_seconds",
        "disk_free_mb",
        "status",
    }

    assert b"tinhso_jobs_waiting 0\n" in client.get("/metrics").content
    assert client.get("/metrics", REMOTE_ADDR="192.0.2.7").status_code == 404
    assert client.get("/metrics", headers={"X-Forwarded-For": "192.0.2.7"}).status_code == 404


def test_metrics_open_by_token(client: Client, settings: object) -> None:
    settings.TINHSO_METRICS_TOKEN = "s3cret"  # type: ignore[attr-defined]  # pytest-django's fixture

    assert client.get("/metrics").status_code == 404
    answer = client.get("/metrics", headers={"Authorization": "Bearer s3cret"})
    assert answer.status_code == 200
