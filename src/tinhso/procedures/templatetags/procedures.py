"""What pages say of procedures.

`{{ sentence|quoted }}`: what a sentence quotes is data and stands as Vietnamese.
`{% pause_notices code %}`: that filing online rests or will rest.
`{% procedures_at_a_desk request address %}`: what a machine at a desk shows of the procedures.
`{{ key|unit_in_words }}`, `{{ key|channel_in_words }}`: keys of a term in words.
"""

import re

from django import template
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tinhso.procedures import queries
from tinhso.procedures.brief import LONGEST, briefs
from tinhso.procedures.forms.rows import ANY_CHANNEL, UNITS
from tinhso.procedures.models import ServicePause
from tinhso.procedures.reading import event_tiles

register = template.Library()

_QUOTED = re.compile(r"(“[^”]*”)")


@register.filter
def may_end(pause: ServicePause) -> bool:
    """Tell whether a pause lasts or is still to come."""
    if pause.withdrawn_at is not None:
        return False
    return pause.ends_at is None or pause.ends_at > timezone.now()


@register.inclusion_tag("procedures/_pauses.html")
def pause_notices(code: str = "") -> dict[str, object]:
    """Say what rests now and what will rest, of one procedure or of all."""
    return {"told_pauses": queries.pauses_told(at=timezone.now(), code=code)}


@register.inclusion_tag("procedures/_at_a_desk.html")
def procedures_at_a_desk(request: HttpRequest, address: str) -> dict[str, object]:
    """Find procedures by the words or event of life in an address; the events stand by them."""
    text, event = request.GET.get("q", "").strip(), request.GET.get("viec", "")
    asked = bool(text or event)
    return {
        "address": address,
        "text": text[:LONGEST],
        "tiles": event_tiles(queries.life_events()),
        "found": briefs(text=text, life_event=event, on=timezone.localdate()) if asked else None,
        "site": request.build_absolute_uri("/dich-vu-cong/"),
    }


@register.filter
def quoted(sentence: object) -> SafeString:
    """Return a sentence with each “quoted” part marked as Vietnamese."""
    said = SafeString("")
    for part in _QUOTED.split(str(sentence)):
        mark = '{}<span lang="vi">{}</span>' if part.startswith("“") else "{}{}"
        said = format_html(mark, said, part)
    return said


@register.filter
def unit_in_words(key: str) -> str:
    """Return what a term is counted in."""
    return str(dict(UNITS).get(key, key))


@register.filter
def channel_in_words(key: str) -> str:
    """Return by which way one files."""
    return str(dict(ANY_CHANNEL).get(key, key))
