"""Lists of accounts, role templates, timed grants, people and representations, on their pages."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tinhso.identity.models import (
    AccessRecord,
    Account,
    ListReading,
    Representation,
    RoleChange,
    RoleTemplate,
    SightGrant,
    SystemClient,
)
from tinhso.identity.permissions import IdentityPermission as P
from tinhso.identity.rules import RepresentationKind, RepresentationState, Sight
from tinhso.identity.services import lock_idle_accounts, open_client, represent
from tinhso.identity.testing import (
    AssignmentFactory,
    CitizenFactory,
    OfficialFactory,
    PersonFactory,
    RoleFactory,
    actor_for,
)
from tinhso.kernel.web.words import short_day
from tinhso.organization.testing import UnitFactory

pytestmark = pytest.mark.django_db


def _official(client: Client, *permissions: str) -> Account:
    """Sign an official in who holds these permissions everywhere."""
    account = OfficialFactory.create()
    role = RoleFactory.create(permissions=list(permissions), is_everywhere=True, sight=Sight.NONE)
    AssignmentFactory.create(account=account, role=role)
    client.force_login(account)
    return account


@pytest.fixture
def chief(client: Client) -> Account:
    return _official(client, P.VIEW_ACCOUNTS, P.MANAGE_ACCOUNTS, P.ASSIGN_ROLES, P.GRANT_ACCESS)


@pytest.fixture
def desk(client: Client) -> Account:
    return _official(client, P.VIEW_PERSONS, P.UNMASK_NUMBERS, P.VERIFY_REPRESENTATION)


PAGES = (
    "/quan-tri/tai-khoan/",
    "/quan-tri/tai-khoan/xuat/csv/",
    "/quan-tri/vai-tro/",
    "/quan-tri/quyen-xem/",
    "/quan-tri/quyen-xem/moi/",
    "/lam-viec/cong-dan/",
    "/lam-viec/dai-dien/",
)


@pytest.mark.parametrize("address", PAGES)
def test_who_lacks_the_permission_is_refused(client: Client, address: str) -> None:
    _official(client)

    assert client.get(address).status_code == 403
    assert Client().get(address).status_code == 302


@pytest.mark.parametrize(
    "address",
    [
        "/quan-tri/tai-khoan/{}/",
        "/quan-tri/quyen-xem/{}/",
        "/lam-viec/cong-dan/{}/",
        "/lam-viec/dai-dien/{}/",
    ],
)
def test_what_is_not_there_is_not_found(client: Client, address: str) -> None:
    _official(client, *P)

    assert client.get(address.format(uuid4())).status_code == 404


def test_accounts_are_filtered_by_agency_role_lock_and_idleness(
    client: Client, chief: Account
) -> None:
    unit = UnitFactory.create()
    clerk = OfficialFactory.create(name="Hoàng Văn Thư", folded="hoang van thu")
    held = AssignmentFactory.create(account=clerk, unit=unit, role=RoleFactory.create())
    OfficialFactory.create(
        name="Lý Bị Khóa", folded="ly bi khoa", is_active=False, lock_reason="Nghỉ việc"
    )
    OfficialFactory.create(
        name="Nông Lâu Rồi",
        folded="nong lau roi",
        last_seen_on=timezone.localdate() - timedelta(days=60),
    )

    def names(query: str) -> set[str]:
        page = client.get(f"/quan-tri/tai-khoan/xuat/csv/?{query}")
        lines = page.getvalue().decode().splitlines()[1:]
        return {line.split(",")[0] for line in lines}

    assert names(f"co-quan={unit.agency_id}") == {"Hoàng Văn Thư"}
    assert names(f"vai-tro={held.role_id}") == {"Hoàng Văn Thư"}
    assert names("trang-thai=False") == {"Lý Bị Khóa"}
    assert names("khong-dung=45") == {"Nông Lâu Rồi"}
    assert names("q=van+thu") == {"Hoàng Văn Thư"}
    assert ListReading.objects.filter(list_name="identity.accounts.export").count() == 5


def test_an_account_never_used_shows_no_day_of_use(client: Client, chief: Account) -> None:
    today = timezone.localdate()
    new = OfficialFactory.create(
        name="Hoàng Văn Mới", folded="hoang van moi", is_demonstration=False, let_in_on=today
    )
    OfficialFactory.create(
        name="Hoàng Văn Dùng",
        folded="hoang van dung",
        last_login=timezone.now(),
        last_seen_on=timezone.localdate(),
    )

    unused = client.get("/quan-tri/tai-khoan/?q=van+moi").content.decode()
    used = client.get("/quan-tri/tai-khoan/?q=van+dung").content.decode()

    assert "chưa dùng" in unused
    assert "chưa dùng" not in used
    assert "chưa dùng" in client.get(f"/quan-tri/tai-khoan/{new.uid}/").content.decode()


def test_unlocking_is_no_use_and_starts_the_idle_days_anew(client: Client, chief: Account) -> None:
    today = timezone.localdate()
    used_on = today - timedelta(days=60)
    account = OfficialFactory.create(
        is_demonstration=False, last_login=timezone.now(), last_seen_on=used_on
    )
    lock_idle_accounts()

    client.post(f"/quan-tri/tai-khoan/{account.uid}/mo/")

    account.refresh_from_db()
    assert (account.is_active, account.last_seen_on, account.let_in_on) == (True, used_on, today)
    page = client.get(f"/quan-tri/tai-khoan/{account.uid}/").content.decode()
    assert short_day(used_on) in page
    assert lock_idle_accounts() == 0
    with time_machine.travel(timezone.now() + timedelta(days=46)):
        assert lock_idle_accounts() == 1


def test_a_role_held_in_two_units_is_named_once(client: Client, chief: Account) -> None:
    both = OfficialFactory.create(name="Bế Văn Sơn", folded="be van son")
    role = RoleFactory.create(name="Chuyên viên")
    for _n in range(2):
        AssignmentFactory.create(account=both, unit=UnitFactory.create(), role=role)

    page = client.get("/quan-tri/tai-khoan/?q=van+son")

    assert page.content.decode().count("Chuyên viên, Chuyên viên") == 0
    assert ">Chuyên viên<" in page.content.decode()


def test_an_export_masks_addresses(client: Client, chief: Account) -> None:
    OfficialFactory.create(email="hoang.thu@caobang.gov.vn")
    client.post("/quan-tri/tai-khoan/cot/", {"cot": ["name", "email"]})

    page = client.get("/quan-tri/tai-khoan/xuat/csv/")
    text = page.getvalue().decode()

    assert "ho•••@caobang.gov.vn" in text
    assert "hoang.thu@" not in text


def test_a_change_of_a_role_is_shown_before_it_is_done(client: Client, chief: Account) -> None:
    role = RoleFactory.create(code="desk-x", permissions=["dossiers.accept"])
    holder = AssignmentFactory.create(role=role).account
    values = {
        "name": "Một cửa",
        "permissions": ["web.share_view"],
        "reason": "Theo Quyết định 12",
    }

    shown = client.post("/quan-tri/vai-tro/desk-x/", values | {"xem": "1"}).content.decode()
    role.refresh_from_db()
    assert role.permissions == ["dossiers.accept"]
    assert "Họ có thêm" in shown
    assert holder.name in shown

    done = client.post("/quan-tri/vai-tro/desk-x/", values | {"luu": "1"})
    role.refresh_from_db()
    change = RoleChange.objects.get()

    assert (done.status_code, role.permissions) == (302, ["web.share_view"])
    assert (change.added, change.removed) == (["web.share_view"], ["dossiers.accept"])
    assert change.actor_name == chief.name
    assert "Theo Quyết định 12" in client.get("/quan-tri/vai-tro/desk-x/").content.decode()


def test_nobody_lifts_himself_by_a_template(client: Client, chief: Account) -> None:
    own = chief.assignments.get().role
    role = RoleFactory.create(code="desk-x")
    beyond = {"name": "X", "permissions": [P.MANAGE_CLIENTS], "reason": "x", "luu": "1"}

    answers = [
        client.post(f"/quan-tri/vai-tro/{own.code}/", beyond),
        client.post("/quan-tri/vai-tro/desk-x/", beyond),
    ]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert not RoleChange.objects.exists()
    assert RoleTemplate.objects.get(pk=role.pk).permissions == []


def test_a_grant_needs_a_purpose_and_ends_at_once(client: Client, chief: Account) -> None:
    unit = UnitFactory.create()
    inspector = OfficialFactory.create(login="thanh.tra")
    values = {
        "account": "thanh.tra",
        "agency": str(unit.agency_id),
        "depth": "a",
        "basis": "Quyết định 5/QĐ-TTr",
        "valid_to": str(timezone.localdate() + timedelta(days=10)),
    }

    missing = client.post("/quan-tri/quyen-xem/moi/", values | {"purpose": " "})
    assert "Hãy ghi mục đích." in missing.content.decode()
    assert 'value="thanh.tra"' in missing.content.decode()
    assert not SightGrant.objects.exists()

    client.post("/quan-tri/quyen-xem/moi/", values | {"purpose": "Thanh tra công vụ"})
    grant = SightGrant.objects.get()
    assert f"a:{unit.agency_id}" in actor_for(inspector).sight_keys
    assert "Thanh tra công vụ" in client.get("/quan-tri/quyen-xem/").content.decode()
    assert client.get(f"/quan-tri/quyen-xem/{grant.uid}/").status_code == 200

    client.post(f"/quan-tri/quyen-xem/{grant.uid}/thoi/")
    again = client.post(f"/quan-tri/quyen-xem/{grant.uid}/thoi/")
    assert again.status_code == 409
    assert f"a:{unit.agency_id}" not in actor_for(inspector).sight_keys


def test_a_person_is_found_masked_and_unmasked_for_a_purpose(client: Client, desk: Account) -> None:
    person = PersonFactory.create(name="Nông Thị Lan", folded="nong thi lan")

    listed = client.get("/lam-viec/cong-dan/?q=thi+lan").content.decode()
    by_number = client.get(f"/lam-viec/cong-dan/?q={person.number}").content.decode()
    address = f"/lam-viec/cong-dan/{person.uid}/"
    without = client.post(address, {"purpose": ""}).content.decode()
    given = client.post(address, {"purpose": "Đối chiếu giấy khai sinh"}).content.decode()

    assert person.number_masked in listed
    assert person.number not in listed
    assert person.name in by_number
    assert person.number not in without
    assert person.number in given
    looks = AccessRecord.objects.filter(person=person).order_by("pk")
    assert [(row.what, row.purpose) for row in looks] == [
        ("opened", "Tra cứu công dân, tổ chức"),
        ("unmasked", "Đối chiếu giấy khai sinh"),
    ]


def _declared() -> Representation:
    parent = CitizenFactory.create()
    return represent(
        representative_id=parent.person_id or 0,
        represented_id=PersonFactory.create(birth_year=2020).pk,
        kind=RepresentationKind.CHILD,
        proof="Giấy khai sinh 15/2020",
        actor=actor_for(parent),
    )


def test_the_desk_confirms_or_refuses_a_representation(client: Client, desk: Account) -> None:
    first, second = _declared(), _declared()

    page = client.get(f"/lam-viec/dai-dien/{first.uid}/").content.decode()
    client.post(f"/lam-viec/dai-dien/{first.uid}/xac-nhan/")
    silent = client.post(f"/lam-viec/dai-dien/{second.uid}/tu-choi/", {"reason": ""})
    second.refresh_from_db()
    assert second.state == RepresentationState.DECLARED
    client.post(f"/lam-viec/dai-dien/{second.uid}/tu-choi/", {"reason": "Ảnh mờ"})
    again = client.post(f"/lam-viec/dai-dien/{second.uid}/tu-choi/", {"reason": "Ảnh mờ"})

    first.refresh_from_db()
    second.refresh_from_db()
    assert "Giấy khai sinh 15/2020" in page
    assert "Hãy ghi lý do" in silent.content.decode()
    assert (first.state, second.state) == (RepresentationState.VERIFIED, RepresentationState.ENDED)
    assert again.status_code == 409


def test_who_may_not_check_representations_changes_nothing(client: Client) -> None:
    _official(client, P.VIEW_PERSONS)
    row = _declared()

    answers = [
        client.post(f"/lam-viec/dai-dien/{row.uid}/xac-nhan/"),
        client.post(f"/lam-viec/dai-dien/{row.uid}/tu-choi/", {"reason": "x"}),
    ]

    row.refresh_from_db()
    assert {answer.status_code for answer in answers} <= {403, 404}
    assert row.state == RepresentationState.DECLARED


@pytest.mark.parametrize("address", ["/lam-viec/cong-dan/", "/lam-viec/dai-dien/"])
def test_a_list_costs_the_same_for_one_and_for_many(
    client: Client, desk: Account, address: str
) -> None:
    counts = []
    for more in (1, 9):
        for _n in range(more):
            _declared()
        client.get(address)
        with CaptureQueriesContext(connection) as seen:
            client.get(address)
        counts.append(len(seen))

    assert counts[0] == counts[1]


def _lines(client: Client, address: str) -> list[str]:
    file = client.get(address)
    return file.getvalue().decode().splitlines()[1:]


def test_roles_are_found_by_a_permission_and_say_how_many_hold_them(
    client: Client, chief: Account
) -> None:
    role = RoleFactory.create(name="Kiểm tra", permissions=[P.UNMASK_NUMBERS])
    AssignmentFactory.create(role=role)
    AssignmentFactory.create(role=role, ended_at=timezone.now())
    RoleFactory.create(name="Toàn tỉnh", is_everywhere=True, needs_second_factor=True)
    export = "/quan-tri/vai-tro/xuat/csv/"

    (found,) = _lines(client, f"{export}?q=xem+so+dinh+danh")
    assert found.startswith("Kiểm tra,")
    assert found.endswith(",1")
    assert [line.split(",")[0] for line in _lines(client, f"{export}?buoc-hai=co")] == ["Toàn tỉnh"]
    page = client.get("/quan-tri/vai-tro/?xep=-holders").content.decode()
    assert f"/quan-tri/vai-tro/{role.code}/" in page


def test_who_may_only_look_is_led_to_no_template(client: Client) -> None:
    role = RoleFactory.create()
    _official(client, P.VIEW_ACCOUNTS)

    page = client.get("/quan-tri/vai-tro/").content.decode()

    assert role.name in page
    assert f"/quan-tri/vai-tro/{role.code}/" not in page


def test_clients_are_filtered_taken_out_and_revoked_together(client: Client) -> None:
    manager = _official(client, P.MANAGE_CLIENTS)
    agency = UnitFactory.create().agency
    for name, place in (("Trục", agency.pk), ("Cổng", None)):
        open_client(name=name, scopes=["a"], agency_id=place, actor=actor_for(manager))
    page = "/quan-tri/he-thong/"

    def names(query: str) -> set[str]:
        return {line.split(",")[0] for line in _lines(client, f"{page}xuat/csv/?{query}")}

    assert names("") == {"Trục", "Cổng"}
    assert names(f"co-quan={agency.pk}") == {"Trục"}
    assert names("q=C%E1%BB%95ng") == {"Cổng"}
    keys = [str(uid) for uid in SystemClient.objects.values_list("uid", flat=True)]
    client.post(f"{page}viec/", {"viec": "revoke", "chon": keys})
    assert names("trang-thai=False") == {"Trục", "Cổng"}
    assert names("trang-thai=True") == set()


@pytest.mark.parametrize("address", ["/quan-tri/vai-tro/", "/quan-tri/he-thong/"])
def test_a_short_list_costs_the_same_however_long(client: Client, address: str) -> None:
    manager = _official(client, P.VIEW_ACCOUNTS, P.MANAGE_CLIENTS)

    def one_more() -> None:
        RoleFactory.create(permissions=[P.VIEW_ACCOUNTS])
        place = UnitFactory.create().agency_id
        open_client(name="Trục", scopes=["a"], agency_id=place, actor=actor_for(manager))

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    one_more()
    cost()
    few = cost()
    for _time in range(3):
        one_more()
    assert cost() == few
