"""Who may be handed work: the receiver is asked for his permission as the giver is."""

from uuid import UUID

from django.utils.translation import gettext as _

from tinhso.dossiers.permissions import DossierPermission
from tinhso.identity import queries as identity
from tinhso.kernel.errors import Invalid


def colleague(
    uid: UUID,
    *,
    field: str,
    permission: DossierPermission,
    agency_id: int | None = None,
    unit_id: int | None = None,
) -> identity.AccountLine:
    """Return the official who may do this work there now; `Invalid` at `field` for anybody else."""
    lines = identity.accounts_in(
        permission=permission, agency_id=agency_id, unit_id=unit_id, account_uid=uid
    )
    if not lines:
        raise Invalid(fields={field: _("Hãy chọn một cán bộ có thẩm quyền ở đây.")})
    return lines[0]
