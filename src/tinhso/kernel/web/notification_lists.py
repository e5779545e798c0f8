"""Lists of the notices: one's own inbox, and what the operators see that did not go out."""

from collections.abc import Sequence
from typing import Final

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.actors import Actor, actor_of, require
from tinhso.kernel.db.text import fold
from tinhso.kernel.errors import SignInNeeded
from tinhso.kernel.notifications import queries, services
from tinhso.kernel.notifications.models import Delivery, Notification
from tinhso.kernel.notifications.permissions import NotificationPermission
from tinhso.kernel.notifications.registry import channels, notification_kinds
from tinhso.kernel.notifications.rules import DeliveryState
from tinhso.kernel.notifications.words import Worded
from tinhso.kernel.web.lists import (
    ChoiceFilter,
    Column,
    DateRangeFilter,
    ListAct,
    ListPage,
    PresetView,
    YesNoFilter,
)
from tinhso.kernel.web.lists.filters import Text
from tinhso.kernel.web.lists.state import ListState
from tinhso.kernel.web.registry import everybody

SEARCHED: Final = 1000
"""What a notice says rests encrypted, so the newest so many are read through for typed words."""


def _label(code: str) -> Text:
    kind = notification_kinds.find(code)
    return kind.label if kind is not None else code


def _own_kinds(actor: Actor) -> list[tuple[str, Text]]:
    """Return the kinds of notices the reader ever got."""
    mine = Notification.objects.visible_to(actor).order_by()
    codes = mine.values_list("kind", flat=True).distinct()
    return sorted(((code, _label(code)) for code in codes), key=lambda pair: str(pair[1]))


def _said(row: Notification) -> Worded:
    """Return the words of a notice; a portion was worded at once, a lone row is worded here."""
    said: Worded | None = getattr(row, "said", None)
    return said or next(queries.worded_in_readers_language([row]))[1]


class Inbox(ListPage[Notification]):
    """The reader's own notices, the newest first."""

    name = "notifications.inbox"
    title = _("Thông báo")
    template = "kernel/notifications/inbox.html"
    key_field = "uid"
    columns = (
        Column(
            "notice",
            _("Thông báo"),
            template="kernel/notifications/_notice_cell.html",
            export=lambda n: f"{_said(n).title}\n{_said(n).body}",
        ),
        Column("kind", _("Loại"), lambda n: str(_label(n.kind)), data=False),
        Column("at", _("Lúc"), lambda n: n.created_at, sort="id", data=False),
        Column("read", _("Đã đọc lúc"), lambda n: n.read_at, data=False, shown=False),
    )
    filters = (
        ChoiceFilter("loai", _("Loại"), "kind", _own_kinds),
        YesNoFilter("da-doc", _("Đã đọc"), "is_read", in_tabs=True),
        DateRangeFilter("luc", _("Lúc"), "created_at"),
    )
    views = (PresetView("unread", _("Chưa đọc"), {"da-doc": "khong"}),)
    acts = (
        ListAct(
            key="read",
            label=_("Đánh dấu đã đọc"),
            run=lambda row, actor: services.mark_read(uid=row.uid, actor=actor),
            visible=everybody,
        ),
    )
    default_sort = "-at"
    page_size = queries.PAGE
    search_hint = _("Tìm trong 1.000 thông báo gần nhất")
    empty_title = _("Chưa có thông báo nào")
    empty_text = _("Khi hồ sơ hay việc của bạn có gì mới, bạn sẽ thấy ở đây.")

    def permit(self, actor: Actor) -> None:
        """Let in who has an inbox."""
        if not actor.is_signed_in:
            raise SignInNeeded

    def rows(self, actor: Actor) -> QuerySet[Notification]:
        """Return the reader's own notices."""
        mine = Notification.objects.visible_to(actor)
        return mine.annotate(is_read=Q(read_at__isnull=False))

    def search(self, rows: QuerySet[Notification], query: str) -> QuerySet[Notification]:
        """Read the newest ones through for every typed word, marks or not."""
        wanted = fold(query).split()
        newest = list(rows.order_by("-pk")[:SEARCHED])
        _word(newest)
        texts = ((row.pk, fold(f"{_said(row).title} {_said(row).body}")) for row in newest)
        return rows.filter(pk__in=[pk for pk, text in texts if all(w in text for w in wanted)])

    def prepare(self, rows: Sequence[Notification], *, actor: Actor) -> None:
        """Word a portion of notices in the reader's language, the texts read once."""
        _word(rows)

    def label(self, row: Notification) -> str:
        """Name the row for screen readers."""
        return _said(row).title

    def context(self, request: HttpRequest, state: ListState[Notification]) -> dict[str, object]:
        """Say how many are unread."""
        return {"unread": queries.unread_count(actor_of(request))}


def _word(rows: Sequence[Notification]) -> None:
    for row, said in queries.worded_in_readers_language(rows):
        row.said = said  # type: ignore[attr-defined]  # for the cells


def _channels(_actor: Actor) -> list[tuple[str, Text]]:
    return [(code, channel.label) for code, channel in channels]


def _kinds(_actor: Actor) -> list[tuple[str, Text]]:
    return [(kind.code, kind.label) for _key, kind in notification_kinds]


class Unsent(ListPage[Delivery]):
    """What has not gone out after a try, or never will."""

    name = "notifications.unsent"
    title = _("Thông báo chưa gửi được")
    template = "kernel/notifications/unsent.html"
    key_field = "uid"
    columns = (
        Column("kind", _("Loại"), lambda d: str(_label(d.notification.kind)), data=False),
        Column("channel", _("Kênh"), lambda d: d.channel, sort="channel", data=False),
        Column("state", _("Tình trạng"), lambda d: d.get_state_display(), data=False),
        Column("attempts", _("Số lần"), lambda d: d.attempts, sort="attempts", numeric=True),
        Column("fault", _("Lỗi"), lambda d: d.fault, sort="fault", data=False),
        Column("due", _("Từ lúc"), lambda d: d.due_at, sort="due_at", data=False),
    )
    filters = (
        ChoiceFilter("loai", _("Loại"), "notification__kind", _kinds),
        ChoiceFilter("kenh", _("Kênh"), "channel", _channels),
        ChoiceFilter(
            "tinh-trang",
            _("Tình trạng"),
            "state",
            [
                (state.value, state.label)
                for state in (
                    DeliveryState.PARKED,
                    DeliveryState.NO_ADDRESS,
                    DeliveryState.WAITING,
                )
            ],
            in_tabs=True,
        ),
        DateRangeFilter("tu", _("Từ lúc"), "due_at"),
    )
    views = (
        PresetView("parked", _("Đã dừng lại"), {"tinh-trang": DeliveryState.PARKED}),
        PresetView("nowhere", _("Không có địa chỉ"), {"tinh-trang": DeliveryState.NO_ADDRESS}),
    )
    acts = (
        ListAct(
            key="again",
            label=_("Gửi lại"),
            icon="arrow-repeat",
            run=lambda row, actor: services.send_again(uid=row.uid, actor=actor),
        ),
    )
    default_sort = "-due"
    words_in = ("notification__kind", "fault")
    search_hint = _("Mã loại thông báo hoặc lỗi")
    empty_title = _("Không có gì bị giữ lại")
    empty_text = _("Thông báo gửi không được sẽ hiện ở đây, với lỗi và nút gửi lại.")

    def permit(self, actor: Actor) -> None:
        """Let in who keeps the notices."""
        super().permit(actor)
        require(actor, NotificationPermission.MANAGE)

    def rows(self, actor: Actor) -> QuerySet[Delivery]:
        """Return what did not go out."""
        return queries.unsent(actor=actor)

    def label(self, row: Delivery) -> str:
        """Name the row for screen readers."""
        return f"{_label(row.notification.kind)}, {row.channel}"
