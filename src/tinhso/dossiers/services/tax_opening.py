"""Opening a slip: what the tax agency reads, and the record that somebody looked."""

from typing import Final
from uuid import UUID

from tinhso.dossiers.models import Party
from tinhso.dossiers.queries.tax import TaxPage, tax_page
from tinhso.identity.services import record_access
from tinhso.kernel.actors import Actor
from tinhso.kernel.audit import record

AS_TAX: Final = "Xác định nghĩa vụ tài chính"
"""Why a tax officer opens it, as the person reads it on "who looked at my data"."""


def open_tax(*, slip_uid: UUID, actor: Actor) -> TaxPage:
    """Return one slip; each person in the dossier can read that it was opened, and why."""
    page = tax_page(slip_uid=slip_uid, actor=actor)
    people = Party.objects.filter(dossier=page.dossier, person__isnull=False)
    record_access(
        actor=actor,
        person_ids={pk for pk in people.values_list("person_id", flat=True) if pk is not None},
        object_kind="dossiers.dossier",
        object_uid=str(page.dossier.uid),
        purpose=AS_TAX,
    )
    record("dossiers.tax_opened", actor=actor, target=page.dossier, purpose=AS_TAX)
    return page
