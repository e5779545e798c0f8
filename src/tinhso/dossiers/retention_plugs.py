"""How long what this room holds about people is kept."""

from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.services.retaining import DraftsLeft, PapersOfEnded
from tinhso.dossiers.services.retaining_words import (
    ComplaintsEnded,
    ContactsOfEnded,
    ListsFiled,
    OffersAnswered,
    WordsOfEnded,
)
from tinhso.kernel.registry.retention import Lasting, lasting, retained


def register() -> None:
    """Put the kinds with a term, and what stays, into the sockets of keeping."""
    retained.register("dossiers.papers", PapersOfEnded())
    retained.register("dossiers.drafts", DraftsLeft())
    retained.register("dossiers.messages", WordsOfEnded())
    retained.register("dossiers.contacts", ContactsOfEnded())
    retained.register("dossiers.complaints", ComplaintsEnded())
    retained.register("dossiers.lists", ListsFiled())
    retained.register("dossiers.offers", OffersAnswered())
    lasting.register(
        "dossiers.dossiers",
        Lasting(
            title=_("Hồ sơ, giấy một cửa, kết quả đã ký, sổ, biên bản, lịch hẹn"),
            models=(
                "dossiers.Dossier",
                "dossiers.Paper",
                "dossiers.Result",
                "dossiers.ResultAnnex",
                "dossiers.PaperConversion",
                "dossiers.IssuedBook",
                "dossiers.Consultation",
                "dossiers.FieldCheck",
                "dossiers.CouncilSitting",
                "dossiers.MergerRecord",
                "dossiers.PeriodReport",
                "dossiers.TaxNotice",
                "dossiers.Appointment",
            ),
            why=_(
                "không được xóa, làm thay đổi dữ liệu hồ sơ (Nghị định 118/2025, Điều 5 khoản 1"
                " điểm c); nộp lưu trữ theo quy định"
            ),
        ),
    )
    lasting.register(
        "dossiers.national",
        Lasting(
            title=_("Gói tin với Cổng quốc gia"),
            models=("dossiers.NationalRecord", "dossiers.NationalMessage"),
            why=_("nội dung xóa ngay khi đã có tác dụng trong hồ sơ; gói bị từ chối chờ xử lý"),
        ),
    )
    lasting.register(
        "dossiers.intake",
        Lasting(
            title=_("Phần nhập dở tại quầy"),
            models=("dossiers.KeptIntake",),
            why=_("xóa khi nộp xong, hoặc tự xóa sau ít ngày"),
            job="dossiers.forget_intakes",
        ),
    )
