"""What those who resolve, lead and keep the books find in the rail and under Ctrl K."""

from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext_lazy as _

from tinhso.dossiers import queries
from tinhso.dossiers.desk_plugs import works_at_desk
from tinhso.dossiers.models import Dossier, DossierSight
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries import national
from tinhso.dossiers.queries.law import may_read_law
from tinhso.dossiers.queries.piles import inbox_where
from tinhso.dossiers.queries.seals import may_seal_scans
from tinhso.dossiers.queries.settlements import waiting_for
from tinhso.kernel.actors import Actor
from tinhso.kernel.db.paging import Sight, page_of
from tinhso.kernel.web.operations.permissions import OperationsPermission
from tinhso.kernel.web.registry import (
    Command,
    NavGroup,
    NavItem,
    PaletteProvider,
    navigation,
    palette,
)

RESOLVERS: Final = (P.APPRAISE, P.ASSIGN, P.ANSWER_CONSULTATION, P.SIGN, P.ISSUE, P.OVERSEE)
READERS: Final = (P.RECEIVE, P.OVERSEE, P.ISSUE, P.ASSIGN)
"""Who reads the book of his agency."""


def may_read_book(actor: Actor) -> bool:
    """Tell whether the book of his agency is the actor's to read."""
    return actor.is_official and any(actor.may(permission) for permission in READERS)


def may_resolve(actor: Actor) -> bool:
    """Tell whether dossiers are the actor's work."""
    return actor.is_official and any(actor.may(permission) for permission in RESOLVERS)


def may_read_records(actor: Actor) -> bool:
    """Tell whether hand-over records are the actor's."""
    return actor.is_official and (actor.may(P.OVERSEE) or actor.may(P.ISSUE))


def may_oversee(actor: Actor) -> bool:
    """Tell whether the boards are the actor's."""
    return actor.is_official and actor.may(P.OVERSEE)


def may_reconcile(actor: Actor) -> bool:
    """Tell whether the actor compares payments with the bank's statement."""
    return actor.is_official and actor.may(P.RECONCILE)


def may_read_payments(actor: Actor) -> bool:
    """Tell whether the actor reads what his agency received."""
    return may_reconcile(actor) or may_oversee(actor)


def settling(actor: Actor) -> int:
    """Return how many settlements wait for the actor's agency."""
    return waiting_for(actor).count()


def may_set_account(actor: Actor) -> bool:
    """Tell whether the actor says into which account his agency's fees go."""
    return actor.is_official and actor.may(P.SET_ACCOUNT)


def may_set_sealing(actor: Actor) -> bool:
    """Tell whether the actor says how his agency seals its scans."""
    return actor.is_official and actor.agency_id is not None and actor.may(P.SET_SEALING)


def may_read_scan_seals(actor: Actor) -> bool:
    """Tell whether the scans that wait for the seal are the actor's to read."""
    return may_seal_scans(actor) or may_set_sealing(actor)


def may_divide(actor: Actor) -> bool:
    """Tell whether the actor divides an agency's work among its units."""
    return actor.is_official and actor.may(P.DIVIDE_WORK)


def may_watch_national(actor: Actor) -> bool:
    """Tell whether the messages between the house and the national portal are the actor's."""
    return actor.is_official and actor.may(OperationsPermission.VIEW)


def not_through(actor: Actor) -> int:
    """Return how many messages did not get through, either way."""
    return national.not_through(actor=actor)


def waiting(actor: Actor) -> int:
    """Return how many dossiers lie in the actor's hands, or wait for a head to give them out."""
    view = "mine" if actor.may(P.APPRAISE) else "unit"
    rows = Dossier.objects.visible_to(actor).filter(inbox_where(actor=actor, view=view))
    return rows.order_by()[:1000].count()


def find(actor: Actor, typed: str, limit: int) -> Sequence[Command]:
    """Return dossiers the actor sees, by code, number, telephone or words of a name.

    Who works at a desk, too, finds them under the desk's heading: they are not sought twice.
    """
    if works_at_desk(actor):
        return []
    rows = Dossier.objects.visible_to(actor).filter(due_at__isnull=False)
    found = page_of(
        queries.search(rows, text=typed).for_lists(),
        order=("-due_at", "-id"),
        size=limit,
        sight=Sight(DossierSight, actor.sight_keys),
    )
    return [
        Command(
            label=f"{dossier.shown_number} {dossier.procedure_version.name}",
            url=f"/lam-viec/ho-so/{dossier.uid}/",
            icon="folder2",
            detail=dossier.owner_masked,
            data=True,
        )
        for dossier in found.rows
    ]


def commands(actor: Actor) -> Sequence[Command]:
    """Return the places of this room the actor may go to."""
    found = []
    if may_resolve(actor):
        found += [
            Command(
                label=_("Hồ sơ của tôi"), url="/lam-viec/ho-so/?view=mine&xem=mine", icon="folder2"
            ),
            Command(
                label=_("Hồ sơ chờ phân công"),
                url="/lam-viec/ho-so/?view=unit&xem=unit",
                icon="person-plus",
            ),
        ]
    if may_oversee(actor):
        found += [
            Command(label=_("Điều hành"), url="/lam-viec/dieu-hanh/", icon="speedometer2"),
            Command(
                label=_("Hồ sơ quá hạn"),
                url="/lam-viec/ho-so/?tinh-hinh=late",
                icon="exclamation-triangle",
            ),
            Command(label=_("Đánh giá của người dân"), url="/lam-viec/danh-gia/", icon="star"),
            Command(label=_("Thống kê"), url="/lam-viec/thong-ke/", icon="bar-chart"),
            Command(label=_("Dịch vụ chủ động"), url="/lam-viec/chu-dong/", icon="bell"),
            Command(
                label=_("Báo cáo định kỳ"),
                url="/lam-viec/thong-ke/bao-cao/",
                icon="file-earmark-bar-graph",
            ),
        ]
    if may_read_payments(actor):
        found.append(
            Command(label=_("Khoản thu phí, lệ phí"), url="/lam-viec/khoan-thu/", icon="cash-coin")
        )
    if may_read_book(actor):
        found.append(
            Command(label=_("Sổ theo dõi hồ sơ"), url="/lam-viec/so/", icon="journal-text")
        )
        found.append(
            Command(
                label=_("Sổ chứng thực bản sao"),
                url="/lam-viec/so/chung-thuc/",
                icon="journal-text",
            )
        )
    return found


ITEMS: Final = {
    "dossiers.work": NavItem(
        label=_("Hồ sơ"),
        url="/lam-viec/ho-so/",
        icon="folder2",
        group=NavGroup.MINE,
        order=20,
        visible=may_resolve,
        count=waiting,
    ),
    "dossiers.scan_seals": NavItem(
        label=_("Dấu bản số hóa"),
        url="/lam-viec/dong-dau-so-hoa/",
        icon="file-earmark-check",
        group=NavGroup.MINE,
        order=32,
        hint=_("Bản quét cán bộ đã ký, chờ dấu của cơ quan"),
        visible=may_read_scan_seals,
    ),
    "dossiers.book": NavItem(
        label=_("Sổ"),
        url="/lam-viec/so/",
        icon="journal-text",
        group=NavGroup.MINE,
        order=60,
        visible=may_read_book,
    ),
    "dossiers.reconciliation": NavItem(
        label=_("Đối soát"),
        url="/lam-viec/doi-soat/",
        icon="bank",
        group=NavGroup.MINE,
        order=65,
        also=("/lam-viec/khoan-thu/", "/lam-viec/tien-chua-khop/"),
        visible=may_reconcile,
    ),
    "dossiers.settlements": NavItem(
        label=_("Quyết toán"),
        url="/lam-viec/quyet-toan/",
        icon="cash-coin",
        group=NavGroup.MINE,
        order=66,
        hint=_("Phí, lệ phí thu hộ trong tháng giữa một cửa, cơ quan và bưu chính"),
        visible=may_read_payments,
        count=settling,
    ),
    "dossiers.duties": NavItem(
        label=_("Phân việc"),
        url="/lam-viec/phan-viec/",
        icon="diagram-3",
        group=NavGroup.MINE,
        order=70,
        visible=may_divide,
    ),
    "dossiers.merger_records": NavItem(
        label=_("Bàn giao hồ sơ"),
        url="/lam-viec/ban-giao-ho-so/",
        icon="arrow-left-right",
        group=NavGroup.MINE,
        order=72,
        hint=_("Biên bản bàn giao khi sáp nhập cơ quan"),
        visible=may_read_records,
    ),
    "dossiers.fee_accounts": NavItem(
        label=_("Tài khoản thu"),
        url="/lam-viec/tai-khoan-thu/",
        icon="bank",
        group=NavGroup.MINE,
        order=75,
        visible=may_set_account,
    ),
    "dossiers.law_rules": NavItem(
        label=_("Quy định chung"),
        url="/quan-tri/quy-dinh/",
        icon="rulers",
        group=NavGroup.OPERATORS,
        order=22,
        hint=_("Thời hạn, số lần theo luật: áp dụng từ ngày nào, căn cứ nào"),
        visible=may_read_law,
    ),
    "dossiers.board": NavItem(
        label=_("Điều hành"),
        url="/lam-viec/dieu-hanh/",
        icon="speedometer2",
        group=NavGroup.PROVINCE,
        order=10,
        visible=may_oversee,
    ),
    "dossiers.statistics": NavItem(
        label=_("Thống kê"),
        url="/lam-viec/thong-ke/",
        icon="bar-chart",
        group=NavGroup.PROVINCE,
        order=12,
        visible=may_oversee,
    ),
    "dossiers.offers": NavItem(
        label=_("Dịch vụ chủ động"),
        url="/lam-viec/chu-dong/",
        icon="bell",
        group=NavGroup.PROVINCE,
        order=13,
        visible=may_oversee,
    ),
    "dossiers.national": NavItem(
        label=_("Cổng quốc gia"),
        url="/quan-tri/cong-quoc-gia/",
        icon="send",
        group=NavGroup.OPERATORS,
        order=25,
        hint=_("Gói tin tới và từ Cổng Dịch vụ công quốc gia, gói bị từ chối và vì sao"),
        visible=may_watch_national,
        count=not_through,
    ),
}
"""The entries of the rail, as they stand in it."""


def register() -> None:
    """Put the entries into the rail and the palette."""
    for name, item in ITEMS.items():
        navigation.register(name, item)
    palette.register(
        "dossiers.work",
        PaletteProvider(title=_("Hồ sơ"), visible=may_resolve, commands=commands, search=find),
    )
