"""Answering a request: it will be done, it cannot be done and why, it takes longer."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.kernel.actors import Actor, require
from tinhso.kernel.audit import record
from tinhso.kernel.calendar import Clock, Extension, calendar_for, due_for, due_of
from tinhso.kernel.db import fetch
from tinhso.kernel.db.text import nfc
from tinhso.kernel.errors import Invalid
from tinhso.privacy.models import DataRequest
from tinhso.privacy.permissions import PrivacyPermission as P
from tinhso.privacy.rules import CLOCKS, RequestState
from tinhso.privacy.services.steps import RequestClosed, check_move, end, step, tell_answer

__all__ = [
    "RequestClosed",
    "accept_request",
    "extend_request",
    "held_for",
    "refuse_request",
    "take_back_request",
]


def held_for(*, uid: UUID, actor: Actor) -> DataRequest:
    """Fetch and lock a request of the officer's own agency, and permit him to act on it.

    Nobody answers his own request.
    """
    require(actor, P.HANDLE_REQUESTS)
    rows = DataRequest.objects.visible_to(actor).filter(agency_id=actor.agency_id or 0)
    rows = rows.exclude(person_id=actor.person_id or 0)
    return fetch(rows.select_for_update(of=("self",)), uid=uid)


def _take(request: DataRequest, actor: Actor) -> None:
    request.officer = actor.id
    request.officer_name = actor.name[:200]


@transaction.atomic
def accept_request(
    *, uid: UUID, answer: str, with_others: bool = False, actor: Actor
) -> DataRequest:
    """Answer that it will be done, and by when; others who have the data take longer."""
    request = held_for(uid=uid, actor=actor)
    check_move(request, RequestState.ACCEPTED)
    said = nfc(answer)
    if not said:
        raise Invalid(fields={"answer": _("Hãy ghi trả lời: sẽ làm gì, với dữ liệu nào.")})

    request.state = RequestState.ACCEPTED
    request.answer, request.answered_at = said, timezone.now()
    request.with_others = with_others
    due = due_for(
        start=request.received_at,
        term=CLOCKS[request.kind].term(with_others=with_others),
        agency_id=request.agency_id,
    )
    request.due_at, request.due_lines = due.at, due.as_text()
    _take(request, actor)
    request.save()

    step(request, "accepted", actor=actor, words=said)
    late = request.answered_at > request.answer_due_at
    record("privacy.request_accepted", actor=actor, target=request, late=late)
    tell_answer(request)
    return request


@transaction.atomic
def refuse_request(*, uid: UUID, answer: str, basis: str, actor: Actor) -> DataRequest:
    """Answer that it will not be done, why, and by which provision of law."""
    request = held_for(uid=uid, actor=actor)
    check_move(request, RequestState.REFUSED)
    said, law = nfc(answer), nfc(basis)
    wrong: dict[str, str] = {}
    if not said:
        wrong["answer"] = _("Hãy ghi lý do để người yêu cầu biết.")
    if not law:
        wrong["basis"] = _("Hãy ghi căn cứ: điều, khoản của văn bản buộc giữ dữ liệu.")
    elif len(law) > 250:
        wrong["basis"] = _("Căn cứ dài quá 250 ký tự.")
    if wrong:
        raise Invalid(fields=wrong)

    request.answer, request.basis = said, law
    request.answered_at = request.answered_at or timezone.now()
    _take(request, actor)
    end(request, RequestState.REFUSED, actor=actor)

    step(request, "refused", actor=actor, words=f"{said} ({law})")
    late = request.answered_at > request.answer_due_at
    record("privacy.request_refused", actor=actor, target=request, late=late)
    return request


@transaction.atomic
def extend_request(*, uid: UUID, reason: str, actor: Actor) -> DataRequest:
    """Take more time once, by what the law allows, counted from the due date as it stood."""
    request = held_for(uid=uid, actor=actor)
    if request.state != RequestState.ACCEPTED:
        check_move(request, RequestState.FULFILLED)
    if request.extended_at is not None:
        raise RequestClosed(_("Yêu cầu này đã được gia hạn một lần, không gia hạn nữa."))
    said = nfc(reason)
    if not said:
        raise Invalid(fields={"reason": _("Hãy ghi vì sao cần thêm thời gian.")})

    days = CLOCKS[request.kind]
    clock = Clock(
        start=request.received_at,
        term=days.term(with_others=request.with_others),
        extensions=(Extension(term=days.more),),
    )
    due = due_of(clock, calendar=calendar_for(request.agency_id, fresh=True))
    request.due_at, request.due_lines = due.at, due.as_text()
    request.extended_at, request.extension_reason = timezone.now(), said
    _take(request, actor)
    request.save()

    step(request, "extended", actor=actor, words=said)
    record("privacy.request_extended", actor=actor, target=request)
    return request


@transaction.atomic
def take_back_request(*, uid: UUID, actor: Actor) -> DataRequest:
    """Take one's own request back before it is fulfilled."""
    own = DataRequest.objects.filter(person_id=actor.person_id or 0)
    request = fetch(own.select_for_update(of=("self",)), uid=uid)
    check_move(request, RequestState.TAKEN_BACK)

    end(request, RequestState.TAKEN_BACK, actor=actor)

    step(request, "taken_back", actor=actor)
    record("privacy.request_taken_back", actor=actor, target=request)
    return request
