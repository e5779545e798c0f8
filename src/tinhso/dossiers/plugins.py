"""What this room puts into lower sockets: files, numbers, signing, search, desk, guards."""

from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.dossiers import (
    bank_plugs,
    board_plugs,
    complaint_plugs,
    council_plugs,
    desk_plugs,
    import_plugs,
    law_changes,
    outlet_plugs,
    paper_plugs,
    process_plugs,
    purposes,
    readiness,  # noqa: F401  # registered by being imported
    report_plugs,
    retention_plugs,
    roles,
    scan_plugs,
    services,
    tax_plugs,
    work_navigation,
)
from tinhso.dossiers.demonstration import plugins as demonstration
from tinhso.dossiers.models import (
    Attachment,
    Charge,
    Consultation,
    DraftFile,
    FieldCheck,
    GroupPaper,
    Paper,
    Result,
    ResultAnnex,
    of_seen,
)
from tinhso.dossiers.notices import KINDS, TOPICS
from tinhso.dossiers.queries import looked_at as naming
from tinhso.dossiers.queries.waiting import waiting_at_home
from tinhso.dossiers.services._search import ENTITY, everything
from tinhso.dossiers.services.holding import DossierHolder
from tinhso.dossiers.services.law_rules import load_law
from tinhso.dossiers.services.merger_records import mark_record_returned, mark_record_sealed
from tinhso.dossiers.services.merging import DossierMoves
from tinhso.dossiers.services.merging_desks import DeskMoves
from tinhso.dossiers.services.merging_settlements import SettlementMoves
from tinhso.dossiers.services.national.merging import FieldMapMoves
from tinhso.dossiers.work_piles import work
from tinhso.identity import queries as identity
from tinhso.identity.registry import looked_at
from tinhso.kernel.actors import Actor, ActorKind
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.files.registry import (
    DOCUMENTS,
    MIB,
    PDFS,
    PHOTOS,
    FileUse,
    file_guards,
    file_uses,
)
from tinhso.kernel.notifications.registry import notification_kinds, topics
from tinhso.kernel.numbering.registry import Register, registers
from tinhso.kernel.numbering.rules import NumberPeriod
from tinhso.kernel.registry.holdings import holders
from tinhso.kernel.registry.mergers import merger_effects
from tinhso.kernel.registry.operations import Step, first_start
from tinhso.kernel.search.registry import SearchSource, search_sources
from tinhso.kernel.web.registry import work_items
from tinhso.kernel.workflow.registry import Guard, GuardContext, guards
from tinhso.procedures.registry import home_waiting
from tinhso.signing.registry import Numbering, Signable, signable

if TYPE_CHECKING:
    from tinhso.signing.models import SealAct, SigningItem


file_uses.register(
    "dossiers.component",
    FileUse(types=PHOTOS | DOCUMENTS, max_bytes=20 * MIB, label=gettext_lazy("giấy tờ của hồ sơ")),
)
file_uses.register(
    "dossiers.annex",
    FileUse(types=PDFS, max_bytes=20 * MIB, label=gettext_lazy("phụ lục của kết quả")),
)
file_uses.register(
    "dossiers.brought_result",
    FileUse(types=PDFS, max_bytes=20 * MIB, label=gettext_lazy("dự thảo kết quả đã soạn")),
)
file_uses.register(
    "dossiers.paper", FileUse(types=PDFS, label=gettext_lazy("giấy của một cửa"), trusted=True)
)
file_uses.register(
    "dossiers.signed_scan",
    FileUse(types=PDFS, max_bytes=40 * MIB, label=gettext_lazy("bản quét đã ký"), trusted=True),
)
file_uses.register(
    "dossiers.receipt_signature",
    FileUse(types=PHOTOS, max_bytes=2 * MIB, label=gettext_lazy("chữ ký nhận kết quả")),
)

registers.register(
    "dossiers.submission", Register(label=gettext_lazy("Số nộp hồ sơ"), format="%(yymm)s-%(n)05d")
)
registers.register(
    "dossiers.dossier",
    Register(
        label=gettext_lazy("Mã hồ sơ"),
        format="%(agency)s-%(yymmdd)s-%(n)04d",
        period=NumberPeriod.DAY,
    ),
)
registers.register(
    "dossiers.refusal",
    Register(label=gettext_lazy("Thông báo không giải quyết"), format="%(n)d/TB-TTHC"),
)
registers.register(
    "dossiers.report",
    Register(label=gettext_lazy("Báo cáo định kỳ"), format="%(n)d/BC-KSTT"),
)
registers.register(
    "dossiers.merger_record",
    Register(label=gettext_lazy("Biên bản bàn giao hồ sơ"), format="%(n)d/BB-BGHS"),
)
registers.register(
    "dossiers.post_list",
    Register(label=gettext_lazy("Danh sách giao bưu chính"), format="%(n)d/DS-BC"),
)
registers.register(
    "dossiers.settlement",
    Register(label=gettext_lazy("Bảng quyết toán phí, lệ phí"), format="%(n)d/BQT-PLP"),
)
for _form, _symbol, _label in (
    ("02", "PBS", gettext_lazy("Phiếu yêu cầu bổ sung")),
    ("03", "PTC", gettext_lazy("Phiếu từ chối tiếp nhận")),
    ("04", "PXL", gettext_lazy("Phiếu xin lỗi và gia hạn")),
    ("05", "TBD", gettext_lazy("Thông báo dừng giải quyết")),
    ("06", "PKS", gettext_lazy("Phiếu kiểm soát quá trình giải quyết")),
    ("07", "STD", gettext_lazy("Sổ theo dõi hồ sơ")),
    ("BL", "BLP", gettext_lazy("Biên lai thu phí, lệ phí")),
    ("HP", "PHP", gettext_lazy("Phiếu hoàn trả phí, lệ phí")),
    ("NT", "BLNT", gettext_lazy("Biên lai nộp nghĩa vụ tài chính")),
    ("PC", "PCLT", gettext_lazy("Phiếu chuyển hồ sơ liên thông")),
    ("PT", "PCTT", gettext_lazy("Phiếu chuyển thông tin để xác định nghĩa vụ tài chính")),
    ("XM", "TXL", gettext_lazy("Thư xin lỗi làm mất, hư hỏng hồ sơ")),
):
    registers.register(
        f"dossiers.form_{_form}", Register(label=_label, format=f"%(n)d/{_symbol}-TTPVHCC")
    )

for _kind in KINDS:
    notification_kinds.register(_kind.code, _kind)

for _code, _topic in TOPICS.items():
    topics.register(_code, _topic)

search_sources.register(ENTITY, SearchSource(read=everything))


def guard_files(actor: Actor, stored: StoredFile) -> str:
    """Let whoever sees a dossier open its files; drafts are their owner's alone."""
    if actor.person_id is not None:
        own = DraftFile.objects.filter(file=stored, draft__person_id=actor.person_id)
        if own.exists():
            return "own_draft"
        listed = GroupPaper.objects.filter(file=stored, group__person_id=actor.person_id)
        if listed.exists():
            return "own_list"
    if of_seen(Attachment.objects.filter(file=stored), actor).exists():
        return "dossier_paper"
    if of_seen(Charge.objects.filter(claim_file=stored), actor).exists():
        return "fee_exemption"
    if of_seen(Paper.objects.filter(file=stored), actor).exists():
        return "dossier_form"
    if of_seen(Result.objects.filter(final_file=stored), actor).exists():
        return "dossier_result"
    sealed = ResultAnnex.objects.filter(sealed_file=stored)
    if of_seen(sealed, actor, of="result__dossier_id").exists():
        return "dossier_result"
    if actor.kind is ActorKind.OFFICIAL:
        working = (
            Result.objects.filter(draft_file=stored),
            Result.objects.filter(brought_file=stored),
            Result.objects.filter(signed_file=stored),
            Result.objects.filter(receipt_signature=stored),
            Consultation.objects.filter(file=stored),
            FieldCheck.objects.filter(file=stored),
        )
        annexes = of_seen(ResultAnnex.objects.filter(file=stored), actor, of="result__dossier_id")
        if annexes.exists() or any(of_seen(rows, actor).exists() for rows in working):
            return "dossier_work"
    return tax_plugs.guard_tax_files(actor, stored)


file_guards.register("dossiers", guard_files)


class ResultSignable(Signable):
    """Follows a result through the leader's queue and the clerk's act."""

    label = gettext_lazy("Kết quả giải quyết")
    link_words = gettext_lazy("Mở hồ sơ")

    def numbering(self, item: "SigningItem") -> Numbering:
        """Number it as its procedure says, from the clerk's list as from the dossier."""
        register, look = services.result_numbering(result_uid=_uid(item))
        return Numbering(register=register, format=look)

    def signed(self, item: "SigningItem", stored_file: StoredFile) -> None:
        """The leader signed."""
        services.mark_signed(
            result_uid=_uid(item),
            file=stored_file,
            signed_by=item.for_account,
            signer=_name(item),
        )

    def returned(self, item: "SigningItem", reason: str) -> None:
        """The leader sent it back."""
        services.mark_returned(
            result_uid=_uid(item), reason=reason, by=item.for_account, name=_name(item)
        )

    def voided(self, item: "SigningItem", reason: str) -> None:
        """What the leader signed counts no more: the draft is put before him again."""
        services.mark_unsigned(result_uid=_uid(item), reason=reason)

    def sealed(self, item: "SigningItem", stored_file: StoredFile, act: "SealAct") -> None:
        """The agency's seal stands."""
        by = Actor(
            kind=ActorKind.OFFICIAL,
            id=act.numbered_by,
            name=identity.account_names([act.numbered_by]).get(act.numbered_by, "")
            if act.numbered_by
            else "",
            agency_id=act.agency_id,
        )
        services.mark_issued(
            result_uid=_uid(item),
            file=stored_file,
            number=act.number_text,
            by=by,
            annexes={row.source_id: row.file for row in act.annexes.select_related("file")},
        )


def _uid(item: "SigningItem") -> UUID:
    return UUID(item.reference)


def _name(item: "SigningItem") -> str:
    return identity.account_names([item.for_account]).get(item.for_account, "")


signable.register("dossiers.result", ResultSignable())


class RecordSignable(Signable):
    """Follows a hand-over record through the leader's queue and the clerk's act."""

    label = gettext_lazy("Biên bản bàn giao hồ sơ")

    def returned(self, item: "SigningItem", reason: str) -> None:
        """The leader sent it back."""
        mark_record_returned(uid=_uid(item))

    def sealed(self, item: "SigningItem", stored_file: StoredFile, act: "SealAct") -> None:
        """The agency's seal stands."""
        mark_record_sealed(uid=_uid(item), file=stored_file, number=act.number_text)


signable.register("dossiers.merger_record", RecordSignable())


def result_drafted(context: GuardContext) -> str:
    """Say what is missing before a draft can go to the leader."""
    drafted = Result.objects.filter(
        dossier_id=context.object_id,
        sealed_at__isnull=True,
        withdrawn_at__isnull=True,
        draft_file__isnull=False,
    )
    return "" if drafted.exists() else _("Hãy soạn dự thảo kết quả trước khi trình ký.")


guards.register(
    "dossiers.result_drafted", Guard(gettext_lazy("đã có dự thảo kết quả"), result_drafted)
)


def _show_to_consulted(say: Callable[[str], None]) -> None:
    say(f"{services.show_to_consulted()} open consultations")


first_start.register(
    "dossiers.consulted_leaders", Step(35, "Leaders of consulted agencies", _show_to_consulted)
)
first_start.register("dossiers.law", Step(16, "Rules of the law", load_law, every_start=True))
work_items.register("dossiers", work)
tax_plugs.register()
merger_effects.register("dossiers", DossierMoves())
merger_effects.register("dossiers.desks", DeskMoves())
merger_effects.register("dossiers.settlements", SettlementMoves())
merger_effects.register("dossiers.national_fields", FieldMapMoves())
holders.register("dossiers", DossierHolder())
looked_at.register("dossiers.dossier", naming.name_dossiers)
looked_at.register("files.file", naming.name_files)
looked_at.register("dossiers.national_sending", naming.name_sendings)
looked_at.register("dossiers.complaint", naming.name_complaints)
retention_plugs.register()
home_waiting.register("dossiers", waiting_at_home)
roles.register()
outlet_plugs.register()
paper_plugs.register()
process_plugs.register()
import_plugs.register()
law_changes.register()
desk_plugs.register()
work_navigation.register()
bank_plugs.register()
board_plugs.register()
complaint_plugs.register()
purposes.register()
council_plugs.register()
report_plugs.register()
scan_plugs.register()
demonstration.register()
