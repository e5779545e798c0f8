"""`{% load kernel %}`: the words, shapes and small pieces every page is made of."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import get_args

import segno
from django import template
from django.conf import settings
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from tinhso.kernel.calendar.queries import remaining
from tinhso.kernel.calendar.words import say_remaining
from tinhso.kernel.db.secrets import keyed_hash
from tinhso.kernel.db.text import mask
from tinhso.kernel.web import words
from tinhso.kernel.web.cards import cards as made_cards
from tinhso.kernel.web.field_drawing import (
    Choice,
    drawn_errors,
    drawn_field,
    drawn_options,
)
from tinhso.kernel.web.fields import FieldView, SummaryLine, summary_of, view_of
from tinhso.kernel.web.icons import drawn_icon
from tinhso.kernel.web.markup import put
from tinhso.kernel.web.registry import StateKind, announcements

register = template.Library()

STATES = frozenset(get_args(StateKind))
NOTICES = frozenset({"info", "good", "wait", "bad"})
_IF_DATA = {True: ' lang="vi"', False: ""}
_DECORATION = SafeString('aria-hidden="true"')


@register.simple_tag
def announced() -> SafeString:
    """Show what the rooms want everybody to read before he signs in."""
    return format_html_join("", "{}", ((say(),) for _room, say in announcements))


# --- words


@register.filter
def day(value: date | datetime | None) -> str:
    """Word a day: thứ Ba, 01/12/2026."""
    return words.day(value) if value else ""


@register.filter
def short_day(value: date | datetime | None) -> str:
    """Word a day in figures: 01/12/2026."""
    return words.short_day(value) if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    """Word a time in a sentence: 16 giờ thứ Ba, 01/12/2026."""
    return words.moment(value) if value else ""


@register.filter
def clock(value: datetime | None) -> str:
    """Word a time of the day: 08:30."""
    return words.clock(value) if value else ""


@register.filter
def hour(value: datetime | None) -> str:
    """Word a time of the day as one says it: 16 giờ."""
    return words.hour(value) if value else ""


@register.filter
def when(value: datetime | None) -> str:
    """Word a time as short as it stays clear: hôm nay 10:00."""
    return words.when(value) if value else ""


@register.filter
def money(value: int | Decimal | None) -> str:
    """Word an amount: 1.234.567 đ."""
    return words.money(value) if value is not None else ""


@register.filter
def number(value: int | float | Decimal | None) -> str:
    """Word a number: 1.234.567."""
    return words.number(value) if value is not None else ""


@register.filter
def percent(value: float | Decimal | None) -> str:
    """Word a share given in hundredths: 97,42%."""
    return words.percent(value) if value is not None else ""


@register.filter
def size(value: int | None) -> str:
    """Word the size of a file: 480 kB."""
    return words.size(value) if value is not None else ""


@register.filter
def count_capped(value: int, cap: int = 1000) -> str:
    """Word a count that is not counted past its cap: 1.000+."""
    return words.capped(value, cap)


@register.filter
def masked(value: str | None) -> str:
    """Hide the middle of an identity or telephone number."""
    return mask(value) if value else ""


# --- shapes


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """Draw an icon of bootstrap-icons; with a label it speaks, without it is decoration."""
    naming = put('role="img" aria-label="{}"', label) if label else _DECORATION
    return drawn_icon(name, naming, css)


@register.simple_tag
def state(kind: str, label: str, data: bool = False) -> SafeString:
    """Show a state as a shape, a word and a colour.

    `kind` is wait (neutral dot), run (indigo dot), soon (turmeric diamond), late (lacquer
    triangle), done (leaf square) or stopped (hollow square). `data=True` for words out of data.
    """
    if kind not in STATES:
        raise ValueError(f"no such state: {kind}")
    lang = SafeString(_IF_DATA[bool(data)])
    return put('<span class="state {}"{}>{}</span>', kind, lang, label)


@register.simple_tag
def due(
    at: datetime | None, left: str = "", now: datetime | None = None, agency: int | None = None
) -> SafeString:
    """Show a deadline: what is left, and when it is.

    What is left is told in the working time of the agency named, so that a deadline says the same
    on every page; `left` are words made before, and without either the wall clock is told.
    """
    if at is None:
        return SafeString("")
    if agency is not None and not left:
        left = say_remaining(remaining(due_at=at, agency_id=agency, now=now))
    told = words.due(at, left=str(left), now=now)
    return put(
        '<span class="due {}"><b>{}</b> <time datetime="{}">{}</time></span>',
        told.kind,
        told.left,
        at.isoformat(),
        told.when,
    )


@register.simple_tag
def options(choices: Iterable[Choice], data: bool = False) -> SafeString:
    """Draw the options of a select, of whatever form: hundreds are too many for a template."""
    return drawn_options(choices, data)


@register.simple_tag
def vi(value: object) -> SafeString:
    """Show data (a name, a title, typed text) marked as Vietnamese for readers and checks."""
    return put('<span lang="vi">{}</span>', "" if value is None else value)


@register.simple_tag
def qr(text: str, label: str = "", scale: int = 4) -> SafeString:
    """Draw a QR code of a text as inline SVG."""
    drawn = BytesIO()
    segno.make(text, error="m", micro=False).save(
        drawn, kind="svg", scale=scale, xmldecl=False, svgns=True, omitsize=False, border=2
    )
    return format_html(
        '<figure class="qr" role="img" aria-label="{}">{}</figure>',
        label or _("Mã QR"),
        mark_safe(drawn.getvalue().decode()),  # noqa: S308  # drawn by segno, text is not in it
    )


# --- pieces


@register.simple_block_tag
def notice(content: str, kind: str = "info", title: str = "") -> SafeString:
    """Frame a note: info, good, wait or bad."""
    if kind not in NOTICES:
        raise ValueError(f"no such notice: {kind}")
    role = "alert" if kind == "bad" else "note"
    return _piece("notice", {"content": content, "kind": kind, "title": title, "role": role})


@register.simple_block_tag
def cards(content: str) -> SafeString:
    """Let a table become cards where it stands narrow: its cells carry their headings."""
    return mark_safe(made_cards(content))  # noqa: S308  # the template's own table


@register.simple_tag
def empty(
    title: str, text: str = "", icon: str = "inbox", url: str = "", label: str = ""
) -> SafeString:
    """Say that there is nothing yet, what will appear here and what to do next."""
    return _piece("empty", {"title": title, "text": text, "icon": icon, "url": url, "label": label})


@register.simple_tag
def timeline(entries: Iterable[object]) -> SafeString:
    """Show what happened and what is to come.

    Each entry is a mapping or object with `title`, and any of `state` (past, now, next), `at`,
    `detail`, `by`, `url`, `link`, `data` (the title is data).
    """
    return _piece("timeline", {"entries": list(entries)})


@register.simple_tag
def field(bound: BoundField | FieldView, **extra: str) -> SafeString:
    """Show one field: label, hint, error, input, tied together for screen readers.

    Takes a Django bound field or a `FieldView` made by hand (as eforms do). Keywords overrule
    attributes of the input: `autocomplete="name" inputmode="numeric"`.
    """
    view = view_of(bound, extra) if isinstance(bound, BoundField) else bound
    return drawn_field(view)


@register.simple_tag
def field_errors(view: FieldView) -> SafeString:
    """Show what is wrong with a field whose frame a room draws itself."""
    return drawn_errors(view)


@register.simple_tag
def error_summary(source: BaseForm | Mapping[str, str] | Iterable[SummaryLine]) -> SafeString:
    """Put all that is wrong on top, each line linking to its field."""
    lines = summary_of(source)
    return _piece("error_summary", {"lines": lines}) if lines else SafeString("")


@register.simple_tag(takes_context=True)
def autosave(context: Context, url: str) -> SafeString:
    """Give a form's attributes for saving while it is filled in: `<form {% autosave url %}>`.

    What the browser keeps meanwhile belongs to the account that typed it; what outlives the tab is
    sealed with a key that only pages of this account carry. A page that answers what was sent holds
    it all: nothing older is put over it.
    """
    request = context.get("request")
    owner = str(getattr(context.get("actor"), "id", "") or "")
    words_told = {
        "data-autosave": url,
        "data-autosave-owner": owner,
        "data-autosave-key": keyed_hash(owner, purpose="web.autosave") if owner else "",
        "data-saved-word": _("Đã lưu"),
        "data-failed-word": _("Chưa lưu được vì mất kết nối; sẽ thử lại. Đã giữ trong máy này."),
        "data-signed-out-word": _("Phiên đã hết; những gì bạn điền được giữ trong máy này."),
        "data-sign-in-word": _("Đăng nhập lại"),
        "data-kept-word": _("Đã lấy lại những gì bạn điền dở"),
        "data-sign-in-url": settings.LOGIN_URL,
    }
    if request is not None and request.method == "POST":
        words_told["data-autosave-answers"] = ""
    return format_html_join(" ", '{}="{}"', words_told.items())


def _piece(name: str, values: Mapping[str, object]) -> SafeString:
    return render_to_string(f"kernel/components/{name}.html", dict(values))
