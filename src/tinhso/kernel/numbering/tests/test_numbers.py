"""Giving, voiding and starting official numbers."""

from datetime import date

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tinhso.kernel.actors import Actor, system_actor
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.errors import Invalid, NotFound, NotPermitted
from tinhso.kernel.events.testing import published
from tinhso.kernel.numbering import NumberPeriod, give_number, start_register, void_number
from tinhso.kernel.numbering.events import NumberGiven, NumberVoided
from tinhso.kernel.numbering.models import Counter, NumberFormat, OfficialNumber
from tinhso.kernel.numbering.permissions import NumberingPermission
from tinhso.kernel.numbering.queries import number_of, register_faults, register_of
from tinhso.kernel.numbering.registry import Register, registers
from tinhso.kernel.numbering.rules import WrongFormat, format_number, period_key
from tinhso.kernel.numbering.services import AlreadyVoided, RegisterBegun
from tinhso.kernel.registry.operations import verifications
from tinhso.kernel.testing import make_actor

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 16)
CLERK = system_actor("clerk")


def give(agency_id: int = 7, on: date = ON, format: str = "%(n)d/GPXD-UBND") -> OfficialNumber:
    return give_number(
        register="tests.permit", agency_id=agency_id, on=on, actor=CLERK, format=format
    )


def clerk_of(agency_id: int) -> Actor:
    return make_actor(
        NumberingPermission.READ_REGISTER,
        NumberingPermission.VOID_NUMBER,
        unit_id=3,
        agency_id=agency_id,
    )


def test_numbers_run_from_one_per_agency_and_year() -> None:
    texts = [give().text, give().text, give(agency_id=8).text, give(on=date(2027, 1, 4)).text]

    assert texts == ["1/GPXD-UBND", "2/GPXD-UBND", "1/GPXD-UBND", "1/GPXD-UBND"]


def test_a_dossier_code_counts_by_day() -> None:
    def code(on: date) -> str:
        return give_number(
            register="tests.dossier",
            agency_id=7,
            on=on,
            actor=CLERK,
            format="%(agency)s-%(yymmdd)s-%(n)04d",
            period=NumberPeriod.DAY,
            values={"agency": "H14.20.05"},
        ).text

    codes = [code(ON), code(ON), code(date(2026, 11, 17))]

    assert codes == ["H14.20.05-261116-0001", "H14.20.05-261116-0002", "H14.20.05-261117-0001"]


def test_a_number_is_told_and_kept() -> None:
    target = NumberFormat.objects.create(register="x", effective_from=ON, format="%(n)d")

    number = give_number(
        register="tests.permit", agency_id=7, on=ON, actor=CLERK, format="%(n)d", target=target
    )

    (event,) = published(NumberGiven)
    assert (event.number_id, event.number_text, event.on) == (number.pk, "1", "2026-11-16")
    assert (event.target, event.target_id) == ("numbering.NumberFormat", str(target.pk))
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.data) == (
        "numbering.number_given",
        {"register": "tests.permit", "number": 1},
    )
    found = number_of(target=event.target, target_id=event.target_id, register="tests.permit")
    assert found == number


def test_a_rolled_back_act_gives_its_number_back() -> None:
    def failing_act() -> None:
        with transaction.atomic():
            give()
            raise RuntimeError("no")

    give()
    with pytest.raises(RuntimeError, match="no"):
        failing_act()

    assert give().number == 2


def test_a_wrong_format_gives_no_number() -> None:
    with pytest.raises(WrongFormat):
        give(format="%(n)d/%(kind)s")

    assert not OfficialNumber.objects.exists()
    assert not Counter.objects.exists()


def test_a_given_format_costs_one_statement_for_the_counter() -> None:
    give()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        give()

    touching = [q["sql"] for q in queries if "numbering_" in q["sql"].split("VALUES")[0]]
    assert len(touching) == 2


def test_the_format_of_the_agency_and_date_goes_first_then_the_plug() -> None:
    registers._plugs.pop("tests.formats", None)
    registers.register("tests.formats", Register(label="Sổ thử", format="%(n)d/CHUNG"))
    for agency_id, start, pattern in (
        (0, date(2026, 1, 1), "%(n)02d/TINH"),
        (7, date(2026, 6, 1), "%(n)d/CU"),
        (7, date(2026, 11, 1), "%(n)d/MOI"),
        (7, date(2026, 12, 1), "%(n)d/SAU"),
    ):
        NumberFormat.objects.create(
            register="tests.formats", agency_id=agency_id, effective_from=start, format=pattern
        )

    def text(agency_id: int, on: date) -> str:
        return give_number(register="tests.formats", agency_id=agency_id, on=on, actor=CLERK).text

    texts = [text(7, ON), text(8, ON), text(8, date(2025, 3, 3))]
    registers._plugs.pop("tests.formats")

    assert texts == ["1/MOI", "01/TINH", "1/CHUNG"]


def test_a_voided_number_stays_in_the_register_and_is_not_given_again() -> None:
    number = give()
    give()

    void_number(number_id=number.pk, reason="Ký nhầm văn bản", actor=clerk_of(7))

    number.refresh_from_db()
    assert number.is_voided
    assert number.void_reason == "Ký nhầm văn bản"
    assert published(NumberVoided)[0].number_text == "1/GPXD-UBND"
    assert give().number == 3
    register = register_of(actor=clerk_of(7), register="tests.permit", agency_id=7, period="2026")
    assert [row.number for row in register] == [1, 2, 3]


def test_voiding_twice_or_without_a_reason_changes_nothing() -> None:
    number = give()

    with pytest.raises(Invalid) as refused:
        void_number(number_id=number.pk, reason="  ", actor=clerk_of(7))
    assert set(refused.value.fields) == {"reason"}
    number.refresh_from_db()
    assert number.voided_at is None

    void_number(number_id=number.pk, reason="Ký nhầm", actor=clerk_of(7))
    with pytest.raises(AlreadyVoided):
        void_number(number_id=number.pk, reason="Lần nữa", actor=clerk_of(7))
    number.refresh_from_db()
    assert number.void_reason == "Ký nhầm"


def test_another_agencys_register_does_not_exist() -> None:
    number = give()

    with pytest.raises(NotFound):
        void_number(number_id=number.pk, reason="x", actor=clerk_of(8))

    assert not register_of(
        actor=clerk_of(8), register="tests.permit", agency_id=7, period="2026"
    ).exists()
    number.refresh_from_db()
    assert number.voided_at is None


def test_voiding_needs_its_permission() -> None:
    number = give()
    reader = make_actor(NumberingPermission.READ_REGISTER, unit_id=3, agency_id=7)

    with pytest.raises(NotPermitted):
        void_number(number_id=number.pk, reason="x", actor=reader)

    number.refresh_from_db()
    assert number.voided_at is None
    assert not published(NumberVoided)


def test_a_register_goes_on_in_mid_year() -> None:
    start_register(
        register="tests.permit", agency_id=7, period="2026", last=118, actor=CLERK, reason="đầu năm"
    )
    start_register(
        register="tests.permit", agency_id=7, period="2026", last=120, actor=CLERK, reason="đầu năm"
    )

    assert [give().number, give().number] == [121, 122]
    assert register_faults() == []


def test_a_begun_register_is_not_started_again() -> None:
    give()

    with pytest.raises(RegisterBegun):
        start_register(
            register="tests.permit",
            agency_id=7,
            period="2026",
            last=50,
            actor=CLERK,
            reason="đầu năm",
        )

    assert Counter.objects.get().last == 1


def test_starting_a_register_needs_its_permission() -> None:
    with pytest.raises(NotPermitted):
        start_register(
            register="tests.permit",
            agency_id=7,
            period="2026",
            last=5,
            actor=clerk_of(7),
            reason="đầu năm",
        )

    assert not Counter.objects.exists()


@pytest.mark.parametrize("fault", ["gap", "ahead", "no counter"])
def test_verify_names_a_register_that_was_tampered_with(fault: str) -> None:
    for _ in range(3):
        give()
    with connection.cursor() as cursor:
        cursor.execute(
            {
                "gap": "DELETE FROM numbering_officialnumber WHERE number = 2",
                "ahead": "UPDATE numbering_counter SET last = 4",
                "no counter": "DELETE FROM numbering_counter",
            }[fault]
        )

    (finding,) = verifications.get("numbering")()

    assert finding.code == "numbering.register_fault"
    assert "tests.permit" in finding.sentence


def test_verify_finds_nothing_in_a_sound_register() -> None:
    give()
    give(agency_id=8)

    assert list(verifications.get("numbering")()) == []


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("%(n)d/%(year)d/GPXD", "12/2026/GPXD"),
        ("%(dd)s%(mm)s-%(n)04d", "1611-0012"),
    ],
)
def test_a_format_knows_number_and_date(pattern: str, expected: str) -> None:
    assert format_number(pattern, n=12, on=ON) == expected


@pytest.mark.parametrize("pattern", ["GPXD", "%(n)d/%(kind)s", "%(n)d văn bản", "%(n)d%"])
def test_a_format_that_cannot_be_a_number_is_refused(pattern: str) -> None:
    with pytest.raises(WrongFormat):
        format_number(pattern, n=1, on=ON)


def test_a_period_is_a_year_or_a_day() -> None:
    assert period_key(NumberPeriod.YEAR, ON) == "2026"
    assert period_key(NumberPeriod.DAY, ON) == "2026-11-16"
