"""The operators' pages about the national portal, and what officers see of it on a dossier."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tinhso.dossiers.models import NationalField, NationalSending
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries import national as figures
from tinhso.dossiers.services import national
from tinhso.dossiers.testing import World, accepted, browser_of
from tinhso.dossiers.testing.world import id_of
from tinhso.dossiers.tests.national import connected, tell
from tinhso.identity import services as identity
from tinhso.identity.permissions import IdentityPermission
from tinhso.kernel.actors import Actor
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.errors import NotPermitted
from tinhso.kernel.testing import make_actor, vietnamese_left_behind
from tinhso.kernel.web.operations.permissions import OperationsPermission as Ops
from tinhso_peers.national_portal.server import Portal

pytestmark = pytest.mark.django_db
LIST = "/quan-tri/cong-quoc-gia/"
MAP = f"{LIST}truong/"
FIELD = f"{MAP}DongBoHoSoMC/SoDienThoai/"


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Portal]:
    with connected(tmp_path) as opened:
        yield opened


def _operator(world: World, *permissions: str) -> Client:
    known = permissions or (Ops.VIEW, Ops.SEND_AGAIN, P.MAP_FIELDS)
    return browser_of(world.here.official(*known, unit=world.here.office, name="Người vận hành"))


def _grant(official: Actor) -> None:
    """Let an official open messages for a day."""
    now = timezone.now()
    identity.grant_sight(
        account_uid=id_of(official),
        purpose="Đối chiếu lỗi gửi",
        basis="Công văn 12/STP",
        valid_from=now,
        valid_to=now + timedelta(days=1),
        permissions=[Ops.OPEN_PAYLOAD],
        actor=make_actor(IdentityPermission.GRANT_ACCESS, IdentityPermission.VIEW_ACCOUNTS),
    )


def _refused(world: World) -> NationalSending:
    national.map_field(
        part="DongBoHoSoMC",
        name="SoDienThoai",
        source="",
        fixed="gọi quầy",
        longest=None,
        codes=[],
        required=False,
        cut=False,
        effective_from=timezone.localdate(),
        decision="Thử",
        actor=make_actor(P.MAP_FIELDS),
    )
    accepted(world)
    tell()
    return NationalSending.objects.get()


def test_the_empty_list_says_what_will_be_here(world: World) -> None:
    page = _operator(world).get(LIST)

    assert page.status_code == 200
    assert "Chưa có gói tin nào" in page.content.decode()


def test_the_list_shows_what_was_refused_and_why(world: World, portal: Portal) -> None:
    row = _refused(world)

    page = _operator(world).get(f"{LIST}?trang-thai=refused").content.decode()

    assert row.dossier.shown_number in page
    assert "SoDienThoai: giá trị “…” không đúng định dạng" in page
    assert "gọi quầy" not in page
    assert "Triệu Văn Páo" not in page


def test_filter_search_sort_and_export(world: World, portal: Portal) -> None:
    row = _refused(world)
    operator = _operator(world)

    assert "Không có dòng nào khớp" in operator.get(f"{LIST}?trang-thai=sent").content.decode()
    found = operator.get(LIST, {"q": row.dossier.shown_number}).content.decode()
    assert row.dossier.shown_number in found
    assert operator.get(f"{LIST}?xep=-attempts").status_code == 200
    sheet = operator.get(f"{LIST}xuat/csv/")
    assert sheet.status_code == 200
    lines = sheet.getvalue().decode()
    assert "SoDienThoai" in lines
    assert "Triệu" not in lines


def test_the_list_asks_as_much_for_many_rows_as_for_few(world: World, portal: Portal) -> None:
    operator = _operator(world)
    accepted(world)
    tell()
    operator.get(LIST)
    with CaptureQueriesContext(connection) as few:
        operator.get(LIST)
    for _number in range(3):
        accepted(world)
    tell()
    with CaptureQueriesContext(connection) as many:
        operator.get(LIST)

    assert len(many) == len(few)


def test_what_did_not_get_through_is_counted_in_one_question(world: World, portal: Portal) -> None:
    _refused(world)
    operator = make_actor(Ops.VIEW)

    with CaptureQueriesContext(connection) as asked:
        rail = figures.not_through(actor=operator)
        page = figures.figures(actor=operator)

    assert len(asked) == 2
    assert rail == 1
    assert page == figures.Figures(waiting=0, failed=1, known=0, refused=1, not_taken=0)
    with pytest.raises(NotPermitted):
        figures.not_through(actor=world.here.leader)


def test_a_leader_sees_how_many_of_his_dossiers_the_portal_did_not_take(
    world: World, portal: Portal
) -> None:
    row = _refused(world)
    there = "/lam-viec/ho-so/?tinh-hinh=unsynced"

    def board(actor: Actor) -> str:
        return str(browser_of(actor).get("/lam-viec/dieu-hanh/").content.decode())

    assert "Cổng quốc gia chưa nhận gói tin" in board(world.here.leader)
    listed = browser_of(world.here.leader).get(there).content.decode()
    assert row.dossier.shown_number in listed
    assert "Cổng quốc gia chưa nhận gói tin" not in board(world.there.leader)


def test_chosen_rows_are_sent_again(world: World, portal: Portal) -> None:
    row = _refused(world)
    NationalField.objects.all().delete()

    answer = _operator(world).post(f"{LIST}viec/", {"viec": "send", "chon": [str(row.pk)]})
    tell()

    assert answer.status_code == 302
    row.refresh_from_db()
    assert row.state == "sent"


def test_who_may_not_watch_finds_no_page(world: World) -> None:
    other = _operator(world, P.RECEIVE)

    assert other.get(LIST).status_code == 403
    assert other.get(f"{LIST}den/").status_code == 403
    assert other.get(MAP).status_code == 403
    assert other.post(FIELD, {}).status_code == 403


def test_content_opens_only_with_the_grant_and_a_purpose(world: World, portal: Portal) -> None:
    row = _refused(world)
    place = f"{LIST}{row.uid}/mo/"
    without = _operator(world)
    official = world.here.official(Ops.VIEW, unit=world.here.office, name="Người được cấp")
    granted = browser_of(official)
    _grant(official)

    assert "quyền có thời hạn" in without.get(place).content.decode()
    assert without.post(place, {"purpose": "Đối chiếu trường bị từ chối"}).status_code == 403
    short = granted.post(place, {"purpose": "xem"})
    assert short.status_code == 422
    assert 'value="xem"' in short.content.decode()
    shown = granted.post(place, {"purpose": "Đối chiếu trường bị từ chối"}).content.decode()

    assert "Triệu Văn Páo" in shown
    assert AuditEntry.objects.filter(action="dossiers.national_payload_opened").count() == 1


def test_the_map_shows_source_day_and_last_trouble(world: World, portal: Portal) -> None:
    _refused(world)

    page = _operator(world).get(MAP).content.decode()

    assert "Điện thoại của chủ hồ sơ" not in page
    assert "“gọi quầy”" in page
    assert "Cổng từ chối" in page
    assert "TrichYeuHoSo" in page


def test_a_field_is_changed_from_a_day_on(world: World) -> None:
    operator = _operator(world)
    day = timezone.localdate()

    answer = operator.post(
        FIELD,
        {
            "source": "",
            "fixed": "0206 3851 000",
            "longest": "20",
            "codes": "",
            "effective_from": day.isoformat(),
            "decision": "Công văn 12/UBND",
        },
    )

    assert answer.status_code == 302
    row = NationalField.objects.get()
    assert (row.fixed, row.longest, row.effective_from, row.decision) == (
        "0206 3851 000",
        20,
        day,
        "Công văn 12/UBND",
    )


def test_a_wrong_change_keeps_what_was_typed(world: World) -> None:
    answer = _operator(world).post(
        FIELD,
        {
            "source": "",
            "fixed": "số trực ban",
            "effective_from": "2020-01-01",
            "decision": "Công văn 12/UBND",
        },
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Ngày áp dụng không được ở quá khứ." in page
    assert "số trực ban" in page
    assert not NationalField.objects.exists()


def test_english_pages_are_english(world: World, portal: Portal) -> None:
    _refused(world)
    operator = _operator(world)
    operator.cookies["django_language"] = "en"

    for place in (LIST, f"{LIST}den/", MAP, FIELD):
        assert vietnamese_left_behind(operator.get(place).content.decode()) == []


def test_officers_see_whether_the_portal_knows(world: World, portal: Portal) -> None:
    dossier = accepted(world)
    tell()

    page = browser_of(world.here.clerk_of_desk).get(f"/lam-viec/mot-cua/{dossier.uid}/")

    assert "Đã đồng bộ" in page.content.decode()
