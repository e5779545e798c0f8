"""Results given out in the demonstration: by post, on paper, not collected."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from tinhso.dossiers import services
from tinhso.dossiers.demonstration.cast import Office, gather
from tinhso.dossiers.demonstration.growing import without_waiting_for_the_disk
from tinhso.dossiers.models import Dossier, PostList, Result
from tinhso.dossiers.queries.post import ready_for_post
from tinhso.dossiers.rules.post import Carrier
from tinhso.dossiers.services.post import Sending
from tinhso.kernel.db.clock import clock_set_to

WHERE: Final = "Người nhận %(name)s, ấp 3, xã Tân Phú (mẫu), tỉnh Đồng Nai, 0912 345 000"
TAKEN_BY: Final = "Lê Văn Bưu (mẫu)"
BACK: Final = "Ba lần không gặp người nhận"
LEFT_AT_DESK: Final = 2
"""So many results stay at each desk, so that somebody may come for them."""
SENT: Final = timedelta(days=3)


def give_out(say: Callable[[str], None]) -> None:
    """Let results go by post from both desks, and remind those who do not come; once."""
    if PostList.objects.exists():
        return
    with without_waiting_for_the_disk():
        for office in gather().offices:
            _send(office)
            _convert(office)
        now = timezone.now()
        ready = [pk for office in gather().offices for pk in _lying(office)]
        told = sum(services.remind_unclaimed(dossier_id=pk, at=now) for pk in ready)
    say(f"{PostList.objects.count()} danh sách bưu chính, {told} kết quả chưa ai nhận")


def _lying(office: Office) -> list[int]:
    return [dossier.pk for dossier in ready_for_post(actor=office.desk[0])]


def _send(office: Office) -> None:
    """One list went three days ago: delivered, back, on its way; the next is being made."""
    officer = office.desk[0]
    going = ready_for_post(actor=officer)[LEFT_AT_DESK:]
    if len(going) < len(("delivered", "back", "on its way", "listed")):
        return
    gone, next_list, wished = going[:3], going[3:4], going[4:5]
    if any(d.finished_at is None or d.finished_at > timezone.now() - SENT for d in gone):
        gone_at = timezone.now() - timedelta(hours=2)
    else:
        gone_at = timezone.now() - SENT
    with clock_set_to(max(gone_at, _ready(gone))):
        _wish(gone[0], office)
        sent = _listed(office, Carrier.POST, "Bưu cục trung tâm (mẫu)", gone)
        services.hand_to_carrier(uid=sent.uid, actor=officer, taken_by=TAKEN_BY)
    delivered, back, _on_way = sent.items.order_by("number")
    services.settle_post(uid=delivered.uid, actor=officer, is_delivered=True)
    services.settle_post(uid=back.uid, actor=officer, is_delivered=False, reason=BACK)
    _listed(office, Carrier.HIRED, "Chuyển phát Pác Bó (mẫu)", next_list)
    for dossier in wished:
        _wish(dossier, office)


def _ready(dossiers: list[Dossier]) -> datetime:
    """Return when the last of them was ready, a little later."""
    ready = [d.finished_at or d.arrived_at for d in dossiers]
    return max(ready) + timedelta(minutes=30)


def _convert(office: Office) -> None:
    """Somebody at the desk wants a signed result on paper; those brought in carry no signature."""
    officer = office.desk[0]
    signed = Result.objects.filter(
        dossier__in=ready_for_post(actor=officer),
        final_file__isnull=False,
        signing_item__isnull=False,
        withdrawn_at__isnull=True,
    )
    result = signed.select_related("dossier").order_by("pk").first()
    if result is not None:
        services.convert_result(uid=result.dossier.uid, actor=officer, copies=2)


def _wish(dossier: Dossier, office: Office) -> None:
    address = WHERE % {"name": dossier.owner_name}
    services.wish_post(uid=dossier.uid, actor=office.desk[0], address=address)


def _listed(office: Office, kind: str, carrier: str, dossiers: list[Dossier]) -> PostList:
    return services.list_for_post(
        actor=office.desk[0],
        kind=kind,
        carrier=carrier,
        items=[Sending(dossier=d.uid, tracking=f"MAU{d.pk:08d}VN") for d in dossiers],
    )
