"""`{% load dossiers %}`: the small pieces of a dossier, one markup for pages and cells of lists."""

from datetime import datetime
from typing import Final

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tinhso.dossiers.models import Dossier, Draft, ProactiveOffer
from tinhso.dossiers.rules.states import WITH_RESULT, DeliveryState
from tinhso.dossiers.rules.states import DossierState as S
from tinhso.kernel.web import words
from tinhso.kernel.web.markup import put
from tinhso.kernel.web.templatetags.kernel import due, state
from tinhso.procedures import queries as procedures

register = template.Library()

DONE: Final = frozenset({S.RETURNED, S.ISSUED, S.AT_DESK})


@register.simple_tag
def dossier_state(dossier: Dossier) -> SafeString:
    """Show where a dossier stands, as a shape, a word and a colour."""
    if dossier.has_wait and not dossier.is_over:
        kind = "soon"
    elif dossier.state in DONE:
        kind = "done"
    elif dossier.is_over:
        kind = "stopped"
    else:
        kind = "wait" if dossier.state == S.SUBMITTED else "run"
    return state(kind, dossier.get_state_display())


@register.filter
def english_name(row: Dossier | Draft | ProactiveOffer) -> str:
    """Return the English name of a row's procedure for who reads English, else nothing."""
    return procedures.english_name(row.procedure_version.procedure)


@register.simple_tag
def procedure_of(row: Dossier | Draft | ProactiveOffer) -> SafeString:
    """Return a procedure's official name; for who reads English behind its English one."""
    official = put('<span lang="vi">{}</span>', row.procedure_version.name)
    english = english_name(row)
    return put("{} ({})", english, official) if english else official


def desk_state(row: Dossier) -> SafeString:
    """Show what the desk must know of a dossier first: a question, an answer, nobody's look yet.

    The row is annotated with `has_question` and `was_opened`, as the desk's list does.
    """
    if row.has_question and not row.is_over:  # type: ignore[attr-defined]  # annotated
        return state("soon", _("Người nộp hỏi"))
    if row.state in WITH_RESULT and row.delivery_state == DeliveryState.POSTED:
        return state("run", row.get_delivery_state_display())
    if row.state != S.SUBMITTED:
        return dossier_state(row)
    if row.supplement_count:
        return state("run", _("Đã bổ sung"))
    if not row.was_opened:  # type: ignore[attr-defined]  # annotated
        return state("run", _("Chưa xem"))
    return state("wait", _("Đã xem"))


def name_and_number(row: Dossier) -> SafeString:
    """Show the procedure, and the dossier's number beside it."""
    markup = '<span lang="vi">{}</span> <span class="code">{}</span>{}'
    return put(markup, row.matter, row.shown_number, restriction(row))


def name_over_number(row: Dossier) -> SafeString:
    """Show the procedure, and the dossier's number under it."""
    markup = '<span><span lang="vi">{}</span><span class="under code">{}</span>{}</span>'
    return put(markup, row.matter, row.shown_number, restriction(row))


def restriction(row: Dossier) -> SafeString:
    """Say that the use of somebody's data is restricted, where `mark_restricted` found so."""
    why = getattr(row, "restriction", "")
    if not why:
        return SafeString()
    return put('<span class="under">{}</span>', state("stopped", _("Có hạn chế xử lý")))


def deadline(at: datetime | None, *, runs: bool, left: str) -> SafeString:
    """Show a deadline with what is left of it; one that no longer runs is only told."""
    if at is None or runs:
        return due(at, left=left)
    markup = '<span class="due muted"><time datetime="{}">{}</time></span>'
    return put(markup, at.isoformat(), words.when(at))
