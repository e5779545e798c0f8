"""The leaders' board: how much the national portal had in time, with the lists behind it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.functional import Promise

from tinhso.dossiers.queries.spans import span_of
from tinhso.dossiers.queries.sync_figures import SYNC_WORDS
from tinhso.dossiers.queries.syncing import synchronised
from tinhso.dossiers.rules.periods import free
from tinhso.dossiers.views.figure_list import figure_url
from tinhso.kernel.actors import Actor


@dataclass(frozen=True, kw_only=True)
class ShownSync:
    """How much the national portal had in time, and where each part is listed."""

    share: Decimal | None
    parts: list[tuple[str | Promise, int, str]]
    url: str


def shown_sync(actor: Actor, start: date, end: date) -> ShownSync:
    """Return the share with its three parts, each with the address of its rows."""
    found = synchronised(actor=actor, span=span_of(start, end))
    period = free(start, end)
    counts = {"in_time": found.in_time, "late": found.late, "none": found.none}
    parts = [
        (SYNC_WORDS[f"sync:{key}"], count, figure_url(f"sync:{key}", period, {}))
        for key, count in counts.items()
    ]
    return ShownSync(share=found.share, parts=parts, url=parts[0][2])
