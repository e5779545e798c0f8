from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tinhso.kernel.actors import Actor, ActorKind
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.errors import Conflict, NotPermitted
from tinhso.kernel.events.models import PublishedEvent
from tinhso.kernel.testing import make_actor
from tinhso.kernel.workflow.jobs import close_silent_consultations
from tinhso.kernel.workflow.models import Immutable, ProcessInstance, ProcessVersion, StepInstance
from tinhso.kernel.workflow.queries import history, live_process, moves_for, open_steps, progress
from tinhso.kernel.workflow.registry import Guard, GuardContext, guards
from tinhso.kernel.workflow.rules import ProcessState, StepState
from tinhso.kernel.workflow.services import (
    Party,
    Refused,
    SomebodyElses,
    act,
    assign,
    pause,
    publish_version,
    recall_consultation,
    resume,
    start,
    stop,
)
from tinhso.kernel.workflow.testing import Data, end, permit_process, process, task, way

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)
PARTIES = [
    Party("resolving", agency_id=2, unit_id=9),
    Party("consulted", agency_id=5, unit_id=50),
    Party("consulted", agency_id=6, unit_id=60, hours=8),
]


@pytest.fixture
def worker() -> Actor:
    return make_actor("test.work", "test.opinion")


def version_of(data: Data, worker: Actor, code: str = "thu") -> ProcessVersion:
    return publish_version(code=code, name="Thử", data=data, actor=worker)


def begun(data: Data, worker: Actor, **values: object) -> ProcessInstance:
    return start(
        version=version_of(data, worker),
        object_kind="test.thing",
        object_id=1,
        actor=worker,
        parties=PARTIES,
        values=values,
        at=MONDAY,
    )


def step_now(key: str) -> StepInstance:
    return StepInstance.objects.open().filter(step_key=key).order_by("pk")[0]


def two_steps() -> Data:
    rework = way("lam", key="tra-lai", kind="return", reason="required")
    return process(
        task("lam", "ky"), task("ky", hours=4, moves=[way("xong", key="ky"), rework]), end()
    )


def test_a_case_goes_from_step_to_step(worker: Actor) -> None:
    case = begun(two_steps(), worker)

    first = act(step=step_now("lam"), move="toi-ky", actor=worker, at=MONDAY)
    act(step=step_now("ky"), move="ky", actor=worker, at=MONDAY)

    case.refresh_from_db()
    assert (first.state, first.done_by, first.outcome) == (StepState.DONE, worker.id, "toi-ky")
    assert (case.state, case.outcome) == (ProcessState.FINISHED, "resolved")
    assert [row.step_key for row in history(process=case)] == ["lam", "ky"]
    assert list(PublishedEvent.objects.order_by("pk").values_list("type", flat=True)) == [
        "workflow.ProcessStarted",
        "workflow.StepOpened",
        "workflow.StepDone",
        "workflow.StepOpened",
        "workflow.StepDone",
        "workflow.ProcessFinished",
    ]


def test_a_step_is_due_by_working_hours_of_its_agency(worker: Actor) -> None:
    begun(two_steps(), worker)

    step = step_now("lam")
    assert (step.agency_id, step.unit_id) == (2, 9)
    assert step.due_at is not None
    assert timezone.localtime(step.due_at).date() == timezone.localtime(MONDAY).date() + timedelta(
        days=1
    )


def test_rework_keeps_the_history_and_its_reason(worker: Actor) -> None:
    case = begun(two_steps(), worker)
    act(step=step_now("lam"), move="toi-ky", actor=worker)

    returned = act(
        step=step_now("ky"), move="tra-lai", actor=worker, reason="Thiếu bản vẽ mặt cắt."
    )

    assert (returned.state, returned.reason) == (StepState.RETURNED, "Thiếu bản vẽ mặt cắt.")
    assert [(row.step_key, row.state) for row in history(process=case)] == [
        ("lam", "done"),
        ("ky", "returned"),
        ("lam", "open"),
    ]


def test_rework_without_a_reason_changes_nothing(worker: Actor) -> None:
    begun(two_steps(), worker)
    act(step=step_now("lam"), move="toi-ky", actor=worker)
    before = AuditEntry.objects.count()

    with pytest.raises(Refused) as refused:
        act(step=step_now("ky"), move="tra-lai", actor=worker, reason="  ")

    assert refused.value.fields == {"reason": "Hãy ghi lý do."}
    assert step_now("ky").state == StepState.OPEN
    assert AuditEntry.objects.count() == before


def test_acting_twice_acts_once(worker: Actor) -> None:
    begun(two_steps(), worker)
    step = step_now("lam")
    act(step=step, move="toi-ky", actor=worker)

    with pytest.raises(Conflict):
        act(step=step, move="toi-ky", actor=worker)

    assert StepInstance.objects.count() == 2


def test_another_unit_may_not_act(worker: Actor) -> None:
    begun(two_steps(), worker)
    stranger = make_actor("test.work", unit_id=77)

    assert moves_for(step=step_now("lam"), actor=stranger) == []
    with pytest.raises(NotPermitted):
        act(step=step_now("lam"), move="toi-ky", actor=stranger)

    assert step_now("lam").state == StepState.OPEN


def test_a_step_of_an_agency_without_unit_belongs_to_that_agency(worker: Actor) -> None:
    start(
        version=version_of(two_steps(), worker),
        object_kind="test.thing",
        object_id=1,
        actor=worker,
        parties=[Party("resolving", agency_id=2)],
    )
    elsewhere = make_actor("test.work", unit_id=9, agency_id=3)

    with pytest.raises(NotPermitted):
        act(step=step_now("lam"), move="toi-ky", actor=elsewhere)

    here = make_actor("test.work", unit_id=9, agency_id=2)
    assert act(step=step_now("lam"), move="toi-ky", actor=here).state == StepState.DONE


def test_a_step_in_other_hands_is_refused_until_taken_over(worker: Actor) -> None:
    begun(two_steps(), worker)
    colleague = uuid4()
    assign(step=step_now("lam"), assignee=colleague, actor=worker, permission="test.work")

    with pytest.raises(SomebodyElses):
        act(step=step_now("lam"), move="toi-ky", actor=worker)
    done = act(step=step_now("lam"), move="toi-ky", actor=worker, take_over=True)

    assert (done.assignee, done.done_by) == (worker.id, worker.id)


def test_who_acts_by_delegation_is_kept(worker: Actor) -> None:
    begun(two_steps(), worker)
    head = uuid4()
    assign(step=step_now("lam"), assignee=head, actor=worker, permission="test.work")
    deputy = Actor(
        kind=ActorKind.OFFICIAL, id=uuid4(), permissions=worker.permissions, delegated_by=head
    )

    done = act(step=step_now("lam"), move="toi-ky", actor=deputy)

    assert (done.done_by, done.delegated_by) == (deputy.id, head)


def test_consultation_waits_for_all_branches_and_answers(worker: Actor) -> None:
    begun(permit_process(), worker, loai="moi")
    act(step=step_now("phan-cong"), move="toi-chia", actor=worker, at=MONDAY)
    act(step=step_now("tham-dinh"), move="toi-lay-y-kien", actor=worker, at=MONDAY)

    asked = list(StepInstance.objects.open().filter(step_key="lay-y-kien").order_by("pk"))
    assert [(row.agency_id, row.hours) for row in asked] == [(5, 24), (6, 8)]
    act(step=asked[0], move="dong-y", actor=worker, at=MONDAY)
    act(step=step_now("kiem-tra"), move="toi-gop", actor=worker, at=MONDAY)
    assert not StepInstance.objects.open().filter(step_key="ky").exists()
    act(step=asked[1], move="khong", actor=worker, reason="Lấn lộ giới.", at=MONDAY)

    assert [row.step_key for row in StepInstance.objects.open()] == ["ky"]


def test_silence_past_the_deadline_lets_the_case_go_on(worker: Actor) -> None:
    case = begun(permit_process(), worker, loai="cu")
    act(step=step_now("phan-cong"), move="toi-chia", actor=worker, at=MONDAY)
    act(step=step_now("tham-dinh"), move="toi-lay-y-kien", actor=worker, at=MONDAY)
    StepInstance.objects.open().update(due_at=timezone.now() - timedelta(hours=1))

    close_silent_consultations()

    assert [row.step_key for row in StepInstance.objects.open()] == ["ky"]
    silent = [row.outcome for row in history(process=case) if row.kind == "consultation"]
    assert silent == ["silent", "silent"]
    assert PublishedEvent.objects.filter(type="workflow.ConsultationSilent").count() == 2


def test_the_lead_may_stop_waiting_with_a_reason(worker: Actor) -> None:
    begun(permit_process(), worker, loai="cu")
    act(step=step_now("phan-cong"), move="toi-chia", actor=worker)
    act(step=step_now("tham-dinh"), move="toi-lay-y-kien", actor=worker)

    for _asked in range(2):
        recall_consultation(
            step=step_now("lay-y-kien"),
            actor=worker,
            permission="test.work",
            reason="Đã có ý kiến tại cuộc họp.",
        )

    assert [row.step_key for row in StepInstance.objects.open()] == ["ky"]


def test_asking_nobody_passes_the_consultation(worker: Actor) -> None:
    begun(permit_process(), worker, loai="cu")
    act(step=step_now("phan-cong"), move="toi-chia", actor=worker)
    StepInstance.objects.open().get().process.parties.filter(relation="consulted").delete()

    act(step=step_now("tham-dinh"), move="toi-lay-y-kien", actor=worker)

    assert [row.step_key for row in StepInstance.objects.open()] == ["ky"]


def test_a_pause_keeps_what_was_left(worker: Actor) -> None:
    case = begun(two_steps(), worker)
    due = step_now("lam").due_at
    assert due is not None

    pause(process=case, actor=worker, reason="supplement", at=MONDAY + timedelta(hours=1))
    resume(process=case, actor=worker, at=MONDAY + timedelta(days=1, hours=1))

    assert step_now("lam").due_at == due + timedelta(days=1)


def test_stopping_closes_what_is_open(worker: Actor) -> None:
    case = begun(permit_process(), worker, loai="moi")
    act(step=step_now("phan-cong"), move="toi-chia", actor=worker)

    stop(process=case, outcome="withdrawn", actor=worker)

    case.refresh_from_db()
    assert (case.state, case.outcome) == (ProcessState.STOPPED, "withdrawn")
    assert not StepInstance.objects.live().exists()
    with pytest.raises(Conflict):
        stop(process=case, outcome="withdrawn", actor=worker)


@pytest.fixture
def missing_draft() -> Iterator[list[GuardContext]]:
    asked: list[GuardContext] = []

    def check(context: GuardContext) -> str:
        asked.append(context)
        return "" if context.values.get("draft") else "Chưa có dự thảo kết quả."

    guards.register("test.result_drafted", Guard("đã có dự thảo", check))
    yield asked
    guards._plugs.pop("test.result_drafted")


def test_a_guard_blocks_until_it_is_met(worker: Actor, missing_draft: list[GuardContext]) -> None:
    data = process(task("lam", moves=[way("xong", guards=["test.result_drafted"])]), end())
    begun(data, worker)

    assert moves_for(step=step_now("lam"), actor=worker)[0].blocked == "Chưa có dự thảo kết quả."
    with pytest.raises(Refused, match="Chưa có dự thảo kết quả"):
        act(step=step_now("lam"), move="toi-xong", actor=worker)
    assert step_now("lam").process.values == {}

    done = act(step=step_now("lam"), move="toi-xong", actor=worker, values={"draft": True})
    assert done.process.state == ProcessState.FINISHED


def test_a_case_finishes_on_the_version_on_which_it_began(worker: Actor) -> None:
    case = begun(two_steps(), worker)
    newer = version_of(process(task("khac", "xong"), end()), worker)

    act(step=step_now("lam"), move="toi-ky", actor=worker)

    case.refresh_from_db()
    assert newer.number == 2
    assert case.version.number == 1
    assert step_now("ky").name == "Ky"


def test_the_same_content_is_the_same_version(worker: Actor) -> None:
    first = version_of(two_steps(), worker)

    assert version_of(two_steps(), worker) == first
    with pytest.raises(Immutable):
        first.save()
    with pytest.raises(Immutable):
        first.delete()


def test_a_move_costs_the_same_after_two_hundred_steps(worker: Actor) -> None:
    case = begun(two_steps(), worker)
    act(step=step_now("lam"), move="toi-ky", actor=worker)
    with CaptureQueriesContext(
        connection,
    ) as early:
        act(step=step_now("ky"), move="tra-lai", actor=worker, reason="Sửa lại.")
    template = StepInstance.objects.filter(process=case, state=StepState.DONE)[0]
    for row in range(200):
        template.pk, template.uid = None, uuid4()
        template._state.adding = True
        template.save(force_insert=True)
        assert row < 200
    act(step=step_now("lam"), move="toi-ky", actor=worker)

    with CaptureQueriesContext(connection) as late:
        act(step=step_now("ky"), move="tra-lai", actor=worker, reason="Sửa lại.")

    assert len(late) == len(early)


def test_open_steps_come_by_what_is_due(worker: Actor) -> None:
    begun(permit_process(), worker, loai="moi")
    act(step=step_now("phan-cong"), move="toi-chia", actor=worker, at=MONDAY)

    with CaptureQueriesContext(connection) as queries:
        names = [step.name for step in open_steps(unit_ids=[9], object_kind="test.thing")]

    assert names == ["Kiem-tra", "Tham-dinh"]
    assert len(queries) == 1
    assert list(open_steps(unit_ids=[1])) == []


def test_progress_is_the_share_of_the_way(worker: Actor) -> None:
    case = begun(permit_process(), worker, loai="moi")
    assert progress(process=case).percent == 0
    act(step=step_now("phan-cong"), move="toi-chia", actor=worker)
    assert progress(process=case).hours_done == 4

    found = live_process(object_kind="test.thing", object_id=1)
    assert found is not None
    assert found.version.process.code == "thu"
