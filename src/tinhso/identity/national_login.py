"""An OpenID Connect client in the shape of the national login: discovery, code flow with PKCE.

Pure protocol: it talks to the issuer over HTTP with a timeout and returns checked claims. Who the
claims belong to is decided in `services.external`.
"""

import base64
import hashlib
import secrets
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

import requests
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from tinhso.kernel.errors import DomainError
from tinhso.kernel.errors.sentences import Told, told

TIMEOUT: Final = 10
ALGORITHMS: Final = ["RS256", "PS256", "ES256"]


class NationalLoginFailed(DomainError):
    """The national login did not answer, or what it answered does not hold."""

    code = "identity.national_login_failed"
    status = 400
    title = _("Chưa đăng nhập được bằng tài khoản định danh")


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """One way to the issuer and back, kept in the session until it returns."""

    state: str
    nonce: str
    verifier: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Claims:
    """Who the issuer says it is: its subject, and the fields of the national user info."""

    issuer: str
    subject: str
    number: str
    tax_number: str
    name: str
    account_kind: str


def is_configured() -> bool:
    """Tell whether this installation has an issuer to send people to."""
    return bool(settings.TINHSO_OIDC_ISSUER and settings.TINHSO_OIDC_CLIENT_ID)


def _failed(why: str) -> NationalLoginFailed:
    return NationalLoginFailed(
        told(_("Cổng định danh trả lời không đúng (%(why)s). Hãy thử lại."), why=Told(why))
    )


def _json(response: requests.Response, why: str) -> dict[str, object]:
    if response.status_code != 200:
        raise _failed(why)
    try:
        data = response.json()
    except ValueError:
        raise _failed(why) from None
    if not isinstance(data, dict):
        raise _failed(why)
    return data


def _get(url: str, why: str, headers: dict[str, str] | None = None) -> dict[str, object]:
    try:
        return _json(requests.get(url, timeout=TIMEOUT, headers=headers), why)
    except requests.RequestException:
        raise _failed(why) from None


def discover() -> dict[str, object]:
    """Read the issuer's own description and make sure it names itself."""
    issuer = settings.TINHSO_OIDC_ISSUER.rstrip("/")
    found = _get(f"{issuer}/.well-known/openid-configuration", "discovery")
    if str(found.get("issuer", "")).rstrip("/") != issuer:
        raise _failed("issuer")
    return found


def begin(*, redirect_uri: str) -> Attempt:
    """Return where to send the browser, with fresh state, nonce and PKCE verifier."""
    described = discover()
    attempt_state, nonce = secrets.token_urlsafe(24), secrets.token_urlsafe(24)
    verifier = secrets.token_urlsafe(48)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest())
    query = {
        "response_type": "code",
        "client_id": settings.TINHSO_OIDC_CLIENT_ID,
        "redirect_uri": redirect_uri,
        "scope": "openid",
        "state": attempt_state,
        "nonce": nonce,
        "code_challenge": challenge.rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    if settings.TINHSO_OIDC_ACR:
        query["acr_values"] = settings.TINHSO_OIDC_ACR
    return Attempt(
        state=attempt_state,
        nonce=nonce,
        verifier=verifier,
        url=f"{described['authorization_endpoint']}?{urlencode(query)}",
    )


def finish(
    *, code: str, state: str, kept_state: str, nonce: str, verifier: str, redirect_uri: str
) -> Claims:
    """Turn the code that came back into checked claims; a wrong state or nonce is refused."""
    if not kept_state or not secrets.compare_digest(state.encode(), kept_state.encode()):
        raise _failed("state")
    described = discover()
    try:
        answer = requests.post(
            str(described["token_endpoint"]),
            data={
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": redirect_uri,
                "code_verifier": verifier,
            },
            auth=(settings.TINHSO_OIDC_CLIENT_ID, settings.TINHSO_OIDC_CLIENT_SECRET),
            timeout=TIMEOUT,
        )
    except requests.RequestException:
        raise _failed("token") from None
    tokens = _json(answer, "token")
    subject = _checked_subject(str(tokens.get("id_token", "")), described, nonce)
    headers = {"Authorization": f"Bearer {tokens.get('access_token', '')}"}
    info = _get(str(described["userinfo_endpoint"]), "userinfo", headers)
    if info.get("sub") != subject:
        raise _failed("sub")
    return Claims(
        issuer=str(described["issuer"]),
        subject=subject,
        number=_text(info, "SoDinhDanh"),
        tax_number=_text(info, "MaSoDoanhNghiep") or _text(info, "MaSoThue"),
        name=_text(info, "HoVaTen") or _text(info, "TenDoanhNghiep"),
        account_kind=_text(info, "LoaiTaiKhoan"),
    )


def _text(info: dict[str, object], key: str) -> str:
    value = info.get(key)
    return value if isinstance(value, str) else ""


def _checked_subject(id_token: str, described: dict[str, object], nonce: str) -> str:
    """Return the subject of an ID token whose signature, issuer, audience, time and nonce hold."""
    published = _get(str(described["jwks_uri"]), "jwks")
    wanted = jwt.JWTClaimsRegistry(
        leeway=60,
        iss={"essential": True, "value": str(described["issuer"])},
        aud={"essential": True, "value": settings.TINHSO_OIDC_CLIENT_ID},
        exp={"essential": True},
        sub={"essential": True},
        nonce={"essential": True, "value": nonce},
    )
    try:
        keys = KeySet.import_key_set(published)  # type: ignore[arg-type]  # checked by the import
        claims = jwt.decode(id_token, keys, algorithms=ALGORITHMS).claims
        wanted.validate(claims)
    except (JoseError, ValueError, KeyError, TypeError):
        raise _failed("id_token") from None
    acr = settings.TINHSO_OIDC_ACR
    if acr and claims.get("acr") not in (None, *acr.split()):
        raise _failed("acr")
    return str(claims["sub"])
