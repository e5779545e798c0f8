"""Whether the national portal had a dossier in time, as conditions that count and list."""

from collections.abc import Callable, Mapping
from typing import Final

from django.db.models import DateTimeField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.models import NationalSending, SendingState
from tinhso.dossiers.queries.figures import taken_in
from tinhso.dossiers.queries.spans import Span
from tinhso.dossiers.rules.national import TELL_WITHIN, Service
from tinhso.dossiers.rules.states import SyncState


def _taken(span: Span) -> Q:
    """Accepted in the period, and to be told to the portal."""
    return taken_in(span) & ~Q(sync_state=SyncState.NONE)


def _known() -> Q:
    told = NationalSending.objects.filter(
        dossier=OuterRef("pk"), service=Service.RECORD, state=SendingState.SENT
    )
    return Q(Exists(told))


def _known_in_time() -> Q:
    told = NationalSending.objects.filter(
        dossier=OuterRef("pk"),
        service=Service.RECORD,
        state=SendingState.SENT,
    )
    earliest = ExpressionWrapper(F("tried_at") - TELL_WITHIN, output_field=DateTimeField())
    return Q(Exists(told.annotate(earliest=earliest).filter(earliest__lte=OuterRef("accepted_at"))))


SYNC: Final[Mapping[str, Callable[[Span], Q]]] = {
    "sync:in_time": lambda span: _taken(span) & _known_in_time(),
    "sync:late": lambda span: _taken(span) & _known() & ~_known_in_time(),
    "sync:none": lambda span: _taken(span) & Q(accepted_at__lt=span.at - TELL_WITHIN) & ~_known(),
}
"""What is neither known nor yet due is in none of them."""
SYNC_WORDS: Final[Mapping[str, str | Promise]] = {
    "sync:in_time": _("Đã đồng bộ đúng hạn"),
    "sync:late": _("Đã đồng bộ, quá hạn"),
    "sync:none": _("Quá hạn, chưa đồng bộ"),
}
