"""What pages and the API share around a request."""

from django.http import HttpRequest, StreamingHttpResponse

from tinhso.kernel import files
from tinhso.kernel.actors import Actor, actor_of
from tinhso.kernel.errors import NotFound, SignInNeeded
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.files.views import disposition


def person_of(request: HttpRequest) -> Actor:
    """Return who asks, if he is a person to this house; raises `SignInNeeded` or `NotFound`."""
    actor = actor_of(request)
    if not actor.is_signed_in:
        raise SignInNeeded
    if actor.person_id is None:
        raise NotFound
    return actor


def served(stored: StoredFile) -> StreamingHttpResponse:
    """Return a copy as a download that no cache keeps."""
    response = StreamingHttpResponse(files.read_chunks(stored), content_type=stored.content_type)
    response["Content-Length"] = str(stored.size)
    response["Content-Disposition"] = disposition(stored.name, inline=False)
    response["Cache-Control"] = "private, no-store"
    return response
