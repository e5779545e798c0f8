"""What this room puts into lower sockets: roles, notices, files, numbers, menus, restrictions."""

from collections.abc import Callable, Collection, Iterator
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tinhso.identity.registry import LookedAt, looked_at
from tinhso.kernel.actors import Actor
from tinhso.kernel.files.registry import MIB, PDFS, FileUse, file_uses
from tinhso.kernel.notifications.registry import notification_kinds
from tinhso.kernel.numbering.registry import Register, registers
from tinhso.kernel.registry.holdings import HeldRecord, Holder, holders, restrictions
from tinhso.kernel.registry.mergers import merger_effects
from tinhso.kernel.registry.operations import Step, first_start
from tinhso.kernel.registry.purposes import consent_keepers
from tinhso.kernel.registry.retention import Lasting, asking_people, lasting, retained
from tinhso.kernel.web.registry import MenuLine, NavItem, navigation, who_menu, work_items
from tinhso.privacy import kinds, queries, roles
from tinhso.privacy.authority_kinds import AUTHORITY_KINDS
from tinhso.privacy.breach_kinds import BREACH_KINDS
from tinhso.privacy.merging import PrivacyMoves
from tinhso.privacy.models import DataRequest
from tinhso.privacy.permissions import PrivacyPermission as P
from tinhso.privacy.queries.authorities import (
    authority_work,
    people_asked_about,
    waiting_authorities,
)
from tinhso.privacy.queries.breaches import unreported_count
from tinhso.privacy.queries.late_authorities import late_work
from tinhso.privacy.services.authorities import AUTHORITY_REGISTER, AUTHORITY_USE
from tinhso.privacy.services.breaches import BREACH_REGISTER
from tinhso.privacy.services.consents import keep_consent
from tinhso.privacy.services.copying import USE
from tinhso.privacy.services.demonstration import load_demonstration
from tinhso.privacy.services.requesting import REGISTER
from tinhso.privacy.services.retaining import AuthoritiesAnswered, BreachesClosed, RequestsEnded
from tinhso.privacy.services.retention import MINUTES_REGISTER, MINUTES_USE

roles.register()
for _kind in (*kinds.KINDS, *BREACH_KINDS, *AUTHORITY_KINDS):
    notification_kinds.register(_kind.code, _kind)
file_uses.register(
    USE,
    FileUse(types=PDFS, max_bytes=500 * MIB, label=_("bản sao dữ liệu cá nhân"), trusted=True),
)
registers.register(
    REGISTER, Register(label=_("Yêu cầu về dữ liệu cá nhân"), format="%(n)d/YC-DLCN")
)
registers.register(
    BREACH_REGISTER, Register(label=_("Vi phạm dữ liệu cá nhân"), format="%(n)d/VP-DLCN")
)
registers.register(
    AUTHORITY_REGISTER,
    Register(label=_("Yêu cầu của cơ quan có thẩm quyền"), format="%(n)d/YC-CQ"),
)
file_uses.register(
    AUTHORITY_USE,
    FileUse(types=PDFS, max_bytes=100 * MIB, label=_("dữ liệu đã cung cấp")),
)
registers.register(MINUTES_REGISTER, Register(label=_("Biên bản tiêu hủy"), format="%(n)d/BB-TH"))
file_uses.register(
    MINUTES_USE, FileUse(types=PDFS, max_bytes=40 * MIB, label=_("biên bản tiêu hủy"), trusted=True)
)
restrictions.register("privacy", queries.restricted_now)
asking_people.register("privacy", queries.people_waiting)
asking_people.register("privacy.authorities", people_asked_about)
work_items.register("privacy.authorities", authority_work)
work_items.register("privacy.late_authorities", late_work)
retained.register("privacy.authorities", AuthoritiesAnswered())
retained.register("privacy.requests", RequestsEnded())
retained.register("privacy.breaches", BreachesClosed())
lasting.register(
    "privacy.minutes",
    Lasting(
        title=_("Biên bản và chứng cứ tiêu hủy"),
        models=("privacy.DestructionAct",),
        why=_("là bằng chứng đã tiêu hủy gì, theo quy định nào"),
    ),
)
consent_keepers.register("privacy", keep_consent)
merger_effects.register("privacy", PrivacyMoves())


class RequestHolder(Holder):
    """What somebody asked before."""

    title = _("Yêu cầu về dữ liệu cá nhân")

    def held(self, person_id: int) -> Iterator[HeldRecord]:
        """Give each request with its answer."""
        for row in DataRequest.objects.filter(person_id=person_id).order_by("pk"):
            yield HeldRecord(
                kind="privacy.request",
                reference=str(row.uid),
                label=row.number,
                since=row.received_at,
                fields=((_("Nội dung yêu cầu"), row.wish), (_("Trả lời"), row.answer)),
            )


holders.register("privacy", RequestHolder())


def _name_requests(actor: Actor, uids: Collection[UUID]) -> dict[UUID, LookedAt]:
    """Name what the actor himself asked over his data."""
    return {
        row.uid: LookedAt(
            number=row.number,
            url=reverse("privacy:own_request", kwargs={"uid": row.uid}),
        )
        for row in queries.own_requests(actor=actor).filter(uid__in=uids)
    }


looked_at.register("privacy.request", _name_requests)


def _follows(actor: Actor) -> bool:
    return actor.may(P.HANDLE_REQUESTS) or actor.may(P.ENTER_REQUESTS)


navigation.register(
    "privacy.requests",
    NavItem(
        label=_("Dữ liệu cá nhân"),
        url="/lam-viec/du-lieu-ca-nhan/",
        icon="shield-lock",
        order=80,
        hint=_("Yêu cầu của người dân về dữ liệu của họ"),
        visible=_follows,
        count=lambda actor: queries.waiting_count(actor=actor),
    ),
)
navigation.register(
    "privacy.breaches",
    NavItem(
        label=_("Vi phạm dữ liệu"),
        url="/lam-viec/vi-pham-du-lieu/",
        icon="shield-exclamation",
        order=81,
        hint=_("Ghi vi phạm, báo cáo trong 72 giờ, báo người bị ảnh hưởng"),
        visible=lambda actor: actor.may(P.HANDLE_BREACHES),
        count=lambda actor: unreported_count(actor=actor),
    ),
)
navigation.register(
    "privacy.authorities",
    NavItem(
        label=_("Cơ quan yêu cầu"),
        url="/lam-viec/co-quan-yeu-cau/",
        icon="shield-shaded",
        order=81,
        hint=_("Yêu cầu cung cấp dữ liệu, gỡ nội dung, với giờ phải xong"),
        visible=lambda actor: actor.may(P.HANDLE_AUTHORITIES),
        count=lambda actor: waiting_authorities(actor=actor),
    ),
)
navigation.register(
    "privacy.retention",
    NavItem(
        label=_("Lưu giữ, tiêu hủy"),
        url="/lam-viec/luu-giu/",
        icon="archive",
        order=82,
        hint=_("Thời hạn lưu giữ, giữ lại, tiêu hủy có hai người quyết định"),
        visible=lambda actor: any(
            actor.may(permission)
            for permission in (P.SET_RETENTION, P.PROPOSE_DESTRUCTION, P.CONFIRM_DESTRUCTION)
        ),
    ),
)
who_menu.register(
    "privacy.own",
    MenuLine(
        label=_("Dữ liệu của tôi"),
        url="/tai-khoan/du-lieu/",
        icon="file-earmark-person",
        order=125,
        visible=lambda actor: actor.person_id is not None,
    ),
)


def _load(say: Callable[[str], None]) -> None:
    if made := load_demonstration():
        say(f"{made} requests over personal data")


first_start.register(
    "privacy.demonstration",
    Step(70, "Requests over personal data", _load, demonstration=True),
)
