"""What an operation is asked and answers: plain values, read and written in one go."""

from django.http import HttpRequest
from ninja.renderers import BaseRenderer
from pydantic import BaseModel
from pydantic_core import to_json


class Asked(BaseModel):
    """The base of what a caller sends as the body of a call."""


class Answer(BaseModel):
    """The base of what an operation answers; the operation fills it from plain values.

    Neither is a `ninja.Schema`: that one also looks for resolvers and attributes of rows, which
    costs a list of a hundred more than reading it from the database. What stands in an address
    is one, because ninja takes it apart.
    """


class JsonRenderer(BaseRenderer):
    """JSON in UTF-8; times are ISO 8601 with their offset, ids and numbers as they are shown."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: object, *, response_status: int) -> bytes:
        """Return the body of an answer."""
        return to_json(data)
