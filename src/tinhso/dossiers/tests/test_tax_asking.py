"""A tax agency is asked what is owed for a land dossier: its hours, its slip, what it sees."""

import pytest
import time_machine

from tinhso.dossiers.models import (
    Dossier,
    Party,
    PartyKind,
    PartyRole,
    TaxSlip,
)
from tinhso.dossiers.queries.given_papers import papers_to_sign
from tinhso.dossiers.queries.tax import tax_page, tax_slips
from tinhso.dossiers.rules.states import DossierState, Form
from tinhso.dossiers.services.errors import WrongState
from tinhso.dossiers.services.tax_asking import ask_tax, recall_tax
from tinhso.dossiers.services.tax_opening import open_tax
from tinhso.dossiers.testing import PERMIT, assigned
from tinhso.dossiers.testing.taxing import TaxWorld
from tinhso.dossiers.tests.charging import stands
from tinhso.dossiers.tests.conftest import MONDAY_MORNING
from tinhso.identity.testing import AccessRecord
from tinhso.kernel.calendar import working_time_between
from tinhso.kernel.errors import Invalid, NotFound

# --- asking


def test_the_tax_agency_has_the_hours_of_the_procedure_on_its_own_calendar(land: TaxWorld) -> None:
    with time_machine.travel(MONDAY_MORNING, tick=False):
        longer, shorter = land.asked(), land.asked(has_land_use_fee=False)

    spent = [
        working_time_between(slip.asked_at, slip.due_at, slip.agency_id)
        for slip in (longer, shorter)
    ]
    assert spent == [40 * 60, 24 * 60]
    assert (longer.agency_id, longer.unit_id) == (land.tax.agency.pk, land.tax.division.pk)


@pytest.mark.parametrize(("has_land_use_fee", "hours"), [(True, 56), (False, 24)])
def test_an_organisation_waits_its_own_hours(
    land: TaxWorld, has_land_use_fee: bool, hours: int
) -> None:
    dossier = land.in_hand()
    Party.objects.filter(dossier=dossier, role=PartyRole.OWNER).update(kind=PartyKind.ORGANIZATION)

    slip = ask_tax(
        uid=dossier.uid,
        actor=land.world.here.specialist,
        unit_id=land.tax.division.pk,
        has_land_use_fee=has_land_use_fee,
        content="Tính.",
    )

    assert slip.hours == hours


def test_asking_leaves_the_promise_and_stops_the_step_of_the_land_office(land: TaxWorld) -> None:
    dossier = land.in_hand()
    promised = dossier.due_at

    ask_tax(
        uid=dossier.uid,
        actor=land.world.here.specialist,
        unit_id=land.tax.division.pk,
        has_land_use_fee=False,
        content="Tính lệ phí trước bạ.",
    )

    dossier.refresh_from_db()
    assert (dossier.state, dossier.due_at) == (DossierState.TAX_WAIT, promised)
    assert dossier.step_due_at is None
    slip = dossier.papers.get(form=Form.TAX_SLIP)
    assert slip.number.endswith("PCTT-TTPVHCC")
    assert slip in papers_to_sign(actor=land.world.here.specialist)


def test_asking_nobody_or_nothing_is_refused_and_changes_nothing(land: TaxWorld) -> None:
    dossier = land.in_hand()

    with pytest.raises(Invalid) as refusal:
        ask_tax(
            uid=dossier.uid,
            actor=land.world.here.specialist,
            unit_id=land.world.there.division.pk,
            has_land_use_fee=True,
            content=" ",
        )

    assert set(refusal.value.fields) == {"office", "content"}
    assert stands(dossier)[0] == DossierState.ASSIGNED
    assert not TaxSlip.objects.exists()


def test_a_procedure_without_such_a_duty_asks_no_tax_agency(land: TaxWorld) -> None:
    dossier = assigned(land.world.at(PERMIT))

    with pytest.raises(WrongState):
        ask_tax(
            uid=dossier.uid,
            actor=land.world.here.specialist,
            unit_id=land.tax.division.pk,
            has_land_use_fee=True,
            content="Tính.",
        )


def test_the_slip_is_taken_back_before_it_is_answered(land: TaxWorld) -> None:
    slip = land.asked()

    recall_tax(uid=slip.dossier.uid, actor=land.world.here.specialist, reason="Sai diện tích.")

    slip.refresh_from_db()
    assert (slip.outcome, slip.reason) == ("recalled", "Sai diện tích.")
    dossier = slip.dossier
    dossier.refresh_from_db()
    assert dossier.state == DossierState.APPRAISING
    assert dossier.step_due_at is not None


# --- what the tax officer sees


def test_a_tax_officer_sees_the_slip_and_not_the_dossier(land: TaxWorld) -> None:
    slip = land.asked()

    page = open_tax(slip_uid=slip.uid, actor=land.officer)

    shown = {row.key for section in page.summary for row in section.rows}
    assert {"td_dien_tich", "td_loai"} <= shown
    assert not {"nsd_so_dinh_danh", "nsd_dien_thoai"} & shown
    assert not Dossier.objects.visible_to(land.officer).exists()
    seen = AccessRecord.objects.get(person=land.world.person, actor_uid=land.officer.id)
    assert seen.purpose == "Xác định nghĩa vụ tài chính"


def test_a_slip_is_nobodys_beside_the_unit_that_is_asked(land: TaxWorld) -> None:
    slip = land.asked()

    for other in (land.world.here.specialist, land.world.there.leader, land.world.citizen):
        with pytest.raises(NotFound):
            tax_page(slip_uid=slip.uid, actor=other)

    assert list(tax_slips(actor=land.head)) == [slip]
