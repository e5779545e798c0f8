"""The counter: a person stands there; in under a minute his dossier is in, receipt and all."""

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.dossiers import services
from tinhso.dossiers.forms.card import fields_of, known_from
from tinhso.dossiers.forms.intake import ChooseForm
from tinhso.dossiers.models import PartyKind
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.rules.arrival import ways_for
from tinhso.dossiers.views._counter import TOGETHER, Counter, uuid_of
from tinhso.dossiers.views.desk import is_pane, officer_of
from tinhso.identity.queries import UnreadableCard, read_card
from tinhso.kernel.actors import Actor, require
from tinhso.kernel.errors import Invalid, NotFound
from tinhso.kernel.web.words import clock
from tinhso.procedures import queries as procedures

if TYPE_CHECKING:
    from tinhso.procedures.models import ProcedureVersion

UNKEPT = frozenset({"csrfmiddlewaretoken", "card"})
MOST_OFFERED = 12


def receiver_of(request: HttpRequest) -> Actor:
    """Return the officer, who must receive at his own desk."""
    actor = officer_of(request)
    if actor.unit_id is None:
        raise NotFound
    require(actor, P.RECEIVE, unit_id=actor.unit_id)
    return actor


@require_safe
def choose_view(request: HttpRequest) -> HttpResponse:
    """Find the procedure in everyday words; one that fits alone, or its code, opens at once."""
    receiver_of(request)
    typed = request.GET.get("q", "").strip()
    together = uuid_of(request.GET.get(TOGETHER, ""))
    form = ChooseForm({"q": typed} if typed else None)
    offered, described = _offered(typed)
    if typed and not is_pane(request) and (len(offered) == 1 or _is_code(typed, offered)):
        there = reverse("desk_intake_form", kwargs={"code": offered[0].procedure.code})
        return redirect(f"{there}?{TOGETHER}={together}" if together else there)
    context = {
        "together": together,
        "form": form,
        "typed": typed,
        "offered": offered,
        "described": described,
        "back_url": reverse("desk"),
    }
    template = "_procedures.html" if is_pane(request) else "choose.html"
    return render(request, f"dossiers/desk/{template}", context)


def _is_code(typed: str, offered: "list[ProcedureVersion]") -> bool:
    return bool(offered) and offered[0].procedure.code == typed


def _offered(typed: str) -> "tuple[list[ProcedureVersion], list[ProcedureVersion]]":
    """Return what may be taken in here, and what is only described, for typed words or all."""
    today = timezone.localdate()
    if typed:
        exact = procedures.versions_in_force(on=today).filter(procedure__code=typed).first()
        found = [exact] if exact else [hit.version for hit in procedures.search(text=typed)]
    else:
        found = list(procedures.versions_in_force(on=today).filter(can_be_filed=True))
    offered = [v for v in found if _may_be_taken_in(v)]
    described = [v for v in found if v not in offered]
    return offered[:MOST_OFFERED], described[:MOST_OFFERED]


def _may_be_taken_in(version: "ProcedureVersion") -> bool:
    """Tell whether a desk takes it in at all: a procedure may be filed online alone."""
    is_filed = procedures.may_be_filed(version=version, at=timezone.now())
    return is_filed and bool(ways_for(version.channels))


# --- the form


@require_http_methods(["GET", "POST"])
def intake_view(request: HttpRequest, code: str) -> HttpResponse:
    """Show everything on one page; one button takes it all in, or says at each place why not."""
    actor = receiver_of(request)
    version = procedures.version_at(code=code, at=timezone.now())
    if not _may_be_taken_in(version):
        return redirect("procedure", code=code)
    counter = Counter(request, version, actor)
    if request.method == "GET" or counter.only_asked():
        return counter.page()
    if counter.form.is_valid():
        try:
            return redirect(counter.take_in())
        except Invalid as refusal:
            counter.refuse(refusal)
    return counter.page(status=422)


# --- what outlives a lost network


@require_POST
def keep_view(request: HttpRequest, code: str) -> HttpResponse:
    """Keep what is typed so far, right or wrong, and say when."""
    actor = receiver_of(request)
    typed = [
        (name, value)
        for name, values in request.POST.lists()
        if not name.startswith("_") and name not in UNKEPT
        for value in values
    ]
    kept = services.keep_intake(procedure_code=code, typed=typed, actor=actor)
    return JsonResponse({"saved_at": clock(kept.saved_at)})


@require_POST
def forget_view(request: HttpRequest, code: str) -> HttpResponse:
    """Begin anew, without what was typed."""
    services.forget_intake(procedure_code=code, actor=receiver_of(request))
    return redirect("desk_intake_form", code=code)


# --- the ID card


@require_POST
def card_view(request: HttpRequest) -> HttpResponse:
    """Read the text of an ID card's QR: the fields it fills, and what does not fit."""
    receiver_of(request)
    try:
        card = read_card(request.POST.get("card", "")[:600])
    except UnreadableCard as error:
        return JsonResponse({"error": str(error)}, status=422)
    kind = request.POST.get("kind", "") or PartyKind.CITIZEN
    fields = fields_of(card, kind=kind)
    told: dict[str, object] = {"fields": fields, "doubts": [str(d) for d in card.doubts]}
    code = request.POST.get("code", "")
    if code:
        version = procedures.version_at(code=code, at=timezone.now())
        spec = procedures.form_of(version=version)
        if spec is not None:
            told["answers"] = spec.prefilled(known_from({**fields, "owner_kind": kind}))
    return JsonResponse(told)
