"""Jobs: asked for in a transaction, counted before they run, parked when they never end well."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from django_q.models import OrmQ

from tinhso.kernel.errors import Conflict, NotFound
from tinhso.kernel.jobs import definitions, enqueue, every, job, park, progress, run_again
from tinhso.kernel.jobs.definitions import Rhythm, rhythms
from tinhso.kernel.jobs.models import Job, JobState, Schedule
from tinhso.kernel.jobs.queueing import JobNotParked, JobUnderWay
from tinhso.kernel.jobs.running import run_job
from tinhso.kernel.jobs.sweeping import (
    clear_old,
    end_lost_attempts,
    hand_over_due,
    start_periodic,
)
from tinhso.kernel.jobs.testing import run_waiting_jobs

pytestmark = pytest.mark.django_db

ran: list[int] = []


@pytest.fixture(autouse=True)
def _test_jobs() -> Iterator[None]:
    ran.clear()

    @job("tests.note", max_attempts=2)
    def note(*, number: int) -> None:
        ran.append(number)

    @job("tests.fail", max_attempts=2)
    def fail() -> None:
        raise ValueError("Nguyễn Văn A, 004099001234")

    @job("tests.refuse", max_attempts=1)
    def refuse() -> None:
        raise Conflict

    @job("tests.count")
    def count() -> None:
        progress(3, 10)

    @every("tests.hourly", hours=1)
    def hourly() -> None:
        ran.append(60)

    names = ["tests.note", "tests.fail", "tests.refuse", "tests.count", "tests.hourly"]
    yield
    for name in names:
        definitions._plugs.pop(name)
    rhythms._plugs.pop("tests.hourly")


def test_a_job_runs_with_its_arguments() -> None:
    asked = enqueue("tests.note", number=7)

    run_waiting_jobs()

    asked.refresh_from_db()
    assert ran == [7]
    assert (asked.state, asked.attempts) == (JobState.DONE, 1)


def test_a_job_goes_with_its_transaction() -> None:
    with transaction.atomic():
        enqueue("tests.note", number=7)
        transaction.set_rollback(True)

    assert not Job.objects.exists()
    assert not OrmQ.objects.exists()


def test_the_engine_gets_the_id_and_nothing_else() -> None:
    asked = enqueue("tests.note", number=7)

    carried = OrmQ.objects.get().task
    assert carried["func"] == "tinhso.kernel.jobs.running.run_job"
    assert (carried["args"], carried["kwargs"]) == ((asked.pk,), {})


def test_an_unknown_job_cannot_be_asked_for() -> None:
    with pytest.raises(KeyError):
        enqueue("tests.unheard_of")

    assert not Job.objects.exists()


def test_one_key_waits_once() -> None:
    first = enqueue("tests.note", key="dossier:7", number=7)
    second = enqueue("tests.note", key="dossier:7", number=7)

    run_waiting_jobs()
    third = enqueue("tests.note", key="dossier:7", number=7)

    assert first.uid == second.uid
    assert third.uid != first.uid
    assert ran == [7]


def test_a_job_for_later_is_handed_over_when_its_time_comes() -> None:
    at = timezone.now() + timedelta(hours=1)
    enqueue("tests.note", run_at=at, number=7)
    assert hand_over_due() == 0
    assert not OrmQ.objects.exists()

    with time_machine.travel(at + timedelta(seconds=1), tick=False):
        assert hand_over_due() == 1
        assert hand_over_due() == 0
        run_waiting_jobs()

    assert ran == [7]


def test_a_failing_job_waits_longer_each_time_and_is_parked() -> None:
    asked = enqueue("tests.fail")

    run_job(asked.pk)
    asked.refresh_from_db()
    assert (asked.state, asked.attempts) == (JobState.WAITING, 1)
    assert asked.run_at > timezone.now() + timedelta(seconds=4)
    with time_machine.travel(asked.run_at + timedelta(seconds=1), tick=False):
        run_job(asked.pk)

    asked.refresh_from_db()
    assert (asked.state, asked.attempts) == (JobState.PARKED, 2)


def test_the_error_kept_has_no_message() -> None:
    asked = enqueue("tests.fail")

    run_job(asked.pk)

    asked.refresh_from_db()
    assert asked.error.startswith("ValueError kernel/jobs/tests/test_jobs.py:")


def test_a_refusal_is_kept_by_its_code() -> None:
    asked = enqueue("tests.refuse")

    run_job(asked.pk)

    asked.refresh_from_db()
    assert (asked.state, asked.error) == (JobState.PARKED, "Conflict kernel.conflict")


def test_a_job_whose_worker_fell_silent_is_tried_again_then_parked() -> None:
    asked = enqueue("tests.note", number=7)
    past = timezone.now() - timedelta(seconds=1)
    lost = {"state": JobState.RUNNING, "lease_until": past}

    Job.objects.update(**lost, attempts=1)
    assert end_lost_attempts() == 1
    asked.refresh_from_db()
    assert asked.state == JobState.WAITING

    Job.objects.update(**lost, attempts=2)
    end_lost_attempts()

    asked.refresh_from_db()
    assert (asked.state, asked.error) == (JobState.PARKED, "the worker ended without an answer")
    assert ran == []


def test_a_running_job_is_not_run_by_another_worker() -> None:
    asked = enqueue("tests.note", number=7)
    Job.objects.update(state=JobState.RUNNING, lease_until=timezone.now() + timedelta(minutes=1))

    run_job(asked.pk)

    assert ran == []
    assert end_lost_attempts() == 0


def test_a_failed_attempt_gives_way_to_a_newer_job_of_its_key() -> None:
    old = enqueue("tests.fail", key="k")
    Job.objects.filter(pk=old.pk).update(state=JobState.RUNNING, attempts=1)
    enqueue("tests.fail", key="k")
    Job.objects.filter(pk=old.pk).update(lease_until=timezone.now() - timedelta(seconds=1))

    end_lost_attempts()

    old.refresh_from_db()
    assert old.state == JobState.SUPERSEDED


def test_a_parked_job_is_run_again_from_nought() -> None:
    asked = enqueue("tests.refuse")
    run_job(asked.pk)

    run_again(uid=asked.uid)

    asked.refresh_from_db()
    assert (asked.state, asked.attempts) == (JobState.WAITING, 0)


def test_only_a_parked_job_is_run_again_and_only_a_waiting_one_parked() -> None:
    asked = enqueue("tests.note", number=7)

    with pytest.raises(JobNotParked):
        run_again(uid=asked.uid)
    park(uid=asked.uid)
    with pytest.raises(JobUnderWay):
        park(uid=asked.uid)
    with pytest.raises(NotFound):
        park(uid=uuid4())

    run_waiting_jobs()
    assert ran == []


def test_progress_is_seen() -> None:
    asked = enqueue("tests.count")

    run_job(asked.pk)

    asked.refresh_from_db()
    assert (asked.progress_done, asked.progress_total) == (3, 10)


def test_a_periodic_job_starts_once_per_period() -> None:
    now = timezone.now()
    start_periodic()
    assert not Job.objects.filter(name="tests.hourly").exists()

    with time_machine.travel(now + timedelta(hours=1, seconds=1), tick=False):
        start_periodic()
        start_periodic()

    assert Job.objects.filter(name="tests.hourly").count() == 1
    assert Schedule.objects.get(name="tests.hourly").next_at > now + timedelta(hours=2)


def test_a_daily_job_keeps_the_provinces_hour() -> None:

    seven = Rhythm(at=time(7, 0))

    assert seven.next_after(datetime(2026, 3, 1, 0, 30, tzinfo=UTC)) == datetime(
        2026, 3, 2, 0, 0, tzinfo=UTC
    )
    assert seven.next_after(datetime(2026, 2, 28, 23, 59, tzinfo=UTC)) == datetime(
        2026, 3, 1, 0, 0, tzinfo=UTC
    )


def test_what_was_done_long_ago_is_cleared_and_parked_work_stays() -> None:
    done, parked = enqueue("tests.note", number=1), enqueue("tests.refuse")
    run_job(done.pk)
    run_job(parked.pk)
    with time_machine.travel(timezone.now() + timedelta(days=8), tick=False):
        clear_old()

    assert [j.pk for j in Job.objects.all()] == [parked.pk]


def test_work_unknown_to_this_version_is_parked() -> None:
    asked = enqueue("tests.note", number=1)
    Job.objects.update(name="tests.from_the_future")

    run_job(asked.pk)

    asked.refresh_from_db()
    assert asked.state == JobState.PARKED
