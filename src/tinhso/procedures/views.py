"""The public pages: home, catalogue, one procedure, desks."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tinhso.kernel.actors import actor_of
from tinhso.kernel.web.once import once
from tinhso.procedures import queries, reading
from tinhso.procedures.forms import CatalogueForm, RatingForm
from tinhso.procedures.registry import home_waiting
from tinhso.procedures.selects import filter_selects
from tinhso.procedures.services import rate_page

PAGE_SIZE = 20
TILES_AT_HOME = 6
BOUNDARIES = "organization/boundaries/cao-bang-communes.geojson"


def is_partial(request: HttpRequest) -> bool:
    """Tell whether htmx asks for the part of the page it will swap."""
    return bool(getattr(request, "htmx", False))


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Show what waits for this person, then the ways into the catalogue."""
    signed_in = actor_of(request).is_signed_in
    waiting = [plug(request) for _key, plug in home_waiting] if signed_in else []
    items = sorted((item for part in waiting for item in part.items), key=lambda i: i.order)
    context = {
        "waiting": items[:3],
        "waiting_total": sum(part.total for part in waiting),
        "waiting_url": next((part.all_url for part in waiting if part.total), ""),
        "tiles": reading.event_tiles(queries.life_events()),
        "tiles_at_once": TILES_AT_HOME,
    }
    return render(request, "procedures/home.html", context)


@require_GET
def catalogue(request: HttpRequest) -> HttpResponse:
    """Find procedures by everyday words or by filters; htmx swaps the results alone."""
    form = CatalogueForm(request.GET)
    asked = form.asked
    found = queries.find(asked, on=timezone.localdate())
    page = Paginator(found.versions, PAGE_SIZE).get_page(asked.page)
    tiles = reading.event_tiles(queries.life_events())
    context = {
        "form": form,
        "asked": asked,
        "page": page,
        "corrected": found.corrected,
        "selects": filter_selects(found.choices, tiles, asked=asked),
        "tiles": tiles,
        "next_url": form.address(page=page.next_page_number()) if page.has_next() else "",
        "previous_url": form.address(page=page.previous_page_number())
        if page.has_previous()
        else "",
        "event": queries.life_event(key=asked.life_event) if asked.life_event else None,
    }
    template = "_catalogue_results.html" if is_partial(request) else "catalogue.html"
    return render(request, f"procedures/{template}", context)


@require_GET
def procedure(request: HttpRequest, code: str) -> HttpResponse:
    """Tell all about one procedure: the version in force, or an older one."""
    number = request.GET.get("phien-ban", "")
    page = reading.procedure_page(
        code=code,
        number=int(number) if number.isdecimal() and len(number) < 5 else None,
        now=timezone.now(),
    )
    asked = reading.eligibility(version=page.version, answers={}, on=timezone.localdate())
    context = {
        "page": page,
        "version": page.version,
        "eligibility": asked,
        "desks": reading.desks_page(now=timezone.now()),
        "boundaries_url": static(BOUNDARIES),
        "share_url": request.build_absolute_uri(request.path),
        "rating_form": RatingForm(),
        "back_url": "/dich-vu-cong/",
    }
    return render(request, "procedures/procedure.html", context)


@require_GET
def eligibility(request: HttpRequest, code: str) -> HttpResponse:
    """Answer "can I do this?" from the answers in the address; nothing is kept."""
    today = timezone.localdate()
    version = queries.version_at(code=code, at=today)
    answers = {key.removeprefix("q-"): str(value) for key, value in request.GET.items()}
    context = {
        "version": version,
        "eligibility": reading.eligibility(version=version, answers=answers, on=today),
        "may_file": queries.may_be_filed(version=version, at=today, channel="online"),
        "back_url": f"/dich-vu-cong/{code}/",
    }
    template = "_eligibility.html" if is_partial(request) else "eligibility.html"
    return render(request, f"procedures/{template}", context)


@require_POST
def rate(request: HttpRequest, code: str) -> HttpResponse:
    """Keep what the reader said of the page and thank him."""
    form = RatingForm(request.POST)
    if not form.is_valid():
        version = queries.version_at(code=code, at=timezone.localdate())
        context = {"rating_form": form, "version": version, "back_url": f"/dich-vu-cong/{code}/"}
        return render(request, "procedures/rating.html", context, status=422)
    said = form.cleaned_data

    def keep() -> str:
        rate_page(
            code=code,
            is_helpful=said["helpful"] == "co",
            text=said["text"],
            actor=actor_of(request),
        )
        return f"/dich-vu-cong/{code}/"

    address = once(request, keep)
    messages.success(request, _("Cảm ơn bạn. Góp ý đã được ghi lại."))
    return redirect(address)


@require_GET
def desks(request: HttpRequest) -> HttpResponse:
    """Show where one can go, on a map and as a list."""
    text = request.GET.get("q", "")[:100]
    page = reading.desks_page(now=timezone.now(), text=text)
    context = {
        "desks": page,
        "text": text,
        "back_url": "/",
        "boundaries_url": static(BOUNDARIES),
    }
    template = "_desks.html" if is_partial(request) else "desks.html"
    return render(request, f"procedures/{template}", context)
