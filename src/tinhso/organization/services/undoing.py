"""Taking a merger back, while nothing has been done since."""

from uuid import UUID

from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.kernel.actors import Actor, require
from tinhso.kernel.audit import record
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.errors import DomainError
from tinhso.kernel.errors.sentences import joined, told
from tinhso.kernel.events import publish
from tinhso.kernel.registry.mergers import merger_effects
from tinhso.organization.events import MergerUndone
from tinhso.organization.models import (
    Agency,
    AgencyPeriod,
    AgencySuccession,
    Merger,
    Unit,
    UnitPeriod,
    UnitSuccession,
)
from tinhso.organization.permissions import OrganizationPermission
from tinhso.organization.queries.mergers import merging_of, why_not_undone
from tinhso.organization.rules import ENDING, MergerDeed, MergerKind, MergerState
from tinhso.organization.services.changes import rebuild_tree
from tinhso.organization.services.planning import advance, locked_merger, require_over
from tinhso.organization.services.steps import note_step


class WorkWentOn(DomainError):
    """Something was done since the merger that would be lost."""

    code = "organization.work_went_on"


@one_act()
def undo_merger(*, uid: UUID | str, actor: Actor, version: int | None = None) -> Merger:
    """Put everything back where it was before the merger; refused once work has gone on."""
    merger = locked_merger(uid, actor, version)
    require(actor, OrganizationPermission.PLAN_MERGERS)
    _permit_over_both_sides(merger, actor)
    advance(merger, MergerState.UNDONE)
    reasons = why_not_undone(merger)
    if reasons:
        raise WorkWentOn(
            told(
                _("Không hoàn tác được vì từ khi sắp xếp đã có việc mới: %(reasons)s."),
                reasons=joined(reasons, "; "),
            )
        )
    merging = merging_of(merger)
    for _key, effect in reversed(list(merger_effects)):
        effect.undo(merging)
    _restore_list(merger)
    merger.lines.all().delete()
    merger.ended_at, merger.ended_by_name = timezone.now(), actor.name[:250]
    merger.save()
    note_step(merger, MergerDeed.UNDONE, actor=actor)

    record("organization.merger_undone", actor=actor, target=merger)
    publish(MergerUndone(merger_uid=merger.uid, agency_ids=tuple(sorted(merging.agencies))))
    return merger


def _permit_over_both_sides(merger: Merger, actor: Actor) -> None:
    if merger.planned_by != actor.id:
        require_over(merger, OrganizationPermission.PLAN_MERGERS, actor)


def _restore_list(merger: Merger) -> None:
    """Let what was closed go on, and take out what was opened."""
    parts = merger.parts.filter(is_receiving=False)
    ids = list(parts.values_list("agency_id", flat=True))
    if merger.kind == MergerKind.RENAME:
        AgencyPeriod.objects.filter(agency__in=ids, valid_from=merger.in_force_on).delete()
    opened = list(
        merger.units.filter(is_opened=True).values_list("to_unit_id", flat=True).distinct()
    )
    UnitSuccession.objects.filter(act=merger.uid).delete()
    moved = [row.unit_id for row in merger.units.all() if row.unit_id != row.to_unit_id]
    merger.units.filter(is_opened=True).update(to_unit=None, is_opened=False)
    ended = UnitPeriod.objects.filter(unit__in=moved, valid_to=merger.in_force_on)
    ended.update(valid_to=None)
    UnitPeriod.objects.filter(unit__in=opened).delete()
    _take_out(Unit, [pk for pk in opened if pk is not None])
    if merger.kind in ENDING:
        AgencySuccession.objects.filter(
            predecessor__in=ids, happened_on=merger.in_force_on
        ).delete()
    if merger.opens_agency and merger.successor_id is not None:
        opened_agency = merger.successor_id
        merger.successor = None
        merger.save(update_fields=["successor"])
        AgencyPeriod.objects.filter(agency=opened_agency).delete()
        _take_out(Agency, [opened_agency])
    AgencyPeriod.objects.filter(agency__in=ids, valid_to=merger.in_force_on).update(valid_to=None)
    rebuild_tree()


def _take_out(model: type[Agency] | type[Unit], ids: list[int]) -> None:
    """Remove what the merger opened; whoever uses it by now forbids that."""
    try:
        model._default_manager.filter(pk__in=ids).delete()
    except ProtectedError:
        raise WorkWentOn(
            _("Không hoàn tác được vì cơ quan hoặc đơn vị mới đã được dùng.")
        ) from None
