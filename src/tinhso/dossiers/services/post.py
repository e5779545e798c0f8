"""Results go out by the post or a hired service: listed, handed over, delivered or back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.dossiers.events import ReminderDue
from tinhso.dossiers.models import Dossier, PartyRole, PostItem, PostList, PostWish
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.rules.post import OPEN_ITEMS, Carrier, ItemState
from tinhso.dossiers.rules.states import WITH_RESULT, DeliveryState
from tinhso.dossiers.services import _core
from tinhso.dossiers.services._people import parties_of
from tinhso.dossiers.services.errors import WrongState
from tinhso.dossiers.services.returning import return_posted
from tinhso.kernel.actors import Actor, require
from tinhso.kernel.audit import record
from tinhso.kernel.db import fetch
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.errors import Invalid, NotFound
from tinhso.kernel.errors.sentences import told
from tinhso.kernel.events import publish
from tinhso.kernel.numbering.services import give_number

MOST_IN_LIST = 200
POST_FAILED = "post_failed"
POST_RECALLED = "post_recalled"


@dataclass(frozen=True, kw_only=True)
class Sending:
    """One result to be sent, with the number on its envelope."""

    dossier: UUID
    tracking: str


@one_act()
def list_for_post(*, actor: Actor, kind: str, carrier: str, items: Sequence[Sending]) -> PostList:
    """Write the results that go out together on one numbered list."""
    if actor.unit_id is None or actor.agency_id is None:
        raise NotFound
    require(actor, P.RETURN_RESULT, unit_id=actor.unit_id)
    _check_list(kind=kind, carrier=carrier, items=items)
    now = timezone.now()
    made = PostList(
        agency_id=actor.agency_id,
        unit_id=actor.unit_id,
        kind=kind,
        carrier=carrier.strip()[:120],
        made_at=now,
        made_by=actor.id,
        made_by_name=actor.name,
    )
    made.save()
    for number, item in enumerate(sorted(items, key=lambda one: str(one.dossier)), 1):
        dossier = _core.load(uid=item.dossier, actor=actor)
        if dossier.receiving_unit_id != actor.unit_id:
            raise NotFound
        _permit_sending(dossier)
        if PostItem.objects.filter(dossier=dossier, state__in=sorted(OPEN_ITEMS)).exists():
            raise WrongState(
                told(
                    _("Kết quả của hồ sơ %(number)s đã ở một danh sách khác."),
                    number=dossier.shown_number,
                )
            )
        PostItem.objects.create(
            post_list=made,
            dossier=dossier,
            number=number,
            tracking=item.tracking.strip(),
            address=_address_of(dossier),
        )
        _core.audit("listed_for_post", dossier, actor=actor)
    given = give_number(
        register="dossiers.post_list",
        agency_id=actor.agency_id,
        on=timezone.localdate(now),
        actor=actor,
        target=made,
    )
    made.number = given.text
    made.save(update_fields=["number"])
    record("dossiers.post_list_made", actor=actor, target=made, count=len(items))
    return made


@one_act()
def hand_to_carrier(*, uid: UUID, actor: Actor, taken_by: str) -> PostList:
    """Note that the carrier took everything on a list: its results are on their way."""
    made = _list_of(uid, actor)
    if made.handed_at is not None:
        raise WrongState(_("Danh sách này đã giao cho bên chuyển."))
    if not taken_by.strip():
        raise Invalid(fields={"taken_by": _("Hãy ghi tên người nhận của bên chuyển.")})
    now = timezone.now()
    made.handed_at, made.handed_by_name = now, actor.name
    made.taken_by = taken_by.strip()[:200]
    made.save(update_fields=["handed_at", "handed_by_name", "taken_by"])
    going = list(made.items.filter(state=ItemState.LISTED).select_related("dossier"))
    if not going:
        raise WrongState(_("Mọi kết quả của danh sách này đã được rút lại."))
    for item in going:
        dossier = _core.load(uid=item.dossier.uid, actor=actor)
        _permit_sending(dossier)
        item.state = ItemState.ON_WAY
        item.save(update_fields=["state"])
        _put_delivery(dossier, DeliveryState.POSTED)
        _core.tell("posted", dossier, actor=actor, at=now, values={"number": item.tracking})
        _core.audit("posted", dossier, actor=actor, tracking=item.tracking)
    record("dossiers.post_list_handed", actor=actor, target=made)
    return made


@one_act()
def settle_post(*, uid: UUID, actor: Actor, is_delivered: bool, reason: str = "") -> PostItem:
    """Note how one result fared: delivered ends its dossier, failed brings it back to the desk.

    Of one that was called back it is only noted where it ended: its dossier is being mended.
    """
    item = PostItem.objects.select_related("dossier", "post_list").filter(uid=uid).first()
    if item is None:
        raise NotFound
    _list_of(item.post_list.uid, actor)
    item.refresh_from_db()
    was_called_back = item.is_called_back
    if item.state != ItemState.ON_WAY and not was_called_back:
        raise WrongState(_("Bưu gửi này không còn đang chuyển."))
    if not is_delivered and not reason.strip():
        raise Invalid(fields={"reason": _("Hãy ghi vì sao không phát được.")})
    now = timezone.now()
    item.state = ItemState.DELIVERED if is_delivered else ItemState.FAILED
    item.settled_at, item.reason = now, "" if is_delivered else reason.strip()[:200]
    item.save(update_fields=["state", "settled_at", "reason"])
    if was_called_back:
        _core.audit("recalled_settled", item.dossier, actor=actor, tracking=item.tracking)
    elif is_delivered:
        return_posted(
            uid=item.dossier.uid,
            actor=actor,
            received_by=f"{item.post_list.carrier} {item.tracking}",
        )
    else:
        _came_back(item, actor=actor, at=now)
    return item


def recall_post(dossier: Dossier, *, actor: Actor, at: datetime) -> PostItem | None:
    """Take a wrong result off its list, or call it back from its carrier; None when it is on none.

    Part of a linked request goes out in its lead's envelope: that one is recalled.
    """
    on_lists = PostItem.objects.select_for_update(of=("self",)).filter(state__in=sorted(OPEN_ITEMS))
    item = on_lists.filter(dossier_id__in={dossier.pk, dossier.lead_id or dossier.pk}).first()
    if item is None:
        return None
    if item.state == ItemState.LISTED:
        item.settled_at = at  # it never leaves
    item.state = ItemState.RECALLED
    item.save(update_fields=["state", "settled_at"])
    _core.tell(POST_RECALLED, dossier, actor=actor, at=at, values={"number": item.tracking})
    _core.audit(POST_RECALLED, dossier, actor=actor, tracking=item.tracking)
    return item


def _came_back(item: PostItem, *, actor: Actor, at: datetime) -> None:
    dossier = _core.load(uid=item.dossier.uid, actor=actor)
    _put_delivery(dossier, DeliveryState.AT_DESK)
    _core.tell(POST_FAILED, dossier, actor=actor, at=at, values={"number": item.tracking})
    _core.audit(POST_FAILED, dossier, actor=actor, tracking=item.tracking)
    publish(ReminderDue(**_core.envelope(dossier, actor), what=POST_FAILED))


def _check_list(*, kind: str, carrier: str, items: Sequence[Sending]) -> None:
    faults: dict[str, str] = {}
    if kind not in Carrier.values:
        faults["kind"] = _("Hãy chọn bưu chính công ích hoặc dịch vụ thuê.")
    if not carrier.strip():
        faults["carrier"] = _("Hãy ghi tên đơn vị chuyển.")
    numbers = [item.tracking.strip() for item in items]
    if not items:
        faults["items"] = _("Hãy ghi số bưu gửi của ít nhất một kết quả.")
    elif len(items) > MOST_IN_LIST:
        faults["items"] = _("Một danh sách có nhiều nhất %(n)s kết quả.") % {"n": MOST_IN_LIST}
    elif not all(numbers) or any(len(number) > 40 for number in numbers):
        faults["items"] = _("Mỗi kết quả cần một số bưu gửi, dài nhất 40 ký tự.")
    elif len(set(numbers)) != len(numbers) or len({i.dossier for i in items}) != len(items):
        faults["items"] = _("Mỗi số bưu gửi và mỗi hồ sơ chỉ ghi một lần.")
    elif PostItem.objects.filter(tracking__in=numbers).exists():
        faults["items"] = _("Có số bưu gửi đã dùng ở danh sách khác.")
    if faults:
        raise Invalid(fields=faults)


def _permit_sending(dossier: Dossier) -> None:
    """Refuse what cannot be sent: no result yet, or no paper wanted."""
    is_whole = not (dossier.is_member or dossier.awaits_parts)  # a linked request goes as one
    if dossier.state not in WITH_RESULT or dossier.electronic_only or not is_whole:
        raise WrongState(
            told(_("Hồ sơ %(number)s không có kết quả giấy chờ trả."), number=dossier.shown_number)
        )


def _put_delivery(dossier: Dossier, state: str) -> None:
    dossier.delivery_state = state
    dossier.version += 1
    dossier.save(update_fields=["delivery_state", "version"])


def _address_of(dossier: Dossier) -> str:
    """Return where the applicant wants it, else where the owner lives."""
    wish = PostWish.objects.filter(dossier=dossier).first()
    if wish is not None:
        return wish.address
    owner = next((row for row in parties_of(dossier) if row.role == PartyRole.OWNER), None)
    return ", ".join(p for p in (owner.address, owner.phone) if p) if owner is not None else ""


def _list_of(uid: UUID, actor: Actor) -> PostList:
    made = fetch(PostList.objects.visible_to(actor).select_for_update(of=("self",)), uid=uid)
    require(actor, P.RETURN_RESULT, unit_id=made.unit_id)
    return made
