"""The applicant gets his result: at the desk, by post or by download; and says how it was."""

from collections.abc import Mapping
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.dossiers.events import DossierMoved, DossierRated, MessageSent, ResultReturned
from tinhso.dossiers.models import Dossier, Message, PostItem, Rating, Result
from tinhso.dossiers.permissions import DossierPermission
from tinhso.dossiers.rules.post import ItemState
from tinhso.dossiers.rules.rating import average, problems
from tinhso.dossiers.rules.states import WITH_RESULT, DeliveryState, DossierState
from tinhso.dossiers.services import _core, _flow
from tinhso.dossiers.services.errors import (
    AlreadyRated,
    NothingToSign,
    PartsNotReady,
    ReturnedTogether,
    WrongState,
)
from tinhso.dossiers.services.linking import locked_members
from tinhso.dossiers.services.tracking import track
from tinhso.kernel.actors import Actor, system_actor
from tinhso.kernel.db import fetch
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.errors import Invalid, NotPermitted
from tinhso.kernel.events import publish
from tinhso.kernel.files.models import StoredFile


@one_act()
def bring_to_desk(*, uid: UUID, actor: Actor) -> Dossier:
    """Keep that the paper result lies at the desk, for the applicant to come."""
    dossier = _core.begin("bring_to_desk", uid=uid, actor=actor)
    dossier.delivery_state = DeliveryState.AT_DESK
    old = _core.move("bring_to_desk", dossier, actor=actor)
    _core.audit("bring_to_desk", dossier, actor=actor)
    publish(DossierMoved(**_core.envelope(dossier, actor), act="bring_to_desk", old_state=old))
    return dossier


@one_act()
def return_result(
    *,
    uid: UUID,
    actor: Actor,
    received_by: str,
    identity_checked: bool,
    signature: StoredFile | None = None,
    version: int | None = None,
    identity_shown: str = "",
) -> Dossier:
    """Hand the result over: who came, that his paper or authorisation was looked at, his signature.

    What goes by post goes out on a list (`services.post`).

    `identity_shown` is a code of what he showed, kept on the timeline. Being late never stops
    this (facts 4.4).
    """
    dossier = _whole(uid, actor, version=version)
    if not received_by.strip():
        raise Invalid(fields={"received_by": _("Hãy ghi người nhận kết quả.")})
    if not identity_checked:
        raise Invalid(
            fields={"identity_checked": _("Hãy xem giấy tờ tùy thân hoặc giấy ủy quyền.")}
        )
    if dossier.delivery_state == DeliveryState.POSTED and is_on_way(dossier):
        raise WrongState(_("Kết quả đang được chuyển; hãy ghi kết quả phát trước."))
    for one in _with_parts(dossier):
        result = _sealed(one)
        result.received_by = received_by.strip()
        result.receipt_signature = signature
        _deliver(
            one,
            result,
            "return_result",
            delivery=DeliveryState.HANDED_OVER,
            actor=actor,
            shown=identity_shown,
        )
    return dossier


@one_act()
def return_posted(*, uid: UUID, actor: Actor, received_by: str) -> Dossier:
    """End a dossier whose result the carrier delivered; nobody shows anything at the desk."""
    dossier = _whole(uid, actor)
    for one in _with_parts(dossier):
        result = _sealed(one)
        result.received_by = received_by
        _deliver(one, result, "return_result", delivery=DeliveryState.POSTED, actor=actor)
    return dossier


@one_act()
def download_result(*, uid: UUID, result_uid: UUID, actor: Actor) -> Result:
    """Let the applicant take his electronic result; the first time it counts as delivered.

    Where he wants paper too, the dossier waits at the desk for him.
    """
    dossier = _core.load(uid=uid, actor=actor)
    _core.permit_applicant(actor, dossier)
    result = fetch(Result.objects.filter(dossier=dossier, sealed_at__isnull=False), uid=result_uid)
    _core.audit("download_result", dossier, actor=actor, result=str(result.uid))
    wants_paper = not dossier.electronic_only or dossier.awaits_parts
    if result.withdrawn_at is None and dossier.state in {
        DossierState.ISSUED,
        DossierState.REFUSED_RESULT,
        DossierState.AT_DESK,
    }:
        if wants_paper:
            if result.delivered_at is None:
                result.delivered_at = timezone.now()
                result.delivery = DeliveryState.DOWNLOADED
                result.save(update_fields=["delivered_at", "delivery"])
                _core.tell("download_result", dossier, actor=actor)
        else:
            _deliver(
                dossier,
                result,
                "download_result",
                delivery=DeliveryState.DOWNLOADED,
                actor=actor,
            )
    return result


@one_act()
def rate(
    *,
    uid: UUID,
    actor: Actor,
    scores: Mapping[str, int],
    comment: str = "",
    channel: str = "online",
) -> Rating:
    """Answer the nine questions of 118/2025 Art. 33, once the business has ended."""
    dossier = _core.load(uid=uid, actor=actor)
    _core.permit_applicant(actor, dossier)
    return _keep_rating(dossier, scores, comment=comment, channel=channel, actor=actor)


def rate_by_code(
    *,
    code: str,
    second_item: str,
    address: str,
    scores: Mapping[str, int],
    actor: Actor,
    comment: str = "",
    channel: str = "code",
    machine: str = "",
) -> Rating:
    """Answer the nine questions with the code on the receipt, without an account (118 Art. 29, 33).

    What `track` asks is asked here and guarded alike: `NotFound` for a wrong code and a wrong
    second item, `TooManyGuesses` for who guesses. An official who is signed in is refused: nobody
    rates in the applicant's place.
    """
    if actor.is_official:
        raise NotPermitted
    uid = track(code=code, second_item=second_item, address=address, machine=machine).uid
    return _rate_known(uid, scores, comment=comment, channel=channel, actor=actor)


@one_act()
def _rate_known(
    uid: UUID, scores: Mapping[str, int], *, comment: str, channel: str, actor: Actor
) -> Rating:
    dossier = _core.load(uid=uid, actor=system_actor("dossiers.rate_by_code"))
    return _keep_rating(dossier, scores, comment=comment, channel=channel, actor=actor)


def _keep_rating(
    dossier: Dossier, scores: Mapping[str, int], *, comment: str, channel: str, actor: Actor
) -> Rating:
    """Keep one rating of a whole dossier that is over; once."""
    if dossier.is_member:
        raise WrongState(_("Bạn đánh giá ở hồ sơ chung, không ở từng phần."))
    if not dossier.is_ratable:
        raise WrongState(_("Bạn đánh giá được sau khi hồ sơ đã xong."))
    wrong = problems(scores)
    if wrong or not scores:
        keys = wrong or ["time"]
        raise Invalid(fields={key: _("Hãy chọn từ 1 đến 5.") for key in keys})
    if Rating.objects.filter(dossier=dossier).exists():
        raise AlreadyRated
    mean = average(scores)
    rating = Rating.objects.create(
        dossier=dossier,
        scores=dict(scores),
        average=mean,
        comment=comment.strip(),
        channel=channel,
        rated_at=timezone.now(),
        agency_id=dossier.resolving_agency_id,
    )
    _core.audit("rate", dossier, actor=actor)
    publish(
        DossierRated(
            **_core.envelope(dossier, actor),
            average_hundredths=int(mean * 100) if mean is not None else None,
        )
    )
    return rating


@one_act()
def send_message(*, uid: UUID, actor: Actor, text: str) -> Message:
    """Write: the applicant to the desk, or the desk to the applicant."""
    dossier = _core.load(uid=uid, actor=actor)
    from_applicant = _core.is_applicant(actor, dossier)
    if not from_applicant:
        may_appraise = actor.may(DossierPermission.APPRAISE, unit_id=dossier.resolving_unit_id)
        if not may_appraise:
            _core.permit(
                actor,
                DossierPermission.RECEIVE,
                unit_id=dossier.receiving_unit_id,
                agency_id=dossier.receiving_agency_id,
            )
    if not text.strip():
        raise Invalid(fields={"text": _("Hãy viết nội dung.")})
    message = Message.objects.create(
        dossier=dossier,
        from_applicant=from_applicant,
        text=text.strip()[:5000],
        by=actor.id,
        by_name=actor.name,
        at=timezone.now(),
    )
    _core.audit("message", dossier, actor=actor, from_applicant=from_applicant)
    publish(
        MessageSent(
            **_core.envelope(dossier, actor),
            message_uid=message.uid,
            from_applicant=from_applicant,
        )
    )
    return message


@one_act()
def mark_read(*, uid: UUID, actor: Actor) -> int:
    """Mark the other side's messages as read; returns how many."""
    dossier = _core.load(uid=uid, actor=actor)
    mine = _core.is_applicant(actor, dossier)
    unread = Message.objects.filter(dossier=dossier, from_applicant=not mine, read_at__isnull=True)
    return unread.update(read_at=timezone.now())


def is_on_way(dossier: Dossier) -> bool:
    """Tell whether the result is with a carrier who has not said how it fared."""
    return PostItem.objects.filter(dossier=dossier, state=ItemState.ON_WAY).exists()


def _sealed(dossier: Dossier) -> Result:
    result = (
        Result.objects.filter(dossier=dossier, sealed_at__isnull=False, withdrawn_at__isnull=True)
        .order_by("-pk")
        .first()
    )
    if result is None:
        raise NothingToSign(_("Chưa có kết quả để trả."))
    return result


def _whole(uid: UUID, actor: Actor, *, version: int | None = None) -> Dossier:
    """Begin to give a result out: a linked request goes as one, when all is there."""
    dossier = _core.begin("return_result", uid=uid, actor=actor, version=version)
    if dossier.is_member:
        raise ReturnedTogether
    if dossier.awaits_parts:
        raise PartsNotReady
    return dossier


def _with_parts(dossier: Dossier) -> list[Dossier]:
    parts = locked_members(dossier) if dossier.part else []
    return [dossier, *(part for part in parts if part.state in WITH_RESULT)]


def _deliver(
    dossier: Dossier, result: Result, act: str, *, delivery: str, actor: Actor, shown: str = ""
) -> None:
    _core.check_state(act, dossier)
    now = timezone.now()
    result.delivered_at, result.delivery = now, delivery
    result.save()
    dossier.delivery_state = delivery
    dossier.returned_at = dossier.returned_at or now
    last = dossier.hand_overs.order_by("-sequence").first()
    if last is not None and last.finished_at is None:
        _core.finish_hand_over(last, at=now)
    # A download ends the desk's step too, where the applicant himself holds no permission.
    mover = actor if actor.is_official else system_actor("dossiers.download")
    _flow.advance(dossier, "return_result", actor=mover, is_needed=False, at=now)
    _core.move(act, dossier, actor=actor, at=now, values={"delivery": delivery, "shown": shown})
    _core.audit(act, dossier, actor=actor, delivery=delivery)
    publish(
        ResultReturned(
            **_core.envelope(dossier, actor),
            result_uid=result.uid,
            delivery=delivery,
            result_class=dossier.result_class,
        )
    )
