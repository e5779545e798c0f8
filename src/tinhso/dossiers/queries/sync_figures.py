"""Whether the national portal had a dossier in time, as conditions that count and list."""

from collections.abc import Callable, Mapping
from typing import Final

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.models.live import IsToTell
from tinhso.dossiers.queries.figures import taken_in
from tinhso.dossiers.queries.spans import Span
from tinhso.dossiers.rules.national import TELL_WITHIN
from tinhso.dossiers.rules.states import Told


def _taken(span: Span, told: Told) -> Q:
    """Accepted in the period, to be told to the portal, and told so."""
    return Q(IsToTell(), told=told) & taken_in(span)


SYNC: Final[Mapping[str, Callable[[Span], Q]]] = {
    "sync:in_time": lambda span: _taken(span, Told.IN_TIME),
    "sync:late": lambda span: _taken(span, Told.LATE),
    "sync:none": lambda span: _taken(span, Told.NEVER) & Q(accepted_at__lt=span.at - TELL_WITHIN),
}
"""What is neither known nor yet due is in none of them."""
SYNC_WORDS: Final[Mapping[str, str | Promise]] = {
    "sync:in_time": Told.IN_TIME.label,
    "sync:late": Told.LATE.label,
    "sync:none": _("Quá hạn, chưa đồng bộ"),
}
