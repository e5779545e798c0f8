"""Pages on which an officer signs all scans that wait for him, wherever his key is."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from tinhso.kernel.actors import Actor, actor_of, require
from tinhso.kernel.errors import Invalid
from tinhso.kernel.errors.sentences import told
from tinhso.signing import queries, services
from tinhso.signing.forms import CodeForm
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.registry import KeySecret
from tinhso.signing.rules import MOST_AT_ONCE


@require_http_methods(["GET", "POST"])
def scans_view(request: HttpRequest) -> HttpResponse:
    """Show what waits; posted, begin to sign all of it, at once where the shift is open."""
    actor = actor_of(request)
    require(actor, SigningPermission.SIGN_SCAN)
    in_shift = services.may_sign_now(actor=actor)
    if request.method == "POST":
        if not in_shift:
            return _asked(actor)
        _tell(request, services.sign_scans_in_shift(actor=actor))
        return redirect("signing:scans")
    rows = [scan for _source, scan in services.waiting_scans(actor=actor)]
    certificate = queries.certificate_of(account_uid=actor.id) if actor.id else None
    secret = services.secret_asked(certificate)
    context = {
        "rows": rows,
        "total": services.count_waiting_scans(actor=actor),
        "most": MOST_AT_ONCE,
        "certificate": certificate,
        "in_shift": in_shift,
        "secret": secret.value,
        "by_agent": secret is KeySecret.AGENT,
        "agent": queries.agent_of_certificate(certificate=certificate),
    }
    return render(request, "signing/scans.html", context)


def _asked(actor: Actor) -> HttpResponse:
    asked = services.start_scans_confirmation(actor=actor)
    services.begin_secret(queries.certificate_of(account_uid=asked.account_uid))
    return redirect("signing:scans_confirm", uid=asked.uid)


@require_http_methods(["GET", "POST"])
def confirm_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take the code, and the key's own PIN or code, and sign."""
    actor = actor_of(request)
    asked = queries.open_confirmation(uid=uid, actor=actor)
    certificate = queries.certificate_of(account_uid=asked.account_uid)
    secret = services.secret_asked(certificate)
    form = CodeForm(request.POST or None, factor=asked.factor, secret=secret)
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"]
        try:
            if secret is KeySecret.AGENT:
                return redirect(
                    services.start_scans_turn(confirmation_uid=uid, code=code, actor=actor)
                )
            outcomes = services.sign_scans(
                confirmation_uid=uid,
                code=code,
                secret=form.cleaned_data.get("secret", ""),
                actor=actor,
            )
        except services.DeviceRefused as refusal:
            messages.error(request, str(refusal.message))  # the code is used up: ask anew
            return _asked(actor)
        except Invalid as refusal:
            form.add_error("code", str(refusal.fields.get("code", refusal.message)))
        else:
            _tell(request, outcomes)
            return redirect("signing:scans")
    context = {
        "form": form,
        "rows": [scan for _source, scan in services.scans_confirmed(asked, actor)],
        "on_telephone": asked.is_by_telephone,
        "by_agent": secret is KeySecret.AGENT,
        "agent": queries.agent_of_certificate(certificate=certificate),
        "back_url": reverse("signing:scans"),
    }
    status = 422 if form.errors else 200
    return render(request, "signing/scans_confirm.html", context, status=status)


def _tell(request: HttpRequest, outcomes: list[services.Outcome]) -> None:
    done = sum(outcome.signed for outcome in outcomes)
    left = len(outcomes) - done
    if done:
        said = ngettext("Đã ký %(count)s bản quét.", "Đã ký %(count)s bản quét.", done)
        messages.success(request, told(said, count=done))
    if left:
        said = ngettext(
            "%(count)s bản chưa ký, còn chờ; lý do ghi ở từng bản.",
            "%(count)s bản chưa ký, còn chờ; lý do ghi ở từng bản.",
            left,
        )
        messages.warning(request, told(said, count=left))
