"""Requests where others look for them: numbers, the queue, channels, files, mergers."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.actors import Actor
from tinhso.kernel.db.repointing import point_back, repoint
from tinhso.kernel.errors import NotFound
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.files.registry import MIB, PDFS, PHOTOS, FileUse, file_guards, file_uses
from tinhso.kernel.numbering.registry import Register, registers
from tinhso.kernel.registry.mergers import EffectLine, MergerEffect, Merging, merger_effects
from tinhso.kernel.registry.operations import Step, first_start
from tinhso.kernel.web.registry import NavGroup, NavItem, navigation
from tinhso.signing.models import CertificateRequest, CertificateRequestLine
from tinhso.signing.queries.requests import may_request, waiting_requests
from tinhso.signing.registry import Numbering, Signable, certificate_channels, signable
from tinhso.signing.rules_requests import ANSWER_USE, OPEN_REQUESTS
from tinhso.signing.services.requests import sending
from tinhso.signing.services.requests.demonstration import load_demonstration_requests
from tinhso.signing.services.requests.papers import KIND

if TYPE_CHECKING:
    from tinhso.signing.models import SealAct, SigningItem


class RequestSignable(Signable):
    """Follows a request through the head's queue and the clerk's act."""

    label = _("Yêu cầu chứng thư số")
    link_words = _("Mở yêu cầu")

    def may_open(self, item: "SigningItem", actor: Actor) -> bool:
        """Requests open to who asks and who issues; who only signs them reads the paper."""
        return may_request(actor)

    def numbering(self, item: "SigningItem") -> Numbering:
        """Number it among the agency's requests."""
        return Numbering(register=KIND)

    def signed(self, item: "SigningItem", stored_file: StoredFile) -> None:
        """The head signed."""
        sending.mark_signed(uid=UUID(item.reference))

    def returned(self, item: "SigningItem", reason: str) -> None:
        """The head sent it back."""
        sending.mark_returned(uid=UUID(item.reference), reason=reason)

    def sealed(self, item: "SigningItem", stored_file: StoredFile, act: "SealAct") -> None:
        """It can be sent."""
        sending.mark_sealed(
            uid=UUID(item.reference), file=stored_file, number=act.number_text, on=act.on
        )


class RequestMoves(MergerEffect):
    """Requests that are not done go on at the successor."""

    title = _("Yêu cầu về chứng thư số")

    def preview(self, merging: Merging) -> Sequence[EffectLine]:
        """Count what is open."""
        label = _("Yêu cầu chưa xong chuyển theo")
        return [EffectLine(label=label, count=_open(merging).count())]

    def apply(self, merging: Merging) -> None:
        """Point each at the agency that takes over."""
        rows = _open(merging)
        repoint(rows, "agency_id", merging.moved_agencies, act=merging.uid, on=merging.on)

    def undo(self, merging: Merging) -> None:
        """Point them back."""
        point_back(CertificateRequest, act=merging.uid)


def _open(merging: Merging) -> "QuerySet[CertificateRequest]":
    return CertificateRequest.objects.filter(
        agency_id__in=list(merging.agencies), state__in=OPEN_REQUESTS
    )


def guard_files(actor: Actor, stored: StoredFile) -> str:
    """Open papers of a request to who sees it, and a holder's own record to him."""
    seen = CertificateRequest.objects.visible_to(actor)
    papers = Q(file=stored) | Q(answer_file=stored) | Q(papers__file=stored)
    if seen.filter(papers | Q(lines__minute_file=stored)).exists():
        return "signing.request"
    mine = CertificateRequestLine.objects.filter(minute_file=stored, account_uid=actor.id)
    if actor.id is not None and mine.exists():
        return "signing.own_minute"
    raise NotFound


def ask_demonstration(say: Callable[[str], None]) -> None:
    """Show requests on certificates in each of their states."""
    say(f"{load_demonstration_requests()} requests on certificates")


def register() -> None:
    """Plug in."""
    registers.register(KIND, Register(label=_("Yêu cầu về chứng thư số"), format="%(n)d/ĐN-CTS"))
    signable.register(KIND, RequestSignable())
    certificate_channels.register("house", sending.HouseChannel())
    certificate_channels.register("hand", sending.HandChannel())
    merger_effects.register("signing.requests", RequestMoves())
    file_guards.register("signing.requests", guard_files)
    file_uses.register(
        ANSWER_USE, FileUse(types=PDFS | PHOTOS, max_bytes=20 * MIB, label=_("văn bản trả lời"))
    )
    first_start.register(
        "signing.demonstration_requests",
        Step(36, "Requests on certificates", ask_demonstration, demonstration=True),
    )
    navigation.register(
        "signing.requests",
        NavItem(
            label=_("Yêu cầu chứng thư"),
            url="/lam-viec/chung-thu-so/yeu-cau/",
            icon="file-earmark-plus",
            group=NavGroup.MINE,
            order=33,
            hint=_("Đề nghị cấp, gia hạn, thay đổi, thu hồi; trả lời và bàn giao"),
            visible=may_request,
            count=lambda actor: waiting_requests(actor=actor),
        ),
    )
