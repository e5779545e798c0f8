"""Drafts for machines: begin, read, put parts, check, publish; by the same services as pages."""

from datetime import date, datetime
from uuid import UUID

from django.http import HttpRequest
from ninja import Schema
from pydantic import Field, JsonValue

from tinhso.kernel.actors import actor_of
from tinhso.kernel.api import Asked, Router, idempotent, signed_in
from tinhso.kernel.errors import Invalid, NotFound
from tinhso.procedures import queries, services
from tinhso.procedures.drafting import contents
from tinhso.procedures.drafting.layout import Content, part_of
from tinhso.procedures.drafting.shapes import misshapen
from tinhso.procedures.models import DraftOrigin, ProcedureDraft

router = Router()


class ProcedureDraftLine(Schema):
    """One draft in a list; `revision` counts its changes."""

    uid: UUID
    code: str
    name: str
    state: str
    origin: str
    revision: int
    changed_at: datetime


class ProcedureDraftOut(ProcedureDraftLine):
    """One draft whole."""

    content: dict[str, JsonValue]


class DraftIn(Asked):
    """What a draft begins with: a procedure of the catalogue, or nothing."""

    code: str = Field("", max_length=8, description="empty begins from nothing")


class PartIn(Asked):
    """One part of a draft: its keys with their values, and the revision last read."""

    revision: int
    values: dict[str, JsonValue]


class RevisionIn(Asked):
    """The revision last read, so that nothing unseen is taken back or published."""

    revision: int


class DraftFaultOut(Schema):
    """One thing to mend, or (`is_warning`) to look at; `where` is its place in the draft."""

    text: str
    where: str
    is_warning: bool


class PublishedOut(Schema):
    """The version that a draft became."""

    code: str
    version: int
    effective_from: date


def line_of(draft: ProcedureDraft) -> dict[str, object]:
    """Return what a list says of a draft."""
    return {
        "uid": draft.uid,
        "code": draft.code,
        "name": draft.name,
        "state": draft.state,
        "origin": draft.origin,
        "revision": draft.revision,
        "changed_at": draft.changed_at,
    }


def whole(draft: ProcedureDraft) -> dict[str, object]:
    """Return all of a draft."""
    return {**line_of(draft), "content": draft.content}


@router.get(
    "/", response=list[ProcedureDraftLine], auth=signed_in, operation_id="procedure_drafts_list"
)
def list_drafts(request: HttpRequest) -> list[dict[str, object]]:
    """Return the open drafts, the last changed first; none for those who write no procedures."""
    return [line_of(draft) for draft in queries.drafts(actor=actor_of(request)).open()[:200]]


@router.post(
    "/", response={201: ProcedureDraftOut}, auth=signed_in, operation_id="procedure_drafts_begin"
)
@idempotent
def begin_draft(request: HttpRequest, body: DraftIn) -> tuple[int, ProcedureDraftOut]:
    """Begin a draft of a procedure's newest version, or from nothing."""
    version = queries.newest_version_of(code=body.code) if body.code else None
    if body.code and version is None:
        raise NotFound
    draft = services.start_draft(
        content=contents.of_version(version) if version else {},
        origin=DraftOrigin.VERSION if version else DraftOrigin.EMPTY,
        actor=actor_of(request),
    )
    return 201, ProcedureDraftOut.model_validate(whole(draft))


@router.get(
    "/{uuid:uid}/",
    response=ProcedureDraftOut,
    auth=signed_in,
    operation_id="procedure_drafts_detail",
)
def get_draft(request: HttpRequest, uid: UUID) -> dict[str, object]:
    """Return one draft whole."""
    return whole(queries.draft(uid=uid, actor=actor_of(request)))


@router.put(
    "/{uuid:uid}/parts/{part}/",
    response=ProcedureDraftOut,
    auth=signed_in,
    operation_id="procedure_drafts_put_part",
)
def put_part(request: HttpRequest, uid: UUID, part: str, body: PartIn) -> dict[str, object]:
    """Put a part's keys; refused when somebody changed this part after the revision read."""
    place = part_of(part)
    wrong = misshapen(place, body.values)
    if wrong:
        raise Invalid(fields=dict.fromkeys(wrong, services.MISSHAPEN))

    def change(content: Content) -> Content:
        return {**content, **body.values}

    actor = actor_of(request)
    draft = services.change_part(
        uid=uid, part=place, seen=body.revision, change=change, actor=actor
    )
    return whole(draft)


@router.post(
    "/{uuid:uid}/undo/",
    response=ProcedureDraftOut,
    auth=signed_in,
    operation_id="procedure_drafts_undo",
)
def undo(request: HttpRequest, uid: UUID, body: RevisionIn) -> dict[str, object]:
    """Take back the last change."""
    return whole(services.undo(uid=uid, seen=body.revision, actor=actor_of(request)))


@router.post(
    "/{uuid:uid}/check/",
    response=list[DraftFaultOut],
    auth=signed_in,
    operation_id="procedure_drafts_check",
)
def check(request: HttpRequest, uid: UUID) -> list[dict[str, object]]:
    """Return what keeps a draft from being published, then the warnings."""
    found = services.check_draft(uid=uid, actor=actor_of(request))
    return [{"text": f.text, "where": f.where, "is_warning": f.is_warning} for f in found]


@router.post(
    "/{uuid:uid}/publish/",
    response={201: PublishedOut},
    auth=signed_in,
    operation_id="procedure_drafts_publish",
)
@idempotent
def publish(request: HttpRequest, uid: UUID, body: RevisionIn) -> tuple[int, PublishedOut]:
    """Publish a sound draft from its effective day on."""
    version = services.publish_draft(uid=uid, seen=body.revision, actor=actor_of(request))
    return 201, PublishedOut(
        code=version.procedure.code,
        version=version.number,
        effective_from=version.effective_from,
    )
