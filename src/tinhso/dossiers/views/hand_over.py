"""Round the desk: papers handed over to units, the officer's signing shift, the book."""

from datetime import date
from itertools import groupby
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.dossiers import queries, services
from tinhso.dossiers.desk_plugs import works_at_desk
from tinhso.dossiers.forms.desk import BookForm, CodeForm
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.books import issued_books
from tinhso.dossiers.queries.handing_over import to_hand_over, units_named
from tinhso.dossiers.views._handed import drawn_handed
from tinhso.dossiers.views.desk import officer_of
from tinhso.kernel.actors import Actor, require
from tinhso.kernel.errors import Invalid, NotFound
from tinhso.kernel.errors.sentences import told
from tinhso.kernel.web.once import once
from tinhso.organization import queries as organization
from tinhso.signing import services as signing
from tinhso.signing.services.confirming import current_shift, start_shift_confirmation

ASKED = "dossiers.shift_confirmation"


@require_http_methods(["GET", "POST"])
def hand_over_view(request: HttpRequest) -> HttpResponse:
    """List the paper dossiers on their way by unit, to print and to confirm."""
    actor = officer_of(request)
    if request.method == "POST":
        uids = _uids(request.POST.getlist("chon"))

        def act() -> str:
            done = services.receive_paper(uids=uids, actor=actor)
            said = ngettext(
                "Đã xác nhận nhận %(n)s hồ sơ giấy.", "Đã xác nhận nhận %(n)s hồ sơ giấy.", done
            )
            messages.success(request, told(said, n=done))
            return reverse("desk_hand_over")

        return redirect(once(request, act))
    sheet = to_hand_over(actor=actor)
    lines = sheet.lines
    names = units_named(lines, actor=actor)
    mine = frozenset(
        line.pk for line in lines if actor.may(P.APPRAISE, unit_id=line.dossier.resolving_unit_id)
    )
    by_unit = [(unit, list(of)) for unit, of in groupby(lines, key=lambda line: line.to_unit_id)]
    groups = [
        (names.get(unit, ""), len(found), drawn_handed(found, may_confirm=mine))
        for unit, found in by_unit
    ]
    context = {
        "sheet": sheet,
        "groups": groups,
        "may_confirm": mine,
        "now": timezone.now(),
        "unit": organization.unit_name(actor.unit_id) if actor.unit_id else "",
        "actor_name": actor.name,
    }
    return render(request, "dossiers/desk/hand_over.html", context)


def _uids(texts: list[str]) -> list[UUID]:
    try:
        found = [UUID(text) for text in texts]
    except ValueError:
        raise NotFound from None
    if not found:
        raise Invalid(_("Chưa chọn hồ sơ nào; hãy đánh dấu ít nhất một dòng."))
    return found


@require_http_methods(["GET", "POST"])
def shift_view(request: HttpRequest) -> HttpResponse:
    """Open the shift in which scans are signed: one second factor, then no more questions."""
    actor = officer_of(request)
    asked, by_telephone = request.session.get(ASKED, ("", False))
    form = CodeForm(request.POST or None) if asked else CodeForm()
    if request.method == "POST" and not asked:
        confirmation = start_shift_confirmation(actor=actor)
        request.session[ASKED] = (str(confirmation.uid), confirmation.is_by_telephone)
        return redirect("desk_shift")
    if request.method == "POST" and "again" in request.POST:
        request.session.pop(ASKED, None)
        return redirect("desk_shift")
    if request.method == "POST" and form.is_valid():
        try:
            signing.open_signing_shift(
                confirmation_uid=UUID(asked), code=form.cleaned_data["code"], actor=actor
            )
        except Invalid as refusal:
            form.add_error("code", str(refusal.fields.get("code", refusal.message)))
        else:
            request.session.pop(ASKED, None)
            messages.success(request, _("Ca ký đã mở. Bản quét và giấy bạn lập được ký ngay."))
            return redirect("desk_shift" if queries.papers_to_sign(actor=actor) else _back(actor))
    context = {
        "form": form,
        "asked": asked,
        "at_desk": works_at_desk(actor),
        "shift": current_shift(actor=actor) if actor.id else None,
        "by_telephone": by_telephone,
        "waiting": [(row, row.full_title) for row in queries.papers_to_sign(actor=actor)],
    }
    return render(request, "dossiers/desk/shift.html", context, status=422 if form.errors else 200)


def _back(actor: Actor) -> str:
    """Return where an officer goes on: at his desk, or with his own work."""
    return "desk" if works_at_desk(actor) else "/lam-viec/"


@require_POST
def sign_waiting_view(request: HttpRequest) -> HttpResponse:
    """Sign every form the officer made before he opened his shift."""
    done = services.sign_new_papers(actor=officer_of(request))
    said = ngettext("Đã ký số %(n)s giấy.", "Đã ký số %(n)s giấy.", done)
    messages.success(request, told(said, n=done))
    return redirect("desk_shift")


@require_http_methods(["GET", "POST"])
def book_view(request: HttpRequest) -> HttpResponseBase:
    """Give the book of the desk (form 07; 06 of 2018) for some days, or issue it with a number."""
    actor = officer_of(request)
    today = timezone.localdate()
    first = {"start": today.replace(day=1).isoformat(), "end": today.isoformat()}
    reading = BookForm(request.GET or None, initial=first)
    issuing = BookForm(request.POST or None, initial=first, auto_id="lap_%s")
    form = issuing if request.method == "POST" else reading
    if form.is_bound and form.is_valid():
        if actor.agency_id is None or actor.unit_id is None:
            raise NotFound
        require(actor, P.RECEIVE, unit_id=actor.unit_id)
        try:
            if request.method == "POST":
                return _issued(request, form.cleaned_data, actor)
            return _book(actor.agency_id, actor.unit_id, form.cleaned_data, request)
        except Invalid as refusal:
            form.add_error("end", str(refusal.fields["end"]))
    context = {
        "form": form,
        "reading": reading,
        "issuing": issuing,
        "books": issued_books(actor=actor),
        "me": actor.id,
        "shift": current_shift(actor=actor) if actor.id else None,
    }
    status = 422 if form.errors else 200
    return render(request, "dossiers/desk/book.html", context, status=status)


@require_safe
def issued_book_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Open a book that was issued."""
    return _pdf(services.book_pdf(uid=uid, actor=officer_of(request)))


@require_POST
def sign_book_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Sign a book one issued; the shift must be open."""
    services.sign_book(uid=uid, actor=officer_of(request))
    messages.success(request, _("Đã ký số sổ này."))
    return redirect("desk_book")


def _issued(request: HttpRequest, days: dict[str, date], actor: Actor) -> HttpResponse:
    def act() -> str:
        row = services.issue_book(start=days["start"], end=days["end"], actor=actor)
        services.sign_new_book(row, actor=actor)
        messages.success(request, told(_("Đã lập sổ số %(number)s."), number=row.number))
        return reverse("desk_book")

    return redirect(once(request, act))


def _book(
    agency_id: int, unit_id: int, days: dict[str, date], request: HttpRequest
) -> HttpResponse:
    content = queries.book(
        actor=officer_of(request),
        agency_id=agency_id,
        unit_id=unit_id,
        start=days["start"],
        end=days["end"],
    )
    return _pdf(content)


def _pdf(content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="so-theo-doi.pdf"'
    return response
