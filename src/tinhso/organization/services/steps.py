"""The history of a plan: what it said before and after each change, and who wrote it."""

from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Message
from tinhso.kernel.web.words import when
from tinhso.organization.models import Merger, MergerStep
from tinhso.organization.queries import agency_names, unit_names
from tinhso.organization.rules import WRITING, MergerDeed, MergerKind

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


@dataclass(frozen=True, kw_only=True)
class Change:
    """One thing that a step changed; `is_data` where its name is a unit's."""

    label: str
    is_data: bool
    before: str
    now: str


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


def last_changes(merger: Merger) -> list[tuple[Message, str]]:
    """Return what the last step of a plan was, who took it, and what it changed."""
    step = merger.steps.order_by("-pk").first()
    if step is None:
        return []
    said: list[tuple[Message, str]] = [
        (step.get_what_display(), f"{step.by_name}, {when(step.at)}")
    ]
    said += [(one.label, f"{one.before} → {one.now}") for one in changes_in(step)]
    return said


def changes_in(step: MergerStep) -> list[Change]:
    """Return what a step changed, each thing in words."""
    named = {"agencies": _("Cơ quan"), "receiving": _("Cơ quan tiếp nhận")}
    found = []
    for key, before, now in step.changes:
        is_unit = key.startswith("unit:")
        words = _kinds(before, now) if key == "kind" else (before, now)
        label = key.removeprefix("unit:") if is_unit else named.get(key) or str(_label_of(key))
        found.append(Change(label=label, is_data=is_unit, before=words[0], now=words[1]))
    return found


def _label_of(field: str) -> object:
    return Merger._meta.get_field(field).verbose_name  # type: ignore[union-attr]  # own fields


def _kinds(before: str, now: str) -> tuple[str, str]:
    known = dict(MergerKind.choices)
    return str(known.get(before, before)), str(known.get(now, now))


def said_of(merger: Merger) -> Said:
    """Return what a plan says, each thing in words."""
    said = {name: _text(merger, name) for name in SAID}
    parts = list(merger.parts.order_by("pk").values_list("agency_id", "is_receiving"))
    names = agency_names([pk for pk, _receiving in parts])
    for key, is_receiving in (("agencies", False), ("receiving", True)):
        said[key] = "; ".join(names[pk] for pk, receives in parts if receives == is_receiving)
    rows = list(merger.units.select_related("unit").order_by("unit_id"))
    units = unit_names({pk for row in rows for pk in (row.unit_id, row.to_unit_id) if pk})
    owners = agency_names({row.unit.agency_id for row in rows})
    for row in rows:
        # both agencies have a desk of one name
        name = f"{owners.get(row.unit.agency_id, '')}: {units.get(row.unit_id, row.unit_id)}"
        said[f"unit:{name}"] = units.get(row.to_unit_id, "") if row.to_unit_id else row.to_name
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
