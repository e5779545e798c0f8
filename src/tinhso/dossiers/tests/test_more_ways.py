"""The ways beside the main one: other desks, money, refusal, messages, loss."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from tinhso.dossiers import services
from tinhso.dossiers.models import Dossier, HandOver
from tinhso.dossiers.services import WrongState
from tinhso.dossiers.testing import (
    World,
    accepted,
    assigned,
    browser_of,
    permit_answers,
    resolved,
    submitted,
    the_owner,
)
from tinhso.dossiers.tests.complaining import browser_of_citizen
from tinhso.identity.testing import CitizenFactory
from tinhso.kernel.errors import Invalid, NotFound, NotPermitted


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    """Return a moment of Việt Nam in 2026 as UTC."""
    return datetime(2026, month, day, hour - 7, minute, tzinfo=UTC)


def test_another_communes_desk_takes_it_in_for_the_competent_agency(world: World) -> None:
    dossier = services.take_in(
        token=uuid4(),
        procedure_code="1.013225",
        resolving_agency_id=world.here.agency.pk,
        answers=permit_answers(),
        parties=[the_owner(world, person_id=None)],
        actor=world.there.clerk_of_desk,
    )

    assert dossier.boundary_free is True
    assert dossier.monitoring_unit_id == world.here.desk.pk
    assert dossier.code == "H14.20.05-261116-0001"
    assert dossier.receiving_agency_id == world.there.agency.pk
    change = dossier.due_changes.get()
    assert change.ground == "received_by_agency"
    line = HandOver.objects.get(dossier=dossier, sequence=2)
    assert line.paper_due_at == at(17, 17)
    for actor in (world.here.specialist, world.there.clerk_of_desk, world.here.clerk_of_desk):
        assert type(dossier).objects.visible_to(actor).filter(pk=dossier.pk).exists()
    assert not type(dossier).objects.visible_to(world.there.specialist).exists()


def test_the_competent_agencys_own_desk_watches_and_may_not_act(world: World) -> None:
    far, near = accepted(world, taken_in_by=world.there), accepted(world)
    watching = browser_of(world.here.clerk_of_desk)
    receiving = browser_of(world.there.clerk_of_desk)
    pile = "/lam-viec/mot-cua/?view=watched"

    watched, empty = watching.get(pile).content.decode(), receiving.get(pile).content.decode()
    own = watching.get("/lam-viec/mot-cua/?view=mine").content.decode()
    page = watching.get(f"/lam-viec/mot-cua/{far.uid}/").content.decode()

    assert (str(far.code) in watched, str(near.code) in watched) == (True, False)
    assert str(far.code) not in empty
    assert str(far.code) not in own
    assert "Quầy của bạn theo dõi hồ sơ này" in page
    assert "Một cửa xã Thạch An" in page
    assert f"/lam-viec/mot-cua/{far.uid}/su-co/" not in page
    with pytest.raises(NotPermitted):
        services.record_incident(
            uid=far.uid,
            actor=world.here.clerk_of_desk,
            kind="lost",
            happened_with="Quầy",
            account="Mất bản vẽ",
        )


def test_result_comes_back_to_the_desk_that_took_the_dossier_in(world: World) -> None:
    dossier = resolved(world, taken_in_by=world.there)

    with pytest.raises(NotPermitted):
        services.return_result(
            uid=dossier.uid,
            actor=world.here.clerk_of_desk,
            received_by="Triệu Văn Páo",
            identity_checked=True,
        )
    done = services.return_result(
        uid=dossier.uid,
        actor=world.there.clerk_of_desk,
        received_by="Triệu Văn Páo",
        identity_checked=True,
    )

    assert done.state == "returned"


def test_whoever_helped_to_file_follows_the_dossier(world: World) -> None:
    dossier = submitted(world, support_agency_id=world.there.agency.pk)

    assert (dossier.boundary_free, dossier.monitoring_unit_id) == (False, None)
    page = browser_of(world.here.clerk_of_desk).get(f"/lam-viec/mot-cua/{dossier.uid}/")
    helping = browser_of(world.there.clerk_of_desk).get(f"/lam-viec/mot-cua/{dossier.uid}/")
    assert "Nơi hỗ trợ nộp" in page.content.decode()
    assert helping.status_code == 200
    with pytest.raises(NotPermitted):
        services.accept(uid=dossier.uid, actor=world.there.clerk_of_desk)


def test_help_comes_from_a_desk(world: World) -> None:
    with pytest.raises(Invalid) as refusal:
        submitted(world, support_agency_id=world.province.pk)

    assert list(refusal.value.fields) == ["support_agency_id"]
    assert not Dossier.objects.exists()


def test_money_to_be_paid_elsewhere_stops_the_time_and_lets_it_go_on(
    world: World, clock: time_machine.Traveller
) -> None:
    dossier = assigned(world)
    clock.move_to(at(18, 9))
    services.ask_obligation(
        uid=dossier.uid, actor=world.here.specialist, document="TB 12/2026 Thuế cơ sở"
    )
    clock.move_to(at(20, 9))

    services.settle_obligation(
        uid=dossier.uid, actor=world.here.specialist, document="Giấy nộp tiền 0099"
    )

    dossier.refresh_from_db()
    assert (dossier.state, dossier.payment_state) == ("appraising", "paid")
    assert dossier.due_at == at(3, 17, month=12)
    assert dossier.national_due_at == dossier.due_at


def test_the_applicant_reads_which_notice_stops_the_time_until_it_is_paid(world: World) -> None:
    dossier = assigned(world)
    specialist = world.here.specialist
    services.ask_obligation(uid=dossier.uid, actor=specialist, document="TB 12/2026 Thuế cơ sở")
    applicant = Client()
    applicant.force_login(CitizenFactory.create(person=world.person))

    waiting = applicant.get(f"/ho-so/{dossier.uid}/").content.decode()
    services.settle_obligation(uid=dossier.uid, actor=specialist, document="Giấy nộp tiền 0099")
    paid = applicant.get(f"/ho-so/{dossier.uid}/").content.decode()

    assert "TB 12/2026 Thuế cơ sở" in waiting
    assert "cho đến khi có chứng từ nộp tiền" in waiting
    assert 'id="nghia-vu"' not in paid


def test_prepayment_waits_before_acceptance(world: World) -> None:
    dossier = submitted(world)
    desk = world.here.clerk_of_desk
    services.ask_prepayment(uid=dossier.uid, actor=desk)
    with pytest.raises(WrongState):
        services.accept(uid=dossier.uid, actor=desk)

    services.settle_prepayment(uid=dossier.uid, actor=desk, document="BL 001")

    assert services.accept(uid=dossier.uid, actor=desk).code is not None


def test_refused_intake_keeps_reason_and_paper(world: World) -> None:
    dossier = submitted(world)
    desk = world.here.clerk_of_desk
    with pytest.raises(Invalid) as nothing_said:
        services.refuse_intake(uid=dossier.uid, actor=desk, reasons=[])
    with pytest.raises(Invalid) as unknown:
        services.refuse_intake(uid=dossier.uid, actor=desk, reasons=["khong_co"])

    services.refuse_intake(uid=dossier.uid, actor=desk, reasons=[], note="Không thuộc thẩm quyền.")

    dossier.refresh_from_db()
    assert set(nothing_said.value.fields) == set(unknown.value.fields) == {"reasons"}
    assert (dossier.state, dossier.national_state, dossier.code) == ("refused_intake", 3, None)
    assert dossier.papers.get().number == "1/PTC-TTPVHCC"


def test_words_between_applicant_and_desk_and_among_colleagues(world: World) -> None:
    dossier = assigned(world)

    asked = services.send_message(uid=dossier.uid, actor=world.citizen, text="Bao giờ xong?")
    answered = services.send_message(
        uid=dossier.uid, actor=world.here.specialist, text="Trước 01/12."
    )
    services.add_note(uid=dossier.uid, actor=world.here.specialist, text="Xem kỹ khoảng lùi")

    assert (asked.from_applicant, answered.from_applicant) == (True, False)
    assert services.mark_read(uid=dossier.uid, actor=world.citizen) == 1
    with pytest.raises(NotFound):
        services.send_message(uid=dossier.uid, actor=world.stranger, text="x")
    with pytest.raises(NotPermitted):
        services.add_note(uid=dossier.uid, actor=world.citizen, text="x")


def test_lost_paper_dossier_is_kept_as_an_incident(world: World) -> None:
    dossier = accepted(world)

    incident = services.record_incident(
        uid=dossier.uid,
        actor=world.here.clerk_of_desk,
        kind="lost",
        happened_with="Quầy 3",
        account="Không thấy khi bàn giao.",
    )

    assert (incident.kind, incident.dossier_id) == ("lost", dossier.pk)


def test_applicant_downloads_his_electronic_result(world: World) -> None:
    dossier = resolved(world, electronic_only=True)
    result = dossier.results.get()

    services.download_result(uid=dossier.uid, result_uid=result.uid, actor=world.citizen)
    services.download_result(uid=dossier.uid, result_uid=result.uid, actor=world.citizen)

    dossier.refresh_from_db()
    assert (dossier.state, dossier.delivery_state) == ("returned", "downloaded")
    with pytest.raises(NotFound):
        services.download_result(uid=dossier.uid, result_uid=result.uid, actor=world.stranger)


def test_applicant_asks_for_another_hour_of_the_visit(world: World) -> None:
    dossier = assigned(world)
    check = services.invite_field_check(
        uid=dossier.uid, actor=world.here.specialist, at=at(20, 8, 30), place="Thửa 118"
    )

    replied = services.reply_field_check(
        uid=dossier.uid,
        check_uid=check.uid,
        actor=world.citizen,
        confirmed=False,
        wished_at=at(20, 14),
    )

    assert (replied.reply, replied.wished_at) == ("other_time", at(20, 14))
    mine = browser_of_citizen(world).get(f"/ho-so/{dossier.uid}/").content.decode()
    assert "Bạn đã xin giờ khác: 14 giờ" in mine
    assert "Thửa 118" in mine


def test_a_visit_planned_anew_is_the_one_that_is_recorded(world: World) -> None:
    dossier = assigned(world)
    invited: dict[str, Any] = {
        "uid": dossier.uid,
        "actor": world.here.specialist,
        "place": "Thửa 118",
    }
    first = services.invite_field_check(at=at(20, 8, 30), **invited)
    services.reply_field_check(
        uid=dossier.uid,
        check_uid=first.uid,
        actor=world.citizen,
        confirmed=False,
        wished_at=at(20, 14),
    )

    services.invite_field_check(at=at(20, 14), **invited)

    check = dossier.field_checks.get()
    assert (check.at, check.reply, check.wished_at) == (at(20, 14), "", None)
    assert dossier.timeline.filter(code="invite_field_check").count() == 2


def test_a_head_gives_the_dossier_to_another(world: World) -> None:
    dossier = assigned(world)
    colleague = world.here.colleague
    assert colleague.id is not None

    services.assign(
        uid=dossier.uid,
        assignee=colleague.id,
        actor=world.here.leader,
    )

    services.appraise(uid=dossier.uid, actor=colleague, text="Đã xem.")
    with pytest.raises(services.NotYours):
        services.appraise(uid=dossier.uid, actor=world.here.specialist, text="x")


def test_linked_dossiers_are_both_seen(world: World) -> None:
    first, second = assigned(world), assigned(world)

    link = services.link(uid=first.uid, other_uid=second.uid, actor=world.here.specialist)

    assert link.other_id == second.pk
    with pytest.raises(Invalid):
        services.link(uid=first.uid, other_uid=first.uid, actor=world.here.specialist)
