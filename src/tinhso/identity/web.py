"""What the pages of this room need around a request: sessions, addresses, forms that may refuse."""

import json
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import login as django_login
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from tinhso.identity.models import Account, AccountSession
from tinhso.identity.services.signing_in import note_sign_in, tell_of_new_browser
from tinhso.kernel.actors import actor_of
from tinhso.kernel.db import fetch
from tinhso.kernel.db.secrets import decrypt, encrypt
from tinhso.kernel.db.text import canonical_json
from tinhso.kernel.errors import SignInNeeded

BROWSER: Final = "tinhso_browser"
MOST_KNOWN: Final = 20
SHOWN_ONCE: Final = "identity.shown_once"


def address_of(request: HttpRequest) -> str:
    """Return the caller's address as the server saw it; a proxy sets it before us."""
    return str(request.META.get("REMOTE_ADDR", "")) or "0.0.0.0"  # noqa: S104  # not a bind


def safe_next(request: HttpRequest, default: str = "") -> str:
    """Return where to go after signing in, if it is a page of this house."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    fine = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    inside = fine and not urlsplit(wanted).netloc and wanted.startswith("/")
    return wanted if inside and not wanted.startswith("/dang-") else default


def own_account(request: HttpRequest) -> Account:
    """Return the account of who is signed in, or ask him to sign in."""
    actor = actor_of(request)
    if actor.id is None or not isinstance(request.user, Account):
        raise SignInNeeded
    return fetch(Account.objects.visible_to(actor), uid=actor.id)


def begin_session(request: HttpRequest, account: Account, *, way: str, second_factor: bool) -> None:
    """Sign the account in with a fresh session key and put the browser into its list."""
    signed_in_before = account.last_login is not None
    django_login(request, account)
    request.session["way"] = way
    request.session["second_factor"] = second_factor
    request.session["seen_at"] = timezone.now().isoformat()
    request.session.pop("sign_in", None)
    if request.session.session_key is None:
        request.session.create()
    AccountSession.objects.update_or_create(
        session_key=request.session.session_key,
        defaults={
            "account": account,
            "address": address_of(request),
            "device": device_name(request.headers.get("User-Agent", "")),
            "way": way,
            "has_second_factor": second_factor,
        },
    )
    note_sign_in(account=account, way=way)
    known = [one for one in known_browser(request).split(".") if one]
    mark = str(account.uid)
    if signed_in_before and mark not in known and not account.is_demonstration:
        tell_of_new_browser(
            account=account,
            device=device_name(request.headers.get("User-Agent", "")),
            address=address_of(request),
        )
    if mark not in known:
        request.browser_knows = [mark, *known][:MOST_KNOWN]  # type: ignore[attr-defined]  # for remember_browser


def known_browser(request: HttpRequest) -> str:
    """Return the accounts that signed in from this browser before, as its own cookie says."""
    return str(request.get_signed_cookie(BROWSER, default="", salt=BROWSER) or "")


def remember_browser(request: HttpRequest, response: HttpResponse) -> None:
    """Give the browser the signed list of accounts it is known to, when it grew."""
    known: list[str] | None = getattr(request, "browser_knows", None)
    if known is None:
        return
    response.set_signed_cookie(
        BROWSER,
        ".".join(known),
        salt=BROWSER,
        max_age=timedelta(days=365),
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def mark_second_factor(request: HttpRequest) -> None:
    """Keep that this session has just shown a second factor."""
    request.session["second_factor"] = True
    AccountSession.objects.filter(session_key=request.session.session_key).update(
        has_second_factor=True
    )


def show_once(request: HttpRequest, where: str, **words: str) -> str:
    """Keep words, encrypted, for the page at `where`, which shows them once; returns its address.

    So a form that makes a secret leads on like any other, and its second tap finds the secret too.
    """
    request.session[SHOWN_ONCE] = {where: encrypt(canonical_json(words), purpose=SHOWN_ONCE)}
    request.session.save()  # the second tap may be led on before this answer is written
    return where


def shown_once(request: HttpRequest) -> dict[str, str]:
    """Return what `show_once` kept for this page, this one time."""
    kept = request.session.get(SHOWN_ONCE, {}).get(request.path)
    if kept is None:
        return {}
    del request.session[SHOWN_ONCE]
    return dict(json.loads(decrypt(kept, purpose=SHOWN_ONCE)))


def device_name(agent: str) -> str:
    """Return `Chrome, Android` from a browser's long name, enough to know one's own."""
    browsers = (("Edg", "Edge"), ("OPR", "Opera"), ("coc_coc", "Cốc Cốc"), ("Firefox", "Firefox"))
    more = (("Chrome", "Chrome"), ("Safari", "Safari"))
    systems = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"))
    others = (("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux"))
    browser = next((name for mark, name in browsers + more if mark in agent), "")
    system = next((name for mark, name in systems + others if mark in agent), "")
    return ", ".join(part for part in (browser, system) if part) or agent[:60]
