"""What officers of the demonstration scanned, signed by them before more is pressed from it.

A day at the desk ends with its scans signed (118/2025 Art. 17(1)). The services do it here, one
shift for each officer; whoever has no certificate leaves his scans waiting, as he would in life.
"""

from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter

from tinhso.dossiers import services
from tinhso.dossiers.models import Attachment, Dossier
from tinhso.identity.queries import actor_of_account
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import DomainError
from tinhso.signing import queries as signing_queries
from tinhso.signing import services as signing


def sign_scans_of(dossiers: Iterable[Dossier]) -> int:
    """Sign the scans that officers put to these dossiers; returns how many were signed."""
    rows = Attachment.objects.filter(
        dossier__in=[row.pk for row in dossiers],
        added_by__isnull=False,
        file__isnull=False,
        scan_signed_at__isnull=True,
        superseded_at__isnull=True,
        reused_attachment__isnull=True,
        reused_result__isnull=True,
    )
    signed = 0
    for account, scans in groupby(
        rows.select_related("dossier").order_by("added_by", "pk"), key=attrgetter("added_by")
    ):
        officer = actor_of_account(account)
        if officer.is_official and open_shift(officer):
            signed += sum(_is_signed(scan, officer) for scan in scans)
    return signed


def open_shift(officer: Actor) -> bool:
    """Open an officer's signing shift by the code on his telephone; false if he signs nothing."""
    try:
        asked = signing.start_shift_confirmation(actor=officer)
        codes = {row.uid: row.secret for row in signing_queries.codes_on_telephone(actor=officer)}
        signing.open_signing_shift(confirmation_uid=asked.uid, code=codes[asked.uid], actor=officer)
    except DomainError:
        return False
    return signing.may_sign_now(actor=officer)


def _is_signed(scan: Attachment, officer: Actor) -> bool:
    try:
        services.sign_scan(uid=scan.dossier.uid, attachment_uid=scan.uid, actor=officer)
    except DomainError:
        return False
    return True
