"""Councils in the demonstration: called over a dossier, held, their minutes signed and sealed."""

from typing import Final

from django.utils import timezone

from tinhso.dossiers.demonstration.linked import PartActs, sign_item
from tinhso.dossiers.demonstration.sayings import ASKED_OF
from tinhso.dossiers.models import CouncilSitting
from tinhso.dossiers.queries.council import sitting_page
from tinhso.dossiers.services.council import CouncilCall, SeatInput, call_council
from tinhso.dossiers.services.council_minutes import hold_sitting
from tinhso.kernel.calendar import add_working_hours
from tinhso.signing import services as signing

VILLAGERS: Final = (
    SeatInput(name="Hoàng Thị Lan", title="Trưởng xóm"),
    SeatInput(name="Nông Văn Sơn", title="Đại diện Mặt trận Tổ quốc"),
    SeatInput(name="Lý Thị Mảy", title="Đại diện hộ dân"),
)
SAID: Final = (
    "Trưởng xóm nêu kết quả rà soát tại nhà. Các đại diện hộ dân thống nhất thu nhập và các chỉ số"
    " thiếu hụt đã ghi. Không có ý kiến khác về thành viên trong hộ."
)


class CouncilActs(PartActs):
    """What a council does with a dossier."""

    def _council(self) -> None:
        if self.office.leader.id is None:
            return
        at = add_working_hours(timezone.now(), 8, self.agency_id)
        call_council(
            uid=self._id,
            actor=self._specialist,
            question=ASKED_OF[self.life.procedure],
            call=CouncilCall(
                at=at,
                place=f"Nhà văn hóa xóm, {self.office.place.name}",
                chair=self.office.leader.id,
                seats=VILLAGERS,
            ),
        )

    def _council_held(self) -> None:
        sitting = self._sitting()
        page = sitting_page(uid=sitting.uid, actor=self._specialist)
        seats = [seat.uid for seat in page.seats]
        hold_sitting(
            uid=sitting.uid,
            actor=self._specialist,
            attended=frozenset(seats),
            votes={line.case.uid: dict.fromkeys(seats, "for") for line in page.open_cases},
            minutes=SAID,
        )

    def _council_signed(self) -> None:
        item = self._sitting().item
        if item is not None:
            sign_item(item, leader=self._specialist)
            sign_item(item, leader=self.office.leader)
            signing.number_and_seal(item_uid=item, actor=self.office.clerk)

    def _sitting(self) -> CouncilSitting:
        return CouncilSitting.objects.get(cases__consultation__dossier__uid=self._id)
