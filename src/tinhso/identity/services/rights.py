"""Changes to roles and assignments; each takes effect at once."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.identity.events import DutyEnded, DutyGiven
from tinhso.identity.kinds import ROLE_ENDED, ROLE_GIVEN
from tinhso.identity.models import Account, Assignment, RoleChange, RoleTemplate
from tinhso.identity.permissions import GRANTED_ONLY, ONLY_BY_GRANT, IdentityPermission
from tinhso.identity.queries.accounts import known_id
from tinhso.identity.rules import AccountKind, Sight
from tinhso.identity.services.bump import bump_rights
from tinhso.kernel.actors import EVERYWHERE, Actor, ActorKind, require
from tinhso.kernel.audit import record
from tinhso.kernel.db import fetch
from tinhso.kernel.db.text import nfc
from tinhso.kernel.errors import DomainError, Invalid, NotPermitted
from tinhso.kernel.errors.sentences import told
from tinhso.kernel.events import publish
from tinhso.kernel.notifications.services import notify
from tinhso.organization.queries import agency as agency_info
from tinhso.organization.queries import unit as unit_info
from tinhso.organization.queries import unit_name, units_below


class AlreadyEnded(DomainError):
    """An assignment, delegation or grant that has ended is not ended again."""

    code = "identity.already_ended"


class BeyondOwnRights(DomainError):
    """Nobody hands on what he does not hold."""

    code = "identity.beyond_own_rights"
    status = 403


def _account(uid: UUID | str, actor: Actor) -> Account:
    seen = Account.objects.all()
    if actor.kind is not ActorKind.SYSTEM:
        seen = Account.objects.visible_to(actor)
    return fetch(seen.select_for_update(of=("self",)), uid=uid)


@transaction.atomic
def save_role(
    *,
    code: str,
    name: str,
    permissions: Sequence[str],
    sight: Sight,
    actor: Actor,
    summary: str = "",
    is_everywhere: bool = False,
    needs_second_factor: bool = False,
    reason: str = "",
) -> RoleTemplate:
    """Write or change a role template; whoever holds it has the new rights at once.

    It takes the right to give roles everywhere. Nobody lifts himself: a template one holds is
    changed by somebody else, and rights over accounts, roles and grants are put into a template
    only by who has them. What is held by a timed grant alone is in no template.
    """
    role = RoleTemplate.objects.select_for_update(of=("self",)).filter(code=code).first()
    require(actor, IdentityPermission.ASSIGN_ROLES)
    before = set(role.permissions) if role is not None else set()
    wanted = set(map(str, permissions))
    if actor.kind is not ActorKind.SYSTEM:
        _not_above_oneself(actor, role, wanted - before)
    wrong: dict[str, str] = {}
    if not name.strip():
        wrong["name"] = _("Hãy ghi tên vai trò.")
    if wanted & GRANTED_ONLY:
        wrong["permissions"] = str(ONLY_BY_GRANT)
    if wrong:
        raise Invalid(fields=wrong)
    role, _made = RoleTemplate.objects.update_or_create(
        code=code,
        defaults={
            "name": name.strip(),
            "summary": summary,
            "permissions": sorted(wanted),
            "sight": sight,
            "is_everywhere": is_everywhere,
            "needs_second_factor": needs_second_factor,
        },
    )
    holders = Account.objects.filter(assignments__role=role).distinct()
    takers = Account.objects.filter(taken__giver__in=holders).distinct()
    bump_rights(holders)
    bump_rights(takers)

    if wanted != before:
        RoleChange.objects.create(
            role=role,
            actor_uid=actor.id,
            actor_name=actor.name[:120],
            reason=nfc(reason),
            added=sorted(wanted - before),
            removed=sorted(before - wanted),
        )
    record("identity.role_saved", actor=actor, target=role, permissions=len(role.permissions))
    return role


def _not_above_oneself(actor: Actor, role: RoleTemplate | None, added: set[str]) -> None:
    if not actor.permissions.get(IdentityPermission.ASSIGN_ROLES, frozenset()) >= EVERYWHERE:
        raise NotPermitted(_("Vai trò mẫu dùng chung cả tỉnh: cần quyền phân công trên toàn tỉnh."))
    now = timezone.now()
    held = Assignment.objects.in_force(now).filter(role=role, account__uid=known_id(actor))
    if role is not None and held.exists():
        raise NotPermitted(_("Không ai tự đổi vai trò mình đang giữ."))
    beyond = {code for code in added if code.startswith("identity.") and not actor.may(code)}
    if beyond:
        raise BeyondOwnRights(_("Chỉ thêm được những quyền quản trị mà mình đang có."))


@transaction.atomic
def assign_role(
    *,
    account_uid: UUID | str,
    role_code: str,
    agency_id: int,
    actor: Actor,
    unit_id: int | None = None,
    position_id: int | None = None,
    valid_from: datetime | None = None,
    valid_to: datetime | None = None,
    is_main: bool = True,
) -> Assignment:
    """Give an official a role in an agency or a unit of it, for a time if one is given."""
    account = _account(account_uid, actor)
    row = _assign(
        account,
        Assignment(
            account=account,
            agency_id=agency_id,
            unit_id=unit_id,
            position_id=position_id,
            valid_from=valid_from or timezone.now(),
            valid_to=valid_to,
            is_main=is_main,
            granted_by=actor.id,
        ),
        role_code,
        actor=actor,
    )
    _bump_with_takers(account)
    return row


@transaction.atomic
def assign_role_in_units(
    *, account_uid: UUID | str, role_code: str, units: Sequence[tuple[int, int]], actor: Actor
) -> list[Assignment]:
    """Give an official one role in many units, each with its agency; his rights change once."""
    account = _account(account_uid, actor)
    now = timezone.now()
    rows = [
        _assign(
            account,
            Assignment(
                account=account,
                agency_id=agency_id,
                unit_id=unit_id,
                valid_from=now,
                granted_by=actor.id,
            ),
            role_code,
            actor=actor,
        )
        for agency_id, unit_id in units
    ]
    _bump_with_takers(account)
    return rows


def _assign(account: Account, row: Assignment, role_code: str, *, actor: Actor) -> Assignment:
    """Check and keep one assignment, and tell its official; his rights are bumped by the caller."""
    require(actor, IdentityPermission.ASSIGN_ROLES, unit_id=row.unit_id)
    role = RoleTemplate.objects.filter(code=role_code).first()
    if role is None:
        raise Invalid(fields={"role": told(_("Không có vai trò “%(code)s”."), code=role_code)})
    agency_info(row.agency_id)
    wrong: dict[str, str] = {}
    if account.kind != AccountKind.OFFICIAL:
        wrong["account"] = _("Chỉ cán bộ, công chức mới nhận vai trò.")
    if row.unit_id is not None and unit_info(row.unit_id).agency_id != row.agency_id:
        wrong["unit"] = _("Đơn vị không thuộc cơ quan đã chọn.")
    if role.sight == Sight.OWN_UNIT and row.unit_id is None:
        wrong["unit"] = _("Vai trò này cần một đơn vị.")
    if row.valid_to is not None and row.valid_to <= row.valid_from:
        wrong["valid_to"] = _("Thời điểm hết hạn phải sau thời điểm bắt đầu.")
    if wrong:
        raise Invalid(fields=wrong)
    if actor.kind is not ActorKind.SYSTEM:
        if account.uid == actor.id:
            raise NotPermitted(_("Không ai tự cấp vai trò cho mình."))
        if reaches_beyond(actor, role, row.agency_id, row.unit_id):
            raise NotPermitted(_("Vai trò này rộng hơn phạm vi bạn được phân công."))

    row.role = role
    row.save(force_insert=True)

    record(
        "identity.role_assigned",
        actor=actor,
        target=account,
        role=role.code,
        agency_id=row.agency_id,
        unit_id=row.unit_id,
    )
    publish(DutyGiven(account_uid=account.uid, agency_id=row.agency_id))
    if actor.kind is not ActorKind.SYSTEM:
        notify(
            account_uid=account.uid,
            kind=ROLE_GIVEN.code,
            values={"role": role.name, "place": _place(row), "from": row.valid_from},
            link="/tai-khoan/",
        )
    return row


def _place(row: Assignment) -> str:
    """Return the words for where a role holds."""
    name = agency_info(row.agency_id).name
    return f"{unit_name(row.unit_id)}, {name}" if row.unit_id else name


def reaches_beyond(actor: Actor, role: RoleTemplate, agency_id: int, unit_id: int | None) -> bool:
    """Tell whether a role reaches further than the giver's own permission to give roles."""
    if actor.kind is ActorKind.SYSTEM:
        return False
    scope = actor.permissions.get(IdentityPermission.ASSIGN_ROLES, frozenset())
    if scope >= EVERYWHERE:
        return False
    tree = units_below([agency_id]).get(agency_id, {})
    if role.sight == Sight.AGENCY_AND_BELOW:
        reached = {unit for units in tree.values() for unit in units}
    elif role.sight == Sight.OWN_UNIT and unit_id is not None:
        reached = {unit_id}
    else:
        reached = set(tree.get(agency_id, []))
    return role.is_everywhere or not reached or not reached <= scope


def _bump_with_takers(account: Account) -> None:
    """What a giver holds limits what he handed on, so both change together."""
    takers = Account.objects.filter(taken__giver=account, taken__ended_at__isnull=True)
    bump_rights(Account.objects.filter(pk__in=[account.pk, *takers.values_list("pk", flat=True)]))


@transaction.atomic
def end_assignment(*, uid: UUID | str, actor: Actor) -> Assignment:
    """Take a role away, now."""
    row = fetch(Assignment.objects.select_for_update(of=("self",)), uid=uid)
    account = _account(row.account.uid, actor)
    require(actor, IdentityPermission.ASSIGN_ROLES, unit_id=row.unit_id)
    if row.ended_at is not None:
        raise AlreadyEnded(_("Vai trò này đã thôi từ trước."))

    row.ended_at = timezone.now()
    row.save(update_fields=["ended_at"])
    _bump_with_takers(account)

    record("identity.role_ended", actor=actor, target=account, role=row.role.code)
    publish(DutyEnded(account_uid=account.uid, agency_id=row.agency_id))
    notify(
        account_uid=account.uid,
        kind=ROLE_ENDED.code,
        values={"role": row.role.name, "place": _place(row)},
        link="/tai-khoan/",
    )
    return row
