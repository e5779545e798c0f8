"""What a merger of agencies does to people in office: their roles go on at the successor."""

from collections.abc import Sequence

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tinhso.identity.kinds import AGENCY_MERGED
from tinhso.identity.models import (
    Account,
    Assignment,
    AssignmentQuerySet,
    Delegation,
    DelegationQuerySet,
    SightGrant,
    SystemClient,
)
from tinhso.identity.services.bump import bump_rights
from tinhso.kernel.actors import system_actor
from tinhso.kernel.audit import record
from tinhso.kernel.db.repointing import point_back, repoint
from tinhso.kernel.db.rewriting import rewrite, write_back
from tinhso.kernel.db.text import whole
from tinhso.kernel.notifications.services import notify
from tinhso.kernel.registry.mergers import (
    SHOWN_AT_ONCE,
    Counted,
    EffectLine,
    MergerEffect,
    Merging,
    Progress,
    Text,
)
from tinhso.organization.queries import agency

BATCH = 100


class StaffMoves(MergerEffect):
    """Roles, delegations and connected systems of the agencies that end."""

    title = _("Cán bộ và quyền")

    def preview(self, merging: Merging) -> Sequence[EffectLine]:
        """Count people, roles, delegations and systems."""
        held = _held(merging)
        clients = SystemClient.objects.filter(agency__in=merging.agencies, is_active=True)
        grants = _grants(merging)
        return [
            EffectLine(
                label=_("Cán bộ tiếp tục làm việc ở cơ quan, đơn vị tiếp nhận"),
                count=held.values("account_id").distinct().count(),
                note=_("Tài khoản và mật khẩu giữ nguyên; sáng hôm sau đăng nhập như cũ."),
            ),
            EffectLine(
                label=_("Vai trò chuyển theo"),
                count=held.count(),
                listed=lambda: [
                    Counted(name=row.account.name, detail=row.role.name)
                    for row in held.select_related("account", "role").order_by("account__name")[
                        :SHOWN_AT_ONCE
                    ]
                ],
            ),
            EffectLine(
                label=_("Người kiêm lãnh đạo"),
                count=held.filter(position__is_leader=True).count(),
                note=_("Hãy phân công lại khi chỉ còn một người đứng đầu."),
                is_warning=held.filter(position__is_leader=True).count() > 1,
            ),
            EffectLine(
                label=_("Ủy quyền đang có hiệu lực"),
                count=_delegations(merging).count(),
                listed=lambda: [
                    Counted(name=f"{row.giver.name} → {row.taker.name}", detail=row.reason)
                    for row in _delegations(merging)
                    .select_related("giver", "taker")
                    .order_by("pk")[:SHOWN_AT_ONCE]
                ],
            ),
            EffectLine(
                label=_("Quyền xem có thời hạn"),
                count=len(grants),
                note=_(
                    "Xem tiếp ở cơ quan tiếp nhận đến khi hết hạn; thu hồi nếu không còn đúng mục"
                    " đích."
                ),
                is_warning=True,
                listed=lambda: [
                    Counted(name=row.account.name, detail=row.purpose)
                    for row in grants[:SHOWN_AT_ONCE]
                ],
            ),
            EffectLine(
                label=_("Hệ thống kết nối"),
                count=clients.count(),
                listed=lambda: [
                    Counted(name=row.name) for row in clients.order_by("pk")[:SHOWN_AT_ONCE]
                ],
            ),
        ]

    def apply(self, merging: Merging) -> None:
        """End each role at its old place and let it go on at the new one."""
        now = timezone.now()
        rows = list(
            _held(merging).select_for_update(of=("self",)).select_related("role").order_by("pk")
        )
        Assignment.objects.filter(pk__in=[row.pk for row in rows]).update(ended_at=now)
        Assignment.objects.bulk_create(_moved(row, merging) for row in rows)
        repoint(
            _delegations(merging),
            "unit_id",
            {old: unit for old, (_agency, unit) in merging.moved_units.items()},
            act=merging.uid,
            on=merging.on,
        )
        clients = SystemClient.objects.filter(is_active=True)
        repoint(clients, "agency_id", merging.moved_agencies, act=merging.uid, on=merging.on)
        _widen_grants(merging)
        for row in rows:
            record(
                "identity.role_moved",
                actor=system_actor("organization.merger"),
                target=row,
                act=merging.uid,
            )
        _renew(merging)

    def finish(self, merging: Merging, progress: Progress) -> None:
        """Tell everybody who was moved, once."""
        rows = Assignment.objects.filter(act=merging.uid).order_by("account_id", "-is_main", "pk")
        first: dict[int, Assignment] = {}
        for row in rows.select_related("account"):
            first.setdefault(row.account_id, row)
        for place, row in enumerate(first.values(), start=1):
            notify(
                account_uid=row.account.uid,
                kind=AGENCY_MERGED.code,
                values={"agency": agency(row.agency_id).name, "basis": merging.basis},
                link="/tai-khoan/",
                key=str(merging.uid),
            )
            if place % BATCH == 0 or place == len(first):
                progress(place, len(first))

    def verify(self, merging: Merging) -> Sequence[Text]:
        """Nobody is left in what ended."""
        return [_("còn vai trò ở cơ quan, đơn vị đã kết thúc")] if _held(merging).exists() else []

    def since(self, merging: Merging) -> Sequence[Text]:
        """Roles that were changed since would be lost."""
        moved = Assignment.objects.filter(act=merging.uid)
        after = Assignment.objects.filter(follows__in=moved)
        changed = moved.filter(ended_at__isnull=False).exists() or after.exists()
        return [_("vai trò của người được chuyển đã thay đổi")] if changed else []

    def undo(self, merging: Merging) -> None:
        """Let the old roles hold again."""
        moved = Assignment.objects.filter(act=merging.uid)
        old = list(moved.values_list("follows_id", flat=True))
        _renew(merging)
        moved.delete()
        Assignment.objects.filter(pk__in=old).update(ended_at=None)
        point_back(Delegation, act=merging.uid)
        point_back(SystemClient, act=merging.uid)
        holders = [row.pk for row in _grants(merging, only_old=False)]
        write_back(SightGrant, act=merging.uid)
        bump_rights(Account.objects.filter(sight_grants__in=holders))


def _held(merging: Merging) -> AssignmentQuerySet:
    """Return the roles that hold, or will, at a place that ends."""
    lately = Q(valid_to__isnull=True) | Q(valid_to__gt=timezone.now())
    here = Q(unit__in=merging.units) | Q(unit__isnull=True, agency__in=merging.agencies)
    return Assignment.objects.filter(lately, here, ended_at__isnull=True)


def _grants(merging: Merging, *, only_old: bool = True) -> list[SightGrant]:
    """Return the timed grants over an agency that ends; those that reach no successor yet."""
    lately = SightGrant.objects.filter(ended_at__isnull=True, valid_to__gt=timezone.now())
    rows = lately.select_related("account").order_by("account__name", "pk")
    return [
        row
        for row in rows
        if any(_agency_of(key) in merging.agencies for key in row.keys)
        and not (only_old and set(_following(row.keys, merging)) == set(row.keys))
    ]


def _agency_of(key: str) -> int:
    sign, _colon, pk = key.partition(":")
    return whole(pk) or 0 if sign in ("a", "o", "r") else 0


def _following(keys: Sequence[str], merging: Merging) -> list[str]:
    """Return keys with those of the successors beside the old ones; what is planned adds "?"."""
    found = set(keys)
    for key in keys:
        if (old := _agency_of(key)) in merging.agencies:
            found.add(f"{key.partition(':')[0]}:{merging.agencies[old] or '?'}")
    return sorted(found)


def _widen_grants(merging: Merging) -> None:
    """Let who may see an agency for a time see who goes on with it, as long and no longer."""
    for row in _grants(merging):
        rewrite(row, "keys", _following(row.keys, merging), act=merging.uid)
        record(
            "identity.sight_grant_followed",
            actor=system_actor("organization.merger"),
            target=row,
            act=merging.uid,
        )
        bump_rights(Account.objects.filter(pk=row.account_id))


def _delegations(merging: Merging) -> DelegationQuerySet:
    return Delegation.objects.filter(
        unit__in=merging.units, ended_at__isnull=True, valid_to__gt=timezone.now()
    )


def _moved(row: Assignment, merging: Merging) -> Assignment:
    now = timezone.now()
    if row.unit_id is None:
        agency_id, unit_id = merging.moved_agencies[row.agency_id], None
    else:
        agency_id, unit_id = merging.moved_units[row.unit_id]
    return Assignment(
        account_id=row.account_id,
        role=row.role,
        agency_id=agency_id,
        unit_id=unit_id,
        position_id=row.position_id,
        is_main=row.is_main,
        valid_from=max(row.valid_from, now),
        valid_to=row.valid_to,
        granted_by=row.granted_by,
        follows=row,
        act=merging.uid,
    )


def _renew(merging: Merging) -> None:
    """Whoever was moved, and whoever holds a role where they come to, has other rights now."""
    places = {agency_id for agency_id, _unit in merging.moved_units.values()}
    held = Assignment.objects.filter(
        Q(act=merging.uid) | Q(agency__in=[*places, *merging.agencies]), ended_at__isnull=True
    )
    ids = set(held.values_list("account_id", flat=True))
    takers = Delegation.objects.filter(giver__in=ids, ended_at__isnull=True)
    bump_rights(Account.objects.filter(pk__in=ids | set(takers.values_list("taker_id", flat=True))))
