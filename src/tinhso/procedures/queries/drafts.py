"""Questions about drafts; every one is scoped to those who write or publish procedures."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from tinhso.identity.queries import account_names
from tinhso.kernel.actors import Actor, ActorKind
from tinhso.kernel.calendar import calendar_for
from tinhso.kernel.db import fetch
from tinhso.procedures.drafting import contents
from tinhso.procedures.drafting.checks import Fault, Surroundings
from tinhso.procedures.drafting.checks import faults_of as _faults_of
from tinhso.procedures.drafting.layout import Content, Part
from tinhso.procedures.models import (
    CHANGES_CONTENT,
    DraftChange,
    Field,
    ProcedureDraft,
    ProcedureDraftQuerySet,
    ProcedureVersion,
)
from tinhso.procedures.registry import open_work


def drafts(*, actor: Actor) -> ProcedureDraftQuerySet:
    """Return the drafts the actor may see, the last changed first."""
    return ProcedureDraft.objects.visible_to(actor).select_related("based_on", "published")


def draft(*, uid: UUID | str, actor: Actor) -> ProcedureDraft:
    """Return one draft; `NotFound` for those who neither write nor publish."""
    return fetch(drafts(actor=actor), uid=uid)


@dataclass(frozen=True, kw_only=True)
class ChangeLine:
    """One change of a draft as its history tells it; `by` is a name, empty for the house."""

    change: DraftChange
    by: str


def history_of(*, draft: ProcedureDraft, most: int = 500) -> list[ChangeLine]:
    """Return who did what, the newest first; two queries."""
    rows = list(draft.changes.all()[:most])
    names = account_names(row.by_id for row in rows if row.by_id)
    return [_line(row, names) for row in rows]


def changed_since(*, draft: ProcedureDraft, part: Part, seen: int) -> ChangeLine | None:
    """Return the last change of a part after a revision, or None: nobody touched it."""
    row = draft.changes.filter(part=part.key, number__gt=seen).first()
    if row is None:
        return None
    return _line(row, account_names([row.by_id] if row.by_id else []))


def _line(row: DraftChange, names: Mapping[UUID, str]) -> ChangeLine:
    return ChangeLine(change=row, by=names.get(row.by_id, "") if row.by_id else "")


def last_change(*, draft: ProcedureDraft) -> DraftChange | None:
    """Return the change that an undo takes back, or None when there is none."""
    return draft.changes.filter(act__in=CHANGES_CONTENT, is_undone=False).first()


def newest_version_of(*, code: str) -> ProcedureVersion | None:
    """Return the version of a procedure that begins last, in force or to come."""
    rows = ProcedureVersion.objects.filter(procedure__code=code).order_by("-effective_from")
    return rows.select_related("procedure", "procedure__field").first()


def draft_faults(*, draft: ProcedureDraft, today: date | None = None) -> list[Fault]:
    """Return what keeps a draft from being published, then the warnings; five queries."""
    content: Content = draft.content
    newest = newest_version_of(code=draft.code) if draft.code else None
    around = Surroundings(
        today=today or timezone.localdate(),
        calendar=calendar_for(),
        fields=frozenset(Field.objects.values_list("key", flat=True)),
        newest_from=newest.effective_from if newest else None,
        is_outdated=newest is not None and draft.based_on_id != newest.pk,
        is_same=newest is not None and says_the_same(content, newest),
    )
    return _faults_of(content, around)


def says_the_same(content: Mapping[str, object], version: ProcedureVersion) -> bool:
    """Tell whether a draft says what a version says already; the day it begins left out."""
    theirs = contents.of_version(version)
    del theirs["effective_from"]
    return all(content.get(key) == value for key, value in theirs.items())


def may_publish(*, draft: ProcedureDraft, actor: Actor) -> bool:
    """Tell whether this actor may publish: another than the writers where the province says so."""
    if not settings.TINHSO_PROCEDURES_SECOND_PERSON or actor.kind is ActorKind.SYSTEM:
        return True
    return not draft.changes.filter(by_id=actor.id, act__in=[*CHANGES_CONTENT, "started"]).exists()


@dataclass(frozen=True, kw_only=True)
class Effect:
    """What publishing a draft changes for whom.

    `replaced` is the version that ends the day before; `still_open` counts the cases that finish
    under versions already published.
    """

    starts_on: date | None
    replaced: ProcedureVersion | None
    ends_on: date | None
    still_open: int


def effect_of(*, draft: ProcedureDraft) -> Effect:
    """Return what publishing a draft would change for whom."""
    said = str(draft.content.get("effective_from") or "")
    starts_on = date.fromisoformat(said) if said else None
    newest = newest_version_of(code=draft.code) if draft.code else None
    versions = ProcedureVersion.objects.filter(procedure__code=draft.code)
    count = sum(plug(version.pk) for version in versions.only("pk") for _key, plug in open_work)
    return Effect(
        starts_on=starts_on,
        replaced=newest,
        ends_on=starts_on - timedelta(days=1) if starts_on and newest else None,
        still_open=count,
    )
