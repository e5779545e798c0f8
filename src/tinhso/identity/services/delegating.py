"""Handing permissions on for a time, and ending it; each takes effect at once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.identity.kinds import DELEGATED
from tinhso.identity.models import Account, Assignment, Delegation
from tinhso.identity.permissions import IdentityPermission
from tinhso.identity.rules import AccountKind
from tinhso.identity.services.bump import bump_rights
from tinhso.identity.services.rights import AlreadyEnded, BeyondOwnRights, reaches_beyond
from tinhso.kernel.actors import Actor, ActorKind, require
from tinhso.kernel.audit import record
from tinhso.kernel.db import fetch
from tinhso.kernel.errors import Invalid, NotPermitted
from tinhso.kernel.notifications.services import notify

LONGEST_DELEGATION_DAYS: Final = 90
DELEGATION_FAULTS: Final[Mapping[str, str | Promise]] = {
    "same_person": gettext_lazy("Hãy chọn người khác."),
    "no_permission": gettext_lazy("Hãy chọn ít nhất một quyền."),
    "begins_in_past": gettext_lazy("Ủy quyền không bắt đầu trước hôm nay."),
    "ends_too_early": gettext_lazy("Thời điểm hết hạn phải sau thời điểm bắt đầu."),
    "too_long_handed_on": gettext_lazy("Ủy quyền dài nhất là %(days)s ngày."),
    "no_reason": gettext_lazy("Hãy ghi lý do ủy quyền."),
    "not_held": gettext_lazy("Chỉ ủy quyền được những quyền mình đang có."),
}
"""What a delegation is refused for, by code, whether it is asked for by hand or by a sheet."""


def faults_of_delegation(
    *,
    giver: Account,
    taker: Account,
    permissions: Sequence[str],
    valid_from: datetime,
    valid_to: datetime,
    reason: str,
) -> dict[str, str]:
    """Return what is wrong with a delegation: the field, and the code of what is wrong."""
    now = timezone.now()
    wrong: dict[str, str] = {}
    if giver.pk == taker.pk:
        wrong["taker"] = "same_person"
    if not permissions:
        wrong["permissions"] = "no_permission"
    if timezone.localdate(valid_from) < timezone.localdate(now):
        wrong["valid_from"] = "begins_in_past"
    if valid_to <= max(valid_from, now):
        wrong["valid_to"] = "ends_too_early"
    elif (valid_to - valid_from).days > LONGEST_DELEGATION_DAYS:
        wrong["valid_to"] = "too_long_handed_on"
    if not reason.strip():
        wrong["reason"] = "no_reason"
    return wrong


def held_by(giver: Account, unit_id: int | None) -> list[Assignment]:
    """Return the roles out of which somebody hands on, of one unit or of all his places."""
    held = Assignment.objects.in_force(timezone.now()).filter(account=giver)
    if unit_id is not None:
        held = held.filter(unit_id=unit_id)
    return list(held.select_related("role"))


def hands_on_beyond(actor: Actor, held: Sequence[Assignment], permissions: Sequence[str]) -> bool:
    """Tell whether what is handed on for another reaches past where the actor gives roles."""
    touched = (row for row in held if not set(permissions).isdisjoint(row.role.permissions))
    return any(reaches_beyond(actor, row.role, row.agency_id, row.unit_id) for row in touched)


@transaction.atomic
def delegate(
    *,
    giver_uid: UUID | str,
    taker_uid: UUID | str,
    permissions: Sequence[str],
    valid_from: datetime,
    valid_to: datetime,
    reason: str,
    actor: Actor,
    unit_id: int | None = None,
) -> Delegation:
    """Let one official use some of another's permissions for a time, and never more than those.

    An official delegates his own; for another (who fell ill) it takes the permission to give roles
    wherever that other holds what is handed on. What was taken by delegation is not handed on.
    """
    seen = Account.objects.all()
    if actor.kind is not ActorKind.SYSTEM:
        seen = Account.objects.visible_to(actor)
    giver = fetch(seen.select_for_update(of=("self",)), uid=giver_uid)
    held = held_by(giver, unit_id)
    if giver.uid == actor.id:
        require(actor, IdentityPermission.DELEGATE_OWN)
    else:
        require(actor, IdentityPermission.ASSIGN_ROLES, unit_id=unit_id)
        if hands_on_beyond(actor, held, permissions):
            raise NotPermitted
    taker = fetch(Account.objects.filter(kind=AccountKind.OFFICIAL, is_active=True), uid=taker_uid)
    wrong = faults_of_delegation(
        giver=giver,
        taker=taker,
        permissions=permissions,
        valid_from=valid_from,
        valid_to=valid_to,
        reason=reason,
    )
    if wrong:
        days = {"days": LONGEST_DELEGATION_DAYS}
        said = {name: str(DELEGATION_FAULTS[code]) % days for name, code in wrong.items()}
        raise Invalid(fields=said)
    if not set(permissions) <= {code for row in held for code in row.role.permissions}:
        raise BeyondOwnRights(str(DELEGATION_FAULTS["not_held"]))

    row = Delegation.objects.create(
        giver=giver,
        taker=taker,
        permissions=sorted(set(permissions)),
        unit_id=unit_id,
        reason=reason.strip(),
        valid_from=valid_from,
        valid_to=valid_to,
    )
    bump_rights(Account.objects.filter(pk=taker.pk))

    record(
        "identity.delegated",
        actor=actor,
        target=row,
        permissions=len(row.permissions),
        giver=giver.uid,
        taker=taker.uid,
    )
    notify(
        account_uid=taker.uid,
        kind=DELEGATED.code,
        values={
            "giver": giver.name,
            "from": valid_from,
            "until": valid_to,
            "reason": row.reason,
        },
        link=f"/tai-khoan/uy-quyen/{row.uid}/",
    )
    return row


@transaction.atomic
def end_delegation(*, uid: UUID | str, actor: Actor) -> Delegation:
    """End a delegation now, or call one off that is still to come; the giver, or who assigns."""
    seen = Delegation.objects.all()
    if actor.kind is not ActorKind.SYSTEM:
        seen = seen.visible_to(actor)
    row = fetch(seen.select_for_update(of=("self",)), uid=uid)
    if row.giver.uid != actor.id:
        require(actor, IdentityPermission.ASSIGN_ROLES)
    now = timezone.now()
    if row.ended_at is not None or row.valid_to <= now:
        raise AlreadyEnded(_("Việc ủy quyền này đã thôi từ trước."))

    row.ended_at = now
    row.save(update_fields=["ended_at"])
    bump_rights(Account.objects.filter(pk=row.taker_id))

    record("identity.delegation_ended", actor=actor, target=row)
    return row
