"""The history of a plan: what it said before and after each change, and who wrote it."""

from uuid import UUID

from django.utils import timezone

from tinhso.kernel.actors import Actor
from tinhso.organization.models import Merger, MergerStep
from tinhso.organization.queries import agency_names, unit_names
from tinhso.organization.rules import WRITING, MergerDeed

Said = dict[str, str]
SAID = (
    "kind",
    "in_force_on",
    "basis_number",
    "basis_on",
    "basis_issuer",
    "new_name",
    "new_short_name",
    "new_code",
    "new_address",
    "new_phone",
)


def note_step(
    merger: Merger,
    what: MergerDeed,
    *,
    actor: Actor,
    before: Said | None = None,
    reason: str = "",
) -> None:
    """Keep one step; `before` is what the plan said, so that only what changed is kept."""
    now = said_of(merger) if before is not None else {}
    MergerStep.objects.create(
        merger=merger,
        what=what,
        at=timezone.now(),
        by=actor.id,
        by_name=actor.name[:250],
        reason=reason,
        changes=_changes(before or {}, now),
    )


def said_of(merger: Merger) -> Said:
    """Return what a plan says, each thing in words."""
    said = {name: _text(merger, name) for name in SAID}
    parts = list(merger.parts.order_by("pk").values_list("agency_id", "is_receiving"))
    names = agency_names([pk for pk, _receiving in parts])
    for key, is_receiving in (("agencies", False), ("receiving", True)):
        said[key] = "; ".join(names[pk] for pk, receives in parts if receives == is_receiving)
    rows = list(merger.units.order_by("unit_id"))
    units = unit_names({pk for row in rows for pk in (row.unit_id, row.to_unit_id) if pk})
    for row in rows:
        said[f"unit:{units.get(row.unit_id, row.unit_id)}"] = (
            units.get(row.to_unit_id, "") if row.to_unit_id else row.to_name
        )
    return said


def writers_of(merger: Merger) -> set[UUID]:
    """Return who wrote what is to be confirmed: all since it was last confirmed, and its author."""
    last = merger.steps.filter(what=MergerDeed.CONFIRMED).order_by("-pk").first()
    wrote = merger.steps.filter(what__in=WRITING, pk__gt=last.pk if last is not None else 0)
    found = {uid for uid in wrote.values_list("by", flat=True) if uid is not None}
    return found | ({merger.planned_by} if merger.planned_by is not None else set())


def _text(merger: Merger, name: str) -> str:
    value = getattr(merger, name)
    return f"{value:%d/%m/%Y}" if name in ("in_force_on", "basis_on") else str(value)


def _changes(before: Said, now: Said) -> list[list[str]]:
    return [
        [key, before.get(key, ""), now.get(key, "")]
        for key in dict.fromkeys([*before, *now])
        if before.get(key, "") != now.get(key, "")
    ]
