"""A business files many dossiers at once from a spreadsheet: tried dry first, then by a job."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.dossiers.models import GroupFiling, GroupRow
from tinhso.dossiers.queries import applying
from tinhso.dossiers.queries.groups import can_be_grouped, proof_of, spec_of
from tinhso.dossiers.rules.answers import FORM_COMPONENTS, as_json, from_json
from tinhso.dossiers.rules.groups import (
    MOST_LINES,
    GroupState,
    columns_of,
    example_of,
)
from tinhso.dossiers.rules.states import Channel
from tinhso.dossiers.services._group_rows import (
    Look,
    draft_of,
    place_anew,
    put_row,
    twin_of,
)
from tinhso.dossiers.services.errors import NotFiledHere
from tinhso.dossiers.services.filing import submit
from tinhso.identity import queries as identity
from tinhso.kernel.actors import Actor
from tinhso.kernel.audit import record
from tinhso.kernel.db import fetch
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.errors import DomainError, Invalid, NotPermitted, SignInNeeded
from tinhso.kernel.files.filled_sheets import ColumnToFill, read_filled, sheet_to_fill
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.jobs import enqueue, progress
from tinhso.kernel.notifications.services import notify
from tinhso.procedures import queries as procedures

BATCH: Final = 100


@one_act()
def start_group(*, procedure_code: str, resolving_agency_id: int, actor: Actor) -> GroupFiling:
    """Begin a list of one procedure for one agency; only businesses and organisations do."""
    if actor.person_id is None or actor.id is None:
        raise SignInNeeded
    if not applying.myself(actor=actor).is_legal_entity:
        raise NotPermitted
    version = procedures.version_at(code=procedure_code, at=timezone.now())
    if not can_be_grouped(version):
        raise NotFiledHere
    if resolving_agency_id not in {one.id for one in applying.agencies_for(version=version)}:
        raise Invalid(fields={"agency": _("Hãy chọn cơ quan giải quyết thủ tục này.")})
    group = GroupFiling.objects.create(
        person_id=actor.person_id,
        account=actor.id,
        procedure_version=version,
        agency_id=resolving_agency_id,
        made_at=timezone.now(),
    )
    record("dossiers.group_started", actor=actor, target=group, procedure=procedure_code)
    return group


def group_template(*, uid: UUID, actor: Actor) -> bytes:
    """Return the spreadsheet made from the procedure's own form."""
    group = fetch(GroupFiling.objects.visible_to(actor), uid=uid)
    version = group.procedure_version
    columns = columns_of(spec_of(version))
    return sheet_to_fill(
        version.procedure.code,
        [
            ColumnToFill(
                key=one.key,
                label=one.label,
                is_required=one.is_required,
                options=one.options,
                example=example_of(one),
            )
            for one in columns
        ],
        most=MOST_LINES,
    )


@one_act()
def read_group(*, uid: UUID, content: bytes, actor: Actor) -> GroupFiling:
    """Take the rows of a filled spreadsheet instead of those that were there, and check each.

    Nothing is handed in; a file that cannot be read leaves the rows as they were.
    """
    group = draft_of(uid, actor)
    version = group.procedure_version
    columns = columns_of(spec_of(version))
    lines = read_filled(content, [one.key for one in columns], most=MOST_LINES)
    place_anew(group, {one.line: one.texts.values() for one in lines})
    look = Look(group, actor)
    group.rows.all().delete()
    rows = []
    seen: dict[str, int] = {}
    for one in lines:
        same = as_json(one.texts)
        row = GroupRow(group=group, line=one.line, merged=sorted(one.merged))
        put_row(row, look, one.texts, twin=seen.get(same))
        seen.setdefault(same, one.line)
        rows.append(row)
    GroupRow.objects.bulk_create(rows, batch_size=BATCH)
    record("dossiers.group_read", actor=actor, target=group, rows=len(rows))
    return group


@one_act()
def mend_group_row(*, uid: UUID, line: int, texts: Mapping[str, str], actor: Actor) -> GroupRow:
    """Put other words into some cells of a row, and check it again."""
    group = draft_of(uid, actor)
    row = fetch(group.rows.select_for_update(of=("self",)), line=line)
    known = {column.key for column in columns_of(spec_of(group.procedure_version))}
    changed = {key: text.strip() for key, text in texts.items() if key in known}
    kept = {**{k: str(v) for k, v in from_json(row.texts).items()}, **changed}
    row.merged = []
    twin = twin_of(group, row, as_json(kept))
    put_row(row, Look(group, actor), kept, twin=twin)
    row.save(update_fields=["texts", "errors", "merged", "is_sound"])
    record("dossiers.group_row_mended", actor=actor, target=group, line=line)
    return row


@one_act()
def drop_group_row(*, uid: UUID, line: int, actor: Actor) -> None:
    """Leave a row out of the list."""
    group = draft_of(uid, actor)
    fetch(group.rows.all(), line=line).delete()
    group.row_papers.filter(line=line).update(line=None)
    record("dossiers.group_row_dropped", actor=actor, target=group, line=line)


@one_act()
def put_group_paper(
    *, uid: UUID, component_key: str, file: StoredFile, actor: Actor
) -> GroupFiling:
    """Put a paper into every dossier of the list; the rows are checked again."""
    group = draft_of(uid, actor)
    wanted = {one.key for one in group.procedure_version.components} - FORM_COMPONENTS
    if component_key not in wanted:
        raise Invalid(fields={"component_key": _("Thủ tục này không có giấy tờ đó.")})
    proof = proof_of(group.procedure_version)
    if proof is not None and proof.key == component_key:
        said = _("Văn bản ủy quyền là của riêng từng dòng, không dùng chung cho cả danh sách.")
        raise Invalid(fields={"component_key": said})
    group.papers.update_or_create(component_key=component_key, defaults={"file": file})
    look = Look(group, actor)
    seen: dict[str, int] = {}
    for row in group.rows.all():
        texts = {key: str(text) for key, text in from_json(row.texts).items()}
        put_row(row, look, texts, twin=seen.get(row.texts))
        seen.setdefault(row.texts, row.line)
        row.save(update_fields=["errors", "is_sound"])
    record("dossiers.group_paper_put", actor=actor, target=group, component=component_key)
    return group


@one_act()
def delete_group(*, uid: UUID, actor: Actor) -> None:
    """Throw a list away that was not handed in."""
    group = draft_of(uid, actor)
    record("dossiers.group_deleted", actor=actor, target=group)
    group.delete()


@one_act()
def confirm_group(*, uid: UUID, declared: bool, actor: Actor) -> GroupFiling:
    """Hand the whole list in: a job files row by row; no row with something wrong goes along."""
    group = draft_of(uid, actor)
    faults = {}
    if not group.rows.exists():
        faults["file"] = _("Danh sách chưa có dòng nào.")
    elif group.rows.filter(is_sound=False).exists():
        faults["file"] = _("Còn dòng có chỗ sai; hãy sửa hoặc bỏ các dòng đó.")
    elif group.row_papers.filter(line__isnull=True).exists():
        faults["file"] = _("Còn tệp chưa gắn với dòng nào; hãy gắn vào dòng hoặc bỏ tệp đó.")
    if not declared:
        faults["declared"] = _("Hãy đánh dấu cam kết cho cả danh sách.")
    if faults:
        raise Invalid(fields=faults)
    group.state = GroupState.RUNNING
    group.confirmed_at = timezone.now()
    group.save(update_fields=["state", "confirmed_at"])
    record("dossiers.group_confirmed", actor=actor, target=group, rows=group.rows.count())
    enqueue("dossiers.file_group", key=str(group.uid), group_uid=str(group.uid))
    return group


def file_group(*, group_uid: UUID) -> int:
    """File what is left of a list, row by row; called again after a kill it goes on.

    Each row has its own token: what became a dossier before the kill stays that one dossier.
    """
    group = GroupFiling.objects.select_related("procedure_version__procedure").get(uid=group_uid)
    if group.state != GroupState.RUNNING:
        return 0
    actor = identity.actor_of_account(group.account)
    total = group.rows.count()
    left = list(group.rows.filter(dossier__isnull=True, refused="").values_list("pk", flat=True))
    for number, pk in enumerate(left, start=total - len(left) + 1):
        _file_row(group, pk, actor)
        progress(number, total)
    _finish(group.pk)
    return len(left)


def _file_row(group: GroupFiling, pk: int, actor: Actor) -> None:
    """File one row in a transaction of its own; a refusal of the rules is kept beside it."""
    try:
        _submit_row(group, pk, actor)
    except DomainError as refusal:
        said = (
            "; ".join(str(text) for text in refusal.fields.values())
            if (isinstance(refusal, Invalid) and refusal.fields)
            else str(refusal)
        )
        GroupRow.objects.filter(pk=pk).update(refused=said)


@one_act()
def _submit_row(group: GroupFiling, pk: int, actor: Actor) -> None:
    row = GroupRow.objects.select_for_update(of=("self",)).get(pk=pk)
    if row.dossier_id is not None:
        return
    look = Look(group, actor)
    texts = {key: str(text) for key, text in from_json(row.texts).items()}
    row.dossier = submit(
        token=row.token,
        procedure_code=group.procedure_version.procedure.code,
        resolving_agency_id=group.agency_id,
        answers=look.answers(texts),
        parties=look.parties(texts),
        attachments=look.papers(row.line),
        actor=actor,
        channel=Channel.ONLINE,
    )
    row.save(update_fields=["dossier"])


@one_act()
def _finish(group_id: int) -> None:
    group = GroupFiling.objects.select_for_update(of=("self",)).get(pk=group_id)
    if group.state != GroupState.RUNNING:
        return
    group.state = GroupState.DONE
    group.done_at = timezone.now()
    group.save(update_fields=["state", "done_at"])
    filed = group.rows.filter(dossier__isnull=False).count()
    notify(
        kind="dossiers.group_done",
        values={"filed": filed, "refused": group.rows.exclude(refused="").count()},
        person_id=group.person_id,
        link=f"/nop-theo-danh-sach/{group.uid}/",
        key=f"group:{group.uid}",
    )
