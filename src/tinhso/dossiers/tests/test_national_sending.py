"""What happens here is told to the national portal: in order, once, by its own fields."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from tinhso.dossiers import jobs, services
from tinhso.dossiers.models import Dossier, NationalField, NationalSending
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.services import national
from tinhso.dossiers.testing import World, accepted, assigned, resolved, returned, submitted
from tinhso.dossiers.tests.national import connected, states_of, tell
from tinhso.identity.testing import AccessRecord
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.errors import Invalid, NotPermitted
from tinhso.kernel.events.models import OutboxEntry, OutboxState
from tinhso.kernel.testing import make_actor
from tinhso.kernel.web.operations.permissions import OperationsPermission as Ops
from tinhso_peers.national_portal.rules import items_of
from tinhso_peers.national_portal.server import Portal

pytestmark = pytest.mark.django_db


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Portal]:
    with connected(tmp_path) as opened:
        yield opened


def _sent() -> list[tuple[str, str, str]]:
    rows = NationalSending.objects.order_by("pk")
    return [(row.service, row.state, row.trouble) for row in rows]


def test_every_state_arrives_in_its_order(world: World, portal: Portal) -> None:
    dossier = returned(world)

    tell()

    dossier.refresh_from_db()
    assert dossier.code is not None
    assert states_of(portal, dossier.code) == ["1", "2", "4", "9", "10"]
    record = portal.store.record(dossier.code)
    assert record is not None
    assert (record["TrangThaiHoSo"], record["NoiNopHoSo"], record["KenhThucHien"]) == (
        "10",
        "2",
        "2",
    )
    assert record["ChuHoSo"] == "Triệu Văn Páo"
    assert record["DinhDanhCHS"] == [{"LoaiDinhDanh": "1", "SoDinhDanh": "004085001234"}]
    assert [paper["MaThanhPhanHoSo"] for paper in items_of(record, "TaiLieuNop")] == [
        "giay_to_dat",
        "ban_ve",
    ]
    assert items_of(record, "DanhSachGiayToKetQua")[0]["MaGiayToKetQua"] == "KQ.G17.000311"
    assert dossier.sync_state == "synced"


@pytest.fixture
def before(world: World) -> list[Dossier]:
    """Return what was open, over, or without a number before there was a connection."""
    return [assigned(world), accepted(world), returned(world), submitted(world)]


def test_a_new_connection_is_told_where_open_dossiers_stand(
    before: list[Dossier], portal: Portal, settings: Settings
) -> None:
    settings.DEMONSTRATION = False
    (held, taken_in, over, numberless) = before

    jobs.catch_up_national()
    jobs.catch_up_national()
    tell()

    assert [states_of(portal, str(one.code)) for one in (held, taken_in)] == [["4"], ["2"]]
    assert portal.store.record(str(over.code)) is None
    for dossier, state in zip(before, ("synced", "synced", "none", "none"), strict=True):
        dossier.refresh_from_db()
        assert dossier.sync_state == state
    told = AuditEntry.objects.filter(action="dossiers.national_caught_up")
    assert [entry.data for entry in told] == [{"count": 2}]
    assert numberless.code is None


def test_the_invented_past_of_a_demonstration_is_not_told(
    before: list[Dossier], portal: Portal, settings: Settings
) -> None:
    settings.DEMONSTRATION = True

    jobs.catch_up_national()
    tell()

    assert portal.store.calls() == []
    assert not Dossier.objects.exclude(sync_state="none").exists()


def test_nothing_leaves_before_there_is_a_number_the_portal_can_know(
    world: World, portal: Portal
) -> None:
    dossier = submitted(world)

    tell()

    dossier.refresh_from_db()
    assert portal.store.calls() == []
    assert dossier.sync_state == "none"


def test_what_ends_without_a_code_is_told_by_the_number_of_its_submission(
    world: World, portal: Portal
) -> None:
    dossier = submitted(world)
    services.withdraw(uid=dossier.uid, actor=world.citizen)

    tell()

    assert states_of(portal, dossier.submission_number) == ["1", "7"]


def test_without_an_address_nothing_is_even_asked_for(world: World) -> None:
    accepted(world)

    assert not OutboxEntry.objects.filter(handler="dossiers.national").exists()


def test_nothing_of_a_message_is_kept_but_its_hash(world: World, portal: Portal) -> None:
    accepted(world)
    tell()

    row = NationalSending.objects.filter(service="DongBoHoSoMC").first()
    assert row is not None
    assert len(row.body_hash) == 64
    kept = {f.name: str(getattr(row, f.name)) for f in NationalSending._meta.concrete_fields}
    assert not [name for name, text in kept.items() if "Páo" in text or "004085001234" in text]
    events = OutboxEntry.objects.filter(handler="dossiers.national").values_list(
        "event__payload", flat=True
    )
    assert all(set(payload) <= set('{"dossier_id":1234567890,"entry_id":}') for payload in events)


def test_there_already_means_update(world: World, portal: Portal) -> None:
    dossier = accepted(world)
    portal.store.order_faults(["3"])

    tell()

    calls = [c for c in portal.store.calls() if c["service"] == "DongBoHoSoMC"]
    assert [(c["updating"], c["answer"]) for c in calls] == [(False, "3"), (True, "0")]
    dossier.refresh_from_db()
    assert dossier.sync_state == "synced"


@pytest.mark.parametrize(
    ("fault", "trouble"),
    [
        ("timeout", "timeout"),
        ("late", "timeout"),
        ("500", "server_error"),
        ("nonsense", "nonsense"),
    ],
)
def test_a_fault_is_shown_and_the_message_sent_again_with_one_effect(
    world: World, portal: Portal, fault: str, trouble: str
) -> None:
    dossier = accepted(world)
    portal.store.order_faults([fault])
    tell()
    assert _sent()[0] == ("DongBoHoSoMC", "retrying", trouble)
    dossier.refresh_from_db()
    assert dossier.sync_state == "waiting"

    tell(hours=1)

    assert dossier.code is not None
    assert states_of(portal, dossier.code) == ["1", "2", "4"]
    steps = portal.store.progress_of(dossier.code)
    assert len(steps) == len({str(step) for step in steps})
    assert {state for _service, state, _trouble in _sent()} == {"sent"}
    dossier.refresh_from_db()
    assert dossier.sync_state == "synced"


def test_a_progress_step_whose_answer_was_lost_counts_once(world: World, portal: Portal) -> None:
    dossier = accepted(world)
    portal.store.order_faults(["late", "late"])
    tell()
    tell(hours=1)

    tell(hours=2)

    assert dossier.code is not None
    steps = portal.store.progress_of(dossier.code)
    assert [step["TrangThai"] for step in steps] == ["1", "2", "4"]


def test_a_session_that_ended_is_opened_again(world: World, portal: Portal) -> None:
    accepted(world)
    tell()
    portal.store.end_sessions()
    dossier = accepted(world)

    tell()

    dossier.refresh_from_db()
    assert dossier.sync_state == "synced"


def _map(world: World, **changes: object) -> NationalField:
    known: dict[str, Any] = {
        "part": "DongBoHoSoMC",
        "name": "SoDienThoai",
        "source": "",
        "fixed": "gọi quầy",
        "longest": None,
        "codes": [],
        "required": False,
        "cut": False,
        "effective_from": timezone.localdate(),
        "decision": "Thử",
        "actor": make_actor(P.MAP_FIELDS),
        **changes,
    }
    return national.map_field(**known)


def test_what_the_portal_refuses_is_parked_with_field_and_reason(
    world: World, portal: Portal
) -> None:
    _map(world)
    dossier = assigned(world)

    tell()

    row = NationalSending.objects.get()
    assert (row.state, row.trouble, row.code, row.field) == (
        "refused",
        "refused",
        "-1",
        "SoDienThoai",
    )
    assert row.reason == "SoDienThoai: giá trị “…” không đúng định dạng"
    dossier.refresh_from_db()
    assert dossier.sync_state == "failed"
    assert dossier.code is not None
    assert portal.store.record(dossier.code) is None
    entries = OutboxEntry.objects.filter(handler="dossiers.national")
    assert entries.filter(state=OutboxState.PARKED).count() == 1
    assert entries.filter(state=OutboxState.SENT).count() == 0


def test_mended_and_sent_again_everything_arrives_in_order(world: World, portal: Portal) -> None:
    _map(world)
    dossier = assigned(world)
    tell()
    _map(world, source="owner.phone", fixed="")

    row = NationalSending.objects.get()
    national.send_again(uid=row.uid, actor=make_actor(Ops.SEND_AGAIN))
    tell()

    assert dossier.code is not None
    assert states_of(portal, dossier.code) == ["1", "2", "4"]
    dossier.refresh_from_db()
    assert dossier.sync_state == "synced"
    row.refresh_from_db()
    assert (row.state, row.field) == ("sent", "SoDienThoai")
    entry = AuditEntry.objects.get(action="dossiers.national_sent_again")
    assert entry.data == {"service": "DongBoHoSoMC"}


def test_what_the_map_forbids_never_leaves(world: World, portal: Portal) -> None:
    _map(world, name="TenTTHC", source="procedure.name", longest=10)
    accepted(world)

    tell()

    assert portal.store.calls() == []
    assert _sent() == [("DongBoHoSoMC", "refused", "too_long")]


def test_sending_again_wants_the_permission(world: World, portal: Portal) -> None:
    _map(world)
    accepted(world)
    tell()
    row = NationalSending.objects.get()

    with pytest.raises(NotPermitted):
        national.send_again(uid=row.uid, actor=make_actor(Ops.VIEW))

    row.refresh_from_db()
    assert row.state == "refused"


def test_what_arrived_is_not_sent_again(world: World, portal: Portal) -> None:
    accepted(world)
    tell()
    row = NationalSending.objects.filter(state="sent").first()
    assert row is not None

    with pytest.raises(national.mending.SentAlready):
        national.send_again(uid=row.uid, actor=make_actor(Ops.SEND_AGAIN))


def test_content_opens_by_a_timed_grant_and_a_purpose_that_are_kept(
    world: World, portal: Portal
) -> None:
    dossier = accepted(world)
    tell()
    row = NationalSending.objects.filter(service="DongBoHoSoMC").first()
    assert row is not None

    with pytest.raises(NotPermitted):
        national.open_sending(
            uid=row.uid, purpose="Đối chiếu lỗi trường", actor=make_actor(Ops.SEND_AGAIN)
        )
    with pytest.raises(Invalid):
        national.open_sending(uid=row.uid, purpose="xem", actor=make_actor(Ops.OPEN_PAYLOAD))
    opened = national.open_sending(
        uid=row.uid, purpose="Đối chiếu lỗi trường", actor=make_actor(Ops.OPEN_PAYLOAD)
    )

    assert f'"MaHoSo":"{dossier.code}"' in opened.text
    entry = AuditEntry.objects.get(action="dossiers.national_payload_opened")
    assert entry.data == {"service": "DongBoHoSoMC", "purpose_length": 20}
    look = AccessRecord.objects.get(object_kind="dossiers.national_sending")
    assert (look.person_id, look.purpose) == (world.person.pk, "Đối chiếu lỗi trường")


def test_a_result_that_is_corrected_is_told_again(world: World, portal: Portal) -> None:
    dossier = resolved(world)
    services.correct_result(
        uid=dossier.uid, actor=world.here.clerk_of_desk, fault="Sai số thửa đất"
    )

    tell()

    dossier.refresh_from_db()
    assert dossier.code is not None
    assert states_of(portal, dossier.code) == ["1", "2", "4", "9", "4"]
