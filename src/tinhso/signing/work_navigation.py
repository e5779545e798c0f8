"""What waits for a signature or a seal on the desk, and where signing stands in the rail."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.actors import Actor
from tinhso.kernel.web.registry import (
    Command,
    MenuLine,
    NavGroup,
    NavItem,
    PaletteProvider,
    Text,
    WorkGroup,
    WorkItem,
    navigation,
    palette,
    who_menu,
    work_items,
)
from tinhso.signing import queries, services
from tinhso.signing.models import SigningItem
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.registry import ScanSource, WaitingScan

QUEUE_URL = "/lam-viec/cho-ky/"
SHARE_URL = "/lam-viec/chung-thu-so/trao-doi/"
IMAGES_URL = "/lam-viec/anh-chu-ky/"
SEAL_URL = "/lam-viec/dong-dau/"
SCANS_URL = "/lam-viec/ban-quet-cho-ky/"
SHOWN = 5
"""How many of a kind stand on the desk; the list has the rest."""


def may_sign(actor: Actor) -> bool:
    """Show the queue to those who sign."""
    return services.may_sign_items(actor)


def may_seal(actor: Actor) -> bool:
    """Show the clerk's list to clerks."""
    return actor.may(SigningPermission.SEAL_DOCUMENT)


def may_certify(actor: Actor) -> bool:
    """Show certificates to those who issue them."""
    return actor.may(SigningPermission.MANAGE_CERTIFICATES)


def has_use_for_certificate(actor: Actor) -> bool:
    """Show one's own certificate to those who sign."""
    return services.may_sign_items(actor) or actor.may(SigningPermission.SIGN_SCAN)


def may_have_signed(actor: Actor) -> bool:
    """Show the signing of files by themselves to who signs or seals."""
    return has_use_for_certificate(actor) or may_seal(actor)


def commands(actor: Actor) -> Sequence[Command]:
    """Return the places of signing that stand in no rail."""
    if not queries.may_read_register(actor):
        return []
    return [Command(label=_("Tỷ lệ văn bản gửi đi có chữ ký số"), url=SHARE_URL, icon="bar-chart")]


def waiting_work(actor: Actor) -> list[WorkGroup]:
    """Put what waits for a signature on the leader's desk, for number and seal on the clerk's."""
    groups = []
    if may_sign(actor):
        groups.append(_to_sign(actor))
    if may_seal(actor):
        groups.append(_to_seal(actor))
    scans = services.waiting_scans(actor=actor, limit=SHOWN)
    if scans:
        groups.append(_scans(scans, services.count_waiting_scans(actor=actor)))
    return groups


def _to_sign(actor: Actor) -> WorkGroup:
    return WorkGroup(
        key="signing",
        title=_("Chờ tôi ký"),
        items=[_item(row, act=_("Xem và ký")) for row in queries.items_for(actor=actor)[:SHOWN]],
        count=queries.waiting_count(actor=actor),
        url=QUEUE_URL,
        icon="pen",
        empty=_("Không có văn bản nào chờ bạn ký. Văn bản mới trình sẽ hiện ở đây."),
    )


def _scans(shown: Sequence[tuple[ScanSource, WaitingScan]], count: int) -> WorkGroup:
    return WorkGroup(
        key="scans",
        title=_("Bản quét chờ tôi ký"),
        items=[
            WorkItem(title=scan.title, url=SCANS_URL, detail=scan.trouble)
            for _source, scan in shown
        ],
        count=count,
        url=SCANS_URL,
        icon="pen",
        empty=_("Bản quét bạn nhận mà chưa ký sẽ hiện ở đây."),
    )


def _to_seal(actor: Actor) -> WorkGroup:
    rows = queries.to_seal(actor=actor)
    return WorkGroup(
        key="sealing",
        title=_("Cấp số, đóng dấu"),
        items=[_item(row, act=_("Cấp số, đóng dấu"), url=SEAL_URL) for row in rows[:SHOWN]],
        count=rows.count(),
        url=SEAL_URL,
        icon="patch-check",
        empty=_("Văn bản đã ký của cơ quan sẽ hiện ở đây."),
    )


def _item(row: SigningItem, *, act: Text, url: str = "") -> WorkItem:
    """Show one paper with what is to be done with it, and where."""
    return WorkItem(
        title=row.title,
        url=row.get_absolute_url(),
        detail=row.drafted_by,
        due_at=row.due_at,
        agency_id=row.agency_id,
        state="wait",
        state_label=row.get_state_display(),
        act_label=act,
        act_url=url or row.get_absolute_url(),
    )


work_items.register("signing", waiting_work)
palette.register("signing", PaletteProvider(title=_("Chữ ký số"), commands=commands))
navigation.register(
    "signing.queue",
    NavItem(
        label=_("Chờ tôi ký"),
        url=QUEUE_URL,
        icon="pen",
        group=NavGroup.MINE,
        order=30,
        visible=may_sign,
        count=lambda actor: queries.waiting_count(actor=actor),
    ),
)
navigation.register(
    "signing.own_files",
    NavItem(
        label=_("Ký tệp"),
        url="/lam-viec/tep-da-ky/",
        icon="file-earmark-check",
        group=NavGroup.MINE,
        order=32,
        hint=_("Ký, đóng dấu tệp của bạn; tệp đã ký bạn giữ lại"),
        visible=may_have_signed,
    ),
)
navigation.register(
    "signing.certificates",
    NavItem(
        label=_("Chứng thư số"),
        url="/quan-tri/chung-thu-so/",
        icon="patch-check",
        group=NavGroup.OPERATORS,
        order=30,
        hint=_("Cấp, thu hồi chứng thư; chứng thư sắp hết hạn; gốc tin cậy"),
        visible=may_certify,
    ),
)
navigation.register(
    "signing.register",
    NavItem(
        label=_("Sổ chứng thư số"),
        url="/lam-viec/chung-thu-so/",
        icon="key",
        group=NavGroup.MINE,
        order=33,
        hint=_("Chứng thư của cơ quan và cấp dưới; bảng số liệu, nơi chưa có"),
        visible=queries.may_read_register,
    ),
)
navigation.register(
    "signing.images",
    NavItem(
        label=_("Ảnh chữ ký, con dấu"),
        url=IMAGES_URL,
        icon="image",
        group=NavGroup.MINE,
        order=33,
        hint=_("Ảnh chữ ký, con dấu chờ duyệt và đang dùng"),
        visible=queries.may_decide_images,
        count=lambda actor: queries.images_to_decide(actor=actor).count(),
    ),
)
who_menu.register(
    "signing.own",
    MenuLine(
        label=_("Chữ ký số của tôi"),
        url="/tai-khoan/chu-ky-so/",
        icon="pen",
        order=115,
        visible=has_use_for_certificate,
    ),
)
navigation.register(
    "signing.seal",
    NavItem(
        label=_("Cấp số, đóng dấu"),
        url=SEAL_URL,
        icon="patch-check",
        group=NavGroup.MINE,
        order=31,
        visible=may_seal,
        count=lambda actor: queries.to_seal(actor=actor).count(),
    ),
)
