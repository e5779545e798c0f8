"""What a person does with an import: hand the sheet in, let it be brought in, vouch for it."""

from typing import BinaryIO, Final
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.kernel.actors import Actor, require
from tinhso.kernel.audit import record
from tinhso.kernel.db import fetch
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.errors import DomainError, Invalid
from tinhso.kernel.files.checks import Checked
from tinhso.kernel.files.services import sha256_of, store
from tinhso.kernel.importing.models import ImportRun
from tinhso.kernel.importing.permissions import ImportPermission
from tinhso.kernel.importing.queries import differences, kind_for, runs
from tinhso.kernel.importing.registry import ImportKind, import_kinds
from tinhso.kernel.importing.rules import ImportState
from tinhso.kernel.jobs import enqueue

CHECK: Final = "importing.check"
WRITE: Final = "importing.write"
USE: Final = "importing.sheet"
ARCHIVE: Final = "importing.archive"


class NotYet(DomainError):
    """An import goes through its states in order."""

    code = "importing.not_yet"


def use_of(kind: ImportKind) -> str:
    """Return as what the file of a kind is kept."""
    return ARCHIVE if kind.in_archive else USE


def _permit(kind: ImportKind, actor: Actor) -> None:
    is_own = kind.permission != ImportPermission.IMPORT
    require(actor, kind.permission, unit_id=None if is_own else 0)
    for permission in kind.needs:
        require(actor, permission, unit_id=0)


@one_act()
def start(
    *,
    kind: str,
    source: str,
    content: "bytes | BinaryIO | Checked",
    name: str,
    actor: Actor,
    is_queued: bool = True,
) -> ImportRun:
    """Keep a sheet and let background work look through it; nothing is brought in yet.

    Who looks through it himself, as a command does, asks for no job (`is_queued`).
    """
    known = kind_for(kind, actor=actor)
    _permit(known, actor)
    source = " ".join(source.split())
    if not source:
        raise Invalid(fields={"source": _("Hãy ghi tên hệ thống cũ.")})
    stored = store(
        content=content, name=name, use=use_of(known), actor=actor, owner_class="personal"
    )
    run = ImportRun.objects.create(
        kind=kind,
        source=source[:60],
        file=stored,
        file_name=stored.name,
        file_sha256=sha256_of(stored),
        created_by=actor.id,
        created_by_name=actor.name,
    )
    record("importing.started", actor=actor, target=run, kind=kind)
    if is_queued:
        enqueue(CHECK, key=f"{CHECK}:{run.uid}", uid=str(run.uid))
    return run


@one_act()
def write(*, uid: UUID | str, actor: Actor, is_queued: bool = True) -> ImportRun:
    """Let what is right come in; rows that are wrong stay out, to be mended and sent again."""
    run = fetch(runs(actor=actor).select_for_update(of=("self",)), uid=uid)
    _permit(import_kinds.get(run.kind), actor)
    if run.state != ImportState.CHECKED:
        raise NotYet(_("Chỉ nhập được tệp đã chạy thử xong và chưa nhập."))
    if not run.good_count:
        raise NotYet(_("Tệp không có dòng nào đúng để nhập. Hãy sửa theo danh sách lỗi."))
    run.state = ImportState.WRITING
    run.line = run.good_count = run.wrong_count = run.known_count = 0
    run.started_by, run.started_by_name = actor.id, actor.name
    run.started_at = timezone.now()
    run.save()
    record("importing.let_in", actor=actor, target=run)
    if is_queued:
        enqueue(WRITE, key=f"{WRITE}:{run.uid}", uid=str(run.uid))
    return run


@one_act()
def sign_off(*, uid: UUID | str, note: str, actor: Actor) -> ImportRun:
    """Vouch for what was brought in, by totals and samples; a difference wants its explanation."""
    require(actor, ImportPermission.SIGN_OFF, unit_id=0)
    run = fetch(ImportRun.objects.select_for_update(of=("self",)), uid=uid)
    if run.state != ImportState.WRITTEN:
        raise NotYet(_("Chỉ ký duyệt được lần nhập đã xong."))
    note = note.strip()
    if differences(run) and not note:
        raise Invalid(fields={"note": _("Số đếm còn lệch. Hãy ghi vì sao trước khi ký duyệt.")})
    run.state = ImportState.SIGNED
    run.signed_by, run.signed_by_name = actor.id, actor.name
    run.signed_at, run.sign_note = timezone.now(), note[:500]
    run.save()
    record("importing.signed_off", actor=actor, target=run, has_note=bool(note))
    return run
