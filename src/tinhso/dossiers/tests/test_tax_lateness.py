"""A late tax agency: its own lateness, its own apology, the promise that moves."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from tinhso.dossiers import services
from tinhso.dossiers.jobs import note_late_tax_agencies
from tinhso.dossiers.models import (
    Dossier,
    Paper,
)
from tinhso.dossiers.queries.board import board
from tinhso.dossiers.queries.piles import standing_where
from tinhso.dossiers.queries.tax_figures import tax_figures
from tinhso.dossiers.rules.states import Form
from tinhso.dossiers.services.errors import AlreadyExtended
from tinhso.dossiers.services.tax_lateness import extend_tax
from tinhso.dossiers.testing.taxing import TaxWorld
from tinhso.dossiers.tests.conftest import MONDAY_MORNING
from tinhso.kernel.calendar import calendar_for, working_time_between


def test_lateness_is_the_tax_agencys_own(land: TaxWorld) -> None:
    with time_machine.travel(MONDAY_MORNING, tick=False) as clock:
        slip = land.asked(has_land_use_fee=False)
        dossier = slip.dossier
        assert dossier.due_at is not None
        clock.move_to(dossier.due_at + timedelta(days=1))
        note_late_tax_agencies()
        note_late_tax_agencies()
        today = timezone.localdate()
        here = board(actor=land.world.here.leader)
        of_tax = tax_figures(actor=land.head, start=today, end=today)
        as_seen = tax_figures(actor=land.world.here.leader, start=today, end=today)
        late = Dossier.objects.filter(standing_where(actor=land.world.here.leader, standing="late"))
        waits = Dossier.objects.filter(
            standing_where(actor=land.world.here.leader, standing="tax_late")
        )
        seen = (list(late), list(waits))

    assert [(row.open, row.late, row.step_late, row.apology) for row in here] == [(1, 0, 0, 0)]
    assert [(one.waiting, one.late, one.apology) for one in of_tax] == [(1, 1, 1)]
    assert [(one.waiting, one.late, one.is_own) for one in as_seen] == [(1, 1, False)]
    assert seen == ([], [dossier])
    assert dossier.timeline.filter(code="tax_late").count() == 1


def test_the_tax_agency_apologises_under_its_own_name_and_moves_the_promise(land: TaxWorld) -> None:
    with time_machine.travel(MONDAY_MORNING, tick=False) as clock:
        slip = land.asked(has_land_use_fee=False)
        promised, own_due = slip.dossier.due_at, slip.due_at
        clock.move_to(own_due + timedelta(hours=2))
        calendar = calendar_for(slip.agency_id)
        later = calendar.closing(calendar.next_working_day(timezone.localdate(own_due), count=3))
        extend_tax(slip_uid=slip.uid, actor=land.officer, reason="Hệ thống lỗi.", due_at=later)
        with pytest.raises(AlreadyExtended):
            extend_tax(
                slip_uid=slip.uid,
                actor=land.officer,
                reason="Lần nữa.",
                due_at=later + timedelta(days=1),
            )

    dossier = slip.dossier
    dossier.refresh_from_db()
    agency_id = dossier.resolving_agency_id
    assert promised is not None
    assert dossier.due_at is not None
    longer = working_time_between(own_due, later, agency_id)
    assert working_time_between(promised, dossier.due_at, agency_id) == longer > 0
    assert dossier.extension_count == 0
    letter = Paper.objects.get(form=Form.APOLOGY)
    assert "Thuế cơ sở 1 tỉnh Cao Bằng" in letter.data
    assert services.papers.pdf_of(letter).startswith(b"%PDF")


def test_the_land_offices_own_letter_stands_beside_the_tax_agencys(land: TaxWorld) -> None:
    slip = land.asked()
    due = slip.dossier.due_at
    calendar = calendar_for(slip.agency_id)
    later = calendar.closing(calendar.next_working_day(timezone.localdate(slip.due_at), count=2))
    extend_tax(slip_uid=slip.uid, actor=land.officer, reason="Nhiều hồ sơ.", due_at=later)
    slip.dossier.refresh_from_db()

    services.extend(
        uid=slip.dossier.uid,
        actor=land.world.here.leader,
        reason="Chờ đo đạc.",
        due_at=calendar.closing(
            calendar.next_working_day(timezone.localdate(slip.dossier.due_at or due), count=2)
        ),
    )

    letters = Paper.objects.filter(form=Form.APOLOGY).order_by("issue")
    assert [letter.replaces for letter in letters] == [None, None]


def test_a_stopped_dossier_takes_the_question_back(land: TaxWorld) -> None:
    slip = land.asked()
    services.ask_stop(uid=slip.dossier.uid, actor=land.world.citizen)

    services.decide_stop(uid=slip.dossier.uid, actor=land.world.here.clerk_of_desk, granted=True)

    slip.refresh_from_db()
    assert slip.outcome == "recalled"
