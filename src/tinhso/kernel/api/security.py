"""Who may call: people by their session, systems by an OAuth 2 bearer token."""

from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.security.base import AuthBase
from ninja.utils import check_csrf

from tinhso.kernel.actors import Actor, actor_of
from tinhso.kernel.api.registry import bearers


def _actor_by_token(token: str) -> Actor | None:
    for _name, read in bearers:
        actor = read(token)
        if actor is not None:
            return actor
    return None


class _Caller(AuthBase):
    """Take a bearer token if one is sent, otherwise the session with its CSRF check."""

    openapi_type = "http"
    openapi_scheme = "bearer"

    def __init__(self, *, optional: bool) -> None:
        self.optional = optional
        super().__init__()

    def __call__(self, request: HttpRequest) -> Actor | None:
        scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            actor = _actor_by_token(token.strip())
            if actor is not None:
                request.actor = actor  # type: ignore[attr-defined]  # read back by actor_of
            return actor
        actor = actor_of(request)
        if not actor.is_signed_in:
            return actor if self.optional else None
        if check_csrf(request) is not None:
            raise HttpError(403, "CSRF")
        return actor


signed_in = _Caller(optional=False)
anybody = _Caller(optional=True)
