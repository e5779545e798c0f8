"""Terms, holds, and destroying what two people decided on; never by time alone."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from tinhso.kernel import files, papers
from tinhso.kernel.actors import Actor, require, system_actor
from tinhso.kernel.audit import record
from tinhso.kernel.db import fetch
from tinhso.kernel.db.text import nfc
from tinhso.kernel.errors import DomainError, Invalid, NotFound, NotPermitted
from tinhso.kernel.errors.sentences import Told, told
from tinhso.kernel.jobs import enqueue
from tinhso.kernel.numbering import give_number
from tinhso.kernel.registry.holdings import Destroyed
from tinhso.kernel.registry.retention import Retained, retained
from tinhso.organization.queries import agency
from tinhso.privacy.models import (
    Destruction,
    DestructionAct,
    DestructionItem,
    Hold,
    RetentionRule,
)
from tinhso.privacy.permissions import PrivacyPermission as P
from tinhso.privacy.queries.authorities import open_about
from tinhso.privacy.queries.retention import rule_for
from tinhso.privacy.retention_rules import (
    LONGEST_MONTHS,
    MOST_AT_ONCE,
    ActState,
    ItemOutcome,
    before_months,
)
from tinhso.signing.services import seal_as_agency

MINUTES_REGISTER = "privacy.destruction"
MINUTES_USE = "privacy.minutes"
BATCH = 500
BY = system_actor("privacy.destroy")


class NotNow(DomainError):
    """A decision is proposed, confirmed by another, carried out; nothing is taken back."""

    code = "privacy.destruction_not_now"


@transaction.atomic
def set_retention(
    *, kind: str, months: int, basis: str, is_verified: bool, valid_from: date, actor: Actor
) -> RetentionRule:
    """Say how long a kind of record is kept from a day on; what was said before stays readable."""
    require(actor, P.SET_RETENTION)
    wrong: dict[str, str] = {}
    if kind not in retained:
        wrong["kind"] = _("Hãy chọn một loại dữ liệu trong danh sách.")
    least = retained.get(kind).least_months if kind in retained else 0
    if not 1 <= months <= LONGEST_MONTHS:
        wrong["months"] = _("Thời hạn từ 1 đến 1.200 tháng.")
    elif months < least:
        wrong["months"] = told(
            _("Pháp luật buộc giữ loại này ít nhất %(months)s tháng."), months=least
        )
    if not nfc(basis):
        wrong["basis"] = _("Hãy ghi căn cứ: văn bản quy định thời hạn.")
    if valid_from < timezone.localdate():
        wrong["valid_from"] = _("Thời hạn mới áp dụng từ hôm nay trở đi.")
    if wrong:
        raise Invalid(fields=wrong)
    rule = RetentionRule.objects.create(
        kind=kind,
        months=months,
        basis=nfc(basis)[:250],
        is_verified=is_verified,
        valid_from=valid_from,
        set_by=actor.id,
        set_by_name=actor.name[:200],
        set_at=timezone.now(),
    )
    record("privacy.retention_set", actor=actor, target=rule, kind=kind, months=months)
    return rule


@transaction.atomic
def hold(*, act_uid: UUID, reference: str, reason: str, actor: Actor) -> Hold:
    """Keep one record of a proposed decision, whatever its age, until the hold is lifted."""
    act = _act(act_uid, actor, P.PROPOSE_DESTRUCTION, ActState.PROPOSED)
    item = fetch(DestructionItem.objects.filter(act=act), reference=reference)
    if not nfc(reason):
        raise Invalid(fields={"reason": _("Hãy ghi vì sao giữ lại.")})
    made, _new = Hold.objects.get_or_create(
        kind=act.kind,
        reference=reference,
        ended_at=None,
        defaults={
            "agency_id": act.agency_id,
            "label": item.label,
            "reason": nfc(reason)[:250],
            "from_at": timezone.now(),
            "by_name": actor.name[:200],
        },
    )
    DestructionItem.objects.filter(pk=item.pk).update(outcome=ItemOutcome.HELD, at=timezone.now())
    record("privacy.record_held", actor=actor, target=made)
    return made


@transaction.atomic
def lift_hold(*, hold_id: int, actor: Actor) -> Hold:
    """Let a held record be destroyed again by a later decision."""
    require(actor, P.PROPOSE_DESTRUCTION)
    rows = Hold.objects.filter(agency_id=actor.agency_id or 0, ended_at__isnull=True)
    found = fetch(rows.select_for_update(of=("self",)), pk=hold_id)
    found.ended_at = timezone.now()
    found.save(update_fields=["ended_at"])
    record("privacy.hold_lifted", actor=actor, target=found)
    return found


@transaction.atomic
def propose_destruction(*, kind: str, actor: Actor) -> DestructionAct:
    """Put down what has run out, as a fixed list for a second person to decide on."""
    require(actor, P.PROPOSE_DESTRUCTION)
    if actor.agency_id is None or actor.id is None:
        raise NotFound
    if kind not in retained or retained.get(kind).is_automatic:
        raise Invalid(_("Loại dữ liệu này không lập đợt tiêu hủy."))
    rule = rule_for(kind)
    open_acts = DestructionAct.objects.filter(
        agency_id=actor.agency_id, kind=kind, state__in=[ActState.PROPOSED, ActState.CONFIRMED]
    )
    if open_acts.exists():
        raise NotNow(_("Đang có một đợt tiêu hủy loại này chưa xong."))
    now = timezone.now()
    before = before_months(now, rule.months)
    due = retained.get(kind).expired(agency_id=actor.agency_id, before=before, limit=MOST_AT_ONCE)
    held = set(
        Hold.objects.filter(kind=kind, ended_at__isnull=True).values_list("reference", flat=True)
    )
    due = [
        one
        for one in due
        if one.reference not in held and not retained.get(kind).stopped(one.reference)
    ]
    if not due:
        raise NotNow(_("Chưa có gì hết thời hạn lưu giữ."))
    act = DestructionAct.objects.create(
        agency_id=actor.agency_id,
        kind=kind,
        months=rule.months,
        basis=rule.basis,
        before=before,
        proposed_by=actor.id,
        proposed_by_name=actor.name[:200],
        proposed_at=now,
    )
    DestructionItem.objects.bulk_create(
        [
            DestructionItem(act=act, reference=o.reference, label=o.label, ended_at=o.ended_at)
            for o in due
        ],
        batch_size=500,
    )
    record("privacy.destruction_proposed", actor=actor, target=act, count=len(due))
    return act


def _act(uid: UUID, actor: Actor, permission: P, *states: ActState) -> DestructionAct:
    require(actor, permission)
    rows = DestructionAct.objects.visible_to(actor).select_for_update(of=("self",))
    act = fetch(rows, uid=uid)
    if act.state not in states:
        raise NotNow(
            told(
                _("Đợt tiêu hủy đang ở “%(state)s” nên không làm bước này được."),
                state=Told(act.get_state_display()),
            )
        )
    return act


@transaction.atomic
def confirm_destruction(*, uid: UUID, actor: Actor) -> DestructionAct:
    """Decide, as the second person, that the list is destroyed; a job carries it out."""
    act = _act(uid, actor, P.CONFIRM_DESTRUCTION, ActState.PROPOSED)
    _check_second_person(act, actor)
    act.state = ActState.CONFIRMED
    act.confirmed_by, act.confirmed_by_name = actor.id, actor.name[:200]
    act.confirmed_at = timezone.now()
    act.save()
    record("privacy.destruction_confirmed", actor=actor, target=act)
    enqueue("privacy.destroy", key=f"privacy.destroy:{act.uid}", uid=str(act.uid))
    given = give_number(
        register=MINUTES_REGISTER,
        agency_id=act.agency_id,
        on=timezone.localdate(),
        actor=actor,
        target=act,
    )
    act.number = given.text
    act.save(update_fields=["number"])
    return act


def _check_second_person(act: DestructionAct, actor: Actor) -> None:
    """Refuse whoever proposed; the database refuses him too."""
    if act.proposed_by == actor.id:
        raise NotPermitted(_("Người lập không tự duyệt; cần người thứ hai."))


@transaction.atomic
def cancel_destruction(*, uid: UUID, actor: Actor) -> DestructionAct:
    """Drop a proposal before it is decided."""
    permission = P.PROPOSE_DESTRUCTION
    if not actor.may(permission):
        permission = P.CONFIRM_DESTRUCTION
    act = _act(uid, actor, permission, ActState.PROPOSED)
    act.state = ActState.CANCELLED
    act.save(update_fields=["state"])
    record("privacy.destruction_cancelled", actor=actor, target=act)
    return act


def carry_out(*, uid: UUID) -> int:
    """Destroy what was decided, record by record; a second call goes on where the first ended.

    Without a decision nothing happens. Returns how many were destroyed by this call.
    """
    act = DestructionAct.objects.get(uid=uid)
    if act.state != ActState.CONFIRMED:
        return 0
    waiting = DestructionItem.objects.filter(act=act, outcome=ItemOutcome.WAITING)
    done = sum(_one(act, pk) for pk in list(waiting.values_list("pk", flat=True)))
    _finish(act)
    return done


@transaction.atomic
def _one(act: DestructionAct, item_id: int) -> bool:
    rows = DestructionItem.objects.select_for_update(of=("self",))
    item = rows.filter(pk=item_id, outcome=ItemOutcome.WAITING).first()
    if item is None:
        return False
    gone, plug = None, retained.get(act.kind)
    item.note = _why_kept(act.kind, item)
    if item.note:
        item.outcome = ItemOutcome.HELD
    else:
        gone = plug.destroy(item.reference, actor=BY)
        item.outcome = ItemOutcome.DESTROYED if gone is not None else ItemOutcome.GONE
    item.at = timezone.now()
    if gone is not None:
        item.hashes = list(gone.hashes)
        Destruction.objects.create(
            kind=gone.kind,
            reference=gone.reference,
            rule=act.basis,
            hashes=item.hashes,
            at=item.at,
            by=act.confirmed_by,
            by_name=act.confirmed_by_name,
        )
    item.save(update_fields=["outcome", "note", "hashes", "at"])
    return gone is not None


def _why_kept(kind: str, item: DestructionItem) -> str:
    """Return why one record stays after all: a hold, or something that came meanwhile."""
    standing = Hold.objects.filter(kind=kind, reference=item.reference, ended_at__isnull=True)
    found = standing.first()
    if found is not None:
        return found.reason
    with translation.override("vi"):
        if open_about(item.label):
            return _("cơ quan có thẩm quyền đang yêu cầu về hồ sơ này")
        return str(retained.get(kind).stopped(item.reference))[:250]


def end_terms() -> int:
    """Let what is no record of an agency go when its term is over; returns how many went.

    Only terms that an official has set count. Each batch is a transaction of its own with its
    proof, so a kill loses nothing and the next run goes on.
    """
    done = 0
    for kind, plug in retained:
        rule = rule_for(kind)
        if not plug.is_automatic or rule.pk is None:
            continue
        while (gone := _end_batch(plug, rule)) is not None:
            done += int(gone.reference)
    return done


@transaction.atomic
def _end_batch(plug: Retained, rule: RetentionRule) -> Destroyed | None:
    now = timezone.now()
    before = before_months(now, rule.months)
    gone = plug.forget(before=before, limit=BATCH, actor=BY)
    if gone is not None:
        Destruction.objects.create(
            kind=gone.kind,
            reference=gone.reference,
            rule=rule.basis,
            hashes=list(gone.hashes),
            at=now,
            by=rule.set_by,
            by_name=rule.set_by_name,
        )
    return gone


def _finish(act: DestructionAct) -> None:
    """Set and seal the minutes, and close the decision."""
    with translation.override("vi"):
        content = seal_as_agency(
            minutes_pdf(act),
            agency_id=act.agency_id,
            reason=f"Biên bản tiêu hủy {act.number}",
            actor=BY,
        )
    with transaction.atomic():
        locked = DestructionAct.objects.select_for_update(of=("self",)).get(pk=act.pk)
        if locked.state != ActState.CONFIRMED:
            return
        locked.minutes = files.store(
            content=content,
            name=f"bien-ban-tieu-huy-{act.number.replace('/', '-')}.pdf",
            use=MINUTES_USE,
            actor=BY,
            owner_class="official",
        )
        locked.state, locked.finished_at = ActState.DONE, timezone.now()
        locked.save(update_fields=["minutes", "state", "finished_at"])
        record("privacy.destruction_done", actor=BY, target=locked)


def minutes_pdf(act: DestructionAct) -> bytes:
    """Return the minutes as the decision stands now: who, by which rule, what became of each."""
    items = list(act.items.all())
    local = timezone.localtime
    return papers.render(
        "privacy/minutes.typ",
        {
            "agency": agency(act.agency_id).name,
            "number": act.number,
            "date": local().date().isoformat(),
            "kind": str(retained.get(act.kind).title),
            "months": act.months,
            "basis": act.basis,
            "before": f"{local(act.before):%d/%m/%Y}",
            "proposed": act.proposed_by_name,
            "confirmed": act.confirmed_by_name,
            "rows": [
                {
                    "n": n,
                    "label": one.label,
                    "ended": f"{local(one.ended_at):%d/%m/%Y}",
                    "outcome": str(ItemOutcome(one.outcome).label),
                    "hashes": [str(digest)[:16] for digest in one.hashes],
                }
                for n, one in enumerate(items, start=1)
            ],
        },
    )
