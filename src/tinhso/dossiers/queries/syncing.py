"""How much of what was accepted the national portal had in time (QĐ 766, indicator 1.4)."""

from dataclasses import dataclass
from decimal import Decimal

from tinhso.dossiers.queries.figures import measured
from tinhso.dossiers.queries.reasons import counts_of
from tinhso.dossiers.queries.sides import moved_since
from tinhso.dossiers.queries.spans import Span
from tinhso.dossiers.queries.sync_figures import SYNC
from tinhso.kernel.actors import Actor


@dataclass(frozen=True, kw_only=True)
class Synchronised:
    """Accepted dossiers by whether the portal had them in time; those not yet due are left out."""

    in_time: int
    late: int
    none: int

    @property
    def due(self) -> int:
        """All that was to be there by now."""
        return self.in_time + self.late + self.none

    @property
    def share(self) -> Decimal | None:
        """The share that was there in time, in per cent with two places; None without any."""
        if not self.due:
            return None
        return (Decimal(100 * self.in_time) / self.due).quantize(Decimal("0.01"))


def synchronised(*, actor: Actor, span: Span) -> Synchronised:
    """Count what the actor's agencies accepted in a period, by the conditions that list it.

    While no merger moved any of it, each part is counted from one index alone.
    """
    if moved_since(span).exists():
        found = counts_of(actor=actor, span=span, codes=SYNC)
        sums = {code: sum(counts.values()) for code, counts in found.items()}
    else:
        rows = measured(actor).order_by()
        sums = {code: rows.filter(where(span)).count() for code, where in SYNC.items()}
    return Synchronised(**{code.removeprefix("sync:"): count for code, count in sums.items()})
