"""One's own account: profile, password, second factor, sessions."""

import json

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth as webauthn
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tinhso.identity import national_login
from tinhso.identity.forms import (
    ChangePasswordForm,
    CodeForm,
    PasskeyNameForm,
    ProfileForm,
    RepresentForm,
)
from tinhso.identity.queries import (
    acted_for_by,
    acts_for,
    ended_lately,
    own_sessions,
    previous_positions,
)
from tinhso.identity.queries.roles import waiting_for_second_factor
from tinhso.identity.rules import RepresentationKind
from tinhso.identity.second_factor import (
    has_second_factor,
    new_totp_secret,
    recovery_codes,
    totp_qr,
)
from tinhso.identity.services import (
    change_own_profile,
    declare_representation,
    end_representation,
    end_session,
    set_password,
)
from tinhso.identity.services.accounts import password_is_old
from tinhso.identity.services.factors import (
    add_passkey,
    remove_factor,
    renew_recovery_codes,
    start_totp,
)
from tinhso.identity.web import mark_second_factor, own_account
from tinhso.identity.words import assignment_lines
from tinhso.kernel.actors import actor_of
from tinhso.kernel.errors import Invalid, NotFound
from tinhso.kernel.web.accepting import accepted

MOST_ENDED = 20


@never_cache
@require_http_methods(["GET", "POST"])
def profile_view(request: HttpRequest) -> HttpResponse:
    """Show one's own account and change how one is named and reached."""
    account = own_account(request)
    actor = actor_of(request)
    values = {
        "name": account.name,
        "email": account.email,
        "phone": account.phone,
        "version": account.rights_version,
    }
    form = ProfileForm(request.POST or None, initial=values)
    if request.method == "POST" and form.is_valid():
        done = accepted(form, lambda: change_own_profile(actor=actor, **form.cleaned_data))
        if done is not None:
            messages.success(request, _("Đã lưu."))
            return redirect("identity:profile")
    context = {
        "form": form,
        "account": account,
        "person": account.person,
        "assignments": assignment_lines(previous_positions(account_id=account.pk)),
        "acts_for": acts_for(actor=actor) if actor.person_id else [],
        "acted_for_by": acted_for_by(actor=actor) if actor.person_id else [],
        "ended": ended_lately(actor=actor)[:MOST_ENDED] if actor.person_id else [],
    }
    return render(request, "identity/profile.html", context)


@never_cache
@sensitive_post_parameters("current", "password")
@require_http_methods(["GET", "POST"])
def password_view(request: HttpRequest) -> HttpResponse:
    """Change one's password; every other session ends."""
    account = own_account(request)
    form = ChangePasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not account.check_password(form.cleaned_data["current"]):
            form.add_error("current", _("Mật khẩu đang dùng không đúng."))
        else:
            done = accepted(
                form,
                lambda: set_password(
                    account=account,
                    password=form.cleaned_data["password"],
                    actor=actor_of(request),
                    keep_session=request.session.session_key or "",
                ),
            )
            if done is not None:
                account.refresh_from_db()
                request.session["_auth_user_hash"] = account.get_session_auth_hash()
                messages.success(request, _("Đã đổi mật khẩu. Các phiên khác đã đăng xuất."))
                return redirect("identity:security")
    return render(
        request,
        "identity/password.html",
        {"form": form, "account": account, "is_old": password_is_old(account)},
    )


@never_cache
@require_GET
def security_view(request: HttpRequest) -> HttpResponse:
    """Show second factors and signed-in browsers."""
    account = own_account(request)
    factors = Authenticator.objects.filter(user_id=account.pk).order_by("created_at")
    context = {
        "account": account,
        "totp": next((f for f in factors if f.type == Authenticator.Type.TOTP), None),
        "passkeys": [f for f in factors if f.type == Authenticator.Type.WEBAUTHN],
        "has_second_factor": has_second_factor(account),
        "waiting_roles": waiting_for_second_factor(account),
        "sessions": own_sessions(actor=actor_of(request)),
        "current_key": request.session.session_key,
        "national": national_login.is_configured(),
        "linked": account.external.exists(),
    }
    return render(request, "identity/security.html", context)


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def totp_view(request: HttpRequest) -> HttpResponse:
    """Set up one-time codes: the secret is confirmed by a first code."""
    account = own_account(request)
    secret = request.session.get("totp_secret") or new_totp_secret()
    request.session["totp_secret"] = secret
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = accepted(
            form, lambda: start_totp(account=account, secret=secret, **form.cleaned_data)
        )
        if done is not None:
            del request.session["totp_secret"]
            mark_second_factor(request)
            messages.success(request, _("Đã bật mã xác thực. Hãy giữ kỹ các mã dự phòng."))
            return redirect("identity:recovery_codes")
    context = {"form": form, "secret": secret, "qr": totp_qr(account, secret)}
    return render(request, "identity/totp.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def recovery_codes_view(request: HttpRequest) -> HttpResponse:
    """Show the recovery codes that are left, and make new ones when they run out or got about."""
    account = own_account(request)
    if not has_second_factor(account):
        raise NotFound
    if request.method == "POST":
        renew_recovery_codes(account=account)
        messages.success(request, _("Đã tạo mã dự phòng mới. Hãy bỏ các mã cũ đã in hoặc chép."))
        return redirect("identity:recovery_codes")
    return render(request, "identity/recovery_codes.html", {"codes": recovery_codes(account)})


@never_cache
@require_http_methods(["GET", "POST"])
def passkey_add_view(request: HttpRequest) -> HttpResponse:
    """Add a passkey: GET gives the browser its question, POST takes the answer."""
    account = own_account(request)
    if request.method == "GET":
        return JsonResponse({"question": webauthn.begin_registration(account, passwordless=True)})
    try:
        posted = json.loads(request.body)
        form = PasskeyNameForm({"name": posted.get("name", "")})
        credential = posted["credential"]
        webauthn.parse_registration_response(credential)
        webauthn.complete_registration(credential)
    except (ValidationError, ValueError, KeyError, TypeError, AttributeError):
        raise Invalid(_("Khóa bảo mật này không dùng được ở đây.")) from None
    name = form.cleaned_data["name"] if form.is_valid() else _("Khóa bảo mật")
    add_passkey(account=account, name=name, credential=credential)
    mark_second_factor(request)
    return JsonResponse({"next": request.build_absolute_uri("/tai-khoan/bao-mat/")})


@require_POST
def factor_remove_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a second factor away, after the password."""
    account = own_account(request)
    if not account.check_password(request.POST.get("current", "")):
        messages.error(request, _("Mật khẩu đang dùng không đúng, chưa bỏ gì cả."))
        return redirect("identity:security")
    remove_factor(account=account, pk=pk)
    messages.success(request, _("Đã bỏ."))
    return redirect("identity:security")


@require_POST
def session_end_view(request: HttpRequest, uid: str) -> HttpResponse:
    """Sign one of one's own browsers out."""
    end_session(uid=uid, actor=actor_of(request))
    messages.success(request, _("Đã đăng xuất phiên đó."))
    return redirect("identity:security")


@never_cache
@require_http_methods(["GET", "POST"])
def represent_view(request: HttpRequest) -> HttpResponse:
    """Declare for whom one acts, with a photograph of the proof; the desk checks it."""
    account = own_account(request)
    if account.person_id is None:
        raise NotFound
    actor = actor_of(request)
    form = RepresentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = {**form.cleaned_data, "kind": RepresentationKind(form.cleaned_data["kind"])}
        done = accepted(form, lambda: declare_representation(actor=actor, **given))
        if done is not None:
            messages.success(request, _("Đã gửi. Bạn nộp hồ sơ thay được ngay; một cửa kiểm tra."))
            return redirect("identity:profile")
    status = 422 if form.errors else 200
    return render(request, "identity/represent.html", {"form": form}, status=status)


@require_POST
def representation_end_view(request: HttpRequest, uid: str) -> HttpResponse:
    """End a representation of one's own."""
    end_representation(uid=uid, actor=actor_of(request))
    messages.success(request, _("Đã thôi đại diện."))
    return redirect("identity:profile")
