"""Doing what was asked: a copy, a correction, use restricted, what may go destroyed."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.kernel.actors import Actor, require
from tinhso.kernel.audit import record
from tinhso.kernel.db import fetch
from tinhso.kernel.db.text import nfc
from tinhso.kernel.errors import Invalid
from tinhso.kernel.errors.sentences import Told, told
from tinhso.kernel.jobs import enqueue
from tinhso.kernel.registry.holdings import holders
from tinhso.privacy.models import Correction, DataCopy, DataRequest, Destruction, Restriction
from tinhso.privacy.permissions import PrivacyPermission as P
from tinhso.privacy.rules import COPIES, CORRECTABLE, RESTRICTING, RequestKind, RequestState
from tinhso.privacy.services.handling import held_for
from tinhso.privacy.services.steps import RequestClosed, check_move, end, step

LONGEST_REASON = 250
DELETED_BY_REQUEST = "Luật 91/2025; Nghị định 356/2025, Điều 5: xóa theo yêu cầu"


def _to_fulfil(uid: UUID, kinds: frozenset[str], actor: Actor) -> DataRequest:
    request = held_for(uid=uid, actor=actor)
    check_move(request, RequestState.FULFILLED)
    if request.kind not in kinds:
        raise RequestClosed(
            told(
                _("Yêu cầu “%(kind)s” không được thực hiện bằng cách này."),
                kind=Told(request.get_kind_display()),
            )
        )
    request.officer, request.officer_name = actor.id, actor.name[:200]
    return request


@transaction.atomic
def make_copy_for(*, uid: UUID, actor: Actor) -> DataCopy:
    """Have the copy of everything held about the person made; a job makes it, with progress."""
    request = _to_fulfil(uid, COPIES, actor)
    request.save(update_fields=["officer", "officer_name"])
    copy, made = DataCopy.objects.get_or_create(request=request)
    if made:
        step(request, "copying", actor=actor)
        record("privacy.copy_asked", actor=actor, target=request)
        enqueue("privacy.make_copy", key=f"privacy.copy:{request.uid}", uid=str(request.uid))
    return copy


@transaction.atomic
def correct_data(*, uid: UUID, values: Mapping[str, str], proof: str, actor: Actor) -> DataRequest:
    """Write what is right over what was wrong, in every room that still works with it.

    What stood there is kept in the history of the request; signed papers stay as they are.
    """
    request = _to_fulfil(uid, frozenset({RequestKind.CORRECT}), actor)
    person = request.person
    said = {
        field: nfc(value)
        for field, value in values.items()
        if field in CORRECTABLE and nfc(value) and nfc(value) != getattr(person, field)
    }
    wrong: dict[str, str] = {}
    if not said:
        wrong["name"] = _("Hãy ghi ít nhất một mục cần sửa, khác với dữ liệu đang có.")
    if not nfc(proof):
        wrong["proof"] = _("Hãy ghi giấy tờ chứng minh dữ liệu đúng.")
    if wrong:
        raise Invalid(fields=wrong)
    before = {field: str(getattr(person, field)) for field in said}
    records = sum(h.correct(person.pk, said, actor=actor) for _room, h in holders)
    now = timezone.now()
    Correction.objects.bulk_create(
        Correction(
            request=request,
            field=field,
            before=before[field],
            after=value,
            proof=nfc(proof)[:LONGEST_REASON],
            records=records,
            at=now,
            by=actor.id,
            by_name=actor.name[:200],
        )
        for field, value in said.items()
    )
    step(request, "corrected", actor=actor)
    record("privacy.data_corrected", actor=actor, target=request, records=records)
    end(request, RequestState.FULFILLED, actor=actor)
    return request


@transaction.atomic
def restrict_use(*, uid: UUID, reason: str, actor: Actor) -> Restriction:
    """Let the person's data be used no more but as the law obliges, until this is lifted."""
    request = _to_fulfil(uid, RESTRICTING, actor)
    said = nfc(reason)
    if not said:
        raise Invalid(fields={"reason": _("Hãy ghi vì sao dữ liệu bị hạn chế xử lý.")})
    restriction = Restriction.objects.create(
        request=request,
        person_id=request.person_id,
        reason=said[:LONGEST_REASON],
        from_at=timezone.now(),
    )
    step(request, "restricted", actor=actor, words=said)
    record("privacy.use_restricted", actor=actor, target=request)
    end(request, RequestState.FULFILLED, actor=actor)
    return restriction


@transaction.atomic
def lift_restriction(*, uid: UUID, reason: str, actor: Actor) -> Restriction:
    """Let the data of a restricted request be used again, with the reason."""
    require(actor, P.HANDLE_REQUESTS)
    rows = DataRequest.objects.visible_to(actor).filter(agency_id=actor.agency_id or 0)
    request = fetch(rows.select_for_update(of=("self",)), uid=uid)
    found = fetch(Restriction.objects.filter(ended_at__isnull=True), request=request)
    if not nfc(reason):
        raise Invalid(fields={"reason": _("Hãy ghi vì sao thôi hạn chế.")})
    found.ended_at = timezone.now()
    found.end_reason = nfc(reason)[:LONGEST_REASON]
    found.save(update_fields=["ended_at", "end_reason"])
    step(request, "lifted", actor=actor, words=found.end_reason)
    record("privacy.restriction_lifted", actor=actor, target=request)
    return found


@transaction.atomic
def delete_data(*, uid: UUID, actor: Actor) -> DataRequest:
    """Destroy what no law obliges the house to keep, with proof; say what is kept and why.

    Numbers, the audit trail and dossiers stay as they are.
    """
    request = _to_fulfil(uid, frozenset({RequestKind.DELETE}), actor)
    now = timezone.now()
    gone = [d for _room, h in holders for d in h.destroy(request.person_id, actor=actor)]
    Destruction.objects.bulk_create(
        Destruction(
            request=request,
            kind=one.kind,
            reference=one.reference,
            rule=DELETED_BY_REQUEST,
            hashes=list(one.hashes),
            at=now,
            by=actor.id,
            by_name=actor.name[:200],
        )
        for one in gone
    )
    step(request, "deleted", actor=actor)
    record("privacy.data_deleted", actor=actor, target=request, count=len(gone))
    end(request, RequestState.FULFILLED, actor=actor)
    return request
