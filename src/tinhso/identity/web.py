"""What the pages of this room need around a request: sessions, addresses, forms that may refuse."""

from collections.abc import Callable
from typing import TypeVar
from urllib.parse import urlsplit

from django import forms
from django.contrib.auth import login as django_login
from django.http import HttpRequest
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from tinhso.identity.models import Account, AccountSession
from tinhso.identity.services.signing_in import note_sign_in
from tinhso.kernel.actors import actor_of
from tinhso.kernel.db import fetch
from tinhso.kernel.errors import Invalid, SignInNeeded

T = TypeVar("T")
BACKEND = "django.contrib.auth.backends.ModelBackend"


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
    django_login(request, account, backend=BACKEND)
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


def device_name(agent: str) -> str:
    """Return `Chrome, Android` from a browser's long name, enough to know one's own."""
    browsers = (("Edg", "Edge"), ("OPR", "Opera"), ("coc_coc", "Cốc Cốc"), ("Firefox", "Firefox"))
    more = (("Chrome", "Chrome"), ("Safari", "Safari"))
    systems = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"))
    others = (("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux"))
    browser = next((name for mark, name in browsers + more if mark in agent), "")
    system = next((name for mark, name in systems + others if mark in agent), "")
    return ", ".join(part for part in (browser, system) if part) or agent[:60]


def accepted(form: forms.Form, act: Callable[[], T]) -> T | None:
    """Do the act of a valid form; a refusal of its fields is put beside them, and None returned."""
    try:
        return act()
    except Invalid as refusal:
        for name, sentence in refusal.fields.items():
            form.add_error(name if name in form.fields else None, str(sentence))
        if not refusal.fields:
            form.add_error(None, str(refusal))
        return None
