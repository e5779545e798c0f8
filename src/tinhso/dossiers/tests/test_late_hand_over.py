"""A late result at the desk: said over the hand-over, with the letter; no clock runs on."""

from datetime import timedelta

import time_machine

from tinhso.dossiers import services
from tinhso.dossiers.models import Dossier
from tinhso.dossiers.testing import World, before_leader, resolved, sign
from tinhso.dossiers.tests.desking import DESK_RIGHTS, one, signed_in

LIST = "/lam-viec/mot-cua/?view=to_return"


def late(world: World, clock: time_machine.Traveller, *, is_put_off: bool = False) -> Dossier:
    """Return a dossier whose result came after the day that was promised last."""
    dossier = before_leader(world)
    assert dossier.due_at is not None
    if is_put_off:
        services.extend(
            uid=dossier.uid,
            actor=world.here.leader,
            reason="Mưa lũ, chưa đo được.",
            due_at=dossier.due_at + timedelta(days=7),
        )
    clock.shift(timedelta(days=70))
    services.issue(uid=sign(world, dossier).uid, actor=world.here.clerk)
    dossier.refresh_from_db()
    assert dossier.result_class == "late"
    return dossier


def test_who_hands_over_a_late_result_is_told_so(
    world: World, clock: time_machine.Traveller
) -> None:
    dossier = late(world, clock)

    page = signed_in(world.here, *DESK_RIGHTS).get(one(dossier, "tra-ket-qua/")).content.decode()

    assert "Kết quả này quá hạn" in page
    assert "Chưa có văn bản xin lỗi: hãy xin lỗi người đến nhận." in page
    assert f'href="{one(dossier, "sua-sai/")}"' in page


def test_the_letter_goes_out_with_a_late_result(
    world: World, clock: time_machine.Traveller
) -> None:
    dossier = late(world, clock, is_put_off=True)
    letter = dossier.papers.get(form="04")

    page = signed_in(world.here, *DESK_RIGHTS).get(one(dossier, "tra-ket-qua/")).content.decode()

    assert f'href="{one(dossier, f"giay/{letter.uid}/")}"' in page
    assert "Chưa có văn bản xin lỗi" not in page


def test_a_result_in_time_grows_no_older_in_the_list(
    world: World, clock: time_machine.Traveller
) -> None:
    resolved(world)
    clock.shift(timedelta(days=90))

    shown = signed_in(world.here, *DESK_RIGHTS).get(LIST).content.decode()

    assert "Trước hạn" in shown
    assert "Có kết quả từ 16/11/2026" in shown
    assert 'class="due late"' not in shown
