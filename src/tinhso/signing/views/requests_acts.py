"""What is done with a request and its holders: completed, sent, answered, handed over, received."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tinhso.kernel.actors import actor_of
from tinhso.kernel.errors import Invalid
from tinhso.signing import queries, services
from tinhso.signing.forms import CodeForm
from tinhso.signing.forms_requests import AnswerForm, DeviceBackForm, LineForm, SentForm
from tinhso.signing.queries import requests as asked
from tinhso.signing.views.requests import put_errors


@never_cache
@require_http_methods(["GET", "POST"])
def line_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Complete what the form says of one holder."""
    actor = actor_of(request)
    line = asked.request_line(uid=uid, actor=actor)
    form = LineForm(
        request.POST if request.method == "POST" else None,
        kind=line.request.kind,
        values=services.requests.LineValues.of(line),
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.requests.complete_line(uid=uid, values=form.values(), actor=actor)
        except Invalid as refusal:
            put_errors(form, refusal)
        else:
            return redirect("signing:request", uid=line.request.uid)
    context = {"form": form, "line": line, "back_url": line.request.get_absolute_url()}
    return render(request, "signing/request_line.html", context, status=422 if form.errors else 200)


@require_POST
def drop_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take a holder off the list."""
    left = services.requests.drop_line(uid=uid, actor=actor_of(request))
    messages.success(request, _("Đã bỏ khỏi danh sách."))
    return redirect("signing:request", uid=left.uid)


@require_POST
def withdraw_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Give a request up."""
    services.requests.withdraw(uid=uid, actor=actor_of(request))
    messages.success(request, _("Đã rút yêu cầu."))
    return redirect("signing:request", uid=uid)


@require_POST
def sent_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Note that the clerk carried it himself."""
    form = SentForm(request.POST)
    reference = form.cleaned_data["reference"] if form.is_valid() else ""
    services.requests.note_sent(uid=uid, reference=reference, actor=actor_of(request))
    messages.success(request, _("Đã ghi là đã gửi."))
    return redirect("signing:request", uid=uid)


@never_cache
@require_http_methods(["GET", "POST"])
def answer_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Answer for one certificate."""
    actor = actor_of(request)
    line = asked.request_line(uid=uid, actor=actor)
    page = asked.request_page(uid=line.request.uid, actor=actor)
    form = AnswerForm(
        request.POST if request.method == "POST" else None,
        kind=line.request.kind,
        by_hand=page.by_hand,
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            if given["decision"] == "refuse":
                services.requests.refuse_line(uid=uid, reason=given["reason"], actor=actor)
            else:
                services.requests.grant_line(
                    uid=uid,
                    years=given.get("years") or 3,
                    device_serial=given.get("device_serial", ""),
                    serial=given.get("serial", ""),
                    actor=actor,
                )
        except Invalid as refusal:
            put_errors(form, refusal)
        else:
            messages.success(request, _("Đã trả lời."))
            return redirect("signing:request", uid=line.request.uid)
    context = {"form": form, "line": line, "back_url": line.request.get_absolute_url()}
    return render(
        request, "signing/request_answer.html", context, status=422 if form.errors else 200
    )


@require_POST
def hand_over_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Record that an agency received its certificate."""
    line = services.requests.hand_over(line_uid=uid, actor=actor_of(request))
    messages.success(request, _("Đã lập biên bản bàn giao có chữ ký số của cơ quan."))
    return redirect("signing:request", uid=line.request.uid)


@never_cache
@require_http_methods(["GET", "POST"])
def device_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Record that a device came back, or was lost."""
    actor = actor_of(request)
    line = asked.request_line(uid=uid, actor=actor)
    form = DeviceBackForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            services.requests.return_device(
                line_uid=uid, is_lost=given["outcome"] == "lost", note=given["note"], actor=actor
            )
        except Invalid as refusal:
            put_errors(form, refusal)
        else:
            messages.success(request, _("Đã lập biên bản về thiết bị."))
            return redirect("signing:request", uid=line.request.uid)
    context = {"form": form, "line": line, "back_url": line.request.get_absolute_url()}
    return render(
        request, "signing/request_device.html", context, status=422 if form.errors else 200
    )


@require_POST
def receipt_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Begin to receive one's own certificate: ask for the second factor."""
    actor = actor_of(request)
    line = asked.line_to_receive(uid=uid, actor=actor)
    code_asked = services.requests.start_receipt(line_uid=uid, actor=actor)
    services.begin_secret(line.issued)
    return redirect("signing:receive", uid=uid, confirmation=code_asked.uid)


@never_cache
@require_http_methods(["GET", "POST"])
def receive_view(request: HttpRequest, uid: UUID, confirmation: UUID) -> HttpResponse:
    """Take the code and sign, with the new key, that it was received."""
    actor = actor_of(request)
    line = asked.line_to_receive(uid=uid, actor=actor)
    code_asked = queries.open_confirmation(uid=confirmation, actor=actor)
    secret = services.secret_asked(line.issued)
    form = CodeForm(
        request.POST if request.method == "POST" else None, factor=code_asked.factor, secret=secret
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.requests.receive_certificate(
                line_uid=uid,
                confirmation_uid=confirmation,
                code=form.cleaned_data["code"],
                secret=form.cleaned_data.get("secret", ""),
                actor=actor,
            )
        except services.DeviceRefused as refusal:
            messages.error(request, str(refusal.message))
            return redirect("signing:own")
        except Invalid as refusal:
            form.add_error("code", str(refusal.fields.get("code", refusal.message)))
        else:
            messages.success(request, _("Đã ký biên bản bàn giao; chứng thư của bạn đang dùng."))
            return redirect("signing:own")
    context = {
        "form": form,
        "line": line,
        "on_telephone": code_asked.is_by_telephone,
        "back_url": reverse("signing:own"),
    }
    return render(request, "signing/receive.html", context, status=422 if form.errors else 200)
