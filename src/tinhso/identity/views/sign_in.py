"""Signing in and out, the second step, the national login, and the way back in."""

import json
from datetime import datetime, timedelta

from allauth.mfa.webauthn.internal import auth as webauthn
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tinhso.identity import national_login
from tinhso.identity.forms import CodeForm, NewPasswordForm, RecoveryForm, SignInForm
from tinhso.identity.guarding import refuse_outside
from tinhso.identity.models import Account, AccountSession
from tinhso.identity.queries.roles import waiting_for_second_factor
from tinhso.identity.second_factor import has_second_factor
from tinhso.identity.services.demonstration import DEMONSTRATION_LOGINS
from tinhso.identity.services.external import account_for_claims, link_own
from tinhso.identity.services.recovery import ask_recovery, link_account, use_link
from tinhso.identity.services.signing_in import check_code, check_sign_in
from tinhso.identity.web import address_of, begin_session, known_browser, safe_next
from tinhso.kernel.actors import actor_of
from tinhso.kernel.errors import Invalid
from tinhso.kernel.registry.counting import count_refused_sign_in
from tinhso.kernel.web.accepting import accepted
from tinhso.kernel.web.queries import landing_for

SECOND_STEP_LIFE = timedelta(minutes=10)


def _land(request: HttpRequest, account: Account, wanted: str) -> HttpResponseRedirect:
    """Go where the person was going, or where his day begins.

    Whose role counts only behind a second factor sets it up first: until then no page is his.
    """
    from tinhso.identity.queries import actor_for

    if waiting_for_second_factor(account):
        return HttpResponseRedirect(reverse("identity:security"))
    actor = actor_for(account, second_factor=bool(request.session.get("second_factor")))
    return HttpResponseRedirect(wanted or landing_for(actor))


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in_view(request: HttpRequest) -> HttpResponse:
    """Sign in by login and password; what waits elsewhere goes on after it."""
    wanted = safe_next(request)
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        account = accepted(
            form,
            lambda: check_sign_in(
                login=form.cleaned_data["login"],
                password=form.cleaned_data["password"],
                address=address_of(request),
                browser=known_browser(request),
            ),
        )
        if account is not None:
            if has_second_factor(account):
                return _ask_second_step(request, account, wanted)
            refuse_outside(account, address=address_of(request))
            begin_session(request, account, way="password", second_factor=False)
            return _land(request, account, wanted)
    return _sign_in_page(request, form, wanted)


def _ask_second_step(request: HttpRequest, account: Account, wanted: str) -> HttpResponse:
    """Keep who has shown the first half, and ask for the second."""
    request.session["sign_in"] = {
        "account": account.pk,
        "next": wanted,
        "at": timezone.now().isoformat(),
    }
    return redirect("identity:second_step")


def _sign_in_page(request: HttpRequest, form: SignInForm, wanted: str) -> HttpResponse:
    accounts = []
    if settings.DEMONSTRATION:
        known = Account.objects.filter(login__in=DEMONSTRATION_LOGINS, is_demonstration=True)
        by_login = {account.login: account for account in known}
        accounts = [by_login[login] for login in DEMONSTRATION_LOGINS if login in by_login]
    context = {
        "form": form,
        "next": wanted,
        "demonstration": accounts,
        "national": national_login.is_configured(),
    }
    return render(request, "identity/sign_in.html", context)


@never_cache
@require_POST
def demonstration_view(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the fixed accounts, in demonstration mode only."""
    wanted = safe_next(request)
    form = SignInForm()
    if settings.DEMONSTRATION:
        account = Account.objects.filter(
            login=request.POST.get("account", ""),
            login__in=DEMONSTRATION_LOGINS,
            is_demonstration=True,
            is_active=True,
        ).first()
        if account is not None:
            begin_session(request, account, way="demo", second_factor=False)
            return _land(request, account, wanted)
    return _sign_in_page(request, form, wanted)


def _waiting(request: HttpRequest) -> tuple[Account, str] | None:
    """Return who has shown his password a moment ago, and where he was going."""
    kept = request.session.get("sign_in") or {}
    if not kept:
        return None
    if timezone.now() - datetime.fromisoformat(kept["at"]) > SECOND_STEP_LIFE:
        del request.session["sign_in"]
        return None
    account = Account.objects.filter(pk=kept["account"], is_active=True).first()
    return (account, kept["next"]) if account is not None else None


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def second_step_view(request: HttpRequest) -> HttpResponse:
    """Ask for the one-time code, a recovery code or a passkey."""
    waiting = _waiting(request)
    if waiting is None:
        return redirect("identity:sign_in")
    account, wanted = waiting
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        proved = accepted(
            form,
            lambda: check_code(
                account=account,
                code=form.cleaned_data["code"],
                address=address_of(request),
                browser=known_browser(request),
            ),
        )
        if proved is not None:
            begin_session(request, proved, way="code", second_factor=True)
            return _land(request, proved, wanted)
    return render(request, "identity/second_step.html", {"form": form})


@never_cache
@require_http_methods(["GET", "POST"])
def passkey_view(request: HttpRequest) -> JsonResponse:
    """Sign in by passkey: GET gives the browser its question, POST takes the answer."""
    waiting = _waiting(request)
    if request.method == "GET":
        question = webauthn.begin_authentication(waiting[0] if waiting else None)
        return JsonResponse({"question": question})
    try:
        answer = json.loads(request.body)
        credential = webauthn.parse_authentication_response(answer)
        del credential
        account = waiting[0] if waiting else webauthn.extract_user_from_response(answer)
        webauthn.complete_authentication(account, answer)
    except (ValidationError, ValueError, KeyError, TypeError, AttributeError):
        count_refused_sign_in("passkey")
        raise Invalid(_("Khóa bảo mật này không dùng được ở đây.")) from None
    if not account.is_active:
        count_refused_sign_in("locked")
        raise Invalid(_("Khóa bảo mật này không dùng được ở đây."))
    wanted = waiting[1] if waiting else safe_next(request)
    begin_session(request, account, way="passkey", second_factor=True)
    return JsonResponse({"next": _land(request, account, wanted).url})


@require_POST
def sign_out_view(request: HttpRequest) -> HttpResponse:
    """Sign out of this browser."""
    AccountSession.objects.filter(session_key=request.session.session_key).delete()
    logout(request)
    messages.success(request, _("Bạn đã đăng xuất."))
    return redirect("/")


def _callback(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("identity:national_back"))


@never_cache
@require_GET
def national_view(request: HttpRequest) -> HttpResponse:
    """Send the browser to the national login."""
    attempt = national_login.begin(redirect_uri=_callback(request))
    request.session["national"] = {
        "state": attempt.state,
        "nonce": attempt.nonce,
        "verifier": attempt.verifier,
        "next": safe_next(request),
        "link": bool(request.GET.get("link")) and actor_of(request).is_signed_in,
    }
    return HttpResponseRedirect(attempt.url)


@never_cache
@require_GET
def national_back_view(request: HttpRequest) -> HttpResponse:
    """Take the browser back from the national login: sign in, or link the signed-in account."""
    kept = request.session.pop("national", None) or {}
    if request.GET.get("error"):
        messages.info(request, _("Bạn đã dừng đăng nhập bằng tài khoản định danh."))
        return redirect("identity:sign_in")
    claims = national_login.finish(
        code=request.GET.get("code", ""),
        state=request.GET.get("state", ""),
        kept_state=kept.get("state", ""),
        nonce=kept.get("nonce", ""),
        verifier=kept.get("verifier", ""),
        redirect_uri=_callback(request),
    )
    if kept.get("link") and actor_of(request).is_signed_in:
        link_own(claims=claims, actor=actor_of(request))
        messages.success(request, _("Đã liên kết tài khoản định danh."))
        return redirect("identity:security")
    account = account_for_claims(claims)
    if has_second_factor(account):
        return _ask_second_step(request, account, kept.get("next", ""))
    refuse_outside(account, address=address_of(request))
    begin_session(request, account, way="national", second_factor=False)
    return _land(request, account, kept.get("next", ""))


@never_cache
@require_http_methods(["GET", "POST"])
def forgotten_view(request: HttpRequest) -> HttpResponse:
    """Send a one-time link; the answer is the same whether or not there is such an account."""
    form = RecoveryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        ask_recovery(
            login_or_email=form.cleaned_data["login"],
            address=address_of(request),
            browser=known_browser(request),
        )
        return redirect("identity:forgotten_sent")
    return render(request, "identity/forgotten.html", {"form": form})


@require_GET
def forgotten_sent_view(request: HttpRequest) -> HttpResponse:
    """Say what happens next, the same for everybody."""
    return render(request, "identity/forgotten_sent.html")


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def new_password_view(request: HttpRequest, token: str) -> HttpResponse:
    """Set a new password by a one-time link."""
    link = link_account(token)
    form = NewPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = accepted(form, lambda: use_link(token=token, password=form.cleaned_data["password"]))
        if done is not None:
            messages.success(request, _("Đã đặt mật khẩu mới. Hãy đăng nhập."))
            return redirect("identity:sign_in")
    return render(request, "identity/new_password.html", {"form": form, "account": link.account})
