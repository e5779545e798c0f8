"""Which dossiers are of people who asked that their data be used no more than must be.

Work that the law orders goes on (91/2025 Art. 19), so nothing is hidden or stopped here: whoever
works on such a dossier is told on its row and on its page. Full numbers stay closed
(`identity.services.check_use`).
"""

from collections.abc import Collection, Sequence

from tinhso.dossiers.models import Dossier, Party
from tinhso.kernel.registry.holdings import restricted


def restricted_among(dossier_ids: Collection[int]) -> dict[int, str]:
    """Return the reason by dossier, of those with somebody under a restriction."""
    pairs = list(
        Party.objects.filter(dossier__in=dossier_ids, person__isnull=False).values_list(
            "dossier_id", "person_id"
        )
    )
    why = restricted({person for _dossier, person in pairs if person is not None})
    return {
        dossier: why[person] for dossier, person in pairs if person is not None and person in why
    }


def mark_restricted(rows: Sequence[Dossier]) -> None:
    """Put the reason beside each row of a list that has one, in two questions for all."""
    why = restricted_among([row.pk for row in rows])
    for row in rows:
        vars(row)["restriction"] = why.get(row.pk, "")
