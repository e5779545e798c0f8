"""Two sets of forms by date: who began before 15/09/2025 keeps the papers of 2018 to the end."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from unicodedata import normalize

import pytest
import time_machine
from django.utils import timezone

from tinhso.dossiers import services
from tinhso.dossiers.models import Dossier, Paper
from tinhso.dossiers.queries.sheets import book, control_sheet
from tinhso.dossiers.rules.form_sets import file_name, mark_of
from tinhso.dossiers.rules.states import Form
from tinhso.dossiers.services import SupplementItem
from tinhso.dossiers.testing import World, accepted, assigned, browser_of, resolved, submitted
from tinhso.kernel.files.previews import text_of_pages

pytestmark = pytest.mark.django_db

IN_2018 = datetime(2025, 8, 1, 1, 30, tzinfo=UTC)
IN_2025 = datetime(2025, 10, 1, 1, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Grown:
    """A world in which a dossier of each fate began on one day."""

    world: World
    done: Dossier
    papers: dict[str, Paper]


def grown(clock: time_machine.Traveller, begun: datetime) -> Grown:
    """Grow one dossier that is resolved, one extended and stopped, one asked, one refused."""
    clock.move_to(begun)
    world = World.make()
    desk, citizen = world.here.clerk_of_desk, world.citizen
    done = resolved(world)
    late = assigned(world)
    services.extend(
        uid=late.uid,
        actor=world.here.leader,
        reason="Mưa lũ, chưa đo được.",
        due_at=late.due_at + timedelta(days=7) if late.due_at else timezone.now(),
    )
    services.ask_stop(uid=late.uid, actor=citizen, reason="Không xây nữa")
    services.decide_stop(uid=late.uid, actor=desk, granted=True)
    asked = submitted(world)
    services.request_supplement(
        uid=asked.uid,
        actor=desk,
        items=[SupplementItem(text="Bản vẽ móng", component_key="ban_ve")],
        reasons=["thieu_ban_ve"],
    )
    refused = submitted(world)
    services.refuse_intake(uid=refused.uid, actor=desk, reasons=[], note="Nộp nhầm nơi.")
    made = (
        done.papers.get(form="01"),
        asked.papers.get(form="02"),
        refused.papers.get(form="03"),
        late.papers.get(form="04"),
        late.papers.get(form="05"),
    )
    return Grown(world, done, {paper.form: paper for paper in made})


def words_of(pdf: bytes) -> str:
    """Return what a paper says, on one line."""
    return normalize("NFC", " ".join(" ".join(text_of_pages(pdf)).split()))


def test_a_dossier_of_august_2025_prints_the_forms_of_2018(clock: time_machine.Traveller) -> None:
    before = grown(clock, IN_2018)

    said = {form: words_of(services.pdf_of(paper)) for form, paper in before.papers.items()}

    foot = "- Thông tư 01/2018/TT-VPCP"
    assert f"Mẫu số 01 {foot}" in said["01"]
    assert "Người nộp hồ sơ: Triệu Văn Páo" in said["01"]
    assert "1. Thành phần hồ sơ nộp gồm:" in said["01"]
    assert "1 bản sao" in said["01"]
    assert "5. Thời gian trả kết quả" in said["01"]
    assert f"Mẫu số 02 {foot}" in said["02"]
    assert "Sao chứng thực" in said["02"]
    assert "PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ" in said["03"]
    assert f"Mẫu số 03 {foot}" in said["03"]
    assert "Số định danh: 004085001234" in said["03"]
    assert "Thời gian nộp trực tuyến: 08 giờ 30 phút, ngày 01/08/2025" in said["03"]
    assert "Quyển số" in said["01"]
    assert "01 bản lưu, 01 bản giao khách hàng" in said["01"]
    assert "PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ" in said["04"]
    assert f"Mẫu số 04 {foot}" in said["04"]
    assert "gia hạn" not in said["04"]
    assert "THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ" in said["05"]
    assert "Mẫu số" not in said["05"]


def test_a_dossier_of_october_2025_prints_the_forms_of_2025(clock: time_machine.Traveller) -> None:
    since = grown(clock, IN_2025)

    said = {form: words_of(services.pdf_of(paper)) for form, paper in since.papers.items()}

    for form, words in said.items():
        assert f"Mẫu số {form} - Thông tư 03/2025/TT-VPCP" in words
        assert "Sao chứng thực" not in words
    assert "PHIẾU TỪ CHỐI TIẾP NHẬN, GIẢI QUYẾT HỒ SƠ" in said["03"]
    assert "VĂN BẢN XIN LỖI VÀ ĐỀ NGHỊ GIA HẠN THỜI GIAN GIẢI QUYẾT" in said["04"]
    assert "THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ" in said["05"]


@pytest.mark.parametrize(
    ("begun", "sheet_mark", "book_mark", "lead", "columns"),
    [
        (
            IN_2018,
            "Mẫu số 05 - Thông tư 01/2018/TT-VPCP",
            "Mẫu số 06 - Thông tư 01/2018/TT-VPCP",
            "Cơ quan chủ trì",
            True,
        ),
        (
            IN_2025,
            "Mẫu số 06 - Thông tư 03/2025/TT-VPCP",
            "Mẫu số 07 - Thông tư 03/2025/TT-VPCP",
            "Cơ quan, đơn vị giải quyết",
            False,
        ),
    ],
)
def test_control_sheet_and_book_go_by_the_set(
    clock: time_machine.Traveller,
    begun: datetime,
    sheet_mark: str,
    book_mark: str,
    lead: str,
    columns: bool,
) -> None:
    clock.move_to(begun)
    world = World.make()
    dossier = resolved(world)

    sheet = words_of(control_sheet(uid=dossier.uid, actor=world.here.clerk_of_desk))
    kept = words_of(
        book(
            actor=world.here.clerk_of_desk,
            agency_id=world.here.agency.pk,
            unit_id=world.here.desk.pk,
            start=begun.date(),
            end=begun.date() + timedelta(days=5),
        )
    )

    assert sheet_mark in sheet
    assert lead in sheet
    assert book_mark in kept
    assert ("Chuyển đến cơ quan giải quyết" in kept) is columns
    assert "Triệu Văn Páo" in kept


def test_the_book_of_2018_says_when_a_dossier_left_the_desk_and_came_back(
    clock: time_machine.Traveller,
) -> None:
    clock.move_to(IN_2018)
    world = World.make()
    resolved(world)

    kept = words_of(
        book(
            actor=world.here.clerk_of_desk,
            agency_id=world.here.agency.pk,
            unit_id=world.here.desk.pk,
            start=date(2025, 8, 1),
            end=date(2025, 8, 31),
        )
    )

    received_sent_and_back = kept.count("08 giờ 30 phút, ngày 01/08/2025")
    assert received_sent_and_back == 3


@pytest.mark.parametrize(
    ("begun", "apology", "stop", "sheet"),
    [
        (
            IN_2018,
            "Mẫu 04: Phiếu xin lỗi và hẹn lại",
            ">Thông báo dừng giải quyết",
            "Phiếu kiểm soát (mẫu 05), đến lúc này",
        ),
        (
            IN_2025,
            "Mẫu 04: Văn bản xin lỗi và đề nghị gia hạn",
            ">Mẫu 05: Thông báo dừng giải quyết",
            "Phiếu kiểm soát (mẫu 06), đến lúc này",
        ),
    ],
)
def test_the_pages_offer_the_forms_by_their_names(
    clock: time_machine.Traveller, begun: datetime, apology: str, stop: str, sheet: str
) -> None:
    at = grown(clock, begun)
    stopped = at.papers["05"].dossier

    desk = browser_of(at.world.here.clerk_of_desk)
    page = desk.get(f"/lam-viec/mot-cua/{stopped.uid}/").content.decode()

    assert apology in page
    assert stop in page
    assert sheet in page


def test_who_began_on_the_last_day_keeps_the_set_though_it_is_extended_after(
    clock: time_machine.Traveller,
) -> None:
    clock.move_to(datetime(2025, 9, 12, 1, 30, tzinfo=UTC))
    world = World.make()
    dossier = assigned(world)
    clock.move_to(datetime(2025, 9, 16, 1, 30, tzinfo=UTC))
    assert dossier.due_at is not None

    services.extend(
        uid=dossier.uid,
        actor=world.here.leader,
        reason="Mưa lũ, chưa đo được.",
        due_at=dossier.due_at + timedelta(days=7),
    )

    said = words_of(services.pdf_of(dossier.papers.get(form="04")))
    assert "PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ" in said


def test_a_receipt_issued_again_keeps_its_set(clock: time_machine.Traveller) -> None:
    clock.move_to(IN_2018)
    world = World.make()
    dossier = accepted(world)
    clock.move_to(IN_2025)

    again = services.reissue_paper(
        uid=dossier.uid, form=Form.RECEIPT, actor=world.here.clerk_of_desk
    )

    said = words_of(services.pdf_of(again))
    assert "Mẫu số 01 - Thông tư 01/2018/TT-VPCP" in said
    assert "cấp lại lần 1" in said
    assert "Sao chứng thực" in said


def test_papers_about_money_belong_to_no_circular() -> None:
    for form_set in ("01-2018", "03-2025"):
        assert mark_of(Form.FEE_RECEIPT, form_set) == ""
        assert file_name(Form.FEE_RECEIPT, form_set) == "mau-BL"
    assert file_name(Form.STOP, "01-2018") == "mau-dung-giai-quyet"
    assert file_name(Form.CONTROL_SHEET, "01-2018") == "mau-05"
