"""A day promised anew with an apology: what befalls the dossier afterwards starts from there."""

from datetime import UTC, datetime

import time_machine

from tinhso.dossiers import services
from tinhso.dossiers.models import Dossier
from tinhso.dossiers.services import SupplementItem
from tinhso.dossiers.services.inputs import AttachmentInput
from tinhso.dossiers.testing import World, a_file, assigned
from tinhso.kernel.calendar import explain, lines_from_text


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
