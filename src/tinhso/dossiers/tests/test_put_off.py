"""A day promised anew with an apology: what befalls the dossier afterwards starts from there."""

from datetime import UTC, datetime

import pytest
import time_machine

from tinhso.dossiers import services
from tinhso.dossiers.models import Dossier, Extension
from tinhso.dossiers.services import SupplementItem
from tinhso.dossiers.services.inputs import AttachmentInput
from tinhso.dossiers.testing import World, a_file, assigned
from tinhso.dossiers.tests.working import page_of, signed_in
from tinhso.kernel.calendar import explain, lines_from_text
from tinhso.kernel.errors import Invalid
from tinhso.kernel.events.testing import deliver_all
from tinhso.kernel.notifications.models import Notification
from tinhso.organization.queries import agency_name


def at(day: int, hour: int, month: int = 11) -> datetime:
    """Return a moment of Việt Nam in 2026 as UTC."""
    return datetime(2026, month, day, hour - 7, tzinfo=UTC)


def put_off(world: World, clock: time_machine.Traveller, *, to: int = 4) -> Dossier:
    """Return a dossier due on 1 December that was put off to a later day of that month."""
    dossier = assigned(world)
    clock.move_to(at(18, 9))
    services.extend(
        uid=dossier.uid, actor=world.here.leader, reason="Mưa lũ.", due_at=at(to, 17, month=12)
    )
    return dossier


def test_waiting_for_money_moves_the_day_that_was_promised_anew(
    world: World, clock: time_machine.Traveller
) -> None:
    dossier, who = put_off(world, clock), world.here.specialist
    clock.move_to(at(19, 9))
    services.ask_obligation(uid=dossier.uid, actor=who, document="TB 12/2026 Thuế cơ sở")
    clock.move_to(at(23, 9))

    services.settle_obligation(uid=dossier.uid, actor=who, document="Giấy nộp tiền 0099")

    dossier.refresh_from_db()
    assert dossier.due_at == at(8, 17, month=12)  # the fourth, and two working days
    assert dossier.national_due_at == dossier.due_at
    told = explain(lines_from_text(dossier.due_lines))
    assert told[-2] == (
        "Đã xin lỗi và hẹn lại lúc 09:00 thứ Tư, 18/11/2026; hạn thành 17:00 thứ Sáu, 04/12/2026."
    )


def test_money_asked_before_the_apology_moves_nothing_twice(
    world: World, clock: time_machine.Traveller
) -> None:
    dossier, who = assigned(world), world.here.specialist
    clock.move_to(at(18, 9))
    services.ask_obligation(uid=dossier.uid, actor=who, document="TB 12/2026")
    clock.move_to(at(20, 9))
    services.settle_obligation(uid=dossier.uid, actor=who, document="GNT 1")
    services.extend(
        uid=dossier.uid, actor=world.here.leader, reason="Mưa lũ.", due_at=at(7, 17, month=12)
    )
    clock.move_to(at(23, 9))
    services.ask_obligation(uid=dossier.uid, actor=who, document="TB 13/2026")
    clock.move_to(at(24, 9))

    services.settle_obligation(uid=dossier.uid, actor=who, document="GNT 2")

    dossier.refresh_from_db()
    assert dossier.due_at == at(8, 17, month=12)  # the seventh, and the one day of the second wait


def test_a_supplement_after_the_apology_starts_the_time_from_zero(
    world: World, clock: time_machine.Traveller
) -> None:
    dossier = put_off(world, clock, to=10)
    clock.move_to(at(19, 9))
    services.request_supplement(
        uid=dossier.uid,
        actor=world.here.specialist,
        items=[SupplementItem(component_key="ban_ve", text="Bản vẽ móng")],
        reasons=[],
        note="Thiếu bản vẽ.",
    )
    clock.move_to(at(20, 9))
    services.answer_supplement(
        uid=dossier.uid,
        actor=world.citizen,
        attachments=[AttachmentInput(component_key="ban_ve", file=a_file())],
    )

    dossier.refresh_from_db()
    assert dossier.due_at == at(7, 17, month=12)
    assert dossier.national_due_at == at(11, 17, month=12)  # the promised tenth, moved by the wait


def test_a_late_dossier_is_not_promised_for_a_moment_that_has_passed(
    world: World, clock: time_machine.Traveller
) -> None:
    dossier = assigned(world)
    clock.move_to(at(8, 10, month=12))
    promised, passed = dossier.due_at, at(4, 17, month=12)

    with pytest.raises(Invalid) as refused:
        services.extend(uid=dossier.uid, actor=world.here.leader, reason="Mưa lũ.", due_at=passed)

    dossier.refresh_from_db()
    assert set(refused.value.fields) == {"due_at"}
    assert (dossier.due_at, dossier.extension_count) == (promised, 0)
    assert not Extension.objects.exists()


def test_the_page_says_at_the_field_that_the_new_day_has_passed(
    world: World, clock: time_machine.Traveller
) -> None:
    dossier = assigned(world)
    clock.move_to(at(8, 10, month=12))
    browser, page = signed_in(world.here.leader), page_of(dossier, "gia-han/")

    asked = browser.get(page).content.decode()
    typed = {"due_at": "2026-12-04T17:00", "reason": "Mưa lũ.", "version": "0"}
    refused = browser.post(page, {**typed, "version": str(dossier.version)})

    assert 'min="2026-12-08T10:01"' in asked
    assert refused.status_code == 422
    assert "phải sau ngày đã hẹn và ở phía trước" in refused.content.decode()
    assert 'value="2026-12-04T17:00"' in refused.content.decode()


def test_the_desk_that_took_it_in_hears_of_the_apology_once(
    world: World, clock: time_machine.Traveller
) -> None:
    dossier = put_off(world, clock)

    deliver_all()
    deliver_all()

    told = Notification.objects.filter(kind="dossiers.put_off")
    assert [notice.account_uid for notice in told] == [world.here.clerk_of_desk.id]
    values = told.get().values
    assert values["number"] == dossier.code
    assert values["agency"] == agency_name(world.here.agency.pk)
    assert values["due"] == {"at": at(4, 17, month=12).isoformat()}
