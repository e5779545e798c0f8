"""Two communes become one while dossiers are under way: nothing is lost, nothing twice."""

from collections.abc import Callable

import pypdfium2
import pytest
from django.utils import timezone

from tinhso.dossiers import queries, services
from tinhso.dossiers.models import (
    Consultation,
    Dossier,
    MergerRecord,
    MergerRecordLine,
    TimelineEntry,
    UnitDuty,
)
from tinhso.dossiers.services.errors import DossierChanged
from tinhso.dossiers.services.merging import DossierMoves
from tinhso.dossiers.testing import (
    World,
    accepted,
    assigned,
    browser_of,
    resolved,
    returned,
    submitted,
)
from tinhso.dossiers.tests.mergers import NEW, merged, now_as, planned, successor
from tinhso.identity.testing import Account
from tinhso.kernel.actors import Actor
from tinhso.kernel.events.testing import deliver_all
from tinhso.kernel.jobs.testing import run_waiting_jobs
from tinhso.kernel.notifications.models import Notification
from tinhso.kernel.testing import in_english, make_actor, vietnamese_left_behind
from tinhso.organization.permissions import OrganizationPermission as Org
from tinhso.organization.queries import agency_by_code, faults_after, merger_of
from tinhso.organization.services import (
    MergerData,
    WorkWentOn,
    carry_out,
    confirm_merger,
    plan_merger,
    switch,
    undo_merger,
)
from tinhso.signing import services as signing
from tinhso.signing.queries import item_of
from tinhso.signing.testing import certificate_for, confirmed


@pytest.fixture
def planner() -> Actor:
    return make_actor(Org.PLAN_MERGERS, Org.VIEW_AGENCIES)


def test_open_dossiers_go_on_at_the_successor_and_ended_ones_stay(
    world: World, planner: Actor
) -> None:
    waiting, running, over = submitted(world), assigned(world), returned(world)
    due, code, old = running.due_at, running.code, world.here.agency.pk

    merged(world, planner)

    for dossier in (waiting, running, over):
        dossier.refresh_from_db()
    assert waiting.receiving_agency_id == running.resolving_agency_id == successor().id
    assert (running.due_at, running.code) == (due, code)
    assert (over.receiving_agency_id, over.resolving_agency_id) == (old, old)


def test_staff_go_on_the_next_morning_and_resolve_what_they_had(
    world: World, planner: Actor
) -> None:
    dossier, over = assigned(world), returned(world)
    specialist, desk = world.here.specialist, world.there.clerk_of_desk

    merged(world, planner)

    now = now_as(specialist)
    assert (now.agency_id, now.unit_id) == (
        successor().id,
        Dossier.objects.get(pk=dossier.pk).resolving_unit_id,
    )
    assert queries.dossier_of(uid=over.uid, actor=now_as(world.here.leader)) == over
    page = browser_of(specialist).get(f"/lam-viec/ho-so/{dossier.uid}/")
    assert "Chuyển sang" in page.content.decode()
    services.appraise(uid=dossier.uid, actor=now, text="Đủ điều kiện.")
    fresh = services.accept(
        uid=submitted(world, resolving_agency_id=successor().id).uid, actor=now_as(desk)
    )
    assert fresh.code is not None
    assert fresh.code.startswith(f"{NEW}-")


def test_what_another_desk_took_in_is_still_watched_by_who_watched_it(
    world: World, planner: Actor
) -> None:
    here, there = world.here, world.there
    running = accepted(world, resolving_agency_id=here.agency.pk, taken_in_by=there)
    over = accepted(world, resolving_agency_id=here.agency.pk, taken_in_by=there)
    Dossier.objects.filter(pk=over.pk).update(state="returned", finished_at=timezone.now())
    desk = here.clerk_of_desk
    before = set(queries.desk_list(actor=desk, view="watched"))

    merged(world, planner)

    now = now_as(desk)
    assert before == {running, over}
    assert set(queries.desk_list(actor=now, view="watched")) == {running, over}
    assert queries.desk_counts(actor=now)["watched"] == 2
    page = browser_of(desk).get("/lam-viec/mot-cua/?xem=watched").content.decode()
    assert str(running.code) in page


def test_a_form_drawn_before_is_refused_with_a_sentence(world: World, planner: Actor) -> None:
    dossier = assigned(world)
    before = dossier.version

    merged(world, planner)

    with pytest.raises(DossierChanged):
        services.appraise(
            uid=dossier.uid, actor=now_as(world.here.specialist), text="Đủ.", version=before
        )
    assert not TimelineEntry.objects.filter(dossier=dossier, code="appraise").exists()


def test_each_dossier_is_handed_over_once_with_its_state(world: World, planner: Actor) -> None:
    here, running = submitted(world), assigned(world)
    there = submitted(world, resolving_agency_id=world.there.agency.pk)

    merger = merged(world, planner)
    carry_out(uid=merger.uid)

    records = MergerRecord.objects.filter(act=merger.uid)
    assert {r.from_agency_id for r in records} == {world.here.agency.pk, world.there.agency.pk}
    lines = MergerRecordLine.objects.order_by("dossier")
    assert [(x.dossier_id, x.state) for x in lines] == [
        (here.pk, "submitted"),
        (running.pk, "assigned"),
        (there.pk, "submitted"),
    ]
    assert TimelineEntry.objects.filter(code="agency_merged").count() == 3


def test_applicants_are_told_where_to_go(world: World, planner: Actor) -> None:
    submitted(world)
    Account.objects.filter(
        pk=Account.objects.create(login="pao", kind="citizen", person=world.person).pk
    )

    merged(world, planner)
    deliver_all()
    deliver_all()

    told = Notification.objects.filter(kind="dossiers.agency_merged")
    assert told.count() == 1
    assert "Một cửa" in told.get().values_text


def test_what_was_asked_of_an_agency_is_answered_by_its_successor(
    world: World, planner: Actor
) -> None:
    dossier = assigned(world)
    services.consult(
        uid=dossier.uid,
        actor=world.here.specialist,
        parties=[services.ConsultInput(agency_id=world.there.agency.pk, question="Ý kiến?")],
    )
    asked = Consultation.objects.get()
    answerer = world.there.specialist

    merged(world, planner)

    asked.refresh_from_db()
    assert asked.agency_id == successor().id
    services.answer_consultation(
        consultation_uid=asked.uid, actor=now_as(answerer), opinion="agree", answer="Nhất trí."
    )


def test_work_is_divided_at_the_successor_as_before(world: World, planner: Actor) -> None:
    UnitDuty.objects.create(
        agency=world.here.agency, unit=world.here.division, procedure_code="1.013225"
    )

    merged(world, planner)

    duty = UnitDuty.objects.get()
    assert duty.agency_id == successor().id
    assert duty.unit_id != world.here.division.pk


def test_killed_before_the_switch_ends_nothing_has_happened(
    world: World, planner: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = assigned(world)
    merger = planned(world, planner)
    _die_in(monkeypatch, "apply")

    with pytest.raises(KeyboardInterrupt):
        carry_out(uid=merger.uid)

    dossier.refresh_from_db()
    assert dossier.resolving_agency_id == world.here.agency.pk
    assert agency_by_code(NEW) is None
    assert now_as(world.here.specialist).agency_id == world.here.agency.pk
    monkeypatch.undo()
    assert carry_out(uid=merger.uid).state == "finished"
    dossier.refresh_from_db()
    assert dossier.resolving_agency_id == successor().id


def test_killed_behind_the_switch_it_goes_on_and_tells_nobody_twice(
    world: World, planner: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tinhso.dossiers.services.merging.TOLD_AT_ONCE", 1)
    for _dossier in range(3):
        submitted(world)
    merger = planned(world, planner)
    _die_in(monkeypatch, "finish", after=2)

    with pytest.raises(KeyboardInterrupt):
        carry_out(uid=merger.uid)

    assert merger_of(uid=merger.uid, actor=planner).state == "switched"
    assert TimelineEntry.objects.filter(code="agency_merged").count() == 2
    monkeypatch.undo()
    run_waiting_jobs("organization.carry_out_merger")
    merger.refresh_from_db()
    assert merger.state == "finished"
    assert TimelineEntry.objects.filter(code="agency_merged").count() == 3
    assert faults_after(merger) == []


def _die_in(monkeypatch: pytest.MonkeyPatch, step: str, *, after: int = 0) -> None:
    """End the process in the room's step: at its end, or after some batches of it."""
    whole: Callable[..., None] = getattr(DossierMoves, step)
    told = 0

    def dies(*args: object) -> None:
        nonlocal told
        if not after:
            whole(*args)
            raise KeyboardInterrupt

        def count(_done: int, _total: int) -> None:
            nonlocal told
            told += 1
            if told == after:
                raise KeyboardInterrupt

        whole(*args[:-1], count)

    monkeypatch.setattr(DossierMoves, step, dies)


def test_a_dossier_filed_at_the_moment_of_the_switch_is_taken_along(
    world: World, planner: Actor
) -> None:
    merger = planned(world, planner)
    switch(uid=merger.uid)
    stray = submitted_before(world)

    carry_out(uid=merger.uid)

    stray.refresh_from_db()
    assert stray.receiving_agency_id == successor().id
    assert faults_after(merger) == []


def submitted_before(world: World) -> Dossier:
    """Return a dossier whose filing began before the switch and was committed behind it."""
    dossier = submitted(world, resolving_agency_id=successor().id)
    Dossier.objects.filter(pk=dossier.pk).update(
        receiving_agency=world.here.agency,
        resolving_agency=world.here.agency,
        receiving_unit=world.here.desk,
        resolving_unit=world.here.division,
    )
    return dossier


def test_it_is_taken_back_while_nothing_was_done(world: World, planner: Actor) -> None:
    dossier = assigned(world)
    specialist = world.here.specialist
    merger = merged(world, planner)

    undo_merger(uid=merger.uid, actor=planner)

    dossier.refresh_from_db()
    assert dossier.resolving_agency_id == world.here.agency.pk
    assert dossier.resolving_unit_id == world.here.division.pk
    assert agency_by_code(NEW) is None
    now = now_as(specialist)
    assert (now.agency_id, now.unit_id) == (world.here.agency.pk, world.here.division.pk)
    services.appraise(uid=dossier.uid, actor=now, text="Đủ điều kiện.")


def test_it_stays_once_work_has_gone_on(world: World, planner: Actor) -> None:
    dossier = assigned(world)
    merger = merged(world, planner)
    services.appraise(uid=dossier.uid, actor=now_as(world.here.specialist), text="Đủ.")

    with pytest.raises(WorkWentOn, match="đã được xử lý tiếp"):
        undo_merger(uid=merger.uid, actor=planner)

    dossier.refresh_from_db()
    assert dossier.resolving_agency_id == successor().id


def test_a_result_waiting_at_the_desk_is_returned_by_the_successors_desk(
    world: World, planner: Actor
) -> None:
    dossier = resolved(world)
    desk = world.here.clerk_of_desk

    merged(world, planner)
    done = services.return_result(
        uid=dossier.uid, actor=now_as(desk), received_by="Triệu Văn Páo", identity_checked=True
    )

    assert done.state == "returned"


def test_an_agency_that_goes_into_its_neighbour_leaves_the_neighbours_own_alone(
    world: World, planner: Actor
) -> None:
    theirs, specialist = accepted(world, taken_in_by=world.there), world.here.specialist
    today = timezone.localdate()
    merger = plan_merger(
        data=MergerData(
            kind="into",
            in_force_on=today,
            basis_number="13/NQ-HĐND",
            basis_on=today,
            basis_issuer="HĐND tỉnh Cao Bằng",
            agency_ids=[world.here.agency.pk],
            receiving_ids=[world.there.agency.pk],
        ),
        actor=planner,
    )
    confirm_merger(uid=merger.uid, actor=make_actor(Org.CONFIRM_MERGERS))

    run_waiting_jobs("organization.carry_out_merger")

    theirs.refresh_from_db()
    assert theirs.receiving_unit_id == world.there.desk.pk
    assert theirs.resolving_agency_id == world.there.agency.pk
    assert theirs.resolving_unit_id == world.there.division.pk
    assert now_as(specialist).unit_id == world.there.division.pk


def test_the_hand_over_record_is_signed_numbered_and_sealed(world: World, planner: Actor) -> None:
    dossier = assigned(world)
    leader, clerk, other = world.here.leader, world.here.clerk, world.there.specialist
    merged(world, planner)
    record = MergerRecord.objects.get()
    certificate_for(agency_id=successor().id)
    page = f"/lam-viec/ban-giao-ho-so/{record.uid}/"
    browser = browser_of(leader)
    assert (
        world.here.agency.periods.get().name
        in browser.get("/lam-viec/ban-giao-ho-so/").content.decode()
    )

    with pypdfium2.PdfDocument(browser.get(f"{page}bien-ban.pdf").content) as paper:
        said = " ".join(paper[0].get_textpage().get_text_bounded().split())
    due = timezone.localtime(dossier.due_at)
    assert f"{due:%H} giờ {due:%M} phút" in said
    assert f"ngày {record.on:%d} tháng {record.on:%m}" in said
    assert "ngày ngày" not in said
    assert "Hãy chọn người ký" in browser.post(page, {"signer": ""}).content.decode()
    browser.post(page, {"signer": str(leader.id)})

    item = item_of(kind="dossiers.merger_record", reference=str(record.uid))
    assert item is not None
    signing.open_item(item_uid=item.uid, actor=now_as(leader))
    confirmation, code = confirmed(now_as(leader), item)
    signing.sign_items(
        item_uids=[item.uid], confirmation_uid=confirmation, code=code, actor=now_as(leader)
    )
    signing.number_and_seal(item_uid=item.uid, actor=now_as(clerk))
    record.refresh_from_db()
    assert record.number == "1/BB-BGHS"
    assert record.file is not None
    assert str(dossier.code) in browser.get(page).content.decode()
    assert browser_of(other).get(page).status_code == 403
    english = in_english(browser).get(page).content.decode()
    assert vietnamese_left_behind(english) == []
