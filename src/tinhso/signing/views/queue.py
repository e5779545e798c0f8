"""Pages of signing: a paper that is read and signed, the telephone."""

from collections.abc import Sequence
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tinhso.kernel import files
from tinhso.kernel.actors import actor_of
from tinhso.kernel.errors import Invalid, NotFound, SignInNeeded
from tinhso.kernel.errors.sentences import told
from tinhso.signing import queries, services
from tinhso.signing.forms import CodeForm, ReturnForm
from tinhso.signing.models import SigningItem
from tinhso.signing.registry import KeySecret

QUEUE_PAGE = 100


def _annexes_of(item: SigningItem) -> list[dict[str, object]]:
    return [
        {
            "name": one.name,
            "url": files.file_url(one),
            "preview": files.preview_url(one),
            "pages": one.pages or 1,
        }
        for one in item.attachments.order_by("pk")
    ]


@require_GET
def item_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show one paper to read; what is shown whole counts as opened."""
    actor = actor_of(request)
    item, reading = services.read_item(item_uid=uid, actor=actor)
    is_mine = item.for_account in {actor.id, actor.delegated_by}
    if is_mine and (not reading.is_changed or "xem" in request.GET) and not reading.is_read:
        item = services.open_item(item_uid=uid, actor=actor)
        reading = queries.reading_of(item=item, actor=actor)
    uids = [row.uid for row in queries.items_for(actor=actor)[:QUEUE_PAGE]]
    context = {
        "item": item,
        "reading": reading,
        "is_mine": is_mine,
        "signatories": queries.signatories_of(item=item),
        "pages": [files.preview_url(item.file, page + 1) for page in range(item.file.pages or 1)],
        "file_url": files.file_url(item.signed_file or item.file),
        "attachments": _annexes_of(item),
        "origin": queries.origin_of(item=item, actor=actor),
        "place": uids.index(uid) + 1 if uid in uids else 0,
        "total": len(uids),
        "has_queue": services.may_sign_items(actor),
    }
    partial = bool(getattr(request, "htmx", False))
    name = "_changed_pages" if partial else "item"
    return render(request, f"signing/{name}.html", context)


@require_POST
def start_view(request: HttpRequest) -> HttpResponse:
    """Begin to sign the paper that is read: ask for the second factor."""
    return begin_signing(request, request.POST.getlist("item"))


def begin_signing(request: HttpRequest, chosen: Sequence[str]) -> HttpResponse:
    """Ask for the second factor with which the chosen papers are signed."""
    asked = services.start_confirmation(item_uids=uids_of(chosen), actor=actor_of(request))
    services.begin_secret(queries.certificate_of(account_uid=asked.account_uid))
    return redirect("signing:confirm", uid=asked.uid)


def uids_of(chosen: Sequence[str]) -> list[UUID]:
    """Return which papers were chosen; refuse what names none."""
    try:
        return [UUID(text) for text in chosen]
    except ValueError:
        raise Invalid(_("Danh sách văn bản đã chọn bị hỏng; hãy tải lại trang.")) from None


@require_http_methods(["GET", "POST"])
def confirm_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take the code and sign."""
    actor = actor_of(request)
    asked = queries.open_confirmation(uid=uid, actor=actor)
    wanted = [UUID(text) for text in asked.items]
    certificate = queries.certificate_of(account_uid=asked.account_uid)
    secret = services.secret_asked(certificate)
    form = CodeForm(request.POST or None, factor=asked.factor, secret=secret)
    if request.method == "POST" and form.is_valid():
        try:
            if secret is KeySecret.AGENT:
                given = form.cleaned_data["code"]
                return redirect(
                    services.start_agent_turn(confirmation_uid=uid, code=given, actor=actor)
                )
            outcomes = services.sign_items(
                item_uids=wanted,
                confirmation_uid=uid,
                code=form.cleaned_data["code"],
                secret=form.cleaned_data.get("secret", ""),
                actor=actor,
            )
        except services.DeviceRefused as refusal:
            return _once_more(request, wanted, refusal)
        except Invalid as refusal:
            form.add_error("code", str(refusal.fields.get("code", refusal.message)))
        else:
            _tell(request, outcomes)
            return redirect("signing:queue")
    rows = queries.items_for(actor=actor).filter(uid__in=wanted)
    context = {
        "form": form,
        "rows": rows,
        "asked": asked,
        "on_telephone": asked.is_by_telephone,
        "by_agent": secret is KeySecret.AGENT,
        "agent": queries.agent_of_certificate(certificate=certificate),
        "back_url": "/lam-viec/cho-ky/",
    }
    status = 422 if form.errors else 200
    return render(request, "signing/confirm.html", context, status=status)


def _once_more(
    request: HttpRequest, wanted: list[UUID], refusal: services.DeviceRefused
) -> HttpResponse:
    """Ask again for papers whose key did not open: the code before it is used up."""
    messages.error(request, str(refusal.message))
    asked = services.start_confirmation(item_uids=wanted, actor=actor_of(request))
    services.begin_secret(queries.certificate_of(account_uid=asked.account_uid))
    return redirect("signing:confirm", uid=asked.uid)


def _tell(request: HttpRequest, outcomes: list[services.Outcome]) -> None:
    done = sum(outcome.signed for outcome in outcomes)
    if done:
        said = ngettext("Đã ký %(count)s văn bản.", "Đã ký %(count)s văn bản.", done)
        messages.success(request, told(said, count=done))
    for outcome in outcomes:
        if not outcome.signed:
            messages.warning(request, outcome.message)


@require_http_methods(["GET", "POST"])
def return_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Send a paper back for rework."""
    actor = actor_of(request)
    item = queries.item(uid=uid, actor=actor)
    form = ReturnForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.return_for_rework(item_uid=uid, reason=form.cleaned_data["reason"], actor=actor)
        messages.success(request, _("Đã trả lại cho người soạn."))
        return redirect("signing:queue")
    context = {"form": form, "item": item, "back_url": item.get_absolute_url()}
    status = 422 if form.errors else 200
    return render(request, "signing/return.html", context, status=status)


@require_POST
def postpone_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Put a paper off."""
    services.postpone(item_uid=uid, actor=actor_of(request))
    messages.success(request, _("Đã để sau; văn bản vẫn nằm cuối danh sách."))
    return redirect("signing:queue")


@require_GET
def telephone_view(request: HttpRequest) -> HttpResponse:
    """Show the demonstration telephone: the codes of the one who is signed in."""
    actor = actor_of(request)
    if not settings.DEMONSTRATION:
        raise NotFound
    if not actor.is_signed_in:
        raise SignInNeeded
    return render(
        request, "signing/telephone.html", {"codes": queries.codes_on_telephone(actor=actor)}
    )
