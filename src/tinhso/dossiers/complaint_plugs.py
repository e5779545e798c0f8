"""Complaints where others look for them: numbers, files, signing, the rail, mergers of agencies."""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.models import Complaint
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.complaints import complaints, waiting_for
from tinhso.dossiers.rules.complaints import ComplaintState
from tinhso.dossiers.services.complaining import ANSWER_KIND
from tinhso.dossiers.services.complaint_answers import (
    mark_answer_returned,
    mark_answer_sealed,
)
from tinhso.kernel.actors import Actor
from tinhso.kernel.db.repointing import point_back, repoint
from tinhso.kernel.errors import NotFound
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.files.registry import (
    DOCUMENTS,
    MIB,
    PHOTOS,
    FileUse,
    file_guards,
    file_uses,
)
from tinhso.kernel.numbering.registry import Register, registers
from tinhso.kernel.registry.mergers import (
    SHOWN_AT_ONCE,
    Counted,
    EffectLine,
    MergerEffect,
    Merging,
    merger_effects,
)
from tinhso.kernel.web.registry import NavGroup, NavItem, navigation
from tinhso.signing.registry import Signable, signable

if TYPE_CHECKING:
    from tinhso.signing.models import SealAct, SigningItem


class AnswerSignable(Signable):
    """Follows an answer through the leader's queue and the clerk's act."""

    label = _("Trả lời phản ánh về hồ sơ")
    link_words = _("Mở phản ánh")

    def returned(self, item: "SigningItem", reason: str) -> None:
        """It was sent back to be written again."""
        mark_answer_returned(uid=UUID(item.reference))

    def sealed(self, item: "SigningItem", stored_file: StoredFile, act: "SealAct") -> None:
        """The agency's seal stands: the person reads it now."""
        mark_answer_sealed(uid=UUID(item.reference), file=stored_file, number=act.number_text)


class ComplaintMoves(MergerEffect):
    """Open complaints go on at the successor of the agency that was to answer."""

    title = _("Phản ánh về hồ sơ")

    def preview(self, merging: Merging) -> Sequence[EffectLine]:
        """Count what is open."""
        label = _("Phản ánh chưa trả lời chuyển theo")
        return [
            EffectLine(
                label=label,
                count=_open(merging).count(),
                listed=lambda: [
                    Counted(name=str(one), detail=str(one.get_about_display()))
                    for one in _open(merging).order_by("pk")[:SHOWN_AT_ONCE]
                ],
            )
        ]

    def apply(self, merging: Merging) -> None:
        """Point each at the agency that takes over; its due date stays."""
        repoint(_open(merging), "agency_id", merging.moved_agencies, act=merging.uid, on=merging.on)

    def undo(self, merging: Merging) -> None:
        """Point them back."""
        point_back(Complaint, act=merging.uid)


def _open(merging: Merging) -> "QuerySet[Complaint]":
    return Complaint.objects.filter(agency_id__in=list(merging.agencies), state=ComplaintState.OPEN)


def guard_files(actor: Actor, stored: StoredFile) -> str:
    """Let who complained and who answers open what came with it, and the answer."""
    rows = complaints(actor=actor)
    if rows.filter(file=stored).exists() or rows.filter(answer_file=stored).exists():
        return "complaint"
    raise NotFound


def may_answer(actor: Actor) -> bool:
    """Tell whether complaints are the actor's to answer."""
    return actor.is_official and actor.may(P.ANSWER_COMPLAINT)


def waiting(actor: Actor) -> int:
    """Return how many complaints wait for an answer of the actor's agency."""
    return waiting_for(actor=actor).order_by().count()


def register() -> None:
    """Plug in."""
    file_uses.register(
        "dossiers.complaint",
        FileUse(types=PHOTOS | DOCUMENTS, max_bytes=20 * MIB, label=_("giấy tờ của phản ánh")),
    )
    file_guards.register("dossiers.complaints", guard_files)
    registers.register(
        "dossiers.complaint", Register(label=_("Phản ánh về hồ sơ"), format="%(n)d/PA-TTHC")
    )
    registers.register(ANSWER_KIND, Register(label=_("Trả lời phản ánh"), format="%(n)d/TB-TLPA"))
    signable.register(ANSWER_KIND, AnswerSignable())
    merger_effects.register("dossiers.complaints", ComplaintMoves())
    navigation.register(
        "dossiers.complaints",
        NavItem(
            label=_("Các phản ánh"),
            url="/lam-viec/phan-anh/",
            icon="megaphone",
            group=NavGroup.MINE,
            order=30,
            hint=_("Phản ánh, khiếu nại về việc giải quyết hồ sơ"),
            visible=may_answer,
            count=waiting,
        ),
    )
