"""What pages and the API share around a request."""

from django.http import StreamingHttpResponse

from tinhso.kernel import files
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.files.views import disposition


def served(stored: StoredFile) -> StreamingHttpResponse:
    """Return a copy as a download that no cache keeps."""
    response = StreamingHttpResponse(files.read_chunks(stored), content_type=stored.content_type)
    response["Content-Length"] = str(stored.size)
    response["Content-Disposition"] = disposition(stored.name, inline=False)
    response["Cache-Control"] = "private, no-store"
    return response
