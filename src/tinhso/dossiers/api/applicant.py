"""What an applicant does: drafts, filing, following, answering."""

from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import File, Form, Query, Status
from ninja.files import UploadedFile

from tinhso.dossiers import queries, services
from tinhso.dossiers.api import _shown
from tinhso.dossiers.api._uploads import agency_id_of, answers_in, keep
from tinhso.dossiers.forms.filing import MYSELF, StartForm
from tinhso.dossiers.models import Draft
from tinhso.dossiers.queries import applying, paged
from tinhso.dossiers.queries.applicant import own_keys
from tinhso.dossiers.queries.own_list import Stage, own_rows
from tinhso.dossiers.schemas import answered as out
from tinhso.dossiers.schemas import asked, drafts
from tinhso.dossiers.schemas.narrowing import MineQuery
from tinhso.dossiers.services import AttachmentInput
from tinhso.kernel import files
from tinhso.kernel.actors import Actor, actor_of
from tinhso.kernel.api import Page, Router, idempotent
from tinhso.kernel.errors import Invalid, NotFound, SignInNeeded
from tinhso.organization import queries as organization
from tinhso.procedures import queries as procedures

router = Router()
DRAFT = "/drafts/{uuid:uid}"
MINE = "/mine/{uuid:uid}"


def applicant(request: HttpRequest) -> Actor:
    """Return the signed-in person; systems and officials without one file nothing of their own."""
    actor = actor_of(request)
    if actor.person_id is None:
        raise SignInNeeded(_("Bạn cần đăng nhập bằng tài khoản cá nhân hoặc tổ chức."))
    return actor


def _draft_out(draft: Draft) -> drafts.DraftOut:
    spec = procedures.form_of(version=draft.procedure_version)
    cleaned = spec.clean(applying.answers_of(draft), at=timezone.now()) if spec else None
    return _shown.draft_out(
        draft,
        agency=organization.agency_name(draft.agency_id) if draft.agency_id else "",
        errors={k: str(v) for k, v in cleaned.errors.items()} if cleaned else {},
    )


@router.post("/drafts", response={201: drafts.DraftOut})
@idempotent
def start_draft(request: HttpRequest, body: asked.DraftStartIn) -> tuple[int, drafts.DraftOut]:
    """Begin to fill in a procedure, with what is known already filled in."""
    actor = applicant(request)
    version = procedures.version_at(code=body.procedure_code, at=timezone.now())
    form = StartForm(
        {"for_whom": str(body.for_whom or MYSELF), "agency": str(body.agency)},
        version=version,
        actor=actor,
    )
    if not form.is_valid():
        raise Invalid(fields={name: str(said[0]) for name, said in form.errors.items()})
    with transaction.atomic():
        draft = services.start_draft(
            procedure_code=body.procedure_code, actor=actor, resolving_agency_id=form.agency_id
        )
        services.save_draft(
            uid=draft.uid,
            version=draft.version,
            actor=actor,
            answers=form.prefilled(),
            parties=form.parties(),
        )
    return 201, _draft_out(queries.draft_of(uid=draft.uid, actor=actor))


@router.get("/drafts", response=list[drafts.DraftLine])
def list_drafts(request: HttpRequest) -> list[drafts.DraftLine]:
    """List one's drafts, the newest first."""
    rows = queries.drafts_of(actor=applicant(request))
    return [_shown.draft_line(row) for row in rows]


@router.get(DRAFT, response=drafts.DraftOut)
def read_draft(request: HttpRequest, uid: UUID) -> drafts.DraftOut:
    """Read a draft, with what still keeps it from being handed in."""
    return _draft_out(queries.draft_of(uid=uid, actor=applicant(request)))


@router.put(DRAFT, response=drafts.DraftOut)
def save_draft(request: HttpRequest, uid: UUID, body: asked.DraftSaveIn) -> drafts.DraftOut:
    """Keep what is filled in so far; 409 when it was saved elsewhere since `version`."""
    actor = applicant(request)
    services.save_draft(
        uid=uid, version=body.version, actor=actor, answers=body.answers, step=body.step
    )
    return _draft_out(queries.draft_of(uid=uid, actor=actor))


@router.delete(DRAFT, response={204: None})
def delete_draft(request: HttpRequest, uid: UUID) -> Status[None]:
    """Throw a draft away."""
    services.delete_draft(uid=uid, actor=applicant(request))
    return Status(204, None)


@router.post(DRAFT + "/files", response={201: drafts.DraftFileOut})
@idempotent
def add_draft_file(
    request: HttpRequest,
    uid: UUID,
    body: Form[asked.DraftFileIn],
    file: File[UploadedFile | None] = None,
) -> tuple[int, drafts.DraftFileOut]:
    """Put a paper to a draft: a new file, or one that is here already."""
    actor = applicant(request)
    with transaction.atomic():
        queries.draft_of(uid=uid, actor=actor)
        row = services.add_draft_file(
            uid=uid,
            component_key=body.component_key,
            actor=actor,
            file=keep(file, actor=actor) if file is not None else None,
            reused_attachment_uid=body.reused_attachment,
            reused_result_uid=body.reused_result,
        )
    return 201, _shown.draft_file(row)


@router.delete(DRAFT + "/files/{uuid:file_uid}", response={204: None})
def remove_draft_file(request: HttpRequest, uid: UUID, file_uid: UUID) -> Status[None]:
    """Take a paper out of a draft."""
    services.remove_draft_file(uid=uid, file_uid=file_uid, actor=applicant(request))
    return Status(204, None)


@router.post(DRAFT + "/submit", response={201: out.DossierLine})
@idempotent
def submit_draft(
    request: HttpRequest, uid: UUID, body: asked.SubmitIn
) -> tuple[int, out.DossierLine]:
    """Hand a draft in; asked again, it is still the one dossier."""
    actor = applicant(request)
    dossier = services.submit_draft(
        uid=uid,
        token=uid,
        actor=actor,
        electronic_only=body.electronic_only,
        support_agency_id=agency_id_of(body.support_agency),
    )
    return 201, _shown.own_line(dossier)


@router.get("/mine", response=Page[out.DossierLine])
def list_mine(request: HttpRequest, query: Query[MineQuery]) -> Page[out.DossierLine]:
    """List the dossiers one filed or is a party of, the newest first, by words and stage."""
    actor = applicant(request)
    stage = Stage[query.stage.name] if query.stage else None
    return _shown.page_of_lines(
        lambda: own_rows(actor=actor, text=query.text, stage=stage),
        query,
        keys=own_keys(actor),
        order=paged.NEWEST,
        owner="owner_name",
    )


@router.get(MINE, response=out.MineOut)
def read_mine(request: HttpRequest, uid: UUID) -> out.MineOut:
    """Read where one's dossier is, the promised date and why, and whom to call."""
    return _mine(request, uid)


def _mine(request: HttpRequest, uid: UUID) -> out.MineOut:
    return _shown.mine_out(queries.applicant_page(uid=uid, actor=applicant(request)))


@router.put(MINE + "/content", response=out.MineOut)
def change_content(request: HttpRequest, uid: UUID, body: asked.AnswersChangedIn) -> out.MineOut:
    """Mend what was filed, as long as it is not accepted."""
    actor = applicant(request)
    services.change_content(uid=uid, actor=actor, answers=body.answers, version=body.version)
    return _mine(request, uid)


@router.post(MINE + "/supplement", response=out.MineOut)
@idempotent
def answer_supplement(
    request: HttpRequest,
    uid: UUID,
    body: Form[asked.SupplementAnswerIn],
    files: File[list[UploadedFile]] = [],  # noqa: B006  # ninja reads it as "may be left out"
) -> out.MineOut:
    """Bring what was asked for: `files` in the order of `component_keys`, mended answers."""
    actor = applicant(request)
    if len(files) != len(body.component_keys):
        raise Invalid(fields={"component_keys": _("Mỗi tệp cần đúng một mã thành phần.")})
    with transaction.atomic():
        queries.my_dossier(uid=uid, actor=actor)
        papers = [
            AttachmentInput(component_key=key, file=keep(file, actor=actor))
            for key, file in zip(body.component_keys, files, strict=True)
        ]
        services.answer_supplement(
            uid=uid,
            actor=actor,
            answers=answers_in(body.answers),
            attachments=papers,
            version=body.version,
        )
    return _mine(request, uid)


@router.post(MINE + "/withdraw", response=out.MineOut)
@idempotent
def withdraw(request: HttpRequest, uid: UUID, body: asked.ReasonIn) -> out.MineOut:
    """Take a dossier back before it is accepted."""
    services.withdraw(uid=uid, actor=applicant(request), reason=body.reason)
    return _mine(request, uid)


@router.post(MINE + "/stop", response=out.MineOut)
@idempotent
def ask_stop(request: HttpRequest, uid: UUID, body: asked.ReasonIn) -> out.MineOut:
    """Ask for the work to stop after acceptance; the desk answers."""
    services.ask_stop(uid=uid, actor=applicant(request), reason=body.reason)
    return _mine(request, uid)


@router.post(MINE + "/messages", response={201: out.MessageOut})
@idempotent
def write_message(
    request: HttpRequest, uid: UUID, body: asked.TextIn
) -> tuple[int, out.MessageOut]:
    """Ask the officers something."""
    row = services.send_message(uid=uid, actor=applicant(request), text=body.text)
    return 201, _shown.message_out(row)


@router.post(MINE + "/messages/read", response=out.CountOut)
def mark_read(request: HttpRequest, uid: UUID) -> out.CountOut:
    """Mark the officers' messages as read."""
    return out.CountOut(count=services.mark_read(uid=uid, actor=applicant(request)))


@router.post(MINE + "/field-checks/{uuid:check_uid}", response=out.MineOut)
@idempotent
def reply_field_check(
    request: HttpRequest, uid: UUID, check_uid: UUID, body: asked.FieldCheckReplyIn
) -> out.MineOut:
    """Say that one will be there, or ask for another hour."""
    services.reply_field_check(
        uid=uid,
        check_uid=check_uid,
        actor=applicant(request),
        confirmed=body.confirmed,
        wished_at=body.wished_at,
    )
    return _mine(request, uid)


@router.post(MINE + "/results/{uuid:result_uid}/download", response=out.FileOut)
def download_result(request: HttpRequest, uid: UUID, result_uid: UUID) -> out.FileOut:
    """Take the signed result: its address; an electronic one counts as handed over."""
    result = services.download_result(uid=uid, result_uid=result_uid, actor=applicant(request))
    if result.final_file is None:
        raise NotFound
    return out.FileOut(name=result.final_file.name, file=files.file_url(result.final_file))


@router.post(MINE + "/rating", response={201: out.RatingOut})
@idempotent
def rate(request: HttpRequest, uid: UUID, body: asked.RatingIn) -> tuple[int, out.RatingOut]:
    """Rate the service by the nine questions."""
    rating = services.rate(
        uid=uid,
        actor=applicant(request),
        scores=body.scores,
        comment=body.comment,
        channel="api",
    )
    return 201, out.RatingOut(average=rating.average)
