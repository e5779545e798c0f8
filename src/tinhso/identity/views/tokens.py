"""The OAuth 2 token endpoint (RFC 6749, section 4.4)."""

import base64
import binascii
from urllib.parse import unquote_plus

from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from tinhso.identity.services.clients import InvalidClient, InvalidScope, issue_token

NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}


def _error(code: str, status: int) -> JsonResponse:
    """Answer as RFC 6749, 5.2 wants it: its own shape, not problem details."""
    headers = dict(NO_STORE)
    if status == 401:
        headers["WWW-Authenticate"] = 'Basic realm="tinhso"'
    return JsonResponse({"error": code}, status=status, headers=headers)


def _credentials(request: HttpRequest) -> tuple[str, str] | None:
    """Return client id and secret from the Basic header or the body, never from both."""
    scheme, _space, given = request.headers.get("Authorization", "").partition(" ")
    in_body = request.POST.get("client_id", ""), request.POST.get("client_secret", "")
    if scheme.lower() == "basic":
        if any(in_body):
            return None
        try:
            decoded = base64.b64decode(given, validate=True).decode()
        except (binascii.Error, ValueError):
            return None
        client_id, colon, secret = decoded.partition(":")
        return (unquote_plus(client_id), unquote_plus(secret)) if colon else None
    return in_body if all(in_body) else None


@csrf_exempt
@sensitive_post_parameters("client_secret")
@require_POST
def token_view(request: HttpRequest) -> JsonResponse:
    """Give a system client a short-lived bearer token."""
    if request.POST.get("grant_type") != "client_credentials":
        return _error("unsupported_grant_type", 400)
    credentials = _credentials(request)
    if credentials is None:
        return _error("invalid_client", 401)
    try:
        made = issue_token(
            client_id=credentials[0], secret=credentials[1], scope=request.POST.get("scope", "")
        )
    except InvalidClient:
        return _error("invalid_client", 401)
    except InvalidScope:
        return _error("invalid_scope", 400)
    return JsonResponse(
        {
            "access_token": made.token,
            "token_type": "Bearer",
            "expires_in": made.expires_in,
            "scope": " ".join(made.scopes),
        },
        headers=NO_STORE,
    )
