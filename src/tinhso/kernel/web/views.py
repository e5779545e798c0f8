"""Pages of the shell: the desk, the palette, switches, the operators' door."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
    require_safe,
)

from tinhso.kernel.actors import Actor, actor_of, require
from tinhso.kernel.errors import NotFound, SignInNeeded
from tinhso.kernel.web import queries
from tinhso.kernel.web.brand import colour_css, current_brand
from tinhso.kernel.web.context import (
    SHORTCUTS_COOKIE,
    THEME_COOKIE,
    THEMES,
    nav_lines,
    places_of,
)
from tinhso.kernel.web.forms import BrandForm
from tinhso.kernel.web.models import Brand
from tinhso.kernel.web.operations.looking import last_look
from tinhso.kernel.web.operations.permissions import OperationsPermission
from tinhso.kernel.web.permissions import WebPermission
from tinhso.kernel.web.registry import NavGroup
from tinhso.kernel.web.services import keep_preference, set_brand

YEAR = 365 * 24 * 3600


def official_of(request: HttpRequest) -> Actor:
    """Return the official who asks; others do not know that these pages exist."""
    actor = actor_of(request)
    if not actor.is_signed_in:
        raise SignInNeeded
    if not actor.is_official:
        raise NotFound
    return actor


def _back(request: HttpRequest) -> HttpResponseRedirect:
    there = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        there, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return HttpResponseRedirect(there if safe else "/")


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keep the language and stay on the page."""
    response = _back(request)
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=YEAR,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return response


@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Keep light, dark or as the device says, and stay on the page."""
    response = _back(request)
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        response.set_cookie(
            THEME_COOKIE,
            theme,
            max_age=YEAR,
            samesite="Lax",
            httponly=True,
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return response


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Show an official what waits for him, what must be answered first on top.

    Whom nothing waits for sees where he may go instead.
    """
    actor = official_of(request)
    groups = queries.work_groups(actor)
    waiting = [group for group in groups if group.count]
    quiet = [group for group in groups if not group.count]
    places = [] if waiting else places_of(actor, request.path)
    shown = {"waiting": waiting, "quiet": quiet, "places": places}
    return render(request, "kernel/desk.html", shown)


@require_GET
def counts(request: HttpRequest) -> HttpResponse:
    """Answer the numbers of the rail and the bell, for the page to fill in."""
    response = JsonResponse(queries.rail_counts(official_of(request)))
    response["Cache-Control"] = "private, max-age=10"
    return response


@require_safe
def palette_page(request: HttpRequest) -> HttpResponse:
    """Show places to go and things found for typed words; the whole page without JavaScript."""
    query = request.GET.get("q", "")[:200]
    actor = official_of(request)
    blocks = queries.palette_blocks(actor, query)
    partial = (
        "kernel/_palette_results.html" if request.GET.get("ket-qua") else "kernel/_palette.html"
    )
    is_partial = getattr(request, "htmx", False)
    if not is_partial and (scanned := queries.scanned(blocks, query)):
        return HttpResponseRedirect(scanned)
    template = partial if is_partial else "kernel/palette.html"
    return render(request, template, {"blocks": blocks, "palette_query": query})


@require_http_methods(["GET", "HEAD", "POST"])
def shortcuts(request: HttpRequest) -> HttpResponse:
    """Show the keys of the house; a post switches them off or on for this account."""
    if request.method == "POST":
        wanted = request.POST.get("shortcuts") == "off"
        keep_preference(actor=official_of(request), key="shortcuts_off", value=wanted)
        response = HttpResponseRedirect(request.path)
        response.set_cookie(
            SHORTCUTS_COOKIE, "off" if wanted else "on", max_age=YEAR, samesite="Lax"
        )
        return response
    official_of(request)
    template = (
        "kernel/_shortcuts.html" if getattr(request, "htmx", False) else "kernel/shortcuts.html"
    )
    return render(request, template)


@require_GET
def fresh_token(request: HttpRequest) -> HttpResponse:
    """Give a page that stayed open a token to go on with, and when its session locks."""
    actor = actor_of(request)
    answer = {
        "token": get_token(request),
        "signed_in": actor.is_signed_in,
        "account": actor.id,
        "seconds_left": getattr(request, "seconds_left", 0),
    }
    response = JsonResponse(answer)
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def operators(request: HttpRequest) -> HttpResponse:
    """Show operators the pages that are theirs."""
    actor = official_of(request)
    entries = nav_lines(actor, request.path)[NavGroup.OPERATORS]
    if not entries:
        raise NotFound
    look = last_look(actor=actor) if actor.may(OperationsPermission.VIEW) else None
    return render(request, "kernel/operators.html", {"entries": entries, "look": look})


@require_http_methods(["GET", "HEAD", "POST"])
def brand_page(request: HttpRequest) -> HttpResponse:
    """Let the province set its name, colour, mark and telephone."""
    actor = official_of(request)
    require(actor, WebPermission.SET_BRAND)
    newest = Brand.objects.order_by("-pk").first()
    form = BrandForm(request.POST or None, instance=newest)
    if request.method == "POST" and form.is_valid():
        set_brand(actor=actor, **form.brand(), platform=form.platform())
        messages.success(request, _("Đã đổi nhận diện của tỉnh."))
        return HttpResponseRedirect(request.path)
    history = Brand.objects.order_by("-pk")[:10]
    return render(request, "kernel/brand.html", {"form": form, "history": history})


@require_GET
def brand_colour(request: HttpRequest, stamp: str) -> HttpResponse:
    """Serve the province's colours."""
    brand = Brand.objects.order_by("-pk").first()
    if brand is None:
        raise NotFound
    return _kept_long(HttpResponse(colour_css(brand.accent), content_type="text/css"))


@require_safe
def mark(request: HttpRequest) -> HttpResponse:
    """Lead a browser that asks for an icon on its own (beside a PDF) to the province's mark."""
    return HttpResponseRedirect(current_brand().mark_url)


@require_GET
def brand_mark(request: HttpRequest, stamp: str) -> HttpResponse:
    """Serve the province's mark; it was checked to hold shapes only."""
    brand = Brand.objects.order_by("-pk").first()
    if brand is None or not brand.mark:
        raise NotFound
    return _kept_long(HttpResponse(brand.mark, content_type="image/svg+xml"))


def _kept_long(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    return response
