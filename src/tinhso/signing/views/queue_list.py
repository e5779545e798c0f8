"""The leader's queue as a list: what waits for his signature, narrowed, sorted, signed together."""

from collections.abc import Sequence
from typing import ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.kernel.actors import Actor, actor_of
from tinhso.kernel.errors import Invalid
from tinhso.kernel.web.lists import (
    ChoiceFilter,
    Column,
    DateRangeFilter,
    ListAct,
    PresetView,
    YesNoFilter,
)
from tinhso.kernel.web.lists.state import ListState
from tinhso.kernel.web.templatetags.kernel import state
from tinhso.signing import queries, services
from tinhso.signing.models import SigningItem
from tinhso.signing.rules import ItemState
from tinhso.signing.views._item_lists import (
    DRAFTED,
    KIND,
    LATE,
    OF_KIND,
    OVERDUE,
    ItemList,
    due_column,
    title_column,
)
from tinhso.signing.views.queue import begin_signing

PLACE = "lam-viec/cho-ky/"
SIGN = "sign"
BATCHES_SHOWN = 20
STATES = {ItemState.OPENED: "run", ItemState.POSTPONED: "stopped"}


def _state(row: SigningItem) -> SafeString:
    """Show whether the paper was read, and whether it was put off."""
    return state(STATES.get(ItemState(row.state), "wait"), row.get_state_display())


def _confirm_first(_row: SigningItem, _actor: Actor) -> object:
    """Refuse: papers are signed together, after one second factor asked on the next page."""
    raise Invalid(_("Hãy xác nhận bằng mã rồi mới ký."))


class SigningQueue(ItemList):
    """What waits for the actor's signature: due first on top, put off last."""

    name = "signing.queue"
    title = gettext_lazy("Chờ tôi ký")
    template = "signing/queue.html"
    columns = (
        title_column(gettext_lazy("Văn bản chờ ký")),
        KIND,
        DRAFTED,
        Column("checked", gettext_lazy("Người kiểm tra"), lambda i: i.checked_by, shown=False),
        Column(
            "requested",
            gettext_lazy("Trình lúc"),
            lambda i: i.requested_at,
            sort=("requested_at", "id"),
            data=False,
        ),
        due_column(),
        Column(
            "state",
            gettext_lazy("Tình trạng"),
            draw=_state,
            export=lambda i: i.get_state_display(),
        ),
    )
    filters = (
        OF_KIND,
        ChoiceFilter(
            "nguoi-soan",
            gettext_lazy("Người soạn"),
            "drafted_by",
            lambda actor: [(name, name) for name in queries.drafters(actor=actor)],
            data=True,
        ),
        OVERDUE,
        DateRangeFilter("trinh", gettext_lazy("Trình lúc"), "requested_at"),
        DateRangeFilter("han", gettext_lazy("Hạn"), "due_at"),
        YesNoFilter("da-xem", gettext_lazy("Đã xem, ký được"), "is_read"),
    )
    views = (
        LATE,
        PresetView("unread", gettext_lazy("Chưa xem"), {"da-xem": "khong"}),
        PresetView("read", gettext_lazy("Đã xem, ký được"), {"da-xem": "co"}),
    )
    acts: ClassVar[tuple[ListAct[SigningItem], ...]] = (
        ListAct(
            key=SIGN,
            label=gettext_lazy("Ký các văn bản đã chọn"),
            run=_confirm_first,
            icon="pen",
            hotkey="Alt+K",
            primary=True,
            visible=services.may_sign_items,
        ),
    )
    default_order = ("put_off", "due_order", "requested_at", "id")
    together = SIGN
    empty_title = gettext_lazy("Không có văn bản nào chờ bạn ký")
    empty_text = gettext_lazy("Văn bản mới trình sẽ hiện ở đây và trên bàn làm việc của bạn.")

    def permit(self, actor: Actor) -> None:
        """Let in who signs alone or beside others."""
        services.require_signer(actor)

    def rows(self, actor: Actor) -> QuerySet[SigningItem]:
        """Return what lies before the actor."""
        return queries.queue_rows(actor=actor)

    def may_choose(self, row: SigningItem) -> bool:
        """Let a paper be chosen that was read as it now stands."""
        return bool(vars(row)["is_read"])

    def act_on(self, request: HttpRequest, chosen: Sequence[str]) -> HttpResponse:
        """Ask for the one second factor with which the chosen papers are signed."""
        return begin_signing(request, chosen)

    def context(self, request: HttpRequest, state: ListState[SigningItem]) -> dict[str, object]:
        """Say with what the actor signs, and which batches wait for his word."""
        actor = actor_of(request)
        return {
            "certificate": queries.certificate_of(account_uid=actor.id) if actor.id else None,
            "batches": list(queries.batches_to_confirm(actor=actor)[:BATCHES_SHOWN]),
        }
