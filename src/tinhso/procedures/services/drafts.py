"""Every change of a draft: begin, change a part, undo, check, publish, give up."""

from collections.abc import Callable, Mapping
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.kernel.actors import Actor, require
from tinhso.kernel.audit import record
from tinhso.kernel.db import fetch
from tinhso.kernel.errors import Conflict, DomainError, Invalid, Now
from tinhso.kernel.web.words import when
from tinhso.procedures.drafting import contents
from tinhso.procedures.drafting.checks import Fault
from tinhso.procedures.drafting.layout import PARTS, Content, Part
from tinhso.procedures.models import (
    DraftAct,
    DraftChange,
    DraftOrigin,
    DraftState,
    Field,
    LifeEvent,
    Procedure,
    ProcedureDraft,
    ProcedureVersion,
)
from tinhso.procedures.permissions import ProcedurePermission
from tinhso.procedures.queries.drafts import (
    ChangeLine,
    changed_since,
    draft_faults,
    history_of,
    last_change,
    may_publish,
    newest_version_of,
)
from tinhso.procedures.services.catalogue import publish_version

MOST_LETTERS_OF_WHAT = 200
MISSHAPEN = gettext_lazy("Mục này không thuộc phần, hoặc không đúng dạng.")
"""What is said of a key that a machine sent wrongly."""


class DraftClosed(DomainError):
    """A draft that was published or given up is not changed any more."""

    code = "procedures.draft_closed"


class PartChanged(Conflict):
    """Somebody else changed the same part after this person opened it."""

    code = "procedures.part_changed"


class NothingToUndo(DomainError):
    """There is no change left to take back."""

    code = "procedures.nothing_to_undo"


class DraftNotSound(Invalid):
    """A draft with faults is not published; its check page lists each with its place."""

    code = "procedures.draft_not_sound"


class SecondPersonNeeded(DomainError):
    """Whoever wrote a draft does not publish it here."""

    code = "procedures.second_person_needed"
    title = gettext_lazy("Cần một người khác công bố")


@transaction.atomic
def start_draft(
    *,
    content: Mapping[str, object],
    origin: DraftOrigin,
    actor: Actor,
    based_on: ProcedureVersion | None = None,
) -> ProcedureDraft:
    """Begin a draft with this content; keys that were not given are empty.

    A draft of a procedure that has versions is based on the newest one, unless `based_on` says
    otherwise.
    """
    require(actor, ProcedurePermission.EDIT_PROCEDURE)
    whole = contents.complete(content, today=timezone.localdate())
    code = str(whole["code"])[:16]
    now = timezone.now()

    draft = ProcedureDraft.objects.create(
        code=code,
        name=str(whole["name"])[:1000],
        based_on=based_on or newest_version_of(code=code),
        origin=origin,
        content=whole,
        author_id=actor.id,
        started_at=now,
        changed_at=now,
    )
    _remember(draft, DraftAct.STARTED, actor=actor)

    record("procedures.draft_started", actor=actor, target=draft, code=code, origin=origin.value)
    return draft


@transaction.atomic
def change_part(
    *,
    uid: UUID | str,
    part: Part,
    seen: int,
    change: Callable[[Content], Content],
    actor: Actor,
    act: DraftAct = DraftAct.CHANGED,
    what: str = "",
) -> ProcedureDraft:
    """Change one part of a draft; others may have changed other parts since `seen`.

    `change` gets the content as it stands and returns the new one; keys outside the part are
    left as they are. Nothing is written when nothing differs. Raises `PartChanged` when somebody
    changed this part after the revision `seen`, `DraftClosed`, `NotFound`.
    """
    draft = _open_draft(uid, actor)
    require(actor, ProcedurePermission.EDIT_PROCEDURE)
    last = changed_since(draft=draft, part=part, seen=seen)
    if last is not None:
        text = _("Có người vừa sửa phần này. Hãy mở lại trang để xem rồi sửa tiếp.")
        raise PartChanged(text, now=_stands(draft, last))
    old = draft.content
    new = change(old)
    written = {
        key: contents.cleaned(new.get(key)) for key in part.keys if new.get(key) != old.get(key)
    }
    before = {key: old.get(key) for key, value in written.items() if value != old.get(key)}
    if not before:
        return draft

    draft.content = {**old, **{key: written[key] for key in before}}
    _keep(draft, DraftAct(act), part=part.key, what=what, before=before, actor=actor)

    record("procedures.draft_changed", actor=actor, target=draft, part=part.key, act=act.value)
    return draft


def _stands(draft: ProcedureDraft, last: ChangeLine) -> Now:
    words = ", ".join(filter(None, (last.by, when(last.change.at))))
    return Now(version=draft.revision, lines=[(last.change.get_act_display(), words)])


@transaction.atomic
def undo(*, uid: UUID | str, seen: int, actor: Actor) -> ProcedureDraft:
    """Take back the last change of a draft, whoever made it; again takes back the one before.

    Raises `PartChanged` when the draft was changed after the revision `seen`: what would be taken
    back is then not what this person saw.
    """
    draft = _open_draft(uid, actor)
    require(actor, ProcedurePermission.EDIT_PROCEDURE)
    if draft.revision != seen:
        text = _("Bản thảo vừa được sửa thêm. Hãy xem lại rồi hoàn tác.")
        raise PartChanged(text, now=_stands(draft, history_of(draft=draft, most=1)[0]))
    last = last_change(draft=draft)
    if last is None:
        raise NothingToUndo(_("Không còn thay đổi nào để hoàn tác."))

    draft.content = {**draft.content, **last.before}
    last.is_undone = True
    last.save(update_fields=["is_undone"])
    _keep(draft, DraftAct.UNDONE, part=last.part, what=last.what, before={}, actor=actor)

    record("procedures.draft_undone", actor=actor, target=draft, number=last.number)
    return draft


@transaction.atomic
def settle_flag(*, uid: UUID | str, index: int, seen: int, actor: Actor) -> ProcedureDraft:
    """Say that a doubt about the source's record was looked into; the raw record stays."""

    def without(content: Content) -> Content:
        flags = content.get("flags")
        rows = flags if isinstance(flags, list) else []
        return {**content, "flags": [row for place, row in enumerate(rows) if place != index]}

    return change_part(
        uid=uid, part=PARTS[0], seen=seen, change=without, actor=actor, act=DraftAct.SETTLED
    )


@transaction.atomic
def rebase(*, uid: UUID | str, actor: Actor) -> ProcedureDraft:
    """Say that a draft was compared with the newest version and shall follow it."""
    draft = _open_draft(uid, actor)
    require(actor, ProcedurePermission.EDIT_PROCEDURE)
    newest = newest_version_of(code=draft.code)
    if newest is None or draft.based_on_id == newest.pk:
        return draft

    draft.based_on = newest
    _keep(draft, DraftAct.REBASED, what=str(newest.number), actor=actor)

    record("procedures.draft_rebased", actor=actor, target=draft, version=newest.number)
    return draft


@transaction.atomic
def check_draft(*, uid: UUID | str, actor: Actor) -> list[Fault]:
    """Return what is wrong with a draft, and mark it as checked when nothing but warnings is."""
    draft = _open_draft(uid, actor)
    found = draft_faults(draft=draft)
    sound = all(fault.is_warning for fault in found)
    if not sound or draft.state == DraftState.CHECKED:
        return found

    draft.state = DraftState.CHECKED
    draft.save(update_fields=["state"])
    record("procedures.draft_checked", actor=actor, target=draft, warnings=len(found))
    return found


@transaction.atomic
def publish_draft(*, uid: UUID | str, seen: int, actor: Actor) -> ProcedureVersion:
    """Make a draft the version in force from its day on; the one before ends the day before.

    Raises `PartChanged` when the draft changed after the revision `seen`, `SecondPersonNeeded`
    where the province wants another person than the writers, `DraftNotSound` with a sentence for
    each fault, `DraftClosed`.
    """
    draft = _open_draft(uid, actor)
    require(actor, ProcedurePermission.PUBLISH_VERSION)
    if draft.revision != seen:
        raise PartChanged(_("Bản thảo vừa được sửa thêm. Hãy xem lại rồi công bố."))
    if not may_publish(draft=draft, actor=actor):
        raise SecondPersonNeeded(_("Người soạn bản thảo không tự công bố; hãy nhờ người khác."))
    faults = [fault.text for fault in draft_faults(draft=draft) if not fault.is_warning]
    if faults:
        raise DraftNotSound(" ".join(faults))

    _write_identity(draft)
    version = publish_version(
        code=draft.code,
        effective_from=date.fromisoformat(str(draft.content["effective_from"])),
        content=contents.to_version(draft.content),
        actor=actor,
    )
    draft.state = DraftState.PUBLISHED
    draft.published = version
    draft.save(update_fields=["state", "published"])
    _remember(draft, DraftAct.PUBLISHED, what=str(version.number), actor=actor)

    record("procedures.draft_published", actor=actor, target=draft, version=version.number)
    return version


@transaction.atomic
def abandon_draft(*, uid: UUID | str, actor: Actor) -> ProcedureDraft:
    """Give a draft up; it stays to be read, and another may be begun."""
    draft = _open_draft(uid, actor)
    require(actor, ProcedurePermission.EDIT_PROCEDURE)

    draft.state = DraftState.ABANDONED
    draft.save(update_fields=["state"])
    _remember(draft, DraftAct.ABANDONED, actor=actor)

    record("procedures.draft_abandoned", actor=actor, target=draft)
    return draft


def _open_draft(uid: UUID | str, actor: Actor) -> ProcedureDraft:
    visible = ProcedureDraft.objects.visible_to(actor)
    draft = fetch(visible.select_for_update(of=("self",)), uid=uid)
    if not draft.is_open:
        raise DraftClosed(_("Bản thảo này đã khép lại; hãy bắt đầu một bản thảo mới."))
    return draft


def _keep(
    draft: ProcedureDraft,
    act: DraftAct,
    *,
    actor: Actor,
    part: str = "",
    what: str = "",
    before: Mapping[str, object] | None = None,
) -> None:
    """Write a changed draft as its next revision; what was checked before must be checked again."""
    draft.revision += 1
    draft.state = DraftState.DRAFT
    draft.code = str(draft.content["code"])[:16]
    draft.name = str(draft.content["name"])[:1000]
    draft.changed_at = timezone.now()
    draft.save()
    _remember(draft, act, part=part, what=what, before=before, actor=actor)


def _remember(
    draft: ProcedureDraft,
    act: DraftAct,
    *,
    actor: Actor,
    part: str = "",
    what: str = "",
    before: Mapping[str, object] | None = None,
) -> None:
    last = draft.changes.values_list("number", flat=True).first() or 0
    DraftChange.objects.create(
        draft=draft,
        number=max(last + 1, draft.revision),
        part=part,
        act=act,
        what=what[:MOST_LETTERS_OF_WHAT],
        by_id=actor.id,
        at=timezone.now(),
        before=dict(before or {}),
    )


def _write_identity(draft: ProcedureDraft) -> None:
    """Let the procedure be what the draft says it is called and found by."""
    content = draft.content
    field = fetch(Field.objects.all(), key=content["field"])
    procedure, _created = Procedure.objects.update_or_create(
        code=draft.code,
        defaults={"field": field, "name_en": content["name_en"], "keywords": content["keywords"]},
    )
    procedure.life_events.set(LifeEvent.objects.filter(key__in=content["life_events"]))
