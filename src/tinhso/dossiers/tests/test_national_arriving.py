"""What the national portal hands in has its effect here, exactly once, by everybody's services."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tinhso.dossiers import services
from tinhso.dossiers.models import Dossier, NationalMessage, TimelineEntry
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.services import SupplementItem, national
from tinhso.dossiers.testing import World, resolve, tiny_pdf
from tinhso.dossiers.tests.national import bring, connected, states_of, tell
from tinhso.identity.testing import PersonFactory
from tinhso.kernel import files
from tinhso.kernel.actors import ActorKind, system_actor
from tinhso.kernel.errors import Invalid, NotFound, NotPermitted
from tinhso.kernel.events.outbox import deliver
from tinhso.kernel.testing import make_actor
from tinhso.kernel.web.operations.permissions import OperationsPermission
from tinhso.procedures import services as procedures
from tinhso.procedures.queries import FiledAt, HandledIn
from tinhso_peers.national_portal import filing, pages
from tinhso_peers.national_portal.rules import items_of
from tinhso_peers.national_portal.server import Portal

MARITAL = "1.004873"
PROCEDURES = (MARITAL,)


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Portal]:
    with connected(tmp_path) as opened:
        yield opened


def file_there(portal: Portal, world: World, *, paper: bytes = b"", **changes: str) -> str:
    """File at the portal what its form offers, changed; returns the portal's number."""
    procedure = portal.procedures[MARITAL]
    given = {question.key: question.value for question in procedure.questions}
    given |= {
        "ChuHoSo": "Nông Thị Thử",
        "SoDinhDanh": "004195990019",
        "SoDienThoai": "0912000019",
        "Email": "thu@example.vn",
        "DiaChi": "Xóm Nà Pồng",
        "MaCoQuanXuLy": "H14.20.05",
        **changes,
    }
    uploads = (
        [filing.Upload(component="chung_cu_da_ket_hon", name="ban-an.pdf", content=paper)]
        if paper
        else []
    )
    return filing.file_dossier(portal.store, procedure, given, uploads)


def dossier_of(number: str) -> Dossier:
    return Dossier.objects.get(national__number=number)


def test_a_filing_becomes_a_dossier_of_the_desk(world: World, portal: Portal) -> None:
    number = file_there(
        portal,
        world,
        paper=tiny_pdf(),
        tinh_trang="ly_hon",
        vo_chong_ho_ten="Lý Văn Cũ",
        giay_chung_minh="12/2024/HNGĐ",
    )

    kept = bring(portal)

    dossier = dossier_of(number)
    assert [message.state for message in kept] == ["done"]
    assert (dossier.filed_at, dossier.channel, dossier.state) == (
        "national",
        "online",
        "submitted",
    )
    assert dossier.receiving_agency_id == world.here.agency.pk
    owner = dossier.parties.get(role="owner")
    assert (owner.name, owner.identity_number) == ("Nông Thị Thử", "004195990019")
    paper = dossier.attachments.get()
    assert paper.file is not None
    assert files.open_file(paper.file)[:5] == b"%PDF-"
    assert dossier.answer_due_at is not None
    assert not TimelineEntry.objects.filter(code="unfit").exists()
    assert Dossier.objects.visible_to(world.here.clerk_of_desk).get() == dossier


def test_a_verified_owner_is_the_person_the_house_knows(world: World, portal: Portal) -> None:
    person = PersonFactory.create(name="Nông Thị Thử", number="004195990019")
    number = file_there(portal, world)

    bring(portal)

    assert dossier_of(number).parties.get(role="owner").person_id == person.pk


def test_however_often_it_is_delivered_there_is_one_dossier(world: World, portal: Portal) -> None:
    file_there(portal, world)
    message = portal.store.messages()[0]
    client = make_actor(P.HAND_IN, kind=ActorKind.CLIENT)
    for _time in range(3):
        kept = national.keep_message(
            message_id=message.id, kind=message.kind, body=message.body, actor=client
        )
        deliver("dossiers.from_national")
    # the portal lost its memory: the same filing under a new message
    national.keep_message(message_id="khac", kind=message.kind, body=message.body, actor=client)
    deliver("dossiers.from_national")

    assert Dossier.objects.count() == 1
    kept.refresh_from_db()
    assert (kept.state, kept.deliveries, kept.attempts) == ("done", 3, 1)


def test_what_a_message_said_is_forgotten_once_it_stands_in_the_dossier(
    world: World, portal: Portal
) -> None:
    file_there(portal, world)

    (message,) = bring(portal)

    assert message.body == ""
    assert len(message.body_hash) == 64


def test_one_id_with_another_content_is_refused(world: World, portal: Portal) -> None:
    file_there(portal, world)
    message = portal.store.messages()[0]
    client = make_actor(P.HAND_IN, kind=ActorKind.CLIENT)
    national.keep_message(message_id=message.id, kind=message.kind, body=message.body, actor=client)

    with pytest.raises(national.arriving.MessageReused):
        national.keep_message(
            message_id=message.id,
            kind=message.kind,
            body={**message.body, "ChuHoSo": "Người Khác"},
            actor=client,
        )

    assert NationalMessage.objects.get().deliveries == 1


def test_only_the_portal_hands_in(world: World, portal: Portal) -> None:
    file_there(portal, world)
    message = portal.store.messages()[0]

    with pytest.raises(NotPermitted):
        national.keep_message(
            message_id=message.id,
            kind=message.kind,
            body=message.body,
            actor=make_actor(P.RECEIVE, kind=ActorKind.CLIENT),
        )

    assert not NationalMessage.objects.exists()


@pytest.mark.parametrize(
    ("message_id", "kind", "body", "field"),
    [
        ("", "NopHoSo", {"MaHoSo": "A-1"}, "id"),
        ("m", "KhongCo", {"MaHoSo": "A-1"}, "kind"),
        ("m", "NopHoSo", {}, "MaHoSo"),
        ("m", "NopHoSo", {"MaHoSo": "có dấu cách"}, "MaHoSo"),
        ("m", "NopHoSo", {"MaHoSo": "9" * 65}, "MaHoSo"),
    ],
)
def test_a_message_without_shape_is_refused_at_once(
    db: None, message_id: str, kind: str, body: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        national.keep_message(
            message_id=message_id,
            kind=kind,
            body=body,
            actor=make_actor(P.HAND_IN, kind=ActorKind.CLIENT),
        )

    assert list(refusal.value.fields) == [field]
    assert not NationalMessage.objects.exists()


def test_what_does_not_fit_the_form_comes_in_and_the_desk_reads_it(
    world: World, portal: Portal
) -> None:
    number = file_there(portal, world, nyc_ngay_sinh="ngày nào đó", nyc_dien_thoai="không có")

    bring(portal)

    dossier = dossier_of(number)
    line = TimelineEntry.objects.get(dossier=dossier, code="unfit")
    assert line.values == {"count": 2, "fields": "Ngày sinh, Điện thoại"}
    assert not line.is_told
    assert "ngày nào đó" not in dossier.answers


def test_an_unknown_agency_is_kept_until_it_is_mended(world: World, portal: Portal) -> None:
    file_there(portal, world, MaCoQuanXuLy="H14.99")

    (message,) = bring(portal)

    assert (message.state, message.code, message.fields) == (
        "refused",
        "kernel.invalid",
        ["MaCoQuanXuLy"],
    )
    assert message.body != ""
    assert not Dossier.objects.exists()


def test_a_refused_message_is_taken_again_after_mending(world: World, portal: Portal) -> None:
    def route(handled_in: HandledIn) -> None:
        procedures.set_route(
            code=MARITAL,
            filed_at=FiledAt.NATIONAL,
            handled_in=handled_in,
            effective_from=date(2026, 1, 1),
            decision="Thử",
            actor=system_actor("tests"),
        )

    route(HandledIn.CENTRAL)
    number = file_there(portal, world)
    (message,) = bring(portal)
    assert (message.state, message.code) == ("refused", "dossiers.not_filed_here")
    route(HandledIn.PROVINCE)

    national.take_again(uid=message.uid, actor=make_actor(OperationsPermission.SEND_AGAIN))
    deliver("dossiers.from_national")

    message.refresh_from_db()
    assert (message.state, message.code) == ("done", "")
    assert dossier_of(number).filed_at == "national"


def test_a_message_about_an_unknown_dossier_says_so(world: World, portal: Portal) -> None:
    filing.take_back(portal.store, "DVCQG-000000-0001", "nhầm")

    (message,) = bring(portal)

    assert (message.state, message.code) == ("refused", NotFound.code)


def test_a_portal_that_does_not_give_its_file_lets_it_wait(world: World, portal: Portal) -> None:
    number = file_there(portal, world, paper=tiny_pdf())
    body = dict(portal.store.messages()[0].body)
    client = make_actor(P.HAND_IN, kind=ActorKind.CLIENT)
    elsewhere = [
        {**items_of(body, "TaiLieuNop")[0], "DuongDanTaiTepTin": "http://127.0.0.1:9/tep/1"}
    ]
    national.keep_message(
        message_id="ngoai", kind="NopHoSo", body={**body, "TaiLieuNop": elsewhere}, actor=client
    )
    deliver("dossiers.from_national")

    message = NationalMessage.objects.get()
    assert (message.state, message.code) == ("refused", "dossiers.national_file_missing")
    assert not Dossier.objects.filter(national__number=number).exists()


def test_the_whole_way_is_told_back_under_the_portals_number(world: World, portal: Portal) -> None:
    number = file_there(portal, world)
    bring(portal)

    resolve(world, dossier_of(number))
    tell()

    assert states_of(portal, number) == ["1", "2", "4", "9", "10"]
    record = portal.store.record(number)
    dossier = dossier_of(number)
    assert record is not None
    assert (record["NoiNopHoSo"], record["ThongTinKhac"]) == ("1", dossier.code)
    assert record["MaDoiTuong"] == "TECHID-004195990019"
    assert dossier.sync_state == "synced"


def test_a_supplement_comes_in_and_the_desk_goes_on(world: World, portal: Portal) -> None:
    number = file_there(portal, world)
    bring(portal)
    services.request_supplement(
        uid=dossier_of(number).uid,
        actor=world.here.clerk_of_desk,
        items=[SupplementItem(text="Ghi lại số điện thoại", field_key="nyc_dien_thoai")],
        reasons=["thieu_giay_to"]
        if any(r.key == "thieu_giay_to" for r in world.version.supplement_reasons)
        else [world.version.supplement_reasons[0].key],
    )
    tell()
    assert states_of(portal, number) == ["1", "5"]

    filing.complete(portal.store, number, "BoSungHoSo", {"nyc_dien_thoai": "0987654321"}, [])
    bring(portal)
    tell()

    dossier = dossier_of(number)
    assert dossier.state == "submitted"
    assert "0987654321" in dossier.answers
    assert states_of(portal, number) == ["1", "5", "1"]


def test_a_change_of_content_and_a_withdrawal_before_acceptance(
    world: World, portal: Portal
) -> None:
    number = file_there(portal, world)
    filing.complete(portal.store, number, "ThayDoiNoiDung", {"muc_dich": "nha_dat"}, [])
    filing.take_back(portal.store, number, "Không cần nữa")

    kept = bring(portal)

    assert [message.state for message in kept] == ["done", "done", "done"]
    dossier = dossier_of(number)
    assert '"muc_dich":"nha_dat"' in dossier.answers
    assert dossier.state == "withdrawn"
    tell()
    assert states_of(portal, number) == ["1", "7"]


def test_a_withdrawal_after_acceptance_is_the_desks_to_decide(world: World, portal: Portal) -> None:
    number = file_there(portal, world)
    bring(portal)
    services.accept(uid=dossier_of(number).uid, actor=world.here.clerk_of_desk)
    filing.take_back(portal.store, number, "Đổi ý")

    bring(portal)

    dossier = dossier_of(number)
    assert dossier.state == "transferred"
    assert dossier.stop_requests.get().reason == "Đổi ý"


def test_the_portals_stop_notice_stops_and_stays_as_its_paper(world: World, portal: Portal) -> None:
    number = file_there(portal, world)
    bring(portal)
    services.accept(uid=dossier_of(number).uid, actor=world.here.clerk_of_desk)
    filing.stop(portal.store, number, "Theo đề nghị", pages.notice_pdf())

    bring(portal)
    tell()

    dossier = dossier_of(number)
    assert dossier.state == "stopped"
    paper = dossier.papers.get(form="05")
    assert paper.number.endswith("/TBD-DVCQG")
    assert services.pdf_of(paper)[:5] == b"%PDF-"
    assert states_of(portal, number) == ["1", "2", "4", "8"]


def test_a_stop_notice_after_the_decision_has_no_effect(world: World, portal: Portal) -> None:
    number = file_there(portal, world)
    bring(portal)
    resolve(world, dossier_of(number))
    filing.stop(portal.store, number, "Muộn", pages.notice_pdf())

    (message,) = bring(portal)

    dossier = dossier_of(number)
    assert (message.state, message.code) == ("refused", "dossiers.wrong_state")
    assert dossier.state == "returned"
    assert not dossier.papers.filter(form="05").exists()
