"""What was typed at the counter is there again after a lost network or a power cut."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client

from tinhso.dossiers import jobs, services
from tinhso.dossiers.models import Dossier, KeptIntake
from tinhso.dossiers.testing import PERMIT, World, browser_of
from tinhso.dossiers.tests.desking import intake_form
from tinhso.kernel.errors import NotPermitted

PAGE = f"/lam-viec/mot-cua/tiep-nhan/{PERMIT}/"
TYPED = {"owner_name": "Triệu Văn Páo", "owner_phone": "0912345678", "dd_so_thua": "118"}


def saved(browser: Client) -> dict[str, str]:
    """Send what the page sends while its officer types."""
    answer = browser.post(f"{PAGE}luu/", TYPED, headers={"accept": "application/json"})
    assert answer.status_code == 200
    told: dict[str, str] = answer.json()
    return told


def test_what_was_typed_stands_there_again(world: World) -> None:
    browser = browser_of(world.here.clerk_of_desk)

    told = saved(browser)
    shown = browser.get(PAGE).content.decode()

    assert told == {"saved_at": "08:30"}
    for value in TYPED.values():
        assert f'value="{value}"' in shown
    assert "Đã lấy lại những gì bạn nhập dở lúc 08:30" in shown


def test_nobody_else_reads_it_and_it_rests_encrypted(world: World) -> None:
    saved(browser_of(world.here.clerk_of_desk))
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM dossiers_keptintake")
        (content,) = cursor.fetchone()

    other = browser_of(world.there.clerk_of_desk).get(PAGE).content.decode()

    assert "Páo" not in content
    assert "Triệu Văn Páo" not in other


def test_taking_in_and_beginning_anew_forget_it(world: World) -> None:
    officer = world.here.clerk_of_desk
    browser = browser_of(officer)
    saved(browser)

    answer = browser.post(f"{PAGE}bo/")

    assert answer["Location"] == PAGE
    assert not KeptIntake.objects.exists()
    assert "Triệu Văn Páo" not in browser.get(PAGE).content.decode()
    services.keep_intake(procedure_code=PERMIT, typed=list(TYPED.items()), actor=officer)
    services.forget_intake(procedure_code=PERMIT, actor=world.there.clerk_of_desk)
    assert KeptIntake.objects.count() == 1


def test_what_is_taken_in_is_not_offered_again(world: World) -> None:
    browser = browser_of(world.here.clerk_of_desk)
    saved(browser)

    answer = browser.post(PAGE, {**intake_form(world), "take": "1"})

    assert answer.status_code == 302
    assert Dossier.objects.count() == 1
    assert not KeptIntake.objects.exists()


def test_it_is_forgotten_after_three_days(world: World, clock: time_machine.Traveller) -> None:
    saved(browser_of(world.here.clerk_of_desk))
    jobs.forget_intakes()
    assert KeptIntake.objects.exists()

    clock.shift(timedelta(days=3, minutes=1))
    jobs.forget_intakes()

    assert not KeptIntake.objects.exists()


def test_who_does_not_receive_keeps_nothing(world: World) -> None:
    with pytest.raises(NotPermitted):
        services.keep_intake(
            procedure_code=PERMIT, typed=list(TYPED.items()), actor=world.here.specialist
        )
    answer = browser_of(world.here.specialist).post(f"{PAGE}luu/", TYPED)

    assert answer.status_code == 403
    assert not KeptIntake.objects.exists()
