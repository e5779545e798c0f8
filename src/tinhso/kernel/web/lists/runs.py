"""Long work over lists: an act over chosen rows, or a large file, with progress and outcomes."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone, translation

from tinhso.kernel import audit
from tinhso.kernel.actors import Actor, system_actor
from tinhso.kernel.errors import DomainError, NotFound
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.files.services import discard, store
from tinhso.kernel.jobs import progress
from tinhso.kernel.web.lists.acts import ListAct
from tinhso.kernel.web.lists.export import write
from tinhso.kernel.web.lists.registered import lists
from tinhso.kernel.web.lists.saved import EXPORT
from tinhso.kernel.web.models import ListRun, RunState
from tinhso.kernel.web.registry import actor_sources

if TYPE_CHECKING:
    from tinhso.kernel.web.lists.pages import ListPage

FILE_USE: Final = "web.export"


def actor_behind(account: UUID) -> Actor:
    """Return the actor of an account as it is now: rights lost since the request count."""
    return actor_sources.get("identity")(account)


def execute(uid: UUID, *, actor: Actor | None = None, first: bool = False) -> None:
    """Do what is left of a run; called again after a crash it goes on where it stood.

    With `first` it is done only by the caller that finds it waiting, so that two requests do not
    do it side by side.
    """
    run = ListRun.objects.get(uid=uid)
    if run.state == RunState.DONE:
        return
    claim = ListRun.objects.filter(pk=run.pk)
    if first:
        claim = claim.filter(state=RunState.WAITING)
    if not claim.update(state=RunState.RUNNING):
        return
    page = lists.get(run.list_name)
    who = actor or actor_behind(run.owner)
    with translation.override(run.language):
        if run.act.startswith(EXPORT):
            _export(run, page, who)
        else:
            _act(run, page, who)
    ListRun.objects.filter(pk=run.pk).update(state=RunState.DONE, finished_at=timezone.now())


def _act(run: ListRun, page: "ListPage[Any]", actor: Actor) -> None:
    act: ListAct[Any] | None = page.act_of(run.act)
    if act is None:
        raise NotFound
    for key in run.keys[run.done_count :]:
        run.outcomes = [*run.outcomes, _outcome(page, act, key, actor)]
        run.done_count += 1
        run.save(update_fields=["outcomes", "done_count"])
        progress(run.done_count, run.total_count)


def _outcome(
    page: "ListPage[Any]", act: "ListAct[Any]", key: str, actor: Actor
) -> dict[str, object]:
    """Do the act on one row; a refusal becomes the row's sentence."""
    label = ""
    try:
        row = page.by_keys(actor, [key]).first()
        if row is None:
            raise NotFound
        label = page.label(row)
        with transaction.atomic():
            act.run(row, actor)
    except DomainError as refusal:
        audit.record_refusal(refusal, actor=actor, route=f"list:{page.name}:{act.key}")
        return {"key": key, "label": label, "done": False, "words": str(refusal.message)}
    return {"key": key, "label": label, "done": True, "words": ""}


def _export(run: ListRun, page: "ListPage[Any]", actor: Actor) -> None:
    kind = run.act.removeprefix(EXPORT)
    state = page.state_of(actor, QueryDict(run.query))
    total = page.narrowed(actor, state).count()
    ListRun.objects.filter(pk=run.pk).update(total_count=total)

    def told(done: int) -> None:
        ListRun.objects.filter(pk=run.pk).update(done_count=done)
        progress(done, total)

    rows = page.export_rows(actor, state, told=told)
    headings, about = page.export_headings(state), page.about_file(actor, state)
    with (
        write(kind, title=str(page.title), headings=headings, rows=rows, about=about) as file,
        transaction.atomic(),
    ):
        kept = store(content=file, name=run.file_name, use=FILE_USE, actor=actor)
        audit.record("web.list_exported", actor=actor, list=page.name, rows=total)
        ListRun.objects.filter(pk=run.pk).update(file_uid=kept.uid, done_count=total)


def forget(*, before: datetime) -> int:
    """Delete finished runs asked for before a time, and the files they wrote; return how many."""
    gone = 0
    for run in ListRun.objects.filter(state=RunState.DONE, created_at__lt=before):
        files = StoredFile.objects.filter(uid__in=[run.file_uid] if run.file_uid else [])
        with transaction.atomic():
            for stored in files:
                discard(stored, actor=system_actor("web.forget_runs"))
            run.delete()
        gone += 1
    return gone
