"""What a tax agency does to land dossiers of the demonstration, each act by its service."""

from datetime import timedelta
from typing import Final

from django.utils import timezone

from tinhso.dossiers import services
from tinhso.dossiers.demonstration.councils import CouncilActs
from tinhso.dossiers.demonstration.money import tell_transfer
from tinhso.dossiers.demonstration.papers import ACTOR, paper_of
from tinhso.dossiers.models import Charge, TaxSlip
from tinhso.dossiers.services.tax_answering import NoticeInput, give_tax_notice
from tinhso.dossiers.services.tax_asking import ask_tax
from tinhso.dossiers.services.tax_opening import open_tax
from tinhso.dossiers.services.tax_paying import send_tax_proof
from tinhso.kernel import files
from tinhso.kernel.files.models import StoredFile

ASKED: Final = (
    "Thửa đất như tờ khai, đã kiểm tra hiện trạng, sử dụng ổn định, không có giấy tờ; đề nghị tính"
    " tiền sử dụng đất và lệ phí trước bạ."
)
AMOUNTS: Final = {"tien_su_dung_dat": 46_800_000, "le_phi_truoc_ba": 1_170_000}
PAY_WITHIN: Final = timedelta(days=30)


class TaxActs(CouncilActs):
    """The slip, the notice, the voucher; where nobody determines what is owed, nothing."""

    def _ask_tax(self) -> None:
        if self.cast.tax is not None and self.cast.tax.unit_id is not None:
            ask_tax(
                uid=self._id,
                actor=self._specialist,
                unit_id=self.cast.tax.unit_id,
                has_land_use_fee=True,
                content=ASKED,
            )

    def _tax_notice(self) -> None:
        if self.cast.tax is None:
            return
        slip = TaxSlip.objects.waiting().get(dossier__uid=self._id)
        open_tax(slip_uid=slip.uid, actor=self.cast.tax)
        today = timezone.localdate()
        number = f"{slip.pk + 410}/TB-TCS1"
        lines = (f"Hồ sơ {slip.dossier.shown_number}", "Tổng phải nộp: 47.970.000 đồng")
        give_tax_notice(
            slip_uid=slip.uid,
            actor=self.cast.tax,
            notice=NoticeInput(
                number=number,
                issued_on=today,
                pay_by=today + PAY_WITHIN,
                amounts=AMOUNTS,
                notice_file=_kept("dossiers.tax_notice", "Thông báo nộp tiền về đất đai", lines),
                voucher_file=_kept("dossiers.tax_voucher", "Giấy nộp tiền", lines),
            ),
        )

    def _pay_tax(self) -> None:
        owed = self._dossier.obligations.filter(settled_at__isnull=True).first()
        if owed is None:
            return
        number = f"GNT {owed.pk + 900:05d}"
        if self.applicant.actor is not None:
            send_tax_proof(
                uid=self._id,
                actor=self.applicant.actor,
                number=number,
                file=_kept("dossiers.tax_proof", "Chứng từ nộp tiền", (f"Số {number}",)),
            )

    def _transfer_tax(self) -> None:
        """Let the bank tell that the whole of the notice came in by transfer."""
        owed = Charge.objects.duties().due().filter(dossier__uid=self._id).first()
        if owed is not None:
            tell_transfer(owed, key=f"DEMOT{self.token.hex[:12]}")

    def _settle_tax(self) -> None:
        owed = self._dossier.obligations.filter(settled_at__isnull=True).first()
        if owed is not None:
            services.settle_obligation(
                uid=self._id,
                actor=self._specialist,
                document=owed.sent_proof or f"GNT {owed.pk + 900:05d}",
            )


def _kept(use: str, title: str, lines: tuple[str, ...]) -> StoredFile:
    return files.store(
        content=paper_of(title, lines, 1),
        name="thong-bao-minh-hoa.pdf",
        use=use,
        actor=ACTOR,
        owner_class="personal",
    )
