"""Who leads an agency says which of its units resolves which procedure."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tinhso.dossiers import services
from tinhso.dossiers.models import UnitDuty
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.testing import BIRTH, PERMIT, Commune, World, accepted, browser_of
from tinhso.kernel.actors import Actor
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.errors import Invalid, NotFound, NotPermitted
from tinhso.organization.testing import UnitFactory

PAGE = "/lam-viec/phan-viec/"


def head_of(commune: Commune) -> Actor:
    """Return who divides the work of a commune."""
    return commune.official(P.DIVIDE_WORK, unit=commune.leadership, sees_agency=True)


def test_a_dossier_goes_to_the_unit_its_procedure_was_given_to(world: World) -> None:
    here = world.here
    land = UnitFactory.create(agency=here.agency, kind="specialist", name="Phòng Đất đai")
    before = accepted(world)

    services.divide(
        agency_id=here.agency.pk, unit_id=land.pk, procedure_code=PERMIT, actor=head_of(here)
    )
    after = accepted(world)

    before.refresh_from_db()
    assert before.resolving_unit_id == here.division.pk
    assert after.resolving_unit_id == land.pk
    entry = AuditEntry.objects.get(action="dossiers.work_divided")
    assert (entry.data["procedure"], entry.data["unit"]) == (PERMIT, land.pk)


def test_dividing_again_replaces_and_removing_goes_back_to_the_wider_row(world: World) -> None:
    here, head = world.here, head_of(world.here)
    for unit in (here.office, here.division):
        duty = services.divide(
            agency_id=here.agency.pk, unit_id=unit.pk, procedure_code=BIRTH, actor=head
        )

    services.divide(agency_id=here.agency.pk, unit_id=here.office.pk, actor=head)
    services.undivide(duty_id=duty.pk, actor=head)

    assert list(UnitDuty.objects.values_list("procedure_code", "unit_id")) == [("", here.office.pk)]


def test_others_divide_nothing(world: World) -> None:
    here, there = world.here, world.there
    duty = services.divide(
        agency_id=here.agency.pk, unit_id=here.office.pk, procedure_code=BIRTH, actor=head_of(here)
    )
    others = ((here.specialist, NotPermitted), (head_of(there), NotFound))
    audited = AuditEntry.objects.count()

    for actor, refusal in others:
        with pytest.raises(refusal):
            services.divide(agency_id=here.agency.pk, unit_id=here.division.pk, actor=actor)
        with pytest.raises(NotFound):
            services.undivide(duty_id=duty.pk, actor=actor)
    with pytest.raises(Invalid) as refused:
        services.divide(agency_id=here.agency.pk, unit_id=there.desk.pk, actor=head_of(here))

    assert list(refused.value.fields) == ["unit"]
    assert UnitDuty.objects.get() == duty
    assert AuditEntry.objects.count() == audited
    assert browser_of(here.specialist).get(PAGE).status_code == 403
    assert list(browser_of(head_of(there)).get(PAGE).context["rows"]) == []


def test_work_is_divided_and_removed_on_the_page(world: World) -> None:
    browser = browser_of(head_of(world.here))
    office = world.here.office

    done = browser.post(f"{PAGE}them/", {"what": BIRTH, "unit": office.pk}, follow=True)
    wrong = browser.post(f"{PAGE}them/", {"what": BIRTH, "unit": world.there.office.pk})

    assert "Văn phòng" in done.content.decode()
    assert wrong.status_code == 422
    assert UnitDuty.objects.get().unit_id == office.pk


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        (PERMIT, ["1.013225"]),
        ("giay phep xay dung", ["1.013225"]),
        ("KHAI SINH", ["1.001193"]),
        ("van phong", ["", "1.001193"]),
        ("Văn phòng khai sinh", ["1.001193"]),
        ("văn phòng xây dựng", []),
        ("khong co", []),
    ],
)
def test_list_is_searched_by_code_procedure_and_unit(
    typed: str, found: list[str], world: World
) -> None:
    here, head = world.here, head_of(world.here)
    for code, unit in ((BIRTH, here.office), (PERMIT, here.division), ("", here.office)):
        services.divide(agency_id=here.agency.pk, unit_id=unit.pk, procedure_code=code, actor=head)

    rows = browser_of(head).get(PAGE, {"q": typed}).context["rows"]

    assert sorted(shown.row.procedure_code for shown in rows) == found


def test_list_asks_as_much_for_one_row_as_for_many(world: World) -> None:
    here, head = world.here, head_of(world.here)
    browser = browser_of(head)
    asked = []
    for codes in ((BIRTH,), (PERMIT, "")):
        for code in codes:
            services.divide(
                agency_id=here.agency.pk, unit_id=here.office.pk, procedure_code=code, actor=head
            )
        browser.get(PAGE)
        with CaptureQueriesContext(connection) as queries:
            browser.get(PAGE)
        asked.append(len(queries))

    assert asked[0] == asked[1]
