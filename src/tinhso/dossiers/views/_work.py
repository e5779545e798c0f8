"""What every page of those who resolve does the same way: open, show, act once, keep the words."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import wraps
from typing import TypeVar
from uuid import UUID

from django.contrib import messages
from django.forms.boundfield import BoundField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.views.decorators.http import require_http_methods

from tinhso.dossiers import services
from tinhso.dossiers.forms.desk import DeskForm
from tinhso.dossiers.queries.work_page import WorkPage
from tinhso.dossiers.services.opening import AS_WORK
from tinhso.kernel.actors import Actor, actor_of
from tinhso.kernel.errors import Invalid, NotFound, SignInNeeded
from tinhso.kernel.web.fields import FieldView, view_of
from tinhso.kernel.web.once import once

both = require_http_methods(["GET", "POST"])
"""An act has one address: asked for, it shows its form; posted, it is done."""


def officer_of(request: HttpRequest) -> Actor:
    """Return the official who asks; for others these pages do not exist."""
    actor = actor_of(request)
    if not actor.is_signed_in:
        raise SignInNeeded
    if not actor.is_official:
        raise NotFound
    return actor


def open_work(uid: UUID, actor: Actor, *, purpose: str = AS_WORK) -> WorkPage:
    """Open a dossier; who looked and why is kept."""
    return WorkPage(services.open_dossier(uid=uid, actor=actor, purpose=purpose), actor)


def work_url(uid: UUID) -> str:
    """Return the address of a dossier's page."""
    return reverse("work_dossier", kwargs={"uid": uid})


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what was sent, or None when the page is only asked for."""
    return request.POST if request.method == "POST" else None


F = TypeVar("F", bound=DeskForm)
Page = Callable[[HttpRequest, UUID], HttpResponse]
Act = Callable[[HttpRequest, WorkPage, F], HttpResponse]


def work_act(shape: type[F]) -> Callable[[Act[F]], Page]:
    """Make the page of an act: the dossier is opened for the officer, its form made, both given."""

    def made(view: Act[F]) -> Page:
        @both
        @wraps(view)
        def opened(request: HttpRequest, uid: UUID) -> HttpResponse:
            page = open_work(uid, officer_of(request))
            return view(request, page, shape(posted(request), None, desk=page))

        return opened

    return made


def as_data(bound: BoundField) -> FieldView:
    """Return a field whose label or choices are data: names of papers, agencies, people."""
    view = view_of(bound)
    options = [replace(option, data=bool(option.value)) for option in view.options]
    is_named = not options
    return replace(view, options=options, data=is_named)


def acted(
    request: HttpRequest,
    form: DeskForm,
    act: Callable[[], object],
    *,
    there: str,
    told: str = "",
    after: Callable[[], object] | None = None,
) -> HttpResponse | None:
    """Do the act of a posted form once, say so, lead on; None when the form is to be shown again.

    `after` follows what is done: it may fail without undoing the act.

    What a rule refuses is put beside its field with what was typed; a refusal without fields
    (a newer version, another's hands) rises to its own page, which keeps the words as well.
    """
    if not form.is_valid():
        return None

    def run() -> str:
        act()
        return there

    try:
        where = once(request, run)
    except Invalid as refusal:
        form.refuse(refusal)
        return None
    if after is not None:
        after()
    if told:
        messages.success(request, told)
    return HttpResponseRedirect(where)


def act_page(
    request: HttpRequest,
    page: WorkPage,
    form: DeskForm,
    act: Callable[[], object],
    *,
    there: str,
    told: str,
    acts: Sequence[str],
    title: str | Promise,
    button: str | Promise,
    lead: str | Promise = "",
    after: Callable[[], object] | None = None,
    template: str = "dossiers/officer/act.html",
    **more: object,
) -> HttpResponse:
    """Answer at the one address of an act: asked for, show its form; posted, do it and lead on.

    Who could not send it is refused when he asks for it. What another officer changed meanwhile
    is said over the form, which now carries the new version.
    """
    if request.method == "POST":
        try:
            answer = acted(request, form, act, there=there, told=told, after=after)
        except (services.DossierChanged, services.NotYours) as newer:
            form.refuse(newer)  # his words stay in their fields, to be looked at and sent again
            answer = None
        if answer is not None:
            return answer
    else:
        back = work_url(page.dossier.uid)
        services.permit_opening(page.dossier, acts=acts, actor=page.actor, there=back)
    context = {
        "page": page,
        "dossier": page.dossier,
        "form": form,
        "act_title": title,
        "button": button,
        "lead": lead,
        "is_wide": False,
        **more,
    }
    return render(request, template, context, status=form.status if form.errors else 200)
