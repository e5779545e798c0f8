"""Filling in over days and devices: drafts that are never lost."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar
from uuid import UUID

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.dossiers.models import Attachment, Dossier, Draft, DraftFile, Result, of_seen
from tinhso.dossiers.rules.answers import as_json, from_json, in_one_line, plain
from tinhso.dossiers.services._attachments import refuse_run_out
from tinhso.dossiers.services.errors import DraftConflict, NotFiledHere, ServicePaused
from tinhso.dossiers.services.filing import filed_by, submit
from tinhso.dossiers.services.inputs import Answers, AttachmentInput, PartyInput
from tinhso.kernel.actors import Actor
from tinhso.kernel.db import fetch
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.db.reading import read, read_one
from tinhso.kernel.db.text import nfc
from tinhso.kernel.db.writing import update
from tinhso.kernel.eforms import FormSpec
from tinhso.kernel.errors import Message, NotFound, Now, SignInNeeded
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.web.words import when
from tinhso.procedures import queries as procedures

M = TypeVar("M", bound=models.Model)


@one_act()
def start_draft(
    *, procedure_code: str, actor: Actor, resolving_agency_id: int | None = None, case: str = ""
) -> Draft:
    """Begin to fill in a procedure; the draft waits for its owner on every device."""
    if actor.person_id is None:
        raise SignInNeeded
    now = timezone.now()
    version = procedures.version_at(code=procedure_code, at=now)
    if not procedures.may_be_filed(version=version, at=now, channel="online"):
        raise NotFiledHere
    if procedures.pause_at(code=procedure_code, at=now) is not None:
        raise ServicePaused
    return Draft.objects.create(
        person_id=actor.person_id,
        procedure_version=version,
        agency_id=resolving_agency_id,
        case=case,
        created_at=now,
        saved_at=now,
    )


def save_draft(
    *,
    uid: UUID,
    version: int,
    actor: Actor,
    answers: Answers,
    step: str = "",
    parties: Mapping[str, object] | None = None,
    title: str | None = None,
    resolving_agency_id: int | None = None,
) -> Draft:
    """Keep what is filled in so far.

    `version` is the one the page was drawn with. When another tab saved since, `DraftConflict`
    rises with what stands there now, and what this tab sent is kept (`Draft.unsaved`), so that
    nothing typed is lost. The same words sent again, as when an answer was lost on its way, are
    kept already.
    """
    with transaction.atomic():
        draft = _mine(uid, actor)
        if draft.version == version:
            draft.answers = as_json(dict(answers))
            if parties is not None:
                draft.parties = as_json(dict(parties))
            if title is not None:
                draft.title = nfc(title)
            if resolving_agency_id is not None:
                draft.agency_id = resolving_agency_id
            draft.step = step or draft.step
            draft.version += 1
            draft.saved_at = timezone.now()
            draft.unsaved = ""
            draft.save()
            return draft
        if parties is None and draft.answers == as_json(dict(answers)):
            return draft
        draft.unsaved = as_json(dict(answers))
        draft.save(update_fields=["unsaved"])
    raise DraftConflict(now=Now(version=draft.version, lines=_other_words(draft, answers)))


def _other_words(draft: Draft, answers: Answers) -> list[tuple[Message, str]]:
    """Say when another window saved, and each answer there that differs from these."""
    said: list[tuple[Message, str]] = [(_("Lưu ở cửa sổ khác lúc"), when(draft.saved_at))]
    spec = procedures.form_of(version=draft.procedure_version)
    if spec is None:
        return said
    there, here = (_in_words(spec, one) for one in (from_json(draft.answers), answers))
    return said + [
        (label, there.get(key, ("", _("chưa điền")))[1])
        for key, (label, words) in (here | there).items()
        if there.get(key) != here.get(key)
    ]


def _in_words(spec: FormSpec, answers: Answers) -> dict[str, tuple[str, str]]:
    values = spec.clean(plain(answers), at=timezone.now()).values
    return {
        row.key: (row.label, in_one_line(row)) for part in spec.summary(values) for row in part.rows
    }


@one_act()
def add_draft_file(
    *,
    uid: UUID,
    component_key: str,
    actor: Actor,
    file: StoredFile | None = None,
    reused_attachment_uid: UUID | None = None,
    reused_result_uid: UUID | None = None,
) -> DraftFile:
    """Put a paper to a draft: a new file, or one this person already has here."""
    draft = _mine(uid, actor)
    reused_attachment: Attachment | None = None
    reused_result: Result | None = None
    if reused_attachment_uid is not None:
        reused_attachment = fetch(
            of_seen(Attachment.objects.filter(file__isnull=False), actor),
            uid=reused_attachment_uid,
        )
        refuse_run_out(reused_attachment)
        file = reused_attachment.file
    elif reused_result_uid is not None:
        reused_result = fetch(
            of_seen(Result.objects.filter(final_file__isnull=False), actor),
            uid=reused_result_uid,
        )
        refuse_run_out(reused_result)
        file = reused_result.final_file
    if file is None:
        raise NotFound
    return DraftFile.objects.create(
        draft=draft,
        component_key=component_key,
        file=file,
        reused_attachment_id=reused_attachment.pk if reused_attachment else None,
        reused_result_id=reused_result.pk if reused_result else None,
        added_at=timezone.now(),
    )


@one_act()
def remove_draft_file(*, uid: UUID, file_uid: UUID, actor: Actor) -> None:
    """Take a paper out of a draft."""
    fetch(DraftFile.objects.filter(draft=_mine(uid, actor)), uid=file_uid).delete()


@one_act()
def delete_draft(*, uid: UUID, actor: Actor) -> None:
    """Throw a draft away; there is no way back."""
    _mine(uid, actor).delete()


@one_act()
def submit_draft(
    *,
    uid: UUID,
    token: UUID,
    actor: Actor,
    electronic_only: bool = False,
    support_agency_id: int | None = None,
) -> Dossier:
    """Hand in what was filled in; the same token again gives the same dossier."""
    known = filed_by(token, actor)
    if known is not None:
        return known
    draft = _mine(uid, actor)
    if draft.agency_id is None:
        raise NotFiledHere
    papers = read(DraftFile, draft=draft.pk)
    dossier = submit(
        token=token,
        procedure_code=draft.procedure_version.procedure.code,
        resolving_agency_id=draft.agency_id,
        answers=from_json(draft.answers),
        parties=_parties(draft),
        attachments=_attachments(papers),
        actor=actor,
        electronic_only=electronic_only,
        support_agency_id=support_agency_id,
    )
    draft.submitted_at = timezone.now()
    draft.answers, draft.parties, draft.unsaved, draft.title = "{}", "{}", "", ""
    update(draft, "submitted_at", "answers", "parties", "unsaved", "title")
    if papers:
        draft.files.all().delete()
    return dossier


def _attachments(papers: Sequence[DraftFile]) -> list[AttachmentInput]:
    """Return the papers of a draft as a dossier takes them, each with its file or its origin."""
    files = _by_key(StoredFile, (paper.file_id for paper in papers))
    attachments = _by_key(Attachment, (paper.reused_attachment_id for paper in papers))
    results = _by_key(Result, (paper.reused_result_id for paper in papers))
    return [
        AttachmentInput(
            component_key=paper.component_key,
            file=files[paper.file_id],
            reused_attachment_uid=_uid_of(attachments, paper.reused_attachment_id),
            reused_result_uid=_uid_of(results, paper.reused_result_id),
        )
        for paper in papers
    ]


def _by_key(model: type[M], keys: Iterable[int | None]) -> dict[int, M]:
    wanted = {key for key in keys if key is not None}
    return {row.pk: row for row in read(model, id=tuple(sorted(wanted)))} if wanted else {}


def _uid_of(rows: Mapping[int, Attachment | Result], key: int | None) -> UUID | None:
    row = rows.get(key) if key is not None else None
    return row.uid if row is not None else None


def _parties(draft: Draft) -> list[PartyInput]:
    """Read the people of a draft: `{role: {field: text}}`."""
    rows: list[PartyInput] = []
    for role, given in from_json(draft.parties).items():
        if not isinstance(given, dict):
            continue
        texts = {
            key: str(given[key])
            for key in (
                "name",
                "kind",
                "identity_number",
                "phone",
                "email",
                "address",
                "birth",
                "proof",
            )
            if given.get(key)
        }
        person_id = given.get("person_id")
        rows.append(
            PartyInput(
                role=role,
                person_id=person_id if isinstance(person_id, int) else None,
                **{"name": "", **texts},
            )
        )
    return rows


def _mine(uid: UUID, actor: Actor) -> Draft:
    """Return the locked draft of the actor himself; another's does not exist."""
    if actor.person_id is None:
        raise SignInNeeded
    draft = read_one(Draft, lock=True, uid=uid, person=actor.person_id, submitted_at=None)
    if draft is None:
        raise NotFound
    draft.procedure_version = procedures.version_by_id(version_id=draft.procedure_version_id)
    return draft
