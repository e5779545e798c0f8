"""The register: who holds a certificate on a day, who may see it, what the board counts."""

from datetime import date, datetime, time
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tinhso.identity.testing import OfficialFactory, give_role
from tinhso.kernel.actors import Actor
from tinhso.kernel.db.clock import clock_set_to
from tinhso.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from tinhso.kernel.testing import make_actor
from tinhso.organization.testing import AgencyFactory, UnitFactory
from tinhso.signing import queries, services
from tinhso.signing.models import Certificate, KeyDevice
from tinhso.signing.permissions import SigningPermission as P
from tinhso.signing.queries.register import held_on
from tinhso.signing.queries.register_acts import Acts
from tinhso.signing.rules import CertificateRole, DeviceKind, name_of_signature
from tinhso.signing.testing import SETUP

pytestmark = pytest.mark.django_db
LIST = "/lam-viec/chung-thu-so/"
BOARD = "/lam-viec/chung-thu-so/thong-ke/"
MANAGER = make_actor(P.MANAGE_CERTIFICATES)


def on(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(9)))


def issued(
    day: date,
    *,
    agency_id: int,
    role: str = "person",
    name: str = "Nông Văn Tú",
    account_uid: UUID | None = None,
) -> Certificate:
    """Issue a certificate on a day; a person's is his whom nobody knows otherwise."""
    holder = account_uid or uuid4()
    with clock_set_to(on(day)):
        return services.issue_certificate(
            role=role,
            name=name,
            account_uid=holder if role == CertificateRole.PERSON else None,
            agency_id=agency_id,
            agency_name="UBND xã",
            actor=SETUP,
        )


def clerk_of(agency_id: int) -> Actor:
    return make_actor(P.SEAL_DOCUMENT, agency_id=agency_id)


def test_the_board_counts_whoever_held_one_on_the_day() -> None:
    agency = AgencyFactory.create()
    holder = uuid4()
    issued(date(2023, 3, 1), agency_id=agency.pk, account_uid=holder)
    issued(date(2024, 3, 1), agency_id=agency.pk, account_uid=holder)
    issued(date(2024, 5, 1), agency_id=agency.pk, role="agency")
    gone = issued(date(2024, 5, 1), agency_id=agency.pk)
    with clock_set_to(on(date(2024, 6, 1))):
        services.revoke_certificate(certificate_uid=gone.uid, reason="left", actor=SETUP)

    def counted(day: date) -> tuple[int, int]:
        board = queries.register_board(
            actor=MANAGER, on=day, since=date(2024, 1, 1), until=date(2024, 12, 31)
        )
        return board.roles["person"], board.roles["agency"]

    assert counted(date(2023, 2, 28)) == (0, 0)
    assert counted(date(2023, 3, 1)) == (1, 0)
    assert counted(date(2024, 5, 31)) == (2, 1)
    assert counted(date(2024, 6, 1)) == (1, 1)
    board = queries.register_board(
        actor=MANAGER, on=date(2024, 6, 1), since=date(2024, 1, 1), until=date(2024, 12, 31)
    )
    assert board.acts == Acts(new=2, renewed=1, revoked=1)
    assert board.called == "chữ ký số chuyên dùng Chính phủ"


def test_services_of_one_agency_hold_certificates_side_by_side() -> None:
    agency = AgencyFactory.create()
    first = issued(date(2025, 1, 1), agency_id=agency.pk, role="device", name="Trục liên thông")
    issued(date(2025, 1, 1), agency_id=agency.pk, role="device", name="Cổng dịch vụ công")
    issued(date(2025, 2, 1), agency_id=agency.pk, role="device", name="Trục liên thông")

    first.refresh_from_db()
    assert first.revocation_reason == "superseded"
    assert Certificate.objects.filter(held_on(date(2025, 3, 1))).count() == 2


def test_a_key_lies_on_one_device_and_a_device_is_given_once() -> None:
    agency = AgencyFactory.create()
    one = issued(date(2025, 1, 1), agency_id=agency.pk)
    other = issued(date(2025, 1, 1), agency_id=agency.pk)

    device = services.give_device(
        certificate_uid=one.uid, kind=DeviceKind.TOKEN, serial=" T-01 ", actor=SETUP
    )

    assert (device.serial, device.holder_uid) == ("T-01", one.account_uid)
    with pytest.raises(Invalid) as refused:
        services.give_device(certificate_uid=other.uid, kind="token", serial="T-01", actor=SETUP)
    assert list(refused.value.fields) == ["serial"]
    with pytest.raises(Conflict):
        services.give_device(certificate_uid=one.uid, kind="sim", serial="S-01", actor=SETUP)
    with pytest.raises(NotPermitted):
        services.give_device(
            certificate_uid=other.uid, kind="sim", serial="S-02", actor=clerk_of(agency.pk)
        )
    assert KeyDevice.objects.count() == 1


def test_a_clerk_sees_his_agency_and_those_below() -> None:
    above = AgencyFactory.create()
    below = AgencyFactory.create(parent=above)
    beside = AgencyFactory.create()
    for agency in (above, below, beside):
        issued(date(2025, 1, 1), agency_id=agency.pk)

    def seen(actor: Actor) -> set[int | None]:
        return set(queries.registered(actor=actor).values_list("agency_id", flat=True))

    assert seen(clerk_of(above.pk)) == {above.pk, below.pk}
    assert seen(clerk_of(below.pk)) == {below.pk}
    assert seen(MANAGER) == {above.pk, below.pk, beside.pk}


@pytest.fixture
def clerk() -> tuple[Client, int]:
    """Sign a clerk in; returns his browser and his agency."""
    unit = UnitFactory.create()
    account = OfficialFactory.create()
    give_role(account, P.SEAL_DOCUMENT, agency_id=unit.agency_id, unit_id=unit.pk)
    client = Client()
    client.force_login(account)
    return client, unit.agency_id


def test_each_number_of_the_board_opens_to_its_rows(clerk: tuple[Client, int]) -> None:
    client, agency_id = clerk
    issued(date(2025, 1, 1), agency_id=agency_id, name="Người Có Token")
    issued(date(2025, 1, 1), agency_id=agency_id, role="agency", name="Cơ Quan Có Dấu")
    issued(date(2025, 1, 1), agency_id=AgencyFactory.create().pk, name="Người Nơi Khác")

    board = client.get(BOARD, {"ngay": "2025-06-01", "tu": "2025-01-01", "den": "2025-12-31"})
    people, agencies, _devices = board.context["held"]
    rows = client.get(people.url).content.decode()
    new = client.get(board.context["acts"][0].url).content.decode()

    assert (people.count, agencies.count) == (1, 1)
    assert "Người Có Token" in rows
    assert "Cơ Quan Có Dấu" not in rows
    assert "Người Nơi Khác" not in rows + new
    assert "Cơ Quan Có Dấu" in new


def test_a_wrong_day_keeps_what_was_typed(clerk: tuple[Client, int]) -> None:
    client, _agency = clerk

    answer = client.get(BOARD, {"ngay": "hôm kia", "tu": "2025-02-01"})

    assert answer.status_code == 422
    assert "hôm kia" in answer.content.decode()


def test_agencies_without_one_on_a_day_are_listed(clerk: tuple[Client, int]) -> None:
    client, agency_id = clerk
    issued(date(2026, 3, 1), agency_id=agency_id, role="agency")

    before = client.get(f"{LIST}chua-co/", {"ngay": "2026-02-01"})
    behind = client.get(f"{LIST}chua-co/", {"ngay": "2026-04-01"})

    assert [line.row.agency_id for line in before.context["rows"]] == [agency_id]
    assert not behind.context["rows"]


def test_others_find_no_register() -> None:
    client = Client()
    client.force_login(OfficialFactory.create())

    pages = [client.get(page) for page in (LIST, BOARD, f"{LIST}chua-co/")]
    machine = [client.get("/api/v1/signing/register"), client.get("/api/v1/signing/register/board")]

    assert [answer.status_code for answer in [*pages, *machine]] == [403] * 5


def test_the_machine_reads_rows_and_board(clerk: tuple[Client, int]) -> None:
    client, agency_id = clerk
    row = issued(date(2025, 1, 1), agency_id=agency_id)
    services.give_device(certificate_uid=row.uid, kind="sim", serial="S-9", actor=SETUP)
    issued(date(2025, 1, 1), agency_id=AgencyFactory.create().pk)

    rows = client.get("/api/v1/signing/register", {"on": "2025-02-01"}).json()
    board = client.get(
        "/api/v1/signing/register/board", {"on": "2025-02-01", "until": "2025-12-31"}
    ).json()

    assert [(one["uid"], one["device_kind"]) for one in rows] == [(str(row.uid), "sim")]
    assert (board["people"], board["by_device"], board["new"]) == (1, {"sim": 1}, 1)


def test_the_board_takes_as_many_queries_however_many_certificates(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for _n in range(3):
        issued(date(2025, 1, 1), agency_id=AgencyFactory.create().pk)

    with django_assert_max_num_queries(8):
        queries.register_board(
            actor=MANAGER, on=date(2025, 2, 1), since=date(2025, 1, 1), until=date(2025, 2, 1)
        )


def test_another_agencys_certificate_is_not_found() -> None:
    row = issued(date(2025, 1, 1), agency_id=AgencyFactory.create().pk)

    assert not queries.registered(actor=clerk_of(AgencyFactory.create().pk)).exists()
    with pytest.raises(NotFound):
        services.give_device(
            certificate_uid=UUID(int=row.uid.int ^ 1), kind="sim", serial="S", actor=MANAGER
        )


def test_the_name_is_that_of_the_day() -> None:
    assert name_of_signature(date(2024, 8, 14)) == "chữ ký số chuyên dùng Chính phủ"
    assert name_of_signature(date(2024, 8, 15)) == "chữ ký số chuyên dùng công vụ"
    old = issued(date(2024, 8, 14), agency_id=AgencyFactory.create().pk)
    new = issued(date(2024, 8, 15), agency_id=AgencyFactory.create().pk)
    assert old.called == "chứng thư số chuyên dùng Chính phủ"
    assert new.called == "chứng thư số chuyên dùng công vụ"


def test_an_old_certificate_keeps_its_name_in_the_register_and_its_file(
    clerk: tuple[Client, int],
) -> None:
    client, agency_id = clerk
    issued(date(2024, 8, 14), agency_id=agency_id)
    issued(date(2024, 8, 15), agency_id=agency_id)

    file = client.get(f"{LIST}xuat/csv/")
    machine = client.get("/api/v1/signing/register").json()

    written = file.getvalue().decode("utf-8-sig")
    assert written.count("chứng thư số chuyên dùng Chính phủ") == 1
    assert written.count("chứng thư số chuyên dùng công vụ") == 1
    assert {one["called"] for one in machine} == {
        "chứng thư số chuyên dùng Chính phủ",
        "chứng thư số chuyên dùng công vụ",
    }
