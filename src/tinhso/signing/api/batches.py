"""The service for outside systems: sign, seal, stamp, verify, extend; one file or thousands.

A caller gives files, asks for one act over them, and comes back for what was made.
"""

import json
from uuid import UUID

from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from ninja import File, Form, Query, Status
from ninja.files import UploadedFile

from tinhso.kernel import files
from tinhso.kernel.actors import Actor, actor_of
from tinhso.kernel.api import Page, Router, idempotent
from tinhso.kernel.db import fetch
from tinhso.kernel.db.paging import page_of
from tinhso.kernel.errors import NotFound
from tinhso.kernel.files.services import permit_opening
from tinhso.kernel.files.views import disposition
from tinhso.signing import queries, services
from tinhso.signing.api import batches_schemas as schemas
from tinhso.signing.models import BatchFile, SigningBatch
from tinhso.signing.rules import NEEDS_KEY, BatchAct, CertificateRole, Format
from tinhso.signing.services.brought import PlaceInMm

router = Router()


def _caller(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    services.require_batches(actor)
    return actor


@router.get("/keys", response=list[schemas.KeyOut])
def list_keys(request: HttpRequest) -> list[schemas.KeyOut]:
    """List the certificates with whose keys the caller may have files signed or sealed."""
    actor = _caller(request)
    return [
        schemas.KeyOut(
            serial=key.serial,
            name=key.name,
            role=key.role,
            act=act,
            until=key.not_after,
            waits_for_person=key.role == CertificateRole.PERSON,
            formats=list(Format),
        )
        for act in sorted(NEEDS_KEY)
        for key in services.keys_for(actor, BatchAct(act))
    ]


@router.post("/batches/files", response={201: list[schemas.GivenOut]})
def give_files(
    request: HttpRequest, file: File[list[UploadedFile]]
) -> Status[list[schemas.GivenOut]]:
    """Give files for a batch; each is kept for a day at most until one takes it."""
    actor = _caller(request)
    given = [
        services.give_file(content=one.read(), name=one.name or "", actor=actor) for one in file
    ]
    made = [
        schemas.GivenOut(uid=one.uid, name=one.name, size=one.size, sha256=files.sha256_of(one))
        for one in given
    ]
    return Status(201, made)


@router.post("/batches", response={201: schemas.BatchOut})
@idempotent
def open_batch(request: HttpRequest, body: schemas.BatchIn) -> tuple[int, schemas.BatchOut]:
    """Ask for one act over files given before; what needs a person's key waits for his code."""
    wanted = services.WantedBatch(
        act=body.act,
        form=body.format,
        level=body.level,
        serial=body.serial,
        title=body.title,
        is_together=body.together,
    )
    batch = services.open_batch(
        wanted=wanted, given=body.files, digests=body.digests, actor=_caller(request)
    )
    return 201, _batch_out(batch)


@router.post("/batches/upload", response={201: schemas.BatchOut})
@idempotent
def upload_batch(
    request: HttpRequest, form: Form[schemas.BatchForm], file: File[list[UploadedFile]]
) -> tuple[int, schemas.BatchOut]:
    """Give files and ask for one act over them in one call."""
    actor = _caller(request)
    given = [
        services.give_file(content=one.read(), name=one.name or "", actor=actor).uid for one in file
    ]
    wanted = services.WantedBatch(
        act=form.act,
        form=form.format,
        level=form.level,
        serial=form.serial,
        title=form.title,
        is_together=form.together,
    )
    return 201, _batch_out(services.open_batch(wanted=wanted, given=given, actor=actor))


@router.get("/batches", response=Page[schemas.BatchOut])
def list_batches(
    request: HttpRequest, query: Query[schemas.BatchesQuery]
) -> Page[schemas.BatchOut]:
    """List the caller's batches and those with his key, the newest first."""
    rows = queries.batches(actor=_caller(request))
    if query.state is not None:
        rows = rows.filter(state=query.state)
    found = page_of(rows, order=("-asked_at", "-id"), size=query.limit, cursor=query.cursor or "")
    return Page[schemas.BatchOut](
        items=[_batch_out(row) for row in found.rows],
        next=found.next_cursor or None,
        previous=found.previous_cursor or None,
    )


@router.get("/batches/{uid}", response=schemas.BatchOut)
def read_batch(request: HttpRequest, uid: UUID) -> schemas.BatchOut:
    """Tell how far a batch has come."""
    return _batch_out(queries.batch(uid=uid, actor=_caller(request)))


@router.get("/batches/{uid}/files", response=Page[schemas.BatchFileOut])
def list_files(
    request: HttpRequest, uid: UUID, query: Query[schemas.BatchFilesQuery]
) -> Page[schemas.BatchFileOut]:
    """List the files of a batch in their order, each with what became of it."""
    batch = queries.batch(uid=uid, actor=_caller(request))
    rows = queries.batch_files(batch=batch)
    if query.state is not None:
        rows = rows.filter(state=query.state)
    found = page_of(rows, order=("position", "id"), size=query.limit, cursor=query.cursor or "")
    return Page[schemas.BatchFileOut](
        items=[schemas.BatchFileOut.model_validate(_file_fields(batch, row)) for row in found.rows],
        next=found.next_cursor or None,
        previous=found.previous_cursor or None,
    )


@router.get("/batches/{uid}/files/{file_uid}", response=schemas.FindingsOut)
def read_file(request: HttpRequest, uid: UUID, file_uid: UUID) -> schemas.FindingsOut:
    """Tell all about one file: for a check, every signature with its checks."""
    batch = queries.batch(uid=uid, actor=_caller(request))
    row = fetch(queries.batch_files(batch=batch), uid=file_uid)
    found = json.loads(row.findings) if row.findings else {}
    return schemas.FindingsOut.model_validate({**_file_fields(batch, row), "findings": found})


@router.get("/batches/{uid}/files/{file_uid}/result")
def read_result(request: HttpRequest, uid: UUID, file_uid: UUID) -> HttpResponseBase:
    """Return what was made of one file."""
    actor = _caller(request)
    batch = queries.batch(uid=uid, actor=actor)
    row = fetch(queries.batch_files(batch=batch).select_related("result__blob"), uid=file_uid)
    if row.result is None:
        raise NotFound
    permit_opening(row.result, actor=actor)
    response = StreamingHttpResponse(
        files.read_chunks(row.result), content_type=row.result.content_type
    )
    response["Content-Disposition"] = disposition(row.result.name, inline=False)
    return response


@router.post("/batches/{uid}/places", response=schemas.PlacesOut)
def find_places(request: HttpRequest, uid: UUID) -> schemas.PlacesOut:
    """Find where the owner of the key signs each PDF that waits for him, so that it is seen."""
    found = services.find_batch_places(batch_uid=uid, actor=_caller(request))
    return schemas.PlacesOut(found=found)


@router.put("/batches/{uid}/files/{file_uid}/place", response=schemas.BatchFileOut)
def place(
    request: HttpRequest, uid: UUID, file_uid: UUID, body: schemas.PicturePlaceIn
) -> schemas.BatchFileOut:
    """Set where the picture of the signature stands on one file."""
    return _placed(request, uid, file_uid, PlaceInMm(**vars(body)))


@router.delete("/batches/{uid}/files/{file_uid}/place", response=schemas.BatchFileOut)
def hide(request: HttpRequest, uid: UUID, file_uid: UUID) -> schemas.BatchFileOut:
    """Have one file signed without a picture."""
    return _placed(request, uid, file_uid, None)


def _placed(
    request: HttpRequest, uid: UUID, file_uid: UUID, where: PlaceInMm | None
) -> schemas.BatchFileOut:
    actor = _caller(request)
    row = services.place_signature(batch_uid=uid, file_uid=file_uid, place=where, actor=actor)
    return schemas.BatchFileOut.model_validate(_file_fields(row.batch, row))


@router.post("/batches/{uid}/cancel", response=schemas.BatchOut)
def cancel(request: HttpRequest, uid: UUID) -> schemas.BatchOut:
    """Stop a batch: what is made stays, what waits is not begun."""
    return _batch_out(services.cancel_batch(batch_uid=uid, actor=_caller(request)))


@router.post("/batches/{uid}/retry", response=schemas.BatchOut)
def retry(request: HttpRequest, uid: UUID) -> schemas.BatchOut:
    """Try anew what failed; a person's key asks him once more."""
    return _batch_out(services.retry_batch(batch_uid=uid, actor=_caller(request)))


@router.post("/batches/{uid}/confirmation", response={201: schemas.BatchConfirmationOut})
def ask_confirmation(request: HttpRequest, uid: UUID) -> Status[schemas.BatchConfirmationOut]:
    """Ask for the second factor of a batch that waits for the caller's own key."""
    actor = _caller(request)
    asked = services.start_batch_confirmation(batch_uid=uid, actor=actor)
    certificate = queries.batch(uid=uid, actor=actor).certificate
    services.begin_secret(certificate)
    made = schemas.BatchConfirmationOut(
        uid=asked.uid, expires_at=asked.expires_at, asks=services.secret_asked(certificate)
    )
    return Status(201, made)


@router.post("/batches/{uid}/confirm", response=schemas.BatchOut)
def confirm(request: HttpRequest, uid: UUID, body: schemas.ConfirmIn) -> schemas.BatchOut:
    """Let a batch begin by the code of its confirmation."""
    batch = services.confirm_batch(
        batch_uid=uid,
        confirmation_uid=body.confirmation,
        code=body.code,
        secret=body.secret,
        actor=_caller(request),
    )
    return _batch_out(batch)


def _batch_out(batch: SigningBatch) -> schemas.BatchOut:
    return schemas.BatchOut(
        uid=batch.uid,
        title=batch.title,
        act=batch.act,
        format=batch.format,
        level=batch.level,
        serial=batch.certificate.serial if batch.certificate is not None else "",
        together=batch.is_together,
        state=batch.state,
        total=batch.row_count,
        done=batch.done_count,
        failed=batch.failed_count,
        asked_at=batch.asked_at,
        confirmed_at=batch.confirmed_at,
        finished_at=batch.finished_at,
        kept_until=batch.swept_after,
        is_swept=batch.is_swept,
    )


def _file_fields(batch: SigningBatch, row: BatchFile) -> dict[str, object]:
    address = f"/api/v1/signing/batches/{batch.uid}/files/{row.uid}/result"
    return {
        "uid": row.uid,
        "position": row.position,
        "name": row.name,
        "digest": row.digest,
        "state": row.state,
        "attempts": row.attempts,
        "try_at": row.try_at,
        "fault": row.fault,
        "message": row.said,
        "verdict": row.verdict,
        "place": row.place,
        "result": address if row.result_id is not None else None,
    }
