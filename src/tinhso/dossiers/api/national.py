"""What the national portal calls here, as a system with a key of its own."""

from typing import Annotated
from uuid import UUID

from django.http import FileResponse, HttpRequest
from ninja import Path, Status

from tinhso.dossiers import services
from tinhso.dossiers.models import NationalMessage
from tinhso.dossiers.queries import national as queries
from tinhso.dossiers.schemas.national import MessageIn, NationalMessageOut
from tinhso.kernel import files
from tinhso.kernel.actors import actor_of
from tinhso.kernel.api import Router

router = Router()
MessageId = Annotated[str, Path(min_length=1, max_length=64)]


def _shown(message: NationalMessage) -> NationalMessageOut:
    dossier = message.dossier
    return NationalMessageOut(
        id=message.message_id,
        state=message.state,
        number=dossier.submission_number if dossier is not None else None,
        code=dossier.code if dossier is not None else None,
        problem=message.code,
        reason=message.reason,
        fields=list(message.fields),
    )


@router.post("/national/messages", response={202: NationalMessageOut}, summary="Hand a message in")
def hand_in(request: HttpRequest, body: MessageIn) -> Status[NationalMessageOut]:
    """Take a message of the national portal: a filing, a supplement, a withdrawal, a stop.

    It is kept before this answer; its effect follows in the background, once, however often the
    same message is handed in.
    """
    message = services.national.keep_message(
        message_id=body.id, kind=body.kind, body=body.data, actor=actor_of(request)
    )
    return Status(202, _shown(message))


@router.get(
    "/national/messages/{message_id}", response=NationalMessageOut, summary="What became of it"
)
def message_of(request: HttpRequest, message_id: MessageId) -> NationalMessageOut:
    """Say whether a message has had its effect, or why it could not have it."""
    return _shown(queries.message_of(message_id=message_id, actor=actor_of(request)))


@router.get("/national/files/{uuid:uid}", summary="A paper or result of a dossier it knows")
def file_of(request: HttpRequest, uid: UUID) -> FileResponse:
    """Give the national portal a file that a message to it names."""
    stored = services.national.open_file(uid=uid, actor=actor_of(request))
    return FileResponse(
        iter([files.open_file(stored)]),
        as_attachment=True,
        filename=stored.name,
        content_type=stored.content_type,
    )
