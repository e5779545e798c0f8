"""Pages of the notices: the inbox, a person's wishes, and the operators' texts and sendings."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.kernel.actors import Actor, actor_of, require
from tinhso.kernel.db.paging import capped_count
from tinhso.kernel.errors import Invalid, NotFound, SignInNeeded
from tinhso.kernel.notifications import queries, services
from tinhso.kernel.notifications.permissions import NotificationPermission
from tinhso.kernel.notifications.registry import Kind, channels, notification_kinds
from tinhso.kernel.notifications.rules import text_problems
from tinhso.kernel.notifications.words import preview
from tinhso.kernel.web.notification_forms import PreferenceForm, TextForm
from tinhso.kernel.web.notification_lists import Inbox, Unsent
from tinhso.kernel.web.views import official_of

_LANGUAGES = ("vi", "en")


def _signed_in(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if not actor.is_signed_in:
        raise SignInNeeded
    return actor


def _manager(request: HttpRequest) -> Actor:
    actor = official_of(request)
    require(actor, NotificationPermission.MANAGE)
    return actor


@require_POST
def open_notice(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Keep that a notice was read and go where it leads."""
    notice = services.mark_read(uid=uid, actor=_signed_in(request))
    return redirect(notice.link or "notifications_inbox")


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Keep that all notices were seen."""
    services.mark_all_read(actor=_signed_in(request))
    messages.success(request, _("Đã đánh dấu tất cả là đã đọc."))
    return redirect("notifications_inbox")


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Let a person say how and when he wants to be told."""
    actor = _signed_in(request)
    if actor.id is None:
        raise NotFound
    kept = queries.preference_of(actor.id)
    form = PreferenceForm(
        request.POST or None,
        lines=queries.channel_wishes(actor=actor),
        quiet_from=kept.quiet_from,
        quiet_to=kept.quiet_to,
        topics=queries.topic_wishes(actor=actor),
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.set_preference(
                actor=actor,
                wishes=form.wishes(),
                quiet_from=form.cleaned_data["quiet_from"],
                quiet_to=form.cleaned_data["quiet_to"],
                topics=form.topic_wishes(),
            )
        except Invalid as refusal:
            _put_errors(form, refusal)
        else:
            messages.success(request, _("Đã lưu cách bạn muốn nhận thông báo."))
            return redirect("notifications_preferences")
    context = {"form": form}
    return render(request, "kernel/notifications/preferences.html", context)


@require_safe
def manage(request: HttpRequest) -> HttpResponse:
    """Show the texts, what did not go out, and what demonstration channels wrote."""
    actor = _manager(request)
    context = {
        "kinds": [kind for _key, kind in notification_kinds],
        "channels": list(channels),
        "unsent": capped_count(queries.unsent(actor=actor)),
        "demonstration": queries.demonstration_messages(actor=actor),
    }
    return render(request, "kernel/notifications/manage.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_text(request: HttpRequest, kind: str, language: str) -> HttpResponse:
    """Change the words of one kind of notice, see them first, or bring the default back."""
    actor = _manager(request)
    known = _kind(kind, language)
    title, body = queries.text_of(known, language)
    act = request.POST.get("act", "")
    if act == "restore":
        services.set_text(kind=kind, language=language, title="", body="", actor=actor)
        messages.success(request, _("Đã dùng lại câu chữ có sẵn."))
        return redirect(request.path)
    form = TextForm(request.POST or None, initial={"title": title, "body": body})
    if request.method == "POST" and form.is_valid():
        title, body = form.cleaned_data["title"], form.cleaned_data["body"]
        if act == "save":
            try:
                services.set_text(kind=kind, language=language, title=title, body=body, actor=actor)
            except Invalid as refusal:
                _put_errors(form, refusal)
            else:
                messages.success(request, _("Đã đổi câu chữ. Thông báo mới dùng câu này."))
                return redirect(request.path)
        for field, text in (("title", title), ("body", body)):
            for problem in text_problems(text, known) if act == "preview" else ():
                form.add_error(field, problem)
    context = {
        "kind": known,
        "language": language,
        "form": form,
        "shown": None if form.errors else preview(known, title=title, body=body),
        "history": queries.text_history(kind=known, language=language, actor=actor),
        "languages": _LANGUAGES,
    }
    return render(request, "kernel/notifications/text.html", context)


def _kind(code: str, language: str) -> Kind:
    known = notification_kinds.find(code)
    if known is None or language not in _LANGUAGES:
        raise NotFound
    return known


def _put_errors(form: PreferenceForm | TextForm, refusal: Invalid) -> None:
    for field, sentence in refusal.fields.items():
        form.add_error(field, str(sentence))


urlpatterns = [
    *Inbox.urls("thong-bao/", name="notifications_inbox"),
    path("thong-bao/da-doc/", read_all, name="notifications_read_all"),
    path("thong-bao/<uuid:uid>/", open_notice, name="notifications_open"),
    path("tai-khoan/thong-bao/", preferences, name="notifications_preferences"),
    path("quan-tri/thong-bao/", manage, name="notifications_manage"),
    *Unsent.urls("quan-tri/thong-bao/chua-gui/", name="notifications_unsent"),
    path("quan-tri/thong-bao/<str:kind>/<str:language>/", edit_text, name="notifications_text"),
]
