"""What a tax agency's part puts into lower sockets: its files, who opens them, its place."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.models import Attachment, Obligation, Paper, TaxNotice, of_seen
from tinhso.dossiers.queries.tax import may_determine, tax_slips
from tinhso.dossiers.rules.states import Form
from tinhso.kernel.actors import Actor, ActorKind
from tinhso.kernel.errors import NotFound
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.files.registry import MIB, PDFS, PHOTOS, FileUse, file_uses
from tinhso.kernel.web.registry import NavGroup, NavItem, navigation
from tinhso.procedures import queries as procedures
from tinhso.signing.registry import signed_uses

LARGEST: Final = 10 * MIB


def waiting(actor: Actor) -> int:
    """Return how many slips wait for the actor's unit."""
    return tax_slips(actor=actor).waiting().order_by()[:1000].count()


def guard_tax_files(actor: Actor, stored: StoredFile) -> str:
    """Let those open a notice who see the dossier, and a tax officer what his slip shows him."""
    mine = tax_slips(actor=actor) if actor.kind is ActorKind.OFFICIAL else None
    notices = TaxNotice.objects.filter(notice_file=stored) | TaxNotice.objects.filter(
        voucher_file=stored
    )
    if of_seen(notices, actor, of="slip__dossier_id").exists():
        return "tax_notice"
    proofs = Obligation.objects.filter(sent_proof_file=stored)
    if of_seen(proofs, actor).exists():
        return "tax_proof"
    if mine is None:
        raise NotFound
    if notices.filter(slip__in=mine.values("pk")).exists():
        return "tax_notice"
    if proofs.filter(tax_notice__slip__in=mine.values("pk")).exists():
        return "tax_proof"
    asked = mine.values("dossier_id")
    if Paper.objects.filter(file=stored, form=Form.TAX_SLIP, dossier__in=asked).exists():
        return "tax_slip"
    shown = Attachment.objects.filter(
        file=stored, superseded_at__isnull=True, dossier__in=asked
    ).select_related("dossier__procedure_version")
    for paper in shown:
        duty = procedures.financial_duty(version=paper.dossier.procedure_version)
        if duty is not None and paper.component_key in duty.shown_components:
            return "tax_paper"
    raise NotFound


def register() -> None:
    """Put the kinds of files and the place in the rail."""
    file_uses.register(
        "dossiers.tax_notice",
        FileUse(types=PDFS, max_bytes=LARGEST, label=_("thông báo của cơ quan thuế")),
    )
    file_uses.register(
        "dossiers.tax_voucher",
        FileUse(types=PDFS | PHOTOS, max_bytes=LARGEST, label=_("giấy nộp tiền")),
    )
    file_uses.register(
        "dossiers.tax_proof",
        FileUse(types=PDFS | PHOTOS, max_bytes=LARGEST, label=_("chứng từ nộp tiền")),
    )
    signed_uses.register("dossiers.tax_notice", False)
    navigation.register(
        "dossiers.tax",
        NavItem(
            label=_("Nghĩa vụ tài chính"),
            url="/lam-viec/thue/",
            icon="bank",
            group=NavGroup.MINE,
            order=22,
            hint=_("Phiếu chuyển chờ cơ quan thuế ra thông báo"),
            visible=may_determine,
            count=waiting,
        ),
    )
